"""Whether the prices that a problem tells stand so in the documents: its own reading of tables and sentences.

A price is looked up by the words beside it in the problem: the thing, and hour, day, week, deposit, adult,
child or discount. It knows nothing of how the program finds prices.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.answer_readers.everything import reader

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hour": ("hourly rate",),
    "day": ("day rate", "price per day"),
    "week": ("week rate",),
    "deposit": ("deposit",),
    "discount": ("discount on hire rates",),
    "adult": ("adult price",),
    "child": ("child price",),
}
_TOLD = (
    ("item", "p", "unit"),
    ("item", "q", "long"),
    ("extra", "e", "unit"),
    ("last", "g", "unit"),
    ("other", "r", "unit"),
    ("item", "d", "deposit"),
    ("other", "s", "deposit"),
    ("plan", "off", "discount"),
    ("tour", "p", "adult"),
    ("tour", "q", "child"),
    ("other", "v", "adult"),
    ("other", "w", "child"),
)
"""Name of the thing, of its price, and for what (the name of a word of the text, or the word itself)."""


def told_prices(question: str) -> Counter[str]:
    """The prices of a problem that a form knows by their things, as written."""
    return Counter(price for reading in reader().read(question) for _, price, _ in _prices(reading.said))


def wrong_prices(questions: Sequence[str], sources: Sequence[str]) -> tuple[int, list[dict[str, str]]]:
    """Look up every price that a form knows by its thing.

    Returns:
        How many were looked up, and those that don't stand in the sources as the problem tells them.
    """
    tables = [_cells(text) for text in sources]
    sentences = [sentence for text in sources for sentence in re.split(r"(?<=[.!?])\s+|\n", text.lower())]
    compared, wrong = 0, []
    for question in questions:
        for reading in reader().read(question):
            for thing, price, what in _prices(reading.said):
                compared += 1
                cells = {table[place] for table in tables for place in _places(thing, what) if place in table}
                told = any(thing.lower() in s and re.search(_exactly(price), s) for s in sentences)
                if cells != {price} if what in _COLUMNS else not told:
                    wrong.append({"thing": thing, "what": what, "price": price, "question": question})
    return compared, wrong


def _prices(said: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for thing, price, what in _TOLD:
        if thing in said and _is_price(said.get(price, "")) and (what in said or what in _COLUMNS):
            yield said[thing], said[price], said.get(what, what)
    if "cause" in said:
        yield said["cause"], said["f"], "fee"
    if "delay" in said:
        yield "late", said["f"], "fee"


def _is_price(text: str) -> bool:
    return text.startswith("£") or text.endswith("%")


def _places(thing: str, what: str) -> Iterator[tuple[str, str]]:
    yield from ((thing.lower(), column) for column in _COLUMNS.get(what, ()))


def _exactly(price: str) -> str:
    return rf"(?<![\d.,£]){re.escape(price)}(?![\d%]|[.,]\d)"


def _cells(text: str) -> dict[tuple[str, str], str]:
    """(name of the row, name of the column) → cell, over all tables of a text; names in small letters."""
    found: dict[tuple[str, str], str] = {}
    head: list[str] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            head = []
            continue
        row = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not head:
            head = [cell.lower() for cell in row]
        elif not set(line) <= set("|-: "):
            found |= {(row[0].lower(), column): cell for column, cell in zip(head, row, strict=True)}
    return found
