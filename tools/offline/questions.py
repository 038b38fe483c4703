"""All the questions that a set of passages yields for certain, in the order of the passages.

Of tables and of plain sentences with one value. A question that another place could answer differently is
left out: words are compared for that, not meanings.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.offline.items import GroundedItem
from seedbed.tools.offline.statements import question_of
from seedbed.tools.offline.tables import Asked, ask_table, season_of
from seedbed.tools.offline.words import Words, words_of

MOST_QUESTION_WORDS = 40
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STOP = word_set(
    """a an the is are was were be been do does did has have had how much many long far often old tall deep
    thick wide high what which when where at by on in of for to with from within until after before during
    per as must can may should will would time date year years day days hour hours minute minutes week weeks
    month months percentage amount number there their one up any each every all price cost costs take takes
    least most more less metres kilometres"""
)


def make_questions(chunks: Sequence[Chunk]) -> tuple[GroundedItem, ...]:
    """Questions about the passages, each with one answer in them. A pure function of the passages."""
    words, rivals = words_of(chunks), Rivals(chunks)
    found: dict[str, list[GroundedItem]] = defaultdict(list)
    for item in _drafts(chunks, words):
        if len(content_words(item.question)) > (item.kind == "sentence") and not rivals.of(item):
            found[item.question.casefold()].append(item)
    return tuple(same[0] for same in found.values() if len({one.answer for one in same}) == 1)


def _drafts(chunks: Sequence[Chunk], words: Words) -> Iterator[GroundedItem]:
    before: Block | None = None
    for chunk in chunks:
        for block in chunk.blocks:
            if block.kind == "table":
                season = season_of(before, block)
                since = before.start if season and before is not None else None
                yield from (_of_cell(chunk, block, asked, since) for asked in ask_table(block, words, season))
            elif block.kind == "paragraph" or (block.kind == "item" and not block.lead.endswith(":")):
                for sentence in sentences_of(block):
                    yield from _of_sentence(chunk, sentence, words)
            before = block


def _of_cell(chunk: Chunk, block: Block, asked: Asked, since: int | None) -> GroundedItem:
    row = asked.row
    return GroundedItem(
        question=asked.question,
        answer=asked.answer.text,
        kind="table" if asked.told else "reverse table",
        difficulty="easy" if asked.told else "medium",
        chunk=chunk.id,
        source=chunk.source,
        name=chunk.name,
        start=row.start,
        end=row.end,
        quote=chunk.text[row.start - chunk.start : row.end - chunk.start],
        answer_start=asked.answer.start,
        answer_end=asked.answer.end,
        heading_path=block.heading_path,
        since=since,
        value_kind=asked.value_kind,
        told=asked.told,
    )


def _of_sentence(chunk: Chunk, sentence: Sentence, words: Words) -> Iterator[GroundedItem]:
    """The item, if its answer stands in the source letter by letter (no markup inside it)."""
    laid = sentence.laid
    for question, said in question_of(sentence.text, words):
        answer = sentence.text[said.start : said.end]
        start, end = laid.span(said.start, said.end)
        first, last = laid.span(0, len(laid.plain))
        quote = chunk.text[first - chunk.start : last - chunk.start]
        raw = " ".join(chunk.text[start - chunk.start : end - chunk.start].split())
        if raw != answer or not contains(answer, quote) or len(question.split()) > MOST_QUESTION_WORDS:
            continue
        yield GroundedItem(
            question=question,
            answer=answer,
            kind="sentence",
            difficulty="hard" if said.front else "medium",
            chunk=chunk.id,
            source=chunk.source,
            name=chunk.name,
            start=first,
            end=last,
            quote=quote,
            answer_start=start,
            answer_end=end,
            heading_path=sentence.block.heading_path,
            value_kind=said.value.kind,
            shown=sentence.text,
        )


# whether another place answers it too --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """A place that may answer a question: a sentence, or a row of a table under one header."""

    source: str
    start: int
    end: int
    words: frozenset[str]
    values: frozenset[tuple[str, str]]
    """(kind, canonical) of its values."""
    entry: frozenset[str]
    """Content words of a table row's first cell; none elsewhere."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word in lower case without plural, -ed or -ing, crudely: only equality of stems counts."""
    low = word.lower().replace("’", "'").removesuffix("'s")
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if low.endswith(ending) and len(low) >= least and not low.endswith("ss"):
            low = low[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return low.rstrip("e")


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stem(word) for word in _WORD.findall(text) if word.lower() not in _STOP)


class Rivals:
    """The places of all passages, searchable by word. Build it once for many questions."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._units = [unit for chunk in chunks for block in chunk.blocks for unit in _units(chunk, block)]
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for number, unit in enumerate(self._units):
            for word in unit.words:
                self._by_word[word].add(number)

    def of(self, item: GroundedItem) -> bool:
        """Whether another place holds all words of a question, and another answer."""
        wanted = content_words(item.question)
        if item.kind == "reverse table":
            wanted = frozenset(word for word in wanted if not any(char.isdigit() for char in word))
        if not wanted:
            return True
        smallest, *others = sorted((self._by_word.get(word, set()) for word in wanted), key=len)
        near = (self._units[number] for number in smallest.intersection(*others))
        entry = content_words(item.told.name) if item.told else frozenset()
        return any(
            _is_rival(unit, item, entry)
            for unit in near
            if unit.source != item.source or unit.start >= item.end or item.start >= unit.end
        )


def _is_rival(unit: _Unit, item: GroundedItem, entry: frozenset[str]) -> bool:
    if item.kind == "reverse table":
        return bool(unit.entry) and _values(item.question) <= unit.values
    if item.kind == "table" and unit.entry and unit.entry != entry:
        return False
    if not item.value_kind:
        return not unit.entry
    other = {value for value in unit.values if value[0] == item.value_kind}
    return bool(other) and not other <= _values(item.answer)


def _units(chunk: Chunk, block: Block) -> Iterable[_Unit]:
    heading = content_words(" ".join(block.heading_path[-1:]))
    if block.kind == "table" and block.header is not None:
        for row in block.rows:
            entry = content_words(row.cells[0].text)
            for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
                words = content_words(header.text) | entry | heading
                yield _Unit(chunk.source, row.start, row.end, words, _values(cell.text), entry)
        return
    for sentence in sentences_of(block):
        words = content_words(sentence.text) | heading
        yield _Unit(chunk.source, sentence.start, sentence.end, words, _values(sentence.text), frozenset())


def _values(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((value.kind, value.canonical) for value in find_values(text))
