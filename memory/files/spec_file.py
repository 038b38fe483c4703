"""`spec.yaml`: a spec read from and written to a file that people edit.

A spec of one part has the part's keys at the top level. Knows nothing of runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from seedbed.memory.budget import budget_value, budget_words
from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import holds_run
from seedbed.memory.files.file_faults import read_as, shown
from seedbed.memory.files.row_file import read_text
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.files.yaml_file import LARGEST, dump, parse, save
from seedbed.memory.spec import Part, Spec

_HEAD = """\
A spec of seedbed: the dataset to be made. Edit it, then run: seedbed build THIS_FILE
Keys that aren't here have their defaults. Labels may be a list of names, or a map of names to definitions."""
_BESIDE = ("world", "personas", "recipe")
"""Keys of a part that name a file, by its path from the spec's folder or from the working directory."""
_BESIDE_ALL = ("sources", "examples", "held_out", "steer_by", "gold")
"""Keys of the spec that name files or folders in the same way."""
_OF_A_SOURCE = ("attributes", "about", "text_kind", "families", "turns")
"""Keys of a part that are for an offline source's rows alone."""
DERIVED = ("labels", "difficulties", "row_roles", "bound", "of")
"""Keys of a part that follow from its recipe."""


def read_spec(path: Path) -> Spec:
    """The spec in a file; what it names beside itself with the path from here. Raises UserFault: it can't be
    read, is no YAML, or no spec; every fault with its path and line."""
    spec, folder = parse_spec(read_text(path, "the path", LARGEST), str(path)), path.parent
    if holds_run(folder):  # a run's own: it names paths as the build found them
        return spec
    changes: dict[str, Any] = {}
    for key in _BESIDE_ALL:
        named = getattr(spec, key)
        one = isinstance(named, str)
        changes[key] = _beside(named, folder) if one else tuple(_beside(path, folder) for path in named)
    changes["parts"] = tuple(
        part.model_copy(
            update={
                key: _beside(named, folder, Path.is_file)
                for key in _BESIDE
                if isinstance(named := getattr(part, key), str)
            }
        )
        for part in spec.parts
    )
    return spec.model_copy(update=changes)


def _beside(named: str, folder: Path, there: Callable[[Path], bool] = Path.exists) -> str:
    """A path as it can be opened from here, if it lies in the spec's folder; else as it is written."""
    path = folder / named
    try:
        return str(path) if named and there(path) else named
    except (OSError, ValueError):  # longer than a name can be, or with a NUL
        return named


def parse_spec(text: str, where: str = "spec") -> Spec:
    """The spec in a text; `where` is what its faults name. Raises UserFault: it is no YAML or no spec."""
    loaded = parse(text, where)
    value = loaded.value if isinstance(loaded.value, dict) else {}
    flat = "parts" not in value
    if not value or (flat and not any(key in Part.model_fields for key in value)):
        only = f", only {', '.join(f'`{key}`' for key in [*value][:5])}" if value else ""
        step = "give at least `recipe`, `topic` and `rows`, or `parts`"
        raise UserFault(f"is no spec: it has none of a part's keys{only}", where=where, next_step=step)
    try:
        if "budget" in value:
            value["budget"] = budget_value(value["budget"])
    except UserFault as fault:
        what = f"budget: {fault.what} (line {loaded.line(('budget',))})"
        raise UserFault(what, where=where, next_step=fault.next_step) from fault
    spec = read_as(Spec, loaded, where, Part.model_fields if flat else ())
    for number, raw in enumerate([value] if flat else value["parts"]):
        for key in (*_OF_A_SOURCE, *DERIVED) if raw.get("recipe") else ():
            if raw.get(key):
                path: tuple[str | int, ...] = (key,) if flat else ("parts", number, key)
                what = f"{shown(path)}: a part's recipe says it, or takes none (line {loaded.line(path)})"
                raise UserFault(what, where=where, next_step="take it out (docs/spec.md)")
    return spec


# writing -----------------------------------------------------------------------------------------------


def spec_text(spec: Spec) -> str:
    """The spec as YAML: what differs from the defaults. `parse_spec` reads it back equal."""
    whole = spec.model_dump(mode="json", exclude_defaults=True)
    parts = [_part(part) for part in spec.parts]
    rest = {key: value for key, value in whole.items() if key not in ("parts", "request")}
    if "budget" in rest:
        words = budget_words(spec.budget)
        rest["budget"] = words[0] if len(words) == 1 else words
    said = {"request": spec.request} if spec.request else {}
    body = parts[0] if len(parts) == 1 else {"parts": parts}
    return dump({**said, **body, **rest}, _HEAD)


def write_spec(spec: Spec, path: Path) -> None:
    """Write the spec. Raises UserFault: it can't be written there."""
    save(spec_text(spec), path, make=False)


def write_recipes(folder: RunFolder, spec: Spec) -> None:
    """The recipes as they are used, each in its file."""
    for file, text in folder.recipes(spec):
        save(text, file, make=False)


def _part(part: Part) -> dict[str, Any]:
    result: dict[str, Any] = part.model_dump(mode="json", exclude_defaults=True)
    result.pop("row_roles", None)  # they follow from recipe or source
    if part.recipe or part.clauses:
        single = {text: some[0] if len(some) == 1 else list(some) for text, some in part.clauses.items()}
        result["clauses"] = single
    if part.recipe:
        result = {key: value for key, value in result.items() if key not in DERIVED}
        if isinstance(part.recipe, str) and "\n" in part.recipe:
            result["recipe"] = parse(part.recipe, "recipe").value
    return result
