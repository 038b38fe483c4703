"""Charts of report and viewer, drawn by pygal: SVG without script, style or anything from elsewhere.

Colours are variables of the page's sheet: `--chart-1` to `-3`, `--soft` for words, `--line` for guides.
Each chart stands beside its numbers as text."""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from math import ceil, floor, log10
from typing import Any
from xml.etree import ElementTree

from seedbed.tools.evaluation.report.amounts import number, percent

_WIDE, _HIGH, _FONT = 360, 230, 15
"""Small, so that words stay legible where a phone shrinks it."""
_LOOK: dict[str, Any] = {"width": _WIDE, "height": _HIGH, "margin": 6, "spacing": 5, "margin_right": 24}
_LOOK |= {"dots_size": 3, "allow_interruptions": True, "show_legend": False, "js": (), "css": ()}
_POINTS, _DOTTED = 150, 12
"""Of a line, at most; and with a dot each."""
_TAGS = {"g", "path", "circle", "text"}
_KEPT = ("d", "x", "y", "cx", "cy", "r", "transform")
_PLACES = re.compile(r"-?\d+\.\d+")
_Looks = Sequence[dict[str, str]]
"""Attributes of each series."""
_Line = list[tuple[float, float | None]]


def _stroke(colour: str, width: str, dashes: str = "none") -> dict[str, str]:
    return {"fill": "none", "stroke": f"var({colour})", "stroke-width": width, "stroke-dasharray": dashes}


_BAND = {"fill": "var(--chart-2)", "fill-opacity": ".2"}
_MARK = _stroke("--chart-3", "1.5", "2 3")
_RIGHT = _stroke("--chart-2", "2.5", "8 4")
_MAIN = _stroke("--chart-1", "2.5")


def quality(history: Sequence[Mapping[str, Any]], changes: Iterable[int]) -> str:
    """Coverage (solid), the share of right rows (dashed) with its interval (shaded), over the build.

    Args:
        history: Critiques as `measured.history` gives them.
        changes: After how many candidates the plan was changed (upright, dotted).

    Returns:
        SVG for a page, safe in HTML; empty where there are less than two critiques."""
    points = thinned(history, _POINTS)
    band: _Line = []
    for known, some in groupby(points, lambda one: None not in (one["low"], one["high"])):
        if known:
            there = list(some)
            band += [(one["candidates"], one["high"]) for one in there]
            band += [(one["candidates"], one["low"]) for one in reversed(there)]
            band.append((there[0]["candidates"], None))
    lines = [_line(points, "estimate"), _line(points, "coverage")]
    said = f"{_ends('Coverage', lines[1], percent)} {_ends('Share of right rows', lines[0], percent)}"
    title = "Coverage and share of right rows over the build"
    return _over_build("quality", title, said, lines, changes, 1.0, percent, (_RIGHT, _MAIN), band)


def cost(history: Sequence[Mapping[str, Any]], changes: Iterable[int]) -> str:
    """Tokens for each row accepted since the critique before, over the build; the rest as in `quality`."""
    line = _line(thinned(history, _POINTS), "tokens_per_row")
    most = max([y for _, y in line if y is not None], default=0.0) or 1.0
    step = 10.0 ** floor(log10(most)) / 2
    said = _ends("Tokens for each row accepted since the critique before", line, number)
    title = "Tokens a row over the build"
    return _over_build("cost", title, said, [line], changes, ceil(most / step) * step, number, (_MAIN,))


@cache
def _pygal() -> Any:
    """The library, without the finder of modules that it leaves behind for plugins that bring maps.

    Python 3.11 warns of that one wherever an import fails."""
    import pygal

    sys.meta_path[:] = [one for one in sys.meta_path if not type(one).__module__.startswith("pygal")]
    return pygal


def thinned(history: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """At most so many of the critiques, evenly, the last among them."""
    return list(history[:: -(-(-len(history) // most) or 1)][::-1])


def _over_build(
    name: str,
    title: str,
    said: str,
    lines: Sequence[_Line],
    changes: Iterable[int],
    top: float,
    told: Callable[[float], str],
    looks: _Looks,
    band: _Line | None = None,
) -> str:
    if not lines[-1][1:]:
        return ""
    last = lines[-1][-1][0]
    marks: _Line = []
    for at in sorted(set(changes)):
        marks += [(at, 0.0), (at, top), (at, None)]
    style = _pygal().style.Style(label_font_size=_FONT, title_font_size=_FONT, value_font_size=_FONT)
    chart = _pygal().XY(style=style, range=(0, top), xrange=(0, max(last, 1)), **_LOOK)
    chart.x_labels, chart.x_value_formatter = sorted({0, round(last / 2), last}), number
    chart.y_labels, chart.value_formatter = [0, top / 2, top], told
    chart.x_title = "candidates tried"
    for behind in (band or [], marks):
        chart.add("", behind, show_dots=False)
    for line in lines:
        chart.add("", line, show_dots=len(line) <= _DOTTED)
    return _svg(chart, name, title, said, [_BAND, _MARK, *looks])


def _line(points: Iterable[Mapping[str, Any]], key: str) -> _Line:
    return [(one["candidates"], one[key]) for one in points]


def _ends(name: str, line: _Line, told: Callable[[float], str]) -> str:
    known = [(x, y) for x, y in line if y is not None]
    if not known:
        return f"{name}: not known."
    (first, begins), (last, ends) = known[0], known[-1]
    return f"{name}: {told(begins)} after {number(first)} candidates, {told(ends)} after {number(last)}."


def _svg(chart: Any, name: str, title: str, said: str, looks: _Looks) -> str:
    """What pygal drew, of which only shapes and words are taken over."""
    from markupsafe import Markup

    named = {"aria-labelledby": f"chart-{name}", "aria-describedby": f"chart-{name}-said"}
    box = {"class": "chart", "viewBox": f"0 0 {_WIDE} {_HIGH}", "role": "img", **named}
    svg = ElementTree.Element("svg", box)
    ElementTree.SubElement(svg, "title", {"id": f"chart-{name}"}).text = title
    ElementTree.SubElement(svg, "desc", {"id": f"chart-{name}-said"}).text = said
    _take(chart.render_tree(), svg, looks, ())
    return Markup(ElementTree.tostring(svg, encoding="unicode"))


def _take(drawn: Any, into: ElementTree.Element, looks: _Looks, inside: tuple[str, ...]) -> None:
    """Copy shapes and words, with looks of our own in place of pygal's classes. `inside`: the classes of what
    it lies in."""
    for one in drawn:
        classes = (*inside, *one.get("class", "").split())
        if one.tag not in _TAGS or {"background", "tooltip"} & {*classes}:
            continue
        there = [(key, one.get(key)) for key in _KEPT if key in one.attrib]
        kept = {key: _PLACES.sub(lambda at: f"{float(at[0]):.1f}", value) for key, value in there}
        made = ElementTree.SubElement(into, one.tag, kept | _look_of(one.tag, classes, looks))
        made.text = one.text
        _take(one, made, looks, classes)
        if one.tag == "g" and not len(made):
            into.remove(made)


def _look_of(tag: str, classes: tuple[str, ...], looks: _Looks) -> dict[str, str]:
    if tag == "g":
        return {}
    if tag == "text":
        anchor = "end" if "y" in classes else "middle"
        return {"fill": "var(--soft)", "font-size": str(_FONT), "text-anchor": anchor}
    series = next((looks[int(one[6:])] for one in classes if one.startswith("serie-")), None)
    if series is None:
        return {"stroke": "var(--line)", "fill": "none"}
    return {"fill": series["stroke"]} if tag == "circle" else series
