"""A run full of hostile words, in a real browser: nothing executes, nothing leaks, nothing hides."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.viewer.conftest import UNFOLD, WIDER, looking
from tests.e2e.viewer.serving import Viewer, viewing
from tests.once import copied

HOSTILE = (
    '<script>window.owned=1;alert(1)</script><img src=x onerror="window.owned=1">'
    "<svg onload=window.owned=1><a href='javascript:window.owned=1'>x</a>"
    "\"'></textarea></title></style></pre>--><iframe src=//evil.example></iframe>"
    "<style>*{display:none}</style>{{ 7*7 }}{% raw %} [l](javascript:window.owned=1)"
    "<link rel=stylesheet href=//evil.example/a.css><meta http-equiv=refresh content='0;url=//evil.example'>"
    "\x1b]8;;http://evil.example\x07\x1b[2J \u202egpj.exe\u2066 \u200b"
)
LONG = "unbroken" * 625
"""5,000 characters without a space."""
_WHAT = """() => [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > 321 && !one.parentElement.closest(".scroll, pre"))
    .map((one) => one.outerHTML.slice(0, 90)).slice(0, 4)"""
_NAMES = """
text label reason detail quote claim name inside outside about topic request because say content rubric answer
question problem solution title path source guidance definition what message context heading"""
_WORDS = frozenset(_NAMES.split())
"""Keys whose texts are words of models, documents or people."""


def _spoilt(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _spoilt(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_spoilt(one, key) for one in value]
    # A concept's name has 120 characters at most.
    if isinstance(value, str) and key in _WORDS:
        return f"{value[:24]} {HOSTILE[:90]}" if key == "name" else f"{value} {HOSTILE} {LONG}"
    return value


COLUMNS = {
    "candidates": ("draft", "verdict"),
    "journal": ("value",),
    "events": ("data",),
    "answers": ("content",),
}


@pytest.fixture(scope="module")
def viewer(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewer]:
    folder = tmp_path_factory.mktemp("hostile")
    run = copied(made / "run", folder / "run")
    with closing(sqlite3.connect(run / "run.sqlite")) as store, store:
        for table, columns in COLUMNS.items():
            for column in columns:
                for rowid, text in store.execute(f"SELECT rowid, {column} FROM {table}").fetchall():
                    spoilt = json.dumps(_spoilt(json.loads(text)))
                    store.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (spoilt, rowid))
        for key in ("spec", "plan", "sources"):
            for (text,) in store.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchall():
                value = json.loads(text)
                if key == "spec":
                    value["request"] += f"{HOSTILE} {LONG}"
                    for part in value["parts"]:
                        part["topic"] += f"{HOSTILE} {LONG}"
                        part["clauses"] = {
                            f"{name} {HOSTILE} {LONG}": by for name, by in part["clauses"].items()
                        }
                else:
                    value = _spoilt(value)
                store.execute("UPDATE meta SET value = ? WHERE key = ?", (json.dumps(value), key))
        store.execute(
            "UPDATE failures SET detail = detail || ?, raw = raw || ?",
            (f"{HOSTILE} {LONG}", f"{HOSTILE} {LONG}"),
        )
        store.execute("UPDATE ledger SET model = model || ?, step = step || ?", (HOSTILE, HOSTILE))
    with viewing(run, folder=folder) as found:
        yield found


def test_no_word_of_a_run_is_anything_but_text(chromium: Browser, viewer: Viewer, made: Path) -> None:
    with closing(sqlite3.connect(made / "run" / "run.sqlite")) as store:
        rows = [row for (row,) in store.execute("SELECT row_id FROM candidates")][:6]
        cited = "SELECT row_id FROM candidates WHERE state = 'accepted' AND cell LIKE 'questions/%'"
        rows += [row for (row,) in store.execute(cited)][:1]
        call = store.execute("SELECT slot FROM answers WHERE length(brief) = 64").fetchone()[0]
    source = next((made / "run" / "sources").glob("*.txt")).stem
    pages = [
        *("", "/rows", "/rows?misses=1", "/rows?search=%3Cscript%3E%22%27%3E", "/map", "/planner", "/critic"),
        *("/recipe", "/failures", f"/call/{call}", f"/source/{source}", *(f"/row/{row}" for row in rows)),
    ]
    shown, wider = 0, {}
    # As wide as a window of 1280 px is at 400 %.
    with looking(chromium, viewer, viewport={"width": 320, "height": 640}) as (page, _):
        for address in pages:
            answer = page.goto(f"{viewer.root}/run/run{address}")
            assert answer is not None and answer.status == 200, (address, page.locator("main").inner_text())
            assert page.evaluate("window.owned") is None, address
            assert page.locator("main iframe, main script, main img, main style, main meta").count() == 0
            assert page.locator("[href^='javascript:'], [onload], [onerror]").count() == 0, address
            text = page.content()
            assert not {"\x1b", "\u202e", "\u2066", "\x07"} & {*text}, address
            page.evaluate(UNFOLD)
            if page.evaluate(WIDER) > 0:
                wider[address] = page.evaluate(_WHAT)
            shown += "<script>window.owned" in page.locator("body").inner_text()
    assert wider == {}, "no page scrolls sideways"
    assert shown > 6, "the words themselves are there to be read"
