"""What an assistant's turn may say: values, names and identifiers that stand in what came before it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from seedbed.tools.knowledge.claims.ground import Ground, ground
from seedbed.tools.knowledge.claims.openers import opens_plainly
from seedbed.tools.knowledge.claims.strict import known_to, names_of, number_faults
from seedbed.tools.knowledge.claims.words import words_of
from seedbed.tools.knowledge.values import Value, find_values, is_range
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.verification.toolcalls.calls import loads
from seedbed.tools.verification.trajectories.facts import key_words
from seedbed.tools.verification.trajectories.messages import Message, Trajectory

_CODE = re.compile(
    r"https?://[^\s<>()\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w-])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z0-9][\w-]*"
)
"""Addresses, and words of letters and digits: K-1001."""
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s|x|[ap]m|k|m|h|min|kg|km|cm|mm|g|l|ml|GB|MB|TB|mb|gb)$", re.I)
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_ABOUT = re.compile(r"\b(?:about|around|roughly|approximately|nearly|almost|some|over|under)\s*[£€$]?$", re.I)
_GENERIC = word_set(
    """
    ok okay id pdf sms pin faq url api ai it tv dvd usb cd gps wifi wi fi iban vat mr mrs ms miss dr prof am
    pm usd eur gbp chf utc gmt csv json html asap eta n/a na rsvp qr vip http https www fahrenheit celsius
    bye goodbye care thanks welcome hello hi
    """
)
"""Words with capitals that name nothing of the talk's."""
_NO_HALF = re.compile(r"[ap]\.?m|^\d{2}:|^(?:1[3-9]|2\d)|noon|midnight", re.I)
"""A time that says which half of the day it is in, or has the form of a clock of 24 hours."""
_END = re.compile(r"(?:(?!\s(?:to|until|and)\s|\s?[–—]\s?).)+")
"""One end of a range of dates or times."""
_MOST_TEXT = 400_000


@dataclass(frozen=True, slots=True)
class Support:
    """What came before a turn, made ready."""

    base: Ground
    bare: frozenset[Decimal]
    """Numbers that results and arguments hold as such."""
    joined: str
    """All of it, in lower case."""

    def holds(self, value: Value, text: str = "") -> bool:
        """Whether a value stands there, in another unit's clothing where data has bare numbers."""
        if not number_faults(value.text, self.base):
            return True
        if value.kind == "time":
            return any(_half_day(value, one) for one in self.base.values() if one.kind == "time")
        if value.kind == "number" and re.search(
            rf"(?<!\d){re.escape(value.text.casefold())}(?!\d)", self.joined
        ):
            return len(value.text) > 2  # part of a telephone number or an address
        amounts = [*amounts_of(value)]
        return bool(amounts) and all(
            any(same_amount(one, bare, value, text) for bare in self.bare) for one in amounts
        )


def _half_day(value: Value, other: Value) -> bool:
    """Whether two times are the same but for morning and evening: «a quarter past four in the afternoon»."""
    said = [one.canonical.partition(":")[2].split("–")[0] for one in (value, other)]
    hours = [int(one.partition(":")[0]) % 12 for one in said]
    return hours[0] == hours[1] and said[0][-2:] == said[1][-2:] and _NO_HALF.search(other.text) is None


def support(trajectory: Trajectory, turn: Message) -> Support:
    """What a turn rests on: earlier messages, results, arguments up to its own calls, tools' descriptions."""
    texts: list[str] = []
    bare: set[Decimal] = set()
    for tool in trajectory.tools:
        texts.append(tool.description)
        texts += [str(one) for one in _descriptions(tool.parameters)]
    for message in trajectory.messages:
        for one in message.calls:
            _read(dict(one.call.arguments), "", texts, bare)
        if message is turn:
            break
        if message.role != "tool":
            texts.append(message.text)
            continue
        try:
            _read(loads(message.text), "", texts, bare)
        except ValueError:
            texts.append(plain_stamps(message.text))
    texts = [text for text in texts if text]
    return Support(ground(texts), frozenset(bare), "\n".join(texts)[:_MOST_TEXT].casefold())


