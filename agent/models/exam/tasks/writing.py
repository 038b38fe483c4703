"""Tasks that show how a model writes: it writes, and reads blind what it wrote (`blind.py`).

What can be decided exactly is decided first: the numbers of a problem, a question that holds its answer.
"""

import re
from collections.abc import Mapping
from typing import Any

from seedbed.agent.models.exam.tasks.blind import CONTROLS, Item, Question, read_back
from seedbed.agent.models.exam.tasks.sitting import (
    Marks,
    Sitting,
    by_number,
    listing,
    lots,
    material,
    share,
)
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.tools.checks.normal import normal, same_value

AT_ONCE = 4
"""Texts, problems or questions of one task."""
NONE_FITS = "none or several fit"
_FEWEST = 20
"""Characters of a text."""
_BESIDE = 24
"""Characters that a reader may copy beside the span."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WRITE = Decode(1200, 0.9)
_TEXT = {"text": {"type": "string"}}


async def keep_label(sitting: Sitting, number: int) -> Marks:
    """Texts for the labels of a codebook, two by two: both of a pair are read back as they were ordered."""
    codebook = material()["codebooks"][number % len(material()["codebooks"])]
    labels: dict[str, Any] = codebook["labels"]
    draw = lots("keep_label", number)
    order = draw.sample(list(labels), AT_ONCE)
    step = f"keep_label/{number}"
    prompt = render("exam_texts", codebook=codebook, order=order)
    made = await sitting.structured(step, prompt, listing("exam_texts", "texts", _TEXT), _WRITE)
    texts = by_number(made["texts"], "text")
    items = [Item((texts[n],), label, n) for n, label in enumerate(order, 1) if _is_text(texts, n, labels)]
    known = draw.sample(list(labels), CONTROLS)
    items += [Item((draw.choice(labels[name]["texts"]),), name) for name in known]
    marks = await _marks(sitting, step, items, _labels(codebook, draw.sample(list(labels), len(labels))))
    return {"keep_label": [_both(one, other) for one, other in zip(marks[::2], marks[1::2], strict=True)]}


def _labels(codebook: Mapping[str, Any], names: list[str]) -> Question:
    """Which label each text has; the codebook in that order."""
    options = [*names, NONE_FITS]
    return Question(
        lambda shown: render("exam_labels", codebook=codebook, names=names, neither=NONE_FITS, texts=shown),
        listing("exam_labels", "labels", {"label": {"type": "string", "enum": options}}),
        "label",
        lambda right, said: bool(right == said),
    )


def _is_text(texts: Mapping[int, str], number: int, labels: Mapping[str, Any]) -> bool:
    """Whether a text is there, isn't there twice, and isn't a label or its definition."""
    text = _plain(texts.get(number, ""))
    others = {_plain(other) for n, other in texts.items() if n != number}
    given = {_plain(said) for name in labels for said in (name, labels[name]["definition"])}
    return len(text) >= _FEWEST and text not in others | given


def _both(one: bool | None, other: bool | None) -> bool | None:
    """The mark of a pair."""
    if one is False or other is False:
        return False
    return True if one and other else None


async def wording(sitting: Sitting, number: int) -> Marks:
    """Problems worded anew: the same numbers and no others; solved blind, they give the known answer."""
    given, rest = share(material()["problems"], number, AT_ONCE)
    step = f"wording/{number}"
    prompt = render("exam_problems", problems=[one["text"] for one in given])
    made = await sitting.structured(step, prompt, listing("exam_problems", "problems", _TEXT), _WRITE)
    texts = by_number(made["problems"], "text")
    items = [
        Item((texts[n],), one["answer"], n)
        for n, one in enumerate(given, 1)
        if keeps_numbers(one["text"], texts.get(n, ""))
    ]
    items += [Item((one["text"],), one["answer"]) for one in rest[:CONTROLS]]
    fields = {"working": {"type": "string"}, "answer": {"type": "number"}}
    question = Question(
        lambda shown: render("exam_answers", problems=shown),
        listing("exam_answers", "answers", fields),
        "answer",
        same_value,
    )
    return {"wording": await _marks(sitting, step, items, question)}


def keeps_numbers(problem: str, text: str) -> bool:
    """Whether a wording is another text with exactly the same numbers in digits."""
    same = set(_NUMBER.findall(text)) == set(_NUMBER.findall(problem))
    return same and _plain(text) != _plain(problem)


async def span_question(sitting: Sitting, number: int) -> Marks:
    """Questions whose answer is a given span: a reader of the passage answers with it."""
    given, rest = share(material()["passages"], number, AT_ONCE)
    step = f"span_question/{number}"
    nonce = sitting.slot(step).key[:12]
    orders = [{"text": delimit(one["text"], nonce), "span": one["span"]} for one in given]
    schema = listing("exam_questions", "questions", {"question": {"type": "string"}})
    made = await sitting.structured(step, render("exam_questions", orders=orders), schema, _WRITE)
    questions = by_number(made["questions"], "question")
    items = [
        Item((one["text"], questions[n]), one["span"], n)
        for n, one in enumerate(given, 1)
        if asks(questions.get(n, ""), one["span"])
    ]
    items += [Item((one["text"], one["question"]), one["answer"]) for one in rest[:CONTROLS]]
    question = Question(
        lambda shown: render("exam_spans", items=shown),
        listing("exam_spans", "answers", {"answer": {"type": "string"}}),
        "answer",
        same_span,
    )
    return {"span_question": await _marks(sitting, step, items, question)}


def asks(question: str, span: str) -> bool:
    """Whether a question is there and doesn't hold its answer."""
    return bool(question.strip()) and f" {_plain(span)} " not in f" {_plain(question)} "


def same_span(span: str, said: str) -> bool:
    """Whether a reader copied the span: equal, or one holds the other and little beside it."""
    one, other = sorted((_plain(span), _plain(said)), key=len)
    return bool(one) and len(other) - len(one) <= _BESIDE and f" {one} " in f" {other} "


async def _marks(sitting: Sitting, step: str, items: list[Item], question: Question) -> list[bool | None]:
    """The marks of what was ordered: False for what isn't there to be read."""
    own = {item.own for item in items if item.own}
    read = await read_back(sitting, f"{step}/read", items, question) if own else {}
    return [read[n] if n in own else False for n in range(1, AT_ONCE + 1)]


def _plain(text: str) -> str:
    """Letters and digits alone, for comparisons."""
    return " ".join(re.findall(r"\w+", normal(text).casefold()))
