"""Recipes as plain data: read from a file, found by name, merged with the one that they start from."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest
from seedbed.memory.files.row_file import read_text
from seedbed.memory.files.yaml_file import Loaded
from seedbed.memory.files.yaml_file import parse as parse_yaml

LARGEST = 64_000
"""Bytes of a recipe."""
_DEPTH = 5
"""Recipes that start from one another, one after the other."""
_ENDINGS = (".yaml", ".yml")
OPTIONS = frozenset(("of", "when", "else", "ask", "n", "per", "other_than"))
"""Of an axis that isn't a list or a map of shares."""


class Raw(dict[str, Any]):
    """A recipe as it is written, with where its values stand."""

    def __init__(self, value: Mapping[str, Any], loaded: Loaded | None = None) -> None:
        super().__init__(value)
        self.loaded = loaded
        """None: no file is known."""


def parse(text: str, where: str) -> Raw:
    """A recipe's text as plain data. Raises UserFault: it is no YAML, too large, or no map."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        step = f"at most {LARGEST:,} bytes are read"
        raise UserFault("the recipe is too large", where=where, next_step=step)
    loaded = parse_yaml(text, where)
    if not isinstance(loaded.value, dict):
        raise UserFault("a recipe is a map of keys", where=where, next_step="begin with `recipe: NAME`")
    return Raw(loaded.value, loaded)


def shipped_names() -> tuple[str, ...]:
    """Names of the recipes that come with the program, sorted."""
    return tuple(sorted(_shipped_files()))


@cache
def gallery() -> Mapping[str, str]:
    """Name → `about` of every recipe that comes with the program, sorted by name."""
    return {name: str(shipped(name).get("about", "")) for name in shipped_names()}


def shipped(name: str) -> Raw:
    """A recipe that comes with the program, as it is written. Raises UserFault: there is none of that
    name."""
    found = _shipped_files().get(name)
    if found is None:
        close = nearest(name, shipped_names())
        hint = f"did you mean `{close}`?" if close else "`seedbed recipes list` shows them"
        raise UserFault(f"there is no recipe `{name}`", next_step=hint)
    return parse(found.read_text(encoding="utf-8"), f"recipe {name}")


@cache
def _shipped_files() -> Mapping[str, Path]:
    return {path.stem: path for path in (Path(__file__).parent / "shipped").rglob("*.y*ml")}


def find(reference: str | Mapping[str, Any], folder: Path) -> Raw:
    """The recipe that is meant, merged with the one it starts from. Raises UserFault: there is none, it can't
    be read, or starts from one that there isn't.

    Args:
        reference: A shipped recipe's name, a file, or the recipe itself.
        folder: Where files that are named lie."""
    if isinstance(reference, Mapping):
        return merged(reference)
    if reference.endswith(_ENDINGS) or "/" in reference:
        path = folder / reference
        return merged(parse(read_text(path, "the path", LARGEST), str(path)))
    return merged(shipped(reference))


def merged(raw: Mapping[str, Any], depth: int = 0) -> Raw:
    """A recipe together with the shipped one that its `use` names.

    Maps are merged by key and lists replaced; a `row` that brings a field of its own stands for the whole
    row, and what was said of fields that it hasn't goes with them. What belongs to a list of values that is
    said anew (shares, definitions) is replaced with it, and so is a step of which a target is made anew; a
    parameter that nothing names then goes.

    Raises:
        UserFault: `use` names no shipped recipe, or goes round in a circle."""
    used = raw.get("use")
    loaded = raw.loaded if isinstance(raw, Raw) else None
    if not isinstance(used, str):
        return Raw(raw, loaded)
    if depth >= _DEPTH:
        raise UserFault("`use`: recipes start from one another in a circle", next_step="write it out")
    base = merged(shipped(used), depth + 1)
    own = {key: value for key, value in raw.items() if key != "use"}
    return Raw(_without_idle(_over(_without_lost(base, own.get("row")), own), own.get("params")), loaded)


def _without_idle(whole: Mapping[str, Any], own: Any) -> Mapping[str, Any]:
    """The recipe without those parameters of the one it starts from that nothing names any more: prompts that
    named them were replaced. `own`: its own parameters."""
    if not isinstance(params := whole.get("params"), Mapping):
        return whole
    rest = str([one for key, one in whole.items() if key != "params"])
    every = "params" in rest.replace("params.", "")
    kept = {n: one for n, one in params.items() if every or f"params.{n}" in rest or n in (own or ())}
    return {key: kept if key == "params" else one for key, one in whole.items() if kept or key != "params"}


def _without_lost(base: Mapping[str, Any], row: Any) -> Mapping[str, Any]:
    """The recipe without the fields that a new row has not, where that row is more than a change of
    shapes."""
    before = base.get("row")
    if not (isinstance(before, Mapping) and isinstance(row, Mapping)) or set(row) <= set(before):
        return base
    lost = set(before) - set(row)
    result = {**base, "row": {}}
    for key in ("vary", "means", "read"):
        if isinstance(said := base.get(key), Mapping):
            result[key] = {name: one for name, one in said.items() if name not in lost}
    return {key: value for key, value in result.items() if value or key not in ("vary", "means", "read")}


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for one, other in (("languages", "language"), ("language", "languages")):
        if one in own and other not in own:
            result.pop(other, None)
    anew = {name for key in ("row", "vary") if isinstance(own.get(key), Mapping) for name in own[key]}
    for key, value in own.items():
        before: Any = base.get(key)
        maps = isinstance(before, Mapping) and isinstance(value, Mapping)
        if not maps or key in ("levels", "languages", "leaf"):
            result[key] = value
        elif key == "make":
            result[key] = _steps(before, value)
        elif key == "vary":
            result[key] = {**before, **{n: _axis(before.get(n), v) for n, v in value.items()}}
        else:
            lost = anew & {*value} if key == "means" else ()
            result[key] = _deep({n: {} if n in lost else one for n, one in before.items()}, value)
    return result


def _axis(before: Any, said: Any) -> Any:
    """Options of an axis are merged; its shares are replaced."""
    maps = isinstance(before, Mapping) and isinstance(said, Mapping)
    return {**before, **said} if maps and said and {*before, *said} <= OPTIONS else said


def _deep(before: Any, said: Any) -> Any:
    if not (isinstance(before, Mapping) and isinstance(said, Mapping)):
        return said
    return {**before, **{key: _deep(before.get(key), value) for key, value in said.items()}}


def _steps(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Steps in their order; one that makes a target of another anew stands in that one's place, a talk in
    the same world as the talk before."""
    steps: list[tuple[str, Any]] = list(before.items())
    for key, how in said.items():
        mine = targets_of(key)
        places = [n for n, (other, _) in enumerate(steps) if set(mine) & set(targets_of(other))]
        kept = [step for n, step in enumerate(steps) if n not in places]
        at = places[0] if places else len(kept)
        steps = [*kept[:at], (key, _in_its_world(steps[at][1], how) if places else how), *kept[at:]]
    return dict(steps)


