"""Interview: who asks asks in every turn, nothing twice, and every planned topic."""

from collections.abc import Iterator, Mapping

from seedbed.tools.verification.talks.talk import Broken, Speaker, Talk
from seedbed.tools.verification.talks.words import about, questions

Named = Mapping[str, str | int]
CHECK = "interview"
_MOST = 2
"""Questions of one turn."""
_TOUCHED = 0.5


def interview(talk: Talk, named: Named) -> Iterator[Broken]:
    """`by` (assistant or user) asks one or two questions in each of its turns but a closing one, and by the
    end has asked about each of `topics`. That nothing is asked twice is in `progress`."""
    by: Speaker = "user" if str(named["by"]) == "user" else "assistant"
    own, topics = talk.by(by), talk.items(str(named["topics"]))
    for turn in own:
        asked = questions(turn.text)
        last = talk.ended and turn.number >= len(talk.turns) - 1
        if not asked and not last:
            yield Broken(turn.number, CHECK, "it asks nothing: an interviewer's turn holds a question")
        elif len(asked) > _MOST:
            yield Broken(turn.number, CHECK, f"it asks {len(asked)} questions at once: one is enough")
    told = " ".join(turn.text for turn in own)
    if left := [one for one in topics if not about(one, told, _TOUCHED)]:
        if talk.ended:
            yield Broken(0, CHECK, f"nobody asked about: {'; '.join(left)}")
        elif talk.closing and by == "assistant":
            yield Broken(
                len(talk.turns), CHECK, "the interview isn't over: answer the last question, and go on"
            )
