"""Two runs side by side: what differs, to be printed. What is compared is `views/compare.py`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from seedbed.app.console import table
from seedbed.app.views.escape import line, words
from seedbed.tools.evaluation.report.amounts import duration, money, number, percent

_UNITS: Mapping[str, Callable[[Any], str]] = {
    "number": number,
    "percent": percent,
    "money": money,
    "duration": duration,
    "text": str,
}
_MOST = 40
"""Lines of one recipe's difference, and rows of one table."""


def drawn(found: Mapping[str, Any], a: str, b: str) -> Iterator[Any]:
    """What `compared` gives. `a`, `b`: what the runs are called."""
    figures = [{**one, **{side: _in(one["unit"], one[side]) for side in "ab"}} for one in found["figures"]]
    yield from _table("figure", figures, a, b)
    if found["request"]["a"] != found["request"]["b"]:
        yield words(f"asked in {a}: {line(found['request']['a'], 400)}")
        yield words(f"asked in {b}: {line(found['request']['b'], 400)}")
    for text in found["spec"]:
        yield words(f"spec: {line(text, 400)}", "cyan")
    for part, lines in found["recipes"].items():
        if lines:
            yield words(f"recipe of {line(part, 60)}", "bold")
        for one in lines[:_MOST]:
            yield words(one[:200], {"+": "green", "-": "red"}.get(one[:1], "dim"))
        if len(lines) > _MOST:
            yield words(f"… and {len(lines) - _MOST} more lines", "dim")
    for part, only in found["concepts"].items():
        for side, name in (("a", a), ("b", b)):
            if only[side]:
                yield words(line(f"concepts of {part} in {name} alone: {', '.join(only[side])}", 600))
    shares = [{**one, **{side: _in("percent", one[side]) for side in "ab"}} for one in found["clauses"]]
    yield from _table("demand", shares, a, b)
    reasons = [{**one, "what": f"{one['what']} ({one['by']})"} for one in found["reasons"]]
    yield from _table("turned away for", sorted(reasons, key=lambda one: -max(one["a"], one["b"])), a, b)
    for column, rows in found["costs"].items():
        yield from _table(f"tokens by {column}", rows, a, b)


def _table(what: str, rows: Iterable[Mapping[str, Any]], a: str, b: str) -> Iterator[Any]:
    """The rows in which two runs differ."""
    differing = [one for one in rows if one["a"] != one["b"]]
    if not differing:
        yield words(f"{what}: nothing differs", "dim")
        return
    made = table(what, a, b, numbers=(a, b))
    for one in differing[:_MOST]:
        made.add_row(words(line(str(one["what"]), 80)), *(words(_plain(one[side])) for side in "ab"))
    yield made


def _in(unit: str, value: Any) -> str | None:
    return None if value is None else _UNITS[unit](value)


def _plain(value: Any) -> str:
    return "–" if value is None else line(number(value) if isinstance(value, int | float) else str(value), 60)
