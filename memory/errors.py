"""Errors, by who must act.

    SeedbedError
    ├── UserFault        the call, the spec or the endpoint's settings are wrong: a person acts (exit 2)
    ├── Paused           the build stopped in good order and can be resumed (exit 3)
    │   ├── BudgetSpent      the next call's upper bound does not fit under a cap
    │   ├── AwaitingApproval plan and cost wait for a person's yes
    │   ├── Interrupted      Ctrl-C, or another signal to end (exit 130)
    │   └── EndpointDown     a fault of transport outlasted every retry
    ├── AnswerFault      a model's answer can't be used: the caller asks again or counts a failed candidate
    └── ToolFault        a tool can't do what it was asked: told to the model, or a reason of rejection

Anything else is a bug and keeps its traceback."""

from collections.abc import Callable


class SeedbedError(Exception):
    """Root of every error that seedbed raises on purpose."""


class UserFault(SeedbedError):
    """What a person must mend. `str(fault)` is one line: what is wrong, where, and the next step."""

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what, self.where, self.next_step = what, where, next_step
        place = f"{where}: " if where else ""
        step = f" — {next_step}" if next_step else ""
        super().__init__(f"{place}{what}{step}")


class Paused(SeedbedError):
    """The build stops in good order; `seedbed resume RUN` goes on."""


class BudgetSpent(Paused):
    """A cap in tokens, money, calls or minutes leaves no room for the next call. `now`: why, by what has been
    paid when it is said; empty: as `why`."""

    def __init__(self, why: str, now: Callable[[], str] = lambda: "") -> None:
        super().__init__(why)
        self._now = now

    def __str__(self) -> str:
        return self._now() or super().__str__()


class AwaitingApproval(Paused):
    """Plan and cost wait for a person's approval."""


class Interrupted(Paused):
    """Ctrl-C, or another signal that ends a process."""


class EndpointDown(Paused):
    """An endpoint kept failing until the retries were used up. Faults never decide about a brief."""


STOPPED = "filtered prompt"
"""The code of an answer that a content filter kept a model from: asked again it would be the same."""


class AnswerFault(SeedbedError):
    """An answer that can't be used: malformed, truncated, refused or empty. Carries the raw text."""

    def __init__(self, code: str, detail: str, raw: str = "") -> None:
        self.code, self.detail, self.raw = code, detail, raw
        super().__init__(f"{code}: {detail}")

    @property
    def told(self) -> str:
        """What is wrong with it, as the detail of a reason that it is malformed."""
        return self.detail if self.code == "malformed" else str(self)


class ToolFault(SeedbedError):
    """A tool can't do what it was asked to do."""
