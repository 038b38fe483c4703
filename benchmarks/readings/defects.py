"""The defects of planted rows. Each takes a good row and returns the fields that it made bad.

A defect that can't be made in a row, or that may have left it good, returns None. They know no run folder and
not where a row will stand. Those of rows that are made of documents are in `grounded_defects.py`.
"""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from math import inf
from random import Random

from benchmarks.readings import grounded_defects as grounded
from benchmarks.readings import talk_defects as talks
from benchmarks.readings.good import Changed, Defect, Good
from benchmarks.readings.numbers import near
from seedbed.memory.task import TALKS, Task
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.verification.expression import calculate
from seedbed.tools.verification.numerals import numerals
from seedbed.tools.verification.syntax import ExpressionFault

_PAIRS = "is are/was were/has have/does do/costs cost/needs need/takes take/pays pay/wants want"
_AGREEMENT = {a: b for x, y in map(str.split, _PAIRS.split("/")) for a, b in ((x, y), (y, x))}
_VERBS = frozenset(
    [*_AGREEMENT, "been", "can", "could", "forgot", "had", "hires", "left", "may", "must", "would"]
)
_SPOKEN: dict[Task, str] = {
    "classification": "text",
    "mathematics": "question",
    "grounded_qa": "question",
    "summaries": "summary",
    "instructions": "response",
    "retrieval": "query",
    "claims": "claim",
}
"""The field whose English is the row's own, and not a document's."""
_WINDOW = 5
"""Neighbouring words that broken English puts out of order."""


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
            for new in near(question[start:end], random):
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
    if not (other := near(answer, random)):
        return None
    steps, line_end, last = str(good.row.get("solution", "")).rpartition("\n")
    last = re.sub(rf"(?<=[=>]){re.escape(answer)}(?![\d.]*\d)", other[0], last)
    return {"answer": other[0], "solution": steps + line_end + last}


def wrong_span(good: Good, random: Random) -> Changed | None:
    """Another cell of the same column, or another value of the same kind, the nearest to the answer first."""
    answer, context = str(good.row["answer"]), str(good.row["context"])
    if not answer or good.way == "abstractive":
        return None
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
    field = _SPOKEN[good.task]
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


_WORDED: tuple[Task, ...] = ("grounded_qa", "summaries", "instructions")
CATALOGUE: dict[str, tuple[Defect, tuple[Task, ...]]] = {
    "label flipped": (label_flipped, ("classification",)),
    "number changed": (number_changed, ("mathematics",)),
    "wrong span": (wrong_span, ("grounded_qa",)),
    "broken English": (broken_english, tuple(_SPOKEN)),
    "number that the passage lacks": (grounded.other_number, (*_WORDED, "claims")),
    "name that the passage lacks": (grounded.other_name, _WORDED),
    "invented sentence": (grounded.invented_sentence, _WORDED),
    "place left out": (grounded.place_left_out, ("grounded_qa",)),
    "answerable question": (grounded.answerable, ("grounded_qa",)),
    "positive exchanged with a negative": (grounded.passages_exchanged, ("retrieval",)),
    "support flipped": (grounded.support_flipped, ("claims",)),
    "span off by a word": (grounded.span_off, ("extraction",)),
    "wrong type": (grounded.type_exchanged, ("extraction",)),
    "head and tail exchanged": (grounded.ends_exchanged, ("extraction",)),
    "answer to another question": (talks.answer_of_another, TALKS),
    "other number in an answer": (talks.number_of_an_answer, TALKS),
    "wrong sum": (talks.sum_of_an_answer, TALKS),
    "value from another place": (talks.wrong_place, ("dialogues",)),
    "argument changed": (talks.argument_of_a_call, ("tool_use",)),
    "result ignored": (talks.result_ignored, ("tool_use",)),
    "user speaks as the assistant": (talks.user_as_assistant, TALKS),
    "answer said again": (talks.said_again, TALKS),
    "chosen and rejected exchanged": (talks.exchanged, ("preferences",)),
}
"""Kind → its defect and the tasks whose rows can have it."""
