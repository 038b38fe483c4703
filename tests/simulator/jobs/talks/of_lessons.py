"""Tutoring: a student who makes the mistake that it is told of, a tutor who asks for one step after another.

Defects of the tutor: `gives_away`, `wrong_sum`, `praises_wrong`, `asks_nothing`; of the student
`student_slip`, a calculation that is wrong where none is planned.
"""

import re
from fractions import Fraction
from typing import Any

from tests.simulator.jobs.arithmetic import NUMBER, evaluate, show, value_of
from tests.simulator.jobs.briefs import Order
from tests.simulator.world.known import Written

Json = dict[str, Any]
_NAMES = r"(?:sqrt|gcd|lcm|ceil|floor|factorial|comb|mean|median|min|max|abs)\("
_STEP = re.compile(
    rf"(?P<words>[^\n]*?)(?P<left>(?:{_NAMES}|[\d(])(?:[\d.,()+*/^ -]|{_NAMES})*?) = "
    r"(?P<unit>[£$€]?)(?P<right>[\d.,/]*\d)"
)
_ASKED = re.compile(r"work out ([^?]+?), and")
_DOUBTS = (
    "Is that right so far?",
    "Does that hold?",
    "Would you agree with it?",
    "Can I go on from there?",
)
_STUCK = (
    "I don't see what to do next. Where do I go from here?",
    "I am stuck at this point. What should I look at?",
)
_ASKS = (
    "Think of this: {words} … Could you work out {left}, and say what it counts?",
    "{words} … what? Please work out {left}, and look at the unit?",
    "Not everything is there yet. {words} … can you work out {left}, and tell me what it means?",
    "Look at the wording again. {words} … what comes out when you work out {left}, and why?",
)
_DONE = (
    "Yes, that is the answer: each step used what the one before had found.",
    "Right, and it fits what the problem asks for.",
    "Correct: you built it up from the parts that the text gives.",
)
_SOLVES = ("I see it now: {left} = {unit}{right}.", "Then {left} = {unit}{right}, that makes sense.")
_PLAIN = ("That gives {left} = {unit}{right}.", "So it is {left} = {unit}{right}.")


def learn(order: Order) -> tuple[Json, Written]:
    """What the student has done, then each step that the tutor asks for."""
    knows: Json = order.brief.get("knows") or {}
    work = str(knows.get("what you have done so far", ""))
    if int(order.brief.get("turn") or 1) == 1:
        stuck = "to be done next" in str(knows.get("what you believe", ""))
        own = work if "=" in work else "I have read it twice."
        ask = order.draw.choice(_STUCK if stuck else _DOUBTS)
        message = f"{own} {ask}".replace("\n", " ")
        return {"message": message, "ends": "goes on"}, Written("say_as_user", message)
    asked = _ASKED.findall(_talk(order))
    left = asked[-1].strip() if asked else ""
    value = _value(left)
    defect = None
    if value is None:
        message = "I am not sure what to work out now."
    else:
        if order.outcome.defective:
            value, defect = value + 10, "student_slip"
        wording = order.draw.choice(_SOLVES if len(asked) == 1 else _PLAIN)
        message = wording.format(left=left, unit="", right=show(value))
    return {"message": message, "ends": "goes on"}, Written("say_as_user", message, defect=defect)


def teach(order: Order) -> tuple[Json, Written]:
    """A question for the first step of the solution whose result the student hasn't."""
    knows: Json = order.brief.get("knows") or {}
    steps = [match.groupdict() for match in _STEP.finditer(str(knows.get("the right solution", "")))]
    said = {value_of(number) for number in NUMBER.findall(_students(order))}
    fractions = set(re.findall(r"\d+/\d+", _students(order)))
    open_steps = [one for one in steps if not _has(one["right"], said, fractions)]
    if not open_steps:
        message = order.draw.choice(_DONE)
        return {"message": message}, Written("say_as_assistant", message)
    step, defect = open_steps[0], None
    message = _fresh(order, step)
    if order.outcome.defective:
        message, defect = _broken(order, message, steps)
    return {"message": message}, Written("say_as_assistant", message, defect=defect)


def _fresh(order: Order, step: Json) -> str:
    """A wording that this talk has not had."""
    talk, wordings = _talk(order), list(_ASKS)
    order.draw.shuffle(wordings)
    unused = [one for one in wordings if one.split("{")[0] not in talk]
    words = step["words"].strip().rstrip("£$€").strip()
    return (unused or wordings)[0].format(left=step["left"].strip(), words=words)


def _broken(order: Order, message: str, steps: list[Json]) -> tuple[str, str]:
    answer = steps[-1]["right"]
    kinds = {
        "gives_away": f"The answer is {answer}. Do you see why?",
        "wrong_sum": f"Remember that 7 * 8 = 54. {message}",
        "asks_nothing": "Think about it once more.",
    }
    if (
        int(order.brief.get("turn") or 1) == 2
        and "stuck" not in _talk(order)
        and "don't see" not in _talk(order)
    ):
        kinds["praises_wrong"] = "Yes, exactly right! What is next?"
    defect = order.draw.choice(sorted(kinds))
    return kinds[defect], defect


def _has(right: str, said: set[Fraction], fractions: set[str]) -> bool:
    return right in fractions if "/" in right else value_of(right) in said


def _value(left: str) -> Fraction | None:
    return evaluate(left) if left else None


def _talk(order: Order) -> str:
    return order.call.texts[-1] if order.call.texts else ""


def _students(order: Order) -> str:
    """The student's words, without the problem, whose numbers might be a step's result."""
    parts = re.split(r"^(User|Assistant): ", _talk(order), flags=re.M)
    users = [said for who, said in zip(parts[1::2], parts[2::2], strict=True) if who == "User"]
    first = users[0].split("\n\n", 1)[-1] if users else ""
    return "\n".join([first, *users[1:]])
