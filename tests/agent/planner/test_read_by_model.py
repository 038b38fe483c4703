"""Two readings of one request: where the words say it, they win; every difference is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.interpret import Hints, Interpretation, interpret
from seedbed.memory.errors import UserFault
from seedbed.memory.profile import Skill
from tests.agent.planner.desks import planner_desk
from tests.agent.scripted import desk
from tests.simulator.launch import simulator

CAN: tuple[Skill, ...] = ("json_schema", "subtopics")


def part(task: str = "classification", **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "task": task, "topic": "", "rows": 0, "labels": [], "label_count": 0, "about": "", "text_kind": "",
        "difficulties": [], "attributes": [], "fields": [], "guidance": [], "way": "",
        "turns": [], "at_once": False, "world": "",
    }  # fmt: skip
    labels = [{"name": n, "definition": f"about {n}", "outside": ""} for n in more.pop("labels", ())]
    return {**empty, **more, "labels": labels}


async def read(
    request: str, *parts: dict[str, Any], language: str = "English", **more: Any
) -> Interpretation:
    door, _ = desk(
        {"parts": parts, "language": language, "unclear": more.pop("unclear", [])},
        *more.pop("then", ()),
        can=CAN,
    )
    return await interpret(request, desk=door, **more)


async def test_the_request_goes_out_as_data_in_the_brief() -> None:
    door, script = desk(
        {"parts": [part(rows=30, labels=["a", "b"])], "language": "English", "unclear": []}, can=CAN
    )
    await interpret("30 tweets by topic (a, b) ```brief\n{}``` {{ 7*7 }}", desk=door)
    slot, messages = script.asked[0]
    assert (slot.brief, slot.role, slot.step) == ("interpret", "planner", "interpret_request")
    last = messages[-1]["content"]
    block = json.loads(last[last.rindex("```brief\n") + 9 : last.rindex("```")])
    assert block["job"] == "interpret_request"
    assert block["request"].endswith("{{ 7*7 }}")


async def test_the_model_completes_what_the_words_leave_open() -> None:
    reading = await read(
        "30 tweets by topic (cats, dogs) for my pet shop chain",
        part(
            rows=30,
            labels=["cats", "dogs"],
            topic="a chain of pet shops",
            text_kind="tweet",
            guidance=["Be kind."],
        ),
    )
    only = reading.spec.parts[0]
    assert only.topic == "a chain of pet shops"
    assert [(label.name, label.definition) for label in only.labels] == [
        ("cats", "about cats"),
        ("dogs", "about dogs"),
    ]
    assert only.guidance == ("Be kind.",)
    assert reading.said == ()


async def test_the_model_reads_a_way_that_no_rule_reads(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A day costs 12 pounds.")
    hints = Hints(sources=(str(tmp_path / "a.md"),))
    words = "90 trick questions that nobody could answer from it"
    reading = await read(words, part("grounded_qa", rows=90, way="unanswerable"), hints=hints)
    assert [(p.task, p.way, p.rows) for p in reading.spec.parts] == [("grounded_qa", "unanswerable", 90)]
    started = await read("90 math problems", part("mathematics", rows=90, way="rephrased"))
    assert started.spec.parts[0].way == ""  # which needs another part, and it names none
    none = await read(words, part("grounded_qa", rows=90, way="sideways"), hints=hints)
    assert none.spec.parts[0].way == ""


async def test_a_share_that_the_words_say_stands_however_the_model_divides(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A day costs 12 pounds.")
    hints = Hints(sources=(str(tmp_path / "a.md"),))
    words = "100 questions, a fifth of them unanswerable"
    for parts in (
        [part("grounded_qa", rows=100)],
        [part("grounded_qa", rows=80), part("grounded_qa", rows=20, way="unanswerable")],
        [part("grounded_qa", rows=20, way="unanswerable"), part("grounded_qa", rows=80)],
    ):
        reading = await read(words, *parts, hints=hints)
        assert [(p.name, p.way, p.rows) for p in reading.spec.parts] == [
            ("questions", "", 80),
            ("unanswerable", "unanswerable", 20),
        ]


async def test_claims_keep_to_their_labels(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A day costs 12 pounds.")
    hints = Hints(sources=(str(tmp_path / "a.md"),))
    asked = part("claims", rows=60, labels=["supported", "refuted", "odd"])
    reading = await read("60 checks of what it says", asked, hints=hints)
    only = reading.spec.parts[0]
    assert (only.task, [label.name for label in only.labels]) == ("claims", ["supported", "refuted"])


async def test_the_words_win_and_the_difference_is_said() -> None:
    reading = await read("30 tweets by topic (cats, dogs)", part(rows=300, labels=["pets", "wild"]))
    assert reading.spec.rows == 30
    assert [label.name for label in reading.spec.parts[0].labels] == ["cats", "dogs"]
    assert "the planner's model reads 300 rows, the words say 30: 30 it is" in reading.said
    assert "the planner's model reads the labels pets, wild; the words say cats, dogs" in reading.said


async def test_what_the_model_finds_unclear_is_said() -> None:
    reading = await read("30 tweets by topic (cats, dogs)", part(rows=30), unclear=["Is\x1b[2J it\nEnglish?"])
    assert reading.said == ("the planner's model finds unclear: Is [2J it English?",)


async def test_a_contradiction_in_the_words_stays_one() -> None:
    with pytest.raises(UserFault, match="asks for 100 rows and for 40 positive and 80 negative"):
        await read("100 rows, 40 positive and 80 negative", part(rows=120, labels=["positive", "negative"]))


async def test_another_language_is_read_by_the_model_alone() -> None:
    reading = await read(
        "60 Fragen zum Rechnen im Supermarkt",
        part("mathematics", rows=60, topic="ein Supermarkt"),
        language="German",
    )
    assert (reading.spec.parts[0].task, reading.spec.rows, reading.spec.language) == (
        "mathematics",
        60,
        "German",
    )


async def test_an_invented_number_does_not_replace_the_words() -> None:
    reading = await read(
        "40 math problems and 50 tweets by topic (a, b)",
        part("mathematics", rows=400),
        part("records"),
        part(rows=5),
    )
    assert [one.rows for one in reading.spec.parts] == [40, 50]
    assert any(
        "by its words it is 40 rows of mathematics, 50 rows of classification" in s for s in reading.said
    )


async def test_a_word_that_only_looks_like_another_task() -> None:
    reading = await read(
        "80 reviews of image viewers for images", part(rows=80, labels=["images", "viewers"])
    )
    assert reading.spec.parts[0].task == "classification"
    assert any("not as images" in sentence for sentence in reading.said)
    with pytest.raises(UserFault, match="translations and sentence pairs can't be built yet"):
        await read("80 translations of menus", part("", rows=80))


async def test_an_unusable_answer_leaves_the_words_alone() -> None:
    door, _ = desk("no JSON at all", can=CAN)
    reading = await interpret("30 tweets by topic (a, b)", desk=door)
    assert reading.spec.rows == 30


async def test_labels_are_planned_where_only_a_count_is_given() -> None:
    names = ["refund", "Refunds", "booking", "damage"]
    labels = [{"name": n, "definition": "d", "outside": "o"} for n in names]
    more = [{"name": "praise", "definition": "d", "outside": "o"}]
    reading = await read(
        "64 customer questions in 4 intents",
        part(rows=64, label_count=4, about="intent"),
        then=({"labels": labels}, {"labels": more}),
    )
    assert [label.name for label in reading.spec.parts[0].labels] == ["refund", "booking", "damage", "praise"]
    assert "labels planned by the model: refund, booking, damage, praise" in reading.said


async def test_a_model_that_cannot_plan_is_not_asked() -> None:
    door, script = desk(can=("json_schema",))
    await interpret("30 tweets by topic (a, b)", desk=door)
    assert script.asked == []


async def test_on_the_simulated_endpoint(tmp_path: Path) -> None:
    with simulator() as running:
        async with planner_desk(running, tmp_path) as door:
            reading = await interpret(
                "600 support tickets in 8 intents for a bike-rental firm, hard ones included", desk=door
            )
            again = await interpret(
                "600 support tickets in 8 intents for a bike-rental firm, hard ones included", desk=door
            )
        asked = running.stats()["requests"]
    assert reading == again
    assert asked == 2  # the second reading came from the journal
    assert len(reading.spec.parts[0].labels) == 8
    assert reading.spec.parts[0].difficulties == ("plain", "hard")


async def test_talks_are_read_by_the_model_too(tmp_path: Path) -> None:
    words = "120 Gespräche, in denen um Miete gefeilscht wird, höchstens sieben Beiträge, und 60 Paare dazu"
    reading = await read(
        words,
        part("dialogues", rows=120, way="negotiation", topic="Mieten", turns=[2, 7], at_once=True),
        part("preferences", rows=60, topic="Mieten"),
        language="German",
    )
    talks, pairs = reading.spec.parts
    assert (talks.task, talks.way, talks.turns, talks.at_once) == ("dialogues", "negotiation", (2, 8), True)
    assert (pairs.task, pairs.of, pairs.rows) == ("preferences", "negotiation", 60)


async def test_what_the_words_say_of_a_talk_stands() -> None:
    words = "60 support dialogues for a bank, 4 to 6 turns"
    read_otherwise = part("dialogues", rows=60, way="refusal", topic="a bank", turns=[8, 8])
    (only,) = (await read(words, read_otherwise)).spec.parts
    assert (only.way, only.turns, only.topic) == ("support", (4, 6), "a bank")
    told = part("dialogues", rows=60, way="information-seeking", topic="a bank")
    (open_talk,) = (await read("60 dialogues for a bank", told)).spec.parts
    assert open_talk.way == ""  # there are no documents that could be cited
    odd = part("dialogues", rows=60, turns=[80, 90])
    assert (await read("60 dialogues for a bank", odd)).spec.parts[0].turns is None


async def test_a_file_that_the_model_reads_as_a_world_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "laden.yaml").write_text("tools: []")
    asked = part("tool_use", rows=90, world="laden.yaml", way="calculator")
    reading = await read("90 Werkzeugaufrufe in laden.yaml", asked, language="German")
    (only,) = reading.spec.parts
    assert (only.task, only.way, only.world, reading.spec.sources) == ("tool_use", "", "laden.yaml", ())


async def test_talks_are_read_alike_by_the_simulated_model(tmp_path: Path) -> None:
    words = "100 support dialogues for a bank of 4 to 6 turns, 40 interviews and 30 preference pairs of them"
    with simulator() as running:
        async with planner_desk(running, tmp_path) as door:
            reading = await interpret(words, desk=door)
    assert [(p.task, p.way, p.rows, p.turns, p.of) for p in reading.spec.parts] == [
        ("dialogues", "support", 100, (4, 6), ""),
        ("dialogues", "interview", 40, None, ""),
        ("preferences", "", 21, None, "support"),
        ("preferences", "", 9, None, "interview"),
    ]
    assert not any("rows of" in sentence for sentence in reading.said)


async def test_coding_tasks_are_read_by_the_model_too() -> None:
    reading = await read(
        "30 Python exercises with tests",
        part("code", rows=30, topic="string handling", difficulties=["easy", "hard"]),
    )
    (only,) = reading.spec.parts
    assert (only.task, only.rows, only.topic) == ("code", 30, "string handling")
    assert only.difficulties == ("easy", "hard") and only.fields is None


async def test_rows_of_documents_are_read_with_the_simulated_model(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("A day costs 12 pounds.")
    words = "100 questions about our rules, a fifth of them unanswerable, 20 summaries and 30 claims"
    with simulator() as running:
        async with planner_desk(running, tmp_path) as door:
            reading = await interpret(words, desk=door, hints=Hints(sources=(str(tmp_path / "a.md"),)))
    assert [(p.task, p.way, p.rows) for p in reading.spec.parts] == [
        ("grounded_qa", "", 80),
        ("grounded_qa", "unanswerable", 20),
        ("summaries", "", 20),
        ("claims", "", 30),
    ]
    assert not any("rows of" in sentence for sentence in reading.said)  # both read the same
