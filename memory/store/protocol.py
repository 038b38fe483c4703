"""What a run's store does. `tests/memory/store` has the conformance tests that every store must pass.

Nothing is written twice under its key, though a killed step runs again: an answer under its slot, a verdict
under its brief's number, an event under its `seq`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.candidate import Draft, Verdict
from seedbed.memory.spec import Budget


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A journaled model answer."""

    slot: str
    request: str
    """Hash of the body that was sent."""
    model: str
    content: dict[str, Any]
    """What the endpoint sent back, reduced to what is used: message, finish_reason, logprobs, usage."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A reservation in the ledger, before its delivery goes out."""

    slot: Slot
    model: str
    stage: str
    cell: str
    method: str
    reserved_tokens: int
    reserved_usd: float
    request: str = ""
    """Hash of the body that goes out; empty: none is kept."""
    sent: str = ""
    """The body itself, JSON as it goes out."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one delivery cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class FailedCall:
    """A delivery that failed, or an answer that couldn't be used."""

    slot: str
    brief: str
    model: str
    code: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as the ledger has it: each is a call that `status` counts."""

    number: int
    slot: Slot
    model: str
    stage: str
    cell: str
    method: str
    state: str
    """`settled`, `failed`, `lost` (its usage never came) or `open`."""
    request: str
    """Hash of the body that went out (`Store.sent`)."""
    time: float
    """When it began, epoch seconds."""
    usage: Usage
    failure: FailedCall | None
    """Why it failed, or, of a settled one, why its answer couldn't be used."""
    reserved: Usage = Usage()
    """Its upper bound: tokens (as those of the prompt) and money."""

    @property
    def end(self) -> float:
        """When it was over, epoch seconds."""
        return self.time + self.usage.seconds


@dataclass(frozen=True, slots=True)
class StepCost:
    """What the calls of one step for one cell have cost."""

    cell: str
    """Empty: before the rows, or for all."""
    stage: str
    role: str
    step: str
    model: str
    calls: int
    failed: int
    """Of these, lost ones included."""
    usage: Usage
    slot: str
    """Key of the slot of one of its calls."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the trace."""

    actor: str
    kind: str
    data: dict[str, Any]
    parent: int | None = None
    seq: int = 0
    """Given by the store, as is `time`."""
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One committed candidate."""

    number: int
    row_id: str
    verdict: Verdict
    draft: Draft


@dataclass(frozen=True, slots=True)
class Commit:
    """What is written in one transaction: all of it, or nothing."""

    number: int = 0
    """Of the candidate that is decided; 0: none is."""
    row_id: str = ""
    verdict: Verdict | None = None
    """None: the number was void."""
    draft: Draft | None = None
    bands: Sequence[str] = ()
    promoted: Sequence[tuple[int, Verdict]] = ()
    """Reserve candidates (number, new verdict) that are accepted after all."""
    withdrawn: Sequence[tuple[int, Verdict]] = ()
    """Accepted candidates (number, new verdict) that lose their seat."""
    amended: Sequence[tuple[int, Verdict, Draft, Sequence[str]]] = ()
    """Candidates that a person's decision changed: number, new verdict (whose seat is theirs), new draft, and
    what its words are filed under besides."""
    ordered: Sequence[tuple[int, Brief | None]] = ()
    """Briefs (number, content; None: void)."""
    back_to: int | None = None
    """Briefs above this number are taken back: nothing will come of them."""
    added: Iterable[Seat] = ()
    """New open seats."""
    seats: Sequence[Seat] = ()
    """Seats that changed."""
    entry: tuple[str, str, Any] | None = None
    """Key, kind and value of an entry of the journal; where the key is there, nothing at all is written."""
    events: Sequence[Event] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Values of the run that change."""
    taken: Sequence[int] = ()
    """Commands that are carried out by it."""


