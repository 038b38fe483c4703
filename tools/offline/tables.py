"""Questions about tables: what a column says of a row, and which row has a value.

A table is used if its first column names things (each once) and the header names what the other columns hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.tools.knowledge.blocks import Block, Cell, Row
from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.offline.items import Told
from seedbed.tools.offline.words import DAY, Words, head_of, is_plural, with_article

_HEADER = re.compile(r"[A-Za-z][\w'’ -]*(?: \([^()]+\))?")
_EMPTY = frozenset(
    {"", "-", "–", "—", "n/a", "none", "no", "yes", "x", "✓", "✗", "?", "tbd", "any", "all", "other"}
)
_VAGUE = word_set(
    """notes note description details comment comments remarks example examples usage meaning explanation info
    information link url see default type types name names status"""
)
_LEFT_OPEN = word_set("for of by from to until till with at on in per than as after before since within")
_OF = word_set(
    """purpose duration distance weight length height width size capacity area population depth volume price
    colour"""
)
_VERBS = {"opens": "open", "closes": "close", "starts": "start", "begins": "begin", "ends": "end"}
_QUALIFIED = re.compile(r"(?:(?:from|up to|at least|about|ca\.) )?")
_MOST_CELL_WORDS = 5
_SHOWS = re.compile(
    r"\b[Tt]h(?:e|is)(?: following)? table(?: below)? (?:shows|lists|gives|contains) the [^.:;,]+?"
    r"(?P<when> (?:in|during|outside) the [^.:;,]+)?[.:]"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one cell."""

    question: str
    answer: Cell
    row: Row
    value_kind: str
    """Of the answer; empty where it is the row's entry."""
    told: Told | None
    """None: the question asks for the row that has a value."""


def cell_value(cell: Cell) -> Value | None:
    """The value that fills a cell (but for "up to" and the like), or None."""
    values = find_values(cell.text)
    if len(values) != 1:
        return None
    before, after = cell.text[: values[0].start], cell.text[values[0].end :]
    return values[0] if _QUALIFIED.fullmatch(before) and not after else None


def names_things(block: Block) -> bool:
    """Whether the first column of a table names its rows, each once."""
    if block.header is None or len(block.header.cells) < 2 or not block.rows:
        return False
    entries = [row.cells[0].text.casefold() for row in block.rows]
    named = all(entry not in _EMPTY and not find_values(entry)[1:] for entry in entries)
    headed = all(cell.text for cell in block.header.cells)
    numbers = all((values := find_values(one)) and values[0].text == one for one in entries)
    return named and headed and not numbers and len(set(entries)) == len(entries)


def season_of(before: Block | None, table: Block) -> str:
    """When a table holds, as the paragraph before it says (« in the summer season»); empty: always."""
    if before is None or before.laid is None or before.heading_path != table.heading_path:
        return ""
    said = _SHOWS.search(before.laid.plain)
    return (said["when"] or "") if said else ""


def ask_table(block: Block, words: Words, season: str = "") -> Iterator[Asked]:
    """The questions about a table, column by column; none if it isn't of the kind described above."""
    if not names_things(block) or block.header is None:
        return
    first = words.inner(block.header.cells[0].text)
    called = words.entries([row.cells[0].text for row in block.rows], block.header.cells[0].text)
    for number, header in enumerate(block.header.cells[1:], 1):
        column = words.inner(header.text)
        if (
            not _HEADER.fullmatch(header.text)
            or column.lower() in _VAGUE
            or column.split()[-1].lower() in _LEFT_OPEN
        ):
            continue
        cells = [row.cells[number] for row in block.rows]
        for row, name in zip(block.rows, called, strict=True):
            cell = row.cells[number]
            value = cell_value(cell)
            if asked := _ask_cell(column, cell, value, name, season):
                yield Asked(asked[0], cell, row, value.kind if value else "", asked[1])
        for row, cell in zip(block.rows, cells, strict=True):
            once = sum(other.text.casefold() == cell.text.casefold() for other in cells) == 1
            if once and (question := _ask_back(first, column, cell)):
                yield Asked(_sentence(question + season, "?"), row.cells[0], row, "", None)


