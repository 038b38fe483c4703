"""Rows that say what another row says, found once all rows are there.

Writers see few of the rows that are made beside theirs, and near-copies are told by words. So a model reads
rows of one passage or of neighbouring concepts beside each other, and those that repeat an earlier one are
taken back (semantic duplicates: Abbas et al. 2023, SemDeDup, there by embeddings): their seats are owed
again, and who writes there is told why. Once for the rows asked for: a build has to end."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from typing import Any

from seedbed.agent.answers import FindRepeats, job_name
from seedbed.agent.critic.material import fields_told
from seedbed.agent.making.parts import picks_passages, recipe_of
from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.models.delivery.flow import finished
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode, schema_of
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.prompting import delimit, render
from seedbed.graphs.commands.carry_out import apply
from seedbed.graphs.commands.reviewing import Amended, Change, made_from, withdrawn
from seedbed.graphs.critique.reviewing import able
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.producing.pool import alone
from seedbed.graphs.run import Run
from seedbed.memory.brief import Slot, split_key
from seedbed.memory.candidate import Reason
from seedbed.memory.errors import AnswerFault, BudgetSpent
from seedbed.memory.exact.canonical import digest
from seedbed.memory.recipe import Recipe
from seedbed.memory.review import decided
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.checks.asked import passage_text, shown
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.knowledge.search.embedder import embed

META = "read_for_repeats"
"""Key of the run's values: the rows asked for when its rows were read for repeats."""
_BY = "repeats"
"""What such a row is refused by."""
_SHARE, _ADVANCE = 0.05, 12_000
"""What it may cost: a share of the tokens that candidates took, and so many in advance."""
_PER_TOKEN = 3
"""Characters of a token, for what a call will take at most."""
_LONGEST, _BOTH = 1000, 120
"""Characters of a row that are shown, of what two have in common, and of what writers are told."""
_TAKEN, _MOST, _FEW = 3, 0.1, 4
"""At most one row in so many of those that are read together is taken back, and such a share of all, or so
many: some tasks have one way of thinking, and rows of it are alike however often they are made anew."""
_DEARER = 2
"""What a row made anew may cost, of what one costs on average: taking rows back may not end a build short."""
_FIND = Decode(max_tokens=800, temperature=0.0)
Together = tuple[Part, Sequence[int]]
"""Accepted candidates of a part that are read beside each other."""
Repeat = tuple[Candidate, Candidate, str]
"""A row that repeats another one, that one, and what both give."""


async def take_back(run: Run, committer: Committer) -> bool:
    """Take rows back that repeat others, but none that a person has decided about or that was delivered
    before rows were asked for anew; whether there were any, so that production goes on. Raises Paused,
    UserFault: the model can't be asked now."""
    spec, store = run.known_spec(), run.store
    most = affordable(run)
    if store.meta(META) == spec.rows or most < 1 or not (run.policy.reader and able(run.client)):
        return False
    delivered = _delivered(store)
    groups = await _closest(run, committer, delivered)
    kept = {one.row for one in decided(store) if one.changed}
    every = await alone(_read(run, groups))
    found = [one for one in every if one[0].number > delivered and one[0].row_id not in kept]
    found = found[: int(min(most, max(_FEW, _MOST * spec.rows), len(found)))]
    if not found:
        store.set_meta(META, spec.rows)
        return False
    run.observer.said(withdraw_repeats(found, committer))
    return True


async def _closest(run: Run, committer: Committer, delivered: int) -> list[Together]:
    """Rows that are worth reading beside each other, those with the most alike two first, as many as the
    share of the build's tokens pays for."""
    import numpy as np

    spec = run.known_spec()
    spent = sum(tally.tokens for tally in committer.schedule.parts.values())
    left, found = _ADVANCE + int(_SHARE * spent), list[tuple[float, int, Together]]()
    for part in spec.parts:
        for numbers in beside(part, committer.schedule, run.store):
            if max(numbers) > delivered:
                texts = [*_lines(_rows(run.store, numbers)).values()]
                vectors = embed(texts)
                alike = vectors @ vectors.T - np.eye(len(texts))
                cost = sum(map(len, texts)) // _PER_TOKEN + _FIND.max_tokens
                found.append((float(alike.max().round(6)), cost, (part, numbers)))
                await asyncio.sleep(0)  # of a large build there are thousands
    kept = list[Together]()
    for _, cost, together in sorted(found, key=lambda one: -one[0]):
        left -= cost
        if left < 0:
            break
        kept.append(together)
    return kept


