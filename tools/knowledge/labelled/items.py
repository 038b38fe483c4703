"""A true statement of the documents, and a claim made of it with its label and evidence."""

from dataclasses import dataclass
from typing import Literal

from seedbed.memory.task import SUPPORT

Told = Literal["sentence", "table", "key value"]
"""Which structure says a statement."""
Change = Literal["", "value", "entity", "negation", "opposite"]
"""What of a statement is changed: a value for another of the same measure, an entity for one whose value is
another, a denial put in or taken out, a word for its opposite."""
SUPPORTED, REFUTED, UNDECIDED = SUPPORT


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of a source. Offsets are code points in its extracted text."""

    source: str
    """SHA-256 of the source's text."""
    name: str
    start: int
    end: int
    quote: str
    claim: str
    """What in the quote matters: the true value, the sentence, or the words that the claim shares with it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a place of the documents says, as one sentence that stands alone."""

    text: str
    told: Told
    cited: Cited
    heading_path: tuple[str, ...]
    chunk: str
    since: int
    """Where a reader of it has to begin."""
    start: int = 0
    end: int = 0
    """The value in `text`; 0, 0: none of it can be exchanged."""
    measure: str = ""
    """What a value must share to stand in its place (values.py, and how it is written)."""
    entity: str = ""
    """What it speaks of: a table's entry, a document; empty for a sentence."""
    attribute: str = ""
    """What it says of it: a table's column, a key; empty for a sentence."""

    @property
    def value(self) -> str:
        """The value's words."""
        return self.text[self.start : self.end]

    def put(self, value: str) -> str:
        """The statement with other words for its value."""
        return self.text[: self.start] + value + self.text[self.end :]


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """One row to be: a claim, its label, what it was made of and the evidence beside it."""

    claim: str
    label: str
    change: Change
    denied: bool
    """Whether claim and counterpart deny («isn't £15»), which a true claim may do as well."""
    family: str
    """The statement that it, its counterpart and their undecided fellow are made of."""
    statement: str
    """What is true."""
    told: Told
    start: int
    end: int
    """The value in the statement."""
    other: str
    """The words put for the value; empty: none were."""
    rival: str
    """Of an undecided claim: the other of the two claims, true or false, which its evidence must not decide
    either."""
    entity: str
    attribute: str
    cited: Cited
    chunk: str
    """Id of the passage that the evidence is of."""
    heading_path: tuple[str, ...]
    parts: tuple[tuple[int, int], ...]
    """Spans of the cited source that make the evidence, in order."""

    @property
    def id(self) -> str:
        """What no two rows may share."""
        return f"{self.family}:{self.label}"
