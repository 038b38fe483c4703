"""Whether any place of the documents speaks of a thing and of one of its attributes: an exhaustive search.

Every table row (with its headers and headings), sentence (with its neighbours and headings), list item (with
what leads to it) and block of code is looked at; nothing is ranked. Words are compared by stems and a wide
list of words that may stand for each other, so that it errs towards finding. What it doesn't find may still
be said in words that it doesn't know.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.absence.synonyms import related
from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, sentences_of
from seedbed.tools.knowledge.claims.lexicon import FUNCTION_WORDS
from seedbed.tools.knowledge.graph.entities import aliases, entity_key
from seedbed.tools.knowledge.lexical import stems
from seedbed.tools.knowledge.questions.nouns import LENGTHS, head_of
from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set

ENGINE = "seedbed exhaustive search 1"
_EMPTY_WORDS = word_set(
    "many much long far often old time kind amount number what how which who when where why"
)
_DENIES = frozenset(stems("no nothing none never free without not"))
_MASSES = word_set("gram kilogram tonne lb pound ounce")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a question asks: an attribute of a thing."""

    entity: str
    """The thing, as the documents spell it."""
    attribute: str
    """What is asked of it, in the question's words without the thing."""
    value_kind: str
    """What kind of value would answer (`kind_of_value`); "" for words."""
    sort: str = ""
    """What the documents call such things, in the singular: "accessory"; "" if they don't."""
    told_of: str = ""
    """What they call the things of which they do tell it."""
    source: str = ""
    """SHA-256 of the only source that could answer, where the question names it; "": any."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A place: its own words, and those beside and above it."""

    source: str
    chunk: str
    start: int
    own: frozenset[str]
    around: frozenset[str]
    """Own words, headings, headers, the lead of a list, neighbouring sentences that name nothing else."""
    values: frozenset[str]
    """Kinds of the values in it."""
    columns: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    """For a table row: stems of each header, and kinds of values under it."""


