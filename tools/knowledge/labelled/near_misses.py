"""For a claim, the nearest other passage that speaks of the same thing and doesn't decide it.

Nearness is the sum of the rarities (−log of the share of blocks) of the claim's words that a block holds.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.chunks import word_count
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.labelled.evidence import Parts, Sections, evidence_of
from seedbed.tools.knowledge.labelled.items import Cited, Statement
from seedbed.tools.knowledge.labelled.undecided import Subject, decides, shared_units
from seedbed.tools.knowledge.questions.unique import content_words

_TRIED = 40
"""Blocks that are looked at, the nearest first."""
_NAME = re.compile(r"\b[A-Z][\w-]*")
LEAST_WORDS = 15
"""Words of a near miss."""
_LEAST = 0.25
"""Share of the claim's words, by rarity, that a near miss holds."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A passage that leaves a claim open."""

    heading_path: tuple[str, ...]
    parts: Parts
    cited: Cited


class NearMisses:
    """All blocks, searchable by word."""

    def __init__(self, sections: Sections, names: dict[str, str]) -> None:
        """`names`: SHA-256 of a source → its name."""
        self._sections, self._names = sections, names
        self._places = sections.places()
        self._words = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, (source, block) in enumerate(self._places):
            words = content_words(sections.texts[source][block.start : block.end])
            self._words.append(words)
            for word in words:
                self._by_word[word].append(number)
        self._rarity = {
            word: math.log(1 + len(self._places) / len(mine)) for word, mine in self._by_word.items()
        }

    def of(
        self, statement: Statement, said: Sequence[str], values: tuple[str, ...], *, elsewhere: bool = False
    ) -> NearMiss | None:
        """The nearest passage that leaves the claims of a statement open, or None.

        A claim about a key of a document is held against another passage of that document, or against the
        same key of another.

        Args:
            said: The claims, true and false.
            values: What makes the difference between them, if these are values.
            elsewhere: Of a key, whether another document is meant.
        """
        near = self._nearest(statement, values)
        wanted = content_words(statement.attribute)
        tried = 0
        for number in near:
            source, block = self._places[number]
            own = source == statement.cited.source
            if own and block.start <= statement.cited.start < block.end:
                continue
            keyed = statement.told == "key value"
            if keyed and (own == elsewhere or (elsewhere and not wanted <= self._words[number])):
                continue
            tried += 1
            if tried > _TRIED:
                return None
            if found := self._held(number, statement, said, values):
                return found
        return None

    def _nearest(self, statement: Statement, values: tuple[str, ...]) -> Sequence[int]:
        """Blocks by the rarity of the statement's words that they hold; what it speaks of counts twice."""
        words = content_words(statement.text) - content_words(" ".join(values))
        named = statement.entity or " ".join(_NAME.findall(statement.text[1:]))
        subject = content_words(named)
        weight = {word: self._rarity.get(word, 0.0) * (2 if word in subject else 1) for word in words}
        near: dict[int, float] = defaultdict(float)
        for word in sorted(words):
            for number in self._by_word.get(word, ()):
                near[number] += weight[word]
        least = 0.0 if statement.told == "key value" else _LEAST * sum(weight.values())
        ranked = sorted(near, key=lambda number: (-near[number], number))
        return [number for number in ranked if near[number] >= least]

    def _held(
        self, number: int, statement: Statement, said: Sequence[str], values: tuple[str, ...]
    ) -> NearMiss | None:
        source, block = self._places[number]
        around = self._sections.around(source, block.start, block.start + 1, block.start)
        if around is None:
            return None
        path, parts = around
        text = self._sections.texts[source]
        if source == statement.cited.source and any(
            start <= statement.cited.start < end for start, end in parts
        ):
            if statement.told != "key value":
                return None
            parts = ((block.start, block.end),)
        evidence = evidence_of(text, (), parts)
        if word_count(evidence) < LEAST_WORDS or evidence.rstrip().endswith(":"):
            return None
        named = content_words(" ".join(_NAME.findall(statement.text)))
        if not values and named and not named & content_words(evidence):
            return None
        subject = Subject(statement.entity, statement.attribute, statement.told == "key value")
        if decides(said, values, subject, evidence, " ".join(path)):
            return None
        cited = self._cite(source, statement, text, parts)
        return NearMiss(path, parts, cited) if cited else None

    def _cite(self, source: str, statement: Statement, text: str, parts: Parts) -> Cited | None:
        """The sentence or row that shares most with the claim, for the rarest word of it."""
        for first, last in parts:
            for unit, words in shared_units(statement.text, text[first:last]):
                start, end = first + unit.start, first + unit.end
                quote = text[start:end]
                word = max(words, key=lambda one: (self._rare(one), one))
                anchor = statement.entity if contains(statement.entity or " ", quote) else word
                if contains(anchor, quote):
                    return Cited(source, self._names[source], start, end, quote, anchor)
        return None

    def _rare(self, word: str) -> float:
        return max((self._rarity.get(one, 0.0) for one in content_words(word)), default=0.0)
