"""Runs a program of a row in the sandbox, twice, each time in a new folder: the step `run` of recipes.

bash and python, SQLite, and the languages whose tools this machine has. What a program does is data: a result
with `ok` false and `said`, why. It doesn't know recipes, and keeps nothing."""

import ast
import asyncio
import json
import os
import re
import site
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from seedbed.memory.errors import ToolFault
from seedbed.tools.running.given import GivenFault, encodable, laid_out
from seedbed.tools.running.languages import ENVIRONMENT, Order, begun, language, order
from seedbed.tools.running.sqlite import ANSWER, query, unanswered
from seedbed.tools.verification.sandbox.running import one_line
from seedbed.tools.verification.sandbox.sandbox import Ran, SandboxFault, find_sandbox

SECONDS, MOST_SECONDS = 5.0, 60.0
"""Time of a program where nothing is said, and the most that may be asked for."""
LONGEST = 100_000
"""Most characters of a program, and of its tests."""
COMPARED = ("ok", "code", "stdout", "files", "rows", "columns", "said")
_PROGRAMS = (Path(__file__).parent / "inside" / "programs.py").read_text("utf-8")
WORK = "work"
"""Where a command finds itself, beneath the run's folder."""


async def run(
    kind: str, program: str, *, files: Any = None, tests: str = "", timeout: float = SECONDS, seed: int = 0
) -> dict[str, Any]:
    """What comes of a program. Raises ToolFault: this machine can't run such programs: whoever asked has to
    do without.

    Args:
        kind: `bash`, `python`, `sqlite` (`program` is one SELECT, `files` the script that makes and fills
            the tables) or the name of a language.
        files: What lies in its folder: a list of `{path, content}`; for SQLite a text or several.
        tests: Of bash: Python that asserts on `out`, `files` (path to content), `code` and `err`; of python:
            assertions on the program's names (functions `test_…` and classes of such are called); of other
            languages: theirs.
        timeout: Seconds, at most MOST_SECONDS.
        seed: Of what is drawn; kept with the result.

    Returns:
        `ok` (it ended with 0, the tests passed, a second run in a new folder gave the same), `code`,
        `stdout`, `stderr`, `files` (list of {path, content}), `rows`, `columns`; `said`, why it isn't ok in a
        line; `stage`, where it went wrong (given, build, run, tests, again); `asked`, with which the run can
        be repeated."""
    asked = (kind, program, files, tests, timeout, seed)
    first = await asyncio.to_thread(run_once, *asked)
    if first["ok"] and not same(first, await asyncio.to_thread(run_once, *asked)):
        first |= {"ok": False, "stage": "again", "said": "a second run in a new folder gave something else"}
    return first


def run_once(
    kind: str, program: str, files: Any, tests: str, timeout: float, seed: int, shown: bool = True
) -> dict[str, Any]:
    """One run; `shown`: what it prints and leaves is wanted besides its tests' verdict. Raises ToolFault."""
    asked = {"run": kind, "program": program, "files": files, "tests": tests}
    asked |= {"timeout": timeout, "seed": seed}
    result: dict[str, Any] = {"ok": False, "code": None, "stdout": "", "stderr": "", "files": [], "rows": []}
    result |= {"columns": [], "said": "", "stage": "", "asked": asked}
    seconds = min(max(float(timeout), 0.1), MOST_SECONDS)
    try:
        texts: tuple[Any, ...] = (program, tests or "")
        for text in texts:
            if not isinstance(text, str) or len(text) > LONGEST:
                raise GivenFault(f"a program that isn't text, or has more than {LONGEST:,} characters")
            encodable(text, "the program")
        if kind == "sqlite":
            if tests:
                raise ToolFault("tests of a query aren't run; its rows are what is looked at")
            return result | query(program, files, seconds)
        laid = laid_out(files)
        if kind == "python":
            return result | _python(program, laid, tests, seconds, shown or not tests)
        return result | (_bash if kind == "bash" else partial(_other, kind))(program, laid, tests, seconds)
    except GivenFault as fault:
        return result | {"said": str(fault), "stage": "given"}
    except SandboxFault as fault:
        raise ToolFault(str(fault)) from fault


