"""Questions about the rows of tables whose first column names things: what a column says of a row, and
which row has a value. One that another place could answer differently (by its words) is left out.
Also the prices that such tables state, each with the place that proves it; what one is good for, its user
decides by the unit: the words of its column."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from seedbed.memory.spec import Frozen
from seedbed.tools.checks.figures import figures
from seedbed.tools.knowledge.blocks import Block, Cell, Row
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.claims import cited
from seedbed.tools.knowledge.search.lexical import stems
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.offline.problems.inflection import article, singular
from seedbed.tools.offline.problems.price import Price, inside

_HEADER = re.compile(r"[A-Za-z][\w'’ -]*(?: \([^()]+\))?")
_PLAIN = re.compile(r"[^\W\d_][^\W\d_'’ -]*(?:['’ -]+[^\W\d_]+)*['’]?")
_AMOUNT = re.compile(r"(?P<sign>[£€$])? ?\d[\d.,]*(?:[ -]?(?P<unit>%|°?[^\W\d_][\w/°²³]*(?: [a-z]+)?))?")
_PRICE = re.compile(r"(?P<sign>[£€$])?(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<share>%)?")
_EMPTY = frozenset(
    ("", "-", "–", "—", "n/a", "none", "no", "yes", "x", "✓", "✗", "?", "tbd", "any", "all", "other")
)
_PREPOSITIONS = "of|for|by|from|to|until|with|at|on|in|per|than|as|after|before|since|within|under|over"
_VAGUE = re.compile(
    r"(?:notes?|descriptions?|details?|comments?|remarks|examples?|usage|meaning|info|link|see|default|types?"
    rf"|names?|status|what|who|when|where)\b|.* (?:{_PREPOSITIONS})$",
    re.I,
)
"""Headers that name nothing one could ask for."""
_BEFORE = re.compile(r"(?<= )(?:an?|[Tt]he|each|every|of|in|at|to|from|for|with|by) ")
_NAME = 120
"""Characters of a name that are looked for in the text."""
_MOST_CELL_WORDS = 5
_STOP = frozenset(
    ("a", "an", "the", "is", "what", "which", "has", "have", "number", *_PREPOSITIONS.split("|"))
)


class GroundedItem(Frozen):
    """One question with an exact answer span. Offsets are code points in the source's extracted text."""

    question: str
    answer: str
    """The span's words, white space and inline markup aside."""
    kind: str
    """`cell`, or `row`: the question gives a value and asks whose it is."""
    difficulty: str
    chunk: str
    """Id of the passage it stands in."""
    source: str
    """SHA-256 of the source's text: `sources/<sha256>.txt`."""
    name: str
    """The source's name."""
    start: int
    end: int
    quote: str
    """The source's text at start … end: the table row that proves the answer."""
    answer_start: int
    answer_end: int
    heading_path: tuple[str, ...]
    since: int
    """Where the paragraph before the table begins, or the table: a reader of the row needs what it says."""
    entry: str = ""
    """The row as a noun phrase: «the tandem», «the Station shop»."""
    column: str = ""
    """What is asked for, as a noun phrase; empty for `row`."""
    value_kind: str = ""
    """The answer's unit, `number` where it has none, or "" for words."""

    @cached_property
    def id(self) -> str:
        """What no two rows may share: the answer's place."""
        return f"{self.source[:16]}:{self.answer_start}-{self.answer_end}"


def names_things(block: Block) -> bool:
    """Whether the first column of a table names its rows, each once."""
    if block.header is None or len(block.header.cells) < 2 or not block.rows:
        return False
    entries = [row.cells[0].text.casefold() for row in block.rows]
    named = all(entry not in _EMPTY for entry in entries)
    numbers = not any(re.search(r"[^\W\d_]", one) for one in entries)
    headed = all(cell.text for cell in block.header.cells)
    return named and headed and not numbers and len(set(entries)) == len(entries)


def prices(chunks: Sequence[Chunk]) -> list[Price]:
    """The prices in the order of the passages; of those with equal item and unit the first, if all agree."""
    found: dict[tuple[str, str], list[Price]] = {}
    for chunk in chunks:
        for block in chunk.blocks:
            for fact in _prices_of(chunk, block) if block.kind == "table" and names_things(block) else ():
                found.setdefault((fact.item.lower(), fact.unit.lower()), []).append(fact)
    return [same[0] for same in found.values() if len({(one.amount, one.currency) for one in same}) == 1]


