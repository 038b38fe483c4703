"""Questions that look as if their section answered them, and that nothing in the documents answers.

A question that structure made is asked of another thing of the same sort, or with another column or key
(SQuAD 2.0, Rajpurkar et al. 2018, §4: plausible questions, made by exchanging an entity). Only those are kept
for which an exhaustive search of all passages finds no place that speaks of both (`search.py`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.absence.search import Everything, Sought, kind_of_value
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.claims.lexicon import FUNCTION_WORDS
from seedbed.tools.knowledge.questions.compare import Table, sort_of, tables_of
from seedbed.tools.knowledge.questions.hops import mention_of
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.key_values import key_and_value
from seedbed.tools.knowledge.questions.lexicon import Lexicon, lexicon_of
from seedbed.tools.knowledge.questions.make import unique_headings
from seedbed.tools.knowledge.questions.naming import entries, place_name, with_article
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.tables import ask_cell, cell_value, is_header
from seedbed.tools.knowledge.questions.verbs import is_plural
from seedbed.tools.knowledge.values import find_values

NearKind = Literal["other column", "other thing", "other key"]
EACH_KEY = 5
"""Sections that must have a key before another is asked for it."""
MOST_TABLES = 20
"""Other tables of which one column is asked."""
EACH_ASKED = 2
"""Near misses that one question about a sentence serves, at most."""
_AT_WHAT = re.compile(
    r"^(?:(?:at|in|on|for|with|by) )?"
    r"(?:what time|which year|which day|what|how \w+|which|whom?|where|when|why)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question without an answer, and where it seems to have one."""

    question: str
    kind: NearKind
    asked_of: str
    """The question that it was made from, which has an answer; for a column the same of its own first row."""
    sought: Sought
    chunk: str
    """Id of the passage that the first question is about."""
    source: str
    """SHA-256 of that source's text."""
    name: str
    heading_path: tuple[str, ...]
    difficulty: str = "hard"

    @property
    def id(self) -> str:
        """What no two rows may share."""
        return id_of(self.question)


def id_of(question: str) -> str:
    """Id of a question without an answer: its words."""
    return f"absent:{digest_text(' '.join(question.casefold().split()))[:16]}"


def near_misses(chunks: Sequence[Chunk], items: Iterable[GroundedItem]) -> tuple[NearMiss, ...]:
    """All near misses of the passages that nothing in them answers. A pure function of both.

    Args:
        items: The questions that structure made of them (questions/make.py).
    """
    known = [item for item in items if not item.hops]
    asked = {item.question.casefold() for item in known}
    words = lexicon_of(chunks)
    tables = tables_of(chunks)
    everything = everything_of(chunks)
    found: dict[str, NearMiss] = {}
    made = (
        *_of_columns(tables, words),
        *(one for one in _of_sentences(tables, known, words) if not everything.names(one.sought.attribute)),
        *_of_keys(chunks, known, unique_headings(chunks)),
    )
    served: Counter[str] = Counter()
    seen: set[Sought] = set()
    for one in made:
        if one.question.casefold() in asked or one.sought in seen:
            continue
        seen.add(one.sought)
        if one.kind == "other thing" and served[one.asked_of] >= EACH_ASKED:
            continue
        if not everything.speaks_of(one.sought):
            found[one.id] = one
            served[one.asked_of] += 1
    return tuple(found.values())


def everything_of(chunks: Sequence[Chunk]) -> Everything:
    """All places of the passages; things named in tables tell which thing a sentence is about."""
    names = {row.cells[0].text for table in tables_of(chunks) for _, row in table.rows}
    return Everything(chunks, names)


# a table's column, asked of an entry of another table -------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listed:
    """A table with how its entries are called."""

    table: Table
    sort: str
    called: tuple[str, ...]

    @classmethod
    def of(cls, table: Table, words: Lexicon) -> "_Listed":
        header = table.header.cells[0].text
        called = entries([row.cells[0].text for _, row in table.rows], header, words)
        return cls(table, sort_of(header, words), tuple(called))

    def columns(self) -> Iterator[tuple[int, str]]:
        """(place, kind of value) of the columns that hold values of one kind in every row."""
        for at in range(1, len(self.table.header.cells)):
            values = [cell_value(row.cells[at]) for _, row in self.table.rows]
            kinds = {kind_of_value(value) if value else "" for value in values}
            if len(kinds) == 1 and "" not in kinds and is_header(self.table.header.cells[at].text):
                yield at, kinds.pop()


