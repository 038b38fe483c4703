"""The pages of review: one row at a time, decided by forms; others' decisions and planted rows among them."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from seedbed.app.viewer.reviewing import reviewing
from seedbed.app.viewer.runs import ViewedRun, viewed
from seedbed.app.viewer.server import application
from seedbed.graphs.commands.orders import Plant
from seedbed.memory.review import PlantedRow, decided
from tests.runs import make_run

ADA = {"reviewer": "Ada"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three parts with rejected and failed candidates and hostile words."""
    return make_run(tmp_path_factory.mktemp("reviewed") / "run").path


@pytest.fixture
def run(kept: Path, tmp_path: Path) -> ViewedRun:
    return viewed([Path(shutil.copytree(kept, tmp_path / "run"))])["run"]


@pytest.fixture
def browser(run: ViewedRun) -> Iterator[TestClient]:
    with TestClient(application({run.name: run})) as client:
        yield client


def hidden(page: str) -> dict[str, str]:
    """What the first form of a row sends with a decision."""
    form = page.split('id="decide"', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def decide(browser: TestClient, run: ViewedRun, name: str = "Ada", **said: str) -> tuple[dict[str, str], str]:
    """Decide about the row that is shown; what was sent, and the next page."""
    page = browser.get("/run/run/review", params={"reviewer": name}).text
    sent = {**hidden(page), **said}
    answer = browser.post("/run/run/review", data=sent).text
    settle(run)
    return sent, answer


def settle(run: ViewedRun) -> None:
    """What was sent is carried out."""
    carrying = reviewing(run)._carrying
    assert carrying is not None
    carrying.join(60)


def made_of(run: ViewedRun) -> list[tuple[str, str, bool]]:
    with run.open() as store:
        return [(one.reviewer, one.decision, one.changed) for one in decided(store)]


def test_rows_are_decided_one_after_the_other_and_the_files_follow(
    browser: TestClient, run: ViewedRun
) -> None:
    asked = browser.get("/run/run/review").text
    assert "Your name" in asked and "Decide" not in asked
    first, page = decide(browser, run, decision="accept")
    assert "Your last decision: <strong>accept</strong>" in page and hidden(page)["row"] != first["row"]
    second, page = decide(browser, run, decision="reject", reason="wrong label", note="<b>no", tell="1")
    third, _ = decide(browser, run, decision="can't say")
    assert made_of(run) == [("Ada", "accept", True), ("Ada", "reject", True), ("Ada", "can't say", False)]
    rows = (run.folder.dataset).read_text(encoding="utf-8")
    assert first["row"] in rows and second["row"] not in rows and third["row"] in rows
    assert second["row"] in run.folder.rejected.read_text(encoding="utf-8")
    summary = browser.get("/run/run/review/summary").text
    assert "wrong label: &lt;b&gt;no" in summary and "Ada" in summary
    browser.post("/run/run/review", data={**ADA, "decision": "undo"})
    settle(run)
    assert len(made_of(run)) == 2


def test_a_form_that_is_sent_twice_decides_once(browser: TestClient, run: ViewedRun) -> None:
    sent, _ = decide(browser, run, decision="accept")
    for decision in ("accept", "reject"):
        page = browser.post("/run/run/review", data={**sent, "decision": decision, "reason": "policy"}).text
        assert f"Ada decided the row {sent['row']} already: accept" in page
    settle(run)
    assert made_of(run) == [("Ada", "accept", True)]


def test_who_comes_second_is_told(browser: TestClient, run: ViewedRun) -> None:
    page = browser.get("/run/run/review", params=ADA).text
    sent = {**hidden(page), "decision": "accept"}
    browser.post(
        "/run/run/review", data={**sent, "reviewer": "Bob", "decision": "reject", "reason": "policy"}
    )
    settle(run)
    page = browser.post("/run/run/review", data=sent).text
    assert f"Bob decided the row {sent['row']} meanwhile: reject" in page
    assert made_of(run) == [("Bob", "reject", True)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"decision": "reject"}, "rejected for a reason"),
        ({"decision": "reject", "reason": "surplus"}, "rejected for a reason"),
        ({"decision": "delete"}, "decision: Input should be"),
        ({"decision": "accept", "row": "nothing"}, "begins with"),
        ({"decision": "accept", "shown": "0" * 64}, "has changed since it was shown"),
        ({"decision": "accept", "note": "x" * 501}, "note: String should have at most 500"),
        ({"decision": "undo"}, "has decided nothing"),
        ({"decision": "fix"}, "no model wrote these rows"),
    ],
)
def test_what_can_not_be_had_is_said(
    browser: TestClient, run: ViewedRun, said: dict[str, str], told: str
) -> None:
    page = browser.get("/run/run/review", params=ADA).text
    changed = {"field.text": "other words"} if said["decision"] == "fix" else {}
    row = next(one for one in _rows(run) if one.startswith("messages"))
    about = {"row": row.split()[1], "shown": ""} if changed else {}
    answer = browser.post("/run/run/review", data={**hidden(page), **about, **said, **changed})
    assert told in unescape(answer.text), answer.text
    assert made_of(run) == []


def _rows(run: ViewedRun) -> list[str]:
    with run.open() as store:
        return [f"{one.verdict.cell.split('/')[0]} {one.row_id}" for one in store.candidates("accepted")]


def test_planted_rows_look_like_any_and_their_truth_is_told_afterwards(
    browser: TestClient, run: ViewedRun
) -> None:
    with run.open() as store:
        cell = next(one.verdict.cell for one in store.candidates("accepted"))
    bad = PlantedRow(
        id="ab" * 8, row={"text": "Hm.", "label": "booking"}, good=False, kind="swap", base="b", cell=cell
    )
    with closing(run.folder.open_store(write=True)) as store:
        store.send("plant", Plant(rows=(bad,)).model_dump(mode="json"))
    before = (run.folder.dataset).read_text(encoding="utf-8")
    seen: list[Any] = []
    for _ in range(6):
        sent, page = decide(browser, run, decision="can't say" if len(seen) < 5 else "accept")
        seen.append((sent["stream"], "planted to see" in page))
    assert ("planted", True) in seen and not any(told for stream, told in seen if stream != "planted")
    assert (run.folder.dataset).read_text(encoding="utf-8") == before
