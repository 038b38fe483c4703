"""Two runs side by side, as plain data and to be printed: what was asked, how it was made, what came of it
and at what cost."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from seedbed.app.console import line, table, words
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import plan_in, revised, spec_in
from seedbed.memory.store.status import read_status
from seedbed.tools.evaluation.report.amounts import duration, money, number, percent

_APART = ("recipe", "clauses", "as_bound", "bound", "row_roles")
"""What of a part is compared by itself, or follows from its recipe."""
_COSTS = {"role": "by_role", "model": "by_model", "step": "by_step", "stage, beside the rows": "apart"}
"""Whose tokens are compared → in `spending` of the status."""
_UNITS: dict[str, Callable[[Any], str]]
_UNITS = {"number": number, "percent": percent, "money": money, "duration": duration, "text": str}
_SHOWN = 40
"""Lines of one recipe's difference, and rows of one table."""
_VALUE = 500
"""Characters of a value of the spec: two long texts may differ late."""


@dataclass(frozen=True, slots=True)
class Side:
    """What of one run is compared."""

    request: str
    spec: Spec | None
    status: Mapping[str, Any]
    concepts: Mapping[str, Sequence[str]]
    """Part → names of the concepts of its tree as it stands."""
    reasons: Mapping[tuple[str, str], int]
    """(reason, check that said so) → candidates."""


def side(
    store: Store,
    status: Mapping[str, Any] | None = None,
    reasons: Mapping[tuple[str, str], int] | None = None,
) -> Side:
    """What of a run is compared.

    Args:
        status: As `read_status` gives it; None: it is read.
        reasons: As `Side` has them; None: they are counted over all candidates."""
    spec, plan = spec_in(store), plan_in(store)
    trees = revised(store, plan).trees if plan else {}
    if reasons is None:
        reasons = Counter(
            (one.code, one.by) for candidate in store.candidates() for one in candidate.verdict.reasons
        )
    return Side(
        str(store.meta("request") or (spec.request if spec else "")),
        spec,
        status or read_status(store),
        {name: [concept.name for concept in tree.concepts] for name, tree in trees.items()},
        reasons,
    )


def compared(a: Side, b: Side) -> dict[str, Any]:
    """Two runs side by side, as a JSON object: `request`; `spec` (a line for each difference); `figures`
    (`what`, `unit`, `a`, `b`; None: not known); `clauses`, `reasons` and `costs`; `recipes` (part → the lines
    of a unified diff; none: the same); `concepts` (part → those that only one has)."""
    from seedbed.graphs.fingerprint import differences

    other = _told(b.status)
    return {
        "request": {"a": a.request, "b": b.request},
        "spec": differences(_plain(a.spec), _plain(b.spec), most=_VALUE),
        "figures": [
            {"what": what, "unit": unit, "a": value, "b": other[what][0]}
            for what, (value, unit) in _told(a.status).items()
        ],
        "clauses": _beside(*_demands(a, b)),
        "reasons": [
            {**row, "what": row["what"][0], "by": row["what"][1], "a": row["a"] or 0, "b": row["b"] or 0}
            for row in _beside(a.reasons, b.reasons)
        ],
        "costs": {column: _beside(_tokens(a, column), _tokens(b, column)) for column in _COSTS},
        "recipes": _recipes(a.spec, b.spec),
        "concepts": {
            part: {"a": _only(a, b, part), "b": _only(b, a, part)}
            for part in dict.fromkeys([*a.concepts, *b.concepts])
        },
    }


def _plain(spec: Spec | None) -> dict[str, Any]:
    """A spec without what is compared by itself."""
    said = spec.model_dump(mode="json", exclude={"request"}) if spec else {"parts": []}
    parts = [{key: one for key, one in part.items() if key not in _APART} for part in said["parts"]]
    return {**said, "parts": parts}


