"""One request's way to an answer: in which form it goes out, and to which of two endpoints."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.models.delivery.call import milder
from seedbed.agent.models.delivery.faults import Cut, Refused
from seedbed.agent.models.endpoint import Endpoint, Purpose

_OF_THE_FORM = (400, 413, 422)
"""Statuses of refusals that another form of the request may escape."""


@dataclass(slots=True)
class Way:
    """Where a request stands between its endpoints and its forms."""

    first: Endpoint
    """That of the role."""
    spare: Endpoint | None
    """One that may answer in its place."""
    body: Callable[[Endpoint], dict[str, Any]]
    """The request as an endpoint is asked."""
    purpose: Purpose
    form: dict[str, Any]
    """How the first is asked now."""
    at: Endpoint = field(init=False)
    """Who is asked now."""
    alone: bool = False
    """Whether it goes out by itself, in no batch."""
    down: set[str] = field(default_factory=set)
    """Endpoints that were found down on the way."""
    _milder: Iterator[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.at, self._milder = self.first, milder(self.form, self.purpose)

    @property
    def sent(self) -> dict[str, Any]:
        """The body that goes out."""
        return self.form if self.at is self.first else self.body(self.at)

    @property
    def other(self) -> Endpoint | None:
        """Who could be asked instead."""
        return self.spare if self.at is self.first else self.first

    def turn(self, *, back_for_good: bool = False) -> None:
        """Ask the other. `back_for_good`: this one can't answer the request."""
        assert self.other is not None
        self.at = self.other
        if back_for_good:
            self.spare = None

    def soften(self, refusal: Refused) -> bool:
        """Take the next form after a refusal by the first; whether there is one that may help."""
        if self.at is not self.first or isinstance(refusal, Cut) or refusal.status not in _OF_THE_FORM:
            return False
        form = next(self._milder, None)
        in_prompt = form is not None and form.keys() != self.form.keys()
        if form is None or (in_prompt and refusal.too_long):
            return False
        self.alone, self.form = True, form
        return True