def _of_columns(tables: Sequence[Table], words: Lexicon) -> Iterator[NearMiss]:
    listed = [_Listed.of(table, words) for table in tables]
    near: dict[str, list[_Listed]] = defaultdict(list)
    for one in listed:
        for key in dict.fromkeys((one.table.rows[0][0].source, _head(one.sort))):
            near[key].append(one)
    for mine in listed:
        others = [*near[mine.table.rows[0][0].source], *near[_head(mine.sort)]]
        for at, kind in () if mine.table.limits else mine.columns():
            fitting = [theirs for theirs in others if theirs is not mine and _fits(mine, at, theirs, kind)]
            for theirs in fitting[:MOST_TABLES]:
                yield from _asked_there(mine, at, kind, theirs, words)


def _asked_there(mine: _Listed, at: int, kind: str, theirs: _Listed, words: Lexicon) -> Iterator[NearMiss]:
    """A column of one table, asked of each entry of another."""
    header, (chunk, first) = mine.table.header.cells[at].text, mine.table.rows[0]
    asked_of = ask_cell(header, first.cells[at], mine.called[0], words)
    for (_, row), name in zip(theirs.table.rows, theirs.called, strict=True):
        question = ask_cell(header, first.cells[at], name, words)
        if not question or not asked_of:
            continue
        sought = Sought(row.cells[0].text, words.spelling(header), kind, theirs.sort, mine.sort)
        path = mine.table.heading_path
        yield NearMiss(question, "other column", asked_of, sought, chunk.id, chunk.source, chunk.name, path)


def _fits(mine: _Listed, at: int, theirs: _Listed, kind: str) -> bool:
    """Whether a column may be looked for in another table: such things are of one sort, or both are sold in
    one document and the column doesn't name its own sort."""
    if not mine.sort or not theirs.sort:
        return False
    if _kin(mine.sort, theirs.sort):
        return True
    header = set(re.findall(r"\w+", mine.table.header.cells[at].text.lower()))
    own = set(re.findall(r"\w+", mine.sort.lower())) - {"type", "of"}
    together = mine.table.rows[0][0].source == theirs.table.rows[0][0].source
    sold = kind == "money" and any(other == "money" for _, other in theirs.columns())
    return sold and together and not header & own


def _kin(sort: str, other: str) -> bool:
    """Whether two sorts have one head: "type of bike", "e-bike"."""
    return _head(sort) == _head(other)


def _head(sort: str) -> str:
    return re.split(r"[\s-]", sort.removeprefix("type of "))[-1]


# a sentence's question, asked of another thing ---------------------------------------------------------


def _of_sentences(
    tables: Sequence[Table], items: Iterable[GroundedItem], words: Lexicon
) -> Iterator[NearMiss]:
    by_word: dict[str, list[tuple[str, _Listed]]] = defaultdict(list)
    for listed in (_Listed.of(table, words) for table in tables):
        for _, row in listed.table.rows if listed.sort else ():
            name = row.cells[0].text
            by_word[_first_word(name)].append((name, listed))
    for item in items:
        if item.kind != "sentence" or "according to" in item.question.lower():
            continue
        asked = dict.fromkeys(re.findall(r"\w+", item.question.lower()))
        known = [one for word in asked for one in by_word.get(word, ())]
        named = [(name, listed) for name, listed in known if mention_of(item.question, name)]
        for name, listed in named[:MOST_TABLES]:
            if sum(other is listed for _, other in named) == 1:
                yield from _exchanged(item, name, listed)


def _first_word(name: str) -> str:
    return next(iter(re.findall(r"\w+", name.lower())), "")


