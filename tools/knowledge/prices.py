"""Prices and discounts that documents state, each with the place that proves it.

Read from tables whose cells are money or percentages, and from sentences of two certain forms: "A tandem
costs £26 per day" and "The late fee for an e-bike is £8 per hour". What a price is good for, its user decides
by the unit's words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.citations import BY, contains
from seedbed.tools.knowledge.questions.clauses import Clause, has_conjunction, has_subordinate, parse
from seedbed.tools.knowledge.questions.lexicon import Lexicon, lexicon_of
from seedbed.tools.knowledge.questions.nouns import AMOUNTS
from seedbed.tools.knowledge.questions.tables import cell_value, names_things
from seedbed.tools.knowledge.values import Value, find_values, is_range

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_FEE_FOR = re.compile(
    r"(?:the|a|an) (?P<unit>(?:[\w-]+ ){0,2}(?P<head>[\w-]+)) for (?:(?:an?|the|each|every) )?(?P<item>.+)"
)
_ITEM = re.compile(r"(?:(?:an?|the|each|every) )?(?P<item>.+)", re.I)
_PER = re.compile(r"(?:(?:per|an?|each|every) [a-z]+)?")
MOST_ITEM_WORDS = 4


@dataclass(frozen=True, slots=True)
class PriceFact:
    """One price as the source states it."""

    item: str
    """What it is the price of, without article: "city bike"."""
    unit: str
    """What it is for, in the source's words: a column's header ("Day rate"), "per day", "late fee per hour",
    "cost"."""
    amount: str
    """Digits as in the source: "18.00"."""
    currency: str
    """"£", "$" or "€"; "%" for discounts."""
    citation: dict[str, Any] | None = None
    """Evidence of kind `citation` whose claim is the amount with its sign."""


def prices(chunks: Sequence[Chunk]) -> list[PriceFact]:
    """The prices in the order of the passages; of those with equal item and unit the first, if all agree."""
    words = lexicon_of(chunks)
    found: dict[tuple[str, str], list[PriceFact]] = {}
    for chunk in chunks:
        for block in chunk.blocks:
            for fact in _facts(chunk, block, words):
                found.setdefault((fact.item.lower(), fact.unit.lower()), []).append(fact)
    return [same[0] for same in found.values() if len({(one.amount, one.currency) for one in same}) == 1]


def _facts(chunk: Chunk, block: Block, words: Lexicon) -> Iterator[PriceFact]:
    if block.kind == "table":
        yield from _from_table(chunk, block)
    elif block.kind == "paragraph":
        for sentence in sentences_of(block):
            clause = parse(sentence.text, words)
            if clause and not clause.front:
                yield from _from_clause(chunk, sentence, clause)


def _from_table(chunk: Chunk, block: Block) -> Iterator[PriceFact]:
    if not names_things(block) or block.header is None:
        return
    for row in block.rows:
        for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
            value = cell_value(cell)
            if value is None or value.text != cell.text or not row.cells[0].text:
                continue
            if value.kind == "percent" and "discount" not in header.text.lower():
                continue
            yield from _fact(row.cells[0].text, header.text, value, chunk, row.start, row.end)


def _from_clause(chunk: Chunk, sentence: Sentence, clause: Clause) -> Iterator[PriceFact]:
    values = find_values(clause.rest)
    if len(values) != 1 or values[0].start or values[0].kind != "money" or has_subordinate(clause.rest):
        return
    per = clause.rest[values[0].end :].strip()
    fee = _FEE_FOR.fullmatch(clause.subject)
    if not _PER.fullmatch(per) or has_conjunction(clause.subject) or find_values(clause.subject):
        return
    if clause.finite == "is" and fee and fee["head"] in AMOUNTS:
        item, unit = fee["item"], f"{fee['unit']} {per}".strip()
    elif clause.verb and clause.verb.base == "cost" and clause.verb.do == "does":
        named = _ITEM.fullmatch(clause.subject)
        item, unit = named["item"] if named else "", per or "cost"
    else:
        return
    if len(item.split()) <= MOST_ITEM_WORDS and not re.search(
        r"\b(?:of|for|to|in|that|who|which|with)\b", item
    ):
        yield from _fact(item, unit, values[0], chunk, sentence.start, sentence.end)


def _fact(item: str, unit: str, value: Value, chunk: Chunk, start: int, end: int) -> Iterator[PriceFact]:
    sign = "%" if value.kind == "percent" else _SIGNS.get(value.unit, "")
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", value.text)
    if value.kind not in ("money", "percent") or is_range(value) or not sign or not digits:
        return
    if value.text.replace(" ", "") not in (f"{sign}{digits[0]}", f"{digits[0]}{sign}"):
        return
    quote = chunk.text[start - chunk.start : end - chunk.start]
    evidence = {
        "kind": "citation",
        "claim": value.text,
        "source": chunk.name,
        "sha256": chunk.source,
        "start": start,
        "end": end,
        "quote": quote,
        "ok": contains(value.text, quote),
        "by": BY,
    }
    if evidence["ok"]:
        yield PriceFact(item, unit, digits[0], sign, evidence)
