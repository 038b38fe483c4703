"""The trace of runs with everything in them: whole, in parts, equal for equal stores."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from seedbed.memory.brief import WHOLE
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.protocol import Store
from seedbed.tools.trace.spans import Reader, of_planning, of_run
from seedbed.tools.trace.vocabulary import Kind
from tests.e2e.tracing.whole import by_id, whole
from tests.once import copied

pytestmark = pytest.mark.timeout(300)  # three builds stand before the first test


@pytest.fixture(params=["storied", "talks"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with closing(RunFolder(request.getfixturevalue(request.param)).open_store()) as opened:
        yield opened


def test_no_gap_leads_to_a_row_and_spans_and_events_add_up_to_the_status(store: Store) -> None:
    whole(store)


def test_parts_of_the_trace_are_those_of_the_whole(store: Store) -> None:
    known = by_id(of_run(store))
    part = list(of_planning(store))
    assert part and part[0].kind == "request"
    assert [known[span.id] for span in part] == part


def test_the_story_has_every_kind_of_span(storied: Path, talks: Path) -> None:
    found = set()
    for path in (storied, talks):
        with closing(RunFolder(path).open_store()) as store:
            found |= {span.kind for span in of_run(store)}
    # A spec brings no clauses; nothing is embedded or calibrated here.
    assert set(get_args(Kind)) - found <= {"clause", "stage"}


def test_attempts_of_rows_examined_in_full_after_all_are_numbered_as_others(
    storied: Path, tmp_path: Path
) -> None:
    run = copied(storied, tmp_path / "copy")
    with closing(sqlite3.connect(run / "run.sqlite")) as c, c:
        c.execute("UPDATE ledger SET attempt = attempt + ? WHERE attempt > 0", (WHOLE,))
    with closing(RunFolder(run).open_store()) as store:
        attempts = {span.attributes["attempt"] for span in of_run(store) if span.kind == "attempt"}
        whole(store)
    assert {0, 1} <= attempts and max(attempts) < WHOLE


def test_tools_are_told_with_arguments_and_results(talks: Path) -> None:
    with closing(RunFolder(talks).open_store()) as store:
        tools = [span for span in of_run(store) if span.kind == "tool"]
        rows = [one.draft.row or {} for one in store.candidates("accepted")]
    said = {m["content"] for row in rows for m in row["messages"] if m["role"] == "tool"}
    mine = [one for one in tools if one.attributes.get("result") in said]
    assert mine and all(one.attributes["tool"] and one.attributes["arguments"] for one in mine)
    assert {one.attributes["result"] for one in mine} == said


def test_a_critique_has_the_calls_that_led_to_it(storied: Path) -> None:
    with closing(RunFolder(storied).open_store()) as store:
        known = by_id(of_run(store))
    calls = [
        span for span in known.values() if span.kind == "call" and span.attributes["stage"] == "critique"
    ]
    for span in calls:
        job, commit, *_ = span.attributes["step"].split("/")
        told = known[span.parent].attributes["commit"]
        assert told == int(commit) if job == "read_together" else known[span.parent].kind == "critique"
    assert {span.attributes["step"].split("/")[0] for span in calls} == {"read_together", "find_repeats"}
    probing = [span for span in known.values() if span.kind == "call" and span.attributes["stage"] == "probe"]
    assert probing and all(
        (known[span.parent].kind == "critique") is (span.attributes["state"] != "lost") for span in probing
    )


def test_a_call_that_a_kill_took_from_a_critique_is_told_by_who_goes_on(
    storied: Path, tmp_path: Path
) -> None:
    run = copied(storied, tmp_path / "copy")
    with closing(RunFolder(run).open_store()) as store:
        number = store.deliveries_of(["probe"])[0].number

    def turned(state: str) -> None:
        with closing(sqlite3.connect(run / "run.sqlite")) as c, c:
            c.execute("UPDATE ledger SET state = ?, seconds = 0 WHERE id = ?", (state, number))

    turned("open")
    with closing(RunFolder(run).open_store()) as store:
        before = Reader(store)
        told = list(before.more())
    turned("lost")
    with closing(RunFolder(run).open_store()) as store:
        after = Reader(store, before.at, before.calls)
        told += [*after.more(), *after.rest()]
        assert {one.id: one.parent for one in told} == {one.id: one.parent for one in of_run(store)}