def _prices_of(chunk: Chunk, block: Block) -> Iterator[Price]:
    assert block.header is not None
    for row in block.rows:
        quote = chunk.text[row.start - chunk.start : row.end - chunk.start]
        for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
            amount = _PRICE.fullmatch(cell.text)
            if amount is None or bool(amount["sign"]) == bool(amount["share"]):
                continue
            if amount["share"] and "discount" not in header.text.lower():
                continue
            evidence = cited(cell.text, chunk.name, chunk.source, row.start, quote)
            if evidence.ok:
                sign = amount["sign"] or "%"
                yield Price(row.cells[0].text, header.text, amount["digits"], sign, evidence)


def make_questions(chunks: Sequence[Chunk]) -> tuple[GroundedItem, ...]:
    """Questions about the passages, each with one answer in them. A pure function of the passages."""
    rivals, text = _Rivals(chunks), " ".join(word for chunk in chunks for word in ["", *chunk.text.split()])
    named = sorted({text[one.end() : one.end() + _NAME] for one in _BEFORE.finditer(text)})
    found: dict[str, list[GroundedItem]] = defaultdict(list)
    for chunk in chunks:
        before: Block | None = None
        for block in chunk.blocks:
            if block.kind == "table" and names_things(block):
                near = before is not None and before.heading_path == block.heading_path
                since = before.start if before and near and before.kind == "paragraph" else block.start
                for item in _asked(chunk, block, since, named):
                    found[item.question.casefold()].append(item)
            before = block
    single = (same[0] for same in found.values() if len({one.answer for one in same}) == 1)
    return tuple(item for item in single if not rivals.of(item))


def headers_passed_over(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Headers of tables of named rows that name nothing one could ask for, each once."""
    tables = [one for chunk in chunks for one in chunk.blocks if one.kind == "table" and names_things(one)]
    headers = [cell.text for one in tables if one.header for cell in one.header.cells[1:]]
    return tuple(dict.fromkeys(one for one in headers if not _is_noun(one)))


def _is_noun(header: str) -> bool:
    return bool(_HEADER.fullmatch(header)) and not _VAGUE.match(header)


def _begins(name: str, named: Sequence[str]) -> bool:
    """Whether one of these, sorted, begins so."""
    at = bisect_left(named, name[:_NAME])
    return at < len(named) and named[at].startswith(name[:_NAME])


def _asked(chunk: Chunk, block: Block, since: int, named: Sequence[str]) -> Iterator[GroundedItem]:
    """The questions about a table, column by column. `named`: what stands where names may stand, sorted."""
    assert block.header is not None

    about = {"chunk": chunk.id, "source": chunk.source, "name": chunk.name, "since": since}

    def item(row: Row, answer: Cell, **said: str) -> GroundedItem:
        quote = chunk.text[row.start - chunk.start : row.end - chunk.start]
        place = {"start": row.start, "end": row.end, "quote": quote, "heading_path": block.heading_path}
        span = {"answer": answer.text, "answer_start": answer.start, "answer_end": answer.end}
        return GroundedItem.model_validate({**about, **place, **span, **said})

    first = inside(block.header.cells[0].text)
    names = [row.cells[0].text for row in block.rows]
    proper = any(inside(name) != name and _begins(name, named) for name in names)
    for number, header in enumerate(block.header.cells[1:], 1):
        if not _is_noun(header.text):
            continue
        first_word, *others = header.text.split(" ")
        column, head = " ".join([inside(first_word), *others]), _head(header.text)
        several = singular(head) != head
        often = Counter(row.cells[number].text.casefold() for row in block.rows)
        for row in block.rows:
            cell, name = row.cells[number], row.cells[0]
            kind = _kind(cell)
            if kind is None or (several and (kind != "number" or cell.text == "1")):
                continue  # a plural that counts nothing is no noun to ask for: «Opens»
            asked = f"number of {column}" if several else column
            entry = f"the {name.text if proper else inside(name.text)}"
            entry = entry if _PLAIN.fullmatch(name.text) else f"“{name.text}”"
            said = {"entry": entry, "question": f"What is the {asked} for {entry}?", "value_kind": kind}
            yield item(row, cell, kind="cell", difficulty="easy", column=asked, **said)
            has = f"{cell.text} {column}" if several else f"{article(column)} {column} of {cell.text}"
            once = often[cell.text.casefold()] == 1 and not _VAGUE.match(first)
            if once and kind and (several or kind != "number"):
                question = f"Which {first} has {has}?"
                yield item(row, name, kind="row", difficulty="medium", entry=entry, question=question)


def _kind(cell: Cell) -> str | None:
    """What a cell holds: the unit of an amount, `number` where it has none, "" for a few words; None: nothing
    that could be asked for."""
    if amount := _AMOUNT.fullmatch(cell.text):
        return amount["sign"] or amount["unit"] or "number"
    if cell.text.casefold() in _EMPTY or len(cell.text.split()) > _MOST_CELL_WORDS:
        return None
    return "" if re.fullmatch(r"(?!see\b)[^\W\d_]+(?:['’, -]+[^\W\d_]+)*", cell.text, re.I) else None


def _head(phrase: str) -> str:
    """The head noun of a noun phrase, lower case: «Late fee for a tandem» → «fee»."""
    words = re.split(rf" (?:{_PREPOSITIONS}|\() ?", phrase.lower())[0].split()
    return words[-1] if words else ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or a cell with its row's name and column."""

    source: str
    start: int
    end: int
    words: frozenset[str]
    values: frozenset[tuple[str, Fraction]]
    entry: frozenset[str] = frozenset()
    """The words of the row's name; empty for a sentence."""


@lru_cache(maxsize=50_000)
def _content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stems(text)) - _STOP


