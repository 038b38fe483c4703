"""What each simulated model is like: `--profile`, or the model's own name `sim-PROFILE`."""

from dataclasses import dataclass
from typing import Literal

Bias = Literal["none", "yes", "no"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One simulated model."""

    name: str
    judges_right: float = 1.0
    """Share of judgements that are right."""
    bias: Bias = "none"
    """`yes`: approves whatever it judges; `no`: never does."""
    slips: float = 0.0
    """Share of its writings that are defective, whatever `--defects` adds."""
    plans_distinct: bool = True
    """Whether the subtopics it proposes differ."""
    uses_tools: float = 1.0
    """Share of tool calls made with the right tool and arguments."""
    thinks: bool = False
    """Whether it thinks in `reasoning_content`, billed as completion."""
    hides: bool = False
    """Whether its thought isn't shown, and is long, as of OpenAI's models that reason."""
    takes_schema: bool = True
    """Whether `response_format` is accepted."""
    heeds_schema: bool = True
    """Whether an accepted `response_format` has any effect."""
    takes_sampling: bool = True
    """Whether `max_tokens`, `temperature` and `seed` are accepted."""
    takes_system: bool = True
    """Whether system messages are accepted, as templates of some models refuse them."""
    context: int = 131_072
    """Tokens of prompt and answer together; more is refused with 400."""


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("strong"),
        Profile("weak", judges_right=0.7, slips=0.6, plans_distinct=False, uses_tools=0.4, context=8_192),
        Profile("yes-man", bias="yes"),
        Profile("no-man", bias="no"),
        Profile("thinker", thinks=True),
        Profile("reasoner", thinks=True, hides=True, takes_sampling=False),
        Profile("no-schema", takes_schema=False),
        Profile("heedless", heeds_schema=False),
        Profile("quirky", takes_sampling=False, takes_system=False),
        Profile("no-tools", uses_tools=0.0),
    )
}
EMBEDDING_MODEL = "sim-embedding"


def model_names(own: str) -> tuple[str, ...]:
    """The models that the server lists, that of its own profile first."""
    others = (name for name in PROFILES if name != own)
    return (f"sim-{own}", *(f"sim-{name}" for name in others), EMBEDDING_MODEL)


def profile_of(model: str, chosen: str | None) -> Profile:
    """How a model behaves: by `--profile` where one was given, else by its own name."""
    return PROFILES[chosen or model.removeprefix("sim-")] if model != EMBEDDING_MODEL else PROFILES["strong"]
