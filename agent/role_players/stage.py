"""A talk in the making: what was said, whose turn it is, and why it ended.

Who speaks how is given by a `Play`; the order in which turns are spoken, checked and spoken again is
`graphs/candidate/dialogue.py`."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from seedbed.agent.prompting import Message
from seedbed.agent.work import Env, Work

Speaker = Literal["user", "assistant"]
Ends = Literal["", "goal reached", "given up"]
"""What a user's turn says of the end: the assistant answers it, and the talk is over."""
Over = Literal["", "goal reached", "given up", "turn limit", "failed"]
LONGEST = 6_000
"""Characters of a turn, at most."""
SHORT = 5
"""Words that may be said again alike: thanks, a short question."""
REASKS = 2
"""How often a turn that fails its checks is asked again, with the reason."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it was spoken, before its checks."""

    messages: tuple[Message, ...]
    """What it adds to the talk, as OpenAI's chat messages: one of its speaker, of an assistant with its calls
    and the tools' results before it."""
    work: Work
    """The candidate with what the turn cost: prompts, models, tokens."""
    ends: Ends = ""
    """Of a user: the talk is over once the assistant has answered. Of an assistant: it is over."""
    state: Any = None
    """Of the world after its calls; None: as before."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What the play keeps of the turn if it stands: the facts that it tells."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A talk so far."""

    work: Work
    """With the evidence of the turns that stand; with reasons once the talk has failed."""
    play: "Play"
    messages: tuple[Message, ...] = ()
    turns: int = 0
    """Messages of user and assistant that stand; calls and results are no turns of their own."""
    state: Any = None
    """Of the world after them."""
    memory: tuple[dict[str, Any], ...] = ()
    """What the play kept, turn by turn."""
    said: Said | None = None
    """The turn that waits for its checks."""
    asked: int = 0
    """How often the turn under way was asked again."""
    asked_again: tuple[str, ...] = ()
    """Each asking again in the whole talk, by its first reason: `code: check`."""
    faults: tuple[str, ...] = ()
    """Why, a line each: what its speaker is told."""
    ends: Ends = ""
    """What the user's last turn said of the end."""
    over: Over = ""

    @property
    def speaker(self) -> Speaker:
        """Whose turn it is."""
        return "assistant" if (self.turns % 2 == 0) == (self.play.first == "assistant") else "user"

    @property
    def step(self) -> str:
        """The turn under way as a step of a call slot, which also tells it from its repetitions."""
        return f"turn-{self.turns + 1}" + (f"/again-{self.asked}" if self.asked else "")


def words_of(messages: Sequence[Message], *, calls: bool = False) -> str:
    """What both have said, a line a message; `calls`: with the assistant's calls and their results."""
    lines: list[str] = []
    for one in messages:
        if one["role"] in ("user", "assistant") and one.get("content"):
            lines.append(f"{one['role'].capitalize()}: {one['content']}")
        if calls and one["role"] == "tool":
            lines.append(f"Result of {one['name']}: {one['content']}")
        for call in (one.get("tool_calls") or ()) if calls else ():
            lines.append(f"Call: {call['function']['name']}({call['function']['arguments']})")
    return "\n".join(lines)


Speak = Callable[[Stage, Env], Awaitable[Said]]
"""One turn. Raises AnswerFault: the speaker's answer was unusable to the last."""
Check = Callable[[Stage, Said, Env], Awaitable[Work]]
"""The turn's candidate with its evidence, or with a reason for each fault."""


@dataclass(frozen=True, slots=True)
class Play:
    """What one talk is held by."""

    user: Speak
    assistant: Speak
    check: Check
    least: int
    """Turns before which the user can't end it."""
    most: int
    """Turns after which it is over."""
    room: float = math.inf
    """Messages that it has at most, calls and results among them."""
    state: Any = None
    """Of the world at the start."""
    opening: tuple[Message, ...] = ()
    """Messages before the first turn: the system's."""
    first: Speaker = "user"
    """Who begins."""
    last: Speaker | Literal["any"] = "assistant"
    """Who has the last word."""
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Speaker → why an earlier talk by the same orders was refused, as far as that one may know."""
    take: int = 0
    """Which of several role-plays of one brief: their calls differ in the draw of their slots."""
