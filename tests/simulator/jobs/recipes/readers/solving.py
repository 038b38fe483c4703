"""Solvers: the value of a field from the texts in the prompt, and whether two answers are the same."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema import Draft202012Validator

from tests.simulator.chance import rng
from tests.simulator.jobs.judge import Bench
from tests.simulator.jobs.passages import entities
from tests.simulator.jobs.plain.chat import any_source
from tests.simulator.jobs.recipes.readers.reading import text_of
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import BROKEN, Held, Row, family, flat, plain, strings
from tests.simulator.world.vocabulary import words

_WORKING = "I read it, and this is what follows."
_TRIES = 20
_KINDS = re.compile(r"kinds: ([^,\n]+)", re.I)
_WANTED = re.compile(r"^Your `answer` becomes the field (\w+)", re.M)


def solve_field(call: Call, bench: Bench) -> Json:
    """The field's true value: what the row says, unless that is planted wrong or its ground is missing."""
    schema = ((call.schema or {}).get("properties") or {}).get("answer") or {}
    texts = call.texts or (call.said,)
    held = bench.rows.of(texts)
    nullable = _fits(None, schema)
    schema = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    if (listed := _listed(schema, call)) is not None:
        return {"working": _WORKING, "answer": listed if bench.says(True) else []}
    found = next(_values(held, schema, call), None)
    if found is None:
        return {"working": _WORKING, "answer": None}
    value, row = found
    missing = [need for need in row.needs if not any(plain(need) in plain(text) for text in texts)]
    changed = any(one.changed and one.row is not row for one in held)
    if row.defect == BROKEN or missing or changed or not bench.says(True):
        value = None if missing and nullable else another(value, schema, f"{row.key} {bool(missing)}")
    return {"working": _WORKING, "answer": value}


def _listed(schema: Json, call: Call) -> list[Json] | None:
    """The entities of a passage, or the relations between them: none; None: something else is wanted."""
    named = set((schema.get("items") or {}).get("properties") or {})
    if named >= {"subject", "object"}:
        return []
    kinds = _KINDS.search(call.frame)
    return entities(call.texts[0], kinds.group(1).strip()) if named >= {"name", "kind"} and kinds else None


def compare_answers(call: Call, bench: Bench) -> Json:
    """Whether the last two texts say the same: word for word, or one in a sentence."""
    first, second = call.texts[-2:] if len(call.texts) > 1 else (call.said, "")
    same = bench.says(flat(first) == flat(second) or _one_in_the_other(first, second))
    return {"why": "They agree." if same else "They don't agree.", "same": same}


def another(value: Any, schema: Json, key: str) -> Any:
    """A value of the same form that is none of the right ones: drawn by a key."""
    draw = rng(0, "another", key)
    if isinstance(value, str) and not schema.get("enum"):
        told = f"{stock_text(draw, key)} {stock_text(draw, key)}"
        made = told[: int(schema.get("maxLength") or 200)].rstrip()
        return made if made != value else made[::-1]
    if isinstance(value, bool):
        return not value
    tries = (any_source(draw, key).value(schema) for _ in range(_TRIES))
    return next((made for made in tries if made != value), value)


def _values(held: Sequence[Held], schema: Json, call: Call) -> Iterator[tuple[Any, Row]]:
    """What the rows of the prompt's texts, or their relations, have under the schema; the likeliest first."""
    whole = {flat(text) for text in call.texts}
    rows = list(dict.fromkeys(one.row for one in sorted(held, key=lambda one: flat(one.text) not in whole)))
    related = [row for row in rows for row in reversed(family(row))]
    for name in dict.fromkeys(_WANTED.findall(call.frame)):
        sources = [source for row in related for source in row.sources]
        for row in dict.fromkeys((*related, *sources)):
            right = {**row.known, **row.values}
            if name in right and _fits(right[name], schema):
                yield right[name], row
    for row in dict.fromkeys(related):
        for asked in row.axes.values():
            yield from ((v, row) for v in schema.get("enum") or () if text_of(v) == asked.casefold())


def _fits(value: Any, schema: Json) -> bool:
    return bool(Draft202012Validator(schema).is_valid(value))


def _one_in_the_other(first: str, second: str) -> bool:
    short, long = sorted((words(_bare(first)), words(_bare(second))), key=len)
    return bool(short) and f" {' '.join(short)} " in f" {' '.join(long)} "


def _bare(text: str) -> str:
    try:
        return " ".join(strings(json.loads(text))) or text
    except ValueError:
        return text
