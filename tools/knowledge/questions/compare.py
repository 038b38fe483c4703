"""Questions that take several values: which of two has more, which has most, how many have, how much more.

Only tables whose column holds values of one measure in every row, and "Key: value" lines that many documents
have. The answer is calculated (calculate.py) from cited values; a column that another table has as well is
asked with its section named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.blocks import Block, Cell, Row
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.questions.calculate import calculate, measure_of, size_of, whole_value
from seedbed.tools.knowledge.questions.items import GroundedItem, Hop, QuestionKind
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.naming import asked_of, entries, place_name, with_article
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.tables import column_verb, is_header, limits_of, names_things
from seedbed.tools.knowledge.questions.verbs import is_plural, third_person
from seedbed.tools.knowledge.values import Value
from seedbed.tools.knowledge.wordlist import word_set

MOST_ROWS = 12
"""Of a table that is asked about as a whole: a reader should be able to take it in."""
_SORT = re.compile(r"[a-z][\w-]*(?: [\w-]+){0,2}")
_NO_SORT = re.compile(r"(?:what|name|no|when|where|who|how|key|field|date|day)\b")
_SUPERLATIVE = re.compile(r"(?:\w+est|least|most|max\w*|min\w*|number|total)\b", re.I)
_LONG = word_set("duration time distance length period term notice life stay delay interval")
_GREAT = word_set("weight range capacity volume size area load power energy memory storage population")
_COMPARATIVES = {
    "high": ("higher", "lower", "highest", "lowest"),
    "long": ("longer", "shorter", "longest", "shortest"),
    "great": ("greater", "smaller", "greatest", "smallest"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table put together again from the passages it was cut into."""

    header: Row
    rows: tuple[tuple[Chunk, Row], ...]
    heading_path: tuple[str, ...]
    limits: str
    """What it is said to show, if that limits it."""
    since: int | None


def tables_of(chunks: Iterable[Chunk]) -> tuple[Table, ...]:
    """All tables whose first column names things, whole."""
    found: dict[tuple[str, int], list[tuple[Chunk, Block, Block | None]]] = defaultdict(list)
    before: Block | None = None
    for chunk in chunks:
        for block in chunk.blocks:
            if block.kind == "table" and block.header is not None:
                found[chunk.source, block.header.start].append((chunk, block, before))
            before = block
    tables = []
    for parts in found.values():
        _, first, above = parts[0]
        assert first.header is not None
        if all(names_things(block) for _, block, _ in parts):
            rows = tuple((chunk, row) for chunk, block, _ in parts for row in block.rows)
            limits = limits_of(above, first)
            since = above.start if limits and above is not None and len(parts) == 1 else None
            tables.append(Table(first.header, rows, first.heading_path, limits, since))
    return tuple(tables)


def sort_of(header: str, words: Lexicon) -> str:
    """What a table's rows are called, in the singular ("shop", "type of bike"); "" if that isn't sure."""
    sort = words.spelling(header)
    if not _SORT.fullmatch(sort) or _NO_SORT.match(sort) or is_plural(head_of(sort)):
        return ""
    typed = re.fullmatch(r"(.+) type", sort)
    return f"type of {typed[1]}" if typed else sort


def plural_of(sort: str) -> str:
    """Shops, accessories, types of bike."""
    first, *rest = re.split(r"(?= of )", sort)
    return third_person(first) + "".join(rest)


def comparatives(name: str, value: Value) -> tuple[str, str, str, str]:
    """(more, less, most, least) of what a column or key is called and a value of it."""
    head = head_of(name)
    if head in _LONG and value.kind in ("duration", "measure"):
        return _COMPARATIVES["long"]
    return _COMPARATIVES["great" if head in _GREAT else "high"]


def ask_comparisons(
    tables: Sequence[Table], words: Lexicon, unique: frozenset[str]
) -> Iterator[GroundedItem]:
    """At most five questions a column."""
    columns = [(table, at) for table in tables for at in range(1, len(table.header.cells))]
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for table, at in columns:
        shared[table.header.cells[0].text.casefold(), table.header.cells[at].text.casefold()] += 1
    for table, at in columns:
        header = table.header.cells[at].text
        column = _Column.of(table, at, words)
        if column is None:
            continue
        again = shared[table.header.cells[0].text.casefold(), header.casefold()] > 1
        where = place_name(table.heading_path, unique) if again else ""
        if again and not where:
            continue
        for item in column.ask():
            yield _named(item, where)


