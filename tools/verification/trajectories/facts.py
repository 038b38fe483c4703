"""What a tool's result shows: its records and their fields, or its error. Results are data in any JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.tools.verification.toolcalls.calls import loads

MOST_RECORDS = 2_000
_ID = re.compile(r"^(?:(?P<noun>\w+?)_?)?(?:id|ref|reference|number|no|code|key)$", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_ITS_OWN = ("phone", "telephone", "mobile", "fax", "zip", "post", "postal", "house", "street", "country")
"""`phone_number` names nothing."""
_TITLES = ("name", "title", "label")
_CODE = re.compile(r"(?=.*\d)[A-Za-z]{1,6}[-_/]?[\w-]{1,20}")
"""A text of letters and digits that begins with letters."""
_FAILED = re.compile(r"\W*(?:error|exception|traceback|failed|failure)\b", re.I)
_FAILURES = ("error", "failed", "failure", "fail")


@dataclass(frozen=True, slots=True)
class Record:
    """Fields that belong together."""

    name: str
    """The value that names it; empty: nothing does."""
    noun: str
    """What it is, in the singular: «booking» by a field `booking_id`; empty: not known."""
    fields: Mapping[str, Any]
    """Text, number or truth value of each field that is one, and lists of them."""
    turn: int
    """Of the message that shows it."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result, read."""

    records: tuple[Record, ...]
    error: str
    """What it says is wrong; empty: nothing."""
    listed: bool
    """Whether it shows several records, or says that there may be several."""


def read_result(text: str, turn: int) -> Result:
    """The records of a result, or its error. A result that isn't JSON has no records."""
    try:
        value = loads(text)
    except ValueError:
        return Result((), text if _FAILED.match(text) else "", False)
    if error := _error(value):
        return Result((), error, False)
    records = tuple(one for one, _ in zip(_records(value, turn), range(MOST_RECORDS), strict=False))
    return Result(records, "", isinstance(value, list) or any(_is_list(one) for one in _inner(value)))


def _error(value: Any) -> str:
    if isinstance(value, str):
        return value if _FAILED.match(value) else ""
    if not isinstance(value, Mapping):
        return ""
    for name in ("error", "errors", "exception"):
        if value.get(name):
            return str(value[name])
    failed = value.get("success") is False or value.get("ok") is False
    if failed or str(value.get("status", "")).lower() in _FAILURES:
        return str(value.get("message") or value.get("reason") or "it failed")
    return ""


def _inner(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else []


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], Mapping))


def _records(value: Any, turn: int) -> Iterator[Record]:
    if isinstance(value, list):
        for one in value:
            yield from _records(one, turn)
        return
    if not isinstance(value, Mapping):
        if value is not None:
            yield Record("", "", {"result": value}, turn)
        return
    inner = [one for key in value for one in _records_under(key, value[key], turn)]
    fields = {str(key): one for key, one in value.items() if _plain(one)}
    for key, one in value.items():
        if _is_list(one):
            noun = next((record.noun for record in inner if record.noun), "")
            fields.setdefault(f"{noun}s" if noun else str(key), value.get("count", len(one)))
    if fields:
        yield record_of(fields, turn)
    yield from inner


def _records_under(key: Any, value: Any, turn: int) -> Iterator[Record]:
    if isinstance(value, Mapping) or _is_list(value):
        yield from _records(value, turn)


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_plain(one) and not isinstance(one, list) for one in value)
    return isinstance(value, str | int | float)


def record_of(fields: Mapping[str, Any], turn: int, key: str = "", noun: str = "") -> Record:
    """A record of fields; what names it is the field `key`, or else the first that looks like an id.

    A field does by its name (`booking_id`), or, where none does, by its text (`desk: "D11"`), or else it is a
    title (`hotel_name`).
    """
    if not key:
        key = next((name for name, one in fields.items() if _is_id(name) and _names(one)), "")
        key = key or next((name for name, one in fields.items() if _is_code(one)), "")
        key = key or next((name for name, one in fields.items() if is_title(name) and _names(one)), "")
        matched = _ID.match(key)
        words = key_words(key)[:-1] if is_title(key) else key_words(key)
        noun = noun or ((matched["noun"] or "") if matched else " ".join(words))
    return Record(str(fields.get(key, "")), noun.lower().replace("_", " "), fields, turn)


def _is_id(key: str) -> bool:
    return _ID.match(key) is not None and key_words(key)[0] not in _NOT_ITS_OWN


def is_title(key: str) -> bool:
    """Whether a field holds what people call the record: `name`, `song_name`, `title`."""
    words = key_words(key)
    return bool(words) and words[-1] in _TITLES


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _names(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip() != ""


def key_words(key: str) -> tuple[str, ...]:
    """The words of a field's name: «price», «per», «day» of `price_per_day` and of `pricePerDay`."""
    return tuple(word.lower() for word in re.split(r"[\W_]+", _CAMEL.sub("_", key)) if word)
