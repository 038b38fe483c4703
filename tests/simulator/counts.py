"""What the server has seen: the figures of `GET /stats`.

Always: requests = answered + refused + errors + hung + rate_limited + abandoned + expired + in_flight +
waiting, and the sum of by_role = requests. Only calls of models count, in batches too. A call that hangs
is in flight until its client goes away; one that may not be refused a third time waits until the rate limit
lets it in.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ENDS = ("answered", "refused", "errors", "hung", "rate_limited", "abandoned", "expired")
"""In full to a client that was still there, by 4xx, by 5xx, never, by 429; or the client went away, or the
call expired in a batch."""


class Counts(Counter[str]):
    """Running figures."""

    def __init__(self) -> None:
        super().__init__()
        self._roles: Counter[str] = Counter()
        self._known: set[str] = set()
        self._answered: set[str] = set()

    def arrived(self, job: str, digest: str) -> None:
        """A call came in."""
        self["requests"] += 1
        self._roles[job] += 1
        self._known.add(digest)

    def to_answer(self, digest: str) -> None:
        """It is neither refused nor struck; repeated, if its body was answered before."""
        self["repeated"] += digest in self._answered

    @contextmanager
    def while_in(self, place: str) -> Iterator[None]:
        """It is `in_flight`, or `waiting`, for the time of a block."""
        self[place] += 1
        self["in_flight_maximum"] = max(self["in_flight_maximum"], self["in_flight"])
        try:
            yield
        finally:
            self[place] -= 1

    def delivered(self, digest: str, bill: dict[str, Any]) -> None:
        """The whole answer went to a client that was still there."""
        self["answered"] += 1
        self._answered.add(digest)
        self["prompt"] += bill["prompt_tokens"]
        self["completion"] += bill.get("completion_tokens", 0)

    def as_json(self) -> dict[str, Any]:
        """The answer of `GET /stats`."""
        shown = (
            "requests",
            "repeated",
            "batches",
            "cancelled",
            "in_flight_maximum",
            *_ENDS,
            "in_flight",
            "waiting",
        )
        return {
            **{name: self[name] for name in shown},
            "distinct": len(self._known),
            "tokens": {name: self[name] for name in ("prompt", "completion")},
            "by_role": dict(sorted(self._roles.items())),
        }
