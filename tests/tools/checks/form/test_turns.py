"""The check `turns`: right rows hold, planted faults fail, odd shapes end in a verdict."""

from typing import Any

from seedbed.tools.checks.form.turns import CHECK
from tests.tools.checks.trying import fails, holds, spoilt, survives, untold


def said(*roles: str) -> dict[str, Any]:
    return {"of": [{"role": role, "content": f"I am {role}."} for role in roles]}


def test_turns() -> None:
    order = {"between": "2..4", "first": "user", "last": "assistant"}
    assert holds(CHECK, said("system", "user", "assistant"), order)
    assert fails(CHECK, said("user", "user", "assistant"), order) == "user speaks twice in a row"
    assert fails(CHECK, said("assistant", "user"), order) == "assistant speaks first, not user"
    assert fails(CHECK, said("user", "assistant", "user"), order) == "user speaks last, not assistant"
    assert fails(CHECK, said("user"), {"between": "2.."}) == "1 turns; 2.. are wanted"
    assert fails(CHECK, {"of": [{"role": "user", "content": " "}]}) == "turn 1 (user) is empty"
    assert untold(CHECK, {"of": "user: hello"})


def test_calls_and_their_results_are_no_turns() -> None:
    talk = said("user", "tool", "assistant")["of"]
    talk.insert(1, {"role": "assistant", "content": "", "tool_calls": [{"name": "f"}]})
    assert holds(CHECK, {"of": talk}, {"between": 2})


def test_spoilt() -> None:
    assert spoilt(CHECK, said("user", "assistant", "user", "assistant"), {"between": 4}) == {"drop_turn"}
    assert spoilt(CHECK, said("user", "assistant"), {"last": "assistant"}) == {"drop_turn"}
    assert spoilt(CHECK, said("user", "assistant")) == set()


def test_odd_values() -> None:
    survives(CHECK, {"between": "1.."})
