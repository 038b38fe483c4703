"""Texts that Hugging Face's reader of JSON takes for points in time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any


def read_as_times(values: Sequence[Mapping[str, Any]]) -> list[str]:
    """The places (`when`, `completion.content`) where all texts are dates, with a time or without: `datasets`
    makes points in time of them, moved to UTC."""
    found: dict[str, bool] = {}
    for place, text in (one for value in values for one in _texts(value)):
        found[place] = found.get(place, True) and _is_time(text)
    return [place for place, times in found.items() if times]


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _texts(one, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, place)


def _is_time(text: str) -> bool:
    try:
        return text[4:5] == text[7:8] == "-" and bool(datetime.fromisoformat(text))
    except ValueError:
        return False
