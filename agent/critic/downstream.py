"""Steering from a downstream model: what a student of the dataset so far gets wrong of a few real rows.

Error extrapolation (S3: Wang et al. 2023, «Let's Synthesize Step by Step») writes new rows from each
misclassified one; here the real rows stay out of every prompt, so what is extrapolated is the confusion:
which label is taken for which, near which leaf, with words that several wrong rows share. A leaf in which the
errors gather is explored in breadth (Explore-Instruct: Wan et al. 2023). What each student took the rows for
is journaled before it is used: a resumed build decides alike, whatever the last bits of a fit.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from seedbed.agent.critic.critique import Critique, Downstream
from seedbed.agent.critic.guiding import quoted
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.planner.scheduling.answer import receivers
from seedbed.agent.planner.scheduling.directives import Directive, Expand, Guide, Prune, Weigh
from seedbed.agent.planner.scheduling.schedule import CellState
from seedbed.memory.exact.randomness import rng
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.evaluation.downstream.errors import Weakness, grouped, nearest_leaves
from seedbed.tools.evaluation.downstream.real_rows import RealRow
from seedbed.tools.evaluation.downstream.student import fit, macro_f1

ENOUGH = 30
"""Accepted rows of a part from which a student is taught."""
_MOST = 5_000
"""Accepted rows that a student is taught; of more, a sample."""
_DIRECTIVES = 3
"""At one critique."""
_ERRORS, _SHARE = 3, 0.1
"""Errors of one confusion, and their share of the label's real rows, from which it is acted on."""
_ROOM = 8
"""Open seats from which a leaf is split."""
_FACTOR = 1.5
"""By which a weak leaf's open seats grow at once; in all it gets at most twice its planned rows."""
_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one part's student took the real rows for."""

    part: str
    rows: tuple[RealRow, ...]
    taken: tuple[str, ...]
    """Per real row."""
    trained_on: int
    macro_f1: float
    weaknesses: tuple[Weakness, ...]


def learn(store: Store, spec: Spec, commit: int, rows: Sequence[RealRow], on: Grounds) -> tuple[Lesson, ...]:
    """A lesson per part that has real rows and enough accepted ones; from the journal where it is there."""
    if not rows:
        return ()
    key = f"student/{commit:012d}"
    kept = store.journaled(key)
    if kept is None:
        kept = {lesson.part: _entry(lesson) for lesson in _taught(store, spec, commit, rows, on)}
        store.journal(key, "student", kept)
    return tuple(
        Lesson(
            name,
            tuple(row for row in rows if row.part == name),
            tuple(entry["taken"]),
            entry["trained_on"],
            entry["macro_f1"],
            tuple(Weakness(**{**one, "words": tuple(one["words"])}) for one in entry["weaknesses"]),
        )
        for name, entry in kept.items()
    )


def _entry(lesson: Lesson) -> dict[str, object]:
    """A lesson as its journal entry: labels, counts and single words, no text."""
    return {
        "taken": list(lesson.taken),
        "trained_on": lesson.trained_on,
        "macro_f1": lesson.macro_f1,
        "weaknesses": [asdict(one) for one in lesson.weaknesses],
    }


def _taught(store: Store, spec: Spec, commit: int, rows: Sequence[RealRow], on: Grounds) -> Iterator[Lesson]:
    accepted: dict[str, list[Candidate]] = {}
    for candidate in store.candidates("accepted"):
        accepted.setdefault(candidate.verdict.cell.split("/", 1)[0], []).append(candidate)
    for part in spec.parts:
        mine = tuple(row for row in rows if row.part == part.name)
        known = [c.draft.row for c in accepted.get(part.name, ()) if c.draft.row is not None]
        if not mine or len(known) < ENOUGH:
            continue
        if len(known) > _MOST:
            known = rng(spec.seed, "student", commit).sample(known, _MOST)
        student = fit([str(row["text"]) for row in known], [str(row["label"]) for row in known])
        taken = [label for label, _ in student.predict([row.text for row in mine])]
        truth = [(row.text, row.label) for row in mine]
        found = grouped(taken, truth, _nearest(mine, on, spec.language), spec.language)
        score = round(macro_f1([row.label for row in mine], taken), 4)
        yield Lesson(part.name, mine, tuple(taken), len(known), score, found)


