"""A claim and the place that proves it, and the strict comparisons that decide whether it does.

Spacing, letter case and typographic quotes are forgiven; numbers, money, dates, units and names are not.
Nothing here understands language: a claim is proven only where its very words stand in the quote."""

import re
from typing import Any

from seedbed.tools.knowledge.blocks import unmarked

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " "})


def cited(claim: str, name: str, sha256: str, start: int, quote: str) -> dict[str, Any]:
    """Evidence of kind `citation`: a quote at code point `start` of a source, and whether the claim stands in
    it."""
    return {
        "kind": "citation",
        "claim": claim,
        "source": name,
        "sha256": sha256,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "ok": contains(claim, quote),
        "by": "span in source",
    }


def contains(answer: str, quote: str) -> bool:
    """Whether an answer's words stand in a quote, whole: "5" doesn't stand in "50", "£5", "5%" or "2.5"."""
    wanted = normal(answer)
    if not wanted:
        return False
    return _stands_in(wanted, normal(quote)) or _stands_in(wanted, normal(unmarked(quote)))


def normal(text: str) -> str:
    """One spelling of white space, quotes, letter case and the gap between a number and its sign."""
    words = " ".join(text.translate(_QUOTES).split()).casefold()
    return re.sub(r"(?<=[£€$]) (?=\d)|(?<=\d) (?=%)", "", words)


def _stands_in(wanted: str, text: str) -> bool:
    before = r"(?<![\w£€$])"
    if wanted[0].isdigit():
        before += r"(?<!\d[.,:/–-])(?<![£€$]-)(?<!-)(?<!–)"
    elif wanted[0] in "£€$":
        before = r"(?<![\w-])"
    after = r"(?!\w)"
    if wanted[-1].isdigit():
        after += r"(?![.,:/–-]\d)(?![%°½¼¾])"
    return re.search(before + re.escape(wanted) + after, text) is not None
