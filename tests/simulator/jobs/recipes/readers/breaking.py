"""break_sentence: a right row with one text changed, so that one sentence is no longer true of it."""

import json
import re
from dataclasses import replace

from tests.simulator.chance import fraction
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import Row, Rows, strings

JOB = "break_sentence"
DEFECT = "broken_sentence"
_WORD = re.compile(r"[a-z]{4,}")
_CHANGED = 2
"""Words that are changed, at most."""


def break_sentence(call: Call, profile: Profile, rows: Rows) -> tuple[Json, Row]:
    """The row with its longest text changed, as long as before; where the model is one that slips, a change
    that leaves the sentence true: the world's laws are about rows that are ordered. Where there is nothing to
    change it says that it can't."""
    row: Json = json.loads(call.texts[0])
    asked = [name for name in (call.schema or {}).get("properties", {}) if name in row]
    told = [(name, text) for name in asked for text in strings(row[name]) if _WORD.search(text)]
    if not told:
        same = {one: row[one] for one in asked}
        return {"cannot": "Nothing could be changed.", "how": "", **same}, Row(JOB, call.digest)
    name, text = max(told, key=lambda one: len(one[1]))
    changed = text
    for found in list(_WORD.finditer(text))[:_CHANGED]:
        changed = changed[: found.start()] + found.group()[::-1] + changed[found.end() :]
    slips = fraction(0, "break", call.digest) < profile.slips
    held = next((one.row for one in rows.of([text]) if not one.changed), None)
    fields = {one: _with(row[one], text, changed) if one == name else row[one] for one in asked}
    broken = replace(
        held or Row(JOB),
        job=JOB,
        key=call.digest,
        values={name: changed},
        defect=None if slips else DEFECT,
        broken=sentence_of(call),
        wrong_axis=None,
        copy=False,
        parents=(),
        children=[],
    )
    return {"cannot": "", "how": "A detail.", **fields}, broken


def sentence_of(call: Call) -> str:
    """The sentence that is to be false: the line after the one that announces it."""
    lines = [line.strip() for line in call.frame.splitlines() if line.strip()]
    places = [n for n, line in enumerate(lines) if line.startswith("This sentence is true of it")]
    return lines[places[0] + 1] if places else ""


def _with(value: object, text: str, changed: str) -> object:
    if isinstance(value, dict):
        return {key: _with(child, text, changed) for key, child in value.items()}
    if isinstance(value, list):
        return [_with(child, text, changed) for child in value]
    return changed if value == text else value
