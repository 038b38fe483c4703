"""Defects of who speaks: said again, said for the user too, said as the user."""

from random import Random

from seedbed.tools.verification.trajectories.planting.turn import Planted, Turn, instead, says

_LEAST = 6
_THANKS = (
    ("Thanks, that's all I needed.", "You're welcome!"),
    ("Okay, thank you.", "Glad I could help."),
    ("Great, thanks a lot!", "You're welcome, have a nice day."),
)


def repeated(turn: Turn, draw: Random) -> Planted | None:
    """What the assistant has said before, once more: the last time rather than an earlier one."""
    if turn.calls or turn.before[-1].get("role") == "tool":
        return None
    said = [
        str(one["content"])
        for one in turn.before
        if one.get("role") == "assistant" and one.get("content") and not one.get("tool_calls")
    ]
    said = [one for one in said if len(one.split()) >= _LEAST and one != turn.text]
    return Planted(says(said[-1]), ("repeated",)) if said else None


def goes_on(turn: Turn, draw: Random) -> Planted | None:
    """The answer, and then the user's next turn and the answer to that in the same message."""
    if turn.calls or not turn.text:
        return None
    following = next((one for one in turn.after if one.get("role") == "user"), None)
    user, assistant = draw.choice(_THANKS)
    if following is not None:
        user = str(following["content"])
        later = turn.after[turn.after.index(following) + 1 :]
        answer = later[0] if later else {}
        assistant = str(answer.get("content") or "") if not answer.get("tool_calls") else ""
    labels = draw.choice((("User", "Assistant"), ("Human", "Assistant"), ("User", "AI")))
    text = f"{turn.text.rstrip()}\n\n{labels[0]}: {user}" + (
        f"\n\n{labels[1]}: {assistant}" if assistant else ""
    )
    return Planted(instead(turn, text), ("speaks for the other",))
