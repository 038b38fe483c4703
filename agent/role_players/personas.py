"""Users that people bring (`personas:` of a part): who may speak in its talks.

A JSONL file, or a YAML list: one user each, with a `name` and any other facts as short texts or numbers."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import found, in_one, shown
from seedbed.memory.files.row_file import json_rows
from seedbed.memory.files.yaml_file import load

_LARGEST = 20_000_000
"""Bytes of a file."""
_FORM = '{"name": "Ann", "age": 34}'
Persona = dict[str, str]
"""One user: name → value, in the order of the file; `name` is among them."""


def _text(value: Any) -> Any:
    """A text on one line, or a number as text; anything else as it is."""
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return " ".join(str(value).split()).replace("`", "'") if plain else value


def _named(facts: Persona) -> Persona:
    if "name" not in facts:
        raise ValueError("`name` is missing")
    return facts


_Key = Annotated[str, Field(pattern=r"^[A-Za-z][\w -]{0,39}$")]
_Fact = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_text)]


@cache
def _user() -> TypeAdapter[Persona]:
    """Made when asked for: its pattern takes 4 MB."""
    return TypeAdapter(Annotated[dict[_Key, _Fact], Field(max_length=30), AfterValidator(_named)])


def read_personas(path: Path) -> tuple[Persona, ...]:
    """The users of a file. Raises UserFault: it can't be read, holds none, or one has a wrong field; with
    file, line and field."""
    if path.suffix.lower() in (".yaml", ".yml"):
        loaded = load(path)
        if not isinstance(loaded.value, list):
            step = "write a list: `- name: Ann` each"
            raise UserFault("is no list of users", where=f"{path}, line 1", next_step=step)
        read: Iterable[tuple[int, Any]] = (
            (loaded.line([number]), value) for number, value in enumerate(loaded.value)
        )
    else:
        read = json_rows(path, "`personas`", _FORM, _LARGEST)
    users = tuple(_persona(value, f"{path}, line {line}") for line, value in read)
    if not users:
        raise UserFault("there are no users", where=str(path), next_step=f"write {_FORM}")
    return users


def _persona(value: Any, place: str) -> Persona:
    try:
        return _user().validate_python(value)
    except ValidationError as error:
        faults = found(error, value, BaseModel)
        told = [f"{shown(path)[:60]}: {text}".removeprefix(": ") for path, text in faults]
        raise UserFault(in_one(told), where=place, next_step=f"write {_FORM}") from error
