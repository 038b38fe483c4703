"""Probes: rows of known truth that pass a method's checks blind, to measure the checks.

Known-bad ones are accepted rows with a planted defect (`spoiling.py`), known-good ones whole rows of a recipe
that the user brought: an accepted row the same judge has let pass before."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from pydantic import TypeAdapter

from seedbed.agent.annotator.reading import nearest_concepts
from seedbed.agent.critic.probing.spoiling import ANOTHER_TEXT, WRONG_LABEL, Spoilt, kinds, mislabelled, spoil
from seedbed.agent.making.copies import words_of
from seedbed.agent.making.parts import main_axis, recipe_of, text_of
from seedbed.agent.planner.scheduling.ascending import merged
from seedbed.agent.work import Env
from seedbed.memory.brief import Brief
from seedbed.memory.exact.canonical import digest
from seedbed.memory.exact.randomness import draw_seed, rng
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Candidate

SHARE = 10
"""At most one probe for so many candidates."""
ENOUGH = 220
"""Probes after which one for 25 candidates is enough: two thirds of them are bad ones, as many as an estimate
needs (`tools/evaluation/calibration.py`); from there on the kinds' spread outweighs their number."""
_LATER_SHARE = 25
FIRST, _FIRST_SHARE = 15, 4
"""The first 15 probes come early, one for four candidates, so that a judge that lets everything pass is found
before it has spoilt a dataset. They count towards the tenth of the candidates that the rows will need."""
_GOOD_EVERY = 3
"""Every third probe is a good one, once the first are planted; those are bad if rows allow it."""
_TRIES = 12
"""Rows drawn before a kind is passed over."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One row of known truth, ready to be read."""

    number: int
    kind: str
    good: bool
    brief: Brief
    """As a candidate's, with its number below zero, so that its call slots are its own."""
    made: Spoilt
    """The row, right or made wrong, and what stands beside it."""
    base: str
    """Id of the row that it was made from, or `example N`."""

    @property
    def sha256(self) -> str:
        """Of its row; of one that is yet to be broken also of the sentence."""
        return _hash(self.made.row, self.made.sentence)


PROBES = TypeAdapter(list[Probe])
_Accepted = Mapping[str, "array[int]"]
"""Part → accepted candidates, ascending, of parts that deliver supported rows."""


