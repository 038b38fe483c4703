"""What the library's checks that need no model refuse wrongly, and which planted defects they catch.

    python -m benchmarks.checks --out checks_library.json

False alarms: on what a strong model wrote for rows (`../shared/data/strong_answers`, where it lies beside the
repository), and on the good rows of the shipped recipes under the checks of their recipes.
Caught: each check's own ways of spoiling, on those good rows. Rows and defects of the recipes were written by
the checks' author; the strong model's weren't."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.command import command
from seedbed.agent.recipes.load import shipped_names
from seedbed.memory.recipe import CheckUse
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import texts_of
from seedbed.tools.checks.inputs import values_of
from tests.recipes.trying import Written, arguments_of, recipe_of, say, uses, written
from tests.tools.checks.trying import verdict

STRONG = Path(__file__).parents[2] / "shared" / "data" / "strong_answers" / "writers.jsonl"
_PROSE: Mapping[str, Mapping[str, Any]] = {
    "language": {"among": ["de", "fr", "es", "nl", "it"]},
    "repeats": {},
    "unreal": {},
}
"""Checks of any text, with their arguments."""
_AS_GERMAN = "language, if it were ordered in German"
"""A planted defect: the text is English."""
_DRAWS = 3
"""Spoilt rows a way and good row."""
Told = Iterator[tuple[str, str, str]]
"""(check, state, what was said and of what)."""


def strong(path: Path) -> Told:
    """Checks of any text, on each text that a strong model wrote."""
    for line in path.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        try:
            answer = json.loads(said["answer"])
        except ValueError:
            continue
        for field, value in answer.items() if isinstance(answer, dict) else ():
            if not isinstance(value, (str, list)) or not list(texts_of(value)):
                continue
            for name, arguments in _PROSE.items():
                found = verdict(find(name), {"of": value}, arguments, languages={"of": "en"})
                yield name, found.state, f"{said['schema'].get('title')}.{field}: {found.detail}"
            wrong = verdict(find("language"), {"of": value}, languages={"of": "de"})
            yield _AS_GERMAN, wrong.state, ""


def called(folder: Path) -> Told:
    """The check `trajectory` on talks of a strong model with tools; what it was told before stands as the
    system's words."""
    for name in ("talks", "solvers", "exam"):
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            if not said.get("tools"):
                continue
            talk = _talk(said)
            found = verdict(find("trajectory"), {"of": talk, "tools": said["tools"]})
            yield "trajectory", found.state, f"{name}: {found.detail}"


def _talk(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    before = [one for one in said["messages"] if one["role"] in ("system", "user")]
    told = "\n".join(str(one["content"]) for one in before)[:19_000]
    talk: list[dict[str, Any]] = [{"role": "system", "content": told}, {"role": "user", "content": "Go on."}]
    talk += [one for one in said["messages"] if one not in before]
    if calls := [{"id": f"last-{n}", **one} for n, one in enumerate(said.get("tool_calls") or ())]:
        talk.append({"role": "assistant", "content": None, "tool_calls": calls})
        talk += [{"role": "tool", "tool_call_id": one["id"], "content": "{}"} for one in calls]
    return [*talk, {"role": "assistant", "content": said.get("answer") or "Well."}]


def good() -> Iterator[tuple[Written, CheckUse]]:
    """Good rows of the shipped recipes, each with each check of its recipe that needs no model."""
    for name in shipped_names():
        for use in uses(recipe_of(name)).values():
            if find(use.check).calls:
                continue
            for one in written(name):
                if not one.fails:
                    yield one, use


def spoilt(one: Written, use: CheckUse) -> Iterator[tuple[str, Written]]:
    """The row with this check's own defects: (way, row)."""
    check, known = find(use.check), {**one.seat, **one.row}
    fields = {name.rstrip("*"): named for name, named in use.inputs.items()}
    inputs = values_of(use.inputs, known)
    given = check.arguments.model_validate(arguments_of(recipe_of(one.recipe), use, one))
    for way, spoil in check.spoil.items():
        for draw in range(_DRAWS):
            made = spoil(inputs, given, Random(f"{one.name} {way} {draw}"))
            if made is None:
                continue
            changes: dict[str, Any] = {}
            for name, value in made.items():
                named = fields[name]
                changes |= (
                    dict(zip(named, value, strict=True)) if isinstance(named, tuple) else {named: value}
                )
            yield way, replace(one, row={**one.row, **changes})


def figures() -> dict[str, Any]:
    """By check: `asked`, `alarms` and `untold` on good rows, `planted` and `caught`."""
    alarms, planted = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    shown: list[str] = []
    for one, use in good():
        found = say(one, use)
        alarms[use.check, found.state] += 1
        if found.state != "held":
            shown.append(f"{one.name}, {use.id}: {found.state}: {found.detail}")
            continue
        for way, row in spoilt(one, use):
            state = say(row, use).state
            planted[use.check, state] += 1
            if state == "held":
                shown.append(f"{one.name}, {use.id}/{way}: passed")
    prose = [*strong(STRONG), *called(STRONG.parent)] if STRONG.is_file() else []
    texts = Counter((name, state) for name, state, _ in prose)
    by_check = {
        name: {
            "good": _sum(alarms, name),
            "alarms": alarms[name, "failed"],
            "untold": alarms[name, "no verdict"],
            "planted": _sum(planted, name),
            "caught": _sum(planted, name) - planted[name, "held"],
        }
        for name in sorted({name for name, _ in alarms})
    }
    return {
        "strong_texts": {
            name: {"asked": _sum(texts, name), "refused": texts[name, "failed"]}
            for name in (*_PROSE, _AS_GERMAN, "trajectory")
            if prose
        },
        "false_alarms": sum(one["alarms"] for one in by_check.values()),
        "good": sum(one["good"] for one in by_check.values()),
        "planted": sum(one["planted"] for one in by_check.values()),
        "caught": sum(one["caught"] for one in by_check.values()),
        "checks": by_check,
        "shown": [
            *(f"{name}: {detail}" for name, state, detail in prose if state == "failed" and detail),
            *shown,
        ],
    }


def _sum(counted: Counter[tuple[str, str]], name: str) -> int:
    return sum(number for (check, _), number in counted.items() if check == name)


if __name__ == "__main__":
    command(figures, __doc__, raw=("shown",))
