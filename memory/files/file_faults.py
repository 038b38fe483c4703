"""What is wrong in a file that a person edited: each fault with path, line and the nearest right name.

Turns pydantic's errors into such lines. Knows models and YAML places, not what they are for."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from seedbed.memory.errors import UserFault
from seedbed.memory.files.yaml_file import Loaded

Path = tuple[str | int, ...]
Read = TypeVar("Read", bound=BaseModel)
NO_VALUE = "has no value"
_SHOWN = 20
_LISTED = 12
_CLOSE = 60.0
"""Least similarity (0–100, rapidfuzz ratio: insertions and deletions) of a name that is proposed."""


def nearest(name: str, names: Sequence[str]) -> str:
    """The most similar of the names, or an empty string if none is."""
    found = process.extractOne(
        name.lower(), {n: n.lower() for n in names}, scorer=fuzz.ratio, score_cutoff=_CLOSE
    )
    return str(found[2]) if found else ""


def meant(name: str, names: Sequence[str]) -> str:
    """What to do about a name that isn't there: the nearest of those that are, or some of them."""
    if close := nearest(name, names):
        return f"did you mean {close!r}?"
    return f"there are {', '.join(names[:_LISTED]) or 'none'}" + (", …" if len(names) > _LISTED else "")


def shown(path: Path) -> str:
    """A path as people write it: `parts[1].labels[0].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def unknown(what: str, name: object, allowed: Sequence[str]) -> str:
    """That a name isn't one of those allowed, and which is meant."""
    if close := nearest(str(name), allowed):
        return f"unknown {what} `{name}`; did you mean `{close}`?"
    more = ", …" if len(allowed) > _LISTED else ""
    listed = f"allowed: {', '.join(allowed[:_LISTED])}{more}" if allowed else "there are none"
    return f"unknown {what} `{name}`; {listed}"


def said(value: Any) -> str:
    """A value in a message."""
    if isinstance(value, (Mapping, list, tuple)):
        return "a map" if isinstance(value, Mapping) else "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"


def read_as(model: type[Read], loaded: Loaded, where: str, also: Iterable[str] = ()) -> Read:
    """What a file says as a model has it. `where`: what its faults name. `also`: keys that may stand at the
    top beside the model's. Raises UserFault: it says what it can't; all faults in one line, in the order of
    the file."""
    try:
        return model.model_validate(loaded.value)
    except ValidationError as error:
        told = _faults(error, loaded, model, also)
        raise UserFault(told, where=where, next_step="mend the file") from error


def _faults(error: ValidationError, loaded: Loaded, model: type[BaseModel], also: Iterable[str]) -> str:
    lines = {}
    for path, text in found(error, loaded.value, model, also):
        # A fault of a whole names what of it has it: a key, or `concepts[1]`.
        inside = re.split(r"\[(\d+)\]", text.partition(": ")[0])
        line = loaded.line((*path, *(int(one) if one.isdecimal() else one for one in inside if one)))
        lines[f"{shown(path)}{': ' if path else ''}{text} (line {line})"] = line
    return in_one(sorted(lines, key=lambda text: lines[text]))


def in_one(lines: Sequence[str]) -> str:
    """Faults in one line, as many as people read."""
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "; ".join([*lines[:_SHOWN], *more])


def found(
    error: ValidationError, value: Any, model: type, also: Iterable[str] = ()
) -> Iterator[tuple[Path, str]]:
    """(where it stands in the file, what is wrong) of each fault. `value`: what stands in the file, of which
    validators may have made another form."""
    every = error.errors(include_url=False)
    for one in every:
        place: Path = tuple(one["loc"])
        if one["type"] == "too_short" and any(e["loc"][: len(place)] == place != e["loc"] for e in every):
            continue  # its items are there, but wrong
        names = [*_fields_at(model, place[:-1]), *(also if len(place) == 1 else ())]
        named = one["type"] != "missing" and place and isinstance(place[-1], str)
        nowhere = place[-1:] if named else ()
        yield in_file(place, value) or nowhere, _say(one, place, names)


def in_file(place: Path, value: Any) -> Path:
    """A path in a model as far as it leads through what stands in the file: forms have steps of their own."""
    kept: list[str | int] = []
    for step in place:
        inside = isinstance(step, int) and isinstance(value, (list, tuple)) and step < len(value)
        if inside or (isinstance(value, Mapping) and step in value):
            kept.append(step)
            value = value[step]
    return tuple(kept)


def _say(one: Any, place: Path, names: Sequence[str]) -> str:
    kind, given, message = one["type"], one["input"], str(one["msg"])
    if kind == "extra_forbidden":
        return unknown("key", place[-1], names)
    if kind == "missing":
        return f"`{place[-1]}` is missing"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if given is None:
        return NO_VALUE
    if kind == "literal_error":
        quoted = re.findall(r"""(['"])(.*?)\1""", one["ctx"]["expected"])  # by repr: "can't say"
        return unknown("value", given, [value for _, value in quoted if value])
    if kind in ("dict_type", "list_type", "tuple_type", "model_type"):
        return f"{'a list' if kind in ('list_type', 'tuple_type') else 'a map'} is wanted, not {said(given)}"
    if kind == "string_type" and isinstance(given, (bool, int, float)):
        called = "truth value" if isinstance(given, bool) else "number"
        word = str(given).lower() if isinstance(given, bool) else str(given)
        return f"{word} is read as a {called}, and text is wanted: put it in quotes"
    if kind == "too_short" and not given:
        return "is empty"
    not_ = "" if isinstance(given, (Mapping, list)) else f", not {said(given)}"
    return f"{message[:1].lower()}{message[1:]}{not_}"


def _fields_at(model: Any, place: Path) -> list[str]:
    """The keys that a model takes at a path; none where it takes any or the path leads nowhere."""
    for step in place:
        model = _inside(model, step)
    here = _bare(_forms(model)[0])
    fields = here.model_fields if isinstance(here, type) and issubclass(here, BaseModel) else {}
    return [field.alias or name for name, field in fields.items()]


def _inside(annotation: Any, step: str | int) -> Any:
    """What an annotation has at a step; a tag picks one of several forms."""
    forms = _forms(annotation)
    for form in forms:
        if any(getattr(one, "tag", None) == step for one in getattr(form, "__metadata__", ())):
            return form
    here = _bare(forms[0])
    if isinstance(here, type) and issubclass(here, BaseModel):
        return here.model_fields[str(step)].annotation if str(step) in here.model_fields else object
    inner = get_args(here) or (object,)
    return inner[-1] if get_origin(here) is dict else inner[0]


def _forms(annotation: Any) -> list[Any]:
    here = _bare(annotation)
    several = get_origin(here) in (Union, UnionType)
    return [one for one in get_args(here) if one is not type(None)] if several else [here]


def _bare(annotation: Any) -> Any:
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    return annotation
