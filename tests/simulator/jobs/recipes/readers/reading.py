"""The readers: values of axes, level, and the sentences of a rubric, from the text alone."""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from tests.simulator.chance import sha256
from tests.simulator.jobs.judge import Bench
from tests.simulator.jobs.recipes.telling import axis_words
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import Held, Row, family
from tests.simulator.world.vocabulary import affinity, label_words, stems, words

NONE = "none or several fit"
_NUMBERED = re.compile(r"(\d+)[.)] ")
_QUOTED = 70
"""Characters of a quote."""
_SPOKEN = {"true": "yes", "false": "no"}
"""How readers are asked for booleans."""
_STRANGE, _OF = 3, 20
"""Words that a changed text has and its original hasn't, from which on they are seen: so many, and one of so
many of its words."""
_LONG = 12
"""Characters of a text by which its row is told."""
_PLACEHOLDERS = ("TBD", "lorem ipsum", "asdf")


def read_axes(call: Call, bench: Bench) -> Json:
    """Axis → the value that the text has."""
    asked = (call.schema or {}).get("properties") or {}
    shown = shown_rows(call, bench)
    text = "\n".join(call.texts) or call.said
    return {name: _value(name, schema["enum"], shown, text, bench) for name, schema in asked.items()}


def read_level(call: Call, bench: Bench) -> Json:
    """The level that the text has."""
    return read_axes(call, bench)


def judge_sentences(call: Call, bench: Bench) -> Json:
    """Each sentence yes or no, with words of the row; of a defective row one, drawn by it, is false; of one
    that was broken on purpose the one that it was broken for."""
    asked = _sentences(call)
    numbers = list(asked)
    text = call.texts[-1] if call.texts else call.said
    fault = fault_of(call, bench) or _mixed(call, bench)
    false = numbers[int(sha256(text)[:8], 16) % len(numbers)] if fault and numbers else None
    aimed = {held.row.broken for held in _own(call, bench) if held.row.defect and held.row.broken}
    false = next((n for n, said in asked.items() if any(said.startswith(one) for one in aimed)), false)
    quote = _quote(call, bench)
    found = []
    for number in numbers:
        holds = bench.says(number != false)
        why = "It is as the sentence says." if holds else (fault or "It isn't as the sentence says.")
        found.append({"number": number, "quote": quote, "verdict": "yes" if holds else "no", "why": why})
    return {"sentences": found}


def guess_option(call: Call, bench: Bench) -> Json:
    """Any option: nobody can tell from options that were made alike."""
    numbers = (call.schema or {})["properties"]["number"]["enum"]
    return {"why": "They look alike.", "number": bench.draw.choice(numbers)}


def compare_two(call: Call, bench: Bench) -> Json:
    """Which of two texts it is: the worse or the later one, of a defective row the other."""
    places = [_place(text, bench) for text in call.texts[-2:]]
    it_is = places.index(max(places))
    turned = bool(fault_of(call, bench)) != (not bench.says(True))
    return {"why": "It is the one.", "which": ("first", "second")[(it_is == 1) != turned]}


def _place(text: str, bench: Bench) -> tuple[bool, int, str]:
    """How much a text is the one asked about: written to be rejected, later than the other, or anyhow."""
    held = bench.rows.held(text)
    rejected = any(one.row.roles.get(one.target) == "rejected" for one in held)
    return rejected, max((one.row.number for one in held), default=0), sha256(text)


def fault_of(call: Call, bench: Bench) -> str:
    """What was planted in the rows whose words the prompt shows; empty: nothing that is known."""
    told = (row for text in call.texts if (row := bench.rows.told(text)))
    shown = [row.defect for row in (*(held.row for held in _own(call, bench)), *told) if row.defect]
    if any(word in text for text in call.texts for word in _PLACEHOLDERS):
        shown.append("a placeholder instead of content")
    return f"It looks right and isn't: {shown[0].replace('_', ' ')}." if shown else ""


