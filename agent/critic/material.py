"""What a model reads that reads rows together: drawn rows and the measured figures, a pure function of
spec, seed and commits. What writers and judges said stands between marks; the length of all of it is
bounded."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.agent.critic.critique import Critique, Review
from seedbed.agent.critic.state import Line
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.models.wire import tokens_told
from seedbed.agent.planner.scheduling.directives import Guide, Unguide
from seedbed.agent.planner.tree.materials import clean, lined
from seedbed.agent.prompting import delimit
from seedbed.memory.brief import Brief, split_key
from seedbed.memory.clauses import clauses
from seedbed.memory.exact.randomness import rng
from seedbed.memory.files.yaml_file import dump, parse
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.checks.catalogue import find
from seedbed.tools.evaluation.report.amounts import tenths
from seedbed.tools.evaluation.report.measured import faithfulness_told

ACCEPTED, REFUSED, MORE = 12, 6, 6
"""Rows that are drawn, and that a look at more of them gives."""
_LATE = 60
"""Latest rows among which two thirds of the accepted ones are drawn, so that a drift of tone shows."""
_ROW, _LEAST, _SEAT = 800, 60, 240
"""Characters of a row's fields together, of each at least, and of what was ordered of it."""
_PLACES, _SENTENCES, _ACCOUNTS, _CLAUSES, _CHECKS = 24, 8, 8, 8, 8
"""Lines of each list."""
_RECIPE, _VALUES = 5_000, 5
"""Characters of a recipe, and values of an axis that are shown of it."""
_COUNTED = 100
"""Latest accepted rows by which clauses are counted, and latest rows by which steps are costed."""


Drawn = Sequence[tuple[Candidate, Brief]]
"""Some candidates, accepted ones first, with their briefs."""


def told(rows: Drawn, nonce: str, lines: Mapping[int, Line], said: Mapping[str, int]) -> str:
    """The rows, each between marks, under what is known of it. `said`: sentence that writers are told → its
    number."""
    return "\n".join(_row(one, brief, nonce, lines.get(one.number), said) for one, brief in rows)


def _row(candidate: Candidate, brief: Brief, nonce: str, line: Line | None, said: Mapping[str, int]) -> str:
    cell = brief.cell
    ordered = [cell.label, cell.difficulty, *(str(value) for value in brief.attributes.values())]
    place = "/".join(split_key(candidate.verdict.cell)[:2])
    seat = clean(", ".join(one for one in ordered if one != ANY), _SEAT)
    text = fields_told(candidate.draft.row or {"text": candidate.draft.text}, _ROW)
    state = "accepted"
    # As it was decided at first; of one too old to be kept in short, as it stands.
    if line.outcome != "accepted" if line else candidate.verdict.state != "accepted":
        why = "; ".join(one.detail or one.code for one in candidate.verdict.reasons)
        state = f"refused by {', '.join(line.by if line else ())}"
        text = f"{text}\nreason given: {clean(why, 200)}"
    parsed = ", ".join(f"g{said[one]}" for one in brief.guidance if one in said)
    known = "; ".join(filter(None, (seat.replace(nonce, ""), f"told {parsed}" if parsed else "")))
    head = f"row {candidate.number}, {place}, {state}" + (f" ({known})" if known else "")
    return f"{head}:\n{delimit(text.replace(nonce, ''), nonce)}"


