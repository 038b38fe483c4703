"""What a page tells of a fault: a damaged store by its name, a fault of ours as one."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from seedbed.app.viewer.pages import rows
from seedbed.app.viewer.runs import ViewedRun, viewed
from seedbed.app.viewer.server import Visible, application
from tests.runs import make_run


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[ViewedRun, TestClient]]:
    make_run(tmp_path / "run")
    run = viewed([tmp_path / "run"])["run"]
    with TestClient(application({"run": run}), raise_server_exceptions=False) as pages:
        yield run, pages


@pytest.mark.parametrize(
    "fault", [KeyError("x"), ValueError("<b>x</b>"), AttributeError("x"), RecursionError()]
)
def test_a_fault_of_ours_is_not_told_as_a_damaged_run(
    asked: tuple[ViewedRun, TestClient], fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Any) -> Any:
        raise fault

    monkeypatch.setattr(rows, "spec_of", fails)
    came = asked[1].get("/run/run/rows")
    page = BeautifulSoup(came.text, "html.parser")
    assert came.status_code == 500 and type(fault).__name__ in came.text and "<b>x" not in came.text
    assert "seedbed audit" in came.text and "holds what" not in came.text
    assert page.find("a", href="/run/run/map"), "other pages are led to"


def test_a_value_that_no_build_writes_is_told_as_a_damaged_run(asked: tuple[ViewedRun, TestClient]) -> None:
    run, pages = asked
    store = run.folder.open_store(write=True)
    store.set_meta("plan", {"parts": 7})
    store.close()
    for path in ("/map", "/planner"):
        came = pages.get(f"/run/run{path}")
        assert came.status_code == 409 and "what this version doesn" in came.text, path


def test_only_a_page_that_is_not_there_is_said_to_be_none(asked: tuple[ViewedRun, TestClient]) -> None:
    pages = asked[1]
    file = pages.post("/run/run/review", files={"row": ("x.txt", b"x")})
    told = [(one.status_code, "no such page" in one.text) for one in (pages.get("/x"), pages.post("/"), file)]
    assert told == [(404, True), (405, False), (400, False)]


def test_the_log_shows_words_of_a_run_as_text() -> None:
    try:
        raise ValueError("\x1b[2J\u202egone")
    except ValueError as error:
        record = logging.LogRecord("x", 40, "", 0, "failed", (), (type(error), error, error.__traceback__))
    said = Visible().format(record)
    assert "Traceback" in said and "\\x1b[2J\\u202egone" in said and "\x1b" not in said
