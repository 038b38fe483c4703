"""Whether calls may be made: the function exists, and its arguments keep the schema of its parameters.

A reason names the defect first found, in the order in which a caller would mend it: function, form, missing
arguments, arguments of its own invention, types, values. JSON Schema Draft 2020-12 (`record_schema.py`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.memory.files.file_faults import nearest
from seedbed.tools.verification.record_schema import broken
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.verification.toolcalls.tools import Tool

_ORDER = ("malformed", "missing argument", "unknown argument", "wrong type", "value not allowed")
_KEYWORDS: Mapping[str, str] = {
    "required": "missing argument",
    "dependentRequired": "missing argument",
    "additionalProperties": "unknown argument",
}
"""Keyword of the schema that a call breaks → what is wrong; any other but types bounds values."""
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Checked:
    """One call held against the tools."""

    defect: str
    """`unknown function` or one of _ORDER; empty: none."""
    reason: str
    """In a line; empty: nothing is wrong."""

    @property
    def ok(self) -> bool:
        """Whether it may be made."""
        return not self.defect


def check_call(tools: Mapping[str, Tool], call: Call) -> Checked:
    """One call held against tools by name."""
    if not call.name:
        return Checked("malformed", call.fault)
    if call.name not in tools:
        meant = nearest(call.name, tuple(tools))
        there = f"there are {_listed(tools)}" if tools else "there are no tools"
        hint = f"the nearest is {meant}" if meant else there
        return Checked("unknown function", f"there is no function {_short(call.name)!r}; {hint}")
    if call.fault:
        return Checked("malformed", f"`{call.name}`: {call.fault}")
    found = sorted(_faults(tools[call.name], call), key=lambda fault: _ORDER.index(fault[0]))
    if not found:
        return Checked("", "")
    defect, said = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Checked(defect, f"`{call.name}`: {said}{more}")


def _faults(tool: Tool, call: Call) -> Iterator[tuple[str, str]]:
    for error in broken(dict(call.arguments), tool.parameters):
        if isinstance(error, str):
            yield "malformed", error
            continue
        defect = "wrong type" if _types(error) else _KEYWORDS.get(error.validator, "value not allowed")
        place = ".".join(str(step) for step in error.absolute_path)
        yield defect, _said(defect, place, error)


def _said(defect: str, place: str, error: Any) -> str:
    inside = f" of `{place}`" if place else ""
    if defect == "missing argument":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"the required argument {_listed(missing)}{inside} is missing"
    if defect == "unknown argument":
        known = error.schema.get("properties", {})
        strange = [name for name in error.instance if name not in known]
        there = f"there are {_listed(known)}" if known else "it takes none"
        return f"there is no argument {_listed(strange)}{inside}; {there}"
    if defect == "wrong type":
        wanted = " or ".join(dict.fromkeys(_types(error)))
        return f"`{place}` is {_kind(error.instance)}, not of type {wanted}"
    if error.validator == "enum":
        return f"`{place}` is {_short(repr(error.instance))}, not one of {_listed(error.validator_value)}"
    return f"`{place}`: {error.message[:200]}"


def _types(error: Any) -> list[str]:
    """The types of which a value has none, if that alone is wrong, also with each of several schemas."""
    found = error.context or [error]
    if any(one.validator != "type" or one.absolute_path != error.absolute_path for one in found):
        return []
    named = [one.validator_value for one in found]
    return [kind for one in named for kind in ([one] if isinstance(one, str) else one)]


def _kind(value: Any) -> str:
    kinds = {str: "a string", bool: "a boolean", int: "a whole number", float: "a number", list: "a list"}
    return kinds.get(type(value), "null" if value is None else "an object")


def _listed(names: Any) -> str:
    shown = [_short(str(name)) for name in names]
    return ", ".join(f"`{name}`" for name in shown[:8]) + (", …" if len(shown) > 8 else "")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