def _named(item: GroundedItem, where: str) -> GroundedItem:
    return replace(item, question=asked_of(item.question, where)) if where else item


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of values that can be compared, with how to speak of it."""

    table: Table
    at: int
    name: str
    sort: str
    verb: str
    """Base form, for a header such as "Opens"."""
    tail: str
    """What follows the verb in the header, and what limits the table."""
    called: tuple[str, ...]
    values: tuple[Value, ...]

    @classmethod
    def of(cls, table: Table, at: int, words: Lexicon) -> "_Column | None":
        header = table.header.cells[at].text
        sort = sort_of(table.header.cells[0].text, words)
        cells = [row.cells[at] for _, row in table.rows]
        values = [whole_value(cell.text) for cell in cells]
        sure = [value for value in values if value is not None and _orders(value)]
        if (
            not sort
            or len(sure) != len(cells)
            or len({measure_of(value) for value in sure}) != 1
            or len(cells) < 3
        ):
            return None
        if not is_header(header) or _SUPERLATIVE.match(header) or "(" in header:
            return None
        name = words.spelling(header)
        verb = column_verb(name.split(" ")[0].lower())
        if bool(verb) != (sure[0].kind == "time") or (
            sure[0].kind == "number" and not is_plural(head_of(name))
        ):
            return None
        limit = re.search(r" (?:in|during|outside|for|on|from|until) .*", table.limits)
        if table.limits and not limit:
            return None
        # "customer parking spaces" don't change with what limits the table's times.
        limited = limit[0] if limit and sure[0].kind != "number" else ""
        tail = (name.partition(" ")[2] if verb else "") + limited
        first = [row.cells[0].text for _, row in table.rows]
        called = entries(first, table.header.cells[0].text, words)
        if any("(" in one for one in called):
            return None
        return cls(table, at, name, sort, verb, tail.strip(), tuple(called), tuple(sure))

    def ask(self) -> Iterator[GroundedItem]:
        sizes = [size_of(value) for value in self.values]
        order = sorted(range(len(sizes)), key=lambda row: (sizes[row], row))
        yield from self._pairs(order)
        if len(sizes) > MOST_ROWS:
            return
        for calculation in ("latest", "earliest") if self.verb else ("highest", "lowest"):
            item = self._item(range(len(sizes)), calculation, self._most(calculation), "comparison")
            if item:
                yield item
        yield from self._count(order)
        if self.values[0].kind in ("money", "number") and sizes[order[0]] != sizes[order[-1]]:
            within = len(order) > 3
            yield from self._difference(order[-2 if within else -1], order[1 if within else 0])

    def _pairs(self, order: Sequence[int]) -> Iterator[GroundedItem]:
        """Neighbours in size, from the middle: the pairs that aren't plain without looking."""
        middle = len(order) // 2
        for number, (one, other) in enumerate(((order[middle - 1], order[middle]), (order[0], order[1]))):
            flip = int(digest_text(self.name + self.called[one])[0], 16) % 2
            rows = (one, other) if flip else (other, one)
            more = (number + flip) % 2 == 0
            if self.verb:
                when = "later" if more else "earlier"
                asked = f"which {self.sort} {third_person(self.verb)} {when} {self.tail}"
                calculation = "latest" if more else "earliest"
            else:
                asked = f"which has {self._compared(more)} {self.name}{self._limited()}"
                calculation = "highest" if more else "lowest"
            question = f"{asked.strip()}: {either(self.called[rows[0]], self.called[rows[1]])}"
            item = self._item(rows, calculation, question, "comparison")
            if item:
                yield item

    def _compared(self, more: bool) -> str:
        if self.values[0].kind == "number":
            return "more" if more else "fewer"
        return f"the {self._words()[0 if more else 1]}"

    def _words(self) -> tuple[str, str, str, str]:
        return comparatives(self.name, self.values[0])

    def _most(self, calculation: str) -> str:
        most = calculation in ("highest", "latest")
        if self.verb:
            return f"which {self.sort} {third_person(self.verb)} {calculation} {self.tail}".strip()
        if self.values[0].kind == "number":
            return f"which {self.sort} has the {'most' if most else 'fewest'} {self.name}{self._limited()}"
        return f"which {self.sort} has the {self._words()[2 if most else 3]} {self.name}{self._limited()}"

    def _limited(self) -> str:
        return f" {self.tail}" if self.tail else ""

    def _count(self, order: Sequence[int]) -> Iterator[GroundedItem]:
        limit = self.values[order[len(order) // 2]].text
        few = len(self.name) % 2 == 0
        if self.verb:
            how = "before" if few else "after"
            asked = f"{self.verb} {self.tail} {how} {limit}" if "season" not in self.tail else ""
            asked = asked or f"{self.verb} {how} {limit} {self.tail}"
        else:
            how = "less than" if few else "more than"
            if self.values[0].kind == "number":
                asked = f"have {'fewer' if few else 'more'} than {limit} {self.name}"
            else:
                asked = f"have {with_article(self.name)} of {how} {limit}"
            asked += self._limited()
        question = f"how many of the {plural_of(self.sort)} {' '.join(asked.split())}"
        item = self._item(range(len(order)), f"{how} {limit}", question, "aggregate")
        if item and item.answer not in ("0", str(len(order))) and not contains(item.answer, question):
            yield item

    def _difference(self, more: int, less: int) -> Iterator[GroundedItem]:
        if self.values[0].kind == "money":
            asked = f"how much higher is the {self.name} for {self.called[more]} than for {self.called[less]}"
        elif self.called[more][:1] in "“" or is_plural(head_of(self.called[more])):
            return
        else:
            asked = f"how many more {self.name} does {self.called[more]} have than {self.called[less]}"
        item = self._item((more, less), "difference", f"{asked}{self._limited()}", "aggregate")
        if item and size_of(self.values[more]) > size_of(self.values[less]):
            yield item

    def _item(
        self, rows: Iterable[int], calculation: str, asked: str, kind: QuestionKind
    ) -> GroundedItem | None:
        hops = tuple(_hop(self.table, row, self.at) for row in rows)
        answer = calculate(calculation, [(hop.entry, hop.claim) for hop in hops])
        if not answer:
            return None
        winner = next((hop for hop in hops if hop.entry == answer), hops[0])
        row = next(row for _, row in self.table.rows if row.start == winner.start)
        place: Cell = row.cells[0] if winner.entry == answer else row.cells[self.at]
        return GroundedItem(
            question=f"{asked[0].upper()}{asked[1:]}?",
            answer=answer,
            kind=kind,
            difficulty="hard",
            chunk=winner.chunk,
            source=winner.source,
            name=winner.name,
            start=winner.start,
            end=winner.end,
            quote=winner.quote,
            answer_start=place.start,
            answer_end=place.end,
            heading_path=self.table.heading_path,
            since=self.table.since,
            shown="; ".join(
                f"{hop.entry}: {self.table.header.cells[self.at].text} {hop.claim}" for hop in hops
            ),
            hops=hops,
            calculation=calculation,
        )


def either(one: str, other: str) -> str:
    """Two names joined by "or", with one kind of article."""
    if one.startswith("the ") != other.startswith("the "):
        one, other = (re.sub(r"^an? ", "the ", name) for name in (one, other))
    return f"{one} or {other}"


def _orders(value: Value) -> bool:
    return value.kind in ("money", "percent", "time", "duration", "measure", "number")


def _hop(table: Table, number: int, at: int) -> Hop:
    chunk, row = table.rows[number]
    return Hop(
        entry=row.cells[0].text,
        claim=row.cells[at].text,
        chunk=chunk.id,
        source=chunk.source,
        name=chunk.name,
        start=row.start,
        end=row.end,
        quote=chunk.text[row.start - chunk.start : row.end - chunk.start],
        since=table.since,
    )
