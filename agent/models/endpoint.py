"""One model at one endpoint: where it is, how it is asked, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seedbed.memory.profile import Profile
from seedbed.memory.spec import Price


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

    def cost(self, prompt: int, completion: int, cached: int = 0) -> float:
        """US dollars for so many tokens, of which `cached` of the prompt's; 0 where no price is known."""
        if self.price is None:
            return 0.0
        less = 0.0 if self.price.cached is None else cached * (self.price.prompt - self.price.cached)
        return (prompt * self.price.prompt + completion * self.price.completion - less) / 1e6
