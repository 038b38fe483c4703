"""What the server has seen: the figures of `GET /stats`.

Always: requests = answered + refused + errors + hung + rate_limited + abandoned + in_flight + waiting, and
the sum of by_role = requests. A call that hangs is in flight until its client goes away.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Counts:
    """Running figures. Only calls of models count (chat, completions, embeddings)."""

    requests: int = 0
    answered: int = 0
    """In full, to a client that was still there."""
    refused: int = 0
    """By 4xx other than 429: key, model, parameters, length."""
    errors: int = 0
    """By 5xx."""
    hung: int = 0
    """Never answered; the client has gone away."""
    rate_limited: int = 0
    abandoned: int = 0
    """The client went away before the whole answer was sent."""
    repeated: int = 0
    """Bodies asked again that had been answered before; a delivery that an error strikes answers nothing."""
    in_flight: int = 0
    waiting: int = 0
    """Not refused a third time, but held until the rate limit lets them in."""
    in_flight_maximum: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    by_role: Counter[str] = field(default_factory=Counter)
    _known: set[str] = field(default_factory=set)
    _answered: set[str] = field(default_factory=set)

    def arrived(self, job: str, digest: str) -> None:
        """A call came in."""
        self.requests += 1
        self.by_role[job] += 1
        self._known.add(digest)

    def to_answer(self, digest: str) -> None:
        """It is going to be answered: neither refused nor struck."""
        self.repeated += digest in self._answered

    def began(self) -> None:
        """It is being worked on."""
        self.in_flight += 1
        self.in_flight_maximum = max(self.in_flight_maximum, self.in_flight)

    def delivered(self, digest: str, prompt_tokens: int, completion_tokens: int) -> None:
        """The whole answer went to a client that was still there."""
        self.answered += 1
        self._answered.add(digest)
        self.prompt_tokens += prompt_tokens
        self.completion_tokens += completion_tokens

    def as_json(self) -> dict[str, Any]:
        """The answer of `GET /stats`."""
        return {
            "requests": self.requests,
            "distinct": len(self._known),
            "repeated": self.repeated,
            "in_flight_maximum": self.in_flight_maximum,
            "rate_limited": self.rate_limited,
            "tokens": {"prompt": self.prompt_tokens, "completion": self.completion_tokens},
            "by_role": dict(sorted(self.by_role.items())),
            "answered": self.answered,
            "refused": self.refused,
            "errors": self.errors,
            "hung": self.hung,
            "abandoned": self.abandoned,
            "in_flight": self.in_flight,
            "waiting": self.waiting,
        }