def _in_its_world(before: Any, how: Any) -> Any:
    """A step in the place of another; a talk said anew has that one's tools, and its errand unless it says
    itself when it ends."""
    if not all(isinstance(one, Mapping) and "talk" in one for one in (before, how)):
        return how
    kept = ("world",) if "ends" in how else ("world", "errand")
    return {**{name: before[name] for name in kept if name in before}, **how}


def targets_of(key: object) -> tuple[str, ...]:
    """The targets that a key of `make` names."""
    return tuple(name.strip() for name in str(key).split(","))


def in_proportion(raw: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """A recipe of so many rows that gives more of them by the same shares: `3 rows` are `3/ROWS of all`."""

    def share(said: Any) -> Any:
        number, _, unit = str(said).strip().partition(" ")
        return f"{number}/{rows} of all" if unit in ("row", "rows") and number.isdecimal() else said

    def shares(said: Any) -> Any:
        if isinstance(said, Mapping) and "of" in said:
            return {**said, "of": shares(said["of"])}
        return {value: share(one) for value, one in said.items()} if isinstance(said, Mapping) else said

    grown = dict(raw)
    if vary := raw.get("vary"):
        grown["vary"] = {name: shares(axis) for name, axis in vary.items()}
    if languages := raw.get("languages"):
        grown["languages"] = shares(languages)
    return grown
