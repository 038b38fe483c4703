"""What is wrong in a file that a person edited: each fault with path, line and the nearest right name.

Turns pydantic's errors into such lines. Knows models and YAML places, not what they are for.
"""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from seedbed.memory.files.yaml_file import Loaded

Path = tuple[str | int, ...]
_SHOWN = 20
_CLOSE = 60.0
"""Least similarity (0–100, rapidfuzz ratio: insertions and deletions) of a name that is proposed."""


def nearest(name: str, names: Sequence[str]) -> str:
    """The most similar of the names, or an empty string if none is."""
    found = process.extractOne(
        name.lower(), {n: n.lower() for n in names}, scorer=fuzz.ratio, score_cutoff=_CLOSE
    )
    return str(found[2]) if found else ""


def shown(path: Path) -> str:
    """A path as people write it: `parts[1].labels[0].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def faults(
    error: ValidationError, loaded: Loaded, model: type[BaseModel], moved: Mapping[Path, Path] | None = None
) -> str:
    """All faults in one line, in the order of the file.

    Args:
        moved: Prefix of a path in the model → where it stands in the file.
    """
    found: list[tuple[int, str]] = []
    every = error.errors(include_url=False)
    for one in every:
        place: Path = tuple(one["loc"])
        if one["type"] == "too_short" and any(e["loc"][: len(place)] == place != e["loc"] for e in every):
            continue  # its items are there, but wrong
        here = _in_file(place, moved or {})
        names = fields_at(model, place[:-1])
        for old, new in (moved or {}).items():
            names += fields_at(model, old) if place[:-1] == new else []
        line = loaded.line(here)
        found.append((line, f"{_say(one, place, here, model, names)} (line {line})"))
    lines = list(dict.fromkeys(text for _, text in sorted(found, key=lambda pair: pair[0])))
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "; ".join(lines[:_SHOWN] + more)


def _in_file(place: Path, moved: Mapping[Path, Path]) -> Path:
    for old, new in moved.items():
        if place[: len(old)] == old:
            return (*new, *place[len(old) :])
    return place


def _say(one: Any, place: Path, here: Path, model: type[BaseModel], names: Sequence[str]) -> str:
    kind, given = one["type"], one["input"]
    above, name = shown(here[:-1]), here[-1] if here else ""
    at = f" at {above}" if above else ""
    if kind == "extra_forbidden":
        close = nearest(str(name), names)
        return f"unknown key `{name}`{at}" + (f"; did you mean `{close}`?" if close else "")
    if kind == "missing":
        return f"`{name}` is missing{at}"
    if kind == "value_error":
        text = str(one["msg"]).removeprefix("Value error, ")
        return f"{shown(here)}: {text}" if here else text
    if kind == "literal_error":
        options = [str(o) for o in get_args(_literal(_type_at(model, place))) if o]
        close = nearest(str(given), options)
        listed = ", ".join(options)
        return f"{shown(here)}: {given!r} is not one of {listed}" + (
            f"; did you mean `{close}`?" if close else ""
        )
    if kind in ("string_type", "model_type", "dict_type") and isinstance(given, (bool, int, float)):
        word = str(given).lower() if isinstance(given, bool) else str(given)
        return f"{shown(here)}: {word} is read as a {_kind(given)}, and text is wanted: put it in quotes"
    if given is None:
        return f"{shown(here)}: has no value"
    message = str(one["msg"])
    return f"{shown(here)}: {message[:1].lower()}{message[1:]}, not {_short(given)}"


def _kind(value: Any) -> str:
    return "truth value" if isinstance(value, bool) else "number"


def _short(value: Any) -> str:
    text = (
        "a map" if isinstance(value, dict) else "a list" if isinstance(value, (list, tuple)) else repr(value)
    )
    return text if len(text) <= 60 else text[:57] + "…"


# the model's own names ---------------------------------------------------------------------------------


def fields_at(model: type[BaseModel], place: Path) -> list[str]:
    """The keys that a model takes at a path; none where it takes any or the path leads nowhere."""
    here = _type_at(model, place)
    return list(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _type_at(model: Any, place: Path) -> Any:
    here = model
    for step in place:
        here = _bare(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(step))
            here = field.annotation if field is not None else None
        else:
            inner = get_args(here)
            here = (inner[-1] if get_origin(here) is dict else inner[0]) if inner else None
    return _bare(here)


def _bare(annotation: Any) -> Any:
    """Without `Annotated` and `| None`."""
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def _literal(annotation: Any) -> Any:
    return annotation if get_origin(annotation) is Literal else Literal[""]
