"""What models are asked to answer: one frozen schema per job, named as the job is on the wire."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_snake


class Answer(BaseModel):
    """Answers are closed objects: a key that wasn't asked for is a malformed answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class _Concept(Answer):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    inside: str
    """What belongs to it, one line."""
    outside: str
    """What does not, though it looks like it, one line."""


class ProposeConcepts(Answer):
    """Children of one concept, distinct from each other."""

    concepts: list[_Concept]


class ProposeAxisValues(Answer):
    """The values of an axis that a recipe asks for."""

    values: list[str]


class Look(Answer):
    """More rows to be shown."""

    where: str
    """A part, or part/concept."""
    check: str
    """Id of a check whose refused rows are wanted; empty: accepted rows."""


class TryGuidance(Answer):
    """A sentence to be tried on three rows."""

    where: str
    say: str


class Ask(Answer):
    """One thing that the critic asks for; what doesn't belong to its kind is empty."""

    kind: Literal[
        "guide", "unguide", "values", "show", "hide", "expand", "reweight", "prune", "method",
        "check off", "check on", "redo", "stop",
    ]  # fmt: skip
    where: str
    what: str
    say: str
    values: list[str]
    aims: Literal["acceptance", "openings", "near-copies", "elsewhere", "wrong", "other"]
    because: str


class ReadTogether(Answer):
    """What drawn rows show when they are read together, and what is asked for because of it."""

    seen: list[str]
    look: list[Look]
    trial: list[TryGuidance]
    directives: list[Ask]


class FindRepeats(Answer):
    """Which of some rows give nothing that an earlier one doesn't give."""

    class Repeat(Answer):
        """A row, by its number, and the earlier one."""

        row: int
        of: int
        both: str

    repeats: list[Repeat]


class PlanErrand(Answer):
    """What a user of tools wants, knows and tells, and the calls that do it."""

    class Fact(Answer):
        """One thing that the user knows."""

        say: str
        when: Literal["at once", "when asked", "later"]

    class Call(Answer):
        """A call; its arguments are the JSON text of an object."""

        name: str
        arguments: str

    cannot: str
    goal: str
    facts: list[Fact]
    calls: list[Call]


class SayErrand(Answer):
    """What a user says who has something done by tools, and the numbers of the facts that this tells."""

    message: Annotated[str, Field(min_length=1, max_length=2000)]
    tells: list[int]


class ChooseConcept(Answer):
    """The concept that a text belongs to, by its number in the list; 0: none of them."""

    concept: int


def job_name(answer: type[Answer]) -> str:
    """The job's name on the wire: `ChooseLabel` → `choose_label`."""
    return to_snake(answer.__name__)