def _ask_cell(
    column: str, cell: Cell, value: Value | None, name: str, season: str
) -> tuple[str, Told] | None:
    """What a column says of an entry, as a question and in a talk; None where that isn't sure."""
    said, first = cell.text, column.split(" ")[0].lower()
    if said.casefold() in _EMPTY or "(" in name or len(said.split()) > _MOST_CELL_WORDS:
        return None
    rest = column[len(first) :]
    if first in _VERBS:
        if value is None or value.kind != "time" or name[0] == "“" or DAY.fullmatch(name):
            return None
        verb = _VERBS[first]
        return _asked(
            f"at what time does {name} {verb}{rest}",
            (name, column, f"{name} {first} at {said}{rest}", f"at what time does it {verb}{rest}", name),
            season,
        )
    if value is None and (not re.fullmatch(r"[\w'’, -]+", said) or re.match(r"see\b", said, re.I)):
        return None
    plural = is_plural(head_of(column))
    if DAY.fullmatch(name):
        return None
    if value is not None and value.kind == "number" and plural:
        if name[0] == "“" or value.amount == "1":
            return None
        asked = (name, column, f"{name} has {said} {column}", f"how many {column} does it have", name)
        return _asked(f"how many {column} does {name} have", asked, season)
    money = value is not None and value.kind == "money"
    price = re.fullmatch(r"(?:price|cost)(?P<per> per [\w ]+)?", column, re.I)
    if price and money and not is_plural(name):
        per = price["per"] or ""
        asked = (name, f"price{per}", f"{name} costs {said}{per}", f"how much is it{per}", name)
        return _asked(f"how much is {name}{per}", asked, season)
    what, be = "how much" if money else "what", "are" if plural else "is"
    short = f"{what} {be} the {column}"
    if " " in column and head_of(column) != column.split(" ")[-1].lower() and "(" not in column:
        asked = (name, column, f"for {name}, the {column} {be} {said}", short, f"for {name}")
        return _asked(f"for {name}, {short}", asked, season)
    of = "of" if head_of(column) in _OF and not money else "for"
    told = f"the {column} {of} {name} {be} {said}"
    if value is None:
        told = f"the table gives the {column} {of} {name} as “{said}”"
    return _asked(f"{short} {of} {name}", (name, column, told, short, f"{of} {name}"), season)


def _asked(question: str, told: tuple[str, str, str, str, str], season: str) -> tuple[str, Told]:
    name, column, statement, of_it, of_other = told
    talk = Told(name, column, _sentence(statement + season, "."), f"And {of_it}?", f"And {of_other}?")
    return _sentence(question + season, "?"), talk


def _ask_back(kind: str, column: str, cell: Cell) -> str:
    """Which row has a value; empty where the words for it aren't sure."""
    value = cell_value(cell)
    plain = re.fullmatch(r"(?!(?:what|name|no|when|where|who)\b)[a-z][\w-]*(?: [\w-]+){0,2}", kind)
    if not plain or value is None or value.text != cell.text or is_plural(head_of(kind)) or "(" in column:
        return ""
    first, _, rest = column.partition(" ")
    if first.lower() in _VERBS:
        return f"which {kind} {first} at {cell.text} {rest}".strip() if value.kind == "time" else ""
    if re.match(r"(?:\w+est|least|most|number)\b", column):
        return ""
    if is_plural(head_of(column)):
        counts = value.kind == "number" and value.amount != "1"
        return f"which {kind} has {cell.text} {column}" if counts else ""
    return "" if value.kind == "number" else f"which {kind} has {with_article(column)} of {cell.text}"


def _sentence(text: str, mark: str) -> str:
    return f"{text[0].upper()}{text[1:]}{mark}"
