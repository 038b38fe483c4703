"""One model at one endpoint: where it is, how it is asked, what it costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from seedbed.agent.models.places import user_file
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import SKILLS, Profile, Skill
from seedbed.memory.spec import Budget, Model, Price
from seedbed.tools.evaluation.report.amounts import money
from seedbed.tools.knowledge.search.collection import is_loopback

_OF_A_CALL: tuple[Skill, ...] = ("tool_calls", "logprobs", "likelihood")
"""Skills that some calls need and others don't."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model at one endpoint, ready to be asked."""

    name: str
    """Its name in the spec's `models`."""
    model: str
    base_url: str
    api_key: str = field(repr=False)
    profile: Profile
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    price: Price | None = None
    timeout: float = 120.0
    concurrent: int | None = None
    """Calls that it takes at once; None: as many as the run has."""
    place: str = ""
    """What it is known by from run to run, where its address is another each time; empty: by its address."""

    @property
    def by_batch(self) -> "Endpoint":
        """The same, charged at the price of batches."""
        return replace(self, price=self.price and self.price.by_batch)

    def cost(self, prompt: int, completion: int, cached: int = 0) -> float:
        """US dollars for so many tokens, of which `cached` of the prompt's; 0 where no price is known."""
        if self.price is None:
            return 0.0
        less = 0.0 if self.price.cached is None else cached * (self.price.prompt - self.price.cached)
        return (prompt * self.price.prompt + completion * (self.price.completion or 0.0) - less) / 1e6


def elsewhere(address: str) -> str:
    """The host of an address, where it isn't this machine; else empty."""
    host = urlsplit(address).hostname or ""
    return "" if is_loopback(host) else host


def refuse_unpriced(name: str, one: Endpoint | Model, budget: Budget | None) -> None:
    """Raises UserFault: dollars are capped, and nobody said what a model costs that isn't on this machine."""
    here = not elsewhere(one.base_url)
    if here or one.price is not None or budget is None or budget.usd is None:
        return
    raise UserFault(
        f"a budget of {money(budget.usd)} can't be kept: nobody says what {one.model} costs",
        where=f"models.{name}",
        next_step="say its `price: {prompt: …, completion: …}` (US dollars a million tokens; 0: free) in the "
        f"spec or in {user_file()}, or cap tokens, such as --budget 2mtok",
    )


def fallback_of(name: str) -> str:
    """The role of who answers while a model is down."""
    return f"fallback of {name}"


def lacks(spare: Endpoint, first: Endpoint, needed: Collection[Skill] = ()) -> list[Skill]:
    """What of all that one model can another can't that is to answer in its place. `needed`: what the call
    needs of the skills that not every call does."""
    asked = (skill for skill in SKILLS if skill in needed or skill not in _OF_A_CALL)
    return [skill for skill in asked if first.profile.can(skill) and not spare.profile.can(skill)]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a call is charged to."""

    stage: str
    cell: str = ""
    method: str = ""
    row: int = 0
    """Number of the candidate; 0: it is for none; below: for a probe or a trial."""
