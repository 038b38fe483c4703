"""YAML that people edit: read without surprises, written without tricks, wrong places named.

Reading constructs plain data only; `yes`, `no`, `12:30` and dates are text (YAML 1.2), keys stand once,
aliases are refused (a page of them can mean gigabytes), and so are numbers that canonical JSON can't hold.
Writing escapes control and bidirectional characters. Knows nothing of what the values mean."""

import math
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer, ComposerError
from yaml.parser import ParserError
from yaml.scanner import ScannerError

from seedbed.memory.errors import UserFault
from seedbed.memory.files.disk import PART, write_atomic
from seedbed.memory.files.row_file import read_text

LARGEST = 20_000_000
"""Bytes; a spec or plan of a million rows is far below."""
_SHOWN = 24
"""Digits of a number that are told."""
_LONG = 128
"""Characters from which a text that needs quotes is folded instead."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A YAML document as plain data, and where each value stands."""

    value: Any
    node: yaml.Node | None

    def line(self, path: Sequence[str | int]) -> int:
        """The line, from 1, of the value (or the key) at a path; of the nearest thing above it otherwise."""
        node, line = self.node, 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            key, node = found
            line = (key or node).start_mark.line + 1
        return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None


_CORE = "tag:yaml.org,2002:"


class _Loader(Composer, yaml.CSafeLoader):
    """Plain data by YAML 1.2's core schema: parsed by libyaml, composed where aliases can be refused."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark: Any = self.peek_event().start_mark  # type: ignore[union-attr]  # there is one
            raise ComposerError(None, None, "aliases (`*name`) are not read: write it out", mark)
        event: Any = self.peek_event()
        if getattr(event, "tag", None) not in (None, f"{_CORE}str"):
            said = f"tags (`{event.tag.replace(_CORE, '!!')[:42]}`) are not read: write the value as it is"
            raise ComposerError(None, None, said, event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key.start_mark)
            if key.value in seen:
                problem = f"the key `{key.value}` stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


_WORDS: tuple[tuple[str, str, list[str]], ...] = (
    ("bool", r"true|false|True|False|TRUE|FALSE", [*"tTfF"]),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", [*"-+.0123456789"]),
)
"""Tag, pattern and first characters of the words that aren't text."""
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _WORDS:
    _Loader.add_implicit_resolver(f"{_CORE}{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def _number(kind: type[int] | type[float], below: float) -> Any:
    def read(loader: Any, node: Any) -> int | float:
        text = loader.construct_scalar(node)
        if abs(float(text)) >= below:
            cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
            problem = f"no file of a run can hold the number {cut}: put it in quotes, or give a smaller one"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return kind(float(text))  # exact: below 2^53

    return read


_Loader.add_constructor(f"{_CORE}int", _number(int, 2**53))
_Loader.add_constructor(f"{_CORE}float", _number(float, math.inf))
_Loader.add_constructor(f"{_CORE}map", _Loader.construct_mapping)


def load(path: Path) -> Loaded:
    """Read one YAML document. Raises UserFault: the file can't be read, is no UTF-8, too large, or no YAML;
    with line and column."""
    return parse(read_text(path, "the path", LARGEST), str(path))


def parse(text: str, where: str) -> Loaded:
    """As `load`, for a text; `where` is what its faults name. Raises UserFault: it is no YAML."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_node() if loader.check_node() else None
            if loader.check_node():
                second: Any = loader.peek_event()
                problem = "a second document begins, and a file holds one"
                raise ComposerError(None, None, problem, second.start_mark)
            value = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
            mark, (*before, last) = error.problem_mark, text.split("\n")
            place = mark.line + 1, mark.column + 1
            if mark.line > len(before):  # libyaml's end of a text is a line behind it
                place = len(before) + 1, len(last) + 1
            context = f" {error.context}" if error.context else ""
            said = f"line {place[0]}, column {place[1]}: {error.problem}{context}"
        # What a text's form lacks is often its indents; what else is said tells it itself.
        formal = isinstance(error, (ScannerError, ParserError))
        hint = "mend the line"
        if formal:
            hint += ": even indents, and quotes round a text that has `: ` or begins with { or ["
        raise UserFault(said, where=where, next_step=hint) from error
    except UnicodeEncodeError as error:
        raise UserFault("holds half of a character", where=where, next_step="save it as UTF-8") from error
    except RecursionError as error:
        raise UserFault("is nested too deeply", where=where, next_step="write it flatter") from error
    return Loaded(value, node)


# writing -----------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Indents lists under their keys and quotes what could deceive a reader."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _unseen(char: str) -> bool:
    """Control, format (bidi, zero width), line separators, private and unassigned characters."""
    return char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")


def _plain(dumper: _Dumper, text: str) -> bool:
    """Whether a text needs no quotes."""
    return bool(dumper.analyze_scalar(text).allow_block_plain)


def _represent_text(dumper: _Dumper, text: str) -> Any:
    style = None
    if not text.isprintable() and any(_unseen(char) for char in text):
        style = '"'
    elif "\n" in text.strip("\n") and not any(line != line.rstrip() for line in text.split("\n")):
        style = "|"
    elif len(text) > _LONG and text == " ".join(text.split()) and not _plain(dumper, text):
        style = ">"  # in quotes each apostrophe would stand twice, and whoever edits a piece gets it wrong
    return dumper.represent_scalar(f"{_CORE}str", text, style=style)


_Dumper.add_representer(str, _represent_text)
# What either version of YAML would take for a number or a truth value goes into quotes.
for _tag, _pattern, _first in _WORDS:
    _Dumper.add_implicit_resolver(f"{_CORE}{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def dump(value: Any, head: str) -> str:
    """Plain data as YAML under a comment; keys stay in their order. `head`: lines of the comment, without
    `#`; our own words, never data."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    body = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    # Such characters stand only inside double quotes, where an escape means the same.
    shown = (
        line if line.isprintable() else "".join(f"\\U{ord(c):08x}" if _unseen(c) else c for c in line)
        for line in body.split("\n")
    )
    return comment + "\n" + "\n".join(shown)


def save(
    content: str | bytes | Iterable[str],
    path: Path,
    next_step: str = "name another place",
    *,
    make: bool = True,
) -> None:
    """Write a file whole or not at all; what a killed process left half-written of it goes. `make`: whether
    its folder is made; a run's own, which is gone, isn't. Raises UserFault: it can't be written there, or
    would take the place of a pipe or a device."""
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise UserFault("is a pipe or a device", where=str(path), next_step=next_step)
    try:
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f".{escape(path.name)}.{'?' * 8}{PART}"):
            left.unlink(missing_ok=True)
        write_atomic(path, content)
    except OSError as error:
        why = f"{path.parent} is no folder" if isinstance(error, FileExistsError) else error.strerror
        raise UserFault(f"can't be written: {why}", where=str(path), next_step=next_step) from error
