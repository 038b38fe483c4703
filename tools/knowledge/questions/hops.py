"""Questions over two places: one tells of a thing without its name, the other holds the answer about it.

"One of the shops moved into its present building in 2021. At what time does that shop open?" The second half
is a question that another form made (proven, unique); its mention of a table's entry gives way to what a
sentence or another table says of that entry alone. Words are compared, not meanings: what is said must not
stand, with all its words, anywhere else in the documents.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.chunks import Chunk, sentences_of
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.graph.entities import entity_key
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.graph import facts_in
from seedbed.tools.knowledge.plain import lay
from seedbed.tools.knowledge.questions.by_words import ByWords, words_of
from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.compare import Table, plural_of, sort_of
from seedbed.tools.knowledge.questions.items import GroundedItem, Hop
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.unique import content_words
from seedbed.tools.knowledge.questions.verbs import MODALS, is_base, is_plural
from seedbed.tools.knowledge.wordlist import word_set

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

MOST_TOLD_WORDS = 14
MOST_QUESTION_WORDS = 40
EACH_TELLS = 2
"""Questions that one telling of a thing serves, at most (of a table one); a second half serves one."""
_FOLLOWS = word_set(
    "in on at to for from with by per during outside if when after before until within have has"
)
_LEANS = re.compile(
    r"\b(?:it|they|them|their|this|these|those|that|he|she|his|her|also|other|same|own)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a place says of a thing, without its name."""

    key: str
    """The thing's entity key."""
    words: str
    """A finite verb and what follows, or "{other} leaves" for `by`."""
    by: bool
    """Whether the thing is the verb's object: "the Ridge Challenge leaves" one of the shops."""
    hop: Hop
    table: bool


def ask_two_hops(
    graph: "Graph",
    chunks: Sequence[Chunk],
    tables: Sequence[Table],
    items: Sequence[GroundedItem],
    words: Lexicon,
) -> Iterator[GroundedItem]:
    """Two-hop questions about entries of tables; `items` are the settled questions of the other forms."""
    sorts, names = _entries(tables, words)
    if not sorts:
        return
    places = _Places(chunks)
    told = [
        *_from_sentences(chunks, sorts, words, places),
        *_from_objects(graph, chunks, sorts, names, words),
        *_from_tables(items, sorts),
    ]
    about = _about(items, {key: names[key] for key in sorts})
    used: set[str] = set()
    for one in told:
        served = 0
        for item in about[one.key]:
            if item.question in used or served >= (1 if one.table else EACH_TELLS):
                continue
            asked = _joined(one, item, names[one.key], sorts[one.key])
            if asked and not _shortcut(item, names[one.key], places):
                used.add(item.question)
                served += 1
                yield _item(one, item, asked)


def _about(items: Sequence[GroundedItem], names: dict[str, str]) -> dict[str, list[GroundedItem]]:
    """Key of an entry → the questions that speak of it, in their order."""
    asked = [item for item in items if item.kind in ("table", "sentence")]
    questions = ByWords([item.question for item in asked])
    return {
        key: [asked[at] for at in questions.near_numbers(name) if mention_of(asked[at].question, name)]
        for key, name in names.items()
    }


def sources_of_entries(chunks: Sequence[Chunk], tables: Sequence[Table]) -> frozenset[str]:
    """Hashes of the sources that name an entry of a table: nothing else can join a question here."""
    named: dict[str, list[str]] = defaultdict(list)
    for entry in sorted({row.cells[0].text.casefold() for table in tables for _, row in table.rows}):
        named[min(words_of(entry), default="")].append(entry)
    sources: set[str] = set()
    for chunk in chunks:
        if chunk.source not in sources:
            text = chunk.text.casefold()
            near = (entry for word in ("", *words_of(text)) for entry in named.get(word, ()))
            if any(re.search(rf"(?<!\w){re.escape(entry)}(?!\w)", text) for entry in near):
                sources.add(chunk.source)
    return frozenset(sources)


