"""write_problem: the template's wording with another opening, every number and unit kept."""

import random
import re
from fractions import Fraction
from typing import Any

from tests.simulator.jobs.arithmetic import NUMBER, evaluate, show, substitute, value_of
from tests.simulator.jobs.briefs import Order, copied, polish, text_of
from tests.simulator.world.known import Written
from tests.simulator.world.vocabulary import pool, sections

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'(])")


def write_problem(order: Order) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `number_changed` or `number_dropped`."""
    names = _names(order)
    expression = _in_numbers(order.text("expression") or order.text("solution"), names)
    text = copied(order, _worded(order))
    answer, defect = order.text("answer"), None
    if order.outcome.defective and (number := _number_to_spoil(order, text, expression)):
        text, expression, defect = _spoiled(order, text, number, expression)
        answer = ""
    value = evaluate(expression) if expression else None
    if not answer and value is not None:
        answer = show(value)
    written = Written(
        job="write_problem",
        text=text,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"expression": expression, "answer": answer},
    )
    return {"problem": text}, written


def sure_problem(order: Order) -> Written | None:
    """The plain wording that came with the order, as known as one of our own; None: there was none."""
    text, expression = order.text("sure_text"), _in_numbers(order.text("expression"), _names(order))
    value = evaluate(expression) if expression else None
    if not text or value is None:
        return None
    return Written(job="write_problem", text=text, detail={"expression": expression, "answer": show(value)})


def _names(order: Order) -> dict[str, Fraction]:
    """The quantities' values by name."""
    found = {}
    for quantity in order.brief.get("quantities") or ():
        if isinstance(quantity, dict) and NUMBER.fullmatch(text_of(quantity.get("value"))):
            found[text_of(quantity.get("name"))] = value_of(text_of(quantity["value"]))
    return found


def _in_numbers(expression: str, names: dict[str, Fraction]) -> str:
    """The expression with quantities' names replaced by their values."""
    return re.sub(
        r"[A-Za-z_]\w*", lambda m: show(names[m.group()]) if m.group() in names else m.group(), expression
    )


def _worded(order: Order) -> str:
    """Opening, facts, aside, question; opening and aside hold no number and nothing that counts."""
    base = order.text("sure_text") or _plain_wording(order)
    sentences = _SENTENCE.split(base.strip())
    aside = scene(order, "asides")
    return " ".join([scene(order, "openings"), *sentences[:-1], aside, sentences[-1]])


def scene(order: Order, kind: str) -> str:
    """An opening or an aside in the words of the concept; it holds no number and nothing that counts."""
    draw = order.draw
    person, person2 = draw.sample(pool("people"), 2)
    slots = {
        "person": person,
        "person2": person2,
        "thing": draw.choice(order.concept.things),
        "place": draw.choice(sections("scenes")["places"]),
    }
    return polish(draw.choice(sections("scenes")[kind]).format_map(slots))


def _plain_wording(order: Order) -> str:
    """A wording from the quantities alone, for briefs without a template."""
    facts = []
    for quantity in order.brief.get("quantities") or ():
        value, unit, noun = (text_of(quantity.get(k)) for k in ("value", "unit", "noun"))
        facts.append(f"The {noun or text_of(quantity.get('name'))} comes to {value} {unit}".rstrip() + ".")
    asks = order.text("asks").strip()
    return " ".join([*facts, asks if asks.endswith("?") else f"What is {asks or 'the result'}?"])


def _number_to_spoil(order: Order, text: str, expression: str) -> str | None:
    """A number of the text, one that the solution needs if there is any."""
    numbers = sorted(set(NUMBER.findall(text)))
    needed = {value_of(n) for n in NUMBER.findall(expression)}
    used = [n for n in numbers if value_of(n) in needed] or numbers
    return order.draw.choice(used) if used else None


def _spoiled(order: Order, text: str, number: str, expression: str) -> tuple[str, str, str]:
    """The text with that number changed or dropped, its true solution now, and the defect's name."""
    if order.draw.random() < 0.5:
        other = changed(order.draw, number)
        moved = substitute(expression, value_of(number), other)
        if not expression or evaluate(moved) != evaluate(expression):
            return put(text, number, other), moved, "number_changed"
    return put(text, number, "some"), "", "number_dropped"


def put(text: str, number: str, other: str) -> str:
    """The text with something else in place of a number."""
    return re.sub(rf"(?<![\w.,]){re.escape(number)}(?![\d])(?![.,]\d)", other, text)


def changed(draw: random.Random, number: str) -> str:
    """Another number of the same form."""
    position = draw.choice([i for i, c in enumerate(number) if c.isdigit()])
    digits = [d for d in "123456789" if d != number[position]]
    return number[:position] + draw.choice(digits) + number[position + 1 :]
