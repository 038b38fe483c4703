"""Directives: what the critic or a person asks of the planner, each with the figures that caused it.

What each does to the schedule, and how a split (`expand`) is completed, which needs a model's proposal, is
`answer.py`."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from seedbed.memory.spec import Frozen
from seedbed.memory.tree import Concept

By = Literal["critic", "person", "downstream", "reader"]
"""Who asked: the critic's thresholds, a person, a student's errors, the model that reads rows together."""
Aim = Literal["acceptance", "openings", "near-copies", "elsewhere", "wrong", ""]
"""The figure that a directive is to better (`agent/critic/account.py`); empty: none of those."""


class _Directive(Frozen):
    because: str
    """The figures that caused it, in words."""
    by: By = "critic"
    aims: Aim = "acceptance"


class Reweight(_Directive):
    """Move the open seats of a cell that can't be filled to its siblings."""

    kind: Literal["reweight"] = "reweight"
    cell: str


class Weigh(_Directive):
    """Give a concept a multiple of its open seats, taken from or given to its siblings."""

    kind: Literal["weigh"] = "weigh"
    part: str
    leaf: str
    factor: Annotated[float, Field(gt=0, le=100)]


class Expand(_Directive):
    """Split a leaf into subconcepts, which take its open seats (Explore-Instruct, Wan et al. 2023)."""

    kind: Literal["expand"] = "expand"
    part: str
    leaf: str
    concepts: tuple[Concept, ...] = ()
    """The subconcepts, once they are proposed."""


class AddConcept(_Directive):
    """A new leaf beside or below others; it takes its share of its siblings' open seats."""

    kind: Literal["add concept"] = "add concept"
    part: str
    concept: Concept


class Prune(_Directive):
    """Order nothing more of a leaf; its open seats go to its siblings."""

    kind: Literal["prune"] = "prune"
    part: str
    leaf: str


class AddValues(_Directive):
    """New values of an attribute for the open seats of a cell."""

    kind: Literal["add values"] = "add values"
    cell: str
    attribute: str
    values: tuple[str, ...]
    beside: int = 0
    """How many it has already; 0: none of these is dealt any more."""


class Guide(_Directive):
    """Tell the writer something about a concept (or, with `leaf` empty, a part)."""

    kind: Literal["guide"] = "guide"
    part: str
    leaf: str = ""
    say: Annotated[str, Field(min_length=1, max_length=600)]
    when: str = ""
    """Which of its rows it is for: a condition over axes (`agent/recipes/conditions.py`); empty: all."""
    about: Literal["drift", "defects", "sameness", ""] = ""
    """What it is to change; of defects, or where that is open, half of what was learnt is forgotten."""


class Unguide(_Directive):
    """Take back a sentence that changed nothing."""

    kind: Literal["unguide"] = "unguide"
    part: str
    leaf: str = ""
    say: str


class Show(_Directive):
    """Show an accepted row as a demonstration (ProGen, Ye et al. 2022b)."""

    kind: Literal["show"] = "show"
    cell: str
    number: int
    """Of the accepted candidate."""


class Unshow(_Directive):
    """A person takes that back."""

    kind: Literal["unshow"] = "unshow"
    cell: str
    number: int


class Retire(_Directive):
    """Show a demonstration no more."""

    kind: Literal["retire"] = "retire"
    cell: str
    text: str
    """SHA-256 of its words."""


class ChangeMethod(_Directive):
    """Serve a cell by another method."""

    kind: Literal["change method"] = "change method"
    cell: str
    method: str


class SetCheck(_Directive):
    """Ask a paid check, or a sentence of the rubric, of no further row of a part; or ask it again."""

    kind: Literal["set check"] = "set check"
    part: str
    check: str
    """Its id in the recipe; of a sentence `rubric.N`."""
    on: bool


class SendBack(_Directive):
    """Take an accepted row back and make another one for its seat."""

    kind: Literal["send back"] = "send back"
    number: int
    """Of the candidate."""


class Stop(_Directive):
    """End the build."""

    kind: Literal["stop"] = "stop"
    why: Literal["filled", "exhausted", "saturated", "faithfulness", "judge", "read"]


Directive = Annotated[
    Reweight
    | Weigh
    | Expand
    | AddConcept
    | Prune
    | AddValues
    | Guide
    | Unguide
    | Show
    | Unshow
    | Retire
    | ChangeMethod
    | SetCheck
    | SendBack
    | Stop,
    Field(discriminator="kind"),
]
DIRECTIVES: TypeAdapter[tuple[Directive, ...]] = TypeAdapter(tuple[Directive, ...])


def told(directives: Iterable[Directive]) -> str:
    """How many directives of each kind, in people's words; empty where there are none (or only `stop`)."""
    kinds = Counter(directive.kind for directive in directives if directive.kind != "stop")
    return ", ".join(f"{number} × {'drop' if kind == 'prune' else kind}" for kind, number in kinds.items())
