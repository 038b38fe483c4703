"""Every page in a real browser: nothing for axe-core to find, nothing wider than a phone, no errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from tests.e2e.viewer.conftest import UNFOLD, WIDER, looking
from tests.e2e.viewer.serving import Viewer, viewing
from tests.warm import ROOT


@pytest.fixture(scope="module")
def viewer(made: Path) -> Iterator[Viewer]:
    with viewing(made / "run", made / "wait", folder=made) as found:
        cookie = found.enter()
        while "still being read" in found.get("/run/run/rows", cookie=cookie).text:
            pass
        yield found


@pytest.fixture(scope="module")
def pages(made: Path) -> list[str]:
    """An address of each kind of page."""
    with closing(sqlite3.connect(made / "run" / "run.sqlite")) as store:

        def first(query: str) -> str:
            return str(store.execute(query).fetchone()[0])

        row = "SELECT row_id FROM candidates WHERE"
        rows = [f"{row} state = 'rejected'", f"{row} state = 'accepted' AND cell LIKE 'questions/%'"]
        shown = [f"/run/run/row/{first(query)}" for query in rows]
        shown.append(f"/run/run/call/{first('SELECT slot FROM answers WHERE length(brief) = 64')}")
    source = next((made / "run" / "sources").glob("*.txt")).stem
    return [
        *("/", "/run/run", "/run/run/rows", "/run/run/rows?misses=1", "/run/run/rows?search=zzz"),
        *("/run/run/map", "/run/run/map?part=questions&colour=cost", "/run/run/planner", "/run/run/critic"),
        *("/run/run/recipe", "/run/run/failures", "/compare?a=run&b=wait", "/run/wait", "/run/wait/approve"),
        *(*shown, f"/run/run/source/{source}?start=25&end=60"),
    ]


_COLOURS = {"type": "rule", "values": ["color-contrast"]}
PHONE, TABLET, WIDE = (320, 640), (768, 1024), (1440, 900)


_AXE = """(options) => axe.run(options).then(({ violations }) =>
    violations.map((one) => `${one.id} (${one.impact}): ${one.nodes[0].html.slice(0, 160)}`))"""
_BEGINNING = """() => [
    ...["h1", "main"].map((one) => document.getElementsByTagName(one).length),
    document.activeElement.textContent,
]"""


def _found(page: Page, **options: Any) -> list[str]:
    """What axe-core, which has been loaded into the page, finds, in a line each."""
    said: list[str] = page.evaluate(_AXE, {"resultTypes": ["violations"], **options})
    return said


def _sized(page: Page, size: tuple[int, int]) -> list[str]:
    """What is wrong with a page's width in a window of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return [f"{wider} px wider than {size[0]}"] if (wider := page.evaluate(WIDER)) > 0 else []


def test_axe_finds_nothing_and_each_page_fits_has_one_heading_a_title_and_a_way_to_the_content(
    chromium: Browser, viewer: Viewer, pages: list[str]
) -> None:
    # axe-core comes as a script of its own, which the pages' policy wouldn't let in.
    with looking(chromium, viewer, bypass_csp=True) as (page, _):
        wrong, titles = {}, set()
        for address in pages:
            _sized(page, WIDE)
            answer = page.goto(viewer.root + address)
            assert answer is not None and answer.status == 200, (address, answer)
            titles.add(page.title())
            page.keyboard.press("Tab")
            assert page.evaluate(_BEGINNING) == [1, 1, "To the content"], address
            found = _sized(page, WIDE)
            page.evaluate(UNFOLD)
            page.evaluate(AXE_SCRIPT)
            found += _sized(page, PHONE) + _found(page)
            # No width changes structure; the same list or map of another choice has the same colours.
            if "/rows?" not in address and "/map?" not in address:
                page.emulate_media(color_scheme="dark")
                found += _sized(page, TABLET) + _found(page, runOnly=_COLOURS)
                page.emulate_media(color_scheme="light")
            if found:
                wrong[address] = found
        assert wrong == {}
        assert len(titles) > len(pages) // 2


def test_no_page_needs_the_script(chromium: Browser, viewer: Viewer, pages: list[str]) -> None:
    with looking(chromium, viewer, java_script_enabled=False) as (page, _):
        page.goto(f"{viewer.root}/run/run")  # the style is that of all
        assert page.locator("main").inner_text().strip()
    cookie = viewer.enter()
    for address in pages:
        main = BeautifulSoup(viewer.get(address, cookie=cookie).text, "html.parser").main
        assert main and main.get_text(strip=True), address


_ARABIC = """<style>{style}</style>
<p id="line">concept تأخر التحضير · <code>930a9738a7a86977</code></p>
<div class="words">طلبت تسع وجبات.</div>"""
_PLACES = """() => {
    const code = document.querySelector("code"), words = document.querySelector(".words");
    const place = (from) => {
        const range = document.createRange();
        range.setStart(words.firstChild, from);
        range.setEnd(words.firstChild, from + 1);
        return range.getBoundingClientRect().left;
    };
    return [code.getClientRects().length, place(0) - place(words.textContent.length - 1), words.clientWidth];
}"""


def test_what_is_read_from_the_right_stands_so_and_leaves_ids_whole(chromium: Browser) -> None:
    style = ROOT / "app" / "viewer" / "static" / "style.css"
    page = chromium.new_page()
    page.set_content(_ARABIC.format(style=style.read_text("utf-8")))
    pieces, from_first_to_stop, width = page.evaluate(_PLACES)
    assert pieces == 1, "the id is torn apart"
    assert 0 < from_first_to_stop < width, "the full stop is to the left of the first letter"
    page.close()