@dataclass(frozen=True, slots=True)
class StoredCommand:
    """A command from another process that waits."""

    number: int
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the ledger."""

    calls: int = 0
    failed_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float = 0.0


MOST = 2**62
"""Above every number."""


class Store(Protocol):
    """A run's store. One process writes; others read, or leave commands."""

    def close(self) -> None: ...

    def sync(self) -> None:
        """Whatever was committed before is on the disk: a power cut loses nothing of it. From any thread."""

    def patient(self, seconds: float, told: Callable[[str, bool], None]) -> None:
        """Wait so long for a database that went away; `told` takes a line for people, and whether it did."""

    # meta and journal
    def meta(self, key: str) -> Any | None:
        """A JSON value of the run itself, or None."""

    def set_meta(self, key: str, value: Any) -> None: ...

    def set_metas(self, values: Mapping[str, Any]) -> None:
        """All of them, or none."""

    def digests(self, told: Callable[[int], None] = ...) -> dict[str, str]:
        """Table → a hash of what it holds, commands left out. `told`: how many rows were read."""

    def journaled(self, key: str) -> Any | None:
        """What was written to the journal under a key, or None."""

    def journal(self, key: str, kind: str, value: Any) -> None:
        """Write before use; a key that is there keeps its first value."""

    def journal_entries(self, kind: str, under: str = "") -> Iterator[tuple[str, Any]]:
        """Entries of a kind by key; `under`: only those whose keys begin so."""

    # answers and ledger
    def answer(self, slot: Slot) -> StoredAnswer | None: ...

    def answers_of(self, brief: str) -> list[tuple[Slot, StoredAnswer]]: ...

    def find_slot(self, prefix: str) -> list[Slot]:
        """Slots of calls whose key begins with a prefix, two at most."""

    def at_once(self) -> AbstractContextManager[None]:
        """Within, all that is read is of one moment, and nothing is written."""

    place: str
    fence: int
    """As `opening.open_worker` takes them."""
    shared: bool
    """Whether other connections reserve, too: then each reservation names its cap."""

    def share(self) -> None:
        """From here on workers (`opening.open_worker`) reserve, too: sums of the ledger are kept that each
        reservation checks and changes in its transaction. Called before the first of them does."""

    def spent(self) -> Totals:
        """Those sums; what is under way counts among the calls alone."""

    def reserve(self, charge: Charge, cap: Budget | None = None) -> int:
        """Write a reservation, and what goes out, once for equal bodies; its number settles it. `cap`: of all
        connections together; 0 comes back, and nothing is written, where it leaves no room."""

    def settle(self, charge: int, slot: Slot, answer: StoredAnswer | None, usage: Usage) -> None:
        """Answer and ledger entry, one transaction; None: the slot has an answer."""

    def release(self, charge: int, failure: FailedCall, usage: Usage | None) -> None:
        """A delivery that failed: charged by `usage`, or at the reservation where usage is None."""

    def fail(self, failure: FailedCall) -> None:
        """An answer that came and can't be used."""

    def charge_lost(self, briefs: Collection[str] | None = None, but: Collection[int] = ()) -> int:
        """Charge every open reservation, or those of some briefs (their worker died), but some; how many."""

    def sent(self, request: str) -> dict[str, Any] | None:
        """The body that went out under a hash; None: it isn't there."""

    def deliveries(self, brief: str) -> list[Delivery]:
        """Each delivery for a brief or stage (`Slot.brief`), in the order in which they began."""

    def deliveries_of(self, stages: Collection[str], after: int = 0) -> list[Delivery]:
        """The same for what is charged to some stages (`Purpose.stage`) but `sample`, above a number."""

    def delivery(self, number: int) -> Delivery | None:
        """One by its number in the ledger."""

    def last_delivery(self) -> int:
        """The number of the last one; 0: none."""

    def under_way(self) -> list[Delivery]:
        """Those of which nothing has come yet, as they began; of a dead process too."""

    def totals(self) -> Totals: ...

    def lost(self) -> tuple[int, Usage]:
        """Calls whose usage never came, and the upper bounds that were charged for them."""

    def costs(self, key: str) -> dict[str, Usage]:
        """Sums of settled and lost entries by a ledger column: model, role, stage, cell, method."""

    def steps(self) -> list[StepCost]:
        """What each step has cost, by cell and model; deliveries under way are left out."""

    def failures(self, brief: str = "") -> Iterator[FailedCall]:
        """Of all calls, or of one brief's, oldest first."""

    def failure_counts(self) -> list[tuple[FailedCall, int, Usage]]:
        """Of each code and model the last failed call, how many there were and what they cost; the most
        first."""

    # seats, briefs, candidates
    def commit(self, commit: Commit) -> None: ...

    def seats(self) -> Iterator[tuple[Seat, str, int | None]]:
        """(seat, `open` or `filled`, candidate) by number."""

    def seat(self, number: int) -> tuple[Seat, str, int | None] | None:
        """One of them."""

    def seat_counts(self) -> dict[tuple[str, str], int]:
        """(cell key, `open` or `filled`) → seats."""

    def briefs(self, after: int = 0) -> Iterator[tuple[int, Brief | None]]:
        """Ordered briefs by number, those above one; None: nothing needed to be ordered under it."""

    def brief(self, number: int) -> Brief | None: ...

    def briefs_of(self, seat: int) -> list[Brief]:
        """Those ordered for a seat, by number."""

    def committed(self) -> int:
        """The last number that the committer has decided; 0: none."""

    def ordered(self) -> int:
        """The last number that was ordered; 0: none."""

    def candidates(self, state: str | None = None, by: str = "number") -> Iterator[Candidate]:
        """Committed candidates by number, or by `row_id`."""

    def candidate(self, number: int) -> Candidate | None: ...

    def wording(self, number: int) -> tuple[str, str, str]:
        """A committed candidate's row id, and its draft's signature and text; empty where there is none."""

    def find_row(self, prefix: str) -> list[Candidate]:
        """Candidates whose row id begins with a prefix."""

    def counts(self) -> dict[str, int]:
        """Candidates by state, and `ordered`: briefs ordered that are not void."""

    def delivered(self) -> list[tuple[int, str, bool]]:
        """(number, row id, whether a person has withdrawn it since) of each row that was in the dataset."""

    def materials(self) -> list[tuple[str, str]]:
        """(row id, id of its brief's material) of each accepted row, by number."""

    def grades(self) -> dict[str, int]:
        """Accepted rows by grade."""

    def made_by(self) -> dict[str, int]:
        """Model → accepted rows with an answer of its in them."""

    def banded(self, alone: Sequence[str], together: Sequence[str]) -> list[int]:
        """Numbers of candidates filed under one of some keys, or under two of others: the former first, then
        those that share most, equal ones ascending."""

    # trace and commands
    def last_seq(self) -> int:
        """`seq` of the last event; 0: none."""

    def record(self, events: Sequence[Event]) -> None:
        """Events alone."""

    def events(self, after: int = 0, page: int = 5_000, actor: str = "") -> Iterator[Event]:
        """Events by `seq`, so many of them read at once; others may write meanwhile. `actor`: only those of
        one; empty: of all."""

    def send(self, name: str, arguments: Mapping[str, Any]) -> int:
        """Leave a command for the process that holds the run; its number."""

    def waiting(self) -> list[StoredCommand]:
        """Commands not yet taken, oldest first. One is taken with what is written when it is carried out
        (`Commit.taken`), so none is lost to a kill, and none is carried out twice."""
