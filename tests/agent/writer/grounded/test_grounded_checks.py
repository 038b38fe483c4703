"""The form of free texts about a passage: copies, leaks, lengths, shapes."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from seedbed.agent.writer.grounded.grounded_checks import answer_faults, instruction_faults, summary_faults
from tests.agent.writer.grounded.test_grounded_text import (
    ANSWER,
    CHUNK,
    FEE,
    INSTRUCTION,
    MISSING,
    QUESTION,
    RESPONSE,
    SUMMARY,
)

ORDER = {"passage": {"text": CHUNK.text}, "ratio": 0.4, "kind": "steps"}
PLACE = {"context": CHUNK.text, "source": "returns.md", "heading": "Returns"}
BEGINNING = (
    "Riders who will be late have to telephone 25 minutes before the agreed return time. There are 20 "
    "minutes of grace, then late fees of £4.50 per hour for bikes without a motor, limited to £55."
)


def only(faults: Iterator[str]) -> str:
    (found,) = faults
    return found


def test_right_ones_have_no_faults() -> None:
    assert not list(answer_faults({"question": QUESTION, "answer": ANSWER, "context": CHUNK.text}, ORDER))
    assert not list(summary_faults({"summary": SUMMARY, "text": CHUNK.text}, ORDER))
    row = {**PLACE, "instruction": INSTRUCTION, "response": RESPONSE}
    assert not list(instruction_faults(row, ORDER))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"answer": " ".join(FEE.split())}, "words of your own"),
        ({"answer": f"It is so: {FEE}"}, "words of your own"),
        ({"answer": "£4.50 for every hour"}, "breaks off"),
        ({"answer": "£4.50 hourly."}, "2 words"),
        ({"answer": f"According to the passage, {ANSWER}"}, "points at its source"),
        ({"question": "What does the passage say of late fees?"}, "points at its source"),
        ({"question": "Is there a late fee for a bike without a motor?"}, "yes or no"),
    ],
)
def test_faults_of_an_answer(changed: Mapping[str, str], fault: str) -> None:
    row: dict[str, Any] = {"question": QUESTION, "answer": ANSWER, **PLACE, **changed}
    assert fault in only(answer_faults(row, ORDER))


@pytest.mark.parametrize(
    ("summary", "fault"),
    [
        (BEGINNING, "only the beginning"),
        (f"{' '.join(FEE.split())} {MISSING}", "copied"),
        (SUMMARY.replace("Riders", "The text says that riders"), "speaks of its source"),
        (f"{SUMMARY} {ANSWER}", "at most"),
        ("Keys go into the box until 23:00.", "at least"),
    ],
)
def test_faults_of_a_summary(summary: str, fault: str) -> None:
    assert any(fault in one for one in summary_faults({"summary": summary, "text": CHUNK.text}, ORDER))


@pytest.mark.parametrize(
    ("changed", "kind", "fault"),
    [
        ({"instruction": f"Say this: {' '.join(RESPONSE.split()[1:9])}"}, "steps", "holds what the response"),
        ({"instruction": f"{INSTRUCTION} Address it to Mr Quillbrook."}, "steps", "Quillbrook"),
        ({}, "extract", "no form"),
        (
            {"response": "Telephone 25 minutes before the agreed return time, then use the box."},
            "steps",
            "steps",
        ),
        ({"response": f"Dear [name],\n\n{RESPONSE}"}, "message", "placeholder"),
        ({"response": MISSING}, "explain", "copy of the passage"),
    ],
)
def test_faults_of_an_instruction(changed: Mapping[str, str], kind: str, fault: str) -> None:
    row: dict[str, Any] = {"instruction": INSTRUCTION, "response": RESPONSE, **PLACE, **changed}
    assert fault in only(instruction_faults(row, {**ORDER, "kind": kind}))


def test_a_form_has_a_line_for_each_thing() -> None:
    row = {
        "instruction": "Fill in: fee per hour, limit.",
        "response": "Fee per hour without a motor: £4.50\nLimit of late fees: £55 per bike",
        **PLACE,
    }
    assert not list(instruction_faults(row, {**ORDER, "kind": "extract"}))
