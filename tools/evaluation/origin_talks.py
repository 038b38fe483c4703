"""Where a talk comes from: each message of a talk that was held is what its role answered at that turn.

A turn's answers stand under the role `user` or `assistant` and the step `turn-N`, those of a turn that was
asked again under `turn-N/again-M`: the last M stands. Results of tools and sums are evidence, and re-checked
as such (`recheck_talks.py`).
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from seedbed.memory.brief import Brief, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.memory.task import Task, Way
from seedbed.tools.evaluation.recheck_cited_talks import origin_of_cited_talk
from seedbed.tools.evaluation.stored_answers import said_object, said_text

Answers = Sequence[tuple[Slot, StoredAnswer]]
Message = Mapping[str, Any]
Origin = Callable[[Draft, Brief, Answers], Iterator[str]]
OWN: Mapping[tuple[Task, Way], Origin] = {
    ("dialogues", "information-seeking"): lambda draft, brief, answers: origin_of_cited_talk(draft, brief),
    ("tool_use", ""): lambda draft, brief, answers: _in_world(draft, answers),
    ("tool_use", "calculator"): lambda draft, brief, answers: _with_problem(draft, brief, answers),
}
"""(Task, way) → what tells its rows' origin."""
_TURN = re.compile(r"turn-(\d+)(?:/again-(\d+))?(?:/|$)")


def origin_of_talk(draft: Draft, brief: Brief, part: Part, answers: Answers) -> Iterator[str]:
    """What of a talk nobody said.

    Args:
        answers: All that are stored for the brief.
    """
    if own := OWN.get((part.task, part.way)):
        yield from own(draft, brief, answers)


def spoken(messages: Sequence[Message], attempt: int, answers: Answers) -> Iterator[str]:
    """What of a talk's messages, system's and tools' left out, isn't what the roles said turn by turn."""
    heard = _standing(attempt, answers)
    turns = list(_turns(messages))
    for number, (role, mine) in enumerate(turns, 1):
        said = heard.get((role, number), [])
        for one in mine:
            if not any(_is_said(one, answer) for answer in said):
                yield f"turn {number} is not what the {role} answered"
    last = max((number for _, number in heard), default=0)
    if last > len(turns):
        yield f"{last} turns were spoken, and it has {len(turns)}"


def _turns(messages: Sequence[Message]) -> Iterator[tuple[str, list[Message]]]:
    """Role and messages of each turn: calls belong to the turn of the assistant that makes them."""
    open_turn: list[Message] = []
    for one in messages:
        role = str(one.get("role"))
        if role == "assistant" and one.get("tool_calls"):
            open_turn.append(one)
        elif role in ("user", "assistant"):
            yield role, [*open_turn, one]
            open_turn = []
    if open_turn:
        yield "assistant", open_turn


def _standing(attempt: int, answers: Answers) -> Mapping[tuple[str, int], list[StoredAnswer]]:
    """(Role, turn) → the answers of its last asking, in the order in which they came."""
    found: dict[tuple[str, int], dict[int, list[StoredAnswer]]] = {}
    for slot, answer in answers:
        named = _TURN.match(slot.step)
        if named and slot.attempt == attempt and slot.role in ("user", "assistant"):
            askings = found.setdefault((slot.role, int(named[1])), {})
            askings.setdefault(int(named[2] or 0), []).append(answer)
    return {key: askings[max(askings)] for key, askings in found.items()}


def _is_said(message: Message, answer: StoredAnswer) -> bool:
    """Whether a message is an answer: its words, or its calls by name and arguments."""
    if message.get("tool_calls"):
        reply = (answer.content["choices"][0].get("message") or {}).get("tool_calls") or ()
        return _calls(message["tool_calls"]) == _calls(reply)
    content = plain(message.get("content"))
    said = said_object(answer)
    return content == (plain(said.get("message")) if said is not None else plain(said_text(answer)))


def _calls(given: Sequence[Any]) -> list[tuple[str, Any]]:
    found = []
    for one in given:
        function = one.get("function") if isinstance(one, Mapping) else None
        arguments = function.get("arguments") if isinstance(function, Mapping) else None
        try:
            value = json.loads(arguments) if isinstance(arguments, str) else arguments
        except (json.JSONDecodeError, RecursionError):
            value = arguments
        found.append((str(function.get("name")) if isinstance(function, Mapping) else "", value))
    return found


def plain(value: Any) -> str | None:
    """A text without the white space around and between its words."""
    return " ".join(value.split()) if isinstance(value, str) else None


def _in_world(draft: Draft, answers: Answers) -> Iterator[str]:
    """A talk in a world: of those that were held with one task, the one that its notes name."""
    take = draft.notes.get("take", 0)
    mine = [(slot, answer) for slot, answer in answers if slot.draw == take]
    return spoken((draft.row or {}).get("messages") or (), draft.attempts - 1, mine)


def _with_problem(draft: Draft, brief: Brief, answers: Answers) -> Iterator[str]:
    """A talk about a problem: its pieces stand behind the user's words. A program's own is made again whole
    (`recheck_lookups.py`)."""
    from seedbed.tools.verification.problems.ordered import ordered
    from seedbed.tools.verification.problems.problem import ProblemFault
    from seedbed.tools.world.lookups.problem_talks import own_words, pieces

    if brief.form != "strong":
        return iter(())
    try:
        problem = ordered(brief.cell.leaf, brief.grounding, brief.seed)
    except ProblemFault as fault:
        return iter([f"its brief orders no problem: {fault}"])
    messages: list[Message] = [dict(one) for one in (draft.row or {}).get("messages") or ()]
    users = [place for place, one in enumerate(messages) if one.get("role") == "user"]
    for place, piece in zip(users, pieces(problem.text, bool(brief.grounding.get("apart"))), strict=False):
        own = own_words(str(messages[place].get("content")), piece)
        messages[place] = {**messages[place], "content": own}
    return spoken(messages, draft.attempts - 1, answers)
