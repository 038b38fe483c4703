"""The languages whose programs can be run where their tools are: how a program is built and started.

They stand in `languages.yaml`. Tests are joined with the program in the manner of each language. It runs
nothing but `rustc --print sysroot`, to learn where the compiler lies."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator

from seedbed.memory.errors import ToolFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.files.yaml_file import load
from seedbed.memory.spec import Frozen
from seedbed.tools.verification.sandbox.runners import SYSTEM

BUILD_SECONDS = 30.0
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def _java(program: str, tests: str) -> str:
    """Imports first, then the tests' class: Java starts the first one."""
    lines = [line for text in (tests, program) for line in text.splitlines()]
    imports = [line for line in lines if line.startswith("import ")]
    rest = [line for line in lines if not line.startswith(("import ", "package "))]
    return "\n".join([*dict.fromkeys(imports), *rest]) + "\n"


class Language(Frozen):
    """How programs of one language are run."""

    names: tuple[str, ...]
    tools: tuple[str, ...]
    """Programs that the machine must have; the first is the compiler or interpreter."""
    file: str
    build: tuple[str, ...] = ()
    """Command that makes the program; none where it is interpreted. `{}` is the tool."""
    start: tuple[str, ...] = ()
    build_tests: tuple[str, ...] = ()
    start_tests: tuple[str, ...] = ()
    """The same for program and tests together; empty: as without tests."""
    join: Literal["after", "java"] = "after"
    """How program and tests become one file."""
    tests_file: str = ""
    """The file of the tests, where they have one of their own."""
    begin: str = ""
    """Statement before tests that follow their program, which prints `{}`: they were come to."""
    held: str = ""
    """Pattern of what tests print that were run and held, where they tell it themselves."""
    tested: str = "statements that follow '{program}' in its file, and end with an error where it is wrong"
    """What its tests are, for who writes them."""
    entry: str = ""
    """Pattern of what a program has that can be started by itself; one that hasn't it is only built, by
    `build_part`."""
    build_part: tuple[str, ...] = ()
    named: str = ""
    """Pattern whose group is the name that the file must have."""
    settings: str = ""
    """A file of the tool whose folder's parent must be readable, wherever it leads."""
    beside: str = ""
    """What lies in the tool's own folder, by which that is known where it isn't the system's."""


LANGUAGES: tuple[Language, ...] = tuple(
    map(Language.model_validate, load(Path(__file__).parent / "languages.yaml").value)
)
ENVIRONMENT = {
    "PATH": SYSTEM_PATH,
    "HOME": "~/work",
    "TMPDIR": "~/tmp",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "OPENSSL_CONF": "/dev/null",
    "GOCACHE": "~/made/cache",
    "GOPATH": "~/made/go",
    "GO111MODULE": "off",
    "CGO_ENABLED": "0",
    "GOTOOLCHAIN": "local",
}


class Order(NamedTuple):
    """What the sandbox is to do for one run."""

    steps: list[dict[str, Any]]
    files: Mapping[str, str] = {}
    readable: tuple[str, ...] = ()
    """Where the tools lie besides the system's folders."""
    built: int = 0
    """Steps that only build."""


def language(name: str) -> Language:
    """The language of that name. Raises ToolFault: there is none of that name here."""
    if found := next((one for one in LANGUAGES if name.lower() in one.names), None):
        return found
    known = ", ".join(one.names[0] for one in LANGUAGES)
    raise ToolFault(f"programs in {name!r} can't be run; there are bash, python, sqlite, {known}")


def runnable(kind: str) -> str:
    """The kind of programs as it was named, or none. Raises ValueError: programs of it can't be run."""
    if kind not in ("", "bash", "python", "sqlite"):
        try:
            language(kind)
        except ToolFault as fault:
            raise ValueError(str(fault)) from fault
    return kind


Kind = Annotated[str, AfterValidator(runnable)]
"""A kind of programs, as a recipe names it."""


def tests_told(kind: str, program: str) -> str:
    """What tests of a kind of programs are, for who writes them; empty: there is nothing to say."""
    if kind == "bash":
        left = "`out`, `err` (what it printed) and `files` (path to content)"
        return f"Python, not bash, run once '{program}' has ended with 0: it asserts on {left}"
    found = (one.tested for one in LANGUAGES if kind.lower() in one.names)
    return next(found, "").format(program=program)


@cache
def missing(kind: str) -> str:
    """Why programs of a kind (as `run` has it) can't be run on this machine; empty: they can.

    Looked for once, which takes up to a second."""
    from seedbed.tools.verification.sandbox.sandbox import SandboxFault, find_sandbox

    try:
        plain = kind in ("python", "sqlite")
        if not plain and kind != "bash":
            _tool(language(kind))
        find_sandbox() if plain else find_sandbox(commands=True)
    except (ToolFault, SandboxFault) as fault:
        return str(fault)
    return ""


def order(one: Language, program: str, tests: str, seconds: float) -> Order:
    """How a program is run, with tests where there are some. Raises ToolFault: this machine has no such
    tool."""
    tool, readable = _tool(one)
    named = re.search(one.named, program) if one.named else None
    file = f"{named[1]}{Path(one.file).suffix}" if named else one.file
    files = {file: program}
    if tests and one.tests_file:
        files |= {one.tests_file: tests}
    elif tests:
        begin = one.begin and one.begin.format(begun(program, tests)) + "\n"
        joined = f"{program}\n{begin}{tests}\n"
        files = {file: _java(program, tests) if one.join == "java" else joined}
    build, start = one.build, one.start
    if tests:
        build, start = one.build_tests or build, one.start_tests or start
    elif one.entry and not re.search(one.entry, program):
        build, start = one.build_part, ()
    steps = [
        {"words": [w.format(tool, file=file, tests=one.tests_file) for w in words], "seconds": most}
        for words, most in ((build, BUILD_SECONDS), (start, seconds))
        if words
    ]
    return Order(steps, files, readable, int(bool(build)))


def begun(program: str, tests: str) -> str:
    """What is printed when the tests begin: nothing that the program can hold."""
    return digest([program, tests])


@cache
def _tool(one: Language) -> tuple[str, tuple[str, ...]]:
    """The tool's path, and where it lies if that isn't one of the system's folders."""
    for name in one.tools:
        if shutil.which(name) is None:
            raise ToolFault(f"this machine has no {name}, so programs in {one.names[0]} can't be run")
    found = shutil.which(one.tools[0])
    assert found
    real = Path(os.path.realpath(found))
    if real.name == "rustup":  # only the door of the compiler itself
        words = [found, "--print", "sysroot"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=True)
        except (OSError, subprocess.SubprocessError) as fault:
            said = (getattr(fault, "stderr", "") or str(fault)).strip().split("\n")[0]
            raise ToolFault(f"rustc doesn't work, so programs in rust can't be run: {said[:200]}") from fault
        real = Path(done.stdout.strip()) / "bin" / "rustc"
    home = real.parent.parent
    own = home if one.beside and (home / one.beside).exists() else real
    settings = (home / one.settings).resolve().parents[1:2] if one.settings else ()
    wanted = (path for path in (own, *settings) if path.exists())
    return str(real), tuple(str(path) for path in wanted if not any(map(path.is_relative_to, SYSTEM)))
