"""Defects of an answer about documents: turned round, made up, or refused though it stands there."""

import re
from random import Random

from seedbed.tools.knowledge.values import Value, find_values
from seedbed.tools.knowledge.wordlist import word_set
from seedbed.tools.verification.trajectories.faults import Defect
from seedbed.tools.verification.trajectories.planting.amounts import near, put
from seedbed.tools.verification.trajectories.planting.turn import Planted, Turn, instead, says, shuffled
from seedbed.tools.verification.trajectories.support import values_in

_UNSUPPORTED: tuple[Defect, ...] = ("unsupported",)
_WH = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|for how|until when)\b[^?]*\?|\b(?:and|so) for\b", re.I
)
_ASSERTED = re.compile(r"\b(is|are|can|must|may|will|should|need to|have to|has to)( not\b|n['’]t\b)?", re.I)
_DENIED = {
    "is": "isn't",
    "are": "aren't",
    "can": "can't",
    "may": "may not",
    "must": "don't have to",
    "will": "won't",
    "should": "shouldn't",
    "need to": "don't need to",
    "have to": "don't have to",
    "has to": "doesn't have to",
}
_SWAPPED = (
    ("before", "after"),
    ("up to", "more than"),
    ("at most", "at least"),
    ("no more than", "at least"),
    ("more than", "less than"),
    ("above", "below"),
    ("minimum", "maximum"),
    ("with", "without"),
    ("inside", "outside"),
    ("always", "never"),
    ("earlier", "later"),
    ("longer", "shorter"),
    ("higher", "lower"),
    ("largest", "smallest"),
    ("highest", "lowest"),
    ("earliest", "latest"),
    ("cheapest", "dearest"),
)
"""Words that readers mix up, and that stand for each other in a sentence."""
_SILENT = (
    "I'm afraid the documents don't say anything about that.",
    "That isn't mentioned in the documents.",
    "The documents don't give any information on that.",
)
_SILENCE = re.compile(r"\b(?:documents?|passages?|handbook|sources?|text)\b|\bstated\b|\bmentioned\b", re.I)
_DENIES = re.compile(r"\b(?:not|no|nothing)\b|n['’]t\b", re.I)
_MUCH = re.compile(r"how much (?P<be>is|are) (?P<what>(?:the|a|an|one) [^,?]+)\?", re.I)
_COST = re.compile(r"how much (?:does|do) (?P<what>[^,?]+?) cost\b[^?]*\?", re.I)
_MANY = re.compile(r"how many (?P<what>[a-z]+)\b[^?]*\?", re.I)
_LONG = re.compile(r"(?:for )?how long\b[^?]*\?", re.I)
_AND = re.compile(r"\b(?:and|what about)(?: for)? (?P<what>(?:the|an?) [^,?]+)\?", re.I)
_COUNTED = word_set("people children adults bikes days hours weeks months minutes euros pounds")


def denied(turn: Turn, draw: Random) -> Planted | None:
    """The answer to a question of yes or no turned round."""
    if not turn.texts or not turn.asked.rstrip().endswith("?") or _WH.search(turn.asked):
        return None
    for found in shuffled(list(_ASSERTED.finditer(turn.text)), draw):
        verb = found[1].lower()
        after = turn.text[found.end() : found.end() + 16]
        if verb not in _DENIED or any(value.start < 3 for value in find_values(after)):
            continue
        new = ("can" if verb == "can" else found[1]) if found[2] else _DENIED[verb]
        text = turn.text[: found.start()] + new + turn.text[found.end() :]
        text = re.sub(r"^Yes\b", "\0", text)
        text = re.sub(r"^No\b", "Yes", text).replace("\0", "No")
        return Planted(instead(turn, text), _UNSUPPORTED)
    return None


def opposite(turn: Turn, draw: Random) -> Planted | None:
    """A bound or a direction the other way round: before for after, at least for up to."""
    if not turn.texts:
        return None
    pairs = [(one, other) for pair in _SWAPPED for one, other in (pair, pair[::-1])]
    for one, other in shuffled(pairs, draw):
        if found := re.search(rf"\b{one}\b", turn.text):
            text = turn.text[: found.start()] + other + turn.text[found.end() :]
            return Planted(instead(turn, text), _UNSUPPORTED)
    return None


def refused(turn: Turn, draw: Random) -> Planted | None:
    """That the documents don't tell, of what they tell."""
    if not turn.texts or _is_silent(turn.text):
        return None
    return Planted(says(draw.choice(_SILENT)), _UNSUPPORTED)


def _is_silent(text: str) -> bool:
    return bool(_SILENCE.search(text) and _DENIES.search(text))


def made_up(turn: Turn, draw: Random) -> Planted | None:
    """An answer to what the documents don't tell."""
    if not _is_silent(turn.text) or turn.tools or values_in(turn.text):
        return None
    asked = re.split(r"(?<=[.!?]) ", turn.asked)[-1]
    said = _answer(asked, turn, draw)
    return Planted(says(said[0].upper() + said[1:]), _UNSUPPORTED) if said else None


def _answer(asked: str, turn: Turn, draw: Random) -> str:
    values = [value for text in turn.material for value in find_values(text)]
    money = _of(values, "money", draw)
    if found := _MUCH.search(asked):
        return f"{found['what']} {found['be']} {money}." if money else ""
    if found := _COST.search(asked):
        return f"{found['what']} costs {money}." if money else ""
    if found := _MANY.search(asked):
        number = draw.choice((3, 4, 6, 8, 12, 15, 20))
        return draw.choice(("It's {} {}.", "Up to {} {}.", "{} {}.")).format(number, found["what"])
    if _LONG.search(asked):
        span = _of(values, "duration", draw)
        return draw.choice(("It's {}.", "That takes {}.", "Up to {}.")).format(span) if span else ""
    before = next((str(one["content"]) for one in reversed(turn.before) if one["role"] == "assistant"), "")
    told = [value for value in values_in(before) if value.kind not in ("date", "time")]
    if (found := _AND.search(asked)) and len(told) == 1 and (other := near(told[0], draw)):
        return f"For {found['what']} it's {other}."
    return ""


def _of(values: list[Value], kind: str, draw: Random) -> str:
    some = [value.text for value in values if value.kind == kind]
    return draw.choice(some) if some else ""


def volunteered(turn: Turn, draw: Random) -> Planted | None:
    """The answer, and beside it a fact that comes up later in the talk, with a wrong figure."""
    if turn.calls or not turn.texts or _is_silent(turn.text):
        return None
    later = [str(one.get("content") or "") for one in turn.after if one.get("role") == "assistant"]
    akin = [one for one in later if _long_words(one) & _long_words(turn.text) and not _is_silent(one)]
    for text in shuffled([one for one in akin if "?" not in one and "=" not in one], draw):
        values = [value for value in values_in(text) if value.amount and value.text not in turn.text]
        for value in shuffled(values, draw):
            if words := near(value, draw):
                return Planted(instead(turn, f"{turn.text.rstrip()} {put(text, value, words)}"), _UNSUPPORTED)
    return None


def _long_words(text: str) -> set[str]:
    """Words that tell what a text is about."""
    return {word.lower() for word in re.findall(r"[A-Za-z'’-]{5,}", text)}