def withdraw_repeats(found: Sequence[Repeat], committer: Committer) -> str:
    """Take rows back which give what others give; what is to be said of it."""
    gone = list[tuple[Candidate, Reason]]()
    for row, first, both in found:
        why = f"gives what another row gives: {both} ({first.row_id})"
        gone.append((row, Reason(code="duplicate", by=_BY, detail=why)))
    said = "taken back, which gave what another row gives"
    return withdraw(gone, said, committer, {META: committer.orderer.env.spec.rows})


def withdraw(
    rows: Sequence[tuple[Candidate, Reason]],
    said: str,
    committer: Committer,
    values: Mapping[str, Any] = {},
) -> str:
    """Take rows back, each with the reason; what is to be said of it.

    Args:
        said: Of so many rows.
        values: Values of the run that change with it."""
    gone = tuple((row, withdrawn(row.verdict, [reason], committer.at)) for row, reason in rows)
    made = made_from([row for row, _ in rows], committer.store, committer.orderer.env.spec)
    told = f"{counted(len(gone), 'row')} {said}"
    change = Change(told, gone=gone, made=made)
    apply(change, committer, values=values, by="critic")
    return change.told


def give_back(committer: Committer) -> bool:
    """Have rows stand again whose seats nothing else fills; whether there were any."""
    store, again = committer.store, dict[int, Amended]()
    for one in store.candidates("rejected"):
        held = one.verdict.held if one.verdict.reasons[0].by == _BY else None
        if held is not None and (seat := store.seat(held)) and seat[1] == "open":
            again[held] = Amended(one, one.verdict.at_first, one.draft)
    if again:
        apply(Change("", amended=tuple(again.values())), committer, by="critic")
    return bool(again)


def _delivered(store: Store) -> int:
    """The last commit after which the build had come to its end; 0: it never has."""
    entries = (value for _, value in store.journal_entries("critique"))
    ends = (one["commit"] for one in entries if any(each["kind"] == "stop" for each in one["directives"]))
    return max(ends, default=0)


def affordable(run: Run) -> float:
    """How many rows can be made anew for what is left of each cap, at the price of those that are there."""
    budget, ledger, rows = run.ledger.budget, run.ledger, run.known_spec().rows
    minutes = (ledger.seconds / 60, budget.minutes)
    used = (minutes, (ledger.tokens, budget.tokens), (ledger.usd, budget.usd), (ledger.calls, budget.calls))
    return min(
        (rows * (cap - spent) / (_DEARER * spent) for spent, cap in used if cap and spent), default=inf
    )


async def _read(run: Run, groups: Sequence[Together]) -> list[Repeat]:
    """Rows that repeat others, of so many groups at once as calls may be."""
    found: dict[int, list[Repeat]] = {}

    async def one(place: int) -> None:
        with suppress(Refused):  # such as by a filter of contents: of the others it says nothing
            found[place] = await _repeats(run, *groups[place])

    with suppress(BudgetSpent):  # all rows are there: nothing is worth ending the build for
        for at in range(0, len(groups), run.max_concurrent):
            await finished(map(one, range(at, min(at + run.max_concurrent, len(groups)))))
    return [repeat for _, some in sorted(found.items()) for repeat in some]


def _rows(store: Store, numbers: Sequence[int]) -> list[Candidate]:
    return [one for one in map(store.candidate, numbers) if one is not None]


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    """What the fields of a row tell: no passages, of a talk what its user says."""
    found: dict[str, str] = {}
    for name, value in row.items():
        if value not in ("", None) and not any(
            map(passage_text, value if isinstance(value, list) else [value])
        ):
            if is_messages(value):
                said = [one for one in value if one["role"] == "user"]
                found[f"{name} (only its user's turns)"] = shown(said)
            else:
                found[name] = shown(value)
    return found


