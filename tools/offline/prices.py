"""Prices that the tables of documents state, each with the place that proves it.

What a price is good for, its user decides by the unit: the words of its column.
"""

import re
from collections.abc import Iterator, Sequence

from seedbed.tools.knowledge.blocks import Block
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.citations import cited
from seedbed.tools.offline.problems.price import Price
from seedbed.tools.offline.tables import names_things

_AMOUNT = re.compile(r"(?P<sign>[£€$])?(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<share>%)?")


def prices(chunks: Sequence[Chunk]) -> list[Price]:
    """The prices in the order of the passages; of those with equal item and unit the first, if all agree."""
    found: dict[tuple[str, str], list[Price]] = {}
    for chunk in chunks:
        for block in chunk.blocks:
            for fact in _facts(chunk, block) if block.kind == "table" and names_things(block) else ():
                found.setdefault((fact.item.lower(), fact.unit.lower()), []).append(fact)
    return [same[0] for same in found.values() if len({(one.amount, one.currency) for one in same}) == 1]


def _facts(chunk: Chunk, block: Block) -> Iterator[Price]:
    assert block.header is not None
    for row in block.rows:
        quote = chunk.text[row.start - chunk.start : row.end - chunk.start]
        for header, cell in zip(block.header.cells[1:], row.cells[1:], strict=True):
            amount = _AMOUNT.fullmatch(cell.text)
            if amount is None or bool(amount["sign"]) == bool(amount["share"]):
                continue
            if amount["share"] and "discount" not in header.text.lower():
                continue
            evidence = cited(cell.text, chunk.name, chunk.source, row.start, quote)
            if evidence["ok"]:
                sign = amount["sign"] or "%"
                yield Price(row.cells[0].text, header.text, amount["digits"], sign, evidence)
