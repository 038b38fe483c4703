"""Values that something else decides on: sums that are computed, programs that are run, places of a text that
are replaced.

What must work is copied from the good rows of the recipe's own tests (`tests/recipes/rows`).
"""

import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.simulator.jobs.passages import questions
from tests.simulator.jobs.recipes.order import Step
from tests.simulator.jobs.recipes.telling import Voice, told
from tests.simulator.wire import Json
from tests.simulator.world.vocabulary import pool

NOWHERE = ("during the spring festival in Port Osmere", "for holders of a gold token", "before a leap day")
"""Conditions that no document of the tests treats."""
EXACT = frozenset(
    {"command", "fixed", "sql", "tests", "pattern", "tagged", "haiku", "seller_limit", "calculation"}
)
"""Fields of recipes whose rows must work in every word."""
_ROWS = Path(__file__).resolve().parents[3] / "recipes" / "rows"
_NUMBERED = re.compile(r"\b\d[\d.,]*\d|\b\d")
_WORD = re.compile(r"\b[A-Za-z]{4,}\b")
_UNKNOWN = "What is the value of x?"


@cache
def _good_rows(recipe: str) -> tuple[Json, ...]:
    """Rows that people wrote for a shipped recipe."""
    texts = (file.read_text(encoding="utf-8") for file in _ROWS.glob(f"*/{recipe}.yaml"))
    return tuple(one["row"] for text in texts for one in yaml.load(text, yaml.CSafeLoader)["good"])


def bill(draw: random.Random, voice: Voice) -> Json:
    """A word problem with its program, its solution in steps and its answer; equal lots give equal ones."""
    number, price, fee = draw.randint(3, 29), draw.randint(2, 18), draw.randint(4, 60)
    thing, who, whole = draw.choice(pool("things")), draw.choice(pool("people")), number * price
    problem = f"{who} buys {number} pieces of the {thing} at {price} euros each and {fee} for the way."
    program = f"number = {number}\nprice = {price}\nfee = {fee}\nwhole = number * price\nprint(whole + fee)\n"
    solution = f"First <<{number}*{price}={whole}>>. Then the rest: <<{whole}+{fee}={whole + fee}>>."
    problem = f"{told(voice, 20, 140)} {problem} How many euros are that in all?"
    return {"problem": problem, "program": program, "solution": solution, "answer": whole + fee}


def canned(step: Step, voice: Voice, draw: random.Random) -> Json:
    """Target → value of those that must work, or be copied from what is there; any words do for the rest."""
    made: Json = {}
    if step.recipe.roles.keys() & EXACT:
        made = draw.choice(_good_rows(step.order.text("recipe")))
    elif "program" in step.recipe.roles or (
        step.recipe.sums and {"problem", "solution", "program"} & set(step.schema)
    ):
        made = bill(draw, voice)
    if "question" in step.schema and step.axes.get("miss", "none") != "none" and step.documents:
        made = open_question(step, draw)
    elif {"before", "after"} <= set(step.schema) and step.material:
        made = replaced(step, draw)
    elif "statement" in step.schema and step.material:
        made = {"statement": f"{step.material[-1].rpartition('. ')[0]}. What it comes to was paid."}
    elif _UNKNOWN in step.order.call.prompt and "answer" in step.schema and step.material:
        before, after, number = number_of(step.material[-1], draw)
        told_so = step.material[-1].replace(before, after, 1)
        made = {"problem": f"{told_so} {_UNKNOWN}", "answer": number}
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
            number = float(figure) if "." in figure else int(figure)
            return before, f"x{before[place.end() - place.start() :]}", number
    return text[:30], f"x {text[1:30]}", 1
