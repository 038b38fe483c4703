"""read_talk: the defects of a talk, by what this server wrote of it."""

import re
from collections.abc import Iterator

from tests.simulator.jobs.judge import Bench
from tests.simulator.wire import Call, Json

_TURN = re.compile(r"^\[(\d+)\] (\w+): ", re.MULTILINE)
_CALLS = re.compile(r"\n\{\"tool_calls\": .*\Z", re.DOTALL)
_QUOTED = 60
_NAMES = {"role break": "out of role", "low_quality": "repeats"}
"""What was planted → what the judge calls it; anything else is unsupported."""


def read_talk(call: Call, bench: Bench) -> Json:
    """Turn, quote and name of each defect; a judge that is not right overlooks them, or makes one up."""
    turns = list(_turns(call.texts[-1] if call.texts else ""))
    found = list(_faults(turns, bench))
    if bench.says(not found):
        return {"found": []}
    if not found:
        number, _, text = next((one for one in reversed(turns) if one[1] == "assistant"), (1, "", ""))
        found = [_fault(number, text, "unsupported")]
    return {"found": found}


def _turns(talk: str) -> Iterator[tuple[int, str, str]]:
    """Number, role and words of each turn."""
    marks = list(_TURN.finditer(talk))
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(talk)
        yield int(mark[1]), mark[2], _CALLS.sub("", talk[mark.end() : end]).strip()


def _faults(turns: list[tuple[int, str, str]], bench: Bench) -> Iterator[Json]:
    """What was planted in turns that this server wrote."""
    for number, role, text in turns:
        rows = [one.row for one in bench.rows.exact(text)] + [bench.rows.told(text)]
        defect = next((row.defect for row in rows if row and row.defect), "")
        if defect and role in ("user", "assistant"):
            yield _fault(number, text, _NAMES.get(defect, "unsupported"))


def _fault(number: int, text: str, name: str) -> Json:
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return {"turn": number, "quote": line[:_QUOTED].strip(), "why": "It isn't so.", "defect": name}
