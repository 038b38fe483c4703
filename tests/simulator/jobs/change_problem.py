"""rephrase_problem and state_problem: a known problem in other words, or as a statement with its answer."""

import re
from typing import Any

from tests.simulator.jobs.arithmetic import NUMBER
from tests.simulator.jobs.backwards import solve_backwards
from tests.simulator.jobs.briefs import Order
from tests.simulator.jobs.slips import wrong_number
from tests.simulator.jobs.solve import solve
from tests.simulator.jobs.tales import reworded
from tests.simulator.jobs.write_problem import changed, is_scenery, put, scene
from tests.simulator.world.known import Known, Written
from tests.simulator.world.stories import LOST, UNKNOWN, numbers_in, read_tale, sentences_of

QUESTION = "What is the value of the unknown x?"
"""What the program asks after a statement."""
_CLAIMS = (
    "The answer to the question {question} is {answer}.",
    "To the question {question} the right answer is {answer}.",
    "It is known that the question {question} has the answer {answer}.",
)
_SWAPS = (("altogether", "in total"), ("in total", "altogether"), ("buys", "gets"), ("gets", "receives"))


def rephrase_problem(order: Order, known: Known) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `number_changed` or `number_dropped`."""
    parent = order.text("problem")
    text, defect = _reworded(order, parent), None
    numbers = sorted(set(NUMBER.findall(text)))
    if order.outcome.defective and numbers:
        number = order.draw.choice(numbers).rstrip(",")
        dropped = order.draw.random() < 0.5
        text = put(text, number, LOST if dropped else changed(order.draw, number))
        defect = "number_dropped" if dropped else "number_changed"
    sure = read_tale(parent)[0] is not None or known.find(parent) is not None
    return {"problem": text}, _truth(order, known, text, defect, solve(text, known) if sure else None)


def state_problem(order: Order, known: Known) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `answer_changed` or `x_dropped`."""
    answer, defect = order.text("answer").strip(), None
    number = NUMBER.search(answer)
    drops = order.draw.random() < 0.5 or number is None
    if order.outcome.defective:
        defect = "x_dropped" if drops else "answer_changed"
        if number is not None and not drops:
            plain = number.group().replace(",", "")
            answer = answer.replace(number.group(), wrong_number(plain, order.draw), 1)
    text = _stated(order, answer)
    if defect == "x_dropped":
        text = re.sub(rf"\b{UNKNOWN}\b", LOST, text)
    return {"statement": text}, _truth(
        order, known, text, defect, solve_backwards(f"{text} {QUESTION}", known)
    )


def _truth(
    order: Order, known: Known, text: str, defect: str | None, solution: tuple[str, str] | None
) -> Written:
    parent = known.find(order.text("problem"))
    detail = {"expression": solution[0], "answer": solution[1] if solution[0] else ""} if solution else {}
    return Written(
        job=order.call.job,
        text=text,
        concept=parent.concept if parent is not None else None,
        asked_concept=parent.asked_concept if parent is not None else None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail=detail,
    )


def _reworded(order: Order, problem: str) -> str:
    """The facts and the question in other words, between scenery of their own."""
    tale, rest = read_tale(problem)
    opening, aside = scene(order, "openings"), scene(order, "asides")
    if tale is not None and not any(map(numbers_in, rest)):
        *facts, question = reworded(tale, order.draw).sentences()
        return " ".join([opening, *facts, aside, question])
    *facts, question = sentences_of(_swapped(problem))
    return " ".join([opening, *(fact for fact in facts if not is_scenery(fact)), aside, question])


def _swapped(text: str) -> str:
    for word, other in _SWAPS:
        if re.search(rf"\b{word}\b", text):
            return re.sub(rf"\b{word}\b", other, text)
    return text


def _stated(order: Order, answer: str) -> str:
    """The problem with a sentence that tells the answer instead of its question."""
    sentences = sentences_of(order.text("problem"))
    asked = [s for s in sentences if s.endswith("?")]
    facts = [s for s in sentences if not s.endswith("?")]
    tale, rest = read_tale(order.text("problem"))
    if tale is not None and not any(map(numbers_in, rest)):
        facts = [scene(order, "openings"), *reworded(tale, order.draw).sentences()[: len(tale.told)]]
    told = f"{answer} {order.text('unit')}".strip()
    question = " ".join(s.rstrip("?") for s in asked)
    question = question[:1].lower() + question[1:]
    claim = order.draw.choice(_CLAIMS) if question else "The result is {answer}."
    return " ".join([*facts, claim.format(question=question, answer=told)])
