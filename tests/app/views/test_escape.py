"""Nothing that a model or a document writes can steer the terminal."""

import re

import pytest

from seedbed.app.console import line, words
from tests.runs import HOSTILE


@pytest.mark.parametrize(
    "text",
    [
        *("\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\x9d8;;http://x\x9c", "\r overwrite", "\x08\x08"),
        *("\u202egpj.exe", "\u2066x\u2069", "\ufeff", "\u2028", "\U000e0041", "\ud800", "\x00", "\x7f"),
        HOSTILE,
    ],
)
def test_what_could_steer_is_shown(text: str) -> None:
    shown = words(text).plain
    assert all(char == "\n" or char.isprintable() for char in shown)
    assert re.search(r"\\[xuUr]", shown)
    assert "\n" not in line(text)


@pytest.mark.parametrize(
    "text", ["Zürich – ‘quoted’ € 5", "می\u200cخواهم", "👩\u200d🔬 日本語", "a\n\tb", "[bold]x[/bold]"]
)
def test_what_people_write_stays(text: str) -> None:
    assert words(text).plain == text


def test_a_line_is_cut_to_its_width() -> None:
    assert line("one two  three", 8) == "one two…"
