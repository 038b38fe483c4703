"""What a run shows of itself and asks of a person: the seam between a build and whoever looks on."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from seedbed.agent.planner.estimate import Estimate
from seedbed.memory.brief import split_key
from seedbed.memory.spec import Frozen
from seedbed.memory.store.protocol import Store
from seedbed.memory.tree import ConceptTree
from seedbed.tools.evaluation.report.amounts import duration

STALLED = 300.0
"""Seconds without a decision, or an answer where none are taken, after which a person is told what holds the
build up."""
_MARKS = 50
"""Within the time so far, by which the pace is told."""
NONE_OUT = (
    f"nothing was decided for {duration(STALLED)}, and no call is under way: `seedbed stop` and `resume` "
    "begin anew where it stands"
)


class Question(Frozen):
    """What waits. Spec, plan and dry rows it is about are the run's."""

    number: int
    point: Literal["plan", "budget"]
    """The plan with its recipes, dry rows and cost; or more budget, where a cap leaves no room for the next
    call."""
    told: str = ""
    """Why nothing goes on, or what an earlier answer said."""
    estimate: Estimate | None = None
    other: Estimate | None = None
    """If calls went the other way: by batches, or each by itself."""
    methods: dict[str, str] = {}
    """Part → the method that serves it first."""
    models: dict[str, str] = {}
    """Role → its model."""
    hosts: tuple[str, ...] = ()
    """Hosts, other than this machine, to which text of the sources will go; with egress, search tools too."""
    free: bool = False
    """Whether every model runs on this machine, and nobody says that one costs anything."""
    stale: bool = False
    """Whether the plan was changed since the dry rows were made."""
    open: bool = True

    def answered(self, told: str = "", **changes: Any) -> "Question":
        """The question that is left by an answer."""
        return self.model_copy(update={"number": self.number + 1, "told": told, **changes})


@dataclass(frozen=True, slots=True)
class View:
    """The figures of the moment."""

    stage: str
    requested: int
    accepted: int
    decided: int
    """Candidates committed, accepted or not."""
    in_flight: int
    calls: int
    tokens: int
    usd: float
    seconds: float
    seats: Mapping[str, Mapping[str, tuple[int, int]]]
    """Part → uppermost concept (in a tree of one, label; of very many, none) → its filled seats, all of
    them."""
    reasons: Counter[str]
    """Reason, as it is told → candidates rejected for it by this process."""
    waits: Mapping[str, Any] = field(default_factory=dict)
    """What the build waits for, as `read_status` gives it; empty: nothing."""
    batches: Mapping[str, Any] = field(default_factory=dict)
    """Those that are out, as `memory/batch.py` gives the figures; empty: none."""
    rate: float = 0.0
    """Rows a minute, of late."""
    left: float = 0.0
    """Seconds until the missing ones are there; 0: none are missing, or nothing tells."""


def pace(accepted: int, missing: int, seconds: float) -> tuple[float, float]:
    """(rows a minute, seconds until the missing ones are there; 0: none are missing, or nothing tells).
    `accepted`: rows that came within the seconds."""
    rate = accepted / seconds if seconds > 0 else 0.0
    return 60 * rate, missing / rate if rate and missing > 0 else 0.0


class Pace:
    """How fast rows come, by the later half of the time in which they do: the last may be the hardest."""

    def __init__(self) -> None:
        self._began, self._marks = 0.0, deque[tuple[float, int]]()

    def told(self, accepted: int, missing: int, now: float) -> tuple[float, float]:
        """As `pace` has it. `accepted`: rows that are there; `now`: of a clock that never goes back."""
        if not self._marks:
            self._began = now
        if not self._marks or now - self._marks[-1][0] > (now - self._began) / _MARKS:
            self._marks.append((now, accepted))
        while len(self._marks) > 1 and self._marks[1][0] <= (self._began + now) / 2:
            self._marks.popleft()
        since, before = self._marks[0]
        return pace(accepted - before, missing, now - since)


def by_concept(
    cells: Iterable[tuple[str, int, int]], trees: Mapping[str, ConceptTree]
) -> dict[str, dict[str, tuple[int, int]]]:
    """`View.seats`. `cells`: (key, filled seats, all seats) of each. `trees`: part → its tree."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    few = {part: len(tree.children(tree.root.id)) <= _BARS for part, tree in trees.items()}
    for key, filled, quota in cells:
        part, leaf, label, _ = split_key(key)
        path = trees[part].path(leaf) if few[part] and leaf in trees[part] else ()
        other = label if few[part] else ""
        name, mine = path[0].name if path else other, found.setdefault(part, {})
        before = mine.get(name, (0, 0))
        mine[name] = before[0] + filled, before[1] + quota
    return found


class Observer:
    """Who looks on and answers: a terminal, or, as it stands here, nobody."""

    def said(self, message: str) -> None:
        """A decision that was made, or something to know; one line."""

    def notify(self, event: str, why: str, /) -> None:
        """For who is away: `stalled`, nothing comes any more for now, and the cause, which was said; or
        `goes on`, that is over."""

    def stage(self, name: str) -> None:
        """A stage began."""

    def attach(self, view: Callable[[], View]) -> None:
        """`view` gives the figures of the moment, at any time from now on."""

    async def approve(self, question: Question, store: Store) -> bool | None:
        """A person's yes or no to plan and cost; None: nobody is there to be asked."""

    async def ask(self, question: str, choices: tuple[str, ...]) -> str | None:
        """A person's answer; None: nobody is there, decide and say so."""


LOOK_EVERY = 0.3
"""Seconds between two looks for what people and other processes want of a run, and whether it is to end."""
_BARS = 100
"""Uppermost concepts, of more of which nobody sees a bar each."""
LINES = "written: {done:,} of {total:,} lines"
"""For `progress`: of the files of rows."""
_PAUSE = 5.0
"""Seconds between two lines about work that takes long."""


def progress(said: Callable[[str], None], what: str) -> Callable[[int, int], None]:
    """Tells of long work every few seconds; says nothing of what is soon over. `what`: the line, with
    `{done:,}` and `{total:,}`."""
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _PAUSE and done < total:
            last = time.monotonic()
            said(what.format(done=done, total=total))

    return told


def held_up(store: Store, *, deciding: bool) -> str:
    """What holds a build up of which nothing was decided for so long; empty: calls are answered, or a stage
    that isn't `deciding` anything waits for something else."""
    calls = [one for one in store.under_way() if one.time]
    if not calls:
        return NONE_OUT if deciding else ""
    first = min(calls, key=lambda one: one.time)
    if time.time() - first.time < STALLED:
        return ""
    since = time.strftime("%H:%M:%S on %Y-%m-%d", time.localtime(first.time))
    what = f"{first.slot.role}, {first.slot.step}, {first.model}"
    return f"the oldest call under way ({what}) has had no answer since {since}"
