"""Untrusted material in the planner's prompts: headings of documents and example rows, cut short and
delimited."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seedbed.agent.prompting import delimit
from seedbed.memory.brief import Slot
from seedbed.memory.recipe import Axis, Recipe, RecipeField
from seedbed.tools.checks.asked import spelled

_HEADINGS = 60
_ROWS = 8
_LONGEST = 300
_ABOUT = 140
_VALUES, _SHORT = 12, 40
"""Different values of a field that is a label, and characters of one, at most."""
_FIELDS, _LONGEST_COUNTS = 40, 4000
_UNITS = {"string": "characters", "line": "characters", "messages": "messages", "list": "items"}
_NAMED = re.compile(r"\{\{ *(\w+) *\}\}")
"""An axis in a template."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def clean(text: str, longest: int) -> str:
    """A model's or a document's words on one line, without control and direction marks, cut to a length:
    after a whole word, if there is a space in the latter half, and with «…»."""
    whole = " ".join(_UNSEEN.sub(" ", text).split())
    if len(whole) <= longest:
        return whole
    space = whole.rfind(" ", longest // 2, longest - 1)
    return whole[: longest - 1 if space < 0 else space + 1] + "…"


def lined(text: str) -> str:
    """A model's or a document's words on their lines, indents kept, without control and direction marks."""
    lines = (_UNSEEN.sub(" ", line.expandtabs(4)).rstrip() for line in text.split("\n"))
    return "\n".join(lines).strip("\n")


def headings_block(chunks: Iterable[Any], slot: Slot) -> str:
    """The first headings of documents, a path a line; empty without documents."""
    paths = dict[str, None]()
    for path in (path for chunk in chunks for path, _ in chunk.under if path):
        paths[" > ".join(clean(heading, 100) for heading in path)] = None
        if len(paths) == _HEADINGS:
            break
    return quoted(paths, slot)


def rows_block(rows: Sequence[Mapping[str, Any]], slot: Slot, longest: int = _LONGEST) -> str:
    """Some example rows, one a line, evenly taken, after the values of their labels in all of them; empty
    without any."""
    shown = min(_ROWS, len(rows))
    some = [rows[number * len(rows) // shown] for number in range(shown)]
    lines = [clean(json.dumps(row, ensure_ascii=False), longest) for row in some]
    if counts := values_of(rows):
        every = {f"values in all {len(rows)} rows": counts}
        lines.insert(0, clean(json.dumps(every, ensure_ascii=False), _LONGEST_COUNTS))
    return quoted(lines, slot)


def values_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Field → its values in all rows, as text, with the rows that have each, the commonest first: of fields
    that have few different short ones (labels, truth values, levels)."""
    found: dict[str, dict[str, int]] = {}
    for name in list(dict.fromkeys(name for row in rows for name in row))[:_FIELDS]:
        values = [value for row in rows if (value := row.get(name)) is not None]
        counts = Counter(map(spelled, values))
        short = all(isinstance(v, (str, int, float)) and len(spelled(v)) <= _SHORT for v in values)
        if short and 0 < len(counts) <= min(_VALUES, len(rows) // 2):
            found[name] = dict(counts.most_common())
    return found


def row_line(recipe: Recipe) -> str:
    """What a row of a recipe is, on one line: the recipe's own words, then the fields that are delivered."""
    about = clean(recipe.about.partition(";")[0], _ABOUT)
    return clean(f"{about}: {', '.join(map(_field, recipe.row))}", _LONGEST)


def _field(one: RecipeField) -> str:
    """A field's name with its size, its values or its kind."""
    schema = one.json_schema
    if one.kind == "enum":
        return f"{one.name} ({' | '.join(map(str, schema['enum']))})"
    low, high = (
        next((schema[key] for key in (f"{end}Length", f"{end}Items") if key in schema), None)
        for end in ("min", "max")
    )
    if not (low or high) or one.kind not in _UNITS:
        return f"{one.name} ({one.kind})"
    least = low or 0
    size = f"{least} to " * (least != high) + str(high) if high else f"at least {low}"
    return f"{one.name} ({size} {_UNITS[one.kind]})"


def dealt_lines(recipe: Recipe, main: Axis | None) -> list[str]:
    """What else is dealt to each row, an axis a line: its name, and its values or what is asked of it. Left
    out: the axis of the labels, counts, and letters of options, which are of no row's matter."""
    axes = [one for one in recipe.axes if one != main and not one.counted and (one.reads or not one.is_field)]
    return [f"{one.name} ({clean(_dealt(one), _LONGEST)})" for one in axes]


def _dealt(axis: Axis) -> str:
    if axis.ask or axis.other_than:
        return _NAMED.sub(r"\1", clean(axis.ask, _LONGEST)) or f"another {axis.other_than}"
    if axis.means.keys() == {"true"}:
        return clean(axis.means["true"], _LONGEST)
    listed = "; ".join(str(value) for value in axis.values)
    if not axis.when:
        return listed
    return f"where {clean(axis.when, _LONGEST)}: {listed}; else {axis.otherwise}"


def quoted(lines: Iterable[str], slot: Slot) -> str:
    """Words of files and models, between marks that they can't hold; empty without any."""
    nonce = slot.key[:12]
    safe = [line for line in lines if nonce not in line]
    return delimit("\n".join(safe), nonce) if safe else ""
