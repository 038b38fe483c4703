"""A function of a program called in the sandbox: its value, and every way in which there is none."""

import pytest

from seedbed.tools.verification.sandbox.running import Sandbox

PROGRAM = """
import os
def add(a, b=2): return {"sum": a + b, "pair": (a, b)}
def long(n): return "\\U0001F600" * n
def mixed(): return {1, 2}
def nan(): return float("nan")
def loop():
    x = []
    x.append(x)
    return x
def digits(): return 10 ** 5000
def refuse(): raise ValueError("no such city")
def leave(): raise SystemExit(0)
def hang():
    while True: pass
def much(): return [0] * 10 ** 9
def die(): os._exit(0)
class Odd(dict):
    def items(self): raise KeyError("odd")
def odd(): return Odd(a=1)
number = 3
def flood():
    for descriptor in range(3, 48):
        try: os.write(descriptor, b"x" * 1_000_000)
        except OSError: pass
"""


def test_a_call_gives_a_value_in_every_way_of_running(sandbox: Sandbox) -> None:
    ran = sandbox.call(PROGRAM, "add", {"a": 1.5}, 100, seconds=20.0)
    assert (ran.state, ran.value) == ("passed", {"sum": 3.5, "pair": [1.5, 2]})
    assert ran.layers == sandbox.layers


@pytest.mark.parametrize(
    ("name", "state", "detail"),
    [
        ("mixed", "error", "the answer is no JSON: TypeError: Object of type set"),
        ("nan", "error", "the answer is no JSON: ValueError: Out of range"),
        ("loop", "error", "the answer is no JSON: ValueError: Circular"),
        ("digits", "error", "the answer is no JSON: ValueError: Exceeds"),
        ("odd", "error", "the answer is no JSON: KeyError at line"),
        ("add", "failed", "TypeError: add() missing 1 required"),
        ("refuse", "failed", "ValueError at line 12 of the program: no such city"),
        ("leave", "failed", "SystemExit at line 13 of the program: 0"),
        ("hang", "time", "more than 0.5 s"),
        ("much", "memory", "MemoryError at line 16 of the program"),
        ("die", "died", "it ended without a verdict: exit code 0"),
        ("flood", "died", ""),
        ("number", "error", "there is no function number"),
        ("absent", "error", "there is no function absent"),
    ],
)
def test_a_call_without_a_value_says_why(found: Sandbox, name: str, state: str, detail: str) -> None:
    ran = found.call(PROGRAM, name, {}, 100, seconds=0.5 if state == "time" else 20.0)
    assert (ran.state, ran.value) == (state, None)
    assert ran.detail.startswith(detail)


def test_an_answer_is_as_long_as_was_asked_for(found: Sandbox) -> None:
    ran = found.call(PROGRAM, "long", {"n": 19_998}, 20_000, seconds=20.0)
    assert ran.value == "\U0001f600" * 19_998
    ran = found.call(PROGRAM, "long", {"n": 19_999}, 20_000, seconds=20.0)
    assert (ran.state, ran.detail) == ("error", "an answer of 20,001 characters; 20,000 are taken")
    assert found.call(PROGRAM, "long", {"n": 10_000_000}, 20_000, seconds=20.0).state == "error"


def test_what_a_call_gives_without_a_value_is_no_answer(found: Sandbox) -> None:
    """A program that answers in its own name on the channel, and forgets the value."""
    program = (
        "import os, json, sys\n"
        "def forged():\n"
        "    nonce = sys._getframe(2).f_locals['asked']['nonce']\n"
        "    line = json.dumps({'said': 'verdict', 'state': 'passed', 'nonce': nonce}).encode() + b'\\n'\n"
        "    os.write(sys._getframe(2).f_locals['outward'], line)\n"
    )
    ran = found.call(program, "forged", {}, 100, seconds=20.0)
    assert (ran.state, ran.detail) == ("died", "what came on the channel of the verdict has no value")


def test_tests_give_no_value(found: Sandbox) -> None:
    assert found.run(PROGRAM, "assert add(1)['sum'] == 3", seconds=20.0).value is None
