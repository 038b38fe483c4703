"""What the planner's model answers when it reads a request (the job `read_request`), and the reading that
comes of it, cleaned and bounded. Values only."""

import dataclasses
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from seedbed.agent.answers import Answer
from seedbed.memory.spec import Each

HoldsFor = Literal["each row", "some rows", "the set", "nothing"]
"""Of what a clause can be checked: of every row, of those that have it by a share, of the set as a whole, or
of nothing (what the rows are for, courtesy, orders to whoever reads)."""
Use = Literal["documents", "examples", "tools", "personas", "other"]
"""What a path that the words name is there for."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class FieldRead:
    """One field of a row, as the request implies it."""

    name: str
    """Once it is cleaned, one that a recipe may use."""
    what: str
    """What stands in it, one line."""
    values: tuple[str, ...]
    """Its values, where there is a closed list of them; else empty."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ClauseRead:
    """A piece of the request, in its own words."""

    words: str
    holds_for: HoldsFor


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class EachRead:
    """Rows counted by the person's own material."""

    of: Literal["", "document", "entry", "section", "function"]
    """Empty: they aren't counted so."""
    rows: int
    source: str = ""
    """The one of `paths` whose documents are counted; empty: all are."""
    there: int = 0
    """How many of them the request speaks of; 0: it doesn't say."""


class PartRead(Answer):
    """One kind of rows."""

    name: str
    rows: int
    """0: the request doesn't say."""
    each: EachRead = EachRead("", 0)
    subject: str
    kind: str
    recipe: str
    """A recipe of the gallery that fits; empty: none does."""
    documents: bool
    languages: list[str]
    fields: list[FieldRead]
    clauses: list[ClauseRead]


class PathRead(Answer):
    """A file or folder that the words name."""

    path: str
    use: Use


class QuestionRead(Answer):
    """Something open or contradictory."""

    text: Annotated[str, Field(min_length=1)]
    options: list[str]
    decided: str
    """The reading that the rest of the answer follows."""


class ReadRequest(Answer):
    """A request, read."""

    parts: list[PartRead]
    paths: list[PathRead]
    budget: str
    """The words that limit what the making may cost; empty: none do."""
    questions: list[QuestionRead]
    unsafe: str
    """Why the rows would do harm; empty: they wouldn't."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedPart:
    """One kind of rows."""

    name: str
    rows: int
    """0: the request doesn't say."""
    subject: str
    kind: str
    """What one row is, a noun phrase."""
    recipe: str = ""
    """A recipe of the gallery that fits, as the reader says."""
    documents: bool = False
    each: Each | None = None
    """Rows of each document or section, where the words count them so; then `rows` is 0."""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes."""
    fields: tuple[FieldRead, ...] = ()
    clauses: tuple[ClauseRead, ...] = ()
    beyond: tuple[ClauseRead, ...] = ()
    """Demands past those that one plan can heed: said to be not kept."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """A request, read by the planner's model."""

    words: str
    parts: tuple[ParsedPart, ...]
    paths: tuple[PathRead, ...] = ()
    budget: str = ""
    """The words that limit the cost; empty: none."""
    questions: tuple[QuestionRead, ...] = ()
    unsafe: str = ""
    """Why its rows would do harm; the person decides."""
    said: tuple[str, ...] = ()
    """What was decided in reading, a line each."""
