"""All the questions that a set of passages yields for certain, in the order of the passages.

Tables and key–value lines first, then sentences: a natural question where the form is certain, a cloze where
it isn't. A question that another place could answer differently gets its section named, or is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.citations import contains, round_trip_ok
from seedbed.tools.knowledge.plain import Laid
from seedbed.tools.knowledge.questions.amounts import ask_amounts
from seedbed.tools.knowledge.questions.clauses import Clause, parse
from seedbed.tools.knowledge.questions.cloze import ask_cloze
from seedbed.tools.knowledge.questions.items import GroundedItem, QuestionKind, Wording
from seedbed.tools.knowledge.questions.key_values import ask_key_values
from seedbed.tools.knowledge.questions.lexicon import Lexicon, lexicon_of
from seedbed.tools.knowledge.questions.naming import asked_of, place_name
from seedbed.tools.knowledge.questions.phrases import ask_phrases
from seedbed.tools.knowledge.questions.statements import ask_consequence, ask_statements
from seedbed.tools.knowledge.questions.tables import TableWording, ask_table, limits_of
from seedbed.tools.knowledge.questions.unique import Rivals, content_words

MOST_QUESTION_WORDS = 40
MANY_SOURCES = 20
"""With more documents than this, every question about a sentence names its document."""
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|prior to|older than)\b|^Note\b|\bversions?\b", re.IGNORECASE
)
_MORE = re.compile(r"(?:In (?:this|that|such|these|those)|Otherwise|It is|This is)\b")
_BARE = re.compile(
    r"(?:[A-Z][^,]*, )?[Tt]he ([a-z]\w+) "
    r"(?:is|are|was|were|must|can|may|will|should|has|have|had|\w+s|\w+ed)\b"
)


def make_questions(chunks: Sequence[Chunk]) -> tuple[GroundedItem, ...]:
    """Questions about the passages, each with one answer in them. A pure function of the passages."""
    words = lexicon_of(chunks)
    rivals = Rivals(chunks)
    unique = unique_headings(chunks) if words.sources <= MANY_SOURCES else frozenset()
    found = []
    seen: set[tuple[str, str]] = set()
    for item in _drafts(chunks, words, unique):
        said = (item.question, item.answer)
        settled = None if said in seen else _settle(item, rivals, unique)
        seen.add(said)
        if settled is not None:
            found.append(settled)
    return _distinct(found)


def _drafts(chunks: Sequence[Chunk], words: Lexicon, unique: frozenset[str]) -> Iterator[GroundedItem]:
    before: Block | None = None
    for chunk in chunks:
        for block in chunk.blocks:
            if block.kind == "table":
                limits = limits_of(before, block)
                since = before.start if limits and before is not None else None
                for item in _from_table(chunk, block, limits, words):
                    yield replace(item, since=since)
                before = block
                continue
            before = block
            lines = list(ask_key_values(block, place_name(block.heading_path, unique), words))
            for line, wording in lines:
                yield from _item(chunk, block, line, wording, "key value")
            if not lines and _is_prose(block):
                conditional = False
                sentences = sentences_of(block)
                for place, sentence in enumerate(sentences):
                    more = any(_MORE.match(after.text) for after in sentences[place + 1 : place + 2])
                    yield from _from_sentence(chunk, sentence, words, unique, conditional or more)
                    conditional = conditional or _CONDITION.search(sentence.text) is not None


def _is_prose(block: Block) -> bool:
    """Paragraphs, and list items that don't continue a sentence begun before the list."""
    return block.kind == "paragraph" or (block.kind == "item" and not block.lead.endswith(":"))


def _from_table(chunk: Chunk, block: Block, limits: str, words: Lexicon) -> Iterator[GroundedItem]:
    for asked in ask_table(block, words, limits):
        yield _table_item(chunk, block, asked, "reverse table" if asked.reverse else "table")


def _table_item(chunk: Chunk, block: Block, asked: TableWording, kind: QuestionKind) -> GroundedItem:
    row = asked.row
    return GroundedItem(
        question=asked.question,
        answer=asked.answer.text,
        kind=kind,
        difficulty=asked.difficulty,
        chunk=chunk.id,
        source=chunk.source,
        name=chunk.name,
        start=row.start,
        end=row.end,
        quote=chunk.text[row.start - chunk.start : row.end - chunk.start],
        answer_start=asked.answer.start,
        answer_end=asked.answer.end,
        heading_path=block.heading_path,
        value_kind=asked.value_kind,
        shown=asked.shown,
        entry=asked.item,
    )


