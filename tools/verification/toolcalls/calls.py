"""Calls as models and datasets write them, as one value. Their arguments are data and are parsed strictly.

`{"name": …, "arguments": {…} or JSON text}`, OpenAI's `{"function": {"name": …, "arguments": "…"}}`, and
`{"NAME": {…}}`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_CALLS = 1_000
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    name: str
    arguments: Mapping[str, Any]
    fault: str = ""
    """Why it can't be read as a call; empty: it can."""
    id: str = ""
    """Names it within a talk."""


def read_calls(given: Any) -> tuple[Call, ...] | str:
    """The calls, or in a line why there are none: not a list, or not JSON."""
    if isinstance(given, str):
        try:
            given = loads(given)
        except ValueError as fault:
            return f"`calls` is not JSON: {fault}"
    if isinstance(given, Mapping):
        given = [given]
    if not isinstance(given, (list, tuple)):
        return "`calls` is not a list of calls"
    if len(given) > MOST_CALLS:
        return f"more than {MOST_CALLS:,} calls in a row"
    return tuple(read_call(one) for one in given)


def read_call(given: Any) -> Call:
    """One call, with what is wrong with its form."""
    if not isinstance(given, Mapping):
        return Call("", {}, "a call is an object with a name and arguments")
    inner = given.get("function") if isinstance(given.get("function"), Mapping) else given
    assert isinstance(inner, Mapping)
    if "name" not in inner and len(inner) == 1:
        ((name, arguments),) = inner.items()
    else:
        name, arguments = inner.get("name"), inner.get("arguments", inner.get("parameters", {}))
    if not isinstance(name, str) or not name:
        return Call("", {}, "a call without the name of a function")
    if isinstance(arguments, str):
        try:
            arguments = loads(arguments) if arguments.strip() else {}
        except ValueError as fault:
            return Call(name, {}, f"the arguments are not JSON: {fault}")
    if not isinstance(arguments, Mapping):
        return Call(name, {}, "the arguments are not an object")
    return Call(name, arguments)


def loads(text: str) -> Any:
    """JSON without what JSON has not: NaN, infinities, a key twice, half a character. Raises ValueError: it
    isn't such JSON."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise ValueError("a key stands twice in one object")
        return made

    def none(word: str) -> Any:
        raise ValueError(f"{word} is no JSON number")

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=none)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError as fault:
        raise ValueError("nested too deep") from fault
    except UnicodeEncodeError as fault:
        raise ValueError("it holds half a character (a lone surrogate)") from fault
    return value
