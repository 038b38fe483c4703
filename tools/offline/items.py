"""A question, its answer and the place that proves it."""

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["table", "reverse table", "sentence"]
Difficulty = Literal["easy", "medium", "hard"]


@dataclass(frozen=True, slots=True)
class Told:
    """A table's cell as it is said in a talk."""

    name: str
    """The entry as a noun phrase: «a tandem», «the Station shop»."""
    column: str
    statement: str
    """«The day rate for a tandem is £26.»"""
    of_it: str
    """The question about the thing spoken of: «And how much is the day rate?»"""
    of_other: str
    """The same question about this entry, asked right after another's: «And for a tandem?»"""


@dataclass(frozen=True, slots=True)
class GroundedItem:
    """One question with an exact answer span. Offsets are code points in the source's extracted text."""

    question: str
    answer: str
    """The span's words, white space and inline markup aside."""
    kind: QuestionKind
    difficulty: Difficulty
    """easy: one look at a table; medium: one sentence; hard: a condition, a look-up in reverse."""
    chunk: str
    """Id of the passage it stands in."""
    source: str
    """SHA-256 of the source's text: `sources/<sha256>.txt`."""
    name: str
    """The source's name."""
    start: int
    end: int
    quote: str
    """The source's text at start … end: the sentence or table row that proves the answer."""
    answer_start: int
    answer_end: int
    heading_path: tuple[str, ...]
    since: int | None = None
    """Where the paragraph begins that limits what a table shows; a reader of the row needs it too."""
    value_kind: str = ""
    """What the answer is: money, duration, date, … (values.py), or "" for words."""
    shown: str = ""
    """The proof as a person reads it: the sentence; empty for a table."""
    told: Told | None = None

    @property
    def id(self) -> str:
        """What no two rows may share: the answer's place."""
        return id_of(self.source, self.answer_start, self.answer_end)


def id_of(source: str, start: int, end: int) -> str:
    """Of an answer's place: two rows that cite one place ask the same."""
    return f"{source[:16]}:{start}-{end}"
