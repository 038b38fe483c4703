"""Long memory: a fact told at the beginning, kept silent, and needed again late."""

from collections.abc import Iterator, Mapping

from seedbed.tools.verification.talks.talk import Broken, Talk
from seedbed.tools.verification.talks.words import mentions, tells

Named = Mapping[str, str | int]
CHECK = "recalled"


def recalled(talk: Talk, named: Named) -> Iterator[Broken]:
    """The user tells `fact` by turn `by`; nobody says it again until the user, at turn `asked`, asks
    something that needs it without saying it; the assistant's answer holds it.

    An echo in the reply to the turn that tells it is no repetition.
    """
    fact, by, asked = talk.text(str(named["fact"])), int(named["by"]), int(named["asked"])
    told = next((one.number for one in talk.turns if one.speaker == "user" and mentions(one.text, fact)), 0)
    if not told or told > by:
        late = [one.number for one in talk.by("user") if one.number <= by and one.number + 2 > by]
        if late or talk.ended:
            yield Broken(late[0] if late else 0, CHECK, f"it has to tell, in passing, {fact!r}")
        return
    for one in talk.turns:
        if told + 1 < one.number <= asked and tells(one.text, fact):
            whose = "ask without saying it" if one.number == asked else "leave it out until it is needed"
            yield Broken(one.number, CHECK, f"it says {fact!r} again: {whose}")
    answer = next((one for one in talk.turns if one.number == asked + 1), None)
    if answer is not None and not mentions(answer.text, fact):
        yield Broken(
            answer.number,
            CHECK,
            f"its answer doesn't use what the user told at turn {told}: it has to name it ({fact!r})",
        )
    elif answer is None and talk.ended:
        yield Broken(0, CHECK, f"the talk ends before turn {asked + 1}, at which the fact is needed")
    elif talk.closing and len(talk.turns) <= asked:
        yield Broken(len(talk.turns), CHECK, "what was told at the beginning hasn't been needed yet: go on")
