"""Steering from a downstream model: what a student of the dataset so far gets wrong of a few real rows (S3,
Wang et al. 2023; but real rows stay out of prompts: the confusion is extrapolated, not the row). What each
student took the rows for is journaled before it is used, whatever the last bits of a fit."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from seedbed.agent.critic.critique import Critique, Downstream
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.making.parts import main_axis, recipe_of, text_of
from seedbed.agent.planner.scheduling.answer import receivers
from seedbed.agent.planner.scheduling.directives import Directive, Expand, Guide, Prune, Weigh
from seedbed.agent.planner.scheduling.schedule import CellState
from seedbed.agent.planner.tree.materials import clean
from seedbed.memory.brief import split_key
from seedbed.memory.exact.randomness import rng
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.real_rows import RealRow
from seedbed.tools.evaluation.students import fit, macro_f1, nearest_leaves

ENOUGH = 30
"""Accepted rows of a part from which a student is taught."""
_MOST = 5_000
"""Accepted rows that a student is taught; of more, a sample."""
_AT_ONCE = 200
"""Rows that are read before others have a turn."""
_DIRECTIVES = 3
"""At one critique."""
_ERRORS, _SHARE = 3, 0.1
"""Errors of one confusion, and their share of the label's real rows, from which it is acted on."""
_FACTOR = 1.5
"""By which a weak leaf's open seats grow at once; in all it gets at most twice its planned rows."""
_QUOTES, _QUOTE = 2, 90
"""Real rows that are quoted at most, and characters of each."""
_MARKS = str.maketrans(dict.fromkeys("`´‘’‚‛“”„‟«»‹›", "'"))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one part's student took the real rows for."""

    part: str
    taken: tuple[str, ...]
    """Per real row of the part."""
    near: tuple[str | None, ...]
    """Per real row the nearest leaf that has open seats of its label; None: none, or it can't be told."""
    trained_on: int
    macro_f1: float
    rows: tuple[RealRow, ...] = ()


async def learn(
    store: Store, spec: Spec, commit: int, rows: Sequence[RealRow], on: Grounds
) -> tuple[Lesson, ...]:
    """A lesson per part that has real rows and enough accepted ones; from the journal where it is there."""
    if not rows:
        return ()
    key = f"student/{commit:012d}"
    kept = store.journaled(key)
    if kept is None:  # labels, leaves and counts: no text
        kept = [asdict(lesson) async for lesson in _taught(store, spec, commit, rows, on)]
        store.journal(key, "student", kept)
    lessons = [Lesson(**{**one, "taken": tuple(one["taken"]), "near": tuple(one["near"])}) for one in kept]
    return tuple(replace(one, rows=tuple(row for row in rows if row.part == one.part)) for one in lessons)


async def _taught(
    store: Store, spec: Spec, commit: int, rows: Sequence[RealRow], on: Grounds
) -> AsyncIterator[Lesson]:
    accepted: dict[str, list[tuple[str, str]]] = {}
    for number, candidate in enumerate(store.candidates("accepted")):
        if not number % _AT_ONCE:
            await asyncio.sleep(0)
        cell = on.schedule.cells[candidate.verdict.cell].cell
        accepted.setdefault(cell.part, []).append((candidate.draft.text, cell.label))
    for part in spec.parts:
        mine = [row for row in rows if row.part == part.name]
        known = accepted.get(part.name, [])
        if not mine or len(known) < ENOUGH:
            continue
        if len(known) > _MOST:
            known = rng(spec.seed, "student", commit).sample(known, _MOST)
        taken = await asyncio.to_thread(_taken, mine, known)  # 5 to 15 s of 5,000 rows
        score = round(macro_f1([row.label for row in mine], taken), 4)
        yield Lesson(part.name, tuple(taken), tuple(_nearest(mine, on, spec.language)), len(known), score)


def _taken(rows: Sequence[RealRow], known: Sequence[tuple[str, str]]) -> list[str]:
    """What a student that is taught (text, label) takes each real row for."""
    student = fit([text for text, _ in known], [label for _, label in known])
    return [label for label, _ in student.predict([row.text for row in rows])]


def _nearest(rows: Sequence[RealRow], on: Grounds, language: str) -> list[str | None]:
    """Of each row of one part the nearest leaf among those that have open seats of its label."""
    found: dict[RealRow, str | None] = {}
    for label in dict.fromkeys(row.label for row in rows):
        mine = [row for row in rows if row.label == label]
        part, tree = mine[0].part, on.schedule.trees[mine[0].part]
        lines = [
            (leaf.id, f"{leaf.name}: {leaf.inside}")
            for leaf in tree.leaves()
            if any(state.cell.label == label for state in _open(part, leaf.id, on))
        ]
        found |= zip(mine, nearest_leaves([row.text for row in mine], lines, language), strict=True)
    return [found[row] for row in rows]


