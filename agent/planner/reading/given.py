"""The person's own files, as flags and words name them: where they lie, example rows, rows that are to stay
out, and what the writer of a recipe is told of rows and documents.

The model says which words are paths and what they are for; whether they are there is looked up. `docs` and
`./docs` are one folder. Of documents names and first headings, of tables the first lines; nothing is indexed
here."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from seedbed.agent.making.parts import recipe_of
from seedbed.agent.planner.hints import Hints, distinct_paths
from seedbed.agent.planner.reading.answer import ParsedPart, Reading
from seedbed.agent.planner.tree.materials import clean
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.disk import walk
from seedbed.memory.recipe import RecipeField
from seedbed.memory.spec import Part
from seedbed.tools.checks.asked import spelled
from seedbed.tools.evaluation.report.play import telling_words
from seedbed.tools.knowledge.extraction import APART, ROWS, SUFFIXES
from seedbed.tools.knowledge.formats.tables import rows_of
from seedbed.tools.knowledge.search.chroma_source import is_collection
from seedbed.tools.knowledge.sources import unreadable
from seedbed.tools.requests.limits import locate, near
from seedbed.tools.words import number_of_words

_MOST_FILES = 40
_MOST_HEADINGS = 6
_READ = 64_000
"""Bytes of a file in which headings are looked for."""
_LINES, _FIRST = 2, 3
_AROUND = "\"'`«»‹›“”„‘’()[]{}<>,;:!?"
_DEEPEST = 100
"""Levels of lists and maps in a row; pydantic reads 200, and a run's records hold rows some levels deep."""
_HEADING = re.compile(r"^#{1,3} +(\S.*)$", re.MULTILINE)
"""A heading as Markdown has it; what other formats hold is known once the documents are read."""
_MARKED = frozenset((".md", ".markdown", ".rst", ".txt"))


def by_flag(hints: Hints) -> Hints:
    """The flags with their paths as they can be opened from here. Raises UserFault: a path isn't there, with
    the nearest that is."""
    folder = Path(hints.folder or ".")
    found: dict[str, object] = {
        kept: distinct_paths(existing(path, folder) for path in getattr(hints, kept))
        for kept in ("sources", "examples")
    }
    for kept in ("world", "personas"):
        found[kept] = (path := getattr(hints, kept)) and existing(path, folder)
    return hints.model_copy(update=found)


def with_words(flagged: Hints, reading: Reading) -> Hints:
    """With what the words name; a flag goes before them where only one file can be. Raises UserFault: a path
    isn't there, or the words name two files of which only one can be."""
    found: dict[str, Any] = {}
    for kept, use in (("sources", "documents"), ("examples", "examples")):
        given = getattr(flagged, kept)
        found[kept] = distinct_paths((*given, *_named(use, flagged, reading, given)))
    for kept, use in (("world", "tools"), ("personas", "personas")):
        names = () if getattr(flagged, kept) else _named(use, flagged, reading)
        if len(names) > 1:
            what = f"two files of {use} are named: {' and '.join(names)}"
            step = "name one, or make two runs"
            raise UserFault(what, where="the request", next_step=step)
        found[kept] = getattr(flagged, kept) or next(iter(names), "")
    check_sources(found["sources"])
    return flagged.model_copy(update=found)


def check_sources(paths: Iterable[str]) -> None:
    """Raises UserFault: of documents that are named, one surely can't be read."""
    for path in paths:
        if not is_collection(path) and os.path.isfile(path) and (why := unreadable(Path(path))):
            raise UserFault(why, where=path, next_step="name another file with --from")


def _named(use: str, flagged: Hints, reading: Reading, given: Sequence[str] = ()) -> tuple[str, ...]:
    """The paths that the words name, but for what a flag gave by a longer path. `given`: by flags."""
    folder = Path(flagged.folder or ".")
    named = (one.path for one in reading.paths if one.use == use)
    return distinct_paths(
        existing(path, folder) for path in named if not any(_is_called(one, path) for one in given)
    )


