"""Values whose words a rule reads: patterns with what they match, marked data, haikus, prices in order,
places of a text that are replaced."""

import random
import re
from typing import Any

from tests.simulator.jobs.passages import questions
from tests.simulator.jobs.recipes.order import Step
from tests.simulator.jobs.recipes.recipes_known import SUMS
from tests.simulator.jobs.recipes.running import (
    Family,
    aside,
    bill,
    command,
    exercise,
    query,
    repair,
    slip,
)
from tests.simulator.jobs.recipes.telling import Voice
from tests.simulator.wire import Json
from tests.simulator.world.vocabulary import pool

NOWHERE = (
    "during the spring festival in Port Osmere",
    "for holders of a gold token",
    "on the day before a leap day",
    "since the merger with Halden Brothers",
)
"""Conditions that no document of the tests treats."""
_FIVE = (
    "The last tram goes by", "Rain on the tin roof", "A cup of cold tea", "Snow lies on the bench",
    "Two coats by the door", "The old dog looks up", "Dust on the green chair", "One lamp in the yard",
)  # fmt: skip
_SEVEN = (
    "all the windows full of light", "we sit and wait for the bread", "a bird walks along the wall",
    "and the child counts all the boats", "the wind turns one page and stops", "somebody hums in the dark",
    "the bus leaves with no one in", "a spoon lies under the stairs",
)  # fmt: skip
_LETTERS = "ABCDEFGHKLMNPRSTUVWX"
_NUMBERED = re.compile(r"\b\d[\d.,]*\d|\b\d")
_WORD = re.compile(r"\b[A-Za-z]{4,}\b")
_MONEY = 10
_UNKNOWN = "What is the value of x?"


def pattern(draw: random.Random, voice: Voice) -> Json:
    """A description, the pattern that it means, and strings on both sides of it."""
    head = "".join(draw.sample(_LETTERS, 2))
    low, more = draw.randint(2, 4), draw.randint(1, 3)
    digits = ["".join(draw.choice("0123456789") for _ in range(low + n)) for n in (0, more, 0)]
    mark = draw.choice("-/_")
    fits = [f"{head}{mark}{one}" for one in digits[:2]] + [f"{head}{mark}{digits[2]}a"]
    return {
        "description": f"{aside(voice)} It is {head}, then {mark}, then {low} to {low + more} digits, then "
        "at most one small letter a or b; nothing else.",
        "pattern": rf"{head}{re.escape(mark)}[0-9]{{{low},{low + more}}}[ab]?",
        "matching": fits,
        "non_matching": [f"{head}{digits[0]}", f"{head.lower()}{mark}{digits[0]}", f"{fits[0]}c"],
    }


def marked(draw: random.Random, voice: Voice) -> Json:
    """A text with invented personal data between tags."""
    first, second = draw.sample(pool("people"), 2)
    phone, iban = f"07700 900{draw.randint(100, 999)}", f"DE02 3456 7890 1234 5678 {draw.randint(10, 99)}"
    kinds = (
        f"ring me on <phone>{phone}</phone> if it is late",
        f"send the rest to <iban>{iban}</iban> this month",
    )
    said = draw.choice(kinds)
    text = f"{aside(voice, 260)} Please {said}; it is order {draw.randint(100, 999)}."
    return {"tagged": f"Dear <name>{first}</name>,\n\n{text}\n\nYours\n<name>{second}</name>"}


def haiku(draw: random.Random, voice: Voice) -> Json:
    """Three lines of 5, 7 and 5 syllables."""
    first, last = draw.sample(_FIVE, 2)
    return {"haiku": f"{first}\n{draw.choice(_SEVEN)}\n{last.lower()}"}


def prices(draw: random.Random, voice: Voice) -> Json:
    """What both sides of a sale have in mind."""
    least = _MONEY * draw.randint(5, 60)
    return {
        "buyer_opening": least * 6 // 10,
        "seller_limit": least,
        "buyer_limit": least * 12 // 10,
        "seller_opening": least * 15 // 10,
    }


BY_TARGET: dict[str, Family] = {
    "pattern": pattern,
    "matching": pattern,
    "tagged": marked,
    "haiku": haiku,
    "seller_limit": prices,
    "calculation": slip,
}
"""Target that tells what a step writes."""


def family(step: Step) -> Family | None:
    """What has to work for a step's recipe; None: any words do."""
    runs = step.recipe.runs
    if "sqlite" in runs.values():
        return query
    if "bash" in runs.values():
        return command
    if "fixed" in runs:
        return repair
    if "solution" in runs:
        return exercise
    if "program" in runs:
        return bill
    for name in step.schema:
        if name in BY_TARGET:
            return BY_TARGET[name]
    if "description" in step.schema and "regex" in step.order.call.prompt:
        return pattern
    return bill if _sums(step) else None


def _sums(step: Step) -> bool:
    """Whether a solution is asked for whose calculations are computed again, or the problem of one."""
    return SUMS in step.recipe.holds and bool({"problem", "solution", "program"} & set(step.schema))


def canned(step: Step, voice: Voice, draw: random.Random) -> Json:
    """Target → value of those that must work, or be copied from what is there; any words do for the rest."""
    found = family(step)
    made = {} if found is None else found(draw, voice)
    if "question" in step.schema and step.axes.get("miss", "none") != "none" and step.documents:
        made = open_question(step, draw)
    elif {"before", "after"} <= set(step.schema) and step.material:
        made = replaced(step, draw)
    elif "statement" in step.schema and step.material:
        made = {"statement": f"{step.material[-1].rpartition('. ')[0]}. What it comes to was paid."}
    elif _UNKNOWN in step.order.call.prompt and "answer" in step.schema and step.material:
        before, after, number = number_of(step.material[-1], draw)
        made = {
            "problem": f"{step.material[-1].replace(before, after, 1)} {_UNKNOWN}",
            "answer": number,
        }
    return {name: _formed(value, step.schema.get(name) or {}) for name, value in made.items()}


def _formed(value: Any, schema: Json) -> Any:
    """A figure as words where words are wanted."""
    return str(value) if schema.get("type") == "string" and not isinstance(value, str) else value


def open_question(step: Step, draw: random.Random) -> Json:
    """A question that looks as if the passage answered it, and its answer: nothing."""
    found = questions(step.documents[0])
    asked = draw.choice(found).question if found else "What comes first?"
    return {"question": f"{asked.rstrip('?')} {draw.choice(NOWHERE)}?", "answer": ""}


def replaced(step: Step, draw: random.Random) -> Json:
    """Words of the material that occur once, and others for them; of a number x, and the number."""
    text = step.material[-1]
    if "answer" in step.schema:
        before, after, number = number_of(text, draw)
        return {"before": before, "after": after, "answer": number}
    once = [word for word in _WORD.findall(text) if text.count(word) == 1]
    before = draw.choice(once)
    return {"before": before, "after": draw.choice([word for word in pool("traits") if word not in text])}


def number_of(text: str, draw: random.Random) -> tuple[str, str, Any]:
    """Words with a number that occur once, the same with x for it, and the number."""
    places = list(_NUMBERED.finditer(text))
    for place in draw.sample(places, len(places)):
        end = text.find(" ", place.end() + 24)
        before = text[place.start() : end if end > 0 else len(text)]
        if text.count(before) == 1 and place.group().replace(".", "").replace(",", "").isdigit():
            figure = place.group().replace(",", "")
            return (
                before,
                f"x{before[place.end() - place.start() :]}",
                float(figure) if "." in figure else int(figure),
            )
    return text[:30], f"x {text[1:30]}", 1
