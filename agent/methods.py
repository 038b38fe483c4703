"""Every method there is, in the one list that is written by hand; the better form of a task stands first.

Of one form the methods may differ in the manner of writing (`agent/writer/manners.py`), the direct one first.
"""

from seedbed.agent.making.method import METHODS as BY_RECIPE
from seedbed.agent.work import Method
from seedbed.agent.writer import (
    augmented,
    classification,
    code,
    mathematics,
    own_problems,
    preferences,
    records,
    tool_use,
)
from seedbed.agent.writer.grounded import (
    cited_dialogues,
    extraction,
    grounded_text,
    information_seeking,
    joined_questions,
    labelled,
    near_miss_questions,
    pairs,
    paragraphs,
    questions,
    reworded,
    several_places,
    unanswerable,
    written_pairs,
)
from seedbed.agent.writer.lookups import calculator, problem_talk, search
from seedbed.agent.writer.talks import at_once, scripted, tutoring

METHODS: tuple[Method, ...] = (
    *BY_RECIPE,
    mathematics.STRONG,
    mathematics.SURE,
    own_problems.REASONED,
    own_problems.PROGRAMMED,
    own_problems.HARDER,
    own_problems.EASIER,
    own_problems.BROADER,
    augmented.REPHRASED,
    augmented.SELF_VERIFICATION,
    augmented.FOBAR,
    classification.STRONG,
    classification.PLANNED,
    classification.VARIED,
    classification.SURE,
    questions.STRONG,
    questions.SURE,
    joined_questions.STRONG,
    several_places.SURE,
    near_miss_questions.STRONG,
    unanswerable.SURE,
    written_pairs.STRONG,
    pairs.SURE,
    paragraphs.STRONG,
    extraction.SURE,
    grounded_text.ABSTRACTIVE,
    grounded_text.SUMMARIES,
    grounded_text.INSTRUCTED,
    reworded.STRONG,
    labelled.SURE,
    records.STRONG,
    records.PLANNED,
    records.VARIED,
    code.STRONG,
    information_seeking.STRONG,
    tutoring.STRONG,
    cited_dialogues.SURE,
    *scripted.STRONG,
    *at_once.AT_ONCE,
    preferences.PLANTED,
    preferences.ANSWERED,
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
