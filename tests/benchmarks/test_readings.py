"""The blind reading: planted rows are bad and hidden, every accepted row is read, verdicts are counted."""

import json
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.readings.__main__ import main
from benchmarks.readings.defects import (
    CATALOGUE,
    broken_english,
    label_flipped,
    number_changed,
    wrong_span,
)
from benchmarks.readings.good import Good
from benchmarks.readings.planting import plant
from benchmarks.readings.scoring import score
from seedbed.memory.canonical import digest_text
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Part, Spec
from seedbed.memory.spec_file import write_spec

LABELS = ("booking", "complaint", "praise", "lost property", "price question")
EACH = 24
TABLE = "\n".join(["| Bike | Day rate |", "|---|---|", *(f"| Bike {n} | £{n + 20} |" for n in range(EACH))])
SENTENCE = "The deposit for a tandem is £110, and it is paid back within 3 days."
HANDBOOK = f"# Prices\n\n{SENTENCE} A lost key costs £9.\n\n{TABLE}\n"


def message(number: int = 0) -> Good:
    row = {"text": f"We would like to hire bike {number} and is it free on Friday?", "label": "booking"}
    values = dict(zip(LABELS, (0.9, 0.04, 0.01, 0.02, 0.03), strict=True))
    return Good("classification", row, [{"kind": "classification", "alternatives": values}], LABELS)


