"""What is wrong in a recipe: every fault with its line, its place and what to write, all at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from seedbed.agent.recipes.load import Raw
from seedbed.agent.recipes.written import RecipeSaid
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import NO_VALUE, Path, found, in_file, in_one, shown, unknown


class RecipeFault(UserFault):
    """A recipe that can't be used; `faults` has all that is wrong, a line each."""

    def __init__(self, faults: Sequence[str], where: str) -> None:
        self.faults = tuple(faults)
        super().__init__(in_one(faults), where=where, next_step="mend the recipe (docs/recipes.md)")


class Faults:
    """Gathers what is wrong in one recipe, in the order of the file."""

    def __init__(self, raw: Mapping[str, Any], where: str) -> None:
        self._raw = raw
        self._loaded = raw.loaded if isinstance(raw, Raw) else None
        self._where = where
        self._found: list[tuple[int, str]] = []

    def say(self, path: Path, text: str) -> None:
        there = in_file(path, self._raw)
        if not there and path[:1] == ("leaf",):  # it may stand among the axes
            there = in_file(("vary", *path), self._raw)
        line, at = 0, ""
        if self._loaded:
            line, used = self._loaded.line(there), self._loaded.value.get("use")
            own = not used or in_file(there, self._loaded.value) == there
            at = f"line {line}, " if own else f"in `{used}`, which it starts from, "
        self._found.append((line, f"{at}{shown(there)}: {text}" if there else f"{at}{text}"))

    def unknown(self, path: Path, what: str, name: object, allowed: Sequence[str]) -> None:
        self.say(path, unknown(what, name, allowed))

    def form(
        self,
        error: ValidationError,
        value: Any,
        model: type[BaseModel],
        path: Path = (),
        also: Sequence[str] = (),
    ) -> None:
        """Note what pydantic finds wrong in what stands at a place, where other keys may stand also."""
        for place, text in found(error, value, model, also):
            if text != NO_VALUE:  # which is said of each of them at once
                self.say((*path, *place), text)

    def stop(self) -> None:
        """End here if anything is wrong. Raises RecipeFault: with all of it."""
        if self._found:
            lines = [text for _, text in sorted(self._found, key=lambda pair: pair[0])]
            raise RecipeFault(tuple(dict.fromkeys(lines)), self._where)


def read(raw: Mapping[str, Any], faults: Faults) -> RecipeSaid:
    """A recipe by its form. Raises RecipeFault: with all that is wrong in that."""
    _nulls(raw, (), faults)
    try:
        said = RecipeSaid.model_validate(dict(raw))
    except ValidationError as error:
        faults.form(error, raw, RecipeSaid)
    faults.stop()
    return said


def _nulls(value: Any, path: Path, faults: Faults) -> None:
    inner = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    if value is None:
        hint = " (a comma in { } makes a key without a value; put the words in quotes)"
        faults.say(path, f"{NO_VALUE}{hint if len(path) > 1 else ''}")
    for key, child in inner:
        _nulls(child, (*path, key), faults)
