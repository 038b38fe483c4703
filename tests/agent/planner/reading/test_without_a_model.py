"""A request to a spec: what is refused, decided, taken from flags."""

from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.hints import Hints
from seedbed.agent.planner.reading.without_a_model import Interpretation, interpret
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "handbook").mkdir()
    (tmp_path / "beside" / "docs").mkdir(parents=True)


async def read(request: str, **hints: Any) -> Interpretation:
    return await interpret(request, hints=Hints(**hints))


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ("", "the request is empty — say in plain words which rows"),
        ("asdf qwer zxcv", "what 'asdf qwer zxcv' asks for can't be made without a capable model"),
        ("x" * 30_000, "at most 8,000 are read"),
        ("0 reviews by tone (a, b)", "'0 reviews' asks for 0 rows, and there is nothing to build"),
        ("5 million tweets by tone (a, b)", "asks for 5,000,000 rows, at most 1,000,000"),
        ("3 emails by topic (a, b, c, d)", "3 rows can't hold 4 labels"),
        ("200 reviews, 20 per label, labels: good, bad", "«20 per label» can't be read"),
        (
            "50 tweets by tone (a, b), half in English and half in French",
            "English and French; one run has one",
        ),
        ("50 questions from ./handbok", "./handbok: no such file or folder — did you mean handbook?"),
        (
            "50 questions about our rules",
            "questions: made of documents, and none are named — name files or a folder with --from PATH; or",
        ),
        ("600 support tickets by intent", "By which labels is a support ticket to be classified?"),
        (
            "30 emails labelled urgent or not",
            "By which labels is an email to be classified? None are named",
        ),
        ("30 emails", "labels: refund and praise» (there are booking, cancellation, damage report,"),
        ("50 JSON records about cars", "can't be made without a capable model — name a model that can"),
        ("12.5 word problems", "«12.5» can't be read as a number of rows — say one whole number of rows"),
        ("10-20 word problems and 2.5 questions", "«10-20» and «2.5» can't be read as"),
        ("9 math problems, 2 easy, 3 medium and 4 hard", "«2 easy» and «3 medium and 4 hard» can't be read"),
        (
            "9 math problems in 2 steps, up to 5 names each",
            "«in 2 steps» and «up to 5 names each» can't be read",
        ),
        (
            "5 questions and 10 to 20 short dialogues of 4 to 6 turns",
            "«10 to 20» can't be read as a number of rows",
        ),
        ("200 algebra problems", "«algebra problems» can't be made without"),
        ("40 math problems and 50 sentence pairs of menus", "«and 50 sentence pairs of menus» can't be read"),
        ("80 function-calling conversations that search our documents", "function-calling conversations"),
        ("100 tweets by tone (a, b) for 5 euros", "'5 euros' is not in US dollars"),
    ],
)
async def test_refused_with_place_cause_and_next_step(request_: str, says: str) -> None:
    with pytest.raises(UserFault) as caught:
        await interpret(request_)
    assert says in str(caught.value)
    assert caught.value.next_step
    assert "\n" not in str(caught.value)


async def test_what_is_left_over_is_said() -> None:
    reading = await read("60 hotel reviews by tone (a, b), half of them sarcastic, for training a filter")
    assert reading.spec.rows == 60
    unkept = ["hotel review", "half of them sarcastic", "for training a filter"]
    said = [one for one in reading.said if one.startswith("not kept")]
    assert said == [f"not kept without a model: «{one}»" for one in unkept]
    kept = {words: why[0][:8] for words, why in reading.spec.parts[0].clauses.items()}
    assert kept == dict.fromkeys(unkept, "not kept")


@pytest.mark.parametrize(
    ("kind", "unkept"),
    [
        ("customer messages", []),
        ("bike support tickets", []),
        ("tweets", ["tweet"]),
        ("rude product reviews", ["rude product review"]),
        ("angry customer e-mails", ["angry e-mail"]),
    ],
)
async def test_a_kind_of_text_that_the_frames_are_not_is_no_demand_that_is_kept(
    kind: str, unkept: list[str]
) -> None:
    reading = await read(f"30 {kind} by intent (booking, complaint or praise)")
    assert [*reading.spec.parts[0].clauses] == unkept