def problem(number: int = 0) -> Good:
    budget = 100 + number
    days = str(budget // 30)
    row = {
        "question": f"A bike costs £30 per day and Ann has £{budget}. For how many whole days can Ann pay?",
        "answer": days,
        "solution": f"A day costs £30.\nThat is <<floor({budget}/30)={days}>>{days} whole days.",
    }
    computed = {
        "kind": "computation",
        "expression": f"floor({budget}/30)",
        "inputs": {"budget": str(budget), "rate": "30"},
    }
    return Good("mathematics", row, [computed])


def question(number: int = 0) -> Good:
    row = {
        "question": f"How much is the day rate for Bike {number} when it is hired here?",
        "answer": f"£{number + 20}",
        "context": TABLE,
        "heading": "Prices",
        "source": "prices.md",
    }
    cited = {"kind": "citation", "sha256": digest_text(HANDBOOK)}
    return Good("grounded_qa", row, [cited], document=HANDBOOK)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A finished run of three parts, by hand."""
    folder = tmp_path / "run"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / f"{digest_text(HANDBOOK)}.txt").write_text(HANDBOOK, encoding="utf-8")
    spec = Spec(
        parts=(
            Part.model_validate(
                {
                    "name": "messages",
                    "task": "classification",
                    "topic": "bikes",
                    "rows": EACH,
                    "labels": LABELS,
                }
            ),
            Part(name="problems", task="mathematics", topic="bikes", rows=EACH),
            Part(name="questions", task="grounded_qa", topic="bikes", rows=EACH),
        ),
        sources=("prices.md",),
    )
    write_spec(spec, folder / "spec.yaml")
    (folder / "report.json").write_text("{}", encoding="utf-8")
    rows, provenance = [], []
    for part, make in (("messages", message), ("problems", problem), ("questions", question)):
        for number in range(EACH):
            good, row_id = make(number), f"{part}-{number:02}"
            rows.append({**good.row, "id": row_id, "part": part})
            provenance.append({"id": row_id, "cell": f"{part}/all/any/any", "evidence": good.evidence})
    write(folder / "dataset.jsonl", rows)
    write(folder / "provenance.jsonl", provenance)
    return folder


def write(path: Path, values: list[Any]) -> None:
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values), encoding="utf-8")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_as(folder: Path, acceptable: dict[int, bool]) -> None:
    """The verdicts of a reader who says this of each row."""
    given = [
        {"number": n, "acceptable": good, "reason": "" if good else f"no {n}"}
        for n, good in acceptable.items()
    ]
    write(folder / "verdicts.jsonl", given)


def bad_in(folder: Path) -> dict[int, str]:
    return {line["number"]: line["planted"] for line in lines(folder / "key.jsonl") if line["planted"]}


@pytest.mark.parametrize("seed", range(20))
def test_a_flipped_label_is_one_that_the_evidence_puts_last(seed: int) -> None:
    assert label_flipped(message(), Random(seed)) in ({"label": "praise"}, {"label": "lost property"})


@pytest.mark.parametrize("seed", range(30))
def test_a_changed_number_makes_the_answer_wrong(seed: int) -> None:
    good = problem()
    changed = number_changed(good, Random(seed))
    assert changed is not None
    if "question" in changed:
        assert changed.keys() == {"question"}
        rate, budget = (
            int(word.strip("."))
            for word in changed["question"].replace("£", "").split()
            if word.strip(".").isdigit()
        )
        assert budget // rate != 3
    else:
        assert changed["answer"] != "3"
        assert changed["solution"].endswith(
            f"floor(100/30)={changed['answer']}>>{changed['answer']} whole days."
        )


def test_both_ways_of_changing_a_number_are_used() -> None:
    used = {frozenset(number_changed(problem(), Random(seed)) or ()) for seed in range(30)}
    assert used == {frozenset({"question"}), frozenset({"answer", "solution"})}


def test_a_question_keeps_its_numbers_where_no_change_alters_the_answer() -> None:
    good = problem()
    row = {**good.row, "question": "How many?", "answer": "a third"}
    assert number_changed(Good("mathematics", row, good.evidence), Random(1)) is None


@pytest.mark.parametrize("seed", range(10))
def test_a_wrong_span_is_another_cell_of_the_column(seed: int) -> None:
    changed = wrong_span(question(4), Random(seed))
    assert changed is not None
    assert changed["answer"] != "£24"
    assert f"| {changed['answer']} |" in TABLE


def test_a_wrong_span_comes_from_the_document_where_the_context_has_none() -> None:
    row = {"question": "How much is the deposit for a tandem?", "answer": "£110", "context": SENTENCE}
    changed = wrong_span(Good("grounded_qa", row, [], document=f"{SENTENCE} A lost key costs £9."), Random(1))
    assert changed == {"answer": "£9"}


def test_no_wrong_span_where_nothing_else_is_of_its_kind() -> None:
    row = {"question": "What is free?", "answer": "a helmet", "context": "There is a helmet and a lock."}
    assert wrong_span(Good("grounded_qa", row, [], document="It costs £9."), Random(1)) is None


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("good", [message(), problem(), question()], ids=lambda good: good.task)
def test_broken_english_moves_words_and_spoils_a_verb(good: Good, seed: int) -> None:
    changed = broken_english(good, Random(seed))
    assert changed is not None
    ((field, text),) = changed.items()
    before, after = Counter(str(good.row[field]).split()), Counter(text.split())
    assert before != after  # a verb was left out or changed
    assert sum((before - after).values()) <= 3
    kept = [word for word in str(good.row[field]).split() if word in after]
    assert [word for word in text.split() if word in before] != kept  # and others moved
    assert [c for c in text if c.isdigit()] == [c for c in str(good.row[field]) if c.isdigit()]


@pytest.mark.parametrize("seed", range(10))
def test_no_two_words_out_of_order_stay_neighbours(seed: int) -> None:
    row = {"text": "Alpha beta gamma delta epsilon zeta 1 is free.", "label": "praise"}
    changed = broken_english(Good("classification", row, []), Random(seed))
    assert changed is not None
    moved = changed["text"].split()[1:6]
    assert sorted(moved) == ["beta", "delta", "epsilon", "gamma", "zeta"]
    kept = {("beta", "gamma"), ("gamma", "delta"), ("delta", "epsilon"), ("epsilon", "zeta")}
    assert kept.isdisjoint(pairwise(moved))
    assert changed["text"].endswith("1 are free.")


def test_english_too_short_to_be_clearly_broken_is_left_alone() -> None:
    row = {"text": "Thanks, it is great.", "label": "praise"}
    assert broken_english(Good("classification", row, []), Random(1)) is None


def test_a_fifth_of_the_sheet_is_planted_in_equal_shares(run: Path, tmp_path: Path) -> None:
    about = plant(run, tmp_path / "out", 1)
    assert about["accepted"] == 3 * EACH
    assert sum(about["planted"].values()) * 5 == len(lines(tmp_path / "out" / "sheet.jsonl"))
    tasks = {"classification", "mathematics", "grounded_qa"}
    own = ("label flipped", "number changed", "wrong span", "broken English")
    assert tuple(about["planted"]) == own
    assert all(tasks & set(CATALOGUE[kind][1]) for kind in own)
    assert max(about["planted"].values()) - min(about["planted"].values()) <= 1
    assert Counter(bad_in(tmp_path / "out").values()) == about["planted"]


def test_every_accepted_row_is_on_the_sheet_as_it_is(run: Path, tmp_path: Path) -> None:
    plant(run, tmp_path / "out", 1)
    sheet = {row["number"]: row for row in lines(tmp_path / "out" / "sheet.jsonl")}
    rows = {row["id"]: row for row in lines(run / "dataset.jsonl")}
    read = []
    for line in lines(tmp_path / "out" / "key.jsonl"):
        shown = {name: value for name, value in sheet[line["number"]].items() if name != "number"}
        same = shown.items() <= rows[line["row"]].items()
        assert same != bool(line["planted"])
        read += [line["row"]] * same
    assert sorted(read) == sorted(rows)


def test_the_sheet_shows_only_what_a_reader_should_see(run: Path, tmp_path: Path) -> None:
    plant(run, tmp_path / "out", 1)
    sheet = lines(tmp_path / "out" / "sheet.jsonl")
    assert [row["number"] for row in sheet] == list(range(1, len(sheet) + 1))
    assert {(row["part"], *list(row)[2:]) for row in sheet} == {
        ("messages", "text", "label"),
        ("problems", "question", "answer", "solution"),
        ("questions", "question", "answer", "context", "heading"),
    }


@pytest.mark.parametrize("seed", range(10))
def test_a_planted_copy_stands_far_from_its_row(run: Path, tmp_path: Path, seed: int) -> None:
    plant(run, tmp_path / "out", seed)
    key = lines(tmp_path / "out" / "key.jsonl")
    at = {line["row"]: line["number"] for line in key if not line["planted"]}
    planted = [line for line in key if line["planted"]]
    assert min(abs(line["number"] - at[line["row"]]) for line in planted) > len(key) / 10
    assert len({line["row"] for line in planted}) == len(planted)


def test_the_seed_decides_the_sheet(run: Path, tmp_path: Path) -> None:
    sheets = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        plant(run, tmp_path / name, seed)
        sheets.append((tmp_path / name / "sheet.jsonl").read_bytes())
    assert sheets[0] == sheets[1] != sheets[2]


def test_the_reader_is_told_the_labels_and_not_that_rows_are_planted(run: Path, tmp_path: Path) -> None:
    plant(run, tmp_path / "out", 1)
    told = (tmp_path / "out" / "READING.md").read_text("utf-8")
    assert all(f"- {label}\n" in told for label in LABELS)
    assert not any(word in told.lower() for word in ("plant", "defect", "key", *CATALOGUE))


def test_a_reading_is_not_written_over(run: Path, tmp_path: Path) -> None:
    plant(run, tmp_path / "out", 1)
    with pytest.raises(UserFault, match="a reading already"):
        plant(run, tmp_path / "out", 2)


def test_a_perfect_reader_of_a_run_with_one_bad_row(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    plant(run, folder, 1)
    bad = bad_in(folder)
    sheet = lines(folder / "sheet.jsonl")
    odd = next(row for row in sheet if row["number"] not in bad and row["part"] == "problems")
    read_as(folder, {row["number"]: row["number"] not in bad and row != odd for row in sheet})
    result = score(folder)
    assert result == json.loads((folder / "result.json").read_text("utf-8"))
    # Wilson's interval of 71 of 72, by scipy.stats.binomtest(71, 72).proportion_ci(method="wilson")
    assert result["accepted"] == {
        "read": 72,
        "acceptable": 71,
        "share": 0.9861,
        "low": 0.9254,
        "high": 0.9975,
    }
    assert {part: found["acceptable"] for part, found in result["parts"].items()} == {
        "messages": 24,
        "problems": 23,
        "questions": 24,
    }
    assert {kind: (found["read"], found["caught"]) for kind, found in result["planted"].items()} == {
        "all": (18, 18),
        **{kind: (number, number) for kind, number in Counter(bad.values()).items()},
    }
    (objection,) = result["objections"]
    assert (objection["sheet"], objection["reason"]) == (odd, f"no {odd['number']}")
    assert result["missed"] == []


def test_planted_rows_that_pass_are_named(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    plant(run, folder, 1)
    read_as(folder, {row["number"]: True for row in lines(folder / "sheet.jsonl")})
    result = score(folder)
    assert result["accepted"]["share"] == 1
    assert result["planted"]["all"]["caught"] == 0
    assert {found["number"]: found["planted"] for found in result["missed"]} == bad_in(folder)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"number": 2, "acceptable": true, "reason": ""}', "row 1 has 0, row 2 has 2"),
        ("", "row 1 has 0"),
        ('{"number": 91, "acceptable": true, "reason": ""}', "the sheet has no row 91"),
        ('{"number": 1, "acceptable": "yes", "reason": ""}', "line 1 is no verdict: acceptable"),
        ('{"number": 1, "acceptable": true}', "line 1 is no verdict: reason"),
        ("not JSON", "line 1 is no verdict"),
    ],
)
def test_every_row_needs_exactly_one_verdict(run: Path, tmp_path: Path, line: str, said: str) -> None:
    folder = tmp_path / "out"
    plant(run, folder, 1)
    read_as(folder, {row["number"]: True for row in lines(folder / "sheet.jsonl")})
    verdicts = folder / "verdicts.jsonl"
    verdicts.write_text("\n".join([line, *verdicts.read_text("utf-8").splitlines()[1:]]), encoding="utf-8")
    with pytest.raises(UserFault, match=said):
        score(folder)
    assert not (folder / "result.json").exists()


def test_a_sheet_changed_after_planting_is_not_scored(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    plant(run, folder, 1)
    sheet = lines(folder / "sheet.jsonl")
    read_as(folder, {row["number"]: True for row in sheet})
    write(folder / "sheet.jsonl", sheet[:-1])
    with pytest.raises(UserFault, match="not as it was planted"):
        score(folder)


def test_the_commands(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def call(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["readings", *arguments])
        return main()

    folder = tmp_path / "out"
    assert call("plant", str(run), "--out", str(folder), "--seed", "3") == 0
    assert call("score", str(folder)) == 2
    assert "there is no verdicts.jsonl" in capsys.readouterr().err
    read_as(folder, {row["number"]: True for row in lines(folder / "sheet.jsonl")})
    assert call("score", str(folder)) == 0
    assert json.loads(capsys.readouterr().out)["accepted"]["acceptable"] == 72
