"""The numbers that stand in a text, written in digits or in English words.

Knows 1,200, 4.50, 3/4, 1 1/2, ½, «two hundred and fifty», «twenty-five», «a dozen», «half», «two thirds»,
«two and a half», «twice», ordinals and «one». Tells numbers from names such as A4. It does not know units,
other languages' number words, or what a number is for.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["cardinal", "ordinal", "one"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number in a text."""

    value: Fraction
    start: int
    end: int
    """Code points in the text; currency and percent signs lie outside."""
    kind: Kind = "cardinal"
    """`one` is the word alone, which is as often a pronoun."""


# fmt: off
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_ROUND = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
_UNITS = {word: value for value, word in enumerate(_SMALL)}
_TENS = {word: 10 * value for value, word in enumerate(_ROUND, start=2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "twelfth": 12,
    "twentieth": 20,
    "hundredth": 100,
}
_PLURAL_PARTS = {"halves": 2} | {f"{word}s": value for word, value in _PARTS.items() if word != "half"}
_ORDINALS = {"first": 1, "second": 2} | {
    word: value for word, value in _PARTS.items() if word not in ("half", "quarter")
}
_ORDINALS |= {"eleventh": 11, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "thirtieth": 30}
_FACTORS = {"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2}
_FACTORS |= {"thrice": 3, "triple": 3, "tripled": 3, "triples": 3}
_TOKEN = re.compile(
    r"""
    (?P<digits>(?<![^\W_])(?P<sign>(?:(?<=\s)|(?<=\()|^)[-−](?=[0-9]))?
        (?P<number>[0-9]{1,3}(?:,[0-9]{3}){1,12}(?![0-9])(?:\.[0-9]{1,40})?|[0-9]{1,40}(?:\.[0-9]{1,40})?)
        (?:/(?P<below>[0-9]{1,40})(?![0-9/]))?(?P<ordinal>st\b|nd\b|rd\b|th\b)?)
    |(?P<glyph>[½¼¾⅓⅔⅕⅛])
    |(?P<word>[A-Za-z]+(?:['’][a-z]+)?)
    |(?P<label>[A-Za-z]+[0-9][A-Za-z0-9]*)
    |(?P<other>[0-9]+|[^\s])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    word: str
    """In small letters."""
    value: Fraction
    start: int
    end: int


def numbers_in(text: str) -> tuple[Fraction, ...]:
    """The values of all cardinal numbers in a text, in order; not ordinals, not «one»."""
    return tuple(found.value for found in numerals(text) if found.kind == "cardinal")


def numerals(text: str) -> tuple[Numeral, ...]:
    """All numbers in a text, in order."""
    tokens = _tokens(text)
    found: list[Numeral] = []
    position = 0
    while position < len(tokens):
        numeral, used = _read(tokens, position)
        if numeral is not None:
            found.append(numeral)
        position += max(used, 1)
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup if match.lastgroup in ("glyph", "word", "label", "other") else "digits"
        value = Fraction(0)
        if match["digits"]:
            value = Fraction(match["number"].replace(",", ""))
            below = int(match["below"] or 1)
            value = value / below if below else value
            value = -value if match["sign"] else value
            kind = "ordinal" if match["ordinal"] else "fraction" if match["below"] else "digits"
        elif match["glyph"]:
            kind, value = "fraction", Fraction(unicodedata.numeric(match["glyph"])).limit_denominator(10)
        tokens.append(_Token(kind, match.group().lower(), value, match.start(), match.end()))
    return tokens


def _word(tokens: Sequence[_Token], position: int) -> str:
    return tokens[position].word if 0 <= position < len(tokens) else ""


def _read(tokens: Sequence[_Token], position: int) -> tuple[Numeral | None, int]:
    """The numeral that begins here, if one does, and the number of tokens it takes."""
    token = tokens[position]
    if token.kind == "ordinal":
        return Numeral(token.value, token.start, token.end, "ordinal"), 1
    if token.kind in ("digits", "fraction"):
        return _after_digits(tokens, position)
    if token.kind != "word":
        return None, 1
    if token.word in _FACTORS:
        return Numeral(Fraction(_FACTORS[token.word]), token.start, token.end), 1
    if token.word in ("a", "an", "half", "dozen"):
        return _after_article(tokens, position)
    if token.word in _UNITS or token.word in _TENS:
        return _after_words(tokens, position)
    if token.word in _ORDINALS:
        return Numeral(Fraction(_ORDINALS[token.word]), token.start, token.end, "ordinal"), 1
    return None, 1


def _numeral(
    tokens: Sequence[_Token], position: int, used: int, value: Fraction, kind: Kind = "cardinal"
) -> tuple[Numeral | None, int]:
    return Numeral(value, tokens[position].start, tokens[position + used - 1].end, kind), used


def _after_digits(tokens: Sequence[_Token], position: int) -> tuple[Numeral | None, int]:
    value, used = tokens[position].value, 1
    follower = tokens[position + 1] if position + 1 < len(tokens) else None
    if (
        follower is not None
        and follower.kind == "fraction"
        and follower.value < 1
        and follower.start - tokens[position].end <= 1
        and tokens[position].kind == "digits"
        and value.denominator == 1
    ):
        return _numeral(tokens, position, 2, value + follower.value)
    if follower is not None and follower.word in _SCALES:
        value, used = value * _SCALES[follower.word], 2
    elif follower is not None and follower.word == "dozen":
        value, used = value * 12, 2
    return _with_part(tokens, position, used, value)


def _after_article(tokens: Sequence[_Token], position: int) -> tuple[Numeral | None, int]:
    """«a dozen», «a hundred and five», «half a dozen», «a quarter», «half»."""
    word, following = tokens[position].word, _word(tokens, position + 1)
    if word == "dozen":
        return _numeral(tokens, position, 1, Fraction(12))
    if word == "half":
        if _word(tokens, position - 1) in ("first", "second", "other", "better"):
            return None, 1
        if following == "a" and _word(tokens, position + 2) == "dozen":
            return _numeral(tokens, position, 3, Fraction(6))
        return _numeral(tokens, position, 1, Fraction(1, 2))
    if following == "dozen":
        return _numeral(tokens, position, 2, Fraction(12))
    if following in _SCALES:
        return _after_words(tokens, position)
    if following in _PARTS and following != "second":
        return _numeral(tokens, position, 2, Fraction(1, _PARTS[following]))
    return None, 1


def _after_words(tokens: Sequence[_Token], position: int) -> tuple[Numeral | None, int]:
    """«twenty-five», «two hundred and fifty thousand», «two thirds», «three dozen», «one»."""
    total, group, used = 0, 0, 0
    last = ""
    while position + used < len(tokens):
        word = _word(tokens, position + used)
        if word in ("-", "and") and used:
            following = _word(tokens, position + used + 1)
            joins = (
                last in _TENS and following in _UNITS
                if word == "-"
                else last in _SCALES and _is_small(following)
            )
            if not joins:
                break
        elif word in _UNITS and (not last or last in _SCALES or (last in _TENS and 0 < _UNITS[word] < 10)):
            group, last = group + _UNITS[word], word
        elif word in _TENS and (not last or last in _SCALES):
            group, last = group + _TENS[word], word
        elif word == "hundred" and (not last or last not in _SCALES):
            group, last = max(group, 1) * 100, word
        elif word in _SCALES and last and (last == "hundred" or last not in _SCALES):
            total, group, last = total + max(group, 1) * _SCALES[word], 0, word
        elif word in _SCALES and used == 1 and not last:
            total, last = _SCALES[word], word
        elif word not in ("a",) or used:
            break
        used += 1
    value = Fraction(total + group)
    following = _word(tokens, position + used)
    if following == "dozen":
        return _numeral(tokens, position, used + 1, value * 12)
    if following in _PLURAL_PARTS or (value == 1 and following in _PARTS):
        return _numeral(tokens, position, used + 1, value / (_PLURAL_PARTS | _PARTS)[following])
    if used == 1 and tokens[position].word == "one" and following != "and":
        return _numeral(tokens, position, 1, value, "one")
    return _with_part(tokens, position, used, value)


def _is_small(word: str) -> bool:
    return word in _UNITS or word in _TENS


def _with_part(
    tokens: Sequence[_Token], position: int, used: int, value: Fraction
) -> tuple[Numeral | None, int]:
    """«… and a half», «… and three quarters»."""
    words = [_word(tokens, position + used + ahead) for ahead in range(3)]
    if words[0] == "and" and words[1] in ("a", "one") and words[2] in _PARTS:
        return _numeral(tokens, position, used + 3, value + Fraction(1, _PARTS[words[2]]))
    if words[0] == "and" and words[1] in _UNITS and words[2] in _PLURAL_PARTS:
        return _numeral(
            tokens, position, used + 3, value + Fraction(_UNITS[words[1]], _PLURAL_PARTS[words[2]])
        )
    if used == 1 and tokens[position].word == "one":
        return _numeral(tokens, position, 1, value, "one")
    return _numeral(tokens, position, used, value)