class Everything:
    """All places of all passages. Build it once for many questions."""

    def __init__(self, chunks: Sequence[Chunk], names: Iterable[str]) -> None:
        """
        Args:
            names: The things that the documents tell of by name (`names_in`).
        """
        self.passages = len(chunks)
        self._names = {
            key: frozenset(stems(key)) for key in sorted({entity_key(n) for n in names}) if stems(key)
        }
        self._heads = _shared_heads(self._names)
        self._by_rarest = _by_rarest(self._names.values())
        texts = [block.laid.plain for chunk in chunks for block in chunk.blocks if block.laid is not None]
        self._aliases = _both_ways(aliases(texts))
        self._units = [unit for chunk in chunks for block in chunk.blocks for unit in self._of(chunk, block)]
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        self._by_source: dict[str, list[int]] = defaultdict(list)
        for number, unit in enumerate(self._units):
            self._by_source[unit.source].append(number)
            for stem in unit.around:
                self._by_stem[stem].append(number)

    # what is looked for --------------------------------------------------------------------------------

    def spellings(self, sought: Sought) -> tuple[frozenset[str], ...]:
        """Sets of stems of which one, whole, means the thing: its name without a head that others share, its
        head where none does, its short or long name."""
        found = []
        key = entity_key(sought.entity)
        for name in (key, *self._aliases.get(key, ())):
            words = stems(name)
            if not words:
                continue
            own = frozenset(words) - ({words[-1]} if words[-1] in self._heads else set())
            found.append(own or frozenset(words))
            if words[-1] not in self._heads and not sought.source:
                found.append(frozenset(words[-1:]))
        return tuple(dict.fromkeys(found))

    def found(self, sought: Sought) -> Iterator[int]:
        """The places that may answer, by their numbers; none: nothing speaks of it."""
        spellings = self.spellings(sought)
        asked = _asked(sought.attribute)
        if not spellings or not asked:
            yield -1  # nothing to look for: it can't be said to be absent
            return
        near = {n for words in spellings for n in self._holding(words)} if not sought.source else set()
        if sought.source:
            near.update(self._by_source.get(sought.source, ()))
        yield from (n for n in sorted(near) if self._tells(self._units[n], sought, asked, spellings))
        for n in self._candidates(asked):
            if n not in near and self._tells_of_all(self._units[n], sought, asked):
                yield n

    def speaks_of(self, sought: Sought) -> bool:
        """Whether any place may answer."""
        return next(self.found(sought), None) is not None

    def _holding(self, words: frozenset[str]) -> set[int]:
        return set.intersection(*(set(self._by_stem.get(word, ())) for word in words))

    def _candidates(self, asked: "_Asked") -> list[int]:
        """Places that hold one of the attribute's words, or what may stand for it."""
        numbers = {n for some in asked.words for stem in some for n in self._by_stem.get(stem, ())}
        return sorted(numbers)

    def _tells(
        self, unit: _Unit, sought: Sought, asked: "_Asked", spellings: Sequence[frozenset[str]]
    ) -> bool:
        """Whether a place that has the thing in or around it may tell the attribute."""
        if asked.covered_by(unit.around):
            return True
        kind = sought.value_kind
        by_name = bool(sought.source) or any(words <= unit.own for words in spellings)
        if not kind or not by_name:
            return False
        if sought.source and kind == "number":  # of which a text is full
            return asked.touched_by(unit.own)
        for header, kinds in unit.columns:
            if kind in kinds and asked.touched_by(header):
                return True
        return not unit.columns and kind in unit.values

    def _tells_of_all(self, unit: _Unit, sought: Sought, asked: "_Asked") -> bool:
        """Whether a place speaks of the attribute for things in general, or for all of the thing's sort."""
        if sought.source or unit.columns or not asked.covered_by(unit.own) or self._named(unit.own):
            return False
        kin, others = _sort_stems(sought.sort), _sort_stems(sought.told_of)
        if kin and kin <= unit.own:
            return True
        if others and not others & kin and others <= unit.own:
            return False  # "every bike" says nothing of accessories
        if not sought.value_kind or sought.value_kind in unit.values:
            return True
        return bool(unit.own & _DENIES) and asked.said_by(unit.own)

    def names(self, text: str) -> bool:
        """Whether a text names one of the known things."""
        return self._named(frozenset(stems(text)))

    def _named(self, words: frozenset[str]) -> bool:
        return any(name <= words for stem in words for name in self._by_rarest.get(stem, ()))

    # the places ----------------------------------------------------------------------------------------

    def _of(self, chunk: Chunk, block: Block) -> Iterator[_Unit]:
        above = frozenset(stems(" ".join(block.heading_path)))
        if block.kind == "table" and block.header is not None:
            headers = block.header.cells
            head = frozenset(stems(" ".join(cell.text for cell in headers)))
            for row in block.rows:
                own = frozenset(stems(" ".join(cell.text for cell in row.cells)))
                kinds = tuple(
                    (frozenset(stems(header.text)), _kinds(cell.text))
                    for header, cell in zip(headers, row.cells, strict=True)
                )
                every = frozenset().union(*(some for _, some in kinds))
                yield _Unit(chunk.source, chunk.id, row.start, own, own | head | above, every, kinds)
            return
        sentences = sentences_of(block)
        lead = frozenset(stems(block.lead))
        for sentence in sentences:
            own = frozenset(stems(sentence.text))
            beside = [frozenset(stems(text)) for text in (sentence.follows, sentence.followed_by)]
            other = frozenset().union(*(words for words in beside if not self._named(words)))
            yield _Unit(
                chunk.source,
                chunk.id,
                sentence.start,
                own,
                own | lead | other | above,
                _kinds(sentence.text),
            )
        if not sentences and block.kind != "table":
            text = chunk.text[block.start - chunk.start : block.end - chunk.start]
            own = frozenset(stems(text))
            yield _Unit(chunk.source, chunk.id, block.start, own, own | above, _kinds(text))


