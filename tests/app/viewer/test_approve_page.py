"""The page of a plan that waits: what it shows, what it saves, what it refuses, all by forms."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import seedbed as api
from seedbed.app.proposal import proposed
from seedbed.app.viewer.runs import viewed
from seedbed.app.viewer.server import application
from seedbed.graphs.approval.questions import KEY, about_budget
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.digests import DIGESTS
from tests.app.conftest import printed
from tests.app.waiting import made, server
from tests.runs import HOSTILE

__all__ = ["made", "server"]
PAGE = "/run/run/approve"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Iterator[api.RunView]:
    with api.open_run(shutil.copytree(made, tmp_path / "run")) as view:
        yield view


@pytest.fixture
def pages(run: api.RunView) -> Iterator[TestClient]:
    with TestClient(application(viewed([run.path]))) as client:
        yield client


def fields(page: str) -> dict[str, str]:
    """What stands in the form's fields."""
    named = re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"(?![^>]*type="checkbox")', page)
    found = {
        name: unescape(value) for name, value in named if not name.startswith(("strike", "drop", "spread"))
    }
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', page)
    return found | {name: unescape(value) for name, value in areas}


def approved_rows(run: api.RunView) -> list[int]:
    return [one["approved"] for one in run.plan()["parts"][0]["concepts"] if one["leaf"]]


def test_it_shows_what_is_approved(pages: TestClient, run: api.RunView) -> None:
    assert "wait for your approval" in pages.get("/run/run").text
    assert "It waits for approval." in pages.get("/run/run/planner").text
    page = pages.get(PAGE)
    assert page.status_code == 200
    for said in (
        "messages to a hotel",
        "Planted defects",
        "Dry row 1",
        "sim-strong",
        "seedbed resume",
        "rows counted",
        shares := "angry 12 · calm 12",
    ):
        assert said in page.text, said
    question = run.waiting()
    assert question is not None and question.estimate is not None
    assert f"axis label: {shares}" in printed(*proposed(question, run.store), width=100)
    assert f"{question.estimate.tokens:,}" in page.text


def test_its_estimate_is_rounded_as_at_the_terminal(pages: TestClient, run: api.RunView) -> None:
    asked = run.store.meta(KEY) or {}
    asked["estimate"] |= {"tokens": 1000, "low": 0.6286, "high": 1.2344}
    with closing(RunFolder(run.path).open_store(write=True)) as store:
        store.set_meta(KEY, asked)
    assert "Between 629 and 1,234 tokens" in pages.get(PAGE).text


def test_shares_that_dont_add_up_are_said_at_once_and_stay_in_the_fields(
    pages: TestClient, run: api.RunView
) -> None:
    entered = fields(pages.get(PAGE).text) | {"rows-1-0": "31", "do": "change"}
    page = pages.post(PAGE, data=entered)
    assert page.status_code == 409 and "24 are asked for" in page.text
    assert fields(page.text)["rows-1-0"] == "31"
    page = pages.post(PAGE, data=entered | {"rows-1-0": "many", "rename": "x"})
    assert "«many» is no whole number of rows" in page.text
    assert sum(approved_rows(run)) == 24 and "31" not in map(str, approved_rows(run))


def test_a_new_concept_without_a_name_is_said(pages: TestClient, run: api.RunView) -> None:
    page = pages.post(PAGE, data=fields(pages.get(PAGE).text) | {"add-1-rows-0": "5", "do": "change"})
    assert page.status_code == 409 and "new concept 2" in page.text and "it has no name" in page.text
    assert fields(page.text)["add-1-rows-0"] == "5"


def test_an_answer_that_a_process_has_not_taken_up_is_said_to_wait(
    pages: TestClient, run: api.RunView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedbed.app.asking._WAIT", 0.0)
    entered, holder = fields(pages.get(PAGE).text), RunFolder(run.path)
    holder.hold()
    page = pages.post(PAGE, data=entered | {"do": "anew"})
    holder.release()
    assert "hasn’t taken it up yet" in page.text or "hasn&#39;t taken it up yet" in page.text


def test_a_plan_is_edited_and_approved(pages: TestClient, run: api.RunView) -> None:
    entered = fields(pages.get(PAGE).text)
    entered |= {"name-1-0": HOSTILE[:100], "drop-2-0": "1", "spread-0": "1", "demand-0-0": "It names a day."}
    entered |= {"guide-0": "Be brief.\n\n Be kind. ", "strike-1-0": "1"}
    entered |= {"add-0-name-0": "Lost keys", "add-0-under-0": "root", "add-0-rows-0": "5"}
    refused = pages.post(PAGE, data=entered | {"do": "approve"})
    assert refused.status_code == 409 and "saved" in refused.text and run.waiting()
    saved = pages.post(PAGE, data=entered | {"do": "change"})
    assert saved.url.query == b"done=changed", saved.text[:3000]
    assert "<script>alert" not in saved.text and "made before the plan was last changed" in saved.text
    assert "Lost keys" in saved.text and sum(approved_rows(run)) == 24
    with closing(api.open_run(run.path)) as now:
        (part,) = now.spec.parts
    assert part.guidance == ("Be brief.", "Be kind.") and "It names a day." in part.clauses
    late = pages.post(PAGE, data=entered | {"do": "approve"})
    assert late.status_code == 409 and "answered already in the browser: the plan was changed" in late.text
    same = pages.post(PAGE, data=fields(saved.text) | {"do": "change"})
    assert same.url.query == b"done=same"
    anew = pages.post(PAGE, data=fields(saved.text) | {"do": "anew"})
    assert "to be made anew" in anew.text and "makes the dry rows anew, and asks again" in anew.text
    no = pages.post(PAGE, data=fields(anew.text) | {"do": "decline", "because": "too dear"})
    assert "not approved: too dear" in no.text
    yes = pages.post(PAGE, data=fields(no.text) | {"do": "approve"})
    assert "You said yes" in yes.text and run.waiting() is None
    assert "wait for your approval" not in pages.get("/run/run").text


def test_more_budget_is_given(pages: TestClient, run: api.RunView) -> None:
    with closing(run._folder.open_store(write=True)) as store:
        about_budget(store, "the budget of 100 calls is used up")
        store.set_meta(DIGESTS, store.digests())
    page = pages.get(PAGE).text
    assert "More budget?" in page and "100 calls" in page
    wrong = pages.post(PAGE, data=fields(page) | {"do": "approve", "budget": "much"})
    assert wrong.status_code == 409 and "is no budget" in wrong.text and 'value="much"' in wrong.text
    pages.post(PAGE, data=fields(page) | {"do": "decline", "because": "too dear"})
    assert run.status["stopped_because"] == "more budget waits for approval (not given: too dear)"
    page = pages.get(PAGE).text
    given = pages.post(PAGE, data=fields(page) | {"do": "approve", "budget": "9000calls 5usd"})
    assert "You said yes" in given.text
    assert run.store.meta("hints")["budget"]["calls"] == 9000  # type: ignore[index]


def test_a_page_of_a_run_that_may_only_be_read_is_shown(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("filelock.FileLock.acquire", refused)
    page = pages.get(PAGE)
    assert page.status_code == 200 and "No process works on this run" in page.text


def test_a_run_that_is_gone_is_said(pages: TestClient, run: api.RunView) -> None:
    entered = fields(pages.get(PAGE).text)
    shutil.rmtree(run.path)
    page = pages.post(PAGE, data=entered | {"do": "approve"})
    assert page.status_code == 409 and "There is no run" in page.text
