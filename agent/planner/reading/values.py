"""A request as the model read it, cleaned and bounded. Values only."""

from dataclasses import dataclass

from seedbed.agent.planner.reading.answer import ClauseRead, FieldRead, PathRead, QuestionRead
from seedbed.memory.spec import Each


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
