"""A claim held against a passage: from the two texts alone, by words, figures and negations."""

import re

from tests.simulator.jobs.passages import sentences
from tests.simulator.world.vocabulary import stems

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_NOT = re.compile(r"\b(?:not|no|never|none|without|cannot|nobody|nothing)\b|n't\b", re.I)
_ALL, _MOST, _SOME = 0.9, 0.6, 0.4
"""Shares of a claim's stems that a sentence must hold."""


def read_claim(passage: str, claim: str) -> tuple[str, str]:
    """The deciding sentence (empty if there is none) and the verdict."""
    wanted = stems(claim)
    told = {sentence: stems(sentence) for sentence in sentences(passage)} | _rows(passage)
    told = told or {line: stems(line) for line in passage.splitlines() if line.strip()}
    best = max(told, key=lambda place: len(wanted & told[place]), default="")
    share = len(wanted & told.get(best, frozenset())) / max(1, len(wanted))
    figured = set(_FIGURE.findall(claim))
    figures = figured <= set(_FIGURE.findall(best))
    if not figures:  # what a number is said of may well be there
        rest = wanted - stems(" ".join(figured))
        share = max(share, len(rest & told.get(best, frozenset())) / max(1, len(rest)))
    if share < _SOME:
        return "", "not in the passage"
    denied = bool(_NOT.search(claim)) != bool(_NOT.search(best))
    if share >= _ALL and denied and not figures:
        return best, "supported"  # another number, denied
    if share >= _MOST and (denied or not figures):
        return best, "contradicted"
    return best, "supported" if share >= _ALL and figures else "partly"


def _rows(passage: str) -> dict[str, frozenset[str]]:
    """The rows of its tables, each with its stems and those of its table's header."""
    found: dict[str, frozenset[str]] = {}
    header = ""
    for line in passage.splitlines():
        if not line.startswith("|"):
            header = ""
        elif not header:
            header = line
        elif not set(line) <= set("|-: "):
            found[line] = stems(f"{header} {line}")
    return found
