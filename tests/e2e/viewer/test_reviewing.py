"""A person reviews rows in a real browser, by keys alone."""

from contextlib import closing
from pathlib import Path
from signal import SIGINT

from playwright.sync_api import Browser, Page, expect

from seedbed.memory.review import decided
from seedbed.memory.store.opening import open_store
from tests.e2e.viewer.conftest import looking
from tests.e2e.viewer.serving import Viewer, viewing
from tests.once import copied


def decide(page: Page, *keys: str) -> str:
    """Decide about the row that is shown, and wait until the next is there; its id."""
    page.wait_for_load_state()  # keys are read by a script, which a page runs after it is drawn
    row = page.locator(".decide input[name='row']").first.input_value()
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("form.last input[name='row']")).to_have_value(row)
    return row


def counts(page: Page) -> list[str]:
    """How many rows this person and all have decided, as the page says."""
    told = page.locator("section[aria-labelledby='far'] dd")
    return told.all_inner_texts()[:2]


def test_three_rows_are_decided_and_one_is_taken_back(chromium: Browser, made: Path, tmp_path: Path) -> None:
    run = copied(made / "run", tmp_path / "run")
    with viewing(run, folder=tmp_path) as viewer:
        first, second = _reviewed(chromium, viewer)
        viewer.process.send_signal(SIGINT)
        viewer.process.communicate(timeout=90)
    with closing(open_store(run / "run.sqlite", write=False)) as store:
        found = [(one.row, one.decision, one.reason, one.changed) for one in decided(store)]
        gone = store.find_row(second)[0].verdict
    assert [one[:2] for one in found] == [(first, "accept"), (second, "reject")]
    assert gone.state == "rejected" and found[1][2] == gone.reasons[0].code
    rows = (run / "dataset.jsonl").read_text(encoding="utf-8")  # the viewer's end has it written
    assert first in rows and second not in rows


def _reviewed(chromium: Browser, viewer: Viewer) -> tuple[str, str]:
    """The row that is accepted, and the one that is rejected."""
    with looking(chromium, viewer) as (page, _):
        page.goto(f"{viewer.root}/run/run/review")
        page.get_by_label("Your name").fill("Ada")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Is this row right?")).to_be_visible()
        first, second, third = decide(page, "a"), decide(page, "r", "2"), decide(page, "s")
        assert counts(page) == ["3", "2, 1 of them wrong"] and len({first, second, third}) == 3
        page.wait_for_load_state()
        page.keyboard.press("z")
        expect(page.locator("form.last")).to_contain_text("Your last decision: reject")
        assert page.locator(".decide input[name='row']").first.input_value() == third
        page.reload()
        assert counts(page) == ["2", "2, 1 of them wrong"]
        expect(page.locator("form.last input[name='row']")).to_have_value(second)
        return first, second
