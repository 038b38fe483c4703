"""How many calls an endpoint takes at once, and whether it answers at all; one for each address and key.

The number of calls follows what comes back: additive increase, multiplicative decrease (Chiu and Jain 1989,
«Analysis of the increase and decrease algorithms for congestion avoidance», §3). A call that is refused takes
its own place away, half of all places in one round of calls at most; as many rounds without a refusal give
one back, eight at first, then fewer. An endpoint of which nothing but faults comes is down: the calls wait,
one at a time goes out to see whether it is back (Nygard 2018, «Release It!», «Circuit Breaker»), and a person
is told when it went and when it came. Calls that another endpoint may answer don't wait.

Of the calls that wait the one for the oldest row goes first, and before it those that all rows wait for: the
rows are committed in their order, so what holds up the first of them holds up all."""

import asyncio
import heapq
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Literal

from seedbed.tools.evaluation.report.amounts import duration

_DOWN = 8
"""Faults in a row, of whichever calls, after which an endpoint is taken to be down."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
"""Seconds until a first look whether it is back, and at most between two."""
_CALM = 8
"""Rounds without a refusal after which one more call is tried, just after there was one."""
_BURST = 0.2
"""Share of the last calls from which on faults aren't chance: 503 and timeouts count as refusals, and what
the endpoint asks one call to wait for, all do."""
Load = Literal["too many", "perhaps", "nothing"]
"""What a fault says of the number of calls: it is too high (429), perhaps (503, a timeout), or nothing."""

Told = Callable[[str, bool], None]
"""Takes a line for people, and whether an endpoint is down."""


class Elsewhere(Exception):
    """The endpoint is down, and another may answer the call."""


class Flow:
    """Lets calls out to one endpoint. Used from one event loop."""

    def __init__(
        self,
        name: str,
        most: int,
        told: Told,
        instead: Callable[[], str] = lambda: "",
        patience: float = math.inf,
        left: Callable[[], float] = lambda: math.inf,
    ) -> None:
        """Args:
        name: The endpoint, for people.
        most: Calls at once, whatever it would take.
        told: Tells a person that it is down, or back.
        instead: Who answers while it is down, for people; empty: nobody.
        patience: Seconds that it is waited for: the last look comes when they are over.
        left: Seconds that the budget leaves."""
        self._most, self._name, self._told, self.instead = most, name, told, instead
        self._patience, self._left = patience, left
        self.places = float(most)
        """Calls that may be out at once, as far as it is known."""
        self.answers = 0
        """Calls that it has answered, besides words that it was only asked to see whether it does."""
        self.slowest, self.quickest = 0.0, math.inf
        """Seconds that the slowest of them took, and the quickest."""
        self._out = 0
        self._waiting: list[tuple[int, int, asyncio.Future[bool], Callable[[], bool]]] = []
        """A heap, by the row's number and who came first."""
        self._came = count()
        self._floor, self._round = 0.0, 0.0
        self._calm = _CALM
        self._last: deque[bool] = deque(maxlen=most)
        """Of the last calls, whether each came back with what may be a refusal."""
        self._faults = 0
        self._down_since: float | None = None
        self._why, self._waits = "", ""
        """Of an outage: what came, and how long it is waited for, for people."""
        self._probing = False
        self._held_since, self._held_until, self._pause = 0.0, 0.0, _FIRST_PAUSE
        self._timer: asyncio.TimerHandle | None = None
        self._open_to_all = False

    @property
    def down_for(self) -> float:
        """Seconds since it was found to be down; 0: it isn't."""
        return 0.0 if self._down_since is None else time.monotonic() - self._down_since

    @property
    def idle(self) -> bool:
        """Whether no call is out."""
        return self._out == 0

    @property
    def outage(self) -> str:
        """That it is down, why, and what happens meanwhile, for people; empty: it isn't."""
        if self._down_since is None:
            return ""
        waits = self._waits if self.answers else "it is asked a few times more"
        instead = self.instead()
        meanwhile = f"until it does, {instead} answers in its place" if instead else waits
        return f"{self._name} answers nothing ({self._why}): {meanwhile}"

    @property
    def takes(self) -> bool:
        """Whether it isn't down, or a call may find out now that it no longer is."""
        return self._down_since is None or self._free

    @asynccontextmanager
    async def place(self, elsewhere: Callable[[], bool] = lambda: False, row: int = 0) -> AsyncIterator[None]:
        """A call's place, once it is its turn.

        Args:
            elsewhere: Whether another endpoint would take it now; raises Elsewhere if this one is down.
            row: Number of the candidate that it is for; 0 or below: of none, so that all wait for it."""
        if self._waiting or not self._free:
            turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (row, next(self._came), turn, elsewhere))
            self._let_in()
            try:
                probe = await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled() and turn.exception() is None:
                    self._leave(turn.result())
                raise
        else:
            probe = self._enter()
        try:
            yield
        finally:
            self._leave(probe)

    def let_out(self) -> None:
        """Hold nobody back any more: whoever waits ends by itself."""
        self._open_to_all = True
        self._let_in()

    # what came back ----------------------------------------------------------------------------------

    def answered(self, seconds: float = 0.0, *, word: bool = False) -> None:
        """A call was answered, after so many seconds; or a word."""
        self.answers, self.slowest = self.answers + (not word), max(self.slowest, seconds)
        self.quickest = min(self.quickest, seconds or math.inf)
        self._faults, self._pause = 0, _FIRST_PAUSE
        self._last.append(False)
        # What went out before it was found to be down doesn't tell that it is back.
        if self._down_since is not None and time.monotonic() - seconds >= self._down_since:
            self._told(f"{self._name} answers again, after {duration(self.down_for)}", False)
            self._down_since, self.places = None, max(1.0, self.places / 2)
        if self._out >= int(self.places) < self._most:  # only who uses all places finds out about one more
            whole = int(self.places)
            self.places = min(self._most, self.places + 1 / (self._calm * self.places))
            if int(self.places) > whole:
                self._calm = max(1, self._calm // 2)

    def failed(self, sent: float, why: str, load: Load, after: float = 0.0) -> None:
        """A call came back with a fault that heals.

        Args:
            sent: When it went out, by `time.monotonic`.
            why: The fault, for people.
            load: What it says of the number of calls.
            after: Seconds that the endpoint asks for until the next; 0: it doesn't say."""
        now = time.monotonic()
        late = sent < self._held_since  # it went out before the last pause, which was for it, too
        # Who refuses calls because of those that it has taken isn't down, however many come back at once.
        self._faults += not late and (load != "too many" or self._out <= 1)
        self._last.append(load != "nothing")
        burst = sum(self._last) >= max(4, _BURST * len(self._last))
        if load == "too many" or (load == "perhaps" and burst):
            if sent >= self._round:
                self._floor, self._round = max(1.0, self.places / 2), now
            self.places, self._calm = max(self._floor, self.places - 1), _CALM
        if late:
            return
        far = after > _LONGEST_PAUSE and self.answers > 0  # who never answered isn't waited for so long
        if self._faults >= _DOWN or self._down_since is not None or far:
            self.out(why, after)  # such as by a limit of a day, of which it is known at once
        elif burst and after > 0:  # else it waits alone
            self._held_since, self._held_until = now, now + after

    def out(self, why: str, after: float = 0.0) -> None:
        """It is down: nothing but a look at a time goes to it, until one is answered. Args as of `failed`."""
        now = time.monotonic()
        left = max(_FIRST_PAUSE, self._patience - self.down_for)
        self._held_since = now
        self._held_until = now + min(max(min(after, _LONGEST_PAUSE), self._pause), left)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        if self._down_since is None:
            self._down_since, self._why = now, why
            most, by = min((self._patience, "builds: --patience"), (self._left(), "the budget's minutes"))
            self._waits = f"it is waited for, {duration(most)} at most ({by})"
            self._told(self.outage, not self.instead())
        self._let_in()

    # places ------------------------------------------------------------------------------------------

    @property
    def _free(self) -> bool:
        if self._open_to_all:
            return True
        if time.monotonic() < self._held_until:
            return False
        return self._out < int(self.places) if self._down_since is None else not self._probing

    def _enter(self) -> bool:
        """Take a place; whether it is that of a call which finds out if the endpoint is back."""
        self._out += 1
        self._probing = self._down_since is not None
        return self._probing

    def _leave(self, probe: bool) -> None:
        self._out -= 1
        self._probing &= not probe
        self._let_in()

    def _let_in(self) -> None:
        # Before it is looked who may go: a pause that ends meanwhile would leave them with nothing to come.
        rest = self._held_until - time.monotonic()
        while self._waiting and (self._waiting[0][2].done() or self._free):
            *_, turn, _ = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(self._enter())
        for *_, turn, elsewhere in self._waiting if self._down_since is not None else ():
            if not turn.done() and elsewhere():
                turn.set_exception(Elsewhere())
        if self._waiting and self._timer is None and rest > 0:
            self._timer = asyncio.get_running_loop().call_later(rest, self._again)

    def _again(self) -> None:
        self._timer = None
        self._let_in()


async def finished(tasks: Iterable[Awaitable[Any]]) -> list[Any]:
    """All results; a fault is raised once all have come to a stop, so that no call that is being paid for is
    cut off by another's."""
    done = await asyncio.gather(*tasks, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return done
