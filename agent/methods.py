"""Every method there is, in the one list that is written by hand; the better form stands first.

Parts with a recipe have its methods, one for each manner of writing. The others are what is done without a
capable model, from offline sources.
"""

from seedbed.agent.making.given import GIVEN
from seedbed.agent.making.method import METHODS as BY_RECIPE
from seedbed.agent.work import Method
from seedbed.agent.writer import classification, mathematics
from seedbed.agent.writer.grounded import cited_dialogues, questions

METHODS: tuple[Method, ...] = (
    *BY_RECIPE,
    GIVEN,
    mathematics.SURE,
    classification.SURE,
    questions.SURE,
    cited_dialogues.SURE,
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
