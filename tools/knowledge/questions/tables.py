"""Questions about tables: what a column says of a row, and which row has a value.

A table is used if its first column names things (each once) and the header names what the other columns hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.tools.knowledge.blocks import Block, Cell, Row
from seedbed.tools.knowledge.questions.items import Difficulty
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.naming import entries, with_article
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import finite_readings, is_plural
from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set

_HEADER = re.compile(r"[A-Za-z][\w'’ -]*(?: \([^()]+\))?")
EMPTY = frozenset(
    {"", "-", "–", "—", "n/a", "none", "no", "yes", "x", "✓", "✗", "?", "tbd", "any", "all", "other"}
)
_VAGUE = word_set(
    """notes note description details comment comments remarks example examples usage meaning explanation info
    information link url see default type types name names status yes no"""
)
_LEFT_OPEN = word_set("for of by from to until till with at on in per than as after before since within")
_BARE_NOUNS = word_set(
    """purpose duration distance weight length height width size capacity area population depth volume price
    colour"""
)
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?")
_QUALIFIED = re.compile(r"(?:(?:from|up to|at least|about|ca\.) )?")
MOST_CELL_WORDS = 5
_SHOWS = re.compile(
    r"\b(?:[Tt]he|[Tt]his)(?: following)? table(?: below)? (?:shows|lists|gives|contains|sets out) "
    r"(the [^.:;,]+)[.:]"
)


@dataclass(frozen=True, slots=True)
class TableWording:
    """A question about one cell."""

    question: str
    answer: Cell
    row: Row
    difficulty: Difficulty
    value_kind: str
    shown: str
    """The fact as a person reads it: "Tandem: day rate £26"."""
    reverse: bool
    item: str
    """The entry of the first column."""


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
    entries_ = [row.cells[0].text.casefold() for row in block.rows]
    named = all(entry not in EMPTY and not find_values(entry)[1:] for entry in entries_)
    headed = all(cell.text for cell in block.header.cells)
    numbers = all(_is_number(entry) for entry in entries_)
    return named and headed and not numbers and len(set(entries_)) == len(entries_)


def _is_number(text: str) -> bool:
    values = find_values(text)
    return len(values) == 1 and values[0].text == text


def limits_of(before: Block | None, table: Block) -> str:
    """What the paragraph before a table says that it shows, if that limits it ("… in the summer season")."""
    if before is None or before.laid is None or before.heading_path != table.heading_path:
        return ""
    said = _SHOWS.search(before.laid.plain)
    return (
        said[1]
        if said and re.search(r" (?:in|during|outside|for|on|from|until|without|per) ", said[1])
        else ""
    )


def ask_table(block: Block, words: Lexicon, limits: str = "") -> Iterator[TableWording]:
    """The questions about a table, row by row; none if it isn't of the kind described above.

    `limits` is what the table is said to show ("the opening hours in the summer season"), "" if that limits
    nothing.
    """
    if not names_things(block) or block.header is None:
        return
    first = block.header.cells[0].text
    called = entries([row.cells[0].text for row in block.rows], first, words)
    for column, header in enumerate(block.header.cells[1:], 1):
        if not is_header(header.text):
            continue
        cells = [row.cells[column] for row in block.rows]
        for row, name in zip(block.rows, called, strict=True):
            cell = row.cells[column]
            question = _limited(ask_cell(header.text, cell, name, words), header.text, limits)
            if question:
                yield _wording(question, cell, row, header.text, reverse=False)
        for row in block.rows:
            cell = row.cells[column]
            once = sum(other.text.casefold() == cell.text.casefold() for other in cells) == 1
            question = _ask_reverse(first, header.text, cell, words) if once else ""
            question = _limited(question, header.text, limits)
            if question:
                yield _wording(question, cell, row, header.text, reverse=True)


def _limited(question: str, header: str, limits: str) -> str:
    """The question with what limits the table: "… in the summer season?", "According to the table of …"."""
    if not limits or not question:
        return question
    if column_verb(header.split(" ")[0].lower()):
        tail = re.search(r" (?:in|during|outside|for|on|from|until) .*", limits)
        return question.removesuffix("?") + f"{tail[0]}?" if tail else question
    if re.match(r"(?:How many|Which \S+(?: \S+)? has \d+) ", question):
        return question
    return f"According to the table of {limits.removeprefix('the ')}, {question[0].lower()}{question[1:]}"


def _wording(question: str, cell: Cell, row: Row, header: str, *, reverse: bool) -> TableWording:
    value = cell_value(cell)
    return TableWording(
        question,
        row.cells[0] if reverse else cell,
        row,
        "medium" if reverse else "easy",
        value.kind if value and not reverse else "",
        f"{row.cells[0].text}: {header} {cell.text}",
        reverse,
        row.cells[0].text,
    )


def ask_cell(header: str, cell: Cell, name: str, words: Lexicon) -> str:
    """What a column says of a row's entry, as a question; "" where the words for it aren't sure.

    Args:
        name: The entry as a noun phrase (naming.entries).
    """
    value = cell_value(cell)
    column = words.spelling(header)
    first = column.split(" ")[0].lower()
    if cell.text.casefold() in EMPTY or "(" in name or len(cell.text.split()) > MOST_CELL_WORDS:
        return ""
    verb = column_verb(first)
    if verb:
        if value is None or value.kind != "time" or name.startswith("“"):
            return ""
        subject = f"at what time does {name} {verb}" if not _WEEKDAY.fullmatch(name) else ""
        rest = " ".join(column.split(" ")[1:])
        return _sentence(f"{subject} {rest}".strip()) if subject else ""
    if _WEEKDAY.fullmatch(name):
        return (
            _sentence(f"what is the {column} on {name}") if value and not is_plural(head_of(column)) else ""
        )
    counted = value is not None and value.kind == "number" and is_plural(head_of(column))
    if counted:
        return "" if name.startswith("“") else _sentence(f"how many {column} does {name} have")
    if value is None and (
        not re.fullmatch(r"[\w'’, -]+", cell.text) or re.match(r"(?:see|yes|no)\b", cell.text, re.I)
    ):
        return ""
    what = "how much" if value is not None and value.kind == "money" else "what"
    price = re.fullmatch(r"(?:price|cost)(?: (per [\w ]+))?", column, re.I)
    if price and what == "how much" and not is_plural(name):
        return _sentence(f"how much is {name} {price[1] or ''}".strip())
    be = "are" if is_plural(head_of(column)) else "is"
    if " " in column and head_of(column) != column.split(" ")[-1].lower() and "(" not in column:
        return _sentence(f"for {name}, {what} {be} the {column}")
    preposition = "of" if head_of(column) in _BARE_NOUNS and what == "what" else "for"
    return _sentence(f"{what} {be} the {column} {preposition} {name}")


def _ask_reverse(first: str, header: str, cell: Cell, words: Lexicon) -> str:
    kind, column = words.spelling(first), words.spelling(header)
    value = cell_value(cell)
    plain = re.fullmatch(r"[a-z][\w-]*(?: [\w-]+){0,2}", kind) and not re.match(
        r"(?:what|name|no|when|where|who)\b", kind
    )
    if not plain or value is None or is_plural(head_of(kind)) or "(" in column or column.lower() in _VAGUE:
        return ""
    words_ = column.split(" ")
    verb = column_verb(words_[0].lower())
    if verb:
        when = " ".join([words_[0], "at", cell.text, *words_[1:]])
        return _sentence(f"which {kind} {when}") if value.kind == "time" else ""
    if re.match(r"(?:\w+est|least|most|number)\b", column):
        return ""
    if is_plural(head_of(column)):
        return (
            _sentence(f"which {kind} has {cell.text} {column}")
            if value.kind == "number" and value.amount != "1"
            else ""
        )
    if value.kind == "number" or value.text != cell.text:
        return ""
    return _sentence(f"which {kind} has {with_article(column)} of {cell.text}")


def is_header(text: str) -> bool:
    """Whether a column's header names what the column holds; "Valid for" doesn't."""
    named = _HEADER.fullmatch(text) is not None and text.casefold() not in _VAGUE
    return named and text.split()[-1].casefold() not in _LEFT_OPEN


def column_verb(word: str) -> str:
    """The base form, if a header begins with a verb in the third person ("Opens", "Closes at weekends")."""
    readings = [reading for reading in finite_readings(word) if reading.do == "does"]
    return (
        readings[0].base
        if readings and readings[0].base in ("open", "close", "start", "begin", "end")
        else ""
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}?"