def _told(status: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
    """What is told → its value and unit."""
    rows, decided = status["accepted"], status["accepted"] + status["rejected"] + status["failed"]
    tokens = status["tokens"]["prompt"] + status["tokens"]["completion"]
    counts = ("requested", "accepted", "missing", "candidates", "rejected", "failed", "calls")
    faithful = status["faithfulness"]
    return {
        "state": (status["state"], "text"),
        **{name: (status[name], "number") for name in counts},
        "failed calls": (status["failed_calls"], "number"),
        "accepted of those tried": (rows / decided if decided else None, "percent"),
        "tokens": (tokens, "number"),
        "tokens a row": (tokens / rows if rows else None, "number"),
        "money": (status["cost_usd"], "money"),
        "money a row": (status["cost_usd"] / rows if rows else None, "money"),
        "time": (status["seconds"], "duration"),
        "coverage": (status["coverage"], "percent"),
        "faithfulness": (faithful["estimate"], "percent"),
        "faithfulness, at least": (faithful["low"], "percent"),
        "proven rows": (status["grades"].get("proven", 0), "number"),
        "critiques": (status["rounds"], "number"),
    }


def _beside(a: Mapping[Any, Any], b: Mapping[Any, Any]) -> list[dict[str, Any]]:
    """Each name with its value in both; None: it isn't there."""
    return [{"what": name, "a": a.get(name), "b": b.get(name)} for name in dict.fromkeys([*a, *b])]


def _demands(*sides: Side) -> Iterator[dict[str, Any]]:
    """Of each run its demands → share of rows that keep them; with its part where several have the same."""
    told = [side.status["clauses"] for side in sides]
    often = {text for some in told for text, n in Counter(one["text"] for one in some).items() if n > 1}
    for some in told:
        names = [f"{one['text']} ({one['part']})" if one["text"] in often else one["text"] for one in some]
        yield dict(zip(names, (one["share"] for one in some), strict=True))


def _tokens(one: Side, column: str) -> dict[str, int]:
    spent = one.status["spending"][_COSTS[column]].items()
    return {name: line["prompt_tokens"] + line["completion_tokens"] for name, line in spent}


def _recipes(a: Spec | None, b: Spec | None) -> dict[str, list[str]]:
    one, other = (
        {part.name: str(part.recipe).splitlines() for part in (spec.parts if spec else ())} for spec in (a, b)
    )
    return {
        part: list(unified_diff(one.get(part, []), other.get(part, []), "a", "b", lineterm=""))
        for part in dict.fromkeys([*one, *other])
    }


def _only(mine: Side, other: Side, part: str) -> list[str]:
    """The concepts of a part that the other run doesn't have."""
    others: Iterable[str] = {*other.concepts.get(part, ())}
    return [name for name in mine.concepts.get(part, ()) if name not in others]


def drawn(found: Mapping[str, Any], a: str, b: str) -> Iterator[Any]:
    """What `compared` gives. `a`, `b`: what the runs are called."""
    yield from _table("figure", found["figures"], a, b)
    if found["request"]["a"] != found["request"]["b"]:
        yield words(f"asked in {a}: {line(found['request']['a'], 400)}")
        yield words(f"asked in {b}: {line(found['request']['b'], 400)}")
    for text in found["spec"]:
        yield words(f"spec: {line(text, 400)}", "cyan")
    for part, lines in found["recipes"].items():
        if lines:
            yield words(f"recipe of {line(part, 60)}", "bold")
        for one in lines[:_SHOWN]:
            yield words(one[:200], {"+": "green", "-": "red"}.get(one[:1], "dim"))
        if len(lines) > _SHOWN:
            yield words(f"… and {len(lines) - _SHOWN} more lines", "dim")
    for part, only in found["concepts"].items():
        for side, name in (("a", a), ("b", b)):
            if only[side]:
                yield words(line(f"concepts of {part} in {name} alone: {', '.join(only[side])}", 600))
    yield from _table("demand", found["clauses"], a, b, "percent")
    reasons = [{**one, "what": f"{one['what']} ({one['by']})"} for one in found["reasons"]]
    yield from _table("turned away for", sorted(reasons, key=lambda one: -max(one["a"], one["b"])), a, b)
    for column, rows in found["costs"].items():
        yield from _table(f"tokens by {column}", rows, a, b)


def _table(
    what: str, rows: Iterable[Mapping[str, Any]], a: str, b: str, unit: str = "number"
) -> Iterator[Any]:
    """The rows in which two runs differ. `unit`: of those that name none."""
    told = [(one["what"], *(_cell(one[side], one.get("unit", unit)) for side in "ab")) for one in rows]
    differing = [one for one in told if one[1] != one[2]]
    if not differing:
        yield words(f"{what}: nothing differs", "dim")
        return
    made = table(what, a, b, numbers=(a, b))
    for name, *cells in differing[:_SHOWN]:
        made.add_row(words(line(str(name), 80)), *map(words, cells))
    yield made


def _cell(value: Any, unit: str) -> str:
    return "–" if value is None else line(_UNITS[unit](value), 60)