def _entries(tables: Sequence[Table], words: Lexicon) -> tuple[dict[str, str], dict[str, str]]:
    """Key of each entry that means one thing → what such things are called, and → its spelling."""
    sorts: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for table in tables:
        sort = sort_of(table.header.cells[0].text, words)
        for _, row in table.rows:
            key = entity_key(row.cells[0].text)
            if sort and re.fullmatch(r"[A-Za-z][\w'’ -]*", row.cells[0].text):
                sorts[key].add(sort)
                names.setdefault(key, row.cells[0].text)
    # Of several sorts ("type of bike", "e-bike") the narrower might not hold elsewhere: none is taken.
    return {key: min(some) for key, some in sorts.items() if len(some) == 1}, names


class _Places:
    """Sentences and table rows by their words, to see whether something is said once only."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = chunks

    @cached_property
    def _words(self) -> list[tuple[str, int, frozenset[str]]]:
        """(source, start, content words) of each; made when first asked for."""
        found = []
        for chunk in self._chunks:
            for block in chunk.blocks:
                header = block.header.cells if block.header else ()
                for row in block.rows:
                    text = " ".join(cell.text for cell in (*row.cells, *header))
                    found.append((chunk.source, row.start, content_words(text)))
                for sentence in sentences_of(block):
                    found.append((chunk.source, sentence.start, content_words(sentence.text)))
        return found

    @cached_property
    def _by_word(self) -> dict[str, set[int]]:
        numbers: dict[str, set[int]] = defaultdict(set)
        for number, (_, _, words) in enumerate(self._words):
            for word in words:
                numbers[word].add(number)
        return numbers

    def only(self, text: str, source: str, start: int) -> bool:
        """Whether no other place has all content words of a text, of which there must be two."""
        wanted = content_words(text)
        if len(wanted) < 2:
            return False
        numbers = set.intersection(*(self._by_word.get(word, set()) for word in wanted))
        return all(self._words[number][:2] == (source, start) for number in numbers)


def _from_sentences(
    chunks: Sequence[Chunk], sorts: dict[str, str], words: Lexicon, places: _Places
) -> Iterator[_Told]:
    for chunk in chunks:
        for block in chunk.blocks:
            for sentence in sentences_of(block):
                clause = parse(sentence.text, words)
                key = entity_key(clause.subject) if clause else ""
                if clause is None or clause.front or key not in sorts or clause.finite in MODALS:
                    continue
                said_low = sentence.text.casefold()
                if not (key in said_low or any(other in said_low for other in sorts)):
                    continue
                said = f"{clause.finite} {clause.rest}"
                singular = not is_plural(clause.subject.split(" ")[-1])
                if not singular or _LEANS.search(said) or "," in said:
                    continue
                if len(said.split()) > MOST_TOLD_WORDS or not places.only(said, chunk.source, sentence.start):
                    continue
                entry = re.sub(r"^(?:the|an?|each|every) ", "", clause.subject, flags=re.I)
                hop = _hop(chunk, sentence.start, sentence.end, entry)
                yield _Told(key, said, False, hop, table=False)


def _from_objects(
    graph: "Graph",
    chunks: Sequence[Chunk],
    sorts: dict[str, str],
    names: dict[str, str],
    words: Lexicon,
) -> Iterator[_Told]:
    """ "The Ridge Challenge leaves the Mill shop": the shop that the Ridge Challenge leaves."""
    by_source: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        by_source[chunk.source].append(chunk)
    into: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    outof: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for start, end, one in facts_in(graph):
        into[end].append((start, one))
        outof[start].append((end, one))
    for key in sorts:
        for other, fact in into[key]:
            if fact.confidence != "sentence" or sorts.get(other) == sorts[key] or not fact.said:
                continue
            ways = {end for end, one in outof[other] if one.relation == fact.relation}
            same = {end for end in ways if end in sorts}
            named = re.match(r"the [A-Z]|[A-Z]\w+ [A-Z]", fact.subject)
            if same != {key} or not named or is_plural(fact.subject.split(" ")[-1]):
                continue
            chunk = next(one for one in by_source[fact.source] if one.start <= fact.start < one.end)
            hop = _hop(chunk, fact.start, fact.end, names[key])
            if contains(names[key], hop.quote):
                yield _Told(key, f"{fact.subject} {fact.said}", True, hop, table=False)


def _from_tables(items: Sequence[GroundedItem], sorts: dict[str, str]) -> Iterator[_Told]:
    """The other way round through a table: "Which tour has a duration of 3 hours?"."""
    for item in items:
        key = entity_key(item.answer)
        sort = sorts.get(key, "")
        asked = re.fullmatch(
            r"Which (?P<sort>[\w -]+?) (?P<said>(?:has|opens|closes|starts|ends) .+)\?", item.question
        )
        if item.kind != "reverse table" or not asked or not sort:
            continue
        if asked["sort"] != sort and f"{asked['sort']}" != re.sub(r"^type of (.+)$", r"\1 type", sort):
            continue
        hop = Hop(
            item.answer,
            item.answer,
            item.chunk,
            item.source,
            item.name,
            item.start,
            item.end,
            item.quote,
            item.since,
        )
        yield _Told(key, asked["said"], False, hop, table=True)


def _hop(chunk: Chunk, start: int, end: int, entry: str) -> Hop:
    quote = chunk.text[start - chunk.start : end - chunk.start]
    return Hop(entry, entry, chunk.id, chunk.source, chunk.name, start, end, quote)


def mention_of(question: str, name: str) -> re.Match[str] | None:
    """Where a question speaks of the entry and not of something whose name holds its name."""
    found = re.search(
        rf"(?<!\w)(?:(?:the|an?|each|every) {re.escape(name)}|“{re.escape(name)}”)(?![\w'’-])", question, re.I
    )
    if found is None:
        return None
    after = question[found.end() :].lstrip()
    word = re.match(r"\w*", after)
    ends = not after or after[0] in "?,"
    return found if ends or (word and (word[0] in _FOLLOWS or is_base(word[0]))) else None


def _joined(told: _Told, item: GroundedItem, name: str, sort: str) -> str:
    """The question about the unnamed thing, or "" if the two places don't make one."""
    same = (told.hop.source, told.hop.start) == (item.source, item.start)
    # "the hourly rate for the type of bike with a tyre pressure of 4.0 bar": nobody looks things up so.
    if (
        same
        or (told.table and item.kind == "table")
        or contains(item.answer, told.words)
        or contains(name, told.words)
    ):
        return ""
    mention = mention_of(item.question, name)
    if (
        mention is None
        or not contains(told.hop.claim, item.quote)
        or re.search(r"according to", item.question, re.I)
    ):
        return ""
    if contains(told.hop.claim, item.question[: mention.start()] + item.question[mention.end() :]):
        return ""
    ends = item.question[mention.end() :] == "?"
    if told.by:
        opening = f"{told.words} one of the {plural_of(sort)}."
        asked = f"{opening[0].upper()}{opening[1:]} {_that(item.question, mention, sort)}"
    elif ends:
        said = re.sub(r"^has (?=\S)", "with ", told.words)
        link = "" if said != told.words else "that "
        asked = f"{item.question[: mention.start()]}the {sort} {link}{said}?"
    else:
        asked = f"One of the {plural_of(sort)} {told.words}. {_that(item.question, mention, sort)}"
    return asked if len(asked.split()) <= MOST_QUESTION_WORDS else ""


def _shortcut(item: GroundedItem, name: str, places: _Places) -> bool:
    """Whether the second place is found without the first: its question means it even without the thing."""
    mention = mention_of(item.question, name)
    assert mention is not None
    rest = item.question[: mention.start()] + item.question[mention.end() :]
    return item.kind == "sentence" and places.only(rest, item.source, item.start)


def _that(question: str, mention: re.Match[str], sort: str) -> str:
    return f"{question[: mention.start()]}that {sort}{question[mention.end() :]}"


def _item(told: _Told, item: GroundedItem, asked: str) -> GroundedItem:
    last = Hop(
        told.hop.claim,
        item.answer,
        item.chunk,
        item.source,
        item.name,
        item.start,
        item.end,
        item.quote,
        item.since,
    )
    first_shown = lay(told.hop.quote, range(len(told.hop.quote))).plain
    return replace(
        item,
        question=asked,
        kind="two hops",
        difficulty="hard",
        shown=f"{first_shown} — {item.shown}",
        hops=(told.hop, last),
    )
