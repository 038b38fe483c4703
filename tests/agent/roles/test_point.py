"""Where in its passage a writer is told that his row has its matter."""

import pytest

from seedbed.agent.roles.point import sentence_at

TEXT = """# Pools

## Hours

The pool opens at 6 a.m. on weekdays. On Sundays it
opens at nine.

| Day | Price |
| --- | --- |
| Monday | £4 |
- Towels cost £1 each."""
LONG = "Whoever has been a member for a year " + "and has come often " * 10 + "gets a tenth off."


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("# Pools", "The pool opens at 6 a.m. on weekdays."),
        ("## Hours", "The pool opens at 6 a.m. on weekdays."),
        ("on weekdays", "The pool opens at 6 a.m. on weekdays."),
        ("nine", "On Sundays it opens at nine."),
        ("---", "| Monday | £4 |"),
        ("Towels", "- Towels cost £1 each."),
    ],
)
def test_it_is_a_sentence_a_row_of_a_table_or_an_item_of_a_list(at: str, told: str) -> None:
    assert sentence_at(TEXT, TEXT.index(at)) == told


@pytest.mark.parametrize("code", ["```\nSwap: 0 kB\nSwap: 4 kB\n```", "    Swap: 0 kB\n    Swap: 4 kB"])
def test_it_is_no_code(code: str) -> None:
    text = f"Look at the smaps file.\n\n{code}\n\nMost of these are zero.\n"
    for place in ("0 kB", "4 kB"):
        assert sentence_at(text, text.index(place)) == "Most of these are zero."


def test_a_long_sentence_is_shown_whole_within_bounds() -> None:
    assert sentence_at(LONG, LONG.index("often")) == LONG
    assert len(sentence_at("word " * 900, 2000)) == 399


def test_without_spaces_between_words_it_is_a_sentence_too() -> None:
    text = "ごみは朝8時までに出してください。前日の夜に出すのはおやめください。"
    assert sentence_at(text, text.index("夜")) == "前日の夜に出すのはおやめください。"