def counted_in(part: ParsedPart, sources: Sequence[str], said: list[str]) -> ParsedPart:
    """A part whose rows are counted by one of several sources: with its path as it can be opened from here;
    where no such source is named, which is said, or no other one, they are counted by all."""
    each = part.each
    if each is None or not each.source:
        return part
    named = next((one for one in sources if _is_called(one, each.source)), "")
    inside = not named and any(_holds(Path(one), each.source) for one in sources)
    if not named and not inside:
        said.append(f"{part.name}: {each.source} isn't among the documents, so all of them are counted")
    alone = each.source if inside else named if len(sources) > 1 else ""
    return replace(part, each=each.model_copy(update={"source": alone}))


def _is_called(path: str, named: str) -> bool:
    """Whether a path ends with what the words call it: a folder that it lies in is another thing."""
    wanted = Path(named).parts
    return bool(wanted) and Path(path).parts[-len(wanted) :] == wanted


def _holds(folder: Path, named: str) -> bool:
    return folder.is_dir() and any(
        _is_called(str(here / name), named) for here, *names in walk(folder) for name in chain(*names)
    )


def existing(path: str, folder: Path) -> str:
    """A path as it can be opened from here. Raises UserFault: it isn't there."""
    found = path if is_collection(path) else locate(path, folder)
    if found is None:
        raise UserFault("no such file or folder", where=path, next_step=near(path, folder))
    return found


def called(words: str, folder: Path) -> tuple[str, ...]:
    """Files, and folders below this one, that words name and that are there, found by a rule: the reader
    tells what they are for."""
    names = (word.strip(_AROUND).rstrip(".") for word in words.split())
    paths = (name for name in names if "/" in name or "." in name)
    there = (found for name in paths if (found := locate(name, folder)))
    return tuple(one for one in there if Path(one).is_file() or _is_below(Path(one)))


def _is_below(path: Path) -> bool:
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def whole_files(paths: Sequence[str]) -> dict[str, str]:
    """Name → name of each file that is one document, whatever it lists; under "" the one that is all there
    is. Tables aren't: each of their rows is one."""
    found = {Path(one).name: Path(one).name for one in paths if _is_whole(Path(one))}
    return found | ({"": next(iter(found))} if found and len(paths) == 1 else {})


def _is_whole(path: Path) -> bool:
    if not path.is_file() or path.suffix.lower() in APART:
        return False
    if path.suffix.lower() in ROWS:
        return path.suffix.lower() == ".json" and _begins(path).lstrip().startswith(b"{")
    return True


def _begins(path: Path) -> bytes:
    """How a file begins; a NUL, as of what is no text, where it can't be read (told as documents are)."""
    try:
        with path.open("rb") as file:
            return file.read(_READ + 1)
    except OSError:
        return b"\0"


def outline(sources: Sequence[str], most: int = _MOST_FILES, longest: int = 1000) -> tuple[str, ...]:
    """A line for each of the first documents: its name, how long it is (where it is short), and its headings,
    a table's head and first row, what is made and filled by SQL, or its first lines; and how many more there
    are. `longest`: characters of a line."""
    files: list[Path] = []
    for path in (Path(source) for source in sources if not is_collection(source)):
        found = (
            [path]
            if path.is_file()
            else sorted(here / name for here, _, names in walk(path) for name in names)
        )
        files += [one for one in found if (one == path or not one.is_symlink()) and one.is_file()]
    lines = [clean(_line(path), longest) for path in files[:most]]
    more = len(files) - len(lines)
    collections = [f"a collection: {clean(source, 200)}" for source in sources if is_collection(source)]
    return (*lines, *([f"and {more} more files"] if more else []), *collections)


def _line(path: Path) -> str:
    kind, shown, size = path.suffix.lower(), list[str](), ""
    if kind in _MARKED | ROWS or kind not in SUFFIXES:
        read = _begins(path)
        if b"\0" in read:
            return clean(path.name, 120)
        text = read[:_READ].decode("utf-8", "replace").removeprefix("\ufeff")
        size = f" ({number_of_words(text):,} words)" if len(read) <= _READ else ""
        lines = [line for line in text.splitlines() if line.strip()]
        if kind == ".sql" and (found := _script(text)):
            shown = [clean(one, 200) for one in found[:_MOST_HEADINGS]]
        elif kind not in _MARKED:
            shown = [clean(line, 200) for line in lines[:_LINES]]
        else:
            shown = [clean(found, 80) for found in _HEADING.findall(text)][:_MOST_HEADINGS]
            shown = shown or [clean(line, 80) for line in lines[:_FIRST]]
    return clean(path.name, 120) + size + (f": {' | '.join(shown)}" if shown else "")


