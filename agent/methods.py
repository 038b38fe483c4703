"""Every method there is, in the one list that is written by hand; the better form of a task stands first.

Parts with a recipe have its methods, one for each manner of writing. The others are what is done without a
capable model, from offline sources, and talks in a world of tools.
"""

from seedbed.agent.making.given import GIVEN
from seedbed.agent.making.method import METHODS as BY_RECIPE
from seedbed.agent.work import Method
from seedbed.agent.writer import augmented, classification, mathematics, tool_use
from seedbed.agent.writer.grounded import (
    cited_dialogues,
    extraction,
    labelled,
    pairs,
    questions,
    several_places,
    unanswerable,
)
from seedbed.agent.writer.lookups import calculator, problem_talk, search

METHODS: tuple[Method, ...] = (
    *BY_RECIPE,
    GIVEN,
    mathematics.SURE,
    augmented.FOBAR,
    classification.SURE,
    questions.SURE,
    several_places.SURE,
    unanswerable.SURE,
    pairs.SURE,
    extraction.SURE,
    labelled.SURE,
    cited_dialogues.SURE,
    tool_use.STRONG,
    search.SURE,
    problem_talk.STRONG,
    calculator.SURE,
)


def find(name: str) -> Method:
    """The method of that name.

    Raises:
        KeyError: there is none.
    """
    for method in METHODS:
        if method.name == name:
            return method
    raise KeyError(name)
