"""Scoring of real tasks: students, paired differences, what each arm is asked for; no model is needed."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.steering.arms import CLOSED
from benchmarks.steering.arms import find as find_arm
from benchmarks.steering.carry import Kept
from benchmarks.steering.real import (
    ARMS,
    OPEN,
    RULE,
    TASKS,
    arguments,
    draw,
    figures,
    key,
    make_spec,
    summarise,
)
from benchmarks.steering.students import STUDENTS, paired, teach
from seedbed.agent.planner.policy import EVERYTHING

GOOD = ["a warm and funny film", "warm songs, funny people", "funny to the end, and warm"]
BAD = ["a dull and loud film", "dull songs, loud people", "loud to the end, and dull"]
ROWS = [{"text": t, "label": "good"} for t in GOOD] + [{"text": t, "label": "bad"} for t in BAD]
TEST = [
    {"text": "warm and funny", "label": "good"},
    {"text": "loud and dull", "label": "bad"},
]


def test_students_learn_what_rows_teach() -> None:
    assert teach(ROWS, TEST) == {"linear": 1.0, "bayes": 1.0}
    wrong = [{**row, "label": {"good": "bad", "bad": "good"}[row["label"]]} for row in ROWS]
    assert teach(wrong, TEST) == {"linear": 0.0, "bayes": 0.0}


def test_a_label_that_was_never_taught_costs_its_share() -> None:
    found = teach(ROWS, [*TEST, {"text": "neither warm nor loud", "label": "fair"}])
    assert all(score <= 2 / 3 for score in found.values())


def test_students_of_no_rows_or_one_label_say_one_thing() -> None:
    third = pytest.approx(1 / 3)  # F1 of the label that is always said: 2/3, of the other: 0
    assert teach([], TEST) == {"linear": third, "bayes": third}
    assert teach(ROWS[:3], TEST) == {"linear": third, "bayes": third}
    with pytest.raises(ValueError, match="no test rows"):
        teach(ROWS, [])


def test_differences_are_paired_by_seed() -> None:
    found = paired({0: 0.5, 1: 0.7, 2: 0.9, 3: 0.1}, {0: 0.4, 1: 0.7, 2: 0.7, 9: 1.0})
    assert (found["seeds"], found["ahead"], found["level"]) == (3, 2, 1)
    assert found["mean"] == pytest.approx(0.1)
    # deviation 0.1, t(0.975, 2) = 4.303
    assert found["high"] - found["mean"] == pytest.approx(4.3027 * 0.1 / 3**0.5, rel=1e-4)
    assert found["mean"] - found["low"] == pytest.approx(found["high"] - found["mean"])


def test_few_seeds_have_no_interval() -> None:
    assert paired({0: 0.5}, {0: 0.25})["mean"] == 0.25
    assert paired({0: 0.5}, {0: 0.25})["low"] is None
    assert paired({0: 0.5}, {1: 0.25})["mean"] is None


def test_open_asks_for_more_than_its_budget_pays_for_and_keeps_near_copies() -> None:
    task = TASKS["film"]
    closed = make_spec(task, CLOSED, 60, 3, None, [])
    assert (closed.rows, closed.seed, closed.budget.tokens, closed.accept.near_duplicate) == (
        60,
        3,
        None,
        0.7,
    )
    opened = make_spec(task, OPEN, 60, 3, 25_000, [])
    assert (opened.rows, opened.budget.tokens, opened.accept.near_duplicate) == (1_000, 25_000, 1.0)
    assert make_spec(task, RULE, 60, 3, 25_000, []).rows == 60
    assert closed.steer_by == "" and not closed.sources


def test_examples_are_the_same_for_a_seed_and_even_over_labels() -> None:
    rows = [{"text": f"{label} {n}", "label": label} for label in "ab" for n in range(20)]
    drawn = draw(rows, 3, 1, "examples")
    assert drawn == draw(rows, 3, 1, "examples") != draw(rows, 3, 2, "examples")
    assert sorted(row["label"] for row in drawn) == ["a", "a", "a", "b", "b", "b"]


def _run(arm: str, seed: int, score: float, first: float | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": key("film", arm, 60, seed),
        "code": "c",
        "task": "film",
        "arm": arm,
        "seed": seed,
        "rows": 60,
        "accepted": 60,
        "candidates": 80,
        "tokens": 1_000,
        "probes": 0,
        "seconds": 1.0,
        "sha256": "same" if arm != OPEN else f"other {seed}",
        "macro_f1": dict.fromkeys(STUDENTS, score),
    }
    if arm == CLOSED:
        return found | {"references": {"real_rows": dict.fromkeys(STUDENTS, 0.5)}}
    return found | {"first_rows": dict.fromkeys(STUDENTS, first)}


def test_the_summary_has_both_comparisons_and_tells_equal_datasets() -> None:
    runs = [_run(CLOSED, 0, 0.6), _run(CLOSED, 1, 0.8), _run(OPEN, 0, 0.7, 0.5), _run(OPEN, 1, 0.7, 0.5)]
    found = summarise([*runs, _run(RULE, 0, 0.6, 0.6)])["film"]
    assert found["arms"]["closed"]["macro_f1"]["bayes"] == pytest.approx(0.7)
    against = found["closed_minus_open"]["linear"]
    assert against["equal_tokens"]["mean"] == pytest.approx(0.0)
    assert against["equal_rows"]["mean"] == pytest.approx(0.2)
    assert (found["same_dataset_as_open"], found["same_dataset_as_rule"]) == (0, 1)
    assert found["references"]["real_rows"]["linear"] == 0.5


def test_figures_are_of_runs_with_as_many_rows_and_survive_the_file(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "runs.jsonl", "c")
    kept.add(_run(CLOSED, 0, 0.6))
    kept.add({**_run(CLOSED, 0, 0.1), "key": "other", "rows": 8})
    kept.add({"key": "film/refusal", "code": "c", "task": "film", "refusal": "no"})
    given = arguments(["--out", str(tmp_path / "out.json"), "--tasks", "film"])
    found = figures(given, Kept(kept.path, "c").read())
    assert [run["key"] for run in found["runs"]] == [key("film", CLOSED, 60, 0)]
    assert found["refusals"] == {"film": "no"}


def test_the_command_line_refuses_unknown_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert arguments(["--out", "x", "--arms", "open"]).arms == [CLOSED, OPEN]
    assert set(arguments(["--out", "x"]).arms) == set(ARMS)
    with pytest.raises(SystemExit):
        arguments(["--out", "x", "--tasks", "luck"])
    assert "no task or arm 'luck'" in capsys.readouterr().err


def test_closed_is_the_whole_program() -> None:
    assert find_arm(CLOSED).policy == EVERYTHING
    assert not find_arm(OPEN).policy.probes and not find_arm(OPEN).policy.by_need
