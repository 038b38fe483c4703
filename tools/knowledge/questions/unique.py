"""Whether a question has one answer in the documents, or could as well be answered from another place.

A rival is another sentence, line or table cell that holds all the content words of the question and a
different value of the same kind (for answers in words: any other place with those words). Where the question
names its section, only places in that section can be rivals. Words are compared, not meanings.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, sentences_of
from seedbed.tools.knowledge.questions.cloze import BLANK
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.naming import quotable
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SECTION = re.compile(r"“(?P<last>[^”]+)”(?: of “(?P<first>[^”]+)”)?")
_NAMED_FIRST = re.compile(
    r"^(?:According to|Complete this sentence from) (?:the section )?“[^”]+”(?: of “[^”]+”)?[,:] "
)
_NAMED_LAST = re.compile(r", according to (?:the section )?“[^”]+”(?: of “[^”]+”)?\?$")
_STOP = word_set(
    """a an the is are was were be been being do does did has have had how much many long far often old tall
    deep thick wide high what which when where who whom why at by on in of for to with from within until
    after before since during per and or but as than that must can may should will would could might shall
    time date year years day days hour hours minute minutes week weeks month months second seconds
    percentage amount number age happens if large there it its their one up any each every all no not only
    working business price cost costs complete this stay stays remain remains get gets take takes make makes
    sentence section according least most more less gram
    grams kilogram kilograms metre metres kilometre kilometres millimetre millimetres litre litres"""
)

CLOZE_SHARE = 0.8
"""Of a sentence's content words another place must hold so many that its blank could be filled from there."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A place that may answer a question."""

    source: str
    start: int
    end: int
    words: frozenset[str]
    values: frozenset[tuple[str, str]]
    """(kind, canonical) of its values."""
    path: tuple[str, ...]
    item: str
    """First cell of a table row in lower case; "" elsewhere."""


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
        self._by_heading: dict[str, set[int]] = defaultdict(set)
        for number, unit in enumerate(self._units):
            for word in unit.words:
                self._by_word[word].add(number)
            for heading in unit.path:
                self._by_heading[quotable(heading)].add(number)

    def of(self, item: GroundedItem) -> bool:
        """Whether there is a rival."""
        asked, section = without_section(item.question)
        cloze = BLANK in item.question
        wanted = content_words(asked)
        if item.kind == "reverse table":
            wanted = frozenset(word for word in wanted if not any(char.isdigit() for char in word))
        if not wanted:
            return True
        answer = _values(item.answer)
        for unit in self._candidates(wanted, cloze, section):
            if unit.source == item.source and unit.start < item.end and item.start < unit.end:
                continue
            if _is_rival(unit, item, asked, answer, wanted):
                return True
        return False

    def _candidates(self, wanted: frozenset[str], cloze: bool, section: Iterable[str]) -> list[_Unit]:
        """The places in the named section that may hold enough of the words."""
        inside = [self._by_heading.get(heading, set()) for heading in section if heading]
        sets = [self._by_word.get(word, set()) for word in wanted]
        if cloze:
            # Who lacks at most n of the words holds one of the n + 1 rarest.
            lacking = next(n for n in count() if (len(wanted) - n - 1) / len(wanted) < CLOZE_SHARE)
            rare = sorted(sets, key=len)[: lacking + 1]
            numbers = set().union(*(_common([*inside, one]) for one in rare))
        else:
            numbers = _common([*inside, *sets])
        return [self._units[number] for number in sorted(numbers)]


def _common(sets: Iterable[set[int]]) -> set[int]:
    smallest, *others = sorted(sets, key=len)
    return smallest.intersection(*others)


def _is_rival(
    unit: _Unit, item: GroundedItem, asked: str, answer: frozenset[tuple[str, str]], wanted: frozenset[str]
) -> bool:
    if len(wanted & unit.words) / len(wanted) < (CLOZE_SHARE if BLANK in asked else 1.0):
        return False
    if item.kind == "reverse table":
        return bool(unit.item) and _values(asked) <= unit.values
    if item.kind == "table" and unit.item and not _same_entry(unit, item):
        return False
    if not item.value_kind:
        return not unit.item
    other = {value for value in unit.values if value[0] == item.value_kind}
    return bool(other) and not other <= answer


def _same_entry(unit: _Unit, item: GroundedItem) -> bool:
    """Whether a table row is about the thing that a question about another row names."""
    entry = content_words(unit.item)
    return bool(entry) and entry == content_words(item.entry)


def without_section(question: str) -> tuple[str, tuple[str, str]]:
    """The question without the words that name its section, and (section, document), "" where not named."""
    match = _NAMED_FIRST.search(question) or _NAMED_LAST.search(question)
    named = _SECTION.search(match[0]) if match else None
    if not match or not named:
        return question, ("", "")
    return question[: match.start()] + question[match.end() :], (named["last"], named["first"] or "")


def _units(chunk: Chunk, block: Block) -> Iterable[_Unit]:
    heading = content_words(" ".join(block.heading_path[-1:]))
    if block.kind == "table" and block.header is not None:
        for row in block.rows:
            for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
                words = content_words(f"{header.text} {row.cells[0].text}") | heading
                values = _values(cell.text)
                item = row.cells[0].text.lower()
                yield _Unit(chunk.source, row.start, row.end, words, values, block.heading_path, item)
        return
    for sentence in sentences_of(block):
        words = content_words(sentence.text) | heading
        start, end = sentence.start, sentence.end
        yield _Unit(chunk.source, start, end, words, _values(sentence.text), block.heading_path, "")


def _values(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((value.kind, value.canonical) for value in find_values(text))
