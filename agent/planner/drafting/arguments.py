"""What each tool of the planner's agent takes: closed objects, every key required, so that a grammar can hold
them."""

from pydantic import BaseModel, ConfigDict


class Given(BaseModel):
    """Arguments of a tool."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Given):
    """None at all."""


class Part(Given):
    """A part, by its name."""

    part: str


class Search(Given):
    """What to look for in the documents."""

    query: str


class Read(Given):
    """A passage, by its id."""

    passage: str


class Name(Given):
    """A recipe or check; empty: which there are."""

    name: str


class Edit(Given):
    """A change of a part, and why it is better."""

    part: str
    why: str


class Recipe(Edit):
    """Another recipe."""

    recipe: str


class Words(Edit):
    """A piece of a recipe, and what takes its place."""

    old: str
    new: str


class Share(Given):
    """A value of an axis, and its share."""

    value: str
    share: str


class Axis(Edit):
    """An axis, with all its values."""

    axis: str
    values: list[Share]


class Level(Given):
    """A level, and what makes it so."""

    name: str
    means: str


class Levels(Edit):
    """All levels, easiest first."""

    levels: list[Level]


class Concept(Given):
    """A concept to be put under another."""

    path: str
    inside: str
    outside: str
    weight: float


class Concepts(Edit):
    """Concepts under one."""

    under: str
    keep: bool
    concepts: list[Concept]


class Merge(Edit):
    """Concepts that become one."""

    concepts: list[str]
    name: str
    inside: str
    outside: str


class Weight(Given):
    """A concept, and its share among its siblings."""

    concept: str
    weight: float


class Weights(Edit):
    """Shares of concepts."""

    weights: list[Weight]


class Dispatch(Edit):
    """The tools of a role."""

    role: str
    tools: list[str]


class Question(Given):
    """A question to the person."""

    question: str
    options: list[str]


class Questions(Given):
    """One round of questions."""

    questions: list[Question]


class Finish(Given):
    """The last word."""

    why: str