def steered(reading: Critique, lessons: Sequence[Lesson], on: Grounds, plan: Plan, spec: Spec) -> Critique:
    """The critique with what the students showed, and with at most three more directives for it: of each
    confusion a sentence for who writes rows of that label, and more of the leaf near which it is commonest.

    Args:
        reading: With the critic's own directives; if they end the build, none is added.
        plan: As approved.
        spec: Its `allow_verbatim` lets wrong rows be quoted to the writer."""
    if not lessons:
        return reading
    asked: list[Directive] = []
    acted: list[str] = []
    lately = on.past[-1].downstream if on.past else None
    ended = any(directive.kind == "stop" for directive in reading.directives)
    moved = {(d.part, d.leaf) for d in reading.directives if isinstance(d, (Weigh, Expand, Prune))}
    for lesson, label, mistaken_for, wrong in [] if ended else _confusions(lessons):
        name = f"{lesson.part}: {label} > {mistaken_for}"
        if lately and name in lately.acted:
            continue
        of = sum(row.label == label for row in lesson.rows)
        because = f"the student takes {len(wrong)} of {of} real `{label}` rows for `{mistaken_for}`"
        near = Counter(leaf for n in wrong if (leaf := lesson.near[n]))
        worst = next((leaf for leaf, _ in near.most_common() if _open(lesson.part, leaf, on)), "")
        if worst:
            because += f", {near[worst]} of them near «{on.schedule.trees[lesson.part][worst].name}»"
        say = (
            f"It may be one that could be taken for «{mistaken_for}» at a glance and is clearly «{label}» on "
            "careful reading."
        )
        if spec.allow_verbatim:
            said = " ".join(f"“{_quoted(lesson.rows[n].text)}”" for n in wrong[:_QUOTES])
            say += f" Real ones, not to be copied: {said}"
        part, wanted = lesson.part, list[Directive]()
        if say[:600] not in on.schedule.guidance.get((part, worst), ()):
            when = _labelled(spec.part(part), label)
            wanted.append(
                Guide(part=part, leaf=worst, say=say[:600], when=when, because=because, by="downstream")
            )
        if (part, worst) not in moved and on.moves(part) and _may_grow(part, worst, on, plan):
            moved.add((part, worst))
            wanted.append(Weigh(part=part, leaf=worst, factor=_FACTOR, because=because, by="downstream"))
        if wanted := wanted[: _DIRECTIVES - len(asked)]:
            asked += wanted
            acted.append(name)
    rows = sum(len(lesson.rows) for lesson in lessons)
    shown = Downstream(
        macro_f1=round(sum(lesson.macro_f1 * len(lesson.rows) for lesson in lessons) / rows, 4),
        rows=rows,
        trained_on=sum(lesson.trained_on for lesson in lessons),
        acted=tuple(acted),
    )
    return reading.model_copy(update={"downstream": shown, "directives": (*reading.directives, *asked)})


def _labelled(part: Part, label: str) -> str:
    """The condition by which a sentence is for rows of a label; empty: its rows have no axis of labels."""
    axis = main_axis(recipe_of(part)) if part.recipe else None
    value = next((one for one in axis.values if text_of(one) == label), None) if axis else None
    return "" if axis is None or value is None else f"{axis.name} == {value!r}"


def _quoted(text: str) -> str:
    """A line of somebody else's as a quotation: one line, no marks that could end it or open a block."""
    flat = clean(text.translate(_MARKS), len(text))
    return flat if len(flat) <= _QUOTE else f"{flat[:_QUOTE]} …"


def _confusions(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, str, str, list[int]]]:
    """(lesson, label, what it is taken for, places of the rows) of what is no chance, the commonest first."""
    found: dict[tuple[Lesson, str, str], list[int]] = {}
    for lesson in lessons:
        for place, (row, taken) in enumerate(zip(lesson.rows, lesson.taken, strict=True)):
            if row.label != taken:
                found.setdefault((lesson, row.label, taken), []).append(place)
    for (lesson, label, taken), wrong in sorted(found.items(), key=lambda pair: -len(pair[1])):
        if len(wrong) >= max(_ERRORS, _SHARE * sum(row.label == label for row in lesson.rows)):
            yield lesson, label, taken, wrong


def _may_grow(part: str, leaf: str, on: Grounds, plan: Plan) -> bool:
    """Whether a leaf has open seats, siblings that could give it more, and not twice its planned rows."""
    cells = _open(part, leaf, on) if leaf else []
    if not any(other.open for state in cells for other in receivers(state, on.schedule)):
        return False
    planned = sum(rows for key, rows in plan.part(part).quotas.items() if split_key(key)[1] == leaf)
    rows = sum(state.filled + _FACTOR * len(state.open) for state in cells)
    return not planned or rows <= 2 * planned


def _open(part: str, leaf: str, on: Grounds) -> list[CellState]:
    return [state for state in on.schedule.short(part, leaf) if not state.given_up]
