"""Whether a text says a value, or is about something: by figures, or by the stems of its words."""

import re
from functools import lru_cache

from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set

_COMMON = word_set(
    """a about after again all also am an and any anything are as at back be because been before
    being but by can could did do does doing done down each else ever every few for from get gets
    getting go goes going got had has have having he her here him his how i if in into is it its
    just know let like little lot made make makes many may me might more most much must my need
    needs new no not now of off ok okay on once one only or other our out over own please put quite
    really right said same say see shall she should since so some something soon still such sure
    take tell than thank thanks that the their them then there these they thing things think this
    those though through to too try under until up us use used very want wants was way we well were
    what when where whether which while who why will with within without would yes yet you your"""
)
"""Words that say nothing of what a sentence is about."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's telling words, its figures included."""
    import snowballstemmer

    stemmer = snowballstemmer.stemmer("english")
    words = (word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    parts = (part for word in words for part in word.split("-"))
    return frozenset(stemmer.stemWord(word) for word in parts if word not in _COMMON and "'" not in word)


def share_said(wanted: str, text: str) -> float:
    """The share of the telling words of what is wanted that a text holds, 0–1; 1 where it has none."""
    own = stems(wanted)
    return len(own & stems(text)) / len(own) if own else 1.0


def about(wanted: str, text: str, share: float = 0.5) -> bool:
    """Whether a text is about something: it holds at least that share of its telling words."""
    return share_said(wanted, text) >= share


def says(text: str, value: str) -> bool:
    """Whether a text says a value: its figure in any spelling, else its words in their order."""
    wanted = find_values(value)
    if len(wanted) == 1 and _bare(value, wanted[0]):
        found = (*find_values(text), *find_values(text.lower()))  # «Twenty euros» begins a sentence
        if any(same_value(one, wanted[0]) for one in found):
            return True
        literal = rf"(?<![\w.,:]){re.escape(value.strip())}(?!\w|[.,:]\d)"  # «11:15: ten minutes …»
        return re.search(literal, text, re.I) is not None
    own = _plain(value)
    return bool(own) and f" {own} " in f" {_plain(text)} "


def mentions(text: str, value: str) -> bool:
    """Whether a text says a value, or at least half of its telling words where it is no figure («can't eat
    nuts» for a nut allergy)."""
    if says(text, value):
        return True
    return not find_values(value) and bool(stems(value)) and about(value, text)


def tells(text: str, value: str) -> bool:
    """Whether a text gives a value away: it says it, or all of its several telling words."""
    return says(text, value) or (len(stems(value)) > 1 and about(value, text, 1.0))


def same_value(one: Value, other: Value) -> bool:
    """Whether two figures are the same: equal, or the same amount where one of them has no unit."""
    if one.canonical == other.canonical:
        return True
    plain = "number" in (one.kind, other.kind)
    return plain and bool(one.amount) and amount(one) == amount(other)


def amount(value: Value) -> float | None:
    """The amount of a figure; None: it has none."""
    try:
        return float(value.amount) if value.amount else None
    except ValueError:
        return None


def sentences(text: str) -> list[str]:
    """The sentences of a text, line by line."""
    return [
        line[start:end] for line in text.split("\n") if line.strip() for start, end in sentence_spans(line)
    ]


def questions(text: str) -> list[str]:
    """The sentences of a text that ask."""
    return [one for one in sentences(text) if one.rstrip(" \"'”»)*").endswith("?")]


def _bare(value: str, found: Value) -> bool:
    """Whether a text is a figure with its unit: «85 euros», «166 packets», not «the bus at 9»."""
    return not stems(value[: found.start]) and len(stems(value[found.end :])) <= 1


def _plain(text: str) -> str:
    words = (word.lower().replace("’", "'") for word in re.findall(r"[\w'’]+", text))
    return " ".join(word for word in words if word not in ("a", "an", "the"))
