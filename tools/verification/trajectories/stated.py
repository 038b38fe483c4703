"""Values that a sentence gives a record, held against its fields.

A value belongs to a field by the noun behind it («3 nights»), by the field's words before it («the price is
48»), or by its kind (the one date). What can't be assigned is left to `support.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.tools.knowledge.claims.ground import ground
from seedbed.tools.knowledge.claims.strict import number_faults
from seedbed.tools.knowledge.claims.words import stem
from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.verification.trajectories.derive import amounts_in
from seedbed.tools.verification.trajectories.facts import Record, is_title, key_words
from seedbed.tools.verification.trajectories.lexicon import CHANGES, MONEY, TOTALS
from seedbed.tools.verification.trajectories.support import amounts_of, plain_stamps, same_amount

_BEFORE = 6
"""Words before a value among which its field may be named."""
_IDLE = word_set("id number count per the of in at for a an is new no value")
_WORD = re.compile(r"[^\W\d_]+")
_DIRECT = re.compile(r"(?:[^\w\d]+[^\W\d_]+){0,3}[^\w]*")
"""What may stand between a record's name and its one amount: three words."""
_NEAR = re.compile(r"[^\W\d_]\W{0,3}$")
"""A word that ends right before a value."""
_COUNTS = re.compile(r"-\d|\s?(?!(?:an?|per|each|apiece|and|or|altogether|in total|\w+ly)\b)[^\W\d_]")
"""What a number counts, or the rest of a longer one, behind it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The records that a sentence may be about."""

    records: tuple[Record, ...]
    sure: bool
    """Whether they are named, or there is just one."""


def value_fault(value: Value, sentence: str, subject: Subject, earlier: Sequence[Record]) -> str:
    """Why a value isn't that of its field; empty: it is, or belongs to no field that is known."""
    meant = [(record, keys) for record in subject.records if (keys := _fields_meant(value, sentence, record))]
    if not meant or any(
        holds_value(value, record.fields[key], sentence) for record, keys in meant for key in keys
    ):
        return ""
    if CHANGES.search(sentence) and any(
        holds_value(value, one, sentence) for record in earlier for one in record.fields.values()
    ):
        return ""
    record, keys = meant[0]
    key = keys[0]
    return f"it says {value.text!r}, and {has(record, key)}"


def _fields_meant(value: Value, sentence: str, record: Record) -> list[str]:
    """The fields of a record that a value of a sentence is said to be."""
    if value.kind in ("date", "time"):
        named = [key for key in record.fields if _of_kind(value.kind, record.fields[key])]
        by_words = [key for key in named if _named(key, _words_before(sentence, value.start))]
        return by_words or named
    if not value.amount:
        return []
    numeric = [key for key, one in record.fields.items() if len(amounts_in(one)) == 1 and _is_amount(one)]
    if value.kind == "money":
        return [key for key in numeric if MONEY & set(key_words(key))]
    if by_noun := _by_noun(value, sentence, numeric):
        return by_noun
    before = _words_before(sentence, value.start)
    by_words = [key for key in numeric if _named(key, before)]
    return by_words or (numeric if len(numeric) == 1 and _direct(value, sentence, record) else [])


def _direct(value: Value, sentence: str, record: Record) -> bool:
    """Whether a bare number stands right behind a record's name: «Gentle Mornings (95)»."""
    place = last_named(record, sentence, value.start)
    if place is None or value.kind != "number" or _COUNTS.match(sentence, value.end):
        return False
    return _DIRECT.fullmatch(sentence[place : value.start]) is not None


def names_its_field(value: Value, sentence: str, record: Record) -> bool:
    """Whether the whole name of its field stands right before a value: «first day 2026-06-18», «days: 9».

    Of money it says little: a price may be that of one or of all.
    """
    before = _words(sentence[: value.start])
    while before and before[-1] in ("is", "as", "the", "now"):
        before.pop()
    for key in _fields_meant(value, sentence, record):
        own = list(key_words(key))
        if not MONEY & set(own) and before[-len(own) :] == own and _NEAR.search(sentence[: value.start]):
            return True
    return False


