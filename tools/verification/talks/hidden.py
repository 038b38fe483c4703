"""Support: a cause that nobody names before the signs that point to it have been told; then the remedy."""

from collections.abc import Iterator, Mapping

from seedbed.tools.verification.talks.talk import Broken, Talk
from seedbed.tools.verification.talks.words import about, share_said, stems

Named = Mapping[str, str | int]
CHECK = "hidden"
_TOLD = 0.5
_NAMED = 0.8
_MENDED = 0.4


def hidden(talk: Talk, named: Named) -> Iterator[Broken]:
    """The assistant names `cause` only after the user has told most of `signs`; by the end it has named the
    cause and `remedy`. The user never names the cause before the assistant."""
    cause, remedy, signs = talk.text(str(named["cause"])), talk.text(str(named["remedy"])), named["signs"]
    said, found = "", 0
    for turn in talk.turns:
        names = _names(turn.text, cause)
        if turn.speaker == "user":
            if names and not found:
                yield Broken(
                    turn.number, CHECK, "it names the cause, which it doesn't know: tell what it notices"
                )
            said = f"{said} {turn.text}"
        elif names and not found:
            told = [one for one in talk.items(str(signs)) if about(one, said, _TOLD)]
            if 2 * len(told) < len(talk.items(str(signs))):
                yield Broken(
                    turn.number,
                    CHECK,
                    "it names the cause before the signs of it were told: ask for them first",
                )
            found = turn.number
    late = " ".join(one.text for one in talk.by("assistant") if found and one.number >= found)
    solved = bool(found) and share_said(remedy, late) >= _MENDED
    if talk.ended and not solved:
        owed = f"the cause ({cause}) and " if not found else ""
        yield Broken(
            talk.turns[-1].number if talk.turns else 0, CHECK, f"it has to name {owed}the remedy: {remedy}"
        )
    elif talk.closing and not solved:
        yield Broken(len(talk.turns), CHECK, "the trouble isn't solved yet: answer what was asked, and go on")


def _names(text: str, cause: str) -> bool:
    """Whether a text names a cause: nearly all of its telling words stand in it."""
    return bool(stems(cause)) and about(cause, text, _NAMED)
