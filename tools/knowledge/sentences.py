"""Where sentences begin and end in a plain text: by rule, no model.

A full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or an ellipsis inside
one, and other scripts' marks (。, ।, ؟) always do. Tested for English."""

import re
from functools import cache
from itertools import pairwise
from typing import Any

_CLOSE = "\"'”’)]」』）】》"
_CANDIDATE = rf"(?<![.!?…])[.!?…]+[{re.escape(_CLOSE)}]*(?=\s|$)"
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof rev st sr jr v vs etc e.g i.e eg ie cf approx ca no nos vol fig figs sec ch p pp ed
    eds max min incl excl tel ext dept est inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov dec
    mon tue wed thu fri sat sun a.m p.m u.s u.k tbsp tsp oz lb lbs hr hrs mins temp qty""".split()
)
_MAY_END = frozenset("etc a.m p.m u.s u.k inc ltd co corp hrs hr mins lbs lb oz tbsp tsp".split())
"""Abbreviations after which a sentence may well be over: then a capital letter decides."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence in `text`, white space between them left out."""
    candidates = re.finditer(_CANDIDATE, text) if text.isascii() else _of_any_script().finditer(text)
    ends = [stop.end() for stop in candidates if _ends(text, *stop.span())]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise([0, *ends, len(text)]):
        part = text[start:end]
        if part.strip():
            spans.append((start + len(part) - len(part.lstrip()), start + len(part.rstrip())))
    return spans


@cache
def _of_any_script() -> Any:
    """Marks of other scripts need no space after them."""
    import regex

    return regex.compile(rf"(?V1){_CANDIDATE}|[\p{{Sentence_Terminal}}--[.!?]]+[{re.escape(_CLOSE)}]*")


def _ends(text: str, at: int, end: int) -> bool:
    following = text[end : end + 40].lstrip()[:1]
    if not following:
        return True
    if following.islower() or following in ",;:)":
        return False
    if text[at] != ".":
        return True
    word = re.search(r"[\w.]*$", text[max(0, at - 40) : at])
    before = word[0].lower() if word else ""
    if len(before) == 1 and text[at - 1].isupper() and (at == 1 or text[at - 2].isspace()):
        return before == "i"
    if before in _ABBREVIATIONS:
        return before in _MAY_END and (following.isupper() or following in "\"'“‘(")
    # "1. Heat the oven": the number of a list, not a sentence.
    return not (before.isdigit() and at == len(before))
