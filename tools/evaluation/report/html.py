"""`report.html`: the figures for people, in one file without scripts. Its texts are data and escaped."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from seedbed.tools.evaluation.report import charts
from seedbed.tools.evaluation.report.amounts import counted, duration, money, number, percent
from seedbed.tools.evaluation.report.measured import faithfulness_told, sources_told, talks_told
from seedbed.tools.evaluation.report.play import calls_of, text_of
from seedbed.tools.evaluation.report.reading import Reading
from seedbed.tools.evaluation.report.revisions import BY
from seedbed.tools.evaluation.report.visible import visible

_CELLS = 150
"""Cells of a part that are shown, short ones first; `report.json` has all."""
_CRITIQUES = 24
"""Critiques in the table below their charts, evenly; `report.json` has all."""


def _visible(value: Any) -> Any:
    return visible(value) if type(value) is str else value


@cache
def environment(package: str, finalize: Callable[[Any], Any] = _visible, *, autoescape: bool = True) -> Any:
    """The templates of a package. `finalize`: what becomes of each value that is shown."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader(package, "templates"),
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not autoescape,
    )
    amounts = {"number": number, "percent": percent, "money": money, "duration": duration, "counted": counted}
    words = {"talks": talks_told, "used": sources_told, "faithful": faithfulness_told, "who": BY.__getitem__}
    made.filters |= {**amounts, **words, "text": text_of, "calls": calls_of}
    return made


def _whole(cell: Mapping[str, Any]) -> bool:
    return bool(cell["delivered"] >= cell["planned_at_the_end"])


def report_html(figures: Mapping[str, Any], rows: Sequence[Reading]) -> str:
    """The report as one HTML page."""
    parts = [
        {
            **part,
            "cells": sorted(part["cells"], key=_whole)[:_CELLS],
            "hidden": max(len(part["cells"]) - _CELLS, 0),
            "labelled": any(cell["label"] for cell in part["cells"]),
            "levelled": any(cell["difficulty"] for cell in part["cells"]),
            "moved": any(cell["asked"] != cell["planned_at_the_end"] for cell in part["cells"]),
        }
        for part in figures["parts"]
    ]
    measured = figures["critic"]["history"]
    grades = {"proven": 0, "supported": 0, **figures["grades"]}
    history = charts.thinned(measured, _CRITIQUES)
    shown = {**figures, "parts": parts, "grades": grades, "history": history}
    changes = [one["after"] for one in figures["revisions"] if one["kind"] != "read"]
    drawn = {"quality": charts.quality(measured, changes), "cost": charts.cost(measured, changes)}
    template = environment("seedbed.tools.evaluation").get_template("report.html.j2")
    return str(template.render(f=shown, rows=rows, charts=drawn))