def _lines(rows: Sequence[Candidate]) -> dict[int, str]:
    """Number, from 1 on → what a row tells that not all do; long fields share what short ones leave."""
    told = {number: _shown(one.draft.row or {}) for number, one in enumerate(rows, 1)}
    same = set.intersection(*(set(one.items()) for one in told.values()))  # such as a schema
    lines = dict[int, str]()
    for number, fields in told.items():
        own = {name: text for name, text in fields.items() if (name, text) not in same}
        lines[number] = fields_told(own, _LONGEST)
    return lines


async def _repeats(run: Run, part: Part, numbers: Sequence[int]) -> list[Repeat]:
    rows = _rows(run.store, numbers)
    job, by_number = job_name(FindRepeats), dict(enumerate(rows, 1))
    slot = Slot("critique", "critic", f"{job}/{digest([one.row_id for one in rows])[:16]}")
    nonce = slot.key[:12]
    marked = {n: delimit(text.replace(nonce, ""), nonce) for n, text in _lines(rows).items()}
    of_one = picks_passages(recipe_of(part))
    prompt = render(job, about=clean(part.topic, 200), rows=marked, of_one=of_one)

    def usable(said: Any) -> list[Repeat]:
        answer = FindRepeats.model_validate(said)
        told = {one.row: one for one in answer.repeats if one.of in by_number and one.row in by_number}
        late = [one for one in told.values() if one.of < one.row]
        most = max(1, len(rows) // _TAKEN)
        return [
            (by_number[one.row], by_number[one.of], clean(one.both, _BOTH).rstrip(".")) for one in late[:most]
        ]

    try:
        purpose, schema = Purpose("critique"), schema_of(FindRepeats)
        return (await run.client.ask_value(slot, prompt, schema, usable, purpose, _FIND))[0]
    except AnswerFault:
        return []


TOGETHER = 20
"""Rows that are read beside each other, at most."""


def beside(part: Part, schedule: Schedule, store: Store) -> Iterator[Sequence[int]]:
    """Numbers of accepted rows of a part that are to be read beside each other; none where each writer is
    given what its row is about, such as a row of another part."""
    if not part.recipe:
        return
    recipe = recipe_of(part)
    if picks_passages(recipe):
        for numbers in _of_passages(part.name, schedule, store).values():
            yield from _cut(numbers)
    elif part.each is None and not _given(recipe):
        together: list[int] = []
        for numbers in _of_concepts(part.name, schedule):
            if len(together) + len(numbers) > TOGETHER:
                yield from _cut(together)
                together = []
            together += numbers
        yield from _cut(together)


def _given(recipe: Recipe) -> bool:
    """Whether a writer is given the matter; personas and several examples are only what he starts from."""
    picks = (one.arguments for one in recipe.steps if one.how == "pick")
    started = all(one["pick"] == "personas" or (one["pick"] == "examples" and one["n"] != 1) for one in picks)
    return not started or any(one.how == "generate" for one in recipe.steps)


def _cut(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Into pieces of which none is too long, or one row alone."""
    yield from (numbers[at : at + TOGETHER] for at in range(0, len(numbers) - 1, TOGETHER))


def _of_passages(part: str, schedule: Schedule, store: Store) -> Mapping[str, list[int]]:
    """Passage → the accepted rows of it, in their order."""
    accepted, numbers = {*schedule.accepted(f"{part}/")}, defaultdict[str, list[int]](list)
    for number, brief in store.briefs():
        if number in accepted and brief is not None and (passage := brief.grounding.get("group")):
            numbers[str(passage)].append(number)
    return numbers


def _of_concepts(part: str, schedule: Schedule) -> Iterator[list[int]]:
    """The accepted rows of each concept, in their order; neighbours in the tree come one after the other."""
    tree = schedule.trees[part]
    cells = sorted(key for key, rows in schedule.rows.items() if rows and split_key(key)[0] == part)
    by_leaf = defaultdict[str, list[int]](list)
    for key in cells:
        by_leaf[split_key(key)[1]] += schedule.rows[key]
    paths = {leaf: tuple(one.id for one in tree.path(leaf)) if leaf in tree else () for leaf in by_leaf}
    for leaf in sorted(by_leaf, key=lambda one: (paths[one], one)):
        yield sorted(by_leaf[leaf])
