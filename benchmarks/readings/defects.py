"""The four defects of planted rows. Each takes a good row and returns the fields that it made bad.

A defect that can't be made in a row, or that may have left it good, returns None. They know no run folder and
not where a row will stand.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise, permutations
from math import inf
from random import Random
from typing import Any

from seedbed.memory.spec import Task
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.verification.expression import calculate
from seedbed.tools.verification.numerals import numerals
from seedbed.tools.verification.syntax import ExpressionFault

_STEPS = (1, 2, 3, 5, 10, 20)
_PAIRS = "is are/was were/has have/does do/costs cost/needs need/takes take/pays pay/wants want"
_AGREEMENT = {a: b for x, y in map(str.split, _PAIRS.split("/")) for a, b in ((x, y), (y, x))}
_VERBS = frozenset(
    [*_AGREEMENT, "been", "can", "could", "forgot", "had", "hires", "left", "may", "must", "would"]
)
_WINDOW = 5
"""Neighbouring words that broken English puts out of order."""


@dataclass(frozen=True, slots=True)
class Good:
    """An accepted row and what its defects are made from."""

    task: Task
    row: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]
    labels: tuple[str, ...] = ()
    document: str = ""
    """The text of the document that a question is about."""


Changed = dict[str, str]
Defect = Callable[[Good, Random], Changed | None]


def label_flipped(good: Good, random: Random) -> Changed | None:
    """One of the labels that the row's own evidence puts in its lower half."""
    others = [label for label in good.labels if label != good.row["label"]]
    said = [e["alternatives"] for e in good.evidence if e.get("alternatives")]

    def rank(label: str) -> int:
        return sum(sum(other < values.get(label, -inf) for other in values.values()) for values in said)

    return {"label": random.choice(sorted(others, key=rank)[: max(1, len(others) // 2)])} if others else None


def number_changed(good: Good, random: Random) -> Changed | None:
    """Another number in the question, so that the answer no longer fits, or another answer at the end."""
    ways = random.sample((_other_question, _other_answer), 2)
    return ways[0](good, random) or ways[1](good, random)


def _other_question(good: Good, random: Random) -> Changed | None:
    question = str(good.row["question"])
    found = numerals(question)
    for computed in (e for e in good.evidence if e["kind"] == "computation"):
        right = _worth(computed["expression"])
        for value in random.sample(inputs := sorted(computed["inputs"].values()), len(inputs)):
            places = [n for n in found if n.kind == "cardinal" and n.value == Fraction(value)]
            # 100 may stand in the expression for a percentage, too.
            if len(places) != 1 or value == "100" or not question[places[0].start].isdigit():
                continue
            start, end = places[0].start, places[0].end
            for new in _near(question[start:end], random):
                changed = re.sub(rf"(?<![\d.]){re.escape(value)}(?![\d.])", new, computed["expression"])
                fresh = Decimal(new) >= 2 and all(n.value != Fraction(new) for n in found)
                if fresh and _worth(changed) not in (None, right):
                    return {"question": question[:start] + new + question[end:]}
    return None


def _worth(expression: str) -> object:
    try:
        return calculate(expression)
    except ExpressionFault:
        return None


def _other_answer(good: Good, random: Random) -> Changed | None:
    answer = str(good.row["answer"])
    if not (near := _near(answer, random)):
        return None
    steps, line_end, last = str(good.row.get("solution", "")).rpartition("\n")
    last = re.sub(rf"(?<=[=>]){re.escape(answer)}(?![\d.]*\d)", near[0], last)
    return {"answer": near[0], "solution": steps + line_end + last}


def _near(number: str, random: Random) -> list[str]:
    """Other numbers as long after the point, by steps that aren't far from its own size."""
    try:
        exact = Decimal(number)
    except InvalidOperation:
        return []
    steps = [step for step in _STEPS if step <= 3 or step <= exact]
    near = [new for step in steps for new in (exact + step, exact - step) if new > 0]
    return [f"{new:f}" for new in random.sample(near, len(near))]


def wrong_span(good: Good, random: Random) -> Changed | None:
    """Another cell of the same column, or another value of the same kind, the nearest to the answer first."""
    answer, context = str(good.row["answer"]), str(good.row["context"])
    table = [[c.strip() for c in line.strip("| ").split("|")] for line in context.splitlines() if "|" in line]
    columns = [column for column in zip(*table[2:], strict=False) if answer in column]
    choices = [[cell for cell in columns[0] if cell not in ("", answer)]] if columns else []
    if mine := next(iter(find_values(answer)), None):
        for text in (context, good.document):
            others = [v for v in find_values(text) if v.kind == mine.kind and v.canonical != mine.canonical]
            choices += [[v.text for v in others if v.unit == mine.unit], [v.text for v in others]]
    return next(({"answer": random.choice(spans)} for spans in choices if spans), None)


def broken_english(good: Good, random: Random) -> Changed | None:
    """Some words out of order, up to two verbs in the wrong number, and one left out."""
    field = "text" if "text" in good.row else "question"
    words = str(good.row[field]).split(" ")
    plain = [bool(re.fullmatch(r"[A-Za-z'’-]+", word)) for word in words]
    starts = [
        at
        for at in range(1, len(words) - _WINDOW + 1)
        if all(plain[at : at + _WINDOW]) and words[at - 1][-1:] not in ".!?"
    ]
    if not starts:
        return None
    start = random.choice(starts)
    outside = [at for at in range(len(words)) if not start <= at < start + _WINDOW]
    agreeing = [at for at in outside if words[at] in _AGREEMENT]
    wrong = random.sample(agreeing, min(2, len(agreeing)))
    verbs = [at for at in outside if words[at] in _VERBS and at not in wrong]
    if not wrong and not verbs:
        return None
    orders = [o for o in permutations(range(_WINDOW)) if all(b != a + 1 for a, b in pairwise(o))]
    broken = [_AGREEMENT[word] if at in wrong else word for at, word in enumerate(words)]
    broken[start : start + _WINDOW] = [words[start + at] for at in random.choice(orders)]
    if verbs:
        del broken[random.choice(verbs)]
    return {field: " ".join(broken)}


CATALOGUE: dict[str, tuple[Defect, tuple[Task, ...]]] = {
    "label flipped": (label_flipped, ("classification",)),
    "number changed": (number_changed, ("mathematics",)),
    "wrong span": (wrong_span, ("grounded_qa",)),
    "broken English": (broken_english, ("classification", "mathematics", "grounded_qa")),
}
"""Kind → its defect and the tasks whose rows can have it."""
