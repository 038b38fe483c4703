"""What decides a task of the exam: exact comparisons, and a blind reading that knows of its reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from seedbed.agent.models.exam.tasks import planning
from seedbed.agent.models.exam.tasks.planning import distinct, subtopics
from seedbed.agent.models.exam.tasks.sitting import Sitting, material
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt
from seedbed.memory.brief import Slot

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
        return dict(made)


def sitting(answers: Answerer) -> Scripted:
    return Scripted(cast(Any, SimpleNamespace()), "default", answers=answers)


def numbered(name: str, field: str, values: Sequence[Any]) -> dict[str, Any]:
    return {name: [{"number": n, field: value} for n, value in enumerate(values, 1)]}


def lines(prompt: str) -> list[str]:
    return [line.split(". ", 1)[1] for line in prompt.splitlines() if line[:1].isdigit() and ". " in line]


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
    assert made == [True] * 4


async def test_one_double_is_forgiven_and_two_are_not() -> None:
    one = [("part 0 0", "part 0 1"), ("part 1 0", "part 1 1"), ("part 1 2", "part 1 3")]
    made = await subtopics(
        sitting(planner(six, lambda at: [double(at), *((at[a], at[b]) for a, b in one)])), 0
    )
    assert made == [True, False, True, True]


async def test_a_reader_who_misses_the_double_tells_nothing() -> None:
    assert await subtopics(sitting(planner(six, lambda at: [])), 0) == [None] * 4


async def test_what_two_lists_have_in_common_is_no_fault_and_bad_numbers_are_nothing() -> None:
    def pairs(at: dict[str, int]) -> list[tuple[int, int]]:
        return [double(at), (at["part 0 0"], at["part 1 0"]), (0, 99), (-1, 2), (3, 3)]

    assert await subtopics(sitting(planner(six, pairs)), 0) == [True] * 4


async def test_a_list_of_one_name_fails_without_a_reader() -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        assert schema["title"] == "exam_subtopics"
        return numbered("topics", "subtopics", [["Opening hours"] * 6] * planning.AT_ONCE)

    assert await subtopics(sitting(answer), 0) == [False] * 4
