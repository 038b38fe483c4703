"""Whether a list and what it belongs to match both ways: ingredients and steps, parts and instructions."""

from random import Random
from typing import Any

from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.asked import STRING, answer_schema, ask, list_of, shown, step_of
from seedbed.tools.checks.check import (
    Case,
    Check,
    NoArguments,
    Values,
    Verdict,
    failed,
    held,
    no_verdict,
    yes_or_no,
)
from seedbed.tools.checks.inputs import named
from seedbed.tools.checks.reading.sentences import is_there

_SCHEMA = answer_schema(
    "match_items",
    {
        "items": list_of(
            {
                "number": {"type": "integer"},
                "quote": STRING,
                "stands": {"type": "string", "enum": ["yes", "no"]},
            }
        ),
        "besides": list_of({"what": STRING, "quote": STRING}),
    },
)


async def _verify(values: Values, arguments: NoArguments, case: Case) -> Verdict:
    (whole, text), (name, items) = named(values, case, "a")[0], named(values, case, "b")[0]
    if not isinstance(items, (list, tuple)) or not items:
        return no_verdict(f"'{name}' is no list with items")
    listed = "\n".join(f"{number}. {shown(one)}" for number, one in enumerate(items, 1))
    known = {"whole": whole, "name": name, "count": len(items)}
    texts, step = {"whole": shown(text), "items_listed": listed}, step_of("covers", case)
    said = await ask(case, "judge", "match_items", known, texts, _SCHEMA, step=step)
    stands = {int(entry["number"]): entry["stands"] == "yes" for entry in said.value["items"]}
    if set(stands) != set(range(1, len(items) + 1)):
        raise AnswerFault("no verdict", "the judge doesn't say of each item whether it is matched")
    wrong = [f"'{whole}' has nothing of «{shown(items[n - 1])}»" for n, there in stands.items() if not there]
    # What isn't in the text was made up by the judge.
    wrong += [
        f"'{name}' lacks {one['what']}"
        for one in said.value["besides"]
        if is_there(one["quote"], {"": shown(text)})
    ]
    rubric, reason = f"'{whole}' and '{name}' match both ways", "; ".join(wrong) or "all matched"
    evidence = yes_or_no("covers", rubric, reason, said.slot, ok=not wrong)
    return failed("low quality", evidence.reason, evidence) if wrong else held(evidence)


def _drop(values: Values, arguments: Any, random: Random) -> Values | None:
    """One item taken off the list."""
    items = values.get("b")
    if not isinstance(items, (list, tuple)) or len(items) < 2:
        return None
    gone = random.randrange(len(items))
    return {"b": [one for number, one in enumerate(items) if number != gone]}


CHECK = Check(
    name="covers",
    about="Each item of list B has its place in A, and A needs nothing of that kind that B lacks.",
    inputs=("a", "b"),
    verify=_verify,
    shows={"kept": "supported"},
    spoil={"drop_item": _drop},
    calls=1.0,
    example="covers: {a: steps, b: ingredients}",
)
