"""A page that follows a build says so when it can't, and goes on by itself."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from seedbed.memory.files.run_folder import RunFolder
from tests.e2e.viewer.serving import Viewer, viewing
from tests.once import copied

MARKED_MEANWHILE = """() => {
    const read = Response.prototype.text;
    Response.prototype.text = async function () {
        const text = await read.call(this);
        Response.prototype.text = read;
        getSelection().selectAllChildren(live.querySelector("h2"));
        live.dataset.marked = "";
        return text;
    };
}"""
"""A heading is marked while the page reads an answer."""


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Iterator[RunFolder]:
    """A run that a process is working on: this one."""
    folder = RunFolder(copied(made / "run", tmp_path / "run"))
    folder.hold()
    yield folder
    folder.release()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def _enter(page: Page, viewer: Viewer) -> None:
    page.goto(viewer.link)
    page.evaluate("live.dataset.every = 0.1")


def _told(page: Page, words: str) -> None:
    """The page says so, and nothing else; with no words: it says nothing."""
    if words:
        expect(page.locator("[data-stale] > :not([hidden])")).to_contain_text(words)
    expect(page.locator("[data-stale] > :not([hidden])")).to_have_count(1 if words else 0)


def test_a_viewer_that_ends_and_comes_back_is_told(page: Page, run: RunFolder, tmp_path: Path) -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        words = ("--no-browser", "--port", str(free.getsockname()[1]))
    with viewing(run.path, words=words, folder=tmp_path) as viewer:
        _enter(page, viewer)
        expect(page.locator("#far")).to_have_text("Running")
        _told(page, "")
        viewer.interrupt()
        _told(page, "The viewer doesn’t answer")
    with viewing(run.path, words=words, folder=tmp_path) as again:
        _told(page, "doesn’t know this browser")
        page.context.new_page().goto(again.link)
        _told(page, "")


def test_a_run_that_goes_away_and_comes_back_is_told(page: Page, run: RunFolder, tmp_path: Path) -> None:
    with viewing(run.path, folder=tmp_path) as viewer:
        _enter(page, viewer)
        _told(page, "")
        away = run.path.rename(tmp_path / "away")
        _told(page, "The run can’t be read")
        away.rename(run.path)
        _told(page, "")
        assert page.locator("h1").inner_text() == "run"


def test_what_is_focused_open_or_marked_stays_so(page: Page, run: RunFolder, tmp_path: Path) -> None:
    with viewing(run.path, folder=tmp_path) as viewer:
        _enter(page, viewer)
        link = page.locator("#live summary").last
        link.click()
        link.evaluate("one => { one.before = true }")
        expect(link).not_to_have_js_property("before", True)  # it is another one
        expect(link).to_be_focused()
        assert page.locator("#live details").last.evaluate("one => one.open")
        page.evaluate(MARKED_MEANWHILE)
        expect(page.locator("#live[data-marked]")).to_have_count(1)
        page.wait_for_timeout(500)
        assert page.evaluate("getSelection().toString()") == "Running"