@lru_cache(maxsize=50_000)
def _values(text: str) -> frozenset[tuple[str, Fraction]]:
    """Unit and number of the figures in a text."""
    found = set()
    for figure in figures(text, "en"):
        after = re.match(r"[ -]?([^\W\d_]+)", text[figure.end :])
        unit = figure.unit or (stems(after[1])[0] if after else "")
        found |= {(unit, value) for value in figure.values}
    return frozenset(found)


def _units(chunk: Chunk, block: Block) -> Iterator[_Unit]:
    heading = " ".join(block.heading_path[-1:])
    if block.kind == "table" and block.header is not None:
        for row in block.rows:
            entry = _content_words(row.cells[0].text)
            for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
                words = _content_words(f"{header.text} {heading}") | entry
                yield _Unit(chunk.source, row.start, row.end, words, _values(cell.text), entry)
    for start, end in sentence_spans(block.plain) if block.kind != "heading" else ():
        said = block.plain[start:end]
        yield _Unit(chunk.source, block.start, block.end, _content_words(f"{said} {heading}"), _values(said))


class _Rivals:
    """The places of all passages, searchable by word, figure and the name of a table's row."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        self._units = [unit for chunk in chunks for block in chunk.blocks for unit in _units(chunk, block)]
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_value: dict[tuple[str, Fraction], set[int]] = defaultdict(set)
        self._by_entry: dict[frozenset[str], set[int]] = defaultdict(set)
        for number, unit in enumerate(self._units):
            for word in unit.words:
                self._by_word[word].add(number)
            for value in unit.values if unit.entry else ():
                self._by_value[value].add(number)
            self._by_entry[unit.entry].add(number)

    def of(self, item: GroundedItem) -> bool:
        """Whether another place holds all words of a question, and another answer, or may."""
        wanted = [word for word in _content_words(item.question) if not any(map(str.isdigit, word))]
        if not wanted:  # nothing tells which place is meant
            return True
        none = set[int]()
        hold = [self._by_word.get(word, none) for word in wanted]
        pools = [self._by_entry.get(one, none) for one in (_content_words(item.entry), frozenset[str]())]
        if not item.column:  # of whatever row, but with the figures that are asked about
            hold += [self._by_value.get(value, none) for value in _values(item.question)]
            pools = [hold[0]]
        return any(
            _rivals(self._units[number], item)
            for pool in pools
            for number in set.intersection(*sorted((pool, *hold), key=len))
        )


def _rivals(unit: _Unit, item: GroundedItem) -> bool:
    """Whether a place is another one than the answer's, and holds another answer."""
    if unit.source == item.source and unit.start < item.end and item.start < unit.end:
        return False
    if not item.column:
        return bool(unit.entry) and _values(item.question) <= unit.values
    if unit.entry and unit.entry != _content_words(item.entry):
        return False
    if not item.value_kind:
        return not unit.entry
    mine = _values(item.answer)
    other = {value for value in unit.values if value[0] in {of for of, _ in mine}}
    return bool(other) and not other <= mine
