"""Steering from a downstream model: what a student of the dataset so far gets wrong of a few real rows.

Error extrapolation (S3: Wang et al. 2023, «Let's Synthesize Step by Step») writes new rows from each
misclassified one; here the real rows stay out of every prompt, so what is extrapolated is the confusion:
which label is taken for which, near which leaf. A leaf in which the errors gather is explored in breadth
(Explore-Instruct: Wan et al. 2023). What each student took the rows for is journaled before it is used: a
resumed build decides alike, whatever the last bits of a fit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from seedbed.agent.critic.critique import Critique, Downstream
from seedbed.agent.critic.guiding import quoted
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.planner.scheduling.answer import receivers
from seedbed.agent.planner.scheduling.directives import Directive, Expand, Guide, Prune, Weigh
from seedbed.agent.planner.scheduling.schedule import CellState
from seedbed.memory.exact.randomness import rng
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.downstream.real_rows import RealRow
from seedbed.tools.evaluation.downstream.student import fit, macro_f1, nearest_leaves

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
    taken: tuple[str, ...]
    """Per real row of the part."""
    near: tuple[str | None, ...]
    """Per real row the nearest leaf that has open seats of its label; None: none, or it can't be told."""
    trained_on: int
    macro_f1: float
    rows: tuple[RealRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Confusion:
    """Real rows of one label that a student takes for another."""

    lesson: Lesson
    label: str
    mistaken_for: str

    @property
    def wrong(self) -> list[int]:
        """Places of the rows."""
        pairs = enumerate(zip(self.lesson.rows, self.lesson.taken, strict=True))
        return [n for n, (row, taken) in pairs if (row.label, taken) == (self.label, self.mistaken_for)]

    @property
    def of(self) -> int:
        """Real rows of the label."""
        return sum(row.label == self.label for row in self.lesson.rows)

    @property
    def name(self) -> str:
        """As a critique names it."""
        return f"{self.lesson.part}: {self.label} > {self.mistaken_for}"


def learn(store: Store, spec: Spec, commit: int, rows: Sequence[RealRow], on: Grounds) -> tuple[Lesson, ...]:
    """A lesson per part that has real rows and enough accepted ones; from the journal where it is there."""
    if not rows:
        return ()
    key = f"student/{commit:012d}"
    kept = store.journaled(key)
    if kept is None:  # labels, leaves and counts: no text
        kept = [asdict(lesson) for lesson in _taught(store, spec, commit, rows, on)]
        store.journal(key, "student", kept)
    lessons = [Lesson(**{**one, "taken": tuple(one["taken"]), "near": tuple(one["near"])}) for one in kept]
    return tuple(replace(one, rows=tuple(row for row in rows if row.part == one.part)) for one in lessons)


def _taught(store: Store, spec: Spec, commit: int, rows: Sequence[RealRow], on: Grounds) -> Iterator[Lesson]:
    accepted: dict[str, list[tuple[str, str]]] = {}
    for candidate in store.candidates("accepted"):
        if row := candidate.draft.row:
            name = candidate.verdict.cell.split("/", 1)[0]
            accepted.setdefault(name, []).append((str(row["text"]), str(row["label"])))
    for part in spec.parts:
        mine = [row for row in rows if row.part == part.name]
        known = accepted.get(part.name, [])
        if not mine or len(known) < ENOUGH:
            continue
        if len(known) > _MOST:
            known = rng(spec.seed, "student", commit).sample(known, _MOST)
        student = fit([text for text, _ in known], [label for _, label in known])
        taken = [label for label, _ in student.predict([row.text for row in mine])]
        score = round(macro_f1([row.label for row in mine], taken), 4)
        yield Lesson(part.name, tuple(taken), tuple(_nearest(mine, on, spec.language)), len(known), score)


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


def _open(state: CellState, part: str, leaf: str = "") -> bool:
    here = state.cell.part == part and leaf in ("", state.cell.leaf)
    return here and bool(state.open) and not state.given_up


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
    asked: list[Directive] = []
    acted: list[str] = []
    lately = on.past[-1].downstream if on.past else None
    ended = any(directive.kind == "stop" for directive in reading.directives)
    for confusion in [] if ended else _confusions(lessons):
        if lately and confusion.name in lately.acted:
            continue
        wanted = _answers(confusion, on, plan, verbatim)
        wanted = [d for d in wanted if not _moved(d, (*reading.directives, *asked))]
        if wanted := wanted[: _DIRECTIVES - len(asked)]:
            asked += wanted
            acted.append(confusion.name)
    rows = sum(len(lesson.rows) for lesson in lessons)
    shown = Downstream(
        macro_f1=round(sum(lesson.macro_f1 * len(lesson.rows) for lesson in lessons) / rows, 4),
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


def _confusions(lessons: Sequence[Lesson]) -> list[Confusion]:
    """Each confusion that is no chance, the commonest first."""
    found: Counter[Confusion] = Counter()
    for lesson in lessons:
        for row, taken in zip(lesson.rows, lesson.taken, strict=True):
            if row.label != taken:
                found[Confusion(lesson, row.label, taken)] += 1
    return [one for one, n in found.most_common() if n >= _ERRORS and n >= _SHARE * one.of]


def _answers(confusion: Confusion, on: Grounds, plan: Plan, verbatim: bool) -> list[Directive]:
    """What is asked for because of one confusion: a sentence for the writer, and more of its worst leaf."""
    lesson, wrong = confusion.lesson, confusion.wrong
    near = Counter(leaf for n in wrong if (leaf := lesson.near[n]))
    because = (
        f"the student takes {len(wrong)} of {confusion.of} real `{confusion.label}` rows for "
        f"`{confusion.mistaken_for}`"
    )
    cells_of = {leaf: [s for s in on.schedule.cells.values() if _open(s, lesson.part, leaf)] for leaf in near}
    worst = next((leaf for leaf, _ in near.most_common() if cells_of[leaf]), None)
    if worst is None:
        return _guide(confusion, "", because, on, verbatim)
    errors, cells = near[worst], cells_of[worst]
    because = f"{because}, {errors} of them near «{on.schedule.trees[lesson.part][worst].name}»"
    gathered = errors >= max(_ERRORS, len(wrong) / 2) and sum(len(state.open) for state in cells) >= _ROOM
    # A leaf that came out of a split lacks something else than breadth.
    if gathered and on.grows(lesson.part) and worst in plan.part(lesson.part).tree:
        # Its seats go to leaves that have no id yet: the sentence is for the whole part.
        expand = Expand(part=lesson.part, leaf=worst, because=because, by="downstream")
        return [*_guide(confusion, "", because, on, verbatim), expand]
    asked = _guide(confusion, worst, because, on, verbatim)
    if on.policy.reweight and _may_grow(lesson.part, worst, cells, on, plan):
        asked.append(Weigh(part=lesson.part, leaf=worst, factor=_FACTOR, because=because, by="downstream"))
    return asked


def _guide(confusion: Confusion, leaf: str, because: str, on: Grounds, verbatim: bool) -> list[Directive]:
    """A sentence of ours on the confusion, unless it stands already."""
    lesson, label, mistaken_for = confusion.lesson, confusion.label, confusion.mistaken_for
    say = (
        f"Where the label is «{label}»: write some that could be taken for «{mistaken_for}» at a glance "
        f"and are clearly «{label}» on careful reading."
    )
    if verbatim:
        said = " ".join(f"“{quoted(lesson.rows[n].text)}”" for n in confusion.wrong[:_QUOTES])
        say += f" Real ones, not to be copied: {said}"
    if not on.policy.guidance or say[:600] in on.schedule.guidance.get((lesson.part, leaf), ()):
        return []
    return [Guide(part=lesson.part, leaf=leaf, say=say[:600], because=because, by="downstream")]


def _may_grow(part: str, leaf: str, cells: Sequence[CellState], on: Grounds, plan: Plan) -> bool:
    if not any(other.open for state in cells for other in receivers(state, on.schedule)):
        return False
    planned = sum(rows for key, rows in plan.part(part).quotas.items() if key.split("/")[1] == leaf)
    rows = sum(state.filled + _FACTOR * len(state.open) for state in cells)
    return not planned or rows <= 2 * planned
