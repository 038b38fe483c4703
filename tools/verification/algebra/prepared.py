"""What the plain grammar reads: a text with separators, units, dates and bars told apart beforehand.

A comma groups thousands or separates, `m` is a metre or an unknown, `|` opens or closes: the grammar can't
tell, so one pass over the tokens does, and marks what it found with control characters, which no text may
contain. Look-alikes of letters and digits are refused here. It builds no trees.
"""

import datetime
import difflib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from seedbed.tools.verification.algebra.functions import BY_NAME, GROUPS, TWO_MEANINGS
from seedbed.tools.verification.algebra.unit_names import CURRENCY, UNITS, pint_name
from seedbed.tools.verification.syntax import MAX_TEXT, ExpressionFault
from seedbed.tools.verification.tree_maker import SIGNS

UNIT, DATE, WORD, MONEY, END = "\x01", "\x02", "\x03", "\x04", "\x05"
"""Marks before a unit, a date, a word and a sign of money, and the one after each."""

_SAME = SIGNS | str.maketrans({"⋅": "*", "∙": "*", "μ": "µ", "\n": " ", "\t": " "})
_OTHER = {"≤": "<=", "≥": ">=", "∅": "{}", "∪": "∪", "√": "√", "±": "±", "π": "pi ", "∞": "oo "}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_READ = {chr(code) for code in (*_SAME, *_RAISED)} | set(_OTHER) | set("µ°€£¢≠")
KEYWORDS = frozenset(("of", "mod", "or", "and", "to", "per"))
CONSTANTS = {"pi": "pi", "e": "e", "i": "i", "oo": "oo", "inf": "oo", "infinity": "oo"}
GREEK = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "nu", "rho", "sigma"),
        *("tau", "phi", "chi", "psi", "omega", "kappa", "eta", "zeta", "xi"),
    )
)

