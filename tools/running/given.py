"""What a run step is given as `files`: checked, and in one form. It runs nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge.formats.rows import as_file

MOST_FILES = 100
MOST_CHARACTERS = 300_000
"""Of all files, or of all scripts, together."""
LONGEST_PATH, LONGEST_NAME, DEEPEST = 240, 100, 8
"""Characters of a path and of each of its names; names of a path."""


class GivenFault(ValueError):
    """Files that can't be laid out; says why in a line."""


def laid_out(given: Any) -> dict[str, str]:
    """Files as path to content.

    `given` is a file (`{path, content}`), a mapping of paths to contents, a passage of a document (`{source,
    start, end, quote}`: its words under the document's name, those of a table in CSV as such), a list of
    these, lists within it, or nothing. Paths are relative, without `..`; a leading `./` goes. Raises
    GivenFault: a path that leads elsewhere or isn't one, two of one name, too many or too long."""
    files: dict[str, str] = {}
    for one in _flat(given):
        if isinstance(one, str):
            raise GivenFault("a text without a name: files are {path, content}")
        pairs = list(one.items())
        if set(one) == {"path", "content"}:
            pairs = [(one["path"], one["content"])]
        elif set(one) == {"source", "start", "end", "quote"}:
            pairs = [(one["source"], as_file(str(one["source"]), one["quote"]))]
        for path, content in pairs:
            name = _path(path)
            if not isinstance(content, str):
                raise GivenFault(f"the content of {name!r} isn't text")
            if name in files:
                raise GivenFault(f"two files are called {name!r}")
            files[name] = encodable(content, name)
    if len(files) > MOST_FILES:
        raise GivenFault(f"{len(files)} files; at most {MOST_FILES} are laid out")
    if sum(map(len, files.values())) > MOST_CHARACTERS:
        raise GivenFault(f"files of more than {MOST_CHARACTERS:,} characters")
    folders = {name[:at] for name in files for at in range(len(name)) if name[at] == "/"}
    if both := folders & files.keys():
        raise GivenFault(f"{min(both)!r} is a file and a folder")
    return files


def script(given: Any) -> str:
    """A script of SQL: a text, several, or files, one after the other. Raises GivenFault: there is none, it
    is too long, or something isn't text."""
    texts: list[str] = []
    for one in _flat(given):
        texts += [one] if isinstance(one, str) else laid_out(one).values()
    whole = "\n;\n".join(encodable(text, "the script") for text in texts)
    if not whole.strip():
        raise GivenFault("there is no script that makes the tables")
    if len(whole) > MOST_CHARACTERS:
        raise GivenFault(f"a script of more than {MOST_CHARACTERS:,} characters")
    return whole


def _flat(given: Any, depth: int = 0) -> Iterator[str | Mapping[str, Any]]:
    if given is None:
        return
    if isinstance(given, (str, Mapping)):
        yield given
    elif isinstance(given, Sequence) and depth < 3:
        for one in given:
            yield from _flat(one, depth + 1)
    else:
        raise GivenFault("files are {path, content}, or texts")


def _path(given: Any) -> str:
    if not isinstance(given, str) or not given.isprintable():
        raise GivenFault(f"{str(given)[:40]!r} is no path")
    path = given.removeprefix("./")
    names = path.split("/")
    if path.startswith(("/", "~")) or {"..", ".", ""} & set(names):
        raise GivenFault(f"the path {path[:60]!r} isn't relative, or leads out of its folder")
    longest = max(len(name.encode("utf-8", "replace")) for name in names)
    if len(path) > LONGEST_PATH or longest > LONGEST_NAME or len(names) > DEEPEST:
        raise GivenFault(f"the path {path[:60]!r} is too long")
    return encodable(path, "a path")


def encodable(text: str, what: str) -> str:
    """The text itself. Raises GivenFault where it can't lie in a file."""
    if "\0" in text:
        raise GivenFault(f"{what} has NUL bytes")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise GivenFault(f"{what} holds half a character") from fault
    return text
