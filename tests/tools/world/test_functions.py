"""A user's Python functions as tools: their schemas, their answers, and every way in which they fail."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.errors import ToolFault, UserFault
from seedbed.tools.verification.sandbox.running import Sandbox
from seedbed.tools.verification.toolcalls import Call
from seedbed.tools.world import functions
from seedbed.tools.world.functions import read_functions
from seedbed.tools.world.mcp_tools import NOTHING_KEPT
from seedbed.tools.world.world import World
from seedbed.tools.world.world_file import read_world

FILE = '''
from typing import Literal, Optional
import typing as t

RATES = {"EUR": 1.0, "USD": 1.25}
_calls = []

def convert(amount: float, currency: Literal["EUR", "USD"], digits: int = 2) -> float:
    """Converts
    euros.

    Args:
        amount: Euros,
            with cents.
        currency (str): Of what: a code.

    Returns:
        digits: no argument.
    """
    return round(amount * RATES[currency], digits)

def kinds(a: "list[str]", b: dict[str, int], c: Optional[int] = None, *, d: t.List[bool], e: str | int = "x",
          f: list[dict] | None = None, g: dict = {}, h: float = 2 * 3) -> None:
    """Every kind.

    :param list a: Words,
        some.
    :returns: b: no argument.
    """

def find(name: str) -> dict:
    _calls.append(name)
    if name == "nobody":
        raise LookupError(f"there is no {name}")
    if name == "set":
        return {1}
    if name == "long":
        return "x" * 10_000_000
    if name == "large":
        return 2 ** 60
    return {"calls": _calls}

def odd(a: dict = {1: 2}, b: list = [{"a": {1}}], c: float = 1e999, d: bool = False, e: list = [1]): ...

def _helper(anything): ...
'''


def opened(folder: Path, source: str = FILE) -> World:
    (folder / "functions.py").write_text(source, encoding="utf-8")
    (folder / "world.yaml").write_text("python: functions.py\n", encoding="utf-8")
    return read_world(folder / "world.yaml")


def test_signature_and_docstring_make_the_schema(tmp_path: Path) -> None:
    world = opened(tmp_path)
    assert list(world.tools) == ["convert", "kinds", "find", "odd"]
    convert = world.tools["convert"]
    assert convert.description == "Converts euros."
    assert convert.parameters == {
        "type": "object",
        "properties": {
            "amount": {"type": "number", "description": "Euros, with cents."},
            "currency": {"type": "string", "enum": ["EUR", "USD"], "description": "Of what: a code."},
            "digits": {"type": "integer", "default": 2},
        },
        "required": ["amount", "currency"],
        "additionalProperties": False,
    }
    kinds, anything = world.tools["kinds"].parameters, {"type": "object", "additionalProperties": True}
    assert kinds["properties"] == {
        "a": {"type": "array", "items": {"type": "string"}, "description": "Words, some."},
        "b": {"type": "object", "additionalProperties": {"type": "integer"}},
        "c": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        "d": {"type": "array", "items": {"type": "boolean"}},
        "e": {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": "x"},
        "f": {"anyOf": [{"type": "array", "items": anything}, {"type": "null"}]},
        "g": {**anything, "default": {}},
        "h": {"type": "number"},
    }
    assert kinds["required"] == ["a", "b", "d"]
    odd = world.tools["odd"].parameters["properties"]
    assert {name: one["default"] for name, one in odd.items() if "default" in one} == {"d": False, "e": [1]}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def f(a, b: int): ...", "line 1, f: the argument 'a' has no annotation — write `a: TYPE`"),
        ("\ndef f(*a: int): ...", "line 2, f: takes arguments that a call can't name"),
        ("def f(a: int, /): ...", "can't name"),
        ("async def f(a: int): ...", "a coroutine"),
        ("def f(a: set[int]): ...", "f(a): the type `set[int]` isn't one that calls can hold"),
        ("def f(a: 'x y'): ...", "isn't one that calls can hold"),
        ("def f(a: Literal[1.5]): ...", "`Literal[1.5]` isn't one that calls can hold"),
        ("def f(a: Optional[int, str]): ...", "`Optional[int, str]`"),
        ("def f(a: Literal): ...", "`Literal`"),
        ("def f(a: dict[int, str]): ...", "`dict[int, str]`"),
        ("def f(a: __import__('os').system('x')): ...", "isn't one that calls can hold"),
        ("def _f(a): ...", "has no function"),
        ("def f(", "line 1: is no Python"),
        ("x = '\0'", "is no Python"),
        # By Python's version it can't be parsed, or not be read.
        ("def f(a: " + "|".join(["int"] * 3000) + "): ...", "functions.py"),
        ("def f(a: " + "list[" * 90 + "int" + "]" * 90 + "): ...", "nested more than 24 deep"),
        ("def f(a: Literal[9007199254740993]): ...", "a value that is no JSON"),
    ],
)
def test_what_is_no_tool_says_where(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(UserFault) as caught:
        opened(tmp_path, source)
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_is_read_and_not_executed(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    opened(tmp_path, f"open({str(mark)!r}, 'w').close()\ndef f(a: int = open({str(mark)!r}, 'w')): ...")
    assert not mark.exists()


def test_the_file_lies_beside_the_world(tmp_path: Path) -> None:
    for key in ("python", "openapi"):
        (tmp_path / "world.yaml").write_text(f"{key}: ../functions.py\n", encoding="utf-8")
        with pytest.raises(UserFault, match="isn't beside the file"):
            read_world(tmp_path / "world.yaml")
    with pytest.raises(UserFault, match="can't be read"):
        read_functions(tmp_path / "absent.py", NOTHING_KEPT)


@pytest.fixture
def world(found: Sandbox, tmp_path: Path) -> World:
    return opened(tmp_path)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("convert", {"amount": 8, "currency": "USD"}, 10.0),
        ("convert", {"amount": 8, "currency": "GBP"}, "`currency` is 'GBP', not one of `EUR`, `USD`"),
        ("find", {"name": "nobody"}, "LookupError: there is no nobody"),
        ("find", {"name": "set"}, "find failed: the answer is no JSON: TypeError"),
        ("find", {"name": "long"}, "find failed: an answer of 10,000,002 characters; 20,000 are taken"),
        ("find", {"name": "large"}, "find answered something that is no JSON: 1152921504606846976 exceeds"),
    ],
)
def test_a_function_answers_or_its_failure_is_an_answer(
    world: World, name: str, arguments: dict[str, Any], said: Any
) -> None:
    state, outcome = world.call(world.start(), Call(name, arguments))
    assert state.digest == world.start().digest
    assert said in outcome.error if isinstance(said, str) else outcome.value == said


def test_a_call_knows_nothing_of_the_one_before(world: World) -> None:
    said = [world.call(world.start(), Call("find", {"name": name}))[1].value for name in ("a", "b")]
    assert said == [{"calls": ["a"]}, {"calls": ["b"]}]


def test_a_function_that_hangs_is_an_error_of_the_tool(
    tmp_path: Path, found: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Short(Sandbox):
        __slots__ = ()

        def call(self, program: str, name: str, arguments: Any, most: int, **limits: Any) -> Any:
            return super().call(program, name, arguments, most, seconds=0.3)

    short = Short(found.name, found.runner, found.layers)
    monkeypatch.setattr(functions, "find_sandbox", lambda: short)
    file = tmp_path / "hangs.py"
    file.write_text("def wait(days: int):\n    while True: pass\n", encoding="utf-8")
    with pytest.raises(ToolFault, match=r"wait took more than 0\.3 s"):
        read_functions(file, NOTHING_KEPT)[1]["wait"]({"days": 1})
