"""Conditions by which some of a part's rows are meant: expressions over axes, as `when` has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import spelled
from seedbed.agent.recipes.templates import evaluate, within
from seedbed.memory.recipe import Axis


def fault_in(condition: str, axes: Sequence[Axis]) -> str:
    """Why a condition can hold on no seat, in words; empty: it may (which values were proposed for an axis
    isn't known here). `axes`: that seats are dealt."""
    values = {axis.name: (axis.values, axis.otherwise) for axis in axes}
    try:
        there = within(condition, expression=True)
    except TemplateFault as fault:
        return f"{condition!r} can't be worked out: {fault}"
    if strange := sorted(there.names - values.keys()):
        return f"there is no axis {strange[0]!r}; there are: {', '.join(values) or 'none'}"
    if not there.names:
        return f"{condition!r} names no axis; there are: {', '.join(values) or 'none'}"
    for name, value in there.compared:
        given, otherwise = values[name]
        if given and not any(one == value and type(one) is type(value) for one in (*given, otherwise)):
            return f"`{name}` is never {value!r}; it is: {', '.join(map(spelled, given))}"
    return ""


def holds_on(condition: str, seat: Mapping[str, Any]) -> bool:
    """Whether a condition holds on a seat (axis → value), as none does; not where the seat lacks what it
    names."""
    try:
        return not condition or bool(evaluate(condition, seat))
    except TemplateFault:
        return False