def _exchanged(item: GroundedItem, name: str, listed: _Listed) -> Iterator[NearMiss]:
    """The question of each other entry of a table, from one drawn by the question's words on."""
    column = [row.cells[0].text for _, row in listed.table.rows]
    family = list(zip(column, listed.called, strict=True))
    mention = mention_of(item.question, name)
    assert mention is not None
    before, after = item.question[: mention.start()], item.question[mention.end() :]
    said = re.findall(r"[\w'’-]+", f"{_AT_WHAT.sub('', before)} {after}")
    attribute = " ".join(word for word in said if word.lower() not in FUNCTION_WORDS)
    if not attribute or is_plural(head_of(name)):
        return
    turn = int(digest_text(item.question)[:4], 16) % len(family)
    for other, called in (*family[turn:], *family[:turn]):
        if called.startswith("“") or is_plural(head_of(other)) or _nested(name, other):
            continue
        question = f"{before}{_determined(mention[0], called)}{after}"
        sought = Sought(other, attribute, _kind(item), listed.sort, listed.sort)
        yield NearMiss(
            question[0].upper() + question[1:], "other thing", item.question, sought, item.chunk, item.source,
            item.name, item.heading_path,
        )  # fmt: skip


def _nested(name: str, other: str) -> bool:
    """Whether one name holds the other: who asks for an "electric city bike" may mean any city bike."""
    one, two = (set(re.findall(r"\w+", text.lower())) for text in (name, other))
    return one <= two or two <= one


def _kind(item: GroundedItem) -> str:
    """What kind of value answers an item."""
    values = find_values(item.answer)
    return kind_of_value(values[0]) if item.value_kind and len(values) == 1 else item.value_kind


def _determined(mention: str, called: str) -> str:
    """Another thing with the determiner of the one it stands for."""
    determiner = mention.split(" ")[0]
    bare = re.sub(r"^(?:the|an?) ", "", called)
    low = determiner.lower()
    if low in ("a", "an"):
        return with_article(bare) if determiner.islower() else with_article(bare).capitalize()
    return f"{determiner} {bare}"


# a key that a section doesn't have ---------------------------------------------------------------------


def _of_keys(
    chunks: Sequence[Chunk], items: Iterable[GroundedItem], unique: frozenset[str]
) -> Iterator[NearMiss]:
    asked: dict[str, list[GroundedItem]] = defaultdict(list)
    keys: dict[str, set[str]] = defaultdict(set)
    places: dict[str, tuple[Chunk, tuple[str, ...]]] = {}
    for chunk, path, key in _key_lines(chunks):
        keys[chunk.source].add(key)
        places.setdefault(chunk.source, (chunk, path))
    for item in items:
        if item.kind == "key value" and (key := _key_of(item)):
            asked[key].append(item)
    titled = {
        (chunk.source, b.heading_path[0].casefold())
        for chunk in chunks
        for b in chunk.blocks
        if b.heading_path
    }
    titles = Counter(title for _, title in titled)
    for key, some in asked.items():
        if len(some) < EACH_KEY:
            continue
        beside = Counter(other for one in some for other in keys[one.source] if other != key)
        usual = {other for other, number in beside.items() if 2 * number >= len(some)}
        for source, (chunk, path) in places.items():
            where = place_name(path, unique)
            if key in keys[source] or not keys[source] & usual or not where or len(path) != 1:
                continue
            if titles[path[0].casefold()] > 1:
                continue  # another document of that title might answer
            like = some[0]
            question = re.sub(
                r"^According to .+?, (?=(?:what|how) )", f"According to {where}, ", like.question
            )
            sought = Sought(path[0], key, _kind(like), source=source)
            yield NearMiss(
                question, "other key", like.question, sought, chunk.id, chunk.source, chunk.name, path
            )


def _key_lines(chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, tuple[str, ...], str]]:
    for chunk in chunks:
        for block in chunk.blocks:
            if block.laid is None or block.kind == "heading" or not block.heading_path:
                continue
            for line in block.laid.lines():
                if pair := key_and_value(line.plain):
                    yield chunk, block.heading_path, pair[0].casefold()


def _key_of(item: GroundedItem) -> str:
    """The key that a question about a line asks for."""
    pair = key_and_value(item.shown)
    return pair[0].casefold() if pair else ""
