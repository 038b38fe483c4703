"""`leaks`: the text gives away what a reader is to find out.

Of an axis it is refused only as a label («Severity: high», `"severity": "high"`), since its value may be an
ordinary word of the subject; of another field wherever its value stands."""

import json
import re
from collections.abc import Mapping
from random import Random
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values
from seedbed.tools.checks.figures import figures
from seedbed.tools.checks.form.absent import spaced, stands
from seedbed.tools.checks.inputs import by_rule, language_of, named, spoken
from seedbed.tools.checks.normal import normal

LEAKS = "leaks"
MOST_VALUES = 200
"""Values of one field that are looked for."""
_BETWEEN = r"[\"'`*_\s)\]]{0,4}\s?(?::|=|\|)\s?[\"'`*_\s(\[]{0,4}"


class LeaksArguments(Arguments):
    """Whose value."""

    axis: str = Field("", description="an axis; in place of the input `value`")


def _given_away(inputs: Values, arguments: LeaksArguments, case: Case) -> str:
    """A value of one letter or digit (an option) counts as a label only, a text of many words as a whole."""
    values = named(inputs, case, "of")
    texts = [(field, text) for field, value in values for text in spoken(value, results=True)]
    if not texts:
        raise Untold("no text to look at")
    language = language_of(case)
    known = dict.fromkeys((field, normal(text).casefold()) for field, text in texts)
    for name, value in _wanted(inputs, arguments, case)[:MOST_VALUES]:
        for field, plain in known:
            if labelled(name, value, plain):
                return f"{field} says {name} as a label: leave it out"
            if not arguments.axis and said_in(value, plain, language):
                return f"'{field}' gives away '{name}': {str(value)[:60]!r}"
    return ""


def _nothing(arguments: LeaksArguments, named: Mapping[str, Any], *_: object) -> str:
    told = "`value` (a field) or `axis` is missing: what no text may give away"
    return "" if arguments.axis or "value" in named else told


def _wanted(inputs: Values, arguments: LeaksArguments, case: Case) -> list[tuple[str, Any]]:
    """Names with single values; nothing is to be found of null."""
    if arguments.axis:
        found = [(arguments.axis, case.seat.get(arguments.axis, case.row.get(arguments.axis)))]
    else:
        found = named(inputs, case, "value")
    return list({(name, str(one)): (name, one) for name, value in found for one in _single(value)}.values())


def _single(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple, Mapping)):
        inner = value.values() if isinstance(value, Mapping) else value
        return [one for child in inner for one in _single(child)]
    return [] if value is None or not normal(str(value)) else [value]


def labelled(name: str, value: Any, text: str) -> bool:
    """Whether `NAME: VALUE` stands in a text (in `normal` form, small letters), or its like in JSON."""
    said = normal(json.dumps(value) if isinstance(value, bool) else str(value)).casefold()
    words = [re.escape(one) for one in re.split(r"[_\-\s]+", normal(name).casefold()) if one]
    if not words or len(said) > 200:
        return False
    end = r"(?!\w|[.,]\d)" if spaced(said[-1]) else ""
    return re.search(rf"(?<!\w){r'[_ -]?'.join(words)}{_BETWEEN}{re.escape(said)}{end}", text) is not None


def said_in(value: Any, text: str, language: str) -> bool:
    """Whether a value stands in a text (in `normal` form, small letters)."""
    if isinstance(value, bool):
        return False
    said = normal(str(value)).casefold()
    # Where a value is a figure and no more, that figure in any spelling.
    found = figures(said, "en" if isinstance(value, (int, float)) else language)
    if len(found) == 1 and found[0].written == said:
        return any(found[0].same(other) for other in figures(text, language))
    if len(said) == 1 and spaced(said):
        return False
    return stands(said, text)


def _label(inputs: Values, arguments: LeaksArguments, _draw: Random) -> Values | None:
    """The value said at the end of the text."""
    of, value = inputs["of"], _single(inputs.get("value"))
    told = (one for one in value if not isinstance(one, bool))
    usable = [one for one in told if len(normal(str(one))) > 1 or str(one).isdigit()]
    text = of[0] if isinstance(of, tuple) and of else of
    if arguments.axis or not isinstance(text, str) or not usable:
        return None
    changed = f"{text} ({usable[0]})"
    return {"of": (changed, *of[1:]) if isinstance(of, tuple) else changed}


CHECK = Check(
    name=LEAKS,
    about="A text neither has another field's value nor names an axis with its value («Severity: high»).",
    inputs=("of*", "value?"),
    verify=by_rule(LEAKS, _given_away, "low quality"),
    arguments=LeaksArguments,
    names=("axis",),
    misfit=_nothing,
    shows={"kept": "proven", "form": "proven"},
    spoil={"label": _label},
    example="leaks: {of: question, value: answer}",
)
