"""All the facts of one source's passages: tables, keys, triples, sentences; no other is needed.

A row of a table says of its first cell what each header names; a line "Key: value" speaks of the nearest
heading that isn't a mere label; sentences say what `spoken` is sure of.
"""

import re
from collections.abc import Iterator, Sequence

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.formats.triples import triples_of
from seedbed.tools.knowledge.graph.entities import entity_key, kind_of, singular
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.spoken import spoken
from seedbed.tools.knowledge.plain import Laid
from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.key_values import key_and_value
from seedbed.tools.knowledge.questions.lexicon import Lexicon, lexicon_of
from seedbed.tools.knowledge.questions.naming import entries
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.tables import EMPTY, limits_of, names_things
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

_LABELS = word_set(
    """ingredients directions instructions method steps notes note examples example usage overview summary
    introduction description details parameters options arguments return returns see history contents
    references links related metadata info information tips"""
)
_PRICED = re.compile(r"\b(?:price|rate|fee|cost)\b", re.I)
_CLAUSE = re.compile(
    r"^(?:for|in|on|at|by|if|when|with|to|as|from|note|first|second|then|the|\w+ly)\b|"
    r"\b(?:you|we|they|i|it|this|these|its|is|are|was|were|been|will|should|can|must|may)\b",
    re.I,
)
_EXPLAINS = re.compile(r"^[^:]*[-_\d]|: (?:an?|the) ")
_FILE = re.compile(r"\S+\.[a-z]{1,5}")
MOST_VALUE_WORDS = 12
MOST_ATTRIBUTE_WORDS = 4
"""A line with more words behind its colon explains the key; it is no attribute of the heading."""


def facts_of(chunks: Sequence[Chunk]) -> tuple[Fact, ...]:
    """The facts of the passages of one source, in their order, each once."""
    words = lexicon_of(chunks)
    found: dict[tuple[str, str, str, int], Fact] = {}
    for chunk in chunks:
        triples = list(_triples(chunk))
        blocks = () if triples else chunk.blocks
        before = (None, *blocks)
        said = (
            fact
            for above, block in zip(before, blocks, strict=False)
            for fact in _of_block(chunk, block, above, words)
        )
        for fact in (*triples, *said):
            if fact.subject_key and fact.value_key and fact.subject_key != fact.value_key:
                found.setdefault((fact.subject_key, fact.relation, fact.value_key, fact.start), fact)
    return tuple(found.values())


def relation_key(words: str) -> str:
    """A header or key as a relation: lower case, single spaces, units in brackets left out."""
    return " ".join(re.sub(r"\s*\([^()]*\)\s*$", "", words).casefold().split())


def _triples(chunk: Chunk) -> Iterator[Fact]:
    """The lines of a passage that are triples; a heading above names the type of their subjects."""
    for triple in triples_of(chunk.text):
        start, end = chunk.start + triple.start, chunk.start + triple.end
        path = next((b.heading_path for b in chunk.blocks if b.start <= start < b.end), chunk.heading_path)
        yield Fact(
            subject=triple.subject,
            relation=relation_key(triple.relation),
            value=triple.object,
            confidence="triple",
            source=chunk.source,
            name=chunk.name,
            start=start,
            end=end,
            quote=chunk.text[triple.start : triple.end],
            heading_path=path,
            subject_kind=kind_of(triple.subject, path[-1] if path else ""),
            value_kind=kind_of(triple.object, triple.relation),
        )


def _of_block(chunk: Chunk, block: Block, above: Block | None, words: Lexicon) -> Iterator[Fact]:
    if block.kind == "table":
        yield from _table(chunk, block, limits_of(above, block), words)
    elif block.laid is not None and block.kind != "heading":
        lines = list(_key_values(chunk, block))
        yield from lines
        if not lines and not (block.kind == "item" and block.lead.endswith(":")):
            for sentence in sentences_of(block):
                yield from _sentence(chunk, sentence, words)


