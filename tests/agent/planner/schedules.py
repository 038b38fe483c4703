"""Boards over a small tree, and commits for them: no store, no models."""

from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.models.ask import Client
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Env, Method, Work
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.memory.brief import Brief, Cell, Seat
from seedbed.memory.candidate import Draft, Reason, ReasonCode, Verdict
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Label, Part, Spec
from seedbed.memory.tree import Concept, ConceptTree

PART = "rows"
TREE = ConceptTree(
    concepts=(
        Concept(id="all", name="All"),
        Concept(id="land", name="Land", parents=("all",)),
        Concept(id="sea", name="Sea", parents=("all",)),
        Concept(id="bikes", name="Bikes", parents=("land",)),
        Concept(id="cars", name="Cars", parents=("land",)),
        Concept(id="boats", name="Boats", parents=("sea",)),
        Concept(id="ships", name="Ships", parents=("sea",)),
        Concept(id="rafts", name="Rafts", parents=("sea",)),
    )
)
KIND = Part(name=PART, offline="labels", topic="vehicles", rows=20, labels=(Label(name="x"), Label(name="y")))
LEAVES = tuple(leaf.id for leaf in TREE.leaves())


async def _same(work: Work, env: Env) -> Work:
    return work


def _choose(choice: Choice, env: Env) -> Chosen | None:
    return Chosen()


METHOD = Method("m", "supported", _choose, _same, _same, offline="labels")
OTHER = replace(METHOD, name="s")


def env(client: Client, part: Part = KIND, seed: int = 2) -> Env:
    """What orders and proposals are made with."""
    plan = Plan(parts=(PartPlan(part=PART, tree=TREE, quotas={}),))
    return Env(Spec(parts=(part,), seed=seed), plan, client, Resources(), converse, role_play)


def cell(leaf: str = "bikes", label: str = "x", difficulty: str = "any") -> Cell:
    return Cell(part=PART, leaf=leaf, label=label, difficulty=difficulty)


def schedule(
    seats: int | dict[str, int] = 4,
    *,
    labels: Sequence[str] = ("x",),
    difficulties: Sequence[str] = ("any",),
    tones: Sequence[str] = (),
    tree: ConceptTree = TREE,
) -> Schedule:
    """A schedule of which each cell has so many seats.

    Args:
        seats: Per cell, or by leaf.
        tones: Values of the attribute `tone`, in turn."""
    leaves = [leaf.id for leaf in tree.leaves()]
    cells = [cell(leaf, label, level) for leaf in leaves for label in labels for level in difficulties]
    drawn: list[Seat] = []
    for one in cells:
        for place in range(seats if isinstance(seats, int) else seats.get(one.leaf, 0)):
            values = {"tone": tones[place % len(tones)]} if tones else {}
            drawn.append(Seat(number=len(drawn), cell=one, attributes=values))
    return Schedule(drawn, cells, {PART: tree})


def brief(
    here: Schedule,
    number: int,
    home: Cell | None = None,
    *,
    method: str = "m",
    seat: int | None = None,
    **more: object,
) -> Brief:
    """An order for a cell, by default for its first open seat."""
    home = home or cell()
    opened = here.cells[home.key].open
    if seat is None:
        seat = opened[0] if opened else next(s.number for s in here.seats.values() if s.cell == home)
    plain = Brief(
        number=number,
        seat=seat,
        cell=home,
        attributes=here.seats[seat].attributes,
        method=method,
        form="strong",
        seed=number,
    )
    return plain.model_copy(update=more)


def draft(
    *codes: ReasonCode,
    text: str = "words",
    writing: int = 10,
    tries: tuple[tuple[ReasonCode, ...], ...] = (),
    detail: str = "",
    **more: object,
) -> Draft:
    """A finished candidate; what its own checks said against it."""
    plain = Draft(
        row={"text": text},
        text=text,
        reasons=tuple(Reason(code=code, by="check", detail=detail) for code in codes),
        tries=tries,
        writing=writing,
        tokens=2 * writing,
    )
    return plain.model_copy(update=more)


def rejected(home: Cell, *codes: ReasonCode, by: str = "check", detail: str = "") -> Verdict:
    reasons = tuple(Reason(code=code, by=by, detail=detail) for code in codes)
    return Verdict(state="rejected", cell=home.key, reasons=reasons)


def commit(
    here: Schedule,
    number: int,
    home: Cell | None = None,
    *codes: ReasonCode,
    to: Cell | None = None,
    method: str = "m",
    writing: int = 10,
    tries: tuple[tuple[ReasonCode, ...], ...] = (),
) -> None:
    """Order and decide one candidate: accepted in the first open seat unless there are codes against it.

    Args:
        to: The cell that it moved to."""
    home = home or cell()
    order = brief(here, number, home, method=method)
    here.order(number, order)
    there = to or home
    own = tuple(code for code in codes if code not in ("duplicate", "surplus"))
    made = draft(*own, text=f"row {number}", writing=writing, tries=tries)
    if codes:
        here.apply(number, rejected(there, *codes), None, made)
        return
    seat = here.cells[there.key].open[0]
    moved = home.key if to else ""
    verdict = Verdict(state="accepted", cell=there.key, seat=seat, moved_from=moved)
    here.apply(number, verdict, seat, made)
