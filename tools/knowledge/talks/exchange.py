"""One question and its answer in a talk, and a chain of them about one thing: plain values, JSON and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.citations import BY, contains
from seedbed.tools.knowledge.questions.items import GroundedItem

Kind = Literal["value", "which", "statement", "more"]
Opening = Literal["question", "document"]
"""How a talk begins: with its question, or with the document that it is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A claim and where it stands. Offsets are code points in the source's extracted text."""

    claim: str
    """Words of the quote that the assistant says, white space and inline markup aside."""
    source: str
    """SHA-256 of the source's text."""
    name: str
    start: int
    end: int
    quote: str

    @property
    def holds(self) -> bool:
        """Whether the claim stands in the quote."""
        return contains(self.claim, self.quote)

    def evidence(self) -> dict[str, Any]:
        """Evidence of kind `citation`."""
        return {
            "kind": "citation",
            "claim": self.claim,
            "source": self.name,
            "sha256": self.source,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "ok": self.holds,
            "by": BY,
        }


def place_of(item: GroundedItem, claim: str = "") -> Place:
    """The place of an item that takes one; the claim is its answer, or other words of its quote."""
    return Place(claim or item.answer, item.source, item.name, item.start, item.end, item.quote)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of the user and the answer that is certain."""

    kind: Kind
    asked: tuple[str, ...]
    """Ways to ask it where it stands in its chain, each whole."""
    answer: str
    places: tuple[Place, ...] = ()
    linked: bool = False
    """Whether its wording goes on from the answer before, so that nothing is put in front of it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Exchanges about one thing, in an order that makes sense."""

    exchanges: tuple[Exchange, ...]
    shape: str
    """What its links are: "value, value"."""
    heading_path: tuple[str, ...]
    opening: Opening = "question"
    about: str = ""
    """What the user says it is about, where the opening says so."""

    @property
    def id(self) -> str:
        """What no two rows may share: the questions and the places of their answers."""
        said = [(one.asked[0], one.answer) for one in self.exchanges]
        where = [(p.source[:16], p.start, p.end) for one in self.exchanges for p in one.places]
        return f"talk:{digest_text(repr((said, where)))[:16]}"

    @property
    def place(self) -> Place:
        """The first place that it cites."""
        return next(place for one in self.exchanges for place in one.places)

    @property
    def names(self) -> tuple[str, ...]:
        """The sources that it cites, each once."""
        return tuple(dict.fromkeys(p.name for one in self.exchanges for p in one.places))

    @property
    def turns(self) -> int:
        """Messages of its talk."""
        return 2 * len(self.exchanges)

    def as_json(self) -> dict[str, Any]:
        """As it stands in a brief."""
        made = asdict(self)
        return made


def chain_of(kept: Mapping[str, Any]) -> Chain:
    """A chain as it stood in a brief.

    Raises:
        TypeError, KeyError: it isn't one.
    """
    exchanges = tuple(
        Exchange(
            **{
                **one,
                "asked": tuple(one["asked"]),
                "places": tuple(Place(**place) for place in one["places"]),
            }
        )
        for one in kept["exchanges"]
    )
    return Chain(exchanges, kept["shape"], tuple(kept["heading_path"]), kept["opening"], kept["about"])


def shape_of(exchanges: Sequence[Exchange]) -> str:
    """The kinds of a chain's links."""
    return ", ".join(one.kind for one in exchanges)
