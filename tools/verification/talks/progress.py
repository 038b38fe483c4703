"""What no turn of any talk may do: stand still, ask again, act on a stage, leave gaps, speak of the order.

Beside the checks of trajectories (voices, repetition, persona). By closed lists and shares of words; another
wording of the same idea is not seen.
"""

import re
from collections.abc import Iterator

from seedbed.tools.verification.talks.talk import Broken, Talk, Turn
from seedbed.tools.verification.talks.words import questions, sentences, stems

CHECK = "progress"
_GAP = re.compile(
    r"\[(?:your|my|the|insert|name|date|number|amount|company|user|customer|x+)\b[^\]\n]{0,40}\]|"
    r"\b(?:lorem ipsum|TBD|TODO|XX+)\b|<(?:name|date|number|amount)>",
    re.I,
)
_STAGE = re.compile(
    r"[*(](?:sighs?|laughs?|smiles?|nods?|pauses?|chuckles?|shrugs?|grins?|winks?|clears throat|thinking)\b"
    r"[^*()\n]{0,30}[*)]",
    re.I,
)
_ORDER = re.compile(
    r"\b(?:my persona|private plan|hidden problem|goal reached|this role-?play|"
    r"as (?:instructed|ordered) by)\b",
    re.I,
)
_PADDING = re.compile(
    r"\b(?:great|good|excellent|fantastic|wonderful) question\b|"
    r"\b(?:I hope (?:this|that) helps|feel free to (?:ask|reach out)|don['’]t hesitate to|"
    r"let me know if (?:you|there)|is there anything else|happy to help)\b",
    re.I,
)
_ENDS = re.compile(r"[.!?…:;)\]»”\"'’`*\d%€$£\U0001F300-\U0001FAFF]\s*$")
_LEAST = 5
"""Telling words of a user's turn from which on it must bring something new."""
_SAME_QUESTION = 0.8
_SHORT = 12
"""Words up to which a turn may go without a mark at its end."""


def progress(talk: Talk) -> Iterator[Broken]:
    """Faults of form and progress, of every turn."""
    for at, turn in enumerate(talk.turns):
        last = talk.ended and at == len(talk.turns) - 1
        yield from _form(turn)
        yield from _moves(turn, talk.turns[:at], last)


def _form(turn: Turn) -> Iterator[Broken]:
    if gap := _GAP.search(turn.text):
        yield Broken(turn.number, CHECK, f"it leaves a gap, {gap[0]!r}: say something definite")
    if stage := _STAGE.search(turn.text):
        yield Broken(turn.number, CHECK, f"it acts on a stage, {stage[0].strip()!r}: only words are said")
    if told := _ORDER.search(turn.text):
        yield Broken(
            turn.number, CHECK, f"it speaks of the order, {told[0]!r}, which nobody in the talk knows"
        )
    long = len(turn.text.split()) > _SHORT and "\n" not in turn.text.strip()
    if turn.speaker == "assistant" and long and not _ENDS.search(turn.text):
        yield Broken(turn.number, CHECK, "it stops in the middle of a sentence")


def _moves(turn: Turn, before: tuple[Turn, ...], last: bool) -> Iterator[Broken]:
    own = [one for one in before if one.speaker == turn.speaker]
    idle = _PADDING.search(turn.text) if turn.speaker == "assistant" else None
    if idle and any(_PADDING.search(one.text) for one in own):
        yield Broken(turn.number, CHECK, f"it pads once more ({idle[0]!r}): leave that out")
    if asked := _asked_again(turn, own):
        yield Broken(turn.number, CHECK, f"it asks again what it asked before: {asked[:120]!r}")
    now = stems(turn.text)
    said = frozenset[str]().union(*(stems(one.text) for one in own))
    if turn.speaker == "user" and not last and len(now) >= _LEAST and now <= said:
        yield Broken(turn.number, CHECK, "it says nothing that it hasn't said before: go on")
    if turn.speaker == "assistant" and len(own) >= 2:
        first = _opening(turn)
        if first and all(_opening(one) == first for one in own[-2:]):
            yield Broken(turn.number, CHECK, f"a third answer in a row begins with {first!r}")


def _asked_again(turn: Turn, own: list[Turn]) -> str:
    """A question of a turn that its speaker has asked before in nearly the same words; empty: none."""
    for question in questions(turn.text):
        mine = stems(question)
        if len(mine) < 3:
            continue
        for earlier in (asked for one in own for asked in questions(one.text)):
            theirs = stems(earlier)
            if len(theirs) >= 3 and len(mine & theirs) / len(mine | theirs) >= _SAME_QUESTION:
                return question
    return ""


def _opening(turn: Turn) -> str:
    """The first three words of a turn; empty where its first sentence has fewer."""
    first = sentences(turn.text)[:1]
    words = re.findall(r"[\w'’]+", first[0]) if first else []
    return " ".join(words[:3]).lower() if len(words) > 2 else ""
