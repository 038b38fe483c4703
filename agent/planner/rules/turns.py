"""How long talks are to be, as a clause says it."""

import re
from dataclasses import dataclass

MOST = 64
"""Turns of a talk at most."""
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "sixteen": 16, "twenty": 20, "thirty": 30}  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
_TURNS = re.compile(
    rf"(?:,?\s*\b(?:of|with|in|having|each(?: of| with)?|about|around|roughly|exactly|over|spanning|lasting|"
    rf"(?P<least>at least|no fewer than|not fewer than|minimum(?: of)?|min\.?|more than)|"
    rf"(?P<most>at most|up to|no more than|not more than|maximum(?: of)?|max\.?|under|fewer than|less than)|"
    rf"between|from)\s+)*"
    rf"(?<![\w.])(?P<low>{_NUMBER})(?P<plus>\+)?(?:\s?(?:-|–|to|and|or)\s?(?P<high>{_NUMBER}))?[\s-]+"
    rf"(?P<unit>turns?|exchanges?|rounds?|messages?|utterances?|turn pairs?)\b(?![- ]taking)"
    rf"(?P<bound>\s+(?:or (?:more|longer)|or (?:less|fewer|shorter)|minimum|maximum|min|max|at (?:least"
    rf"|most)))?"
    rf"(?:\s+(?:each|long|per (?:dialogue|conversation|talk|chat|row|trajectory|role-plays)|a piece|apiece"
    rf"|deep))*",
    re.IGNORECASE,
)
_MARK = re.compile(r"\bturns_(?P<low>\d+)_(?P<high>\d+)\b")
_SINGLE = re.compile(r"\b(?:single|one)[- ]turn\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Length:
    """What a clause says of the length of its talks."""

    text: str
    """The clause with what was read taken out."""
    turns: tuple[int, int] | None
    """Fewest and most; None: it doesn't say."""
    said: tuple[str, ...] = ()
    fault: str = ""
    """Why what it says can't be had."""


def turns_marked(text: str) -> str:
    """The request with what it says of turns in one way, without a number that could count rows.

    Only where `length_of` is asked of its clauses.
    """
    return _TURNS.sub(lambda m: m[0] if _is_rows(m) else " turns_{}_{} ".format(*_bounds(m)), text)


def length_of(text: str) -> Length:
    """Read turns from a clause; what is read is blanked."""
    if found := _MARK.search(text):
        low, high = int(found["low"]), int(found["high"])
        whole = _MARK.sub(lambda m: " " * len(m[0]), text)
        if not 1 <= low <= high <= MOST:
            fault = f"the talks are to have {low} to {high} turns: a talk has 2 to {MOST}"
            return Length(whole, None, fault=fault)
        fewest, most = max(2, low), max(2, high + high % 2)
        said = (f"{fewest} to {most} turns: the assistant has the last word",) if most != high else ()
        return Length(whole, (fewest, most), said)
    if single := _SINGLE.search(text):
        told = "a single turn is a message of the user and one of the assistant"
        return Length(_blank(text, *single.span()), (2, 2), (told,))
    return Length(text, None)


def _is_rows(found: re.Match[str]) -> bool:
    """«200 messages …» at the beginning counts rows, not the turns of one."""
    plain = found["unit"].lower().startswith(("message", "utterance"))
    return plain and not re.search(r"\beach\b|\bper\b|\bof\b|\bwith\b|\blong\b", found[0], re.IGNORECASE)


def _bounds(found: re.Match[str]) -> tuple[int, int]:
    times = 2 if found["unit"].lower().startswith(("exchange", "round", "turn pair")) else 1
    low = _value(found["low"]) * times
    if found["high"]:
        high = _value(found["high"]) * times
        return min(low, high), max(low, high)
    bound = (found["bound"] or "").lower()
    if found["least"] or found["plus"] or re.search(r"more|longer|min|least", bound):
        low += found["least"] is not None and found["least"].lower().startswith("more")
        return low, max(low, min(MOST, low + low // 2 + 2))
    if found["most"] or bound:
        low -= (found["most"] or "").lower() in ("under", "fewer than", "less than")
        return min(2, low), low
    return low, low


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
