"""The pages of review: one row at a time, decided by forms; others' decisions and planted rows among them."""

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from seedbed import open_run
from seedbed.agent.making.picks import start_of
from seedbed.app.commands.audit import audit as audit_command
from seedbed.app.viewer.pages import review
from seedbed.app.viewer.reviewing import reviewing
from seedbed.app.viewer.runs import ViewedRun, spec_of, viewed
from seedbed.app.viewer.server import application
from seedbed.graphs.candidate.remaking import remade
from seedbed.graphs.commands.carry_out import change_of
from seedbed.graphs.commands.orders import Plant, Redo
from seedbed.memory.brief import split_key
from seedbed.memory.errors import UserFault
from seedbed.memory.files.projection import write_rows
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.review import PlantedRow, decided
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.protocol import Commit
from seedbed.tools.evaluation.audit.run import audit
from seedbed.tools.evaluation.review.signals import read_delivered, read_pool
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
    settle(run)


def hidden(page: str) -> dict[str, str]:
    """What the first form of a row sends with a decision."""
    form = page.split('id="decide"', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def decide(browser: TestClient, run: ViewedRun, name: str = "Ada", **said: str) -> tuple[dict[str, str], str]:
    """Decide about the row that is shown; what was sent, and the next page."""
    page = browser.get("/run/run/review", params={"reviewer": name}).text
    sent = {**hidden(page), **said}
    return sent, browser.post("/run/run/review", data=sent).text


def settle(run: ViewedRun) -> None:
    """What was sent is carried out, and the files follow."""
    reviewing(run).close()


@contextmanager
def working_on(folder: RunFolder) -> Iterator[None]:
    """The folder is held, as by a process that works on the run."""
    folder.hold()
    try:
        yield
    finally:
        folder.release()


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
    third, page = decide(browser, run, decision="can't say")
    assert "at your pace" in page
    page = browser.get("/run/run/review", params={"reviewer": "Bob"}).text
    assert "not known yet" in page and "at an assumed half a minute a row" in page
    assert made_of(run) == [("Ada", "accept", True), ("Ada", "reject", True), ("Ada", "can't say", False)]
    settle(run)
    rows = (run.folder.dataset).read_text(encoding="utf-8")
    assert first["row"] in rows and second["row"] not in rows and third["row"] in rows
    assert second["row"] in run.folder.rejected.read_text(encoding="utf-8")
    summary = browser.get("/run/run/review/summary").text
    assert "wrong label: &lt;b&gt;no" in summary and "Ada" in summary
    undo = {**ADA, "decision": "undo"}
    for row, said in (
        (third["row"], "Your last decision: <strong>reject"),
        (third["row"], "has decided nothing about this row"),  # a key that was pressed twice
        (first["row"], "isn't your last decision"),
    ):
        assert said in unescape(browser.post("/run/run/review", data={**undo, "row": row}).text)
        assert len(made_of(run)) == 2


def test_files_that_are_older_than_decisions_are_known_and_written_once(
    browser: TestClient, run: ViewedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(run.folder.open_store(write=True)) as store:
        store.set_metas({"state": "done", DIGESTS: store.digests()})
    written: list[RunFolder] = []

    def counted(folder: RunFolder, *rest: Any) -> str:
        written.append(folder)
        return write_rows(folder, *rest)

    monkeypatch.setattr("seedbed.graphs.at_rest.write_rows", counted)
    before = run.folder.dataset.read_bytes()
    gone, _ = decide(browser, run, decision="reject", reason="policy")
    decide(browser, run, decision="accept")
    assert len(made_of(run)) == 2 and run.folder.dataset.read_bytes() == before and not written
    with pytest.raises(UserFault, match="decided about rows since its files were written"):
        audit(run.folder, remade)
    # The server is killed here; the next command that may write them does.
    copy = Path(shutil.copytree(run.folder.path, run.folder.path.parent / "copy"))
    assert CliRunner().invoke(audit_command, [str(copy), "--repair"]).exit_code in (0, 1)
    for folder in (RunFolder(copy), run.folder):
        if folder is run.folder:
            settle(run)
        assert gone["row"] not in folder.dataset.read_text(encoding="utf-8")
        assert not any("store" in place for place, _ in audit(folder, remade).problems)
    assert len(written) == 2


def test_the_files_follow_once_nobody_has_decided_for_a_while(
    browser: TestClient, run: ViewedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seedbed.app.viewer.reviewing._IDLE", 0.0)
    gone, _ = decide(browser, run, decision="reject", reason="policy")
    reviewing(run)._timer.join()
    assert gone["row"] not in run.folder.dataset.read_text(encoding="utf-8")


def test_rows_that_were_made_from_a_rejected_one_are_named(browser: TestClient, run: ViewedRun) -> None:
    sent = hidden(browser.get("/run/run/review", params=ADA).text)
    with closing(run.folder.open_store(write=True)) as store:
        (source,) = store.find_row(sent["row"])
        spec, briefs, part = spec_of(store), dict(store.briefs()), split_key(source.verdict.cell)[0]
        made = [one for one in store.candidates("accepted") if split_key(one.verdict.cell)[0] != part][-1]
        other = split_key(made.verdict.cell)[0]
        parts = [one.model_copy(update={"of": part} if one.name == other else {}) for one in spec.parts]
        meta = {"spec": spec.model_copy(update={"parts": tuple(parts)}).model_dump(mode="json")}
        brief = briefs[made.number]
        assert brief is not None
        briefs[made.number] = brief.model_copy(update={"material": start_of(other, source.number)})
        store.commit(Commit(back_to=0, ordered=[*briefs.items()], meta=meta))
        told = f"1 row made from it and kept, to be redone too if need be: {made.row_id}"
        assert change_of(Redo(rows=(source.row_id,)), store).told == f"1 row withdrawn; {told}"
    page = browser.post("/run/run/review", data={**sent, "decision": "reject", "reason": "policy"}).text
    assert told in page and "Your last decision: <strong>reject" in page
    assert any(made.row_id in row for row in _rows(run))
    _, page = decide(browser, run, decision="reject", reason="policy")
    assert "made from" not in page


def test_a_form_that_is_sent_twice_decides_once(browser: TestClient, run: ViewedRun) -> None:
    sent, _ = decide(browser, run, decision="accept")
    for decision in ("accept", "reject"):
        more = {"decision": decision, "reason": "policy" * (decision == "reject")}
        page = browser.post("/run/run/review", data={**sent, **more}).text
        assert f"Ada decided the row {sent['row']} already: accept" in page
    assert made_of(run) == [("Ada", "accept", True)]


def test_who_comes_second_is_told(browser: TestClient, run: ViewedRun) -> None:
    page = browser.get("/run/run/review", params=ADA).text
    sent = {**hidden(page), "decision": "accept"}
    browser.post(
        "/run/run/review", data={**sent, "reviewer": "Bob", "decision": "reject", "reason": "policy"}
    )
    page = browser.post("/run/run/review", data=sent).text
    assert f"Bob decided the row {sent['row']} meanwhile: reject" in page
    assert made_of(run) == [("Bob", "reject", True)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"decision": "reject"}, "rejected for a reason"),
        ({"decision": "reject", "reason": "surplus"}, "malformed, policy, low quality — docs/"),
        ({"decision": "accept", "note": "x" * 501}, "note: string should have at most 500"),
        ({"decision": "undo"}, "has decided nothing about this row"),
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


def test_a_field_is_mended_as_it_is_written(
    browser: TestClient, run: ViewedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden_too = "\u200eאב\u200f soft\u00adhyphen\r\n\ufeff<b>"

    def shown(item: Any, store: Any, *rest: Any) -> Any:
        return told(item, store, *rest) | {"fields": [("text", hidden_too)]}

    told = review._told
    monkeypatch.setattr(review, "_told", shown)
    page = browser.get("/run/run/review", params=ADA).text
    field = unescape(page.split("<textarea", 1)[1].split(">\n", 1)[1].split("</textarea>", 1)[0])
    assert field == hidden_too and "<b></textarea>" not in page
    row = SimpleNamespace(draft=SimpleNamespace(row={"text": hidden_too, "n": 1.0}))
    monkeypatch.setattr(review, "row_named", lambda *_: row)
    sent = field.replace("\r\n", "\n").replace("\n", "\r\n")  # as browsers do
    form = {"field.n": review._written(1.0)}
    for more, changed in (("", {}), ("!", {"text": hidden_too.replace("\r", "") + "!"})):
        assert review._changes(run, "x", form | {"field.text": sent + more}) == changed


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


def test_who_review_at_one_time_are_shown_different_rows(browser: TestClient, run: ViewedRun) -> None:
    def shown(name: str) -> str:
        return hidden(browser.get("/run/run/review", params={"reviewer": name}).text)["row"]

    names = ("bob", "ada", "cyd")
    first = {name: shown(name) for name in names}
    assert len({*first.values()}) == 3
    decide(browser, run, "bob", decision="accept")
    now = {name: shown(name) for name in names}
    assert len({*now.values()}) == 3 and first["bob"] not in now.values()


def test_what_was_refused_is_told_to_who_asked_for_it(browser: TestClient, run: ViewedRun) -> None:
    page = browser.get("/run/run/review", params=ADA).text
    row = hidden(page)["row"]
    with working_on(RunFolder(run.folder.path)):  # as a build would, it takes the decisions up later
        said = {**hidden(page), "decision": "reject", "reason": "policy"}
        first, second = (
            browser.post("/run/run/review", data={**said, "reviewer": n}) for n in ("Ada", "Bob")
        )
        told = f"Ada decided the row {row} meanwhile: reject"
        assert told not in first.text and told in second.text and made_of(run) == []
    reviewing(run).close()
    assert made_of(run) == [("Ada", "reject", True)]
    with working_on(RunFolder(run.folder.path)):
        del said["alone"]
        browser.post("/run/run/review", data={**said, "reviewer": "Bob"})
        browser.post("/run/run/review", data={**said, "decision": "undo"})
    reviewing(run).close()
    told = f"Bob rejects the row {row}, too, so it stays withdrawn"
    pages = [browser.get("/run/run/review", params={"reviewer": name}).text for name in ("Bob", "Ada", "Ada")]
    assert [told in page for page in pages] == [False, True, False]
    with open_run(run.folder.path) as view:
        (refused,) = view.status["refused"]
        assert (refused["asked"], refused["because"]) == ("undo by Ada", told)
        assert "undo by Ada" in view.plan()["revisions"][-1]["told"]


def test_the_queue_knows_of_rows_that_others_withdraw(browser: TestClient, run: ViewedRun) -> None:
    row = hidden(browser.get("/run/run/review", params=ADA).text)["row"]
    with open_run(run.folder.path) as view:
        view.redo(row, because="it is old")
    assert hidden(browser.get("/run/run/review", params=ADA).text)["row"] != row


def test_who_looks_whether_a_run_is_held_keeps_nobody_from_it(tmp_path: Path) -> None:
    one, other = RunFolder(tmp_path), RunFolder(tmp_path)
    with working_on(other):
        assert one.held()
    assert not one.held()
    seen = Event()

    def look() -> None:
        with working_on(one):
            seen.set()
            Event().wait(0.1)

    with ThreadPoolExecutor(1) as looking:
        done = looking.submit(look)
        seen.wait()
        with working_on(other):  # it waits the moment
            done.result()


def test_a_share_is_told_by_the_delivered_rows_alone(browser: TestClient, run: ViewedRun) -> None:
    decide(browser, run, decision="reject", reason="policy")
    with run.open() as store:
        few, every = read_delivered(store, 3), read_pool(store, 3)
    assert [(one.number, one.row, one.place, one.gone) for one in few.delivered] == [
        (one.number, one.row, one.place, one.gone) for one in every.delivered
    ]
    assert sum(one.gone for one in few.delivered) == 1