def same(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two runs gave the same; complaints may differ (they name folders and numbers of processes)."""
    return all(first[key] == second[key] for key in COMPARED)


def _python(
    program: str, files: Mapping[str, str], tests: str, seconds: float, shown: bool
) -> dict[str, Any]:
    packages = tuple(map(os.path.realpath, site.getsitepackages()))  # those installed beside seedbed
    sandbox, result = replace(find_sandbox(), packages=packages), {"ok": True}
    if shown:
        asked = {"program": program}
        result = _read(sandbox.call(_PROGRAMS, "python", asked, ANSWER, seconds=seconds, files=files))
    if result["ok"] and tests:
        result |= _tested(sandbox.run(program, with_calls(tests), seconds=seconds, files=files))
    return result


def _bash(program: str, files: Mapping[str, str], tests: str, seconds: float) -> dict[str, Any]:
    words = ["bash", "--norc", "--noprofile", "-c", program]
    result = _ordered(Order([{"words": words, "seconds": seconds}]), files)
    if not result["ok"] or not tests:
        return result
    left = {one["path"]: one["content"] for one in result["files"]}
    known = json.dumps({"out": result["stdout"], "err": result["stderr"], "code": 0, "files": left})
    # repr of JSON is a literal that holds whatever was printed.
    program = f"import json\nglobals().update(json.loads({known!r}))\ndel json\n"
    return result | _tested(find_sandbox().run(program, with_calls(tests), seconds=seconds))


def _other(kind: str, program: str, files: Mapping[str, str], tests: str, seconds: float) -> dict[str, Any]:
    result = _ordered(order(language(kind), program, "", seconds), files)
    if not result["ok"] or not tests:
        return result
    one, mark = language(kind), begun(program, tests)
    tested = _ordered(order(one, program, tests, seconds), files)
    if tested["ok"]:
        if mark in tested["stdout"] if one.begin else re.search(one.held, tested["stdout"]):
            return result
        return result | {"ok": False, "said": "the tests fail: none of them was run", "stage": "run"}
    stage = "build" if tested["stage"] == "build" else "tests"
    where = "the tests can't be compiled with it" if stage == "build" else "the tests fail"
    said = tested["said"]
    complaint = tested["stderr"].strip() or tested["stdout"].replace(mark, "").strip()
    if tested["code"] and complaint:
        said = _ends(complaint)
    return result | {"ok": False, "said": one_line(f"{where}: {said}"), "stage": stage}


def _ordered(one: Order, files: Mapping[str, str]) -> dict[str, Any]:
    sandbox = find_sandbox(commands=True)
    sandbox = replace(sandbox, executable=(*(sandbox.executable or ()), *one.readable))
    asked = {"steps": one.steps, "folder": WORK, "names": ENVIRONMENT, "hidden": sorted(one.files)}
    whole = sum(step["seconds"] for step in one.steps) + 2.0
    laid = {f"{WORK}/{path}": content for path, content in {**files, **one.files}.items()}
    ran = sandbox.call(_PROGRAMS, "commands", asked, ANSWER, seconds=whole, files=laid)
    return _read(ran, one.built)


def _read(ran: Ran, built: int = 0) -> dict[str, Any]:
    """A result of what the sandbox answered; nothing in it is believed to be of a form."""
    said, stage = unanswered(ran), "run"
    match ran.value:
        case {"missing": str(tool)}:
            raise ToolFault(f"the sandbox has no {tool}")
        case {
            "step": int(step),
            "code": (int() | None) as code,
            "stdout": str(),
            "stderr": str(errors),
            "said": str(said),
            "files": [*files],
        } if all(isinstance(one, dict) and set(one) == {"path", "content"} for one in files):
            stage = "build" if step < built else "run"
            if not said and code != 0:
                what = "it can't be compiled" if step < built else f"it ended with {code}"
                said = one_line(f"{what}: {_ends(errors.strip())}".rstrip(": "))
            kept = {key: ran.value[key] for key in ("code", "stdout", "stderr", "files")}
            return kept | {"ok": not said, "said": said, "stage": stage if said else ""}
    return {"ok": False, "code": None, "said": said, "stage": stage}


def _tested(ran: Ran) -> dict[str, Any]:
    if ran.state == "passed":
        return {}
    detail = f"{ran.state}: {ran.detail}" if ran.detail else ran.state
    refused = ran.state == "failed" and ran.place == "tests"
    stage = "tests" if refused else "run"
    return {"ok": False, "said": one_line(f"the tests fail: {detail}"), "stage": stage}


def _ends(text: str) -> str:
    """The beginning and the end of a complaint: some languages say what is wrong first, others last."""
    return text if len(text) <= 420 else f"{text[:240]} … {text[-170:]}"


def with_calls(tests: str) -> str:
    """Python tests, with calls of what they only define: functions `test_…` and classes with such methods,
    written as for pytest or unittest. What can't be called fails; `if __name__ == …` isn't executed here."""
    if (tree := python_of(tests)) is None:
        return tests
    executed = [
        one for one in tree.body if not (isinstance(one, ast.If) and "__name__" in _names([one.test]))
    ]
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    mentioned, called = _names(executed), _names(one for one in executed if not isinstance(one, defined))
    calls = [*filter(None, (_call(one, mentioned, called) for one in executed if isinstance(one, defined)))]
    if not calls and all(isinstance(one, (*defined, ast.Import, ast.ImportFrom)) for one in executed):
        calls = ["raise AssertionError('nothing is called')"]
    return "\n".join([tests, *calls])


def python_of(program: str) -> ast.Module | None:
    """The program's tree; None: it isn't Python."""
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(program)
    return None


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def _call(
    one: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    mentioned: Collection[str],
    called: Collection[str],
) -> str:
    """The call of a test; empty: it is none, is called already, or has arguments and others call it."""
    if isinstance(one, ast.ClassDef):
        of_pytest = one.name.startswith("Test")
        # Also where others run it: a runner of unittest ends well whatever fails.
        return _OF_CLASS.format(name=one.name, of_pytest=of_pytest) if of_pytest or one.bases else ""
    if not one.name.startswith("test_") or one.name in called:
        return ""
    needed = len(one.args.posonlyargs) + len(one.args.args) - len(one.args.defaults)
    if needed or None in one.args.kw_defaults:
        return "" if one.name in mentioned else f"raise AssertionError('nothing calls {one.name}(…)')"
    asynchronous = isinstance(one, ast.AsyncFunctionDef)
    return f"__import__('asyncio').run({one.name}())" if asynchronous else f"{one.name}()"


_OF_CLASS = """if isinstance({name}, type) and issubclass({name}, __import__("unittest").TestCase):
    __import__("unittest").defaultTestLoader.loadTestsFromTestCase({name}).debug()
elif {of_pytest}:
    for _way in [_way for _way in dir({name}) if _way.startswith("test_")]:
        if _before := getattr(_one := {name}(), "setup_method", None):
            _before(*[None][: _before.__code__.co_argcount - 1])
        getattr(_one, _way)()"""
