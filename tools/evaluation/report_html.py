"""`report.html`: the figures for people, in one file without scripts. Its texts are data and escaped."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from seedbed.tools.evaluation.reading import Reading
from seedbed.tools.evaluation.visible import visible

TASKS = {
    "mathematics": "word problems",
    "classification": "classification",
    "grounded_qa": "cited questions",
    "records": "records",
}


def number(value: float) -> str:
    """`12,345`; fractions to one place."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.1f}"


def percent(value: float) -> str:
    """A share as `93 %`; small and nearly whole ones to a tenth, never rounded to 100 or 0."""
    shown = 100 * value
    plain = value in (0, 1) or 1 <= shown <= 99
    return f"{shown:.0f} %" if plain else f"{shown:.1f} %"


def money(value: float) -> str:
    """US dollars; small amounts to two significant figures."""
    if value == 0:
        return "$0"
    return f"${value:,.2f}" if value >= 0.1 else f"${value:.2g}"


def duration(seconds: float) -> str:
    """`48 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`."""
    whole = round(seconds)
    for unit, size, below, smaller in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {unit}" + (f" {rest} {below}" if rest else "")
    return f"{whole} s"


@cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("seedbed.tools.evaluation", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "percent": percent,
        "money": money,
        "duration": duration,
        "task": lambda task: TASKS.get(task, task),
    }
    return environment


def report_html(figures: Mapping[str, Any], rows: Sequence[Reading]) -> str:
    """The report as one HTML page.

    Args:
        figures: As `report.figures` gives them.
        rows: Rows to show.
    """
    parts = [
        {
            **part,
            "labelled": any(cell["label"] for cell in part["cells"]),
            "levelled": any(cell["difficulty"] for cell in part["cells"]),
            "moved": any(cell["asked"] != cell["planned_at_the_end"] for cell in part["cells"]),
        }
        for part in figures["parts"]
    ]
    shown = {**figures, "parts": parts, "grades": {"proven": 0, "supported": 0, **figures["grades"]}}
    shown["forms"] = {"strong": 0, "sure": 0, **figures["forms"]}
    title = "; ".join(dict.fromkeys(part["topic"] for part in figures["parts"]))
    page = _environment().get_template("report.html.j2").render(f=shown, rows=rows, title=title)
    return str(page)
