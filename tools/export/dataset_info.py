"""LLaMA-Factory's `dataset_info.json`: which datasets lie in a folder. Entries of others in it are kept."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault

NAME = "dataset_info.json"


def merged(path: Path, entries: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The content of the file with these entries: name of a dataset → its description.

    Raises:
        UserFault: there is a file that can't be read as such.
    """
    known: Any = {}
    if path.exists():
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise _no_use(path, str(error)) from error
    if not isinstance(known, dict):
        raise _no_use(path, "not a JSON object")
    return (json.dumps({**known, **entries}, ensure_ascii=False, indent=2) + "\n").encode()


def _no_use(path: Path, why: str) -> UserFault:
    return UserFault(f"can't be added to: {why}", where=str(path), next_step="mend it, or give another --out")
