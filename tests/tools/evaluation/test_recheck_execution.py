"""Coding tasks audited: solution and tests are run again, and every change of them is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Agreement, Execution
from seedbed.memory.run_folder import RunFolder
from seedbed.memory.spec import Part
from seedbed.memory.store.protocol import Store, StoredAnswer
from seedbed.memory.store.sql import SqlStore
from seedbed.tools.evaluation import recheck_execution
from seedbed.tools.evaluation.origin import origin
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place
from seedbed.tools.verification.code_task import execution_key
from seedbed.tools.verification.sandbox.running import Ran
from tests.agent.scripted import Journal
from tests.runs import make_run, spec

ROW = {
    "problem": "Write `twice(n: int) -> int`, which gives back two times n.",
    "entry_point": "twice",
    "solution": "def twice(n):\n    return 2 * n",
    "tests": "assert twice(1) == 2\nassert twice(0) == 0\nassert twice(-3) == -6",
}
PART = Part(name="messages", task="code", topic="numbers", rows=1)
RUN = Execution(ok=True, by="sandbox", program=ROW["solution"], tests=ROW["tests"], outcome="passed; 3 of 3")
ALIKE = Agreement(ok=True, by="m", question=ROW["problem"], answers=("passed", "passed", "passed"), share=1.0)


class Ends:
    """A sandbox whose runs end as the test says."""

    def __init__(self, *states: str) -> None:
        self.states = list(states)

    def run(self, program: str, tests: str) -> Ran:
        return Ran(self.states.pop(0), "")  # type: ignore[arg-type]  # a word of the test's


def here(monkeypatch: pytest.MonkeyPatch, *states: str) -> None:
    monkeypatch.setattr(recheck_execution, "_sandbox", lambda: (Ends(*states), ""))


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return make_run(tmp_path / "run")


@pytest.fixture
def store(folder: RunFolder) -> Iterator[SqlStore]:
    opened = folder.open_store()
    assert isinstance(opened, SqlStore)
    yield opened
    opened.close()


def place(folder: RunFolder, store: SqlStore, journaled: str = "passed", **row: Any) -> Place:
    """The row in the place of another one, with the journal of its runs."""
    candidate = next(c for c in store.candidates("accepted") if c.verdict.cell.startswith("messages/"))
    brief = store.brief(candidate.number)
    assert brief is not None
    brief = brief.model_copy(update={"form": "strong"})
    draft = candidate.draft.model_copy(update={"row": {**ROW, **row}, "attempts": 1})
    answers, journal = [], Journal()
    for step, program in (("solution", ROW["solution"]), ("solver 1", "a = 1"), ("solver 2", "a = 2")):
        key = execution_key(brief.id, 0, step, program, ROW["tests"])
        journal.journal(key, "execution", {"state": journaled, "detail": ""})
        if step != "solution":
            slot = Slot(brief.id, "solver", "solve_code", 0, int(step[-1]) - 1)
            answers.append((slot, stored(slot, {"solution": f"{program}\n"})))
    of = spec().model_copy(update={"parts": (PART,)})
    moved = type(candidate)(candidate.number, candidate.row_id, candidate.verdict, draft)
    return Place(moved, brief, folder, cast(Store, journal), of, answers)


def stored(slot: Slot, said: Any) -> StoredAnswer:
    body = {"choices": [{"message": {"content": json.dumps(said)}}], "usage": {}}
    return StoredAnswer(slot.key, "r" * 64, "m", body)


def test_a_row_is_run_again(folder: RunFolder, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, "passed")
    assert recheck(RUN, place(folder, store)) == ("recomputed", "")


@pytest.mark.parametrize("changed", ["solution", "tests"])
def test_a_row_that_is_not_what_was_run_is_found(
    folder: RunFolder, store: SqlStore, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    here(monkeypatch)
    found = recheck(RUN, place(folder, store, **{changed: f"{ROW[changed]} "}))
    assert found[0] == "recomputed" and f"the row's {changed}" in found[1]


def test_row_and_evidence_changed_alike_are_found(
    folder: RunFolder, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch)
    forged = RUN.model_copy(update={"program": "def twice(n):\n    return n + n"})
    found = recheck(forged, place(folder, store, solution=forged.program))
    assert found == ("recomputed", "the journal has no run of it that passed")


def test_a_run_that_fails_now_is_found(
    folder: RunFolder, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, "failed")
    assert "doesn't pass" in recheck(RUN, place(folder, store))[1]


def test_a_run_that_had_not_passed_is_found(
    folder: RunFolder, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, "passed")
    assert "no run of it that passed" in recheck(RUN, place(folder, store, journaled="failed"))[1]


@pytest.mark.parametrize(
    ("states", "outcome"), [(("time", "passed"), "recomputed"), (("time", "died"), "not checkable")]
)
def test_a_limit_of_this_machine_says_nothing_of_the_row(
    folder: RunFolder,
    store: SqlStore,
    monkeypatch: pytest.MonkeyPatch,
    states: tuple[str, str],
    outcome: str,
) -> None:
    here(monkeypatch, *states)
    assert recheck(RUN, place(folder, store))[0] == outcome


def test_where_nothing_can_be_run_the_reason_is_said(
    folder: RunFolder, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck_execution, "_sandbox", lambda: (None, "programs can't be run here"))
    assert recheck(RUN, place(folder, store)) == ("not checkable", "programs can't be run here")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"answers": ("passed",)}, "don't all pass"),
        ({"answers": ("passed", "passed", "failed")}, "don't all pass"),
        ({"share": 0.5}, "don't all pass"),
        ({"question": "another problem"}, "asked something else"),
        ({"answers": ("passed",) * 4}, "no solution number 3"),
    ],
)
def test_the_agreement_of_solvers_follows_from_the_journal(
    folder: RunFolder, store: SqlStore, changed: dict[str, Any], told: str
) -> None:
    outcome, wrong = recheck(ALIKE.model_copy(update=changed), place(folder, store))
    assert outcome == "consistent"
    assert told in wrong and bool(told) == bool(wrong)


@pytest.mark.parametrize("changed", [{}, *({name: f"{text}x"} for name, text in ROW.items())])
def test_a_row_is_what_the_writer_answered(
    folder: RunFolder, store: SqlStore, changed: dict[str, str]
) -> None:
    at = place(folder, store, **changed)
    slot = Slot(at.brief.id, "writer", "write_code_task")
    answers = [(slot, stored(slot, {**ROW, "tests": ROW["tests"].split("\n")}))]
    found = list(origin(at.candidate.draft, at.brief, PART, answers))
    assert found == (["is not what the writer answered"] if changed else [])
