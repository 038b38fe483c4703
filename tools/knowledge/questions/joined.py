"""Questions that a model wrote about two passages: whether the quoted places give the answer.

The places are checked by `citations`; here it is decided whether the answer follows from their words, and
whether the question leaves to be found what joins the passages.
"""

from collections.abc import Sequence

from seedbed.tools.knowledge.citations import contains, normal, round_trip_ok
from seedbed.tools.knowledge.questions.calculate import calculate
from seedbed.tools.knowledge.questions.items import Hop


def fault_of_joined(
    question: str, answer: str, calculation: str, hops: Sequence[Hop], texts: Sequence[str]
) -> str:
    """What is wrong with a question that two places answer; "" if they do.

    Args:
        calculation: How the answer comes from the places' claims; "": it is one of them, and the other is the
            thing that joins the passages.
        texts: The passages, in the order of the places.
    """
    if calculation:
        return _fault_of_calculation(question, answer, calculation, hops, texts)
    answering = [place for place, hop in enumerate(hops) if normal(hop.claim) == normal(answer)]
    if len(answering) != 1:
        return "the answer is not the words of just one of the two places"
    bridge = hops[1 - answering[0]].claim
    if contains(bridge, question):
        return f"the question names {bridge!r}, which the reader has to find out first"
    if not contains(bridge, texts[answering[0]]):
        return f"the passage with the answer does not speak of {bridge!r}"
    return ""


def _fault_of_calculation(
    question: str, answer: str, calculation: str, hops: Sequence[Hop], texts: Sequence[str]
) -> str:
    for hop, text in zip(hops, texts, strict=True):
        if not contains(hop.entry, text):
            return f"the passage of {hop.claim!r} does not speak of {hop.entry!r}"
        if not contains(hop.entry, question):
            return f"the question does not name {hop.entry!r}, of which it asks"
    try:
        made = calculate(calculation, [(hop.entry, hop.claim) for hop in hops])
    except ValueError as fault:
        return str(fault)
    return "" if made and round_trip_ok(made, answer) else f"the two places give {made!r}"
