"""Cell, seat, brief and call slot: the units of quota, ordering and paying.

All are values; who draws seats and orders briefs is `agent/planner/`."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from seedbed.memory.candidate import Reason
from seedbed.memory.exact.canonical import digest
from seedbed.memory.spec import Form, Frozen

_SLASH = "%2F"
"""A slash of a level in a cell's key: so a label may hold any."""
_PASSAGE = {"source", "start", "end", "quote"}
"""Keys of a passage of a document, as rows hold it."""


class Cell(Frozen):
    """One leaf × label × difficulty of one part: the unit of quota and of coverage."""

    part: str
    leaf: str
    """Id of a leaf of the part's concept tree."""
    label: str
    difficulty: str

    @property
    def key(self) -> str:
        """The cell as one string, `part/leaf/label/difficulty`; `split_key` takes it apart."""
        return f"{self.part}/{self.leaf}/{self.label}/{self.difficulty.replace('/', _SLASH)}"

    @property
    def kind(self) -> tuple[str, str, str]:
        """What it has in common with those of other leaves among which seats may move."""
        return self.part, self.label, self.difficulty


def split_key(key: str) -> tuple[str, str, str, str]:
    """Part, leaf, label and difficulty of a cell's key."""
    part, leaf, rest = key.split("/", 2)
    label, _, difficulty = rest.rpartition("/")
    return part, leaf, label, difficulty.replace(_SLASH, "/")


class Seat(Frozen):
    """One place in the dataset."""

    number: int
    """0 … rows − 1 over all parts."""
    cell: Cell
    attributes: dict[str, Any] = {}
    """Axis or attribute → value; what the cell says is not among them."""


class Trust(Frozen):
    """What a method has earned: checks that needn't be paid for on each of its rows."""

    checks: tuple[str, ...]
    """Ids of the paid checks."""
    rows: int
    """Rows that all of them examined."""
    refused: int
    """Of these, refused by one of them."""
    drawn: bool = False
    """Whether this row is one of the share that is examined all the same."""


class Refusal(Frozen):
    """Why a row isn't in the dataset, for whoever makes another one in its place."""

    reasons: tuple[Reason, ...]
    stood: bool
    """Whether it was accepted at first, and taken back."""

    @property
    def is_declined(self) -> bool:
        """Whether none was written, since what was drawn for it doesn't go together."""
        return any(reason.is_declined for reason in self.reasons)


class Brief(Frozen):
    """The order for one candidate. Its id is the hash of its content (without the id)."""

    number: int
    """Place in the order of the committer, 1, 2, …"""
    seat: int
    cell: Cell
    attributes: dict[str, Any] = {}
    method: str
    """Name in `agent/methods.py`."""
    form: Form
    demonstrations: tuple[dict[str, Any], ...] = ()
    """Rows shown to the writer."""
    grounding: dict[str, Any] = {}
    """What the planner chose for it from the sources: a grounded item, a passage, prices. JSON."""
    material: str = ""
    """Id of the material that the row would use up (`agent/work.py`, Chosen); empty: none."""
    guidance: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    """Leaves without an open seat for this label and difficulty: a text that the nearest centroid places in
    one of them isn't worth a paid check (learnt; `agent/planner/scheduling/order.py`)."""
    trust: Trust | None = None
    """None: every paid check examines its row."""
    attempts: int = 0
    """Attempts that the candidate may take; 0, as its method or the spec says, but in runs of before."""
    beside: int = 0
    """Rows of its concept, with whatever label, that were being made when it was ordered: its writer can't be
    shown them. It is no part of what is ordered, nor of the id."""
    revision: int = 0
    """Number of the plan's revision that it was ordered under; 0: the plan as approved."""
    without: tuple[str, ...] = ()
    """Ids of checks that its row isn't asked: the critic switched them off."""
    before: Refusal | None = None
    """What became of the row that was made for its seat before; None: there was none."""
    seed: int
    """Seed of whatever is drawn for this candidate."""

    @cached_property
    def id(self) -> str:
        """SHA-256 of the brief's content, 64 hex digits; the row's `id` is the first 16."""
        # Briefs of before these two keep their ids.
        left_out = {"beside", *(name for name in ("without", "before") if not getattr(self, name))}
        return digest(self.model_dump(mode="json", exclude=left_out))

    @property
    def picked(self) -> list[Any]:
        """What was picked for it, one thing after the other: passages, rows, personas."""
        values = self.grounding.get("picked", {}).values()
        return [one for value in values for one in (value if isinstance(value, list) else [value])]

    @property
    def materials(self) -> list[str]:
        """What its row uses, and spoils if it comes to nothing: its material, and its passages as they were
        dealt together."""
        passages = [one for one in self.picked if isinstance(one, dict) and one.keys() == _PASSAGE]
        places = [(one["source"], one["start"]) for one in passages]
        pairs = [together(self.cell.part, places[0], one) for one in places[1:]]
        return [self.material, *pairs] if self.material else pairs

    @property
    def spared(self) -> tuple[str, ...]:
        """The paid checks that its row is to do without."""
        return self.trust.checks if self.trust and not self.trust.drawn else ()

    @property
    def row_id(self) -> str:
        """The `id` that the row has in the dataset, if the candidate is accepted."""
        return self.id[:16]


def together(part: str, *places: tuple[str, int]) -> str:
    """Id of passages (document, start) as material of a row that needs them all, in any order."""
    return f"{part}/with/{sorted(places)}"


WHOLE = 100
"""More attempts than a candidate ever takes: added to those of a row that is examined in full after all."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a model call stands. Its answer is kept under its key; a resumed build finds it there."""

    brief: str
    """Id of the brief, or the name of a stage without one: `interpret`, `plan`, `exam/MODEL`."""
    role: str
    step: str
    """Name of the prompt or of the exam's task."""
    attempt: int = 0
    draw: int = 0

    @property
    def key(self) -> str:
        """SHA-256 over the five, 64 hex digits."""
        return _slot_key(self.brief, self.role, self.step, self.attempt, self.draw)

    @property
    def seed(self) -> int:
        """The call's `seed`: 31 bits of the key, which every endpoint takes."""
        return int(self.key[:8], 16) >> 1


@lru_cache(maxsize=4096)
def _slot_key(*parts: str | int) -> str:
    return digest(list(parts))