def _descriptions(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("description", "default", "minimum", "maximum", "const") and not isinstance(
                value, dict
            ):
                yield value
            elif key == "enum" and isinstance(value, list):
                yield from value
            else:
                yield from _descriptions(value)


def _read(value: Any, key: str, texts: list[str], bare: set[Decimal]) -> None:
    """A value of JSON as texts «price per day: 18», and its numbers."""
    if isinstance(value, dict):
        for name, one in value.items():
            _read(one, str(name), texts, bare)
        texts.append(" ".join(" ".join(key_words(str(name))) for name in value))
    elif isinstance(value, list):
        for one in value:
            _read(one, key, texts, bare)
        bare.add(Decimal(len(value)))
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        bare.add(abs(Decimal(str(value))))
        texts.append(f"{' '.join(key_words(key))}: {value}")
    else:
        said = plain_stamps(str(value))
        texts.append(said)
        bare.update(Decimal(one.amount) for one in find_values(said) if _is_number(one.amount))


def plain_stamps(text: str) -> str:
    """Text whose time stamps are a date and a time of day: 2026-05-03T14:30:00Z is «2026-05-03 14:30»."""
    return _STAMP.sub(r"\1 \2", text)


def values_in(text: str) -> list[Value]:
    """The values of a text as `find_values` has them, but both ends of a range of dates or times apart."""
    found = []
    for value in find_values(text):
        if value.kind not in ("date", "time") or not is_range(value):
            found.append(value)
            continue
        for part in _END.finditer(value.text):
            moved = value.start + part.start()
            found += [
                replace(one, start=one.start + moved, end=one.end + moved) for one in find_values(part[0])
            ]
    return found


def amounts_of(value: Value) -> Iterator[Decimal]:
    """The amounts of a value: none of a date, two of a range."""
    for one in value.amount.split("–"):
        if _is_number(one):
            yield Decimal(one)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", text))


def same_amount(said: Decimal, held: Decimal, value: Value, text: str = "") -> bool:
    """Whether an amount is another, or that one rounded as far as it is written or with «about» before it."""
    if said == held:
        return True
    if value.kind == "percent" and said == held * 100:
        return True
    places = -int(said.as_tuple().exponent) if said != said.to_integral_value() else _places(value.text)
    vague = bool(text) and bool(_ABOUT.search(text[: value.start]))
    return (places > 0 or vague) and held.quantize(Decimal(1).scaleb(-places)) == said


def _places(text: str) -> int:
    written = re.search(r"\.(\d+)", text)
    return len(written[1]) if written else 0


# names and identifiers -----------------------------------------------------------------------------------


def strange_codes(sentence: str, base: Support) -> list[str]:
    """Identifiers and addresses of a sentence that nothing before it has."""
    found = (match[0].rstrip(".,;:-") for match in _CODE.finditer(sentence))
    return [code for code in found if not _ORDINAL.fullmatch(code) and code.casefold() not in base.joined]


def strange_names(sentence: str, base: Support, values: Sequence[Value]) -> list[str]:
    """Words with a capital within a sentence that nothing before it has."""
    claim = words_of(sentence)
    found = []
    for word in names_of(claim):
        if not word.text[0].isupper() or word.text.casefold() in _GENERIC:
            continue
        if (mark := _begins(sentence, word.start)) and (mark != ":" or opens_plainly(word, base.base)):
            continue
        if any(value.start <= word.start < value.end for value in values) or word.text[-1:].isdigit():
            continue
        if _label(sentence, word.end) or known_to(word, base.base) or word.text.casefold() in base.joined:
            continue
        found.append(word.text)
    return found


def _begins(sentence: str, start: int) -> str:
    """The mark after which a word begins something: a sentence, a line, an item; empty: it begins nothing."""
    before = sentence[:start].rstrip(" \t*_#>\"'“«(")
    mark = before[-1:] or "."
    return mark if mark in ".!?:;\n-–—•|/(" else ""


def _label(sentence: str, end: int) -> bool:
    """Whether a word belongs to a label: «Booking Reference: …»."""
    return bool(re.match(r"(?:\s+\w+){0,2}\s*(?:\*\*|__)?:", sentence[end : end + 60]))