def _nearest(rows: Sequence[RealRow], on: Grounds, language: str) -> list[str | None]:
    """Of each row of one part the nearest leaf among those that have open seats of its label."""
    found: dict[RealRow, str | None] = {}
    for label in dict.fromkeys(row.label for row in rows):
        mine = [row for row in rows if row.label == label]
        part, tree = mine[0].part, on.schedule.trees[mine[0].part]
        able = {s.cell.leaf for s in on.schedule.cells.values() if s.cell.label == label and _open(s, part)}
        lines = [(leaf.id, f"{leaf.name}: {leaf.inside}") for leaf in tree.leaves() if leaf.id in able]
        found |= zip(mine, nearest_leaves([row.text for row in mine], lines, language), strict=True)
    return [found[row] for row in rows]


def _open(state: CellState, part: str) -> bool:
    return state.cell.part == part and bool(state.open) and not state.given_up


def steered(
    reading: Critique, lessons: Sequence[Lesson], on: Grounds, plan: Plan, *, verbatim: bool
) -> Critique:
    """The critique with what the students showed, and with at most three more directives for it.

    Args:
        reading: With the critic's own directives; if they end the build, none is added.
        plan: As approved.
        verbatim: Whether wrong rows may be quoted to the writer.
    """
    if not lessons:
        return reading
    rows = sum(len(lesson.rows) for lesson in lessons)
    asked: list[Directive] = []
    acted: list[str] = []
    if not any(directive.kind == "stop" for directive in reading.directives):
        lately = on.past[-1].downstream if on.past else None
        resting = set(lately.acted) if lately else set()
        for lesson, weak in sorted(_confusions(lessons), key=lambda pair: -pair[1].cost):
            name = f"{lesson.part}: {weak.label} > {weak.mistaken_for}"
            if name in resting or len(asked) == _DIRECTIVES:
                continue
            wanted = _answers(lesson, weak, on, plan, verbatim)
            wanted = [d for d in wanted if not _moved(d, (*reading.directives, *asked))]
            if wanted := wanted[: _DIRECTIVES - len(asked)]:
                asked += wanted
                acted.append(name)
    score = sum(lesson.macro_f1 * len(lesson.rows) for lesson in lessons) / rows
    shown = Downstream(
        macro_f1=round(score, 4),
        rows=rows,
        trained_on=sum(lesson.trained_on for lesson in lessons),
        acted=tuple(acted),
    )
    return reading.model_copy(update={"downstream": shown, "directives": (*reading.directives, *asked)})


def _moved(directive: Directive, others: Sequence[Directive]) -> bool:
    """Whether a directive would move seats of a leaf of which another one at this critique moves some."""
    return isinstance(directive, (Weigh, Expand)) and any(
        isinstance(other, (Weigh, Expand, Prune))
        and (other.part, other.leaf) == (directive.part, directive.leaf)
        for other in others
    )


def _confusions(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, Weakness]]:
    """Each confusion over all leaves that is no chance."""
    for lesson in lessons:
        for weak in lesson.weaknesses:
            if weak.leaf is None and weak.errors >= _ERRORS and weak.share >= _SHARE:
                yield lesson, weak


