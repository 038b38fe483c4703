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


@dataclass(slots=True)
class _History:
    deliveries: int = 0
    struck: int = 0
    """In a row, the latest ones."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One arrival of a body."""

    number: int
    """1 for the first."""
    strike: Strike | None
    status: int = 0
    """HTTP status of an `error`."""
    extra: float = 0.0
    """Milliseconds of jitter."""


class Deliveries:
    """Counts the arrivals of each body and says what strikes them."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._seen: dict[str, _History] = {}

    def arrive(self, digest: str, full: bool) -> Delivery:
        """The next arrival of a body.

        Args:
            digest: the body's.
            full: whether as many calls as the rate limit allows are being worked on already. An arrival
            that may
                not be struck any more waits for its turn instead of being refused.
        """
        history = self._seen.setdefault(digest, _History())
        history.deliveries += 1
        key = f"{digest} {history.deliveries}"
        extra = self._options.jitter * fraction(self._options.seed, "jitter", key)
        strike = self._strike(key, full) if history.struck < IN_A_ROW else None
        history.struck = history.struck + 1 if strike else 0
        status = STATUSES[number(self._options.seed, "status", key) % 3] if strike == "error" else 0
        return Delivery(history.deliveries, strike, status, extra)

    def _strike(self, key: str, full: bool) -> Strike | None:
        lot = fraction(self._options.seed, "delivery", key)
        if lot < self._options.errors:
            return "error"
        if lot < self._options.errors + self._options.hangs:
            return "hang"
        return "limit" if full else None
