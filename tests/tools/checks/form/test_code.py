"""The check `code`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest
from pydantic import ValidationError

from seedbed.tools.checks.form.code import CHECK
from tests.tools.checks.trying import fails, holds, untold

EVEN = "def verify(total, note):\n    return total % 2 == 0, f'{total} is odd'"
FIELDS = {"of": ("total", "note")}


def test_fields_go_in_under_their_own_names() -> None:
    assert holds(CHECK, {"of": (4, "")}, {"code": EVEN}, fields=FIELDS)
    assert fails(CHECK, {"of": (5, "")}, {"code": EVEN}, fields=FIELDS) == "5 is odd"
    assert holds(CHECK, {"of": 4}, {"code": "def verify(of): return of == 4"})


@pytest.mark.parametrize(
    "code",
    [
        "def verify(of): return 1",
        "def verify(of): return 1 / 0",
        "def verify(other): return True",
        "def verify(of):\n    while True: pass",
        "def verify(of): return open('/etc/passwd').read() and True",
        "import socket\ndef verify(of): return bool(socket.create_connection(('127.0.0.1', 1)))",
    ],
)
def test_an_error_in_it_is_no_verdict(code: str) -> None:
    assert untold(CHECK, {"of": 4}, {"code": code, "seconds": 1})


@pytest.mark.parametrize("code", ["", "def verify(:", "x = 1", "\x00"])
def test_what_is_no_check_is_refused_with_the_recipe(code: str) -> None:
    with pytest.raises(ValidationError):
        CHECK.arguments.model_validate({"code": code})


def test_a_value_that_is_no_json_is_no_verdict() -> None:
    assert untold(CHECK, {"of": {1, 2}}, {"code": "def verify(of): return True"})