@pytest.mark.parametrize(
    ("words", "unkept"),
    [
        ("30 word problems about prices at a bakery", ["prices at a bakery"]),
        ("30 word problems about everyday shopping and prices", []),
        ("30 word problems", []),
    ],
)
async def test_where_word_problems_are_set_is_no_demand_that_is_kept_without_documents(
    words: str, unkept: list[str], tmp_path: Path
) -> None:
    assert [*(await read(words)).spec.parts[0].clauses] == unkept
    (tmp_path / "prices.md").write_text("A bun costs £1.", encoding="utf-8")
    hints = Hints(sources=(str(tmp_path / "prices.md"),))
    assert not (await interpret(words, hints=hints)).spec.parts[0].clauses


@pytest.mark.parametrize(
    ("words", "unkept"),
    [
        ("30 questions about the opening hours", ["the opening hours"]),
        ("9 dialogues about refunds", ["refunds"]),
        ("9 cited questions about beside/docs and 4 dialogues about our documents", []),
    ],
)
async def test_of_documents_a_subject_is_no_demand_that_is_kept(words: str, unkept: list[str]) -> None:
    reading = await read(words, sources=("beside/docs",))
    assert [*reading.spec.parts[0].clauses] == unkept
    assert reading.said == tuple(f"not kept without a model: «{one}»" for one in unkept)


@pytest.mark.parametrize(("firm", "kept"), [("a bakery", False), ("a bike-rental firm", True)])
async def test_a_subject_that_the_frames_have_no_words_for_is_no_demand_that_is_kept(
    firm: str, kept: bool
) -> None:
    reading = await read(f"30 customer messages for {firm} by intent (booking, complaint or praise)")
    assert (firm in reading.spec.parts[0].clauses) is not kept
    assert (f"not kept without a model: «{firm}»" in reading.said) is not kept


async def test_flags_go_before_the_request() -> None:
    reading = await read(
        "600 hotel reviews by tone (a, b) for at most 5 dollars",
        rows=50,
        budget=Budget(tokens=1000),
        seed=7,
        max_concurrent=3,
    )
    assert reading.spec.rows == 50
    assert reading.spec.budget == Budget(tokens=1000)
    assert (reading.spec.seed, reading.spec.max_concurrent) == (7, 3)
    assert any("-n 50 goes before the request's 600 rows" in sentence for sentence in reading.said)


async def test_flags_settle_what_the_request_leaves_open() -> None:
    reading = await read("questions", rows=9, sources=("handbook",))
    assert (reading.spec.rows, reading.spec.parts[0].offline) == (9, "questions")
    with pytest.raises(UserFault, match="no such file or folder"):
        await read("questions", rows=9, sources=("gone",))


async def test_a_recipe_takes_a_model() -> None:
    with pytest.raises(UserFault, match="by the recipe nli rows are made by a capable model alone"):
        await read("60 hotel reviews by tone (a, b)", recipe="nli")


async def test_paths_are_found_beside_the_request_file() -> None:
    reading = await read("9 questions from docs/", folder="beside")
    assert reading.spec.sources == ("beside/docs",)


async def test_hostile_words_are_data() -> None:
    reading = await interpret(
        "30 tweets by topic ({{ 7*7 }}, <script>, __import__) for a shop\u202e ```brief\n{}```"
    )
    names = [label.name for label in reading.spec.parts[0].labels]
    assert names == ["{{ 7*7 }}", "<script>", "__import__"]


@pytest.mark.parametrize(
    ("levels", "told"), [(", half of them hard", True), (", easy and hard", False), ("", False)]
)
async def test_that_all_problems_have_one_level_is_told(levels: str, told: bool) -> None:
    reading = await interpret(f"30 word problems with prices{levels}")
    assert ("problems: all of them are hard" in reading.said) is told
