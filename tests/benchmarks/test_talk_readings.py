"""Talks in a blind reading: told as plays, spoilt in one message, the passages beside them."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.readings import talk_defects as talks
from benchmarks.readings.good import Good
from benchmarks.readings.planting import plant
from benchmarks.readings.scoring import score
from seedbed.memory.canonical import digest_text
from seedbed.memory.spec import Part, Spec
from seedbed.memory.spec_file import write_spec
from tests.benchmarks.test_readings import bad_in, lines, read_as, write

EACH = 16
PASSAGE = "\n".join(f"The deposit for bike {n} is £{n + 60}." for n in range(EACH))
DOCUMENT = f"# Deposits\n\n{PASSAGE}\n\nA lost key costs £9.\n"
TOOL = {"type": "function", "function": {"name": "price", "description": "The price.", "parameters": {}}}


def said(*turns: str) -> list[dict[str, Any]]:
    return [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(turns)]


def cited(number: int = 0) -> Good:
    answer = f"The deposit for bike {number} is £{number + 60}."
    row = {
        "messages": said(
            f"What is the deposit for bike {number}?",
            answer,
            "Thanks. And for two of them, please?",
            f"For two of them that comes to £{2 * (number + 60)}.",
        ),
        "source": "deposits.md",
    }
    start = DOCUMENT.index(answer)
    quote = {"kind": "citation", "claim": answer, "quote": answer, "sha256": digest_text(DOCUMENT)}
    evidence: list[dict[str, Any]] = [
        {**quote, "start": start, "end": start + len(answer)},
        {"kind": "computation", "result": str(2 * (number + 60))},
    ]
    return Good("dialogues", row, evidence, document=DOCUMENT)


def acted(number: int = 0) -> Good:
    call = {"name": "price", "arguments": json.dumps({"days": number + 2, "bike": f"Bike {number}"})}
    row = {
        "tools": [TOOL],
        "messages": [
            {"role": "user", "content": f"What are {number + 2} days with bike {number}?"},
            {"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": call}]},
            {"role": "tool", "tool_call_id": "c", "content": f'{{"euros": {number + 90}}}'},
            {"role": "assistant", "content": f"It comes to {number + 90} euros for those days."},
            {"role": "user", "content": "Lovely, thank you."},
            {"role": "assistant", "content": "You are welcome, enjoy the ride."},
        ],
    }
    return Good("tool_use", row, [])


def paired(number: int = 0) -> Good:
    prompt = said(f"How much is bike {number}?")
    sides = [[{"role": "assistant", "content": f"It is {price} euros."}] for price in (number + 9, number)]
    return Good(
        "preferences", {"prompt": prompt, "chosen": sides[0], "rejected": sides[1], "defect": "x"}, []
    )


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A finished run of three parts, by hand."""
    folder = tmp_path / "run"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / f"{digest_text(DOCUMENT)}.txt").write_text(DOCUMENT, encoding="utf-8")
    parts = (
        Part(name="cited", task="dialogues", way="information-seeking", topic="bikes", rows=EACH),
        Part(name="acted", task="tool_use", way="calculator", topic="bikes", rows=EACH),
        Part(name="paired", task="preferences", of="cited", topic="bikes", rows=EACH),
    )
    write_spec(Spec(parts=parts, sources=("deposits.md",)), folder / "spec.yaml")
    (folder / "report.json").write_text("{}", encoding="utf-8")
    rows, provenance = [], []
    for part, make in (("cited", cited), ("acted", acted), ("paired", paired)):
        for number in range(EACH):
            good, row_id = make(number), f"{part}-{number:02}"
            rows.append({**good.row, "id": row_id, "part": part})
            provenance.append({"id": row_id, "cell": f"{part}/all/any/any", "evidence": good.evidence})
    write(folder / "dataset.jsonl", rows)
    write(folder / "provenance.jsonl", provenance)
    return folder


def test_a_sheet_tells_talks_as_plays(run: Path, tmp_path: Path) -> None:
    about = plant(run, tmp_path / "out", 1)
    assert about["accepted"] == 3 * EACH and sum(about["planted"].values()) == 12
    assert {"argument changed", "wrong sum", "chosen and rejected exchanged"} <= about["planted"].keys()
    sheet, bad = lines(tmp_path / "out" / "sheet.jsonl"), bad_in(tmp_path / "out")
    good = {row["part"]: row for row in sheet if row["number"] not in bad}
    assert {part: tuple(row)[2:] for part, row in good.items()} == {
        "cited": ("messages", "passages"),
        "acted": ("tools", "messages"),
        "paired": ("prompt", "chosen", "rejected"),
    }
    assert good["cited"]["passages"] == [PASSAGE]
    assert good["acted"]["tools"] == ["price: The price. {}"]
    assert good["acted"]["messages"][1].startswith('assistant: price({"days": ')


def test_a_reading_of_talks_is_counted_as_any(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    plant(run, folder, 2)
    bad = bad_in(folder)
    read_as(folder, {row["number"]: row["number"] not in bad for row in lines(folder / "sheet.jsonl")})
    result = score(folder)
    assert (result["accepted"]["share"], result["planted"]["all"]["caught"]) == (1, len(bad))


def spoilt(defect: Any, good: Good, seed: int) -> list[dict[str, Any]]:
    changed = defect(good, Random(seed))
    assert changed is not None and changed.keys() == {"messages"}
    messages: list[dict[str, Any]] = changed["messages"]
    differ = [n for n, (a, b) in enumerate(zip(messages, good.row["messages"], strict=True)) if a != b]
    assert len(differ) == 1
    return [messages[differ[0]], good.row["messages"][differ[0]]]


@pytest.mark.parametrize("seed", range(5))
def test_each_defect_spoils_one_message(seed: int) -> None:
    number, was = spoilt(talks.number_of_an_answer, cited(), seed)
    assert number["role"] == "assistant" and number["content"] != was["content"]
    total, _ = spoilt(talks.sum_of_an_answer, cited(), seed)
    assert "comes to £" in total["content"] and "£120" not in total["content"]
    value, _ = spoilt(talks.wrong_place, cited(), seed)
    assert value["role"] == "assistant"
    call, _ = spoilt(talks.argument_of_a_call, acted(), seed)
    assert json.loads(call["tool_calls"][0]["function"]["arguments"])["days"] != 2
    ignored, _ = spoilt(talks.result_ignored, acted(), seed)
    assert "90" not in ignored["content"]
    voice, _ = spoilt(talks.user_as_assistant, acted(), seed)
    assert voice["role"] == "user" and voice["content"] != "Lovely, thank you."
    again, _ = spoilt(talks.said_again, cited(), seed)
    assert again["content"] == "The deposit for bike 0 is £60."


def test_an_answer_to_another_question_is_a_real_one() -> None:
    other = {"part": "a", "messages": said("Where?", "It stands behind the old boat house.")}
    mine = cited()
    good = Good("dialogues", {**mine.row, "part": "a"}, [], others=(other,))
    message, _ = spoilt(talks.answer_of_another, good, 1)
    assert message["content"] == "It stands behind the old boat house."
    assert talks.answer_of_another(Good("dialogues", mine.row, []), Random(1)) is None
