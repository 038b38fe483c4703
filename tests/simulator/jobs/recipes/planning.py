"""The planner's jobs around recipes: a request read, values for an axis, a recipe of a plain kind."""

import json
import re
from typing import Any

import yaml

from tests.simulator.chance import rng
from tests.simulator.jobs.briefs import text_of
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call
from tests.simulator.world.vocabulary import pool

Json = dict[str, Any]
RECIPE_WRITERS = ("write_recipe", "mend_recipe")
_NUMBER = re.compile(r"\b(\d[\d,.]*)\b")
_LABELS = re.compile(r"[;,]?\s*\blabels?(?: are)?:\s*(.+)$", re.I)
_SUBJECT = re.compile(r"\b(?:about|on|for|of|from)\b\s+(.+?)(?:[,;.]|$)", re.I)
_PATH = re.compile(r"(?<!\S)(?:\.{0,2}/[\w./-]+|[\w-]+\.(?:md|txt|pdf|csv|jsonl|html))\b")
_BUDGET = re.compile(r"\bfor at most [^,;.]+|\bunder \$?\d+ (?:dollars|euros|calls|minutes)", re.I)
_PARTS = re.compile(r",? and (?=\d+ )")
TONGUES = {"German": "de", "Spanish": "es", "French": "fr", "Italian": "it", "Dutch": "nl"}
_LONGEST = 200


def propose_axis_values(call: Call, profile: Profile, seed: int) -> Json:
    """As many distinct values as wanted: of times where times are asked for, else persons with things."""
    brief = call.brief
    wanted = max(1, int(brief.get("wanted") or 0) or 3)
    draw = rng(seed, "axis values", call.digest)
    taken = {text_of(value).casefold() for value in brief.get("taken") or ()}
    if not profile.plans_distinct:
        return {"values": [f"the usual one, {number}" for number in range(1, wanted + 1)]}
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


def bind_clauses(call: Call) -> Json:
    """Each demand is kept by the first check that there is, or by the first field."""
    binders = [text_of(one) for one in call.brief.get("binders") or ()]
    kept = next((one for one in binders if one.startswith(("rubric", "check concept"))), binders[0])
    numbers = range(1, len(call.brief.get("demands") or ()) + 1)
    return {"demands": [{"number": n, "kept_by": [kept], "why_not": ""} for n in numbers]}


def read_request(call: Call) -> Json:
    """A plain reading: the number is the rows, the rest kind and subject; labels where they are listed."""
    request = " ".join(text_of(call.brief.get("request")).split())
    pieces = _PARTS.split(request)
    paths = [{"path": m.group().rstrip("."), "use": "documents"} for m in _PATH.finditer(request)]
    budget = _BUDGET.search(request)

    def asks(piece: str) -> bool:  # for so many rows, or some about something
        return bool(_NUMBER.search(piece) or _SUBJECT.search(piece) or _LABELS.search(piece))

    return {
        "parts": [_part(piece, number) for number, piece in enumerate(pieces, 1) if asks(piece)],
        "paths": paths,
        "budget": budget.group() if budget else "",
        "questions": [],
        "unsafe": "",
    }


def write_recipe(call: Call, *, hasty: bool = False) -> str:
    """A simple recipe as YAML: one text (or what the order proposes), its labels read, one sentence.

    Args:
        hasty: Whether it first asks for texts of three words, which no writer keeps to, and takes that back
            when it is to revise the recipe.
    """
    part = call.brief.get("part")
    order = part if isinstance(part, dict) else call.brief
    kind, subject = text_of(order.get("kind")) or "a text", text_of(order.get("subject"))
    labels, texts = _fields(order)
    documents = bool(order.get("documents")) or "What they hold" in call.frame
    recipe: Json = {
        "recipe": "-".join(re.findall(r"[a-z0-9]+", text_of(order.get("name") or kind).lower())[:5])
        or "rows",
        "about": f"{kind} about {subject}" if subject else kind,
        **_languages([text_of(code) for code in order.get("languages") or ()]),
        "row": _row(texts, labels, documents),
    }
    named = "".join(f"; {name}: {{{{ {name} }}}}" for name in labels)
    prompt = f"Write {kind}{'' if documents else ' about {{ leaf }}'}{named}."
    if documents:
        recipe["make"] = {
            "passages": {"pick": "passages", "n": 1},
            ", ".join(texts): prompt + "\n{{ passages }}",
        }
    elif len(texts) > 1:
        first, *rest = texts
        recipe["make"] = {first: prompt, ", ".join(rest): f"What belongs to it.\n{{{{ {first} }}}}"}
    else:
        recipe["write"] = prompt
    if labels:
        recipe["means"] = {n: {v: f"a reader would say {v}" for v in values} for n, values in labels.items()}
    if len(texts) > 1:
        recipe["holds"] = [f"{name} answers {texts[0]}{' passages' * documents}" for name in texts[1:]]
    elif documents:
        recipe["holds"] = [f"{texts[0]} follows passages"]
    named_labels = any(name in kind for name in labels)
    recipe["rubric"] = ["It is natural and complete." if named_labels or "'" in kind else f"It is {kind}."]
    if hasty and not call.brief.get("revises"):
        recipe["checks"] = {"count": {"of": texts[0], "words": "..3"}}
    recipe["clauses"] = _clauses(order, labels)
    plain = json.loads(json.dumps(recipe))  # so that nothing is written as an alias
    return str(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000))