def _table(chunk: Chunk, block: Block, within: str, words: Lexicon) -> Iterator[Fact]:
    if not names_things(block) or block.header is None:
        return
    headers = [cell.text for cell in block.header.cells]
    sort = " ".join([*headers[0].lower().split(" ")[:-1], singular(headers[0].lower().split(" ")[-1])])
    sold = any(_PRICED.search(header) for header in headers[1:])
    called = entries([row.cells[0].text for row in block.rows], headers[0], words)
    for row, name in zip(block.rows, called, strict=True):
        thing = row.cells[0].text
        for header, cell in zip(headers[1:], row.cells[1:], strict=True):
            if cell.text.casefold() in EMPTY or len(cell.text.split()) > MOST_VALUE_WORDS:
                continue
            yield Fact(
                subject=thing,
                relation=relation_key(header),
                value=cell.text,
                confidence="table",
                source=chunk.source,
                name=chunk.name,
                start=row.start,
                end=row.end,
                quote=chunk.text[row.start - chunk.start : row.end - chunk.start],
                heading_path=block.heading_path,
                subject_kind=kind_of(thing, headers[0], sold=sold),
                value_kind=kind_of(cell.text, header),
                sort=sort,
                said=words.spelling(header),
                called=name,
                within=within,
            )


def subject_of(path: Sequence[str]) -> str:
    """The heading that a key–value line speaks of: the innermost that isn't a mere label; "" for none."""
    return next((heading for heading in reversed(path) if entity_key(heading) and not _is_label(heading)), "")


def _is_label(heading: str) -> bool:
    if _FILE.fullmatch(heading):
        return True
    return all(word in _LABELS for word in re.findall(r"[a-z]+", heading.lower()))


def _key_values(chunk: Chunk, block: Block) -> Iterator[Fact]:
    thing = subject_of(block.heading_path)
    if block.laid is None or thing.endswith("?"):
        return
    for line in block.laid.lines():
        pair = key_and_value(line.plain)
        if pair is None or len(pair[1].split()) > MOST_VALUE_WORDS or re.search(r"[.;?!] ", pair[1]):
            continue
        key, value = pair[0], pair[1].strip()
        if not head_of(key) or not any(char.isalnum() for char in value) or _CLAUSE.search(f"{key}: {value}"):
            continue
        explains = len(value.split()) > MOST_ATTRIBUTE_WORDS or _EXPLAINS.search(f"{key}: {value}")
        valued = any(one.start == 0 for one in find_values(value))
        if (explains or not thing) and not valued:
            if key.isalpha() and key.islower():
                continue  # "name: the group's name": another name in each list.
            yield _fact(chunk, block, line, key, "mean", value, "", "key-value")
        elif thing:
            yield _fact(chunk, block, line, thing, relation_key(key), value, "", "key-value")


def _sentence(chunk: Chunk, sentence: Sentence, words: Lexicon) -> Iterator[Fact]:
    clause = parse(sentence.text, words)
    if clause is None:
        return
    for said in spoken(clause):
        fact = _fact(
            chunk,
            sentence.block,
            sentence.laid,
            said.subject,
            said.relation,
            said.value,
            said.words,
            "sentence",
        )
        yield fact


def _fact(
    chunk: Chunk, block: Block, laid: Laid, subject: str, relation: str, value: str, said: str, how: str
) -> Fact:
    start, end = laid.span(0, len(laid.plain))
    return Fact(
        subject=subject,
        relation=relation,
        value=value,
        confidence="key-value" if how == "key-value" else "sentence",
        source=chunk.source,
        name=chunk.name,
        start=start,
        end=end,
        quote=chunk.text[start - chunk.start : end - chunk.start],
        heading_path=block.heading_path,
        subject_kind=kind_of(subject),
        value_kind=kind_of(value),
        said=said,
        plain=laid.plain if how == "sentence" else "",
    )
