"""Answers computed from the values of several cited places, and how an auditor computes them again.

A calculation is a word and what it needs: "highest", "lowest", "earliest", "latest" (the answer is the
entry), "difference", "total" (an amount), "more than £20", "before 09:00" (a count). Values of different
kinds or units are never compared.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.questions.items import Hop
from seedbed.tools.knowledge.questions.nouns import unit_plural
from seedbed.tools.knowledge.values import Value, find_values, is_range, plain_decimal

ENGINE = "seedbed several places 1"
_BOUND = re.compile(r"(?P<how>more than|less than|before|after) (?P<limit>.+)")
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def whole_value(text: str) -> Value | None:
    """The value that a text is, nothing more; None for ranges, words and several values."""
    values = find_values(text)
    if len(values) != 1 or values[0].text != text.strip() or is_range(values[0]):
        return None
    return values[0]


def measure_of(value: Value) -> tuple[str, str]:
    """What two values must share to be compared: kind and unit."""
    return value.kind, value.unit


def size_of(value: Value) -> Decimal:
    """A number by which values of one measure can be ordered: the amount, or minutes since midnight."""
    if value.kind == "time":
        hours, minutes = value.canonical.removeprefix("time:").split(":")
        return Decimal(int(hours) * 60 + int(minutes))
    return Decimal(value.amount)


def calculate(calculation: str, claims: Sequence[tuple[str, str]]) -> str:
    """The answer from (entry, claim) pairs; "" where there is none, or more than one.

    Raises:
        ValueError: the calculation isn't known, or the claims aren't values of one measure.
    """
    values = [whole_value(claim) for _, claim in claims]
    sizes = [size_of(value) for value in values if value is not None]
    measures = {measure_of(value) for value in values if value is not None}
    if len(sizes) != len(claims) or len(measures) != 1 or len(sizes) < 2:
        raise ValueError("the claims aren't values of one measure")
    first = values[0]
    assert first is not None
    if calculation in ("highest", "latest", "lowest", "earliest"):
        best = max(sizes) if calculation in ("highest", "latest") else min(sizes)
        winners = [entry for (entry, _), size in zip(claims, sizes, strict=True) if size == best]
        return winners[0] if len(winners) == 1 else ""
    if calculation == "difference" and len(sizes) == 2 and first.kind != "time":
        return _worded(abs(sizes[0] - sizes[1]), first)
    if calculation == "total" and first.kind != "time":
        return _worded(sum(sizes, Decimal(0)), first)
    bound = _BOUND.fullmatch(calculation)
    limit = whole_value(bound["limit"]) if bound else None
    if bound is None or limit is None or measure_of(limit) not in measures:
        raise ValueError(f"not a calculation of these claims: {calculation!r}")
    above = bound["how"] in ("more than", "after")
    at = size_of(limit)
    return str(sum(size > at if above else size < at for size in sizes))


def _worded(amount: Decimal, like: Value) -> str:
    """An amount with the unit of another value: "£24", "35 minutes", "8"."""
    digits = plain_decimal(amount)
    if like.kind == "money":
        if amount != amount.to_integral_value():
            digits = f"{amount:.2f}"
        sign = _SIGNS.get(like.unit)
        return f"{sign}{digits}" if sign else f"{digits} {like.unit}"
    if like.kind == "percent":
        return f"{digits}%"
    if like.kind == "number":
        return digits
    return f"{digits} {like.unit if amount == 1 else unit_plural(like.unit)}"


def computation(calculation: str, hops: Sequence[Hop], answer: str) -> dict[str, Any]:
    """Evidence of kind `computation` for an answer computed from hops."""
    inputs = {f"{number} {hop.entry}": hop.claim for number, hop in enumerate(hops, 1)}
    return {
        "kind": "computation",
        "expression": f"{calculation} ({', '.join(f'{hop.entry}: {hop.claim}' for hop in hops)})",
        "result": answer,
        "engine": ENGINE,
        "inputs": inputs,
        "ok": True,
        "by": "calculator",
    }


def fault_of(row: Mapping[str, Any], item: Mapping[str, Any], cited: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with a row whose answer takes several places; "" if it follows from what is cited.

    `item` is the item of the row's brief as JSON, `cited` the row's citations (their quotes and offsets are
    checked elsewhere). Every hop must be cited, speak of its entry, and stand in the row's context; the
    answer is derived anew.
    """
    hops = item["hops"]
    if row.get("question") != item["question"]:
        return "the row asks something else than its brief"
    known = {(one["sha256"], one["start"], one["end"], one["claim"]) for one in cited}
    parts = str(row.get("context", ""))
    for hop in hops:
        if (hop["source"], hop["start"], hop["end"], hop["claim"]) not in known:
            return f"nothing is cited for {hop['entry']!r}"
        if not (contains(hop["entry"], hop["quote"]) and contains(hop["claim"], hop["quote"])):
            return f"the quote for {hop['entry']!r} doesn't hold it with {hop['claim']!r}"
        if hop["quote"] not in parts:
            return f"the row's context lacks the place of {hop['entry']!r}"
    if item["calculation"]:
        try:
            answer = calculate(item["calculation"], [(hop["entry"], hop["claim"]) for hop in hops])
        except ValueError as fault:
            return str(fault)
    else:
        first, last = hops[0], hops[-1]
        if not contains(first["claim"], last["quote"]):
            return f"the last place doesn't speak of {first['claim']!r}"
        answer = last["claim"]
    return "" if answer and answer == row.get("answer") else f"the places give {answer!r}"
