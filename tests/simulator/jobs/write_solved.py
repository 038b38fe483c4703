"""write_solved_problem and write_programmed_problem: problems of the writer's own, with their solutions.

Their text is right whatever is planted (but for the language); what slips is the solution.
"""

from typing import Any

from tests.simulator.jobs.arithmetic import show
from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.slips import slipped, slipped_program
from tests.simulator.jobs.tales import (
    LEVELS,
    answer_of,
    composed,
    equations_of,
    expression_of,
    lengthened,
    program_of,
    shortened,
    worked,
)
from tests.simulator.jobs.write_problem import scene
from tests.simulator.world.known import Written
from tests.simulator.world.stories import Tale, german_stories, read_tale, stories

OTHER_LANGUAGE = 1 / 20
"""Share of the defects of solved problems that are a problem in German."""
TEXT_IS_RIGHT = frozenset({"slip_carried", "slip_not_carried", "slip_answer", "program_slip"})
"""Defects that are not the text's: a row that has another solution may be right."""
_STEPS = {"harder": 1, "easier": -1}


def write_solved_problem(order: Order) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is one of `slips.KINDS`, or `other_language`."""
    foreign = order.outcome.defective and order.draw.random() < OTHER_LANGUAGE
    tale = _german(order) if foreign else _tale(order)
    lines, defect = worked(tale), "other_language" if foreign else None
    answer = lines[-1].result
    if order.outcome.defective and not foreign:
        lines, answer, defect = slipped(tale, order.draw)
    text = " ".join(tale.sentences()) if foreign else _worded(order, tale)
    made = {
        "problem": text,
        "steps": [{"words": f"Find {line.finds}.", "calculation": line.equation} for line in lines],
        "answer": answer,
        "unit": tale.unit,
        "equations": equations_of(tale),
    }
    return made, _truth(order, text, tale, defect)


def write_programmed_problem(order: Order) -> tuple[dict[str, Any], Written]:
    """The answer and the truth about it; its defect is `program_slip`."""
    tale = _tale(order)
    program, defect = program_of(tale), None
    if order.outcome.defective:
        program, defect = slipped_program(program, order.draw), "program_slip"
    made = {"problem": _worded(order, tale), "program": program, "unit": tale.unit}
    return made, _truth(order, made["problem"], tale, defect)


def _truth(order: Order, text: str, tale: Tale, defect: str | None) -> Written:
    """What is known of a problem that tells this tale."""
    answer = answer_of(tale)
    return Written(
        job=order.call.job,
        text=text,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"expression": expression_of(tale), "answer": show(answer) if answer is not None else ""},
    )


def _tale(order: Order) -> Tale:
    """A tale as long as its difficulty says; moved from the parent's where the brief says so."""
    parent, _ = read_tale(order.text("parent"))
    move = order.text("move")
    length = order.draw.randint(*LEVELS.get(order.text("difficulty"), (2, 4)))
    if parent is not None and answer_of(parent) is not None:
        if move in _STEPS:
            moved = lengthened(parent, order.draw) if move == "harder" else shortened(parent)
            if moved is not None:
                return moved
        length = len(worked(parent))
    told = [story for story in stories() if parent is None or story.name != parent.story.name]
    return composed(order.draw.choice(told), max(1, length + _STEPS.get(move, 0)), order.draw)


def _german(order: Order) -> Tale:
    return composed(order.draw.choice(german_stories()), 3, order.draw)


def _worded(order: Order, tale: Tale) -> str:
    *facts, question = tale.sentences()
    return copied(order, " ".join([scene(order, "openings"), *facts, scene(order, "asides"), question]))