def fields_told(row: Mapping[str, Any], room: int) -> str:
    """A row's fields, each from a line of its own on, its further lines indented; of long ones the beginning
    and the end, so that each has its share of so many characters."""
    every = {
        name: lined(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))
        for name, one in row.items()
    }
    cut = dict.fromkeys(every, "")
    for done, name in enumerate(sorted(every, key=lambda one: len(every[one]))):
        text, most = every[name], max(room // (len(every) - done), _LEAST)
        cut[name] = text if len(text) <= most else f"{text[: most - most // 4]} … {text[-(most // 4) :]}"
        room -= len(cut[name])
    return "\n".join(f"{name}: {text.replace(chr(10), chr(10) + '  ')}" for name, text in cut.items())


def drawn(on: Grounds, store: Store, spec: Spec, commit: int) -> Drawn:
    """A sample over concepts: two thirds of the accepted ones late, a third earlier; refused ones of every
    check. Of the late ones those that weren't read yet come first."""
    draw = rng(spec.seed, "read together", commit)
    every = on.schedule.accepted()
    late, early = every[-_LATE:], every[:-_LATE]
    few = ACCEPTED // 3 if early else 0
    read = {number for one in on.past if one.review for number in one.review.rows}
    new, known = [n for n in late if n not in read], [n for n in late if n in read]
    some = [draw.sample(new, len(new)), draw.sample(known, len(known))]
    some.append(draw.sample(early, min(len(early), 200)))
    looked = {number for numbers in some for number in numbers}
    place = {
        number: "/".join(split_key(key)[:2])
        for key, rows in on.schedule.rows.items()
        for number in looked.intersection(rows)
    }
    fresh = _spread(some[0], place, ACCEPTED - few)
    taken = sorted(fresh + _spread(some[1], place, ACCEPTED - few - len(fresh)))
    taken += _spread(some[2], place, few)
    refused = [line for line in on.critic.lines if line.outcome != "accepted"][-_LATE:]
    by = {line.number: line.by[-1] if line.by else line.outcome for line in refused}
    taken += _spread(draw.sample(list(by), len(by)), by, REFUSED)
    return _fetched(taken, store)


def more(
    on: Grounds, store: Store, spec: Spec, commit: int, part: str, leaf: str, check: str, known: Sequence[int]
) -> Drawn:
    """Further rows of a place, accepted ones; or refused ones of a check there.

    Args:
        leaf: Empty: of any.
        check: Its id; empty: accepted rows are wanted.
        known: Numbers of rows that were shown already."""
    draw = rng(spec.seed, f"read together, {part}/{leaf} {check}", commit)
    start = f"{part}/{leaf}/" if leaf else f"{part}/"
    if check:
        found = [line.number for line in on.critic.lines if check in line.by and line.cell.startswith(start)]
    else:
        found = on.schedule.accepted(start)[-_LATE - len(known) :].tolist()
    fresh = sorted(set(found) - set(known))[-_LATE:]
    return _fetched(sorted(draw.sample(fresh, min(MORE, len(fresh)))), store)


def _spread(numbers: Sequence[int], of: Mapping[int, str], wanted: int) -> list[int]:
    """Some of the numbers, of as many different kinds as there are."""
    seen: Counter[str] = Counter()
    ranked = []
    for number in numbers:
        ranked.append((seen[of[number]], number))
        seen[of[number]] += 1
    return sorted(number for _, number in sorted(ranked, key=lambda pair: pair[0])[:wanted])


def _fetched(numbers: Sequence[int], store: Store) -> Drawn:
    found = ((store.candidate(number), store.brief(number)) for number in numbers)
    return [(one, brief) for one, brief in found if one is not None and brief is not None]


def recipe_in_short(part: Part) -> str:
    """A part's recipe as YAML, without its clauses, of long lists of values the first; cut to whole lines."""
    said = parse(str(part.recipe), f"part {part.name}").value
    said.pop("clauses", None)
    vary = said.get("vary") or {}
    for name, values in vary.items():
        if isinstance(values, list) and len(values) > _VALUES:
            vary[name] = [*values[:_VALUES], f"… and {len(values) - _VALUES} more"]
    text = dump(said, "").strip()
    return text if len(text) <= _RECIPE else text[:_RECIPE].rpartition("\n")[0] + "\n…"


def figures(reading: Critique, on: Grounds, store: Store, spec: Spec, drawn_rows: Drawn) -> str:
    """The measured figures, a section each."""
    read = [one.review for one in on.past if one.review] or [Review()]
    sections = {
        "The dataset": _whole(reading, spec),
        "Phrases that several rows share, of a sample of at most 300, and in how many each stands": [
            f"{part}: " + "; ".join(f"«{phrase}» {rows}" for phrase, rows in some)
            for part, some in on.critic.diversity.phrases().items()
            if some
        ],
        "Places (part/concept)": _places(on),
        "Levels: independent readers who found the one that was ordered; where nobody reads levels, who came "
        "to the row's label or answer": [
            f"{one.part}, {one.difficulty}: {one.right:.0%} of {one.readings}" for one in reading.difficulty
        ],
        "Demands of the person, and in how many of the latest rows what keeps them holds (a share is dealt: "
        "whether each row is as was dealt)": _clauses(on, store, spec),
        "Who refused the latest candidates": _refusals(on, spec),
        "Cost of the accepted ones of these rows, by step": _costs(drawn_rows, store),
        "Axes that may take new values": [
            f"{part.name}: {', '.join(free)}" for part in spec.parts if (free := tuple(on.varies(part.name)))
        ],
        "Methods": [
            f"{name}: {', '.join(m.name for m in some)}" for name, some in on.usable.items() if len(some) > 1
        ],
        "Sentences that writers are told": [
            f"g{number}, {place}{f', where {when}' if when else ''} ({who}): {say}"
            for number, place, who, say, when in sentences(on)
        ],
        "What the program's thresholds ask for now": [
            clean(f"{one.kind} {getattr(one, 'cell', '') or getattr(one, 'leaf', '')}: {one.because}", 160)
            for one in reading.directives[:_ACCOUNTS]
        ],
        "What was asked for before, and what it changed": _accounts(reading, on),
        "What you asked for last, and why it wasn't done": [
            f"{one.asked}: {one.why}" for one in read[-1].dropped
        ],
    }
    return "\n\n".join(f"{name}:\n" + "\n".join(lines) for name, lines in sections.items() if lines)


def _whole(reading: Critique, spec: Spec) -> list[str]:
    varied = [
        f"{name}: {one['distinct_2']:.2f} of the word pairs are distinct"
        for name, one in reading.diversity.items()
        if one["words"] > one["texts"]  # texts of one word have no pairs
    ]
    return [
        f"{reading.accepted} of {spec.rows} rows are there, from {reading.candidates} candidates "
        f"({tenths(reading.duplicate_share)} near-copies)",
        f"coverage of the plan {tenths(reading.coverage)}; faithfulness "
        + faithfulness_told(reading.faithfulness.model_dump(mode="json"), tenths),
        *varied,
    ]


def _places(on: Grounds) -> list[str]:
    tallies: dict[tuple[str, str], Counter[Any]] = {}
    for state in on.schedule.cells.values():
        tally = state.tally
        if state.quota or tally.committed:
            here = {"planned": state.quota, "there": state.filled, "candidates": tally.committed}
            place = tallies.setdefault((state.cell.part, state.cell.leaf), Counter())
            place.update(here)
            place.update(tally.outcomes)
    worst = sorted(tallies.items(), key=lambda pair: pair[1]["accepted"] - pair[1]["candidates"])
    lines = []
    for (part, leaf), found in worst[:_PLACES]:
        name = on.schedule.trees[part][leaf].name if leaf in on.schedule.trees[part] else leaf
        refused = [f"{found[key]} {key}" for key in ("near-copies", "elsewhere", "wrong") if found[key]]
        lines.append(
            f"{part}/{leaf} «{clean(name, 60)}»: {found['there']} of {found['planned']} rows; "
            f"{found['accepted']} of {found['candidates']} candidates accepted"
            + (f" ({', '.join(refused)})" if refused else "")
        )
    if len(tallies) > _PLACES:
        lines.append(f"… and {len(tallies) - _PLACES} more, which do better")
    return lines


def _clauses(on: Grounds, store: Store, spec: Spec) -> list[str]:
    if not any(part.clauses for part in spec.parts):
        return []
    late = on.schedule.accepted()[-_COUNTED:]
    found = clauses(store, spec, [one for one, _ in _fetched(late, store)])
    counted = [one for one in found if one["share"] is not None][:_CLAUSES]
    return [f"«{clean(one['text'], 100)}»: {one['rows']} of {one['of']}" for one in counted]


def _refusals(on: Grounds, spec: Spec) -> list[str]:
    counts = Counter((line.cell.split("/")[0], by) for line in on.critic.lines for by in line.by)
    said = {part.name: optional_checks(part) for part in spec.parts}
    lines = []
    for (part, by), number in counts.most_common(_CHECKS):
        off = "" if by not in said[part] else "; may be switched off"
        if by in on.schedule.unasked.get(part, ()):
            off = "; is off"
        words = f" «{clean(said[part][by], 120)}»" if said[part].get(by) else ""
        lines.append(f"{part}, {by}{words}: {number}{off}")
    return lines


def optional_checks(part: Part) -> dict[str, str]:
    """The checks of a part that may be switched off → of a sentence of the rubric its words: paid ones that
    prove nothing, tell no ordered value, and keep no demand of the person."""
    if not part.recipe:
        return {}
    recipe = recipe_of(part)
    kept = {binder for one in part.clauses.values() for binder in one}
    bound = {id for binder in kept for id in part.bound.get(binder, ())}
    found = {f"rubric.{one.number}": one.say for one in recipe.rubric}
    for use in recipe.checks:
        if find(use.check).calls and not use.relation and use.check not in _NEVER:
            found[use.id] = ""
    return {id: say for id, say in found.items() if id not in bound}


_NEVER = ("schema", "concept", "label", "level", "judge")
"""Checks that tell where a row stands; the judge is switched off by its sentences."""


def _costs(rows: Drawn, store: Store) -> list[str]:
    """What the steps took by which accepted rows came: beside an attempt that failed it is chance which of
    the other checks had been answered by then."""
    tokens: Counter[str] = Counter()
    for candidate, brief in rows:
        for slot, answer in store.answers_of(brief.id):
            if candidate.verdict.state == "accepted" and slot.attempt == candidate.draft.attempts - 1:
                tokens["/".join(slot.step.split("/")[:2])] += tokens_told(answer.content)
    total = tokens.total()
    dearest = sorted(tokens.items(), key=lambda pair: (-pair[1], pair[0]))[:_CHECKS]
    return [f"{step}: {number / total:.0%}" for step, number in dearest] if total else []


def sentences(on: Grounds) -> Iterator[tuple[int, str, str, str, str]]:
    """(number, place, who said it, words, condition) of the sentences that writers are told besides the
    spec's."""
    who = {d.say: d.by for _, d in on.answered if isinstance(d, Guide)}
    told = [(*place, *one) for place, some in on.schedule.guidance.items() for one in some.items()]
    for number, (part, leaf, say, when) in enumerate(told[-_SENTENCES:], 1):
        mine = who.get(say, "person")
        name = {"reader": "you", "person": "a person"}.get(mine, "the program")
        yield number, f"{part}/{leaf}" if leaf else part, name, say, when


def _accounts(reading: Critique, on: Grounds) -> list[str]:
    """What each directive was, in short, and what came of it; sentences that stand by their numbers."""
    lines, standing = [], {say: f"g{number}" for number, _, _, say, _ in sentences(on)}
    for one in reading.accounts[-_ACCOUNTS:]:
        directive: Any = one.directive
        place = filter(None, (getattr(directive, "part", ""), getattr(directive, "leaf", "")))
        what = f"{directive.kind} {getattr(directive, 'cell', '') or '/'.join(place)}"
        if isinstance(directive, (Guide, Unguide)):
            what += f" {standing.get(directive.say) or f'«{directive.say}»'}"
        more = [
            getattr(directive, name, "")
            for name in ("when", "attribute", "values", "method", "check", "number")
        ]
        said = [", ".join(some) if isinstance(some, tuple) else str(some) for some in more if some]
        who = "you" if directive.by == "reader" else "the program"
        lines.append(f"after {one.commit}, {who}: {clean(' '.join([what, *said]), 160)}: {one.told}")
    return lines