def _from_sentence(
    chunk: Chunk, sentence: Sentence, words: Lexicon, unique: frozenset[str], conditional: bool
) -> Iterator[GroundedItem]:
    """Args:
    conditional: A sentence before it in its paragraph states a condition, which may hold for it, too, or
        the next says what else is the case.
    """
    clause = parse(sentence.text, words)
    wordings = _natural(clause, sentence.text, conditional) if clause else []
    path = sentence.block.heading_path
    vague = words.sources > MANY_SOURCES or _is_vague(sentence.text, words)
    if vague and wordings and path:
        where = place_name(path, unique)
        wordings = [replace(one, question=asked_of(one.question, where)) for one in wordings]
    for wording in wordings:
        kind: QuestionKind = "definition" if wording.defines else "sentence"
        yield from _item(chunk, sentence.block, sentence.laid, wording, kind)
    if not wordings and not (_is_vague(sentence.text, words) and not path):
        for wording in ask_cloze(sentence.text, place_name(path, unique)):
            yield from _item(chunk, sentence.block, sentence.laid, wording, "cloze")


def _is_vague(sentence: str, words: Lexicon) -> bool:
    """Whether the subject is a bare "the driver" of whom several documents speak, each perhaps of its own."""
    bare = _BARE.match(sentence)
    return bare is not None and words.defined.get(bare[1].lower(), 0) > 2


def _natural(clause: Clause, sentence: str, conditional: bool) -> list[Wording]:
    amounts = list(ask_amounts(clause))
    found = amounts + list(ask_statements(clause))
    if not found and not conditional:
        consequence = ask_consequence(clause, sentence[:-1])
        found = [consequence] if consequence else list(ask_phrases(clause))
    return found


def _item(
    chunk: Chunk, block: Block, laid: Laid, wording: Wording, kind: QuestionKind
) -> Iterator[GroundedItem]:
    """The item, if its answer stands in the source letter by letter (no markup inside it)."""
    answer = laid.plain[wording.start : wording.end]
    start, end = laid.span(wording.start, wording.end)
    raw = chunk.text[start - chunk.start : end - chunk.start]
    if " ".join(raw.split()) != answer:
        return
    first, last = laid.span(0, len(laid.plain))
    quote = chunk.text[first - chunk.start : last - chunk.start]
    if not contains(answer, quote) or len(wording.question.split()) > MOST_QUESTION_WORDS:
        return
    yield GroundedItem(
        question=wording.question,
        answer=answer,
        kind=kind,
        difficulty=wording.difficulty,
        chunk=chunk.id,
        source=chunk.source,
        name=chunk.name,
        start=first,
        end=last,
        quote=quote,
        answer_start=start,
        answer_end=end,
        heading_path=block.heading_path,
        value_kind=wording.value_kind,
        shown=laid.plain,
    )


def _settle(item: GroundedItem, rivals: Rivals, unique: frozenset[str]) -> GroundedItem | None:
    """The item if only its place can answer it, with the section named where that is what it takes."""
    thin = item.kind == "sentence" and len(content_words(item.question)) < 2
    if item.kind == "definition" or (not thin and not rivals.of(item)):
        return item
    where = place_name(item.heading_path, unique)
    if item.kind in ("cloze", "key value") or not where or where in item.question:
        return None
    named = replace(item, question=asked_of(item.question, where))
    return None if rivals.of(named) else named


def unique_headings(chunks: Iterable[Chunk]) -> frozenset[str]:
    """The headings that name one place only."""
    places: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for chunk in chunks:
        for block in chunk.blocks:
            for depth, heading in enumerate(block.heading_path, 1):
                places[heading].add((chunk.source, block.heading_path[:depth]))
    return frozenset(heading for heading, where in places.items() if len(where) == 1)


def _distinct(items: Iterable[GroundedItem]) -> tuple[GroundedItem, ...]:
    """One item per question; none where equal questions have different answers."""
    by_question: dict[str, list[GroundedItem]] = defaultdict(list)
    for item in items:
        by_question[item.question.casefold()].append(item)
    return tuple(
        same[0]
        for same in by_question.values()
        if all(round_trip_ok(same[0].answer, other.answer) for other in same[1:])
    )
