"""What can be said of a free text about a passage without a model: its form, what it copies and covers.

Whether the passage supports it is not asked here (`agent/annotator/faithful.py`). English only.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from seedbed.agent.writer.grounded import question_checks
from seedbed.agent.writer.grounded.question_checks import points_out
from seedbed.tools.curation.copied import copied, covered
from seedbed.tools.curation.text_quality import form_faults
from seedbed.tools.knowledge.citations import contains

LONGEST_ANSWER = 90
"""Words of an answer in words of its own."""
_LEAST_ANSWER = 4
_MOST_COPIED = 0.75
"""Share of an answer's runs of four words that may be the passage's."""
_SUMMARY_COPIED = 0.6
_LONGEST_RUN = 0.6
"""Words in one run that a summary may have of its text, as a share of all its words."""
LEAST_SUMMARY = 25
"""Words of a summary."""
_RESPONSE = (10, 400)
"""Words of a response."""
_INSTRUCTION = (4, 80)
_TOLD = 0.3
"""Share of a response's runs of four words that its instruction may hold already."""
_ONE_RUN = 0.8
_LIST = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+\S", re.M)
_FIELD = re.compile(r"^\s*(?:[-*•]\s+)?\**[A-Z][^:\n]{1,50}:\**\s+\S", re.M)
_LEAST_LINES = 2


def answer_faults(row: Mapping[str, Any], order: Mapping[str, Any]) -> Iterator[str]:
    """Faults of a question and its answer in words of its own."""
    question, answer, passage = row["question"], row["answer"], row["context"]
    yield from question_checks.faults(question, answer, longest=LONGEST_ANSWER)
    yield from _form(answer, _LEAST_ANSWER, LONGEST_ANSWER, passage, "answer")
    found = copied(answer, passage)
    if contains(answer.rstrip(" .!"), passage) or found.share > _MOST_COPIED:
        yield "the answer is the passage's sentence; say it in words of your own"
    if said := _of_its_source(answer, passage):
        yield f"the answer points at its source ({said!r}); it has to stand alone"


def summary_faults(row: Mapping[str, Any], order: Mapping[str, Any]) -> Iterator[str]:
    """Faults of a summary: its length, one run of the text's words, main sentences that it leaves out."""
    summary, text = row["summary"], row["text"]
    most = most_words(order)
    yield from _form(summary, LEAST_SUMMARY, most, text, "summary")
    if said := _of_its_source(summary, text):
        yield f"the summary speaks of its source ({said!r}) instead of what that says"
    found, size = copied(summary, text), len(summary.split())
    if found.share > _SUMMARY_COPIED:
        yield f"{found.share:.0%} of the summary's runs of four words are copied from the text"
    elif found.longest > max(8, _LONGEST_RUN * size):
        yield f"{found.longest} words of the summary in one run are the text's"
    main = covered(summary, text)
    if not main.to_the_end:
        yield "the summary treats only the beginning of the text"
    elif main.of and not main.main:
        yield f"the summary covers none of the text's {main.of} main sentences"


def _of_its_source(text: str, passage: str) -> str:
    """The words by which a text points at its source; empty: none, or they are words of the passage («the
    list» in a manual about lists)."""
    said = points_out(text)
    return "" if said.casefold() in passage.casefold() else said


def most_words(order: Mapping[str, Any]) -> int:
    """How many words a summary may have, by its brief's text and ratio."""
    return max(LEAST_SUMMARY + 5, round(float(order["ratio"]) * len(order["passage"]["text"].split())))


def instruction_faults(row: Mapping[str, Any], order: Mapping[str, Any]) -> Iterator[str]:
    """Faults of an instruction and its response: form, a leak of the response, a form that isn't there."""
    from seedbed.tools.knowledge.claims.cited import claims_of, strays

    instruction, response, passage = row["instruction"], row["response"], row["context"]
    yield from _form(instruction, *_INSTRUCTION, passage, "instruction")
    yield from _form(response, *_RESPONSE, passage, "response", strict_end=False)
    leaked = [claim for claim in claims_of(response) if contains(claim, instruction)]
    if leaked or copied(response, instruction).share > _TOLD:
        yield "the instruction holds what the response is to say"
    known = [passage, str(row["heading"]), str(row["source"])]
    for stray in strays("\n".join(f"# {line}" for line in instruction.splitlines()), known):
        yield f"the instruction brings something of its own: {stray}"
    kind = order["kind"]
    if kind == "extract":
        if len(_FIELD.findall(response)) < _LEAST_LINES:
            yield "the response is no form: it needs a line «Name: value» for each thing that was asked for"
    elif copied(response, passage).longest >= _ONE_RUN * len(response.split()):
        yield "the response is a copy of the passage"
    if kind == "steps" and len(_LIST.findall(response)) < _LEAST_LINES:
        yield "the response is no list of steps"


def _form(
    text: str, least: int, most: int, passage: str, what: str, strict_end: bool = True
) -> Iterator[str]:
    for fault in form_faults(text, least, most, strict_end, beside=passage):
        yield f"the {what}: {fault.detail}"
