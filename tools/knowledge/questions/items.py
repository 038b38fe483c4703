"""A question, its answer and the place that proves it."""

from dataclasses import dataclass
from typing import Any, Literal

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.citations import BY, contains

QuestionKind = Literal[
    "table",
    "reverse table",
    "key value",
    "sentence",
    "definition",
    "cloze",
    "two hops",
    "comparison",
    "aggregate",
]
BETWEEN = "\n\n* * *\n\n"
"""Between passages of one context."""
Difficulty = Literal["easy", "medium", "hard"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One of the places that an answer takes. Offsets are code points in the source's extracted text."""

    entry: str
    """The thing that the place speaks of, as it stands in the quote."""
    claim: str
    """What it says that the answer needs; stands in the quote."""
    chunk: str
    """Id of the passage it stands in."""
    source: str
    name: str
    start: int
    end: int
    quote: str
    since: int | None = None
    """Where a reader of it has to begin, if before `start`."""

    def evidence(self) -> dict[str, Any]:
        """Evidence of kind `citation` for this place."""
        return {
            "kind": "citation",
            "claim": self.claim,
            "source": self.name,
            "sha256": self.source,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "ok": contains(self.claim, self.quote) and contains(self.entry, self.quote),
            "by": BY,
        }


@dataclass(frozen=True, slots=True)
class GroundedItem:
    """One question with an exact answer span. Offsets are code points in the source's extracted text."""

    question: str
    answer: str
    """The span's words, white space and inline markup aside."""
    kind: QuestionKind
    difficulty: Difficulty
    """easy: one look at a table or a key; medium: one sentence; hard: a condition, a reverse look-up, a
    cloze."""
    chunk: str
    """Id of the passage it stands in."""
    source: str
    """SHA-256 of the source's text: `sources/<sha256>.txt`."""
    name: str
    """The source's name."""
    start: int
    end: int
    quote: str
    """The source's text at start … end: the sentence, line or table row that proves the answer."""
    answer_start: int
    """Of a computed answer, which stands nowhere: the place of the first hop's claim."""
    answer_end: int
    heading_path: tuple[str, ...]
    since: int | None = None
    """Where the paragraph begins that limits what a table shows; a reader of the row needs it too."""
    value_kind: str = ""
    """What the answer is: money, duration, date, … (values.py), or "" for words."""
    shown: str = ""
    """The proof as a person reads it: the sentence, or "Tandem: Day rate £26" for a table cell."""
    entry: str = ""
    """For a table: the first cell of the row that the question names."""
    hops: tuple[Hop, ...] = ()
    """All places that the answer takes, where it takes several; the item's own place is one of them."""
    calculation: str = ""
    """How the answer comes from the hops' claims (calculate.py), "" where it is the last one's claim."""

    @property
    def id(self) -> str:
        """What no two rows may share."""
        return id_of(self.source, self.answer_start, self.answer_end, self.question, several=bool(self.hops))

    def evidence(self) -> dict[str, Any]:
        """Evidence of kind `citation` for the answer."""
        return {
            "kind": "citation",
            "claim": self.answer,
            "source": self.name,
            "sha256": self.source,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "ok": contains(self.answer, self.quote),
            "by": BY,
        }


def id_of(source: str, start: int, end: int, question: str = "", *, several: bool = False) -> str:
    """Of an answer's place (two rows that cite one place ask the same); of the question, if its answer takes
    several places."""
    return f"{source[:16]}:{digest_text(question)[:16] if several else f'{start}-{end}'}"


@dataclass(frozen=True, slots=True)
class Wording:
    """A question worded from one text; start … end is the answer in that text."""

    question: str
    start: int
    end: int
    difficulty: Difficulty
    value_kind: str = ""
    defines: bool = False
    """Whether it asks what something is: other places may speak of the thing without saying that."""
