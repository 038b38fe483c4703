"""What one passage says of one thing, with its place: an edge of the graph."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from seedbed.tools.knowledge.graph.entities import EntityKind, entity_key

Confidence = Literal["table", "key-value", "triple", "sentence"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Subject — relation → value, quoted. Offsets are code points in the source's extracted text."""

    subject: str
    """As the source spells it."""
    relation: str
    """Normalised: lower case, verbs in the base form ("start at", "day rate", "be a")."""
    value: str
    """As the source spells it."""
    confidence: Confidence
    """Which kind of structure says it."""
    source: str
    """SHA-256 of the source's text."""
    name: str
    """The source's name."""
    start: int
    end: int
    quote: str
    """The source's text at start … end: table row, line or sentence."""
    heading_path: tuple[str, ...]
    subject_kind: EntityKind
    value_kind: EntityKind
    sort: str = ""
    """What a table calls the things in its first column ("shop")."""
    said: str = ""
    """For a sentence: verb and preposition as they stand ("starts at"). For a table: the column's header as
    the documents spell it within a sentence ("greatest distance from the Mill shop")."""
    called: str = ""
    """What the subject is called within a sentence ("a city bike"); "" where that isn't told."""
    plain: str = ""
    """For a sentence: its words without markup."""
    within: str = ""
    """For a table: what it is said to show, if that limits it ("the opening hours in the summer season")."""

    @property
    def subject_key(self) -> str:
        """Key of the subject (entities.py)."""
        return entity_key(self.subject)

    @property
    def value_key(self) -> str:
        """Key of the value."""
        return entity_key(self.value)

    def record(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)


def fact_of(record: dict[str, Any]) -> Fact:
    """A fact from its record.

    Raises:
        TypeError: the record has other fields.
    """
    return Fact(**{**record, "heading_path": tuple(record["heading_path"])})