def _answers(lesson: Lesson, weak: Weakness, on: Grounds, plan: Plan, verbatim: bool) -> list[Directive]:
    """What is asked for because of one confusion: a sentence for the writer, and more of its worst leaf."""
    nearest = [
        one
        for one in lesson.weaknesses
        if one.leaf and (one.label, one.mistaken_for) == (weak.label, weak.mistaken_for)
    ]
    there = {one.leaf: _cells(lesson.part, one.leaf, on) for one in nearest if one.leaf}
    worst = next((one for one in nearest if there[one.leaf or ""]), None)
    because = _because(lesson, weak)
    if worst is None or worst.leaf is None:
        return _guide(lesson, weak, "", because, on, verbatim)
    leaf, cells = worst.leaf, there[worst.leaf]
    because = f"{because}, {worst.errors} of them near «{on.schedule.trees[lesson.part][leaf].name}»"
    room = sum(len(state.open) for state in cells)
    gathered = worst.errors >= max(_ERRORS, weak.errors / 2)
    if gathered and room >= _ROOM and on.grows(lesson.part) and not _made_here(lesson.part, leaf, plan):
        # Its seats go to leaves that have no id yet: the sentence is for the whole part.
        expand = Expand(part=lesson.part, leaf=leaf, because=because, by="downstream")
        return [*_guide(lesson, weak, "", because, on, verbatim), expand]
    asked = _guide(lesson, weak, leaf, because, on, verbatim)
    if on.policy.reweight and _may_grow(lesson.part, leaf, cells, on, plan):
        asked.append(Weigh(part=lesson.part, leaf=leaf, factor=_FACTOR, because=because, by="downstream"))
    return asked


def _because(lesson: Lesson, weak: Weakness) -> str:
    pairs = list(zip(lesson.rows, lesson.taken, strict=True))
    wrong = sum(row.label == weak.label != taken for row, taken in pairs)
    return (
        f"the student gets {wrong} of {weak.rows} real `{weak.label}` rows wrong, "
        f"{weak.errors} as `{weak.mistaken_for}`"
    )


def _guide(
    lesson: Lesson, weak: Weakness, leaf: str, because: str, on: Grounds, verbatim: bool
) -> list[Directive]:
    """A sentence of ours on the confusion, in place of the one that was said of it before."""
    if not on.policy.guidance:
        return []
    head = f"Where the label is «{weak.label}»: "
    say = (
        f"{head}write some that could be taken for «{weak.mistaken_for}» at a glance "
        f"and are clearly «{weak.label}» on careful reading."
    )
    if weak.words:
        say += f" Words such as {', '.join(weak.words)} may stand in them."
    if verbatim:
        wrong = [
            row.text
            for row, taken in zip(lesson.rows, lesson.taken, strict=True)
            if (row.label, taken) == (weak.label, weak.mistaken_for)
        ]
        said = " ".join(f"“{quoted(text)}”" for text in wrong[:_QUOTES])
        say += f" Real ones, not to be copied: {said}"
    told = on.schedule.guidance.get((lesson.part, leaf), ())
    if say[:600] in told:
        return []
    about = f"{head}write some that could be taken for «{weak.mistaken_for}»"
    before = next((sentence for sentence in told if sentence.startswith(about)), "")
    guide = Guide(
        part=lesson.part, leaf=leaf, say=say[:600], replaces=before, because=because, by="downstream"
    )
    return [guide]


def _cells(part: str, leaf: str, on: Grounds) -> list[CellState]:
    """A leaf's cells that may still be ordered for."""
    return [s for s in on.schedule.cells.values() if s.cell.leaf == leaf and _open(s, part)]


def _made_here(part: str, leaf: str, plan: Plan) -> bool:
    """Whether a leaf came out of a split already: what it lacks then isn't breadth."""
    return leaf not in plan.part(part).tree


def _may_grow(part: str, leaf: str, cells: Sequence[CellState], on: Grounds, plan: Plan) -> bool:
    if not any(other.open for state in cells for other in receivers(state, on.schedule)):
        return False
    planned = _per_leaf(plan.part(part).quotas).get(leaf, 0)
    rows = sum(state.filled + _FACTOR * len(state.open) for state in cells)
    return not planned or rows <= 2 * planned


def _per_leaf(quotas: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, rows in quotas.items():
        found[key.split("/")[1]] += rows
    return found
