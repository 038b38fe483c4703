"""What goes between the process that builds and its workers: JSON of our own values, and nothing else. Ray
would pickle what it is given; what a model wrote is never unpickled."""

from pathlib import Path

from pydantic import Field

from seedbed.agent.models.endpoint import Endpoint
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import AwaitingApproval, BudgetSpent, EndpointDown, Paused, UserFault
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Budget, Frozen, Spec

_PAUSES = {kind.__name__: kind for kind in (Paused, BudgetSpent, AwaitingApproval, EndpointDown)}
PASSWORD = "PGPASSWORD"
"""The variable in which libpq looks for it."""


class Bench(Frozen):
    """Spec and plan by which candidates are made, as people and critic leave them."""

    number: int
    spec: Spec
    plan: Plan


class Opening(Frozen):
    """What a worker is told before anything else."""

    version: str
    """Of seedbed, which must be the worker's."""
    folder: Path
    store: str
    fence: int
    """As `memory.store.opening.open_worker` takes them."""
    password: str = Field(repr=False)
    """Of the store's database; empty: it needs none, or the worker knows it."""
    roles: dict[str, Endpoint] = Field(repr=False)
    """Role → endpoint with its key."""
    places: int
    """Calls that it may have under way at once."""
    patience: float
    budget: Budget
    changed: bool
    """Whether the run goes on after accepted changes."""
    bench: Bench


class Order(Frozen):
    """One candidate to be made."""

    brief: Brief
    whole: bool
    bench: int
    """Number of the bench that it is made at."""


class Fault(Frozen):
    """An error that ends a build or stops it in good order."""

    kind: str
    what: str
    where: str = ""
    next_step: str = ""

    def error(self) -> UserFault | Paused:
        """As it was raised."""
        if self.kind == UserFault.__name__:
            return UserFault(self.what, where=self.where, next_step=self.next_step)
        return _PAUSES[self.kind](self.what)


def fault(error: UserFault | Paused) -> Fault:
    """An error as it goes over the wire: as the nearest of its kinds that the other side knows."""
    if isinstance(error, UserFault):
        told = {"what": error.what, "where": error.where, "next_step": error.next_step}
        return Fault(kind=UserFault.__name__, **told)
    return Fault(
        kind=next(one.__name__ for one in type(error).__mro__ if one.__name__ in _PAUSES), what=str(error)
    )


class Made(Frozen):
    """What became of an order, or of opening, which has no draft."""

    draft: Draft | None = None
    fault: Fault | None = None
    away: str = ""
    """Why the run's store isn't reached."""
    cached: int = 0
    """Calls that were answered from the journal since it was last said."""


class Told(Frozen):
    """What a worker has to say to people."""

    message: str
    down: bool