@dataclass(frozen=True, slots=True)
class _Asked:
    """An attribute as sets of stems that may stand for each of its words."""

    stems: tuple[str, ...]
    head: int

    @property
    def words(self) -> tuple[frozenset[str], ...]:
        """What may stand for each of its words."""
        return tuple(related(stem) for stem in self.stems)

    def covered_by(self, said: frozenset[str]) -> bool:
        """Whether words hold the head and half of the rest, or two thirds of the rest."""
        held = [not said.isdisjoint(some) for some in self.words]
        rest = [one for place, one in enumerate(held) if place != self.head]
        if not rest:
            return held[self.head]
        return 3 * sum(rest) >= 2 * len(rest) or (held[self.head] and 2 * sum(rest) >= len(rest))

    def said_by(self, said: frozenset[str]) -> bool:
        """Whether words hold all of its own."""
        return said.issuperset(self.stems)

    def touched_by(self, said: frozenset[str]) -> bool:
        """Whether words hold the head, in some word."""
        return not said.isdisjoint(self.words[self.head])


@lru_cache(maxsize=10_000)
def _asked(attribute: str) -> _Asked | None:
    head = next(iter(stems(head_of(attribute))[-1:]), "")
    telling = [word for word in re.findall(r"\w+", attribute.lower()) if word not in FUNCTION_WORDS]
    found = list(dict.fromkeys(stem for word in telling for stem in stems(word)))
    if len(found) > 1:
        found = [stem for stem in found if stem not in _EMPTY_WORDS] or found
    if not found:
        return None
    place = found.index(head) if head in found else len(found) - 1
    return _Asked(tuple(found), place)


def kind_of_value(value: Value) -> str:
    """A value's kind, and for measures what they measure: "money", "measure:length", "measure:bar"."""
    if value.kind != "measure":
        return value.kind
    if value.unit in LENGTHS:
        return "measure:length"
    return "measure:mass" if value.unit in _MASSES else f"measure:{value.unit}"


def _kinds(text: str) -> frozenset[str]:
    return frozenset(kind_of_value(value) for value in find_values(text))


def _sort_stems(sort: str) -> frozenset[str]:
    """The head of what things are called: "type of bike" → "bike"."""
    return frozenset(stems(sort.removeprefix("type of "))[-1:])


def _shared_heads(names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Last words that several things have in common: "shop"."""
    seen: dict[str, int] = defaultdict(int)
    for name in names:
        for stem in stems(name)[-1:]:
            seen[stem] += 1
    return frozenset(stem for stem, number in seen.items() if number > 1)


def _by_rarest(names: Iterable[frozenset[str]]) -> dict[str, list[frozenset[str]]]:
    """Names under that of their stems which fewest names have."""
    known = list(names)
    often = Counter(stem for name in known for stem in name)
    found: dict[str, list[frozenset[str]]] = defaultdict(list)
    for name in known:
        found[min(name, key=lambda stem: (often[stem], stem))].append(name)
    return found


def _both_ways(short_to_long: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for short, long in short_to_long.items():
        found[short] += (long,)
        found[long] += (short,)
    return dict(found)


def hash_of(texts: Iterable[str]) -> str:
    """One hash over the hashes of some texts, whatever their order."""
    return digest_text("\n".join(sorted(set(texts))))


def absence(sought: Sought, everything: Everything, sources: str) -> dict[str, Any]:
    """Evidence of kind `computation`: how many places may answer; ok if none does.

    Args:
        sources: Hash over the hashes of the texts that were searched (`hash_of`).
    """
    asked = _asked(sought.attribute)
    spelt = [" ".join(sorted(words)) for words in everything.spellings(sought)]
    words = [" | ".join(sorted(some)) for some in asked.words] if asked else []
    number = sum(1 for _ in everything.found(sought))
    return {
        "kind": "computation",
        "expression": f"places that speak of {sought.entity!r} and of {sought.attribute!r}",
        "result": str(number),
        "engine": ENGINE,
        "inputs": {
            "entity": spelt,
            "attribute": words,
            "value": sought.value_kind,
            "sort": sought.sort,
            "within": sought.source,
            "passages": everything.passages,
            "sources": sources,
        },
        "ok": number == 0,
        "by": "exhaustive search",
    }
