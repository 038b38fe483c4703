"""What a tutoring talk may say: one right talk, and each rule broken in it."""

from typing import Any

import pytest

from seedbed.tools.verification.tutoring.lesson import lesson_of
from seedbed.tools.verification.tutoring.talk_rules import talk_faults, unsolved

# Hanna cooks for 4 people by a recipe for 2 that uses 140 g: 140 / 2 = 70, 70 * 4 = 280. Slip: 70 + 4 = 74.
LESSON = lesson_of("root.recipe", {"level": "easy", "prices": []}, 3)
OPENING = (
    f"{LESSON.problem.text}\n\nFor one person I get 140 / 2 = 70 g, so it is 70 + 4 = 74 g. Is that right?"
)
TALK = (
    OPENING,
    "140 / 2 = 70 g for one person is right. What does the 4 count?",
    "The 4 are people, each of them eats 70 g. So adding them makes no sense.",
    "Right, it counts people. Which calculation follows from that?",
    "70 × 4 = 280. Hanna needs 280 g of rice.",
    "Yes, 280 g: every person adds the same amount, so one multiplies.",
)


def talk(*said: str) -> list[dict[str, Any]]:
    return [{"role": ("user", "assistant")[n % 2], "content": one} for n, one in enumerate(said)]


def faults(*said: str) -> list[str]:
    """What is wrong with the last of these."""
    return [fault for number, fault in talk_faults(LESSON, talk(*said)) if number == len(said) - 1]


def test_the_lesson_is_the_one_that_is_talked_about() -> None:
    assert LESSON.work.splitlines()[-1] == "For all of them it takes 70 + 4 = 74 g."


def test_a_right_talk_has_no_fault() -> None:
    assert list(talk_faults(LESSON, talk(*TALK))) == [] and unsolved(LESSON, talk(*TALK)) == ""


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("Yes, that's right! Anything else?", "calls a wrong result"),
        ("Well done. What is next?", "calls a wrong result"),
        ("One multiplies, so it is 280 g, isn't it?", "gives the answer away"),
        ("What about two hundred and eighty?", "gives the answer away"),
        ("Is it true that 70 * 4 = 290?", "reckons wrongly"),
        ("Think it over again.", "asks the student nothing"),
        ("Would it be so for 35 people?", "35 is no number of the problem"),
        ("The 70 g is wrong. What else could it be?", "calls a right result"),
    ],
)
def test_what_a_tutor_may_not_say(said: str, fault: str) -> None:
    assert any(fault in one for one in faults(OPENING, said))


@pytest.mark.parametrize(
    "said",
    [
        "Your first step is right. Why do you add the 4?",
        "140 / 2 = 70 is right, but is 74 g much more than 70 g for four people?",
        "Not quite. What unit does the 4 have?",
        "With 2 people it would be 70 + 70 = 140 g. What do you notice?",
    ],
)
def test_what_a_tutor_may_say(said: str) -> None:
    assert faults(OPENING, said) == []


def test_a_right_value_may_not_be_called_wrong() -> None:
    assert "calls a right result" in faults(*TALK[:5], "That's not right, think again?")[0]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("So 70 * 4 = 300.", "isn't planned"),
        ("Maybe it is 412 g?", "412 is no number of the problem"),
    ],
)
def test_a_student_slips_only_where_it_is_planned(said: str, fault: str) -> None:
    assert any(fault in one for one in faults(*TALK[:2], said))
    assert faults(*TALK[:2], "I still think that it is 74 g.") == []


def test_the_first_message_has_the_problem_and_the_planned_slip() -> None:
    assert "word for word" in faults(OPENING.replace("Hanna", "Anna"))[0]
    assert "74, is missing" in faults(f"{LESSON.problem.text}\n\nI don't know.")[0]
    assert "at the beginning" in faults(f"{OPENING} Or 280?")[0]


def test_a_talk_without_the_answer_is_not_over() -> None:
    assert "280" in unsolved(LESSON, talk(*TALK[:4]))
    assert "reply" in unsolved(LESSON, talk(*TALK[:5]))
