"""Coding tasks in the formats that train on instructions."""

import json

from seedbed.memory.spec import Part
from seedbed.tools.export.exchange import exchange
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow

FIELDS = {
    "problem": "Write `twice(n: int) -> int`, which gives back two times n.",
    "entry_point": "twice",
    "solution": "def twice(n):\n    return 2 * n",
    "tests": "assert twice(1) == 2\nassert twice(0) == 0",
}
ROW = ExportRow(
    "a" * 16, Part(task="code", topic="numbers", rows=1), {"id": "a" * 16, **FIELDS}, "proven", ""
)


def test_a_coding_task_asks_for_the_function_and_is_answered_by_the_solution() -> None:
    said = exchange(ROW)
    assert said.instruction == "Write the Python function `twice` that the problem asks for."
    assert said.input == FIELDS["problem"]
    assert said.output == "```python\ndef twice(n):\n    return 2 * n\n```"


def test_its_tests_are_no_part_of_a_chat() -> None:
    (line,) = BY_NAME["openai"].write([ROW], (), False).data.splitlines()
    *asked, answered = json.loads(line)["messages"]
    assert FIELDS["problem"] in asked[-1]["content"]
    assert answered == {"role": "assistant", "content": exchange(ROW).output}
    assert b"assert" not in line