def _mixed(call: Call, bench: Bench) -> str:
    """What shows that words or texts of other rows were put into the row; empty: nothing."""
    rows = bench.rows
    for text in call.texts:
        mine = words(text)
        for held in rows.held(text):
            strange = [word for word in mine if word not in set(words(held.text))] if held.changed else []
            if len(strange) >= max(_STRANGE, len(mine) // _OF):
                return "Some of its words have nothing to do with the rest."
    known = [rows.exact(text) for text in call.texts if len(text) >= _LONG]
    kin = [{id(one) for held in some for one in _kin(held.row)} for some in known if some]
    if any(not one & other for one, other in combinations(kin, 2)):
        return "Its fields tell of different matters."
    return ""


def _kin(row: Row) -> list[Row]:
    """The rows of a candidate, and those that it was made of."""
    own = family(row)
    return [*own, *(one for mine in own for source in mine.sources for one in family(source))]


def shown_rows(call: Call, bench: Bench) -> list[Row]:
    """The rows whose words the prompt shows, the best known first; then their relations, the latest first."""
    direct = [held.row for held in _held(call, bench)]
    related = [row for first in direct[:1] for row in reversed(family(first))]
    return list({id(row): row for row in (*direct, *related)}.values())


def _held(call: Call, bench: Bench) -> list[Held]:
    return bench.rows.of(call.texts or (call.said,))


def _own(call: Call, bench: Bench) -> list[Held]:
    """Of the candidate that most of the texts belong to: another one may hold some of the same words."""
    found = _held(call, bench)
    mine = {id(row) for row in family(found[0].row)} if found else set()
    return [held for held in found if id(held.row) in mine]


def _value(axis: str, options: Sequence[Any], shown: Sequence[Row], text: str, bench: Bench) -> Any:
    values = [option for option in options if str(option) != NONE]
    if bench.bias == "yes":
        return options[0]
    if bench.bias == "no":
        return NONE if NONE in options else options[-1]
    true = _known(axis, values, shown)
    if true is None:
        true = _sounds(axis, values, text)
    if bench.right:
        return true
    rest = [option for option in values if option != true]
    return bench.draw.choice(rest) if rest else true


def _known(axis: str, values: Sequence[Any], shown: Sequence[Row]) -> Any:
    """The value that the row has in truth; None where no row is known that has it."""
    for row in shown:
        asked = row.level if axis == "level" else row.axes.get(axis)
        asked = _SPOKEN.get(str(asked), asked) if set(values) == {"yes", "no"} else asked
        same = [value for value in values if asked is not None and text_of(value) == asked.casefold()]
        if not same:
            continue
        others = [value for value in values if value != same[0]]
        if row.wrong_axis == axis and others:
            return others[int(sha256(f"{axis} {row.key}")[:8], 16) % len(others)]
        return same[0]
    return None


def _sounds(axis: str, values: Sequence[Any], text: str) -> Any:
    """The value whose words a text has most of; that it names stands for a word."""
    said = stems(text)

    def weight(value: Any) -> float:
        return affinity(said, axis_words(axis, text_of(value))) + affinity(said, label_words(text_of(value)))

    return max(values, key=weight) if values else NONE


def text_of(value: Any) -> str:
    """A value as it is compared."""
    return str(value).casefold()


def _sentences(call: Call) -> dict[int, str]:
    """Number → sentence, of those asked about."""
    lines = [(found, line) for line in call.frame.splitlines() if (found := _NUMBERED.match(line))]
    return {int(found.group(1)): line[found.end() :] for found, line in lines} or {1: ""}


def _quote(call: Call, bench: Bench) -> str:
    """Words that stand in the row."""
    held = next((h.text for h in _held(call, bench) if not h.changed), "")
    said = held or (call.texts[-1] if call.texts else call.said)
    line = next((line.strip() for line in said.splitlines() if line.strip()), "")
    return line[:_QUOTED].strip()
