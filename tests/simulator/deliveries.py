"""What strikes a delivery on its way: errors, hangs and refusals.

They depend on the body and on how often it came (and, for the rate limit, on how many calls are being
worked on), never touch the answer that comes at last, and strike the same body twice in a row at most.
"""

from dataclasses import dataclass
from typing import Literal

from tests.simulator.chance import fraction, number
from tests.simulator.options import Options

Strike = Literal["error", "hang", "limit"]
STATUSES = (500, 502, 503)
IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """One arrival of a body."""

    strike: Strike | None
    status: int
    """HTTP status of an `error`."""
    pause: float
    """Seconds from request to answer."""


class Deliveries:
    """Counts the arrivals of each body and says what strikes them."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._seen: dict[str, tuple[int, int]] = {}
        """How often a body came, and how many of the latest were struck."""

    def arrive(self, digest: str, full: bool) -> Delivery:
        """The next arrival of a body.

        Args:
            full: whether as many calls as the rate limit allows are being worked on already. An arrival that
                may not be struck any more waits for its turn instead of being refused.
        """
        o, (came, struck) = self._options, self._seen.get(digest, (0, 0))
        key = f"{digest} {came + 1}"
        lot, strike = fraction(o.seed, "delivery", key), None
        if struck < IN_A_ROW:
            strike = self._strike(lot, full)
        self._seen[digest] = came + 1, struck + 1 if strike else 0
        pause = o.latency + o.jitter * fraction(o.seed, "jitter", key)
        return Delivery(strike, STATUSES[number(o.seed, "status", key) % 3], pause / 1000)

    def _strike(self, lot: float, full: bool) -> Strike | None:
        if lot < self._options.errors:
            return "error"
        if lot < self._options.errors + self._options.hangs:
            return "hang"
        return "limit" if full else None
