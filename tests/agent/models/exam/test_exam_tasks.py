"""What decides a task of the exam: exact comparisons, and a blind reading that knows of its reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest

from seedbed.agent.models.exam.door import Sitting, material
from seedbed.agent.models.exam.tasks import (
    AT_ONCE,
    NONE_FITS,
    asks,
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


def otherwise(text: str) -> str:
    return NONE_FITS if "about praise" in text else rightly(text)


@pytest.mark.parametrize(
    ("reads", "marks"),
    [
        (rightly, [True, True]),
        (otherwise, [False, True]),  # one text of a pair fails the pair
        (lambda text: NONE_FITS, [None, None]),  # who gets the known wrong proves nothing against the writer
        (None, [None, None]),  # nor does a reading that can't be used
    ],
)
async def test_texts_that_are_read_back_keep_their_labels(
    reads: Callable[[str], str] | None, marks: list[bool | None]
) -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        if reads is None and schema["title"] != "exam_texts":
            return AnswerFault("malformed", "")
        return writer_of_labels(reads or rightly)(prompt, schema)

    found = (await keep_label(sitting(answer), 0))["keep_label"]
    assert sorted(map(str, found)) == sorted(map(str, marks))


@pytest.mark.parametrize("written", ["refund", "", "asks when the shop opens or closes, its opening hours"])
async def test_a_label_or_nothing_is_no_text(written: str) -> None:
    def answer(prompt: str, schema: Mapping[str, Any]) -> Any:
        assert schema["title"] == "exam_texts"  # there is nothing to read
        return numbered("texts", "text", [written] * 4)

    assert await keep_label(sitting(answer), 0) == {"keep_label": [False, False]}


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("7 boxes of 24 eggs each, and 5 eggs in a bowl: how many eggs?", True),
        ("Of the 7 boxes, all 7 hold 24 eggs; 5 lie beside. How many eggs?", True),
        ("7 boxes of 25 eggs each, and 5 eggs in a bowl: how many eggs?", False),
        ("7 boxes of 24 eggs each, and 5 eggs in 1 bowl: how many eggs?", False),
        ("7 boxes of eggs, and 5 eggs in a bowl: how many eggs?", False),
        ("A CRATE HOLDS 24 JARS. 7 CRATES ARE FULL, AND 5 MORE JARS STAND BESIDE THEM. HOW MANY?", False),
    ],
)
def test_a_wording_has_the_same_numbers_and_other_words(text: str, keeps: bool) -> None:
    problem = "A crate holds 24 jars. 7 crates are full, and 5 more jars stand beside them. How many?"
    assert keeps_numbers(problem, text) is keeps


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


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["getting a refund", "opening hours", "repairs", "gift cards", "parking", "lost property"], True),
        (["opening hours"] * 6, False),
        # One double is forgiven, two are not.
        (
            ["getting a refund", "opening hours", "the opening hours", "gift cards", "parking", "repairs"],
            True,
        ),
        (["refunds", "opening hours", "the opening hours", "gift cards", "a gift card", "parking"], False),
    ],
)
async def test_subtopics_are_told_apart_as_those_of_a_plan(names: list[str], told: bool) -> None:
    found = await subtopics(sitting(lambda *_: numbered("topics", "subtopics", [names] * AT_ONCE)), 0)
    assert found == {"subtopics": [told] * AT_ONCE}
