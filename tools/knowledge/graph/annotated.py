"""A short text that states some facts of the graph and nothing else, with entities and relations marked.

A pure function of the facts: what the audit makes again. Sentences are those of `wording.py` and `quoted.py`;
two about one thing are joined where their frames allow it. Offsets are code points in the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from seedbed.tools.knowledge.graph.entities import entity_key
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.quoted import ARTICLE, Span, Worded, told_together
from seedbed.tools.knowledge.graph.types import types_at
from seedbed.tools.knowledge.graph.wording import worded
from seedbed.tools.knowledge.values import find_values

MOST_WORDS = 8
"""Of a name."""
MOST_JOINED = 3
"""Things that one sentence says of a subject."""
_MOST_TOLD = 8
"""Words of what is said of a subject, so that it may be joined."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention."""

    text: str
    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its mentions, left to right, and the relations between them."""

    text: str
    entities: tuple[Entity, ...]
    relations: tuple[tuple[int, str, int], ...]
    """(Number of the head, relation, number of the tail)."""
    facts: tuple[Fact, ...]
    """The fact of each relation."""

    def fields(self) -> dict[str, Any]:
        """As a row has it."""
        return {
            "text": self.text,
            "entities": [
                {"text": one.text, "type": one.type, "start": one.start, "end": one.end}
                for one in self.entities
            ],
            "relations": [
                {"head": head, "relation": relation, "tail": tail} for head, relation, tail in self.relations
            ],
        }


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence, and the places of each of its facts in it."""

    text: str
    facts: tuple[tuple[Fact, Span, Span], ...]


def annotated(facts: Sequence[Fact], types: Mapping[str, str]) -> Annotated | None:
    """The text of some facts, in their order; None if they can't all be stated, or the text would say more.

    Args:
        facts: Of a sentence, all facts that it states (`closed` in triple_sets.py).
        types: Key → type of the things that are marked wherever they are named; others only as ends of facts.
    """
    stated = _sentences(facts)
    if stated is None:
        return None
    text, placed = "", []
    for sentence in stated:
        at = len(text) + bool(text)
        text += (" " if text else "") + sentence.text
        placed += [(fact, _moved(one, at), _moved(other, at)) for fact, one, other in sentence.facts]
    return marked(text, placed, types)


def marked(
    text: str,
    placed: Sequence[tuple[Fact, Span, Span]],
    types: Mapping[str, str],
    also: Mapping[Span, str] | None = None,
) -> Annotated | None:
    """The text with the facts at these places as relations, and all mentions; None if it holds values that
    belong to no fact, or places that overlap.

    Args:
        also: Further mentions with their types.
    """
    spans: dict[Span, str] = dict(also or {})
    for fact, subject, value in placed:
        spans[subject], spans[value] = types_at(fact, types)
    ends = sorted(spans)
    if any(one[1] > other[0] for one, other in pairwise(ends)):
        return None
    for amount in find_values(text):
        if not any(start <= amount.start and amount.end <= end for start, end in ends):
            return None
    for span, type in mentions(text, types):
        if not any(start < span[1] and span[0] < end for start, end in spans):
            spans[span] = type
    places = sorted(spans)
    numbers = {span: number for number, span in enumerate(places)}
    return Annotated(
        text,
        tuple(Entity(text[start:end], spans[start, end], start, end) for start, end in places),
        tuple((numbers[subject], relation_name(fact), numbers[value]) for fact, subject, value in placed),
        tuple(fact for fact, _, _ in placed),
    )


def relation_name(fact: Fact) -> str:
    """A fact's relation as the documents spell it, verbs in the base form: "leave the Park shop at"."""
    if fact.confidence == "table":
        return fact.said
    rest = fact.said.split(" ")[1:]
    return " ".join([fact.relation.split(" ")[0], *rest]) if rest else fact.relation


def mentions(text: str, types: Mapping[str, str]) -> Iterator[tuple[Span, str]]:
    """Where things are named in a text and of what type they are, longer names first.

    Letter case and a plural ending are forgiven. A single word names something only with a capital:
    "customer" in "customer parking spaces" names nobody.
    """
    words = [found.span() for found in re.finditer(r"[\w'’&/.()-]*[\w)]", text)]
    for size in range(MOST_WORDS, 0, -1):
        for number in range(len(words) - size + 1):
            start, end = words[number][0], words[number + size - 1][1]
            said = text[start:end]
            if ARTICLE.match(said) or (size == 1 and not said[0].isupper()):
                continue
            if type := types.get(entity_key(said)):
                yield (start, end), type


def _sentences(facts: Sequence[Fact]) -> list[_Stated] | None:
    """The facts as sentences; what one sentence of the source says stays together."""
    found: list[_Stated] = []
    joined: list[tuple[Fact, Worded]] = []
    done: set[tuple[str, int]] = set()
    called: dict[str, str] = {}
    for fact in facts:
        place = (fact.source, fact.start)
        if fact.confidence == "sentence":
            if place in done:
                continue
            done.add(place)
            mine = [one for one in facts if (one.source, one.start) == place]
            told = told_together(mine)
            if told is None or len(told.facts) != len(mine):
                return None
            if len(mine) > 1:
                found += _joined(joined)
                joined = []
                found.append(_Stated(told.text, told.facts))
                continue
        alike = (
            replace(fact, called=called.setdefault(fact.subject_key, fact.called)) if fact.called else fact
        )
        said = worded(alike)  # "a tandem" throughout, where another table would say "the tandem"
        if said is None or not said.whole:
            return None
        if joined and not _fits(joined, said):
            found += _joined(joined)
            joined = []
        joined.append((fact, said))
    return [*found, *_joined(joined)]


def _fits(joined: Sequence[tuple[Fact, Worded]], said: Worded) -> bool:
    """Whether a fact can be told in the sentence of those before it."""
    first = joined[0][1]
    return (
        len(joined) < MOST_JOINED
        and not any(map(_long, (said, *(one for _, one in joined))))
        and said.frame == first.frame != ""
        and (said.called, said.front) == (first.called, first.front)
    )


def _long(said: Worded) -> bool:
    return len(said.told.split()) > _MOST_TOLD or re.search(r",| and | or ", said.told) is not None


def _joined(facts: Sequence[tuple[Fact, Worded]]) -> list[_Stated]:
    """One sentence for facts that fit together; none for none."""
    if len(facts) < 2:
        return [_Stated(said.text, ((fact, said.subject, said.value),)) for fact, said in facts]
    fact, first = facts[0]
    name = ARTICLE.sub("", fact.subject, count=1)
    text = f"for {first.called}, " if first.frame == "attribute" else ""
    if first.frame == "verb":
        text = f"{first.front}, {first.called} " if first.front else f"{first.called} "
    at = text.casefold().rfind(name.casefold())
    placed = []
    verbs = {said.told.split(" ")[0] for _, said in facts} if first.frame == "verb" else set()
    for number, (one, said) in enumerate(facts):
        text += "" if not number else " and " if number == len(facts) - 1 else ", "
        before, after = said.told.split("{V}")
        if number and len(verbs) == 1:  # "closes at 18:00 at weekends and at 20:00 on weekdays"
            before = before.split(" ", 1)[1]
        bare = ARTICLE.sub("", one.value, count=1)
        start = len(text) + len(before) + len(one.value) - len(bare)
        text += before + one.value + after
        placed.append((one, (at, at + len(name)), (start, start + len(bare))))
    return [_Stated(f"{text[0].upper()}{text[1:]}.", tuple(placed))]


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
