"""Prices that documents state, each with the place that proves it, and what the firm is called that has them.

Read from tables whose cells are money or discounts, and from sentences of two forms: «A tandem costs £26 per
day» and «The late fee for an e-bike is £8 per hour». What a price is good for, its user decides by the unit.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, sentences_of
from seedbed.tools.knowledge.citations import cited
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.knowledge.values import Value, is_range
from seedbed.tools.offline.problems.price import Price
from seedbed.tools.offline.statements import Statement, read_statement
from seedbed.tools.offline.tables import cell_value, names_things
from seedbed.tools.offline.words import Words, words_of

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_FEE_FOR = re.compile(
    r"(?:the|a|an) (?P<unit>(?:[\w-]+ ){0,2}"
    r"(?:fee|charge|price|deposit|excess|fine|surcharge|supplement|fare|toll|rent)) "
    r"for (?:(?:an?|the|each|every) )?(?P<item>.+)"
)
_ITEM = re.compile(r"(?:(?:an?|the|each|every) )?(?P<item>.+)", re.I)
_PER = re.compile(r"(?:(?:per|an?|each|every) [a-z]+)?")
_MOST_ITEM_WORDS = 4
_WORD = r"[A-Z][A-Za-z'’-]+"
_RUN = re.compile(rf"{_WORD}(?: {_WORD})+")
_SEEN = 3
"""Times that the first word of a firm's name has to stand in the documents."""


def prices(chunks: Sequence[Chunk]) -> list[Price]:
    """The prices in the order of the passages; of those with equal item and unit the first, if all agree."""
    words = words_of(chunks)
    found: dict[tuple[str, str], list[Price]] = {}
    for chunk in chunks:
        for block in chunk.blocks:
            for fact in _facts(chunk, block, words):
                found.setdefault((fact.item.lower(), fact.unit.lower()), []).append(fact)
    return [same[0] for same in found.values() if len({(one.amount, one.currency) for one in same}) == 1]


def _facts(chunk: Chunk, block: Block, words: Words) -> Iterator[Price]:
    if block.kind == "table":
        yield from _of_table(chunk, block)
    elif block.kind == "paragraph":
        for sentence in sentences_of(block):
            said = read_statement(sentence.text, words)
            if said is not None and not said.front:
                for item, unit in _of_statement(said):
                    yield from _fact(item, unit, said.value, chunk, sentence.start, sentence.end)


def _of_table(chunk: Chunk, block: Block) -> Iterator[Price]:
    if not names_things(block) or block.header is None:
        return
    for row in block.rows:
        for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
            value = cell_value(cell)
            if value is None or value.text != cell.text or not row.cells[0].text:
                continue
            if value.kind == "money" or "discount" in header.text.lower():
                yield from _fact(row.cells[0].text, header.text, value, chunk, row.start, row.end)


def _of_statement(said: Statement) -> Iterator[tuple[str, str]]:
    """Item and unit of a price that a sentence states."""
    exact = said.end - said.start == len(said.value.text)  # no «about»
    if (
        not exact
        or said.before
        or said.preposition
        or not _PER.fullmatch(said.after)
        or said.value.kind != "money"
    ):
        return
    fee = _FEE_FOR.fullmatch(said.subject)
    if said.verb == "is" and fee:
        item, unit = fee["item"], f"{fee['unit']} {said.after}".strip()
    elif said.verb == "costs" and (named := _ITEM.fullmatch(said.subject)):
        item, unit = named["item"], said.after or "cost"
    else:
        return
    if len(item.split()) <= _MOST_ITEM_WORDS and not re.search(r"\b(?:of|for|on|to|in|with)\b", item):
        yield item, unit


def _fact(item: str, unit: str, value: Value, chunk: Chunk, start: int, end: int) -> Iterator[Price]:
    sign = "%" if value.kind == "percent" else _SIGNS.get(value.unit, "")
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", value.text)
    if value.kind not in ("money", "percent") or is_range(value) or not sign or not digits:
        return
    if value.text.replace(" ", "") not in (f"{sign}{digits[0]}", f"{digits[0]}{sign}"):
        return
    quote = chunk.text[start - chunk.start : end - chunk.start]
    evidence = cited(value.text, chunk.name, chunk.source, start, quote)
    if evidence["ok"]:
        yield Price(item, unit, digits[0], sign, evidence)


def firm_name(sources: Sequence[Source]) -> str:
    """What the firm is called that the documents are about; empty where they don't say it clearly.

    A name that stands in a title and in running text, begins with a word that is only ever a name
    («Larkspoke») and ends with one that is a common word too («Hire»): people and towns have names as well.
    Of several, the one named most often, then the first.
    """
    text = "\n".join(source.text for source in sources)
    common = set(re.findall(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])", text))
    words = Counter(re.findall(_WORD, text))
    names = dict.fromkeys(name for source in sources for name in _names(source.title, common))
    prose = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "|")))
    sure = [
        name
        for name in names
        if words[name.split()[0]] >= _SEEN and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prose)
    ]
    return max(sure, key=lambda name: words[name.split()[0]], default="")


def _names(title: str, common: set[str]) -> Iterator[str]:
    """Runs of capitalised words, without the common ones at their beginning («About Green …»)."""
    for run in _RUN.findall(title):
        name = run.split()
        while name and name[0].lower() in common:
            name = name[1:]
        if 2 <= len(name) <= 5 and name[-1].lower() in common:
            yield " ".join(name)