def _script(text: str) -> list[str]:
    """What SQL makes and fills, a line for each kind of statement; empty: nothing, or it can't be read."""
    from seedbed.tools.running.queries import QueryFault, made_and_filled

    try:
        return [f"{kind} {', '.join(names)}" for kind, names in made_and_filled(text).items()]
    except QueryFault:
        return []


def read_examples(
    paths: Sequence[str], option: str = "--examples", form: str = '{"text": …, "label": …}'
) -> tuple[dict[str, Any], ...]:
    """The rows of example files, in the order of the files; by another `option` those that it names. Raises
    UserFault: a file can't be read, a row is no object, or none that a run can keep, or there are no rows."""
    rows = tuple(_kept(row, place) for path in paths for place, row in rows_of(Path(path), option, form))
    if paths and not rows:
        step = "give one JSON object a line"
        if all(path.lower().endswith((".csv", ".tsv")) for path in paths):
            step = "give a line with the names of columns, and rows below it"
        raise UserFault("there are no rows", where=", ".join(paths), next_step=step)
    return rows


def _kept(row: dict[str, Any], where: str) -> dict[str, Any]:
    if _deeper(row, _DEEPEST):
        raise UserFault("is nested too deep", where=where, next_step="write what is deep as text")
    try:
        canonical(row)
    except ValueError as error:
        what = "holds NaN, Infinity, or a whole number beyond 2^53"
        raise UserFault(what, where=where, next_step="write it as text") from error
    return row


def _deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(not levels or _deeper(one, levels - 1) for one in inner)


def strange_labels(part: Part, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Where the values of a part's recipe, or its labels, aren't those of the person's rows for it, a line a
    field."""
    found: list[str] = []
    fields: dict[str, Sequence[Any]] = {"label": [one.name for one in part.labels]} if part.labels else {}
    for axis in recipe_of(part).axes if part.recipe else ():
        fields[axis.name] = [*axis.values, *([axis.otherwise] if axis.when else [])] if axis.values else []
    for name, values in fields.items():
        planned = dict.fromkeys(map(spelled, values))
        told = [one for row in rows if isinstance(one := row.get(name), (str, int, float))]
        theirs = dict.fromkeys(map(spelled, told))
        if not planned or not theirs:
            continue
        lacking = [value for value in theirs if value not in planned]
        more = [value for value in planned if value not in theirs]
        said = [f"the plan lacks {', '.join(lacking)} of your rows"] * bool(lacking)
        said += [f"none of your rows has {', '.join(more)}"] * bool(more)
        found += [clean(f"{part.name}, {name}: {'; '.join(said)}", 600)] * bool(said)
    return found


def read_held_out(paths: Sequence[str]) -> tuple[str, ...]:
    """The telling words of rows that are to stay out, in the order of the files. Raises UserFault: a file
    can't be read, or has no row with a text."""
    found: list[str] = []
    for path in paths:
        texts = (telling_words(row).strip() for _, row in rows_of(Path(path), "--held-out", '{"text": …}'))
        if not (mine := [*filter(None, texts)]):
            step = "give rows with a field `text`, `question` or the like"
            raise UserFault("there is no row with a text", where=path, next_step=step)
        found += mine
    return tuple(found)


def examples_for(part: Part, rows: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The rows that can serve a part: with some of its fields, each in the form that its recipe gives it; a
    table tells no figures from texts of figures, and has no cell for null."""
    fields = recipe_of(part).fields if part.recipe else ()
    return tuple({**row, **dict(_formed(row, fields))} for row in rows if part.row_roles.keys() & row.keys())


def _formed(row: Mapping[str, Any], fields: Sequence[RecipeField]) -> Iterator[tuple[str, Any]]:
    for one in fields:
        value, schema = row.get(one.name), one.value_schema
        if isinstance(value, int | float):
            known = {spelled(value): value for value in schema.get("enum", ())}
            text = spelled(value) if schema.get("type") == "string" else value
            yield one.name, known.get(spelled(value), text)
        elif value is None and one.nullable and not one.kept:
            yield one.name, None
