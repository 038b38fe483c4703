"""What people come for, done in a real browser: by mouse and by keys."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import seedbed as api
from tests.e2e.program import Program, until
from tests.e2e.runs import PLAIN
from tests.e2e.viewer.conftest import CLAUSES, REQUEST, looking
from tests.e2e.viewer.serving import Viewer, viewing
from tests.once import copied
from tests.simulator.launch import simulator


@pytest.fixture(scope="module")
def viewer(made: Path) -> Iterator[Viewer]:
    with viewing(made / "run", folder=made) as found:
        cookie = found.enter()
        while "still being read" in found.get("/run/run/rows", cookie=cookie).text:
            pass
        yield found


@pytest.fixture
def page(chromium: Browser, viewer: Viewer) -> Iterator[Page]:
    with looking(chromium, viewer) as (page, _):
        yield page


def test_a_finished_run_tells_what_was_asked_and_what_is_there(page: Page) -> None:
    expect(page.locator("blockquote.request")).to_have_text(REQUEST)
    main = page.locator("main")
    expect(main).to_contain_text("29 of 29 rows")
    for clause in CLAUSES:
        expect(main).to_contain_text(clause)
    expect(main).to_contain_text("Not kept: purpose")


def test_from_a_demand_to_the_row_that_misses_it(page: Page) -> None:
    demand = page.locator("tr", has_text="with their intent")
    demand.get_by_role("link", name="1", exact=True).click()
    expect(page.locator(".wishes")).to_contain_text("rows that miss «with their intent»")
    expect(page.locator("table.rows tbody tr")).to_have_count(1)
    page.locator("a.row").click()
    page.wait_for_url("**/row/*misses=1*")
    expect(page.locator("main")).to_contain_text("with their intent")
    page.keyboard.press("u")
    page.wait_for_url("**/rows?misses=1*")


def test_a_row_is_found_by_search_and_followed_to_its_place_in_the_source(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("2")
    page.wait_for_url("**/run/run/rows")
    page.keyboard.press("/")
    page.keyboard.type("pedalworks")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows?*search=pedalworks*")
    assert page.locator("a.row").count() > 0
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/row/*")
    quoted = page.locator("mark").first.inner_text()
    page.locator("a[href*='/source/']").first.click()
    page.wait_for_url("**/source/*")
    marked = page.locator("#span")
    expect(marked).to_be_visible()
    assert quoted.strip() in page.locator("main").inner_text()
    assert "Pedalworks handbook" in page.locator("main").inner_text()


def test_why_a_concept_was_added_is_read(page: Page, viewer: Viewer) -> None:
    page.goto(f"{viewer.root}/run/run/map?part=messages")
    page.locator("tr", has_text="Wrong orders").get_by_role("link", name="added after commit").click()
    page.wait_for_url("**/planner?revision=*")
    revision = page.locator(page.evaluate("location.hash"))
    expect(revision).to_be_visible()
    expect(revision).to_contain_text("a person added it")
    expect(revision).to_contain_text("Wrong orders")


def test_rows_are_filtered_sorted_and_walked_through_by_keys(page: Page, viewer: Viewer) -> None:
    page.goto(f"{viewer.root}/run/run/rows")
    page.locator("details.filters summary").click()
    page.get_by_role("link", name="rejected", exact=True).click()
    page.wait_for_url("**/rows?state=rejected")
    rejected = page.locator("table.rows tbody tr").count()
    assert rejected >= 2
    page.get_by_role("link", name="No.").click()
    page.wait_for_url("**sort=-number")
    numbers = page.locator("table.rows tbody td:first-child").all_inner_texts()
    assert numbers == sorted(numbers, key=int, reverse=True)
    page.locator("a.row").last.click()
    page.wait_for_url("**/row/*?state=rejected")
    first = page.url
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.wait_for_url("**/row/*?state=rejected")
    page.keyboard.press("k")
    expect(page).to_have_url(first)


def test_a_reload_shows_the_same_place(page: Page, viewer: Viewer) -> None:
    for place in ("/run/run/rows?label=refund&sort=-number", "/run/run/map?part=messages&colour=cost"):
        page.goto(viewer.root + place)
        before = page.locator("main").inner_text()
        page.reload()
        assert page.url == viewer.root + place and page.locator("main").inner_text() == before


def test_keys_are_told_and_dont_act_while_one_writes(page: Page, viewer: Viewer) -> None:
    page.goto(f"{viewer.root}/run/run/rows")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("ujk?g2")
    assert page.locator("#search").input_value() == "ujk?g2" and page.url.endswith("/rows")


def test_a_plan_is_edited_and_approved(chromium: Browser, made: Path, tmp_path: Path) -> None:
    run = copied(made / "wait", tmp_path / "wait")
    with viewing(run, folder=tmp_path) as viewer, looking(chromium, viewer) as (page, _):
        page.locator("a[href='/run/wait/approve']").first.click()
        page.locator("input[name='rows-1-0']").fill("1")
        page.get_by_role("button", name="Save the changes").click()
        expect(page.get_by_role("alert").first).to_contain_text("24 are asked for")
        page.goto(f"{viewer.root}/run/wait/approve")
        guidance = page.locator("textarea[name='guide-0']").first
        guidance.fill("Name the bike.")
        page.get_by_role("button", name="Save the changes").click()
        expect(page.get_by_role("status").first).to_be_visible()
        expect(page.locator("textarea[name='guide-0']").first).to_have_value("Name the bike.")
        page.get_by_role("button", name="Approve: make the rows").click()
        expect(page.locator("main")).to_contain_text("seedbed resume")
        page.reload()
        expect(page.get_by_role("button", name="Approve: make the rows")).to_have_count(0)
    with api.open_run(run) as view:
        assert view.waiting() is None and view.waiting() is None


def test_a_run_moves_while_it_is_looked_at(chromium: Browser, tmp_path: Path) -> None:
    with simulator(latency=150) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        program.spec(topic="bikes", rows=60, recipe=PLAIN, max_concurrent=2, look_ahead=4)
        build = program.start("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")
        try:
            until(build, lambda: _accepted(tmp_path / "run") > 0)
            with (
                viewing(tmp_path / "run", folder=tmp_path) as viewer,
                looking(chromium, viewer) as (page, _),
            ):
                expect(page.locator("#far")).to_have_text("Running")
                page.evaluate("window.mark = 1")
                seen = page.locator(".figures strong").first.inner_text()
                expect(page.locator(".figures strong").first).not_to_have_text(seen)
                assert page.evaluate("window.mark") == 1, "it was loaded anew"
        finally:
            build.kill()
            build.communicate()


def _accepted(run: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{run / 'run.sqlite'}?mode=ro", uri=True)) as store:
            return int(store.execute("SELECT count(*) FROM candidates").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
