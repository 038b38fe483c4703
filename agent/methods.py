"""Every method there is, in the one list that is written by hand; the better form stands first."""

from seedbed.agent.making.given import GIVEN
from seedbed.agent.making.method import METHODS as BY_RECIPE
from seedbed.agent.offline import documents, labels, problems
from seedbed.agent.work import Method

METHODS: tuple[Method, ...] = (
    *BY_RECIPE,
    GIVEN,
    problems.SURE,
    labels.SURE,
    documents.QUESTIONS,
    documents.DIALOGUES,
)


def find(name: str) -> Method:
    """The method of that name. Raises KeyError: there is none."""
    return {method.name: method for method in METHODS}[name]
