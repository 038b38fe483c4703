"""A real Chromium, and two runs to look at: one that was built, one that waits for approval."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    sync_playwright,
)

import seedbed as api
from tests.e2e.inside import Inside
from tests.e2e.program import Program
from tests.e2e.runs import HANDBOOK, MESSAGES, QUESTIONS
from tests.e2e.tampering import edit_json
from tests.e2e.viewer.serving import Viewer
from tests.once import once
from tests.simulator.launch import simulator

REQUEST = "18 customer messages of a bike-rental firm with their intent, in English"
CLAUSES = {
    "customer messages": ["field text"],
    "with their intent": ["axis label"],
    "in English": ["check language"],
    "to train a small model": ["not kept: purpose"],
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""Pixels by which a page is wider than its window, as a browser computes them."""
UNFOLD = """() => document.querySelectorAll("details:not([open])").forEach((one) => { one.open = true; })"""
"""Opens all that is folded in a page."""
WAITING = "24 messages to a hotel, labels: angry, calm"
SPEC: dict[str, Any] = {
    "request": REQUEST,
    "parts": [{**MESSAGES, "rows": 18, "clauses": CLAUSES}, QUESTIONS],
    "sources": ["handbook.md"],
    "accept": {"attempts": 1},
    "critique_every": 6,
    "look_ahead": 6,
    "seed": 10,
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for the tests of a file: while Playwright lives, no other event loop can run."""
    if not (path := shutil.which("chromium")):
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `run`, to which a person had a concept added and one of whose rows misses a clause, and
    with `wait`, whose plan nobody has approved. Not to be changed."""
    return once(tmp_path_factory, "viewed", _make)


def _make(place: Path) -> None:
    (place / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    # In a thread of its own: Playwright has an event loop in this one.
    with (
        simulator(defects=0.15, critic="wild", repeats=0.1) as endpoint,
        ThreadPoolExecutor(1) as apart,
    ):
        program = Inside(place, endpoint.base_url)
        program.spec(**SPEC)
        for words in (
            ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run"),
            ("extend", "run", "-n", "+9", "--part", "messages"),
            ("steer", "run", "--add", "Wrong orders", "--under", "refund", "--part", "messages"),
            ("resume", "run", "--yes"),
        ):
            done = apart.submit(program, *words).result()
            assert done.code == 0, done.err
        apart.submit(_waiting, program, place / "wait").result()
    _spoil(place / "run")


def _waiting(program: Program, out: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in program.environment().items():
            patch.setenv(name, value)
        api.build(WAITING, out=out, approved=False, skip_exam=True).close()


def _spoil(run: Path) -> None:
    """One accepted row doesn't keep the clause on its label."""

    def change(draft: Any) -> None:
        for one in draft["evidence"]:
            one["ok"] = one["ok"] and not one["by"].startswith("axis.")

    where = (
        "number = (SELECT min(number) FROM candidates WHERE state = 'accepted' AND cell LIKE 'messages/%')"
    )
    assert edit_json(run, "candidates", "draft", where, change) == 1


@dataclass(slots=True)
class Seen:
    """What a browser did that nobody should see: empty."""

    errors: list[str] = field(default_factory=list)
    """Of scripts and of the console."""
    away: list[str] = field(default_factory=list)
    """Requests to anywhere else."""
    dialogs: list[str] = field(default_factory=list)
    referers: list[str] = field(default_factory=list)
    """Those that tell a token."""


@contextmanager
def looking(browser: Browser, viewer: Viewer, **options: Any) -> Iterator[tuple[Page, Seen]]:
    """A tab of a fresh browser that has entered; at the end it has seen nothing it shouldn't.

    Args:
        options: Of the browser's context: viewport, color_scheme, …
    """
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    seen = Seen()
    _watch(context, viewer, seen)
    try:
        page = context.new_page()
        page.goto((viewer.links or [viewer.link])[-1])
        viewer.next_link()
        yield page, seen
    finally:
        context.close()
    assert seen == Seen(), seen


def _watch(context: BrowserContext, viewer: Viewer, seen: Seen) -> None:
    def asked(request: Request) -> None:
        if not request.url.startswith((f"{viewer.root}/", "data:")):
            seen.away.append(request.url)
        if "token" in (referer := request.headers.get("referer", "")):
            seen.referers.append(referer)

    def answered(dialog: Dialog) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    def opened(page: Page) -> None:
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("dialog", answered)

    context.on("request", asked)
    context.on("page", opened)

    def said(message: ConsoleMessage) -> None:
        # A form that can't be had is answered so, and the browser says it.
        if message.type == "error" and "status of 409" not in message.text:
            seen.errors.append(message.text)

    context.on("console", said)