# the request ---------------------------------------------------------------------------------------------


def _part(piece: str, number: int) -> Json:
    firm = _NUMBER.search(piece)
    labelled = _LABELS.search(piece)
    rows = int(re.sub(r"\D", "", firm.group(1)) or 0) if firm else 0
    rest = piece[firm.end() :] if firm and not piece[: firm.start()].strip() else piece
    clauses = [{"words": firm.group(1), "holds_for": "the set"}] if firm and rest != piece else []
    body = (rest[: rest.find(labelled.group())] if labelled else rest).strip(" ,;.")
    if body:
        clauses.append({"words": body, "holds_for": "each row"})
    labels = _named(labelled.group(1)) if labelled else []
    if labelled:
        clauses.append({"words": labelled.group().strip(" ,;."), "holds_for": "each row"})
    about = _SUBJECT.search(body)
    fields = [{"name": "text", "what": "the text", "values": []}]
    if labels:
        fields.append({"name": "label", "what": "its label", "values": labels})
    return {
        "name": "rows" if number == 1 else f"rows-{number}",
        "rows": rows,
        "kind": (re.split(r"\b(?:about|on|from)\b", body)[0].strip(" ,;.") or "text")[:_LONGEST],
        "subject": (about.group(1).strip() if about else body)[:_LONGEST],
        "recipe": "",
        "documents": bool(_PATH.search(piece)) or "our documents" in piece,
        "languages": [code for name, code in TONGUES.items() if f"in {name}" in piece],
        "fields": fields,
        "clauses": clauses,
    }


def _named(listed: str) -> list[str]:
    found = [one.strip(" .\"'") for one in re.split(r",| and | or ", listed)]
    return list(dict.fromkeys(one for one in found if one))


# the recipe ----------------------------------------------------------------------------------------------


def _fields(order: Json) -> tuple[dict[str, list[str]], list[str]]:
    """Label fields with their values, and the others."""
    given = [one for one in order.get("fields") or () if isinstance(one, dict)]
    labels = {str(f["name"]): [str(v) for v in f["values"]] for f in given if len(f.get("values") or ()) > 1}
    return labels, [str(f["name"]) for f in given if str(f["name"]) not in labels] or ["text"]


def _row(texts: list[str], labels: dict[str, list[str]], documents: bool) -> Json:
    said = len(texts) > 2 or (documents and len(texts) > 1)
    row: Json = {}
    for number, name in enumerate(texts):
        role = "prompt" if number == 0 else "response" if number == len(texts) - 1 else "context"
        row[name] = f"string 20..600 as {role}" if said else "string 20..600"
    if documents:
        row["passages"] = "list 1 of passage as context"
        if len(texts) == 1:
            row[texts[0]] = "string 20..600 as text"
    return {**row, **labels}


def _languages(codes: list[str]) -> Json:
    """One language for all rows, or several in even shares; nothing for English."""
    if len(codes) > 1:
        return {"languages": {**dict.fromkeys(codes[:-1], f"1/{len(codes)}"), codes[-1]: "rest"}}
    return {"language": codes[0]} if codes and codes[0] != "en" else {}


def _clauses(order: Json, labels: dict[str, list[str]]) -> Json:
    bound: Json = {}
    for one in order.get("clauses") or ():
        words = text_of(one.get("words") or one.get("text")) if isinstance(one, dict) else text_of(one)
        holds_for = text_of(one.get("holds_for")) if isinstance(one, dict) else ""
        if words:
            bound[words] = _binder(words, holds_for, labels)
    return bound


def _binder(words: str, holds_for: str, labels: dict[str, list[str]]) -> str:
    if holds_for == "nothing":
        return "not kept: purpose"
    if re.fullmatch(r"[\d,.]+", words):
        return "rows"
    said = words.casefold()
    for name, values in labels.items():
        if all(value.casefold() in said for value in values):
            return f"axis {name}"
    return "rubric 1"
