"""Clarification: a request lacks what it needs; the assistant asks first and then uses what it is told."""

from collections.abc import Iterator, Mapping

from seedbed.tools.knowledge.values import find_values
from seedbed.tools.verification.talks.talk import Broken, Talk
from seedbed.tools.verification.talks.words import mentions, questions, sentences, tells

Named = Mapping[str, str | int]
CHECK = "clarified"
_ASIDE = 14
"""Words of the one sentence that may stand beside the question: «Happy to look.»"""


def clarified(talk: Talk, named: Named) -> Iterator[Broken]:
    """The first turn lacks `detail`; the assistant's first reply asks and asserts nothing; the user then
    tells the detail, and the answer to it (or to one more question) uses it."""
    detail = talk.text(str(named["detail"]))
    for turn in talk.turns[:1]:
        if tells(turn.text, detail):
            yield Broken(turn.number, CHECK, f"it must leave {detail!r} out: that is asked for later")
    for turn in talk.turns[1:2]:
        if fault := _acts(turn.text):
            yield Broken(turn.number, CHECK, fault)
    told = next((one for one in talk.by("user")[1:] if mentions(one.text, detail)), None)
    if told is None:
        if len(talk.turns) >= 5 and talk.turns[4].speaker == "user":
            yield Broken(5, CHECK, f"it has to tell now what was missing: {detail!r}")
        elif talk.ended:
            yield Broken(0, CHECK, f"the user never tells what was missing, {detail!r}")
        elif talk.closing:
            yield Broken(len(talk.turns), CHECK, f"it hasn't told yet what was missing, {detail!r}")
        return
    after = [one for one in talk.by("assistant") if one.number > told.number]
    for turn in after[:1]:
        if not mentions(turn.text, detail) and not questions(turn.text):
            yield Broken(
                turn.number, CHECK, f"its answer has to use what was just told, {detail!r}, and name it"
            )
            return
    used = any(mentions(one.text, detail) for one in after)
    if not used and talk.ended:
        yield Broken(len(talk.turns), CHECK, f"no answer uses what the user told, {detail!r}")
    elif not used and talk.closing:
        yield Broken(len(talk.turns), CHECK, "the request hasn't been answered yet: go on")


def _acts(text: str) -> str:
    """Why a reply does more than ask; empty: it only asks."""
    asked = questions(text)
    if not asked:
        return "something is missing in the request: ask for it, and answer nothing yet"
    rest = [one for one in sentences(text) if one not in asked]
    if len(rest) > 1 or any(len(one.split()) > _ASIDE for one in rest):
        return "it acts on a guess: only ask for what is missing, with at most one short sentence beside it"
    if any(one.amount for said in rest for one in find_values(said)):
        return "it states figures before it knows what is needed: only ask"
    return ""
