"""What is wrong in a recipe: every fault with its line, its key and what would be allowed, all at once.

The collector of faults, the keys that a recipe has, and what is refused wherever it stands (nulls, unknown
keys, wrong types). What the keys mean is checked where they are read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.recipes.load import Raw
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import Path, nearest
from seedbed.memory.files.file_faults import shown as path_shown

_SHOWN = 20
_LISTED = 12
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
RESERVED = frozenset(
    (
        "leaf",
        "level",
        "language",
        "today",
        "params",
        "loop",
        "zip",
        "true",
        "false",
        "none",
        "True",
        "False",
        "None",
    )
) | frozenset(("and", "or", "not", "in", "is", "if", "else", "elif", "for", "recursive"))
"""Names that no field, axis or target may have."""
KINDS: Mapping[str, tuple[type, ...]] = {
    "recipe": (str,),
    "use": (str,),
    "about": (str,),
    "clauses": (dict,),
    "params": (dict,),
    "language": (str, dict),
    "languages": (dict,),
    "levels": (list, dict),
    "row": (dict,),
    "leaf": (str, dict),
    "keep": (dict,),
    "vary": (dict,),
    "write": (str,),
    "make": (dict,),
    "means": (dict,),
    "read": (dict,),
    "holds": (list,),
    "rubric": (list,),
    "checks": (dict,),
    "without": (list,),
}
"""Key of a recipe → what stands there."""
_WORDS = {"str": "text", "dict": "a map", "list": "a list"}


class RecipeFault(UserFault):
    """A recipe that can't be used; `faults` has all that is wrong, a line each."""

    def __init__(self, faults: Sequence[str], where: str) -> None:
        self.faults = tuple(faults)
        more = [f"and {len(self.faults) - _SHOWN} more"] if len(self.faults) > _SHOWN else []
        text = "; ".join([*self.faults[:_SHOWN], *more])
        super().__init__(text, where=where, next_step="mend the recipe (docs/recipes.md)")


class Faults:
    """Gathers what is wrong in one recipe, in the order of the file."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._loaded = raw.loaded if isinstance(raw, Raw) else None
        self._found: list[tuple[int, str]] = []

    def say(self, path: Path, text: str) -> None:
        """Note a fault at a place."""
        line = self._loaded.line(path) if self._loaded else 0
        place = path_shown(path)
        at = f"line {line}, " if line else ""
        self._found.append((line, f"{at}{place}: {text}" if place else f"{at}{text}"))

    def unknown(self, path: Path, what: str, name: object, allowed: Sequence[str]) -> None:
        """Note a name that isn't one of those allowed."""
        close = nearest(str(name), allowed)
        if close:
            hint = f"; did you mean `{close}`?"
        elif allowed:
            more = ", …" if len(allowed) > _LISTED else ""
            hint = f"; allowed: {', '.join(allowed[:_LISTED])}{more}"
        else:
            hint = "; there are none"
        self.say(path, f"unknown {what} `{name}`{hint}")

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self._found)

    def stop(self, where: str) -> None:
        """End here if anything is wrong.

        Raises:
            RecipeFault: with all of it.
        """
        if self._found:
            lines = [text for _, text in sorted(self._found, key=lambda pair: pair[0])]
            raise RecipeFault(tuple(dict.fromkeys(lines)), where)

    # parts ---------------------------------------------------------------------------------------------

    def part(self, raw: Mapping[str, Any], key: str) -> Any:
        """What stands at a key of the recipe if it is what belongs there, else nothing of that kind."""
        value = raw.get(key)
        if key in raw and isinstance(value, KINDS[key]):
            return value
        return KINDS[key][-1]()

    def text(self, path: Path, value: Any, longest: int = 20_000) -> str:
        """A text that isn't empty; notes a fault and gives an empty one where it isn't."""
        if isinstance(value, str) and value.strip() and len(value) <= longest:
            return value
        if isinstance(value, str):
            self.say(path, "is empty" if not value.strip() else f"is longer than {longest} characters")
        elif value is not None:
            self.say(path, f"text is wanted, not {said(value)}; put it in quotes")
        return ""

    def whole(self, path: Path, value: Any, low: int, high: int) -> int:
        """A whole number within limits; notes a fault and gives the lower where it isn't."""
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if value is not None:
            self.say(path, f"a whole number from {low} to {high} is wanted, not {said(value)}")
        return low


def said(value: Any) -> str:
    """A value in a message."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '…'}`"


def check_keys(raw: Mapping[str, Any], faults: Faults) -> None:
    """Notes unknown keys, missing ones, values of a wrong kind and nulls."""
    for key, value in raw.items():
        if key not in KINDS:
            faults.unknown((str(key),), "key", key, list(KINDS))
        elif value is not None and not isinstance(value, KINDS[key]):
            wanted = " or ".join(_WORDS[kind.__name__] for kind in KINDS[key])
            faults.say((key,), f"{wanted} is wanted, not {said(value)}")
    for key in ("holds", "rubric", "checks", "without", "make", "clauses"):
        if key in raw and isinstance(raw[key], KINDS[key]) and not raw[key]:
            faults.say((key,), "is empty; leave the key out")
    for key in ("recipe", "about", "row"):
        if key not in raw:
            faults.say((), f"`{key}` is missing")
        elif not raw[key] and raw[key] is not None:
            faults.say((key,), "is empty")
    name = raw.get("recipe")
    if isinstance(name, str) and name and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):
        faults.say(("recipe",), f"{said(name)}: small letters, digits and hyphens, at most 60")
    if "write" not in raw and "make" not in raw and raw.get("row"):
        faults.say((), "`write` or `make` is missing: nothing makes the row")
    _nulls(raw, (), faults)


def _nulls(value: Any, path: Path, faults: Faults) -> None:
    if value is None:
        hint = "a comma in { } makes a key without a value; put the words in quotes" if len(path) > 1 else ""
        faults.say(path, "has no value" + (f" ({hint})" if hint else ""))
    elif isinstance(value, Mapping):
        for key, child in value.items():
            _nulls(child, (*path, str(key)), faults)
    elif isinstance(value, (list, tuple)):
        for number, child in enumerate(value):
            _nulls(child, (*path, number), faults)


def check_name(path: Path, name: str, faults: Faults) -> bool:
    """Whether a field, axis or target may be called so; notes a fault where not."""
    if name in RESERVED:
        faults.say(path, f"`{name}` is a name of the format; call it otherwise")
        return False
    if not _NAME.fullmatch(name):
        faults.say(path, f"{said(name)}: a name has letters, digits and `_` and begins with a letter")
        return False
    return True