def wanted(committed: int, planted: int, rows: int) -> int:
    """How many probes may be planted now: a tenth of the candidates, the first earlier, later less.

    Args:
        committed: Candidates so far that a paid check examined.
        planted: Probes so far.
        rows: Rows asked for, which take at least as many candidates."""
    early = min(FIRST, committed // _FIRST_SHARE, rows // SHARE)
    usual = min(committed // SHARE, max(ENOUGH, committed // _LATER_SHARE))
    return max(0, max(early, usual) - planted)


async def draw_probes(
    env: Env, rows: Mapping[str, Sequence[int]], planted: Sequence[Mapping[str, Any]], number: int
) -> list[Probe]:
    """So many probes, or fewer where the rows don't give them: two bad, one good, kinds evenly.

    Args:
        rows: Cell key → numbers of its accepted candidates.
        planted: Journal entries of the probes of earlier critiques."""
    accepted = _accepted(env, rows)
    seen = {str(entry["sha256"]) for entry in planted}
    used = Counter((str(entry["source"]), str(entry["drawn"])) for entry in planted)
    good = sum(bool(entry["good"]) for entry in planted)
    first = 1 + len(planted)
    made: list[Probe] = []
    for n in range(first, first + number):
        draw = rng(env.spec.seed, "probe", n)
        if n > FIRST and good < n // _GOOD_EVERY:
            probe = _good(env, accepted, n, draw, seen) or await _bad(env, accepted, n, draw, seen, used)
        else:
            probe = await _bad(env, accepted, n, draw, seen, used) or _good(env, accepted, n, draw, seen)
        if probe is None:
            break
        good += probe.good
        seen.add(probe.sha256)
        used[env.spec.part(probe.brief.cell.part).offline, probe.kind] += 1
        made.append(probe)
    return made


def _accepted(env: Env, rows: Mapping[str, Sequence[int]]) -> _Accepted:
    found: dict[str, array[int]] = {}
    for part in env.spec.parts:
        numbers = merged(some for key, some in rows.items() if key.partition("/")[0] == part.name)
        # Whether checks that err let rows of the part in; so too before the first row.
        late = _fetched(env, numbers[-_TRIES:])
        errs = not late or any(one.verdict.grade == "supported" for one in late)
        if (part.recipe or part.offline == "labels") and errs and env.spec.accept.grade != "proven":
            found[part.name] = numbers
    return found


def _fetched(env: Env, numbers: Sequence[int]) -> list[Candidate]:
    return [one for one in map(env.client.store.candidate, numbers) if one is not None]


async def _bad(
    env: Env, accepted: _Accepted, n: int, draw: Random, seen: set[str], used: Mapping[tuple[str, str], int]
) -> Probe | None:
    """An accepted row, its part drawn evenly over the delivered ones, with the defect planted least."""
    rows = sum(map(len, accepted.values()))
    if not rows:
        return None
    place, ends = draw.choice(range(rows)), accumulate(map(len, accepted.values()))
    part = env.spec.part(next(name for name, end in zip(accepted, ends, strict=True) if place < end))
    numbers = accepted[part.name]
    drawn = _fetched(env, draw.sample(numbers, min(_TRIES, len(numbers))))
    others = [one.draft.row for one in drawn if one.draft.row is not None]
    known = list(kinds(recipe_of(part))) if part.recipe else [WRONG_LABEL, ANOTHER_TEXT]
    for kind in sorted(known, key=lambda kind: used.get((part.offline, kind), 0)):
        for base in drawn:
            brief, row = env.client.store.brief(base.number), base.draft.row
            if base.verdict.grade != "supported" or row is None or brief is None:
                continue
            if part.recipe:
                made = await spoil(kind, row, base.draft.notes.get("kept", {}), brief, env, draw, others)
            else:
                made = mislabelled(kind, row, others, part)
            if made is None or _hash(made.row, made.sentence) in seen:
                continue
            return Probe(n, kind, False, claimed(brief, made, **_own(n, env.spec.seed)), made, base.row_id)
    return None


def _good(env: Env, accepted: _Accepted, n: int, draw: Random, seen: set[str]) -> Probe | None:
    """A row of the user's own that wasn't planted before, as if some brief had asked for it."""
    named = [name for name in accepted if env.spec.part(name).recipe]
    rows = [(name, place) for name in named for place in range(len(env.resources.examples.get(name, ())))]
    for name, place in draw.sample(rows, len(rows)):
        part, example = env.spec.part(name), env.resources.examples[name][place]
        fields, main = [one.name for one in recipe_of(part).row], main_axis(recipe_of(part))
        if not {*fields, *([main.name] if main else ())} <= example.keys():
            continue
        row = {field: example[field] for field in fields}
        if _hash(row) in seen:
            continue
        brief = _template(env, accepted[name], part, draw)
        if brief is None:
            return None
        label = text_of(example[main.name]) if main else brief.cell.label
        own = [leaf for leaf in env.plan.part(name).tree.leaves() if not leaf.labels or label in leaf.labels]
        if not own or (main and label not in map(text_of, main.values)):
            continue
        leaf = (nearest_concepts(words(row, part), own, part, env) or own)[0]
        made = Spoilt(row, {}, {"leaf": leaf.id, "label": label}, {})
        shown = claimed(brief, made, demonstrations=(), **_own(n, env.spec.seed))
        return Probe(n, "example", True, shown, made, f"example {place + 1}")
    return None


def _template(env: Env, accepted: Sequence[int], part: Part, draw: Random) -> Brief | None:
    """A committed brief of the part, for the method by which it is read."""
    numbers = accepted or range(1, env.client.store.committed() + 1)
    drawn = (env.client.store.brief(draw.choice(numbers)) for _ in range(4 * _TRIES))
    return next((brief for brief in drawn if brief is not None and brief.cell.part == part.name), None)


def claimed(brief: Brief, made: Spoilt, **own: Any) -> Brief:
    """The order of a row as the row claims to be."""
    cell = {**brief.cell.model_dump(), **made.cell}
    attributes = {**brief.attributes, **made.attributes}
    # Validated anew: a copy of the model would keep the id that it has computed.
    return Brief.model_validate({**brief.model_dump(), "cell": cell, "attributes": attributes, **own})


def _own(n: int, seed: int) -> dict[str, Any]:
    return {"number": -n, "seat": -1, "full": (), "material": "", "seed": draw_seed(seed, "probe", n)}


def words(row: Mapping[str, Any], part: Part) -> str:
    """The words of a row, as judges and duplicates see them."""
    return words_of(recipe_of(part), row) if part.recipe else str(row["text"])


def _hash(row: Mapping[str, Any], sentence: int = 0) -> str:
    return digest([dict(row), sentence])