def is_firm(value: Value, sentence: str, record: Record) -> bool:
    """Whether the noun behind a value names its field: «3 weeks» is no product of anything."""
    return value.kind != "money" and bool(_by_noun(value, sentence, list(record.fields)))


def _by_noun(value: Value, sentence: str, keys: Sequence[str]) -> list[str]:
    """Those of some fields that the noun behind a value names."""
    if _per(sentence, value):
        return []
    after = {stem(word) for word in [*_words(value.unit_words), *_words_after(sentence, value.end)[:1]]}
    return [key for key in keys if after & {stem(word) for word in key_words(key) if word not in _IDLE}]


def _per(sentence: str, value: Value) -> bool:
    """Whether the unit behind a value is what it is counted by: «18 a day», «18 per night»."""
    return bool(
        re.match(r"\s*(?:a|an|per|each|/)\b", sentence[value.end - len(value.unit_words) : value.end + 6])
    )


def _named(key: str, words: Sequence[str]) -> bool:
    """Whether words name a field: one of its own, or a word for money for a field of money."""
    own = [word for word in key_words(key) if word not in _IDLE]
    if not own:
        return False
    money = any(kind & set(own) and kind & set(words) for kind in (MONEY - TOTALS, TOTALS))
    return money or stem(own[0]) in {stem(word) for word in words}


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _words_before(sentence: str, start: int) -> list[str]:
    """The words before a value, not further back than the value, comma or «and» before it."""
    part = re.split(r"\d|[,;()]|\band\b", sentence[:start])[-1]
    return _words(part)[-_BEFORE:]


def _words_after(sentence: str, end: int) -> list[str]:
    part = re.match(r"[\s-]*[^\d,.;:()]*", sentence[end:])
    return _words(part[0]) if part else []


def _of_kind(kind: str, field: Any) -> bool:
    return (
        isinstance(field, str)
        and len(field) < 60
        and any(one.kind == kind for one in find_values(plain_stamps(field)))
    )


def _is_amount(field: Any) -> bool:
    """Whether a field is an amount, and not words around one."""
    return not isinstance(field, str) or bool(
        re.fullmatch(r"[£€$]?\s?[\d.,]+(?:\s?[A-Za-z%€]{1,12})?", field.strip())
    )


def holds_value(value: Value, field: Any, sentence: str = "") -> bool:
    """Whether a field of a record is, or holds, a value."""
    held = amounts_in(field)
    own = [*amounts_of(value)]
    if own and any(same_amount(one, other, value, sentence) for one in own for other in held):
        return True
    return isinstance(field, str) and not number_faults(value.text, ground(plain_stamps(field)))


# names of records ----------------------------------------------------------------------------------------


def names_of_record(record: Record) -> list[str]:
    """What a record may be called by: its key, its name or title."""
    called = [record.name, *(str(one) for key, one in record.fields.items() if is_title(key))]
    return [name for name in dict.fromkeys(called) if len(name) > 1]


def is_named(sentence: str, record: Record) -> bool:
    """Whether a sentence names a record."""
    return any(_stands(name, sentence) for name in names_of_record(record))


def _stands(name: str, sentence: str) -> bool:
    return name in sentence and bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w]|-\w)", sentence))


def last_named(record: Record, sentence: str, before: int) -> int | None:
    """Where the last name of a record before a place ends; None: there is none."""
    ends = [
        at + len(name) for name in names_of_record(record) if (at := sentence.rfind(name, 0, before)) >= 0
    ]
    return max(ends) if ends else None


def called(record: Record) -> str:
    """A record for people."""
    return record.name or (f"the {record.noun}" if record.noun else "the result")


def has(record: Record, key: str) -> str:
    """What a record has in a field, for people."""
    return f"{called(record)} has {key} {record.fields[key]!r} (turn {record.turn})"
