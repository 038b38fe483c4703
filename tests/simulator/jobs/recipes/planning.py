"""The planner's jobs around recipes: a request read, values for an axis, a recipe of a plain kind."""

import json
import re

import yaml

from tests.simulator.chance import rng
from tests.simulator.jobs.briefs import text_of
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call, Json
from tests.simulator.world.vocabulary import pool

RECIPE_WRITERS = ("write_recipe", "mend_recipe")
_REQUEST = re.compile(
    r"(?P<rows>\d+)? ?(?P<what>(?P<kind>.+?)(?: (?:about|on|to) (?P<subject>.+?))?)"
    r"(?:, (?P<listed>labels: (?P<labels>.+)))?",
    re.I,
)
TONGUES = {"German": "de", "Spanish": "es", "French": "fr", "Italian": "it", "Dutch": "nl"}


def propose_axis_values(call: Call, profile: Profile, seed: int) -> Json:
    """As many distinct values as wanted: of times where times are asked for, else persons with things."""
    brief = call.brief
    wanted = max(1, int(brief.get("wanted") or 0) or 3)
    draw = rng(seed, "axis values", call.digest)
    taken = {text_of(value).casefold() for value in brief.get("taken") or ()}
    found: dict[str, None] = {}
    while len(found) < wanted:
        trait, thing, deed = (draw.choice(pool(kind)) for kind in ("traits", "things", "deeds"))
        one, other = draw.choice(pool("people")), draw.choice(pool("people"))
        value = f"{one}, whose {trait} {thing} was {deed} by {other}"
        if "8601" in text_of(brief.get("ask")):
            value = f"2025-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}T{draw.randrange(24):02}:00:00"
        if value.casefold() not in taken:
            found[value] = None
    return {"values": list(found)}


def read_request(call: Call) -> Json:
    """A plain reading of `6 poems about trams, labels: glad, sad`: its pieces are demands."""
    request = " ".join(text_of(call.brief.get("request")).split()).rstrip(".")
    found = _REQUEST.fullmatch(request)
    assert found is not None
    labels = found["labels"].split(", ") if found["labels"] else []
    told = ((found["rows"], "the set"), (found["what"], "each row"), (found["listed"], "each row"))
    label = {"name": "label", "what": "its label", "values": labels}
    part = {
        "name": "rows",
        "rows": int(found["rows"] or 0),
        "kind": found["kind"],
        "subject": found["subject"] or found["what"],
        "recipe": "",
        "documents": "our documents" in request,
        "languages": [],
        "fields": [{"name": "text", "what": "the text", "values": []}, *[label][: len(labels)]],
        "clauses": [{"words": words, "holds_for": holds_for} for words, holds_for in told if words],
    }
    asks = found["rows"] or found["subject"] or labels
    return {"parts": [part] if asks else [], "paths": [], "budget": "", "questions": [], "unsafe": ""}


def write_recipe(call: Call, *, hasty: bool = False) -> str:
    """A simple recipe as YAML: one text, its labels read, one sentence.

    Args:
        hasty: Whether it first asks for texts of three words, which no writer keeps to, and takes that back
            when it is to revise the recipe.
    """
    order = call.brief["part"]
    kind, subject = text_of(order["kind"]), text_of(order["subject"])
    labels = {one["name"]: one["values"] for one in order["fields"] if one["values"]}
    recipe: Json = {
        "recipe": "-".join(re.findall(r"[a-z0-9]+", kind.lower())[:5]) or "rows",
        "about": f"{kind} about {subject}",
        "row": {"text": "string 20..600", **labels},
        "write": f"Write {kind} about {{{{ leaf }}}}" + "".join(f"; {n}: {{{{ {n} }}}}" for n in labels),
        "rubric": [f"It is {kind}."],
        "clauses": {words: _binder(words, labels) for words in order["clauses"]},
    }
    if labels:
        recipe["means"] = {n: {v: f"a reader would say {v}" for v in values} for n, values in labels.items()}
    if hasty and not call.brief.get("revises"):
        recipe["checks"] = {"count": {"of": "text", "words": "..3"}}
    plain = json.loads(json.dumps(recipe))  # so that nothing is written as an alias
    return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000))


def _binder(words: str, labels: dict[str, list[str]]) -> str:
    """What keeps a clause."""
    named = [name for name, values in labels.items() if all(one in words for one in values)]
    return "rows" if words.isdecimal() else f"axis {named[0]}" if named else "rubric 1"
