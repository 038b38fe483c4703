"""read_talk: the defects of a talk, by what this server wrote of it and what shows in it."""

import re
from collections.abc import Iterator
from typing import Any

from tests.simulator.jobs.judge import Bench
from tests.simulator.wire import Call

Json = dict[str, Any]
_TURN = re.compile(r"^\[(\d+)\] (\w+): ", re.MULTILINE)
_CALLS = re.compile(r"\n\{\"tool_calls\": .*\Z", re.DOTALL)
_DOWN = "Service Unavailable"
_LEAST = 12
"""Characters of a turn that may not come twice."""
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
    said = [one for one in turns if one[1] in ("user", "assistant") and one[2]]
    known = {number: _written(text, bench) for number, _, text in said}
    mine = 2 * sum(one is not None for one in known.values()) >= len(said)
    heard: set[str] = set()
    for number, _, text in said:
        defect = known[number]
        if defect:
            yield _fault(number, text, _NAMES.get(defect, "unsupported"))
        elif defect is None and mine:
            yield _fault(number, text, "contradicts")
        elif text in heard and len(text) >= _LEAST:
            yield _fault(number, text, "repeats")
        elif _DOWN in next((one[2] for one in reversed(turns) if one[0] == number - 1), ""):
            yield _fault(number, text, "contradicts")
        heard.add(text)


def _written(text: str, bench: Bench) -> str | None:
    """What was planted in a turn that this server wrote; None: it didn't write it so."""
    rows = bench.rows.exact(text)
    written = bench.rows.told(text)
    if not rows and written is None:
        return None
    return next((one.row.defect for one in rows if one.row.defect), "") or (written and written.defect) or ""


def _fault(number: int, text: str, name: str) -> Json:
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    return {"turn": number, "quote": line[:_QUOTED].strip(), "why": "It isn't so.", "defect": name}