_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_TOKEN = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9.]))"
    rf"|(?P<number>{_NUMBER}(?:[eE][+-]?[0-9]+(?![A-Za-z0-9_.]))?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*|[µ¢][A-Za-z]*|°[CF]?)"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|(?P<notequal>!=|≠)|(?P<power>\*\*)|(?P<equal>==)|(?P<other>.)",
    re.DOTALL,
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
_UNIT_NAME = r"(?:[A-Za-zµ]+|°[CF]?|[$€£¢])"
_UNIT_POWER = r"(?:\^-?[0-9](?![0-9.])|\*\*[0-9](?![0-9.])|⁻?[¹²³⁴])?"
_LINK = re.compile(rf"(?P<sign>[*/]| per )?(?P<name>{_UNIT_NAME})(?P<power>{_UNIT_POWER})(?![A-Za-z0-9_(])")
_MEASURE = re.compile(
    rf"[0-9)](?P<gap> *)(?P<first>{_UNIT_NAME}){_UNIT_POWER}"
    rf"(?:(?:[*/]| per ){_UNIT_NAME}{_UNIT_POWER})*(?![A-Za-z0-9_(])"
)
_DATED = frozenset(("days_between", "add_days", "add_months", "weekday", "day_of_year"))
_OF_NUMBERS = frozenset(
    name
    for group in ("numbers", "statistics", "units")
    for info in GROUPS[group]
    for name in (info.name, *info.aliases)
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A marked text, and where each piece of it stood."""

    text: str
    starts: tuple[tuple[int, int], ...]
    """(place in the marked text, place in the original), ascending."""

    def origin(self, position: int | None) -> int | None:
        """Where the piece at a place of the marked text stood in the original; None is the end."""
        if position is None:
            return None
        return self.starts[max(0, bisect_right(self.starts, (position, MAX_TEXT)) - 1)][1]


def prepare(text: str) -> Prepared:
    """The marked text.

    Raises:
        ExpressionFault: too long, a character that isn't read, a unit or function that isn't known, or
            something with two readings. Says which, and where that helps.
    """
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    for at, sign in enumerate(text):
        if sign not in _READ and not (sign.isascii() and sign.isprintable()):
            name = unicodedata.name(sign, f"control character {ord(sign):#04x}")
            raise ExpressionFault(
                f"character {at + 1} is {name}, which isn't read: ASCII letters and digits are"
            )
    read = text.translate(_SAME)
    return _Pass(read, _is_measured(read)).run()


def _is_measured(text: str) -> bool:
    """Whether single letters behind numbers are units: `3 m + 2 m` and `3 m + 5 km`, not `3m + 2m`."""
    if any(sign in text for sign in CURRENCY) or re.search(r"\bconvert *\(", text):
        return True
    rest: list[str] = []
    end = 0
    for found in _MEASURE.finditer(text):
        first = found["first"]
        if len(first) > 1 and first in UNITS and first not in CONSTANTS:
            return True
        if found["gap"] and first in UNITS:
            rest.append(text[end : found.start() + 1])
            end = found.end()
    rest.append(text[end:])
    words = re.findall(r"[A-Za-z_]\w*", " ".join(rest))
    sides = re.split(r"!=|[=<>≤≥≠]+", text)
    return all(_MEASURE.search(side) for side in sides) and all(
        word in _OF_NUMBERS or word in CONSTANTS or word in KEYWORDS for word in words
    )


@dataclass(slots=True)
class _Frame:
    """An open bracket, bar or call."""

    sign: str
    function: str = ""
    argument: int = 0


@dataclass(slots=True)
class _Pass:
    """One walk over the tokens of a text."""

    text: str
    measured: bool
    at: int = 0
    out: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    frames: list[_Frame] = field(default_factory=list)
    operand: bool = False
    """Whether the token before ends an operand."""
    pending: str = ""
    """The function whose bracket comes next."""

    def run(self) -> Prepared:
        while self.at < len(self.text):
            if self.text[self.at] == " ":
                self.emit(" ", 1, self.operand)
            elif not self.digits_of_a_base():
                token = _TOKEN.match(self.text, self.at)
                assert token is not None and token.lastgroup
                getattr(self, f"on_{token.lastgroup}")(token.group())
        return Prepared("".join(self.out), tuple(self.starts) or ((0, 0),))

    def emit(self, piece: str, read: int, operand: bool) -> None:
        """Write a piece for so many characters read."""
        self.starts.append((self.length, self.at))
        self.out.append(piece)
        self.length += len(piece)
        self.at += read
        self.operand = operand

    @property
    def frame(self) -> _Frame:
        return self.frames[-1] if self.frames else _Frame("")

    def digits_of_a_base(self) -> bool:
        if self.frame.function != "from_base" or self.frame.argument:
            return False
        digits = re.compile(r"[0-9A-Za-z]+").match(self.text, self.at)
        if digits:
            self.emit(f"{WORD}{digits.group()}{END}", len(digits.group()), True)
        return bool(digits)

    def on_date(self, token: str) -> None:
        month, day = token[5:7], token[8:]
        told = self.frame.function in _DATED or "0" in (month[0], day[0]) or token == self.text.strip()
        if not told:
            number = re.compile(_NUMBER).match(self.text, self.at)
            assert number is not None
            self.on_number(number.group())
            return
        try:
            datetime.date.fromisoformat(token)
        except ValueError:
            raise ExpressionFault(f"{token} isn't a date") from None
        self.emit(f"{DATE}{token}{END}", len(token), True)

    def on_number(self, token: str) -> None:
        if self.frame.sign in ("", "|") or (self.frame.sign == "(" and not self.frame.function):
            grouped = _THOUSANDS.match(self.text, self.at)
            if grouped:
                token = grouped.group()
                before, after = self.text[: self.at].rstrip(), self.text[grouped.end() :].lstrip()
                if before.endswith("(") and after.startswith(")"):
                    pair, number = token.replace(",", ", "), token.replace(",", "")
                    raise ExpressionFault(f"({token}) has two readings: write ({pair}) or {number}")
        digits, e, power = re.sub("E", "e", token).partition("e")
        if e and "e" in token and power[0] in "+-":
            raise ExpressionFault(
                f"{token} has two readings: write {digits}*10^{power} or {digits}*e {power}"
            )
        written = digits.replace(",", "")
        self.emit(f"({written}*10^({power}))" if e else written, len(token), True)
        self.units(behind_bracket=False)

    def units(self, behind_bracket: bool) -> None:
        """Mark a unit that follows a number or bracket."""
        gap = len(self.text) - self.at - len(self.text[self.at :].lstrip(" "))
        first = _LINK.match(self.text, self.at + gap)
        if first is None or first["sign"] or first["name"] in KEYWORDS | CONSTANTS.keys() | GREEK:
            return
        name = first["name"]
        if len(name) == 1 and name.isalpha() and name.isascii():
            is_unit = name in UNITS and (bool(gap) if behind_bracket else self.measured)
        else:
            is_unit = name in UNITS or not behind_bracket
        if is_unit and not gap and name not in UNITS:
            raise ExpressionFault(f"{name[:30]!r} is no unit that is known; a product is written with *")
        if is_unit:
            self.at += gap
            self.unit()

    def unit(self) -> None:
        """Mark the unit that begins here. Raises ExpressionFault where one isn't known."""
        end, written = self.at, ""
        link = _LINK.match(self.text, end)
        while link and (not written or (link["sign"] and link["name"] in UNITS)):
            pint_name(link["name"])
            sign = "/" if link["sign"] == " per " else link["sign"] or ""
            power = link["power"].translate(_RAISED).replace("**", "^").lstrip("^")
            written += f"{sign}{link['name']}" + (f"^{power}" if power else "")
            end = link.end()
            link = _LINK.match(self.text, end)
        self.emit(f"{UNIT}{written}{END}", end - self.at, True)

    def on_word(self, token: str) -> None:
        frame = self.frame
        if frame.function == "convert" and frame.argument == 1 and _LINK.match(self.text, self.at):
            self.unit()
        elif frame.function == "convert" and token == "to":
            self.separate(2)
        elif self.text[self.at + len(token) :].lstrip(" ").startswith("(") and token not in KEYWORDS:
            _check_function(token)
            self.pending = token
            self.emit(token, len(token), False)
        else:
            self.emit(token, len(token), token not in KEYWORDS)

    def on_raised(self, token: str) -> None:
        self.emit(f"^({token.translate(_RAISED)})", len(token), True)

    def on_notequal(self, token: str) -> None:
        if token == "!=" and self.at and self.text[self.at - 1] != " ":
            raise ExpressionFault("!= has two readings here: write ` = ` behind a factorial, or ` != `")
        self.emit("!=", len(token), False)

    def on_power(self, token: str) -> None:
        self.emit("^", 2, False)

    def on_equal(self, token: str) -> None:
        self.emit("=", 2, False)

    def on_other(self, token: str) -> None:
        if token in "([{":
            self.frames.append(_Frame(token, self.pending))
            self.pending = ""
            self.emit(token, 1, False)
        elif token in ")]}":
            self.close(token)
        elif token in ",;":
            self.separate(1)
        elif token == "|":
            self.bar()
        elif token in CURRENCY:
            self.emit(f"{MONEY}{token}{END}", 1, False)
        else:
            self.emit(_OTHER.get(token, token), 1, token in "%!∅π∞")

    def separate(self, read: int) -> None:
        if self.frames:
            self.frames[-1].argument += 1
        self.emit(";", read, False)

    def close(self, token: str) -> None:
        opened = self.frames.pop() if self.frames else _Frame("")
        self.emit(token, 1, True)
        if opened.sign + token == "()":
            self.units(behind_bracket=True)

    def bar(self) -> None:
        if self.frame.sign == "|" and self.operand:
            self.frames.pop()
            self.emit(")", 1, True)
        else:
            self.frames.append(_Frame("|"))
            self.emit("abs(", 1, False)


def _check_function(name: str) -> None:
    if name in BY_NAME:
        return
    if name in TWO_MEANINGS:
        raise ExpressionFault(f"{name} has two readings: write {TWO_MEANINGS[name]}")
    if len(name) == 1:
        raise ExpressionFault(
            f"{name}( has two readings: write {name}*( for a product; no function is so called"
        )
    near = difflib.get_close_matches(name[:30], BY_NAME, n=3, cutoff=0.6)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise ExpressionFault(f"the function {name[:30]!r} isn't known{hint}")
