"""A second delivery of a call that takes far longer than its like, of which the first answer counts (Dean and
Barroso 2013, «The Tail at Scale», «Hedged requests»): one that hangs doesn't hold up the rows after it."""

import asyncio
import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_SEEN, _ENOUGH = 200, 20
"""Calls of a step that are kept in mind, and from how many on it is known how long they take."""
_LATE = 1.5
"""Times the 95th percentile of its step after which a call is late."""
_UNLIKE = 4.0
"""The same times that of its job (what stands before a step's first `/`), where too few of its step were
seen: those may well take longer."""
_FEW, _EARLY = 5, 3
"""Answers of a job from which on a call is late by four times the slowest of them, as long as there aren't
enough (by twenty times that of one, by ten times that of two), and how many may be sent twice by that. What
other jobs take says little: a planner's thought takes a hundred times a word of the exam, and would be paid
once more as often as is allowed."""
_LONG, _UNSEEN = 50, 3.0
"""Tokens of an answer from which on it tells how fast an endpoint writes, so how long an answer may take that
fills its room: whatever job it is for, it is late beyond that, and so many seconds. Fewer may be those of a
busy machine, whose first call of a job nothing can be held against."""
_SOONEST = 0.25
"""Seconds before which none is, and at most between two looks at one that may be."""
_HELD_UP = 0.1
"""Seconds that a look may come late itself: beyond, this process was held up, and an answer that came in the
meantime isn't read yet."""
REPAIR = "/repair-"
"""Between a step and the number of the repair that asks it again, which takes as long as the step does."""
_SHARE = 0.05
"""Of all answered calls, how many may be sent twice."""


class Pace:
    """How long the calls of each step take, and which may be sent twice."""

    def __init__(self) -> None:
        self._took: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_SEEN))
        self._slow: dict[str, float] = {}
        """The 95th percentile of each step and job."""
        self._writes: dict[str, deque[tuple[float, int]]] = defaultdict(lambda: deque(maxlen=_SEEN))
        """Endpoint → seconds and tokens of its long answers."""
        self._answered, self._all = Counter[str](), 0
        self._twice = 0

    def took(self, step: str, seconds: float, end: str = "", tokens: int = 0) -> None:
        """A call was answered by an endpoint, in so many tokens."""
        self._all += 1
        if tokens >= _LONG:
            self._writes[end].append((seconds, tokens))
        for name in {step.partition(REPAIR)[0], step.partition("/")[0]}:
            self._answered[name] += 1
            took = self._took[name]
            took.append(seconds)
            if self._answered[name] % _ENOUGH == 0:
                self._slow[name] = sorted(took)[int(0.95 * len(took))]

    def late(self, step: str, end: str = "", room: int = 0) -> float:
        """Seconds after which a call is late; none is where that isn't known yet. `room`: tokens that its
        answer may have."""
        step, job = step.partition(REPAIR)[0], step.partition("/")[0]
        if step in self._slow:
            return _LATE * self._slow[step]
        if not (seen := self._answered[job]):
            return self._filled(end, room)
        alike = _UNLIKE * (self._slow.get(job) or max(self._took[job]))
        return alike if seen >= _FEW else min(self._filled(end, room), alike * _FEW / seen)

    def _filled(self, end: str, room: int) -> float:
        """Seconds after which an answer that fills its room would be late: as long as the slowest of an
        endpoint took to come, and written as fast as all of them."""
        wrote = self._writes[end]
        if len(wrote) < _FEW or not room:
            return math.inf
        seconds = [took for took, _ in wrote]
        filled = max(seconds) + room * sum(seconds) / sum(tokens for _, tokens in wrote)
        return max(_UNSEEN, _LATE * filled)

    def spare(self) -> bool:
        """Whether one more may be sent twice, which is counted."""
        if self._all < _FEW or self._twice + 1 > max(_EARLY, _SHARE * self._all):
            return False
        self._twice += 1
        return True


Send = Callable[[Callable[[], None]], Coroutine[Any, Any, T]]
"""One delivery; calls what it is given when it goes out."""


async def hedged(send: Send[T], late: Callable[[], float], spare: Callable[[], bool]) -> T:
    """Deliver; once more if it is late, again if that fails or is late by twice as much, and so on. The first
    answer counts; the others are cancelled, and over when it is given back. Raises what the last one does.

    Args:
        send: Must be over, without awaiting anything, once its answer is there.
        late: Seconds after which it is late, as far as it is known by then.
        spare: Whether a late one may be sent again."""
    loop, out = asyncio.get_running_loop(), dict[asyncio.Task[T], float]()

    def begin() -> None:
        def gone_out() -> None:
            out[task] = loop.time()

        task = loop.create_task(send(gone_out))
        out[task] = math.inf  # it has no place yet

    begin()
    try:
        while True:
            due = loop.time() + _SOONEST
            done, _ = await asyncio.wait(out, timeout=_SOONEST, return_when=asyncio.FIRST_COMPLETED)
            for task in [one for one in out if one in done]:
                del out[task]
                if not out or not (task.cancelled() or task.exception()):
                    return task.result()
            after = max(_SOONEST, late() * 2 ** (len(out) - 1))
            overdue = loop.time() - max(out.values()) >= after
            if overdue and not done and loop.time() - due < _HELD_UP and spare():
                begin()
    finally:
        for task in out:
            task.cancel()
        await asyncio.gather(*out, return_exceptions=True)
