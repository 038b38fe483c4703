"""Columns of a table, and new values for them. Goes into the sandbox as a part of `database.py`."""

import datetime
import random
import re
from typing import Any

WORDS = ("alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan", "yew")
LITERAL = re.compile(r"'((?:[^']|'')*)'|(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])")


class Column:
    """What is known of a column, and its new values."""

    def __init__(self, about: tuple[Any, ...], values: list[Any], literals: list[Any]) -> None:
        self.name, self.declared = str(about[1]), str(about[2] or "").upper()
        self.nullable, self.key, self.hidden = (
            not about[3] and not about[5],
            int(about[5]),
            about[6] in (2, 3),
        )
        self.values = [value for value in values if value is not None and not isinstance(value, bytes)]
        self.parent: tuple[str, str] | None = None
        self.kind = self.found_kind()
        self.literals = [value for value in map(self.fitting, literals) if value is not None]

    def found_kind(self) -> str:
        """What it holds: by its values, else by its declared type."""
        if self.values and all(isinstance(value, str) for value in self.values):
            return "date" if all(_date(value) for value in self.values) else "text"
        if self.values and all(isinstance(value, (int, float)) for value in self.values):
            return "whole" if all(isinstance(value, int) for value in self.values) else "real"
        for kind, words in (
            ("date", ("DATE", "TIME")),
            ("whole", ("INT", "BOOL")),
            ("text", ("CHAR", "CLOB", "TEXT")),
            ("real", ("REAL", "FLOA", "DOUB", "NUM", "DEC")),
        ):
            if any(word in self.declared for word in words):
                return kind
        return "text"

    def fitting(self, literal: Any) -> Any:
        """A literal of a query as a value of this column; None: it is none."""
        if isinstance(literal, str):
            if self.kind == "date":
                return literal if _date(literal) else None
            return literal.replace("%", "").replace("_", "x") if self.kind == "text" else None
        if self.kind == "whole":
            return int(literal)
        return float(literal) if self.kind == "real" else None

    def draw(self, dice: random.Random, taken: list[Any]) -> Any:
        """A new value; `taken` are those of the column that it refers to."""
        if self.nullable and dice.random() < 0.12:
            return None
        if self.parent:
            return dice.choice(taken) if taken else None
        near = self.literals if self.literals and dice.random() < 0.45 else self.values or self.literals
        start = dice.choice(near) if near else None
        if self.kind == "text":
            return self._text(dice, start)
        if self.kind == "date":
            return _shifted(start or "2024-03-01", dice.choice((0, 0, 0, -1, 1, dice.randint(-400, 400))))
        return self._number(dice, start)

    def _text(self, dice: random.Random, start: Any) -> str:
        if start is None or dice.random() < 0.1:
            return dice.choice(WORDS)
        turn = dice.random()
        if turn < 0.8:
            return str(start)
        return dice.choice(
            (f"{start} {dice.choice(WORDS)}", f"{dice.choice(WORDS)} {start}", str(start).upper())
        )

    def _number(self, dice: random.Random, start: Any) -> int | float:
        if start is None:
            start = dice.randint(0, 20)
        elif dice.random() < 0.3:
            around = [*self.values, *self.literals]
            start = dice.uniform(min(around), max(around))
        if self.kind == "whole":
            return int(start) + dice.choice((-1, 0, 0, 0, 1))
        return round(float(start) + dice.choice((0, 0, 0, -0.01, 0.01, -1, 1)), 2)

    def other(self, number: int) -> Any:
        """A value that nothing else has, where a value must be unique."""
        if self.kind == "text":
            return f"{WORDS[number % len(WORDS)]} {number}"
        return _shifted("2020-01-01", number) if self.kind == "date" else 1000 + number


def literals_of(text: str) -> list[Any]:
    """The texts and numbers that a script or query names."""
    found: list[Any] = []
    for quoted, number in LITERAL.findall(text)[:300]:
        if number:
            found.append(float(number) if "." in number else int(number) if len(number) < 15 else 0)
        elif len(quoted) < 200:
            found.append(quoted.replace("''", "'"))
    return found


def _date(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) >= 10 and text[4] == "-"


def _shifted(text: str, days: int) -> str:
    if not _date(text):
        return text
    moved = datetime.datetime.fromisoformat(text) + datetime.timedelta(days=days)
    return moved.date().isoformat() + text[10:]
