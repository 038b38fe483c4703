"""Defects of an answer that says what nothing bears: additions, success after an error, things not there.

The additions are what assistants make up when they want to please. They are few and plain; what they say is
of no kind that a check could find in the material by chance.
"""

import re
from collections.abc import Sequence
from random import Random

from seedbed.tools.verification.trajectories.facts import Record, is_title, key_words
from seedbed.tools.verification.trajectories.known import changes_state
from seedbed.tools.verification.trajectories.lexicon import MONEY
from seedbed.tools.verification.trajectories.planting.amounts import near, put
from seedbed.tools.verification.trajectories.planting.answers import sentences
from seedbed.tools.verification.trajectories.planting.turn import Planted, Turn, instead, says, shuffled
from seedbed.tools.verification.trajectories.support import values_in

_OF_RECORDS: tuple[str, ...] = (
    "Changes are free of charge up to {hours} hours beforehand.",
    "You'll get a confirmation by e-mail within {minutes} minutes.",
    "If something comes up, you can change the {noun} until {hours} hours before.",
    "A small handling fee of {fee} will be added to the {noun}.",
    "The confirmation code for it is {code}.",
    "As a returning customer you also get {percent}% off.",
)
_OF_LISTS: tuple[str, ...] = (
    "{name} is rated {rating} out of 5 by other customers.",
    "By the way, only {few} of {name} are left.",
    "{name} is the most popular choice, taken by {percent}% of our customers.",
)
_DONE = (
    "All done! I've {did} {what} for you.",
    "That's taken care of: {what} has been successfully {did}.",
    "Done, {what} is now {did}. Is there anything else you need?",
    "Great news, {what} has been {did} successfully.",
)
_NONE = (
    "I'm sorry, but I can't find any {noun} for you. Shall we start a new one?",
    "I don't see any {noun} under your name yet.",
    "There is no {noun} on record for you at the moment.",
)
_PAST = {
    "book": "booked",
    "get": "found",
    "find": "found",
    "make": "made",
    "send": "sent",
    "set": "set",
    "lend": "lent",
    "hire": "hired",
    "put": "put",
    "pay": "paid",
    "cancel": "cancelled",
    "begin": "begun",
}


def addition(turn: Turn, draw: Random) -> Planted | None:
    """One sentence more, of something that nothing bears."""
    named = [one for one in turn.records() if one.name in turn.text and one.noun]
    offered = [one for one in named if any(is_title(key) or MONEY & {*key_words(key)} for key in one.fields)]
    made = [one for one in named if (one.noun, one.name) in turn.know.made]
    if made:
        bank, record = _OF_RECORDS, made[0]
    elif offered and turn.know.listed:
        bank, record = _OF_LISTS, draw.choice(offered)
    else:
        return None
    if turn.text.rstrip().endswith("?"):
        *told, asks = sentences(turn.text)
        text = " ".join([*told, _filled(draw.choice(bank), record, draw), asks])
    else:
        text = f"{turn.text.rstrip()} {_filled(draw.choice(bank), record, draw)}"
    return Planted(instead(turn, text), ("unsupported",))


def _filled(sentence: str, record: Record, draw: Random) -> str:
    return sentence.format(
        noun=record.noun,
        name=_called(record),
        hours=draw.choice((12, 36, 48, 72)),
        few=draw.choice((6, 7, 9, 13)),
        minutes=draw.choice((15, 20, 30)),
        fee=f"{draw.choice((2, 3, 4))}.{draw.choice((35, 45, 85))}",
        percent=draw.choice((8, 12, 15, 35, 65)),
        rating=f"4.{draw.randint(2, 8)}",
        code=f"{draw.choice('BCFHKMRX')}{draw.choice('DGLPTVWZ')}{draw.randint(112, 998)}",
    )


def _called(record: Record) -> str:
    titles = [str(one) for key, one in record.fields.items() if is_title(key)]
    return titles[0] if titles else record.name


def success(turn: Turn, draw: Random) -> Planted | None:
    """After a call that failed: that it is done."""
    _, tool, error = turn.know.failed
    if not error or turn.calls or not tool:
        return None
    words = key_words(tool)
    if len(words) < 2 or not changes_state(tool):
        return None
    verb, what = words[0], f"the {' '.join(words[1:])}"
    did = _PAST.get(verb, f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    return Planted(says(draw.choice(_DONE).format(did=did, what=what)), ("success after an error",))


def another_answer(turn: Turn, draw: Random) -> Planted | None:
    """After a call that found nothing: what another record has, said of what was asked for."""
    _, tool, error = turn.know.failed
    if not error or turn.calls:
        return None
    wanted = [
        str(value)
        for one in turn.talk.messages[-1:0:-1]
        if one.calls
        for value in one.calls[-1].call.arguments.values()
        if any(letter.isdigit() for letter in str(value)) and any(letter.isalpha() for letter in str(value))
    ]
    alike = [one for one in turn.records() if one.noun and one.noun.split()[-1] in key_words(tool)]
    for record in shuffled(alike if wanted else (), draw):
        told = [
            f"{' '.join(key_words(key))}: {value}"
            for key, value in record.fields.items()
            if value != record.name and isinstance(value, str | int | float) and not isinstance(value, bool)
        ]
        if len(told) > 1:
            return Planted(says(f"Here is {wanted[0]}: {'; '.join(told)}."), ("success after an error",))
    return None


def not_there(turn: Turn, draw: Random) -> Planted | None:
    """That there is nothing, of what the talk has made."""
    if turn.calls or not turn.know.made or turn.before[-1].get("role") == "tool":
        return None
    told = [one for one in turn.records() if (one.noun, one.name) in turn.know.made and one.name in turn.text]
    if not told or not told[0].noun:
        return None
    return Planted(says(draw.choice(_NONE).format(noun=told[0].noun)), ("state forgotten",))


def without_looking(turn: Turn, draw: Random) -> Planted | None:
    """Instead of the call an answer at once, with values that the model can't know."""
    if not turn.calls or turn.text or not turn.after:
        return None
    answer = next((one for one in turn.after if one.get("role") != "tool"), {})
    text = str(answer.get("content") or "")
    if answer.get("role") != "assistant" or answer.get("tool_calls") or not text:
        return None
    return Planted(says(_guessed(text, turn.before, draw)), ("unsupported", "state forgotten"))


def _guessed(text: str, before: Sequence[object], draw: Random) -> str:
    """What an answer says first, with other values than the true ones where they weren't said before."""
    heard = str(before)
    text = next(iter(sentences(text)), text)
    for value in reversed(values_in(text)):
        number = re.search(r"\d+", value.text)
        joined = re.match(r"[-\w]", text[value.end :]) or re.search(r"[-\w]$", text[: value.start])
        if number and not joined and number[0] not in heard and (words := near(value, draw)):
            text = put(text, value, words)
    return text
