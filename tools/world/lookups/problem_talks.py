"""What a talk must hold in which a user tells a problem and an assistant computes it, call by call.

The same rules are applied turn by turn while it is held, to the whole row, and by whoever doubts it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seedbed.tools.verification.expression import calculate, equal, format_value
from seedbed.tools.verification.numerals import numbers_in
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.syntax import ExpressionFault
from seedbed.tools.world.calculator import CALCULATOR, calculated
from seedbed.tools.world.lookups.talk import calls_of
from seedbed.tools.world.world import World

WORLD = World({CALCULATOR.name: CALCULATOR}, real={CALCULATOR.name: calculated})
"""The calculator alone."""
Message = Mapping[str, Any]


def pieces(text: str, apart: bool) -> tuple[str, ...]:
    """A problem as its user tells it, a message each: whole, or what is given and then what is asked.

    Args:
        apart: Whether it is told in two messages, if its text lets it.
    """
    given, mark, asked = text.rpartition(". ")
    if apart and mark and asked.endswith("?") and "?" not in given:
        return f"{given}.", asked
    return (text,)


def own_words(content: str, piece: str) -> str:
    """What a user's message says besides its piece of the problem."""
    return content.removesuffix(piece).strip()


def fault_of_turn(messages: Sequence[Message], problem: Problem, parts: Sequence[str]) -> str:
    """What is wrong with the last turn of a talk so far; empty: nothing.

    Args:
        messages: All so far; the last is the turn's own.
        parts: The problem's `pieces`.
    """
    users = [str(one["content"]) for one in messages if one["role"] == "user"]
    if messages[-1]["role"] == "user":
        return _of_user(users, parts)
    told = len(users) >= len(parts)
    if told and not any(one["role"] == "tool" for one in messages):
        return "nothing was computed: call the calculator, then answer"
    if strange := _strange(messages):
        return f"you say {strange}, which the user didn't say and no result shows"
    return _of_answer(messages, problem) if told else ""


def fault_of_talk(messages: Sequence[Message], problem: Problem, apart: bool) -> str:
    """The first fault of a whole talk; empty: the problem was told, and its answer computed and said."""
    parts = pieces(problem.text, apart)
    for end in _ends(messages):
        if fault := fault_of_turn(messages[:end], problem, parts):
            return fault
    users = sum(one["role"] == "user" for one in messages)
    return (
        "" if users == len(parts) else f"the user speaks {users} times, and tells the problem in {len(parts)}"
    )


def _ends(messages: Sequence[Message]) -> Iterator[int]:
    for end, one in enumerate(messages, 1):
        if one["role"] in ("user", "assistant") and not one.get("tool_calls"):
            yield end


def _of_user(users: Sequence[str], parts: Sequence[str]) -> str:
    if len(users) > len(parts):
        return "the problem has been told"
    piece = parts[len(users) - 1]
    if not users[-1].endswith(piece):
        return "the problem isn't told word for word"
    own = own_words(users[-1], piece)
    if numbers_in(own):
        return "your own words hold a number: the problem is put after them, leave its numbers to it"
    return "" if own else "there are no words of your own before the problem"


def _strange(messages: Sequence[Message]) -> str:
    """A number in the last message that neither the user nor a result has."""
    texts = [str(one["content"]) for one in messages if one["role"] in ("user", "tool")]
    known = {number for text in texts for number in numbers_in(text)}
    return next(
        (format_value(one) for one in numbers_in(str(messages[-1]["content"])) if one not in known), ""
    )


def _of_answer(messages: Sequence[Message], problem: Problem) -> str:
    try:
        results = [str(one.result["result"]) for one in calls_of(messages) if "result" in one.result]
        came = any(equal(calculate(one), calculate(problem.answer)) for one in results)
        said = numbers_in(str(messages[-1]["content"]))
        told = any(equal(number, calculate(problem.answer)) for number in said)
    except (ValueError, ExpressionFault) as odd:
        return f"a call can't be read: {odd}"[:300]
    if not came:
        return "no call comes to what the problem asks for: read it again, word by word"
    return (
        "" if told else "the answer isn't said: end with the number that the problem asks for, and its unit"
    )
