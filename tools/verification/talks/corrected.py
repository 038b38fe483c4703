"""Self-correction: the assistant says something wrong at a planned turn, then owns it and puts it right."""

import re
from collections.abc import Iterator, Mapping

from seedbed.tools.verification.talks.talk import Broken, Talk
from seedbed.tools.verification.talks.words import says, sentences

Named = Mapping[str, str | int]
CHECK = "corrected"
_OWNS = re.compile(
    r"\b(?:I (?:was|got|made|gave|mis\w+|slipped|overlooked|forgot|should have|said|used|added|swapped)|"
    r"my (?:mistake|error|slip|fault|earlier|first|previous)|mistake|wrong|incorrect|correct(?:ion|ed|ing)?|"
    r"sorry|apologi[sz]e|you['’]?re right|good catch|slip|error|that isn['’]?t right|not right)\b",
    re.I,
)
_DROPS = re.compile(r"\b(?:not|instead of|rather than|wrong|earlier|mistake|said|was)\b", re.I)


def corrected(talk: Talk, named: Named) -> Iterator[Broken]:
    """At turn `slip` the assistant says `wrong` and not `right`; at turn `mended` it owns that and says
    `right`; afterwards it never claims `wrong` again, and of the two says `right` last."""
    right, wrong = talk.text(str(named["right"])), talk.text(str(named["wrong"]))
    slip, mended = int(named["slip"]), int(named["mended"])
    for turn in talk.by("user"):
        if turn.number < mended and says(turn.text, right):
            yield Broken(
                turn.number, CHECK, f"it must not say the right result, {right!r}: it doesn't know it"
            )
    for turn in talk.by("assistant"):
        if turn.number == slip and (not says(turn.text, wrong) or says(turn.text, right)):
            yield Broken(turn.number, CHECK, f"this is where it slips: it says {wrong!r} as if it were right")
        elif slip < turn.number < mended and says(turn.text, right):
            yield Broken(turn.number, CHECK, f"it puts it right too early: that is for turn {mended}")
        elif turn.number == mended and not says(turn.text, right):
            yield Broken(turn.number, CHECK, f"it has to put its slip right: the right result is {right!r}")
        elif turn.number == mended and not _OWNS.search(turn.text):
            yield Broken(turn.number, CHECK, "it has to own its slip: say that the earlier result was wrong")
        elif turn.number > mended and _claims(turn.text, wrong, right):
            yield Broken(turn.number, CHECK, f"it claims the wrong result again: {wrong!r}, not {right!r}")
    if talk.ended and len(talk.turns) < mended:
        yield Broken(0, CHECK, f"the talk ends before turn {mended}, at which the slip is put right")
    elif talk.closing and len(talk.turns) < mended:
        yield Broken(len(talk.turns), CHECK, "it ends too early: go on")


def _claims(text: str, wrong: str, right: str) -> bool:
    """Whether a text states the wrong result, other than as what was said by mistake."""
    claimed = [one for one in sentences(text) if says(one, wrong) and not _DROPS.search(one)]
    return bool(claimed) and not all(says(one, right) for one in claimed)
