"""What the writers read from a brief, whatever of it is there."""

import random
import re
from dataclasses import dataclass
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call
from tests.simulator.world.outcomes import Outcome, World
from tests.simulator.world.vocabulary import Vocabulary, concept_words, sections

_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIOU])")
STOCK = 12
"""Concepts of the topic that a brief may drift to when it names no siblings."""


@dataclass(frozen=True, slots=True)
class Order:
    """One writer's call, read."""

    call: Call
    asked: str
    """The concept asked for."""
    concept: Vocabulary
    """The one written about."""
    outcome: Outcome
    draw: random.Random
    """What the writing is drawn from; for copies the same in every call of the cell."""
    fresh: random.Random
    """What differs from call to call even among copies."""

    @property
    def brief(self) -> dict[str, Any]:
        """The brief as sent."""
        return self.call.brief

    def text(self, key: str) -> str:
        """A field of the brief as text; empty when it is missing."""
        return text_of(self.brief.get(key))


def read_order(call: Call, world: World, profile: Profile, seed: int) -> Order:
    """The order that a writer's call gives, with what the world makes of it."""
    brief = call.brief
    asked, inside = concept_of(brief.get("concept"))
    outcome = world.outcome(call, profile, asked, lambda: _siblings(call, asked))
    concept = concept_words(outcome.drift_to or asked, "" if outcome.drift_to else inside)
    fresh = rng(seed, "write", call.digest)
    cell = f"{call.job} {concept.name} {text_of(brief.get('label'))} {text_of(brief.get('difficulty'))}"
    draw = fresh if outcome.copy_of is None else rng(seed, "stock", f"{cell} {outcome.copy_of}")
    return Order(call, asked, concept, outcome, draw, rng(seed, "fresh", call.digest))


def concept_of(value: Any) -> tuple[str, str]:
    """Name and inside of a concept, given as an object or as its name."""
    if isinstance(value, dict):
        return str(value.get("name", "")), str(value.get("inside", ""))
    return text_of(value), ""


def text_of(value: Any) -> str:
    """A JSON value as text."""
    return "" if value is None else str(value)


def concept_pool(topic: str, seed_text: str = "") -> list[str]:
    """Names of concepts of a topic, in an order drawn by it."""
    names = list(sections("aspects")["general"])
    random.Random(f"pool {topic.casefold()} {seed_text}").shuffle(names)
    return names


def indistinct(wanted: int) -> list[str]:
    """Names of concepts that are one and the same."""
    return [f"The opening hours, part {number}" for number in range(1, wanted + 1)]


def copied(order: Order, text: str) -> str:
    """A writing as it comes out: word by word, or for a near-copy with one word doubled by another."""
    if order.outcome.copy_of is None or order.outcome.exact_copy:
        return text
    parts = text.split(" ")
    parts.insert(
        order.fresh.randrange(1, len(parts) + 1), order.fresh.choice(("really", "also", "indeed", "just"))
    )
    return " ".join(parts)


def polish(text: str) -> str:
    """A filled frame as English: `an` before vowels, a capital at the start of each sentence."""
    text = _ARTICLE.sub(r"\1n ", text)
    return text[:1].upper() + text[1:]


def _siblings(call: Call, asked: str) -> tuple[str, ...]:
    """Concepts that the call may drift to: the brief's siblings, the prompt's list, or the topic's stock."""
    named = [concept_of(one)[0] for one in call.brief.get("siblings") or ()]
    listed = [entry.name for entry in call.numbered]
    named = (
        named or (listed if asked in listed else []) or concept_pool(call.brief.get("topic") or "")[:STOCK]
    )
    return tuple(name for name in named if name != asked and asked)
