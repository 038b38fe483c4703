"""What decides a task of the exam: exact comparisons, and a blind reading that knows of its reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest

from seedbed.agent.models.exam.door import Sitting, material, share
from seedbed.agent.models.exam.tasks import (
    AT_ONCE,
    NONE_FITS,
    asks,
    distinct,
    keep_label,
    keeps_numbers,
    same_span,
    subtopics,
    wording,
)
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault

Answerer = Callable[[str, Mapping[str, Any]], Any]


@dataclass(slots=True)
class Scripted(Sitting):
    """A sitting whose answers a function gives from the prompt and the schema."""

    answers: Answerer = lambda prompt, schema: {}

    def slot(self, step: str) -> Slot:
        return Slot("exam/test", "default", step)

    async def structured(
        self, step: str, prompt: Prompt, schema: Mapping[str, Any], decode: Decode
    ) -> dict[str, Any]:
        made = self.answers(str(prompt.messages[-1]["content"]), schema)
        if isinstance(made, Exception):
            raise made
        return dict(made)


def sitting(answers: Answerer) -> Scripted:
    return Scripted(cast(Any, SimpleNamespace()), "default", answers=answers)


def texts_in(prompt: str) -> list[str]:
    """What stands between marks."""
    return [piece.split("\n</text-")[0] for piece in prompt.split(">\n")[1:] if "\n</text-" in piece]


def numbered(name: str, field: str, values: Sequence[Any]) -> dict[str, Any]:
    return {name: [{"number": n, field: value} for n, value in enumerate(values, 1)]}


def lines(prompt: str) -> list[str]:
    return [line.split(". ", 1)[1] for line in prompt.splitlines() if line[:1].isdigit() and ". " in line]


def known_label(text: str) -> str | None:
    labels = [pair for codebook in material()["codebooks"] for pair in codebook["labels"].items()]
    return next((name for name, label in labels if text in label["texts"]), None)


def writer_of_labels(reads: Callable[[str], str]) -> Answerer:
    """Writes «about LABEL, at some length», and reads as told."""

    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        if schema["title"] == "exam_texts":
            asked = [line.removeprefix("label: ") for line in lines(prompt)]
            return numbered("texts", "text", [f"A text of some length, about {name}." for name in asked])
        return numbered("labels", "label", [reads(text) for text in texts_in(prompt)])

    return answer


def rightly(text: str) -> str:
    return known_label(text) or text.removeprefix("A text of some length, about ").removesuffix(".")


async def test_texts_that_are_read_back_keep_their_labels() -> None:
    assert await keep_label(sitting(writer_of_labels(rightly)), 0) == {"keep_label": [True, True]}


async def test_one_text_of_a_pair_read_otherwise_fails_the_pair() -> None:
    def otherwise(text: str) -> str:
        return NONE_FITS if "about praise" in text else rightly(text)

    marks = (await keep_label(sitting(writer_of_labels(otherwise)), 0))["keep_label"]
    assert sorted(map(str, marks)) == ["False", "True"]


async def test_a_reader_who_gets_the_known_wrong_proves_nothing_against_the_writer() -> None:
    marks = await keep_label(sitting(writer_of_labels(lambda text: NONE_FITS)), 0)
    assert marks == {"keep_label": [None, None]}


async def test_a_reading_that_cannot_be_used_proves_nothing_either() -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        made = writer_of_labels(rightly)(prompt, schema)
        return made if schema["title"] == "exam_texts" else AnswerFault("malformed", "")

    assert await keep_label(sitting(answer), 0) == {"keep_label": [None, None]}


@pytest.mark.parametrize("written", ["refund", "", "asks when the shop opens or closes, its opening hours"])
async def test_a_label_or_nothing_is_no_text(written: str) -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        assert schema["title"] == "exam_texts"  # there is nothing to read
        return numbered("texts", "text", [written] * 4)

    assert await keep_label(sitting(answer), 0) == {"keep_label": [False, False]}


def test_a_wording_has_the_same_numbers_and_other_words() -> None:
    problem = "A crate holds 24 jars. 7 crates are full, and 5 more jars stand beside them. How many jars?"
    assert keeps_numbers(problem, "7 boxes of 24 eggs each, and 5 eggs in a bowl: how many eggs?")
    assert keeps_numbers(problem, "Of the 7 boxes, all 7 hold 24 eggs; 5 lie beside. How many eggs?")
    assert not keeps_numbers(problem, "7 boxes of 25 eggs each, and 5 eggs in a bowl: how many eggs?")
    assert not keeps_numbers(problem, "7 boxes of 24 eggs each, and 5 eggs in 1 bowl: how many eggs?")
    assert not keeps_numbers(problem, "7 boxes of eggs, and 5 eggs in a bowl: how many eggs?")
    assert not keeps_numbers(problem, problem.upper())


async def test_a_number_changed_fails_whatever_is_read() -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        return numbered("problems", "text", ["There are 1000000 stars. How many?"] * 4)

    assert await wording(sitting(answer), 0) == {"wording": [False] * 4}


def test_spans_are_compared_by_their_words() -> None:
    assert same_span("brass telescope", "A brass telescope.")
    assert same_span("Sundays from May to September", "Sundays")
    assert same_span("25 euros", "25 Euros") and same_span("900 metres", "**900 metres**")
    assert not same_span("1887", "188") and not same_span("divers", "") and not same_span("June", "at night")
    assert not same_span("June", "It grows on wet meadows and flowers in June, when bees leave it alone")
    assert asks("Who inspects the piers?", "divers") and not asks("What do the divers do?", "divers")
    assert not asks("  ", "divers")


def test_names_are_told_apart_by_their_letters() -> None:
    assert distinct(["Late trains", "late trains!", "", "Fares", "Public transport"], "public transport") == [
        "Late trains",
        "Fares",
    ]


def planner(
    names: Callable[[int], list[str]], pairs: Callable[[dict[str, int]], list[tuple[int, int]]]
) -> Answerer:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        if schema["title"] == "exam_subtopics":
            return numbered("topics", "subtopics", [names(n) for n in range(len(lines(prompt)))])
        numbers = {name: n for n, name in enumerate(lines(prompt), 1)}
        return {"pairs": [{"first": a, "second": b} for a, b in pairs(numbers)]}

    return answer


def double(numbers: dict[str, int]) -> tuple[int, int]:
    one, other = material()["doubles"][0]["double"]
    return numbers[one], numbers[other]


def six(topic: int) -> list[str]:
    return [f"part {topic} {n}" for n in range(6)]


async def test_subtopics_that_nobody_pairs_are_distinct() -> None:
    made = await subtopics(sitting(planner(six, lambda at: [double(at)])), 0)
    assert made == {"subtopics": [True] * 4}


async def test_one_double_is_forgiven_and_two_are_not() -> None:
    one = [("part 0 0", "part 0 1"), ("part 1 0", "part 1 1"), ("part 1 2", "part 1 3")]
    made = await subtopics(
        sitting(planner(six, lambda at: [double(at), *((at[a], at[b]) for a, b in one)])), 0
    )
    assert made == {"subtopics": [True, False, True, True]}


async def test_a_reader_who_misses_the_double_tells_nothing() -> None:
    assert await subtopics(sitting(planner(six, lambda at: [])), 0) == {"subtopics": [None] * 4}


async def test_what_two_lists_have_in_common_is_no_fault_and_bad_numbers_are_nothing() -> None:
    def pairs(at: dict[str, int]) -> list[tuple[int, int]]:
        return [double(at), (at["part 0 0"], at["part 1 0"]), (0, 99), (-1, 2), (3, 3)]

    assert await subtopics(sitting(planner(six, pairs)), 0) == {"subtopics": [True] * 4}


async def test_a_list_of_one_name_fails_without_a_reader() -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        assert schema["title"] == "exam_subtopics"
        return numbered("topics", "subtopics", [["Opening hours"] * 6] * AT_ONCE)

    assert await subtopics(sitting(answer), 0) == {"subtopics": [False] * 4}


def test_tasks_take_turns_with_the_material() -> None:
    assert share("abcdefgh", 0, 4) == (list("abcd"), list("efgh"))
    assert share("abcdefgh", 1, 4) == (list("efgh"), list("abcd"))
    assert share("abcdefgh", 2, 4) == share("abcdefgh", 0, 4)
