"""Users that people bring (`personas:` of a part): who may speak in its talks.

A JSONL file, or a YAML list: one user each, with a `name` and any other facts as short texts or numbers.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest, said
from seedbed.memory.files.row_file import json_rows
from seedbed.memory.files.yaml_file import load

_LARGEST = 20_000_000
"""Bytes of a file."""
_MOST = 30
"""Facts of one user."""
_LONGEST = 200
"""Characters of a fact."""
_FORM = '{"name": "Ann", "age": 34}'
_KEY = re.compile(r"[A-Za-z][\w -]{0,39}$")
Persona = dict[str, str]
"""One user: name → value, in the order of the file; `name` is among them."""


def read_personas(path: Path) -> tuple[Persona, ...]:
    """The users of a file.

    Raises:
        UserFault: it can't be read, holds none, or one has a wrong field; with file, line and field.
    """
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
    found = tuple(_persona(value, f"{path}, line {line}") for line, value in read)
    if not found:
        raise UserFault("there are no users", where=str(path), next_step=f"write {_FORM}")
    return found


def _persona(value: Any, place: str) -> Persona:
    if not isinstance(value, dict):
        raise UserFault("is no user", where=place, next_step=f"write {_FORM}")
    if len(value) > _MOST:
        raise UserFault(f"has {len(value)} facts", where=place, next_step=f"at most {_MOST} are read")
    facts = {str(key): _fact(str(key), one, place) for key, one in value.items()}
    if "name" not in facts:
        near = nearest("name", [*facts])
        hint = f"did you mean {near!r} to be `name`?" if near else "give each user a `name`"
        raise UserFault("field `name`: missing", where=place, next_step=hint)
    return facts


def _fact(key: str, value: Any, place: str) -> str:
    text = " ".join(str(value).split())
    why = ""
    if not _KEY.match(key):
        why = "no name of a fact (letters, digits, spaces and _)"
    elif isinstance(value, bool) or not isinstance(value, str | int | float):
        why = said(value)
    elif not 0 < len(text) <= _LONGEST:
        why = f"{len(text)} characters" if text else "empty"
    if why:
        step = f"a fact is a text of at most {_LONGEST} characters, or a number"
        raise UserFault(f"field `{key[:40]}`: {why}", where=place, next_step=step)
    return text.replace("`", "'")
