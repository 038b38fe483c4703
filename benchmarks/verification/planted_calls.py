"""Defects of a call against the schema of its function.

Made as models make them: a name in the other spelling, a number as words, an argument under a neighbour's
name, a value that stood somewhere else. Of a call that a schema bears several of, one is drawn.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

Arguments = Mapping[str, Any]
Changed = Iterator[tuple[str, dict[str, Any]]]
"""Function and arguments of the changed call."""
_VERBS = (
    ("get", "fetch", "show", "lookup", "retrieve", "view"),
    ("find", "search", "list", "query"),
    ("create", "make", "add", "new", "open"),
    ("update", "change", "modify", "edit", "set"),
    ("delete", "remove", "cancel", "end", "close"),
    ("book", "reserve", "rent", "hire", "order"),
    ("calculate", "compute", "evaluate", "calc", "math"),
    ("extend", "prolong", "lengthen", "renew"),
)
"""Verbs that stand for each other in names of functions."""
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "search": ("search_documents", "web_search", "search_docs", "find"),
    "calculate": ("calculator", "evaluate", "calculate_expression", "compute"),
    "query": ("q", "search_query", "text"),
    "expression": ("expr", "formula", "input"),
}
"""What functions and arguments of one word are called elsewhere."""
_DOING: tuple[tuple[str, Any], ...] = (("confirm", True), ("notes", ""), ("send_confirmation", True))
_READING: tuple[tuple[str, Any], ...] = (("limit", 10), ("language", "en"), ("include_details", True))
_COUNTING: tuple[tuple[str, Any], ...] = (("precision", 2), ("format", "number"))
"""Arguments that models like to add to a function that changes something, looks something up, or computes."""
_RENAMED = 0.6
"""Share of missing arguments that stand there under another name."""
_UNITS = frozenset("days nights weeks months hours minutes people pieces".split())


def key_words(key: str) -> tuple[str, ...]:
    """The words of a name: «price», «per», «day» of `price_per_day` and of `pricePerDay`."""
    words = re.split(r"[\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key))
    return tuple(word.lower() for word in words if word)


def _shuffled(several: Sequence[Any], draw: Random) -> list[Any]:
    return draw.sample(list(several), len(several))


def wrong_name(name: str, taken: Sequence[str], draw: Random) -> str:
    """A name that isn't there and might be: a neighbouring verb, or the other spelling of the words."""
    words = key_words(name)
    kin = next((row for row in _VERBS if words and words[0] in row), ())
    verbs = [verb for verb in kin if verb != words[0]]
    snake = "_" in name or name == name.lower()
    made = [_joined((verb, *words[1:]), snake) for verb in verbs]
    if len(words) > 1:
        made += [_joined(words, not snake), _joined(words[1:], snake)]
    else:
        made += _OTHER_NAMES.get(name, (f"{name}_tool", f"run_{name}"))
    free = [one for one in made if one and one not in taken]
    return draw.choice(free) if free else f"{name}_v2"


def _joined(words: Sequence[str], snake: bool) -> str:
    return "_".join(words) if snake else words[0] + "".join(word.capitalize() for word in words[1:])


def unknown_function(name: str, arguments: Arguments, tools: Mapping[str, Any], draw: Random) -> Changed:
    """A function that isn't offered."""
    yield wrong_name(name, [*tools], draw), dict(arguments)


def missing_argument(name: str, arguments: Arguments, tools: Mapping[str, Any], draw: Random) -> Changed:
    """A required argument under another name, or left out."""
    own = tools[name].get("properties", {})
    for key in _shuffled([key for key in tools[name].get("required", ()) if key in arguments], draw):
        words = key_words(key)
        names = [
            *_OTHER_NAMES.get(key, ()),
            *((_joined(words, "_" not in key), words[-1]) if words[1:] else ()),
        ]
        fresh = [one for one in names if one not in own]
        if fresh and draw.random() < _RENAMED:
            other_name = draw.choice(fresh)
            yield name, {other_name if one == key else one: value for one, value in arguments.items()}
        yield name, {other: value for other, value in arguments.items() if other != key}


def unknown_argument(name: str, arguments: Arguments, tools: Mapping[str, Any], draw: Random) -> Changed:
    """An argument of another function's beside the right ones, or one that models invent."""
    own = tools[name].get("properties", {})
    others = [
        (key, values[0])
        for other, parameters in tools.items()
        if other != name
        for key, schema in parameters.get("properties", {}).items()
        if key not in own and (values := [*schema.get("enum", ()), *schema.get("examples", ())])
    ]
    for key, value in (*draw.sample(others, min(1, len(others))), *_shuffled(_liked(name, own), draw)):
        if key not in own:
            yield name, {**arguments, key: value}


def _liked(name: str, own: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    if "expression" in own:
        return _COUNTING
    reads = key_words(name)[:1] in [(verb,) for row in _VERBS[:2] for verb in row]
    return _READING if reads else _DOING


def wrong_type(name: str, arguments: Arguments, tools: Mapping[str, Any], draw: Random) -> Changed:
    """A value of another type, of a number first: words, a code without its letters, a list of words."""
    numbers_first = sorted(_shuffled(list(arguments.items()), draw), key=lambda one: isinstance(one[1], str))
    for key, value in numbers_first:
        schema = tools[name].get("properties", {}).get(key, {})
        for wrong in _shuffled(_other_types(key, value, schema), draw):
            yield name, {**arguments, key: wrong}


def _other_types(key: str, value: Any, schema: Mapping[str, Any]) -> list[Any]:
    if isinstance(value, bool):
        return ["yes" if value else "no", str(value).lower()]
    if isinstance(value, int | float):
        unit = key_words(key)[-1:]
        return [str(value), *([f"{value} {unit[0]}"] if unit and unit[0] in _UNITS else [])]
    if isinstance(value, str):
        code = re.fullmatch(r"[A-Za-z]{0,5}[-_]?([1-9][0-9]{0,8})", value)
        return [int(code[1])] if code else [value.split()] if len(value.split()) > 2 else []
    if isinstance(value, list):
        return [", ".join(map(str, value))] if value else []
    return []


def value_not_allowed(name: str, arguments: Arguments, tools: Mapping[str, Any], draw: Random) -> Changed:
    """A value that the schema's list hasn't: another case, the plural, two in one; or beyond a bound."""
    for key, value in _shuffled(list(arguments.items()), draw):
        schema = tools[name].get("properties", {}).get(key, {})
        allowed = schema.get("enum", ())
        wrong: list[Any] = []
        if isinstance(value, str) and allowed:
            plural = value[:-1] if value.endswith("s") else f"{value}s"
            wrong = [value.title(), value.upper(), plural, value.replace(" ", "_"), "any"]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            wrong = [schema["maximum"] + 1] if "maximum" in schema else []
            wrong += [schema["minimum"] - 1] if schema.get("minimum", 0) > 1 else []
        for one in _shuffled([one for one in wrong if one not in allowed], draw):
            yield name, {**arguments, key: one}


BY_SCHEMA: Mapping[str, Callable[[str, Arguments, Mapping[str, Any], Random], Changed]] = {
    "unknown function": unknown_function,
    "missing argument": missing_argument,
    "unknown argument": unknown_argument,
    "wrong type": wrong_type,
    "value not allowed": value_not_allowed,
}
"""Defect → the ways to make a call have it: (name, arguments, parameters by function, generator)."""
