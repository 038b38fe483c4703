"""Blocks, sentences and passages: everything stands where its offsets say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.tools.knowledge import chunks
from seedbed.tools.knowledge.blocks import unmarked
from seedbed.tools.knowledge.chunks import CUT, MOST_WORDS, chunk_source, word_count
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.sources import write_source
from tests.tools.knowledge.documents import RATES, RULES, document

_PIECES = st.sampled_from([
    "# A *b*\n", "\n", "Some **bold** words. ", "- item `x`\n", "> quoted\n", "1. [link](http://x) one\n",
    "| a | b |\n|---|---|\n| 1 | \\| |\n", "    code\n", "```\nx\n", "&amp; &#65; ", "\t", "é𝒳", "<b>t</b> ",
    "---\n", "* * *\n", "~~gone~~ ", "\\*", "\u2028", "![alt](p.png)", "_a_b_", "Title\n===\n", "\x0b",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_everything_stands_where_it_says(text: str) -> None:
    for chunk in chunk_source(document(text)):
        assert text[chunk.start : chunk.end] == chunk.text
        for block in chunk.blocks:
            assert chunk.start <= block.start <= block.end <= chunk.end
            for row in (block.header, *block.rows) if block.header else ():
                assert block.start <= row.start <= row.end <= block.end
                assert all(unmarked(text[cell.start : cell.end]) == cell.text for cell in row.cells)


def test_words_come_without_their_marks() -> None:
    marked = "A **day** of_it ~~is~~ [free](http://x), `a  b` <b>or</b> ![alt](p.png)\n&amp; 5 \\* 3 *off"
    assert unmarked(marked) == "A day of_it is free, a b or & 5 * 3 *off"


def test_headings_paragraphs_items_and_cells_keep_their_paths() -> None:
    chunks = list(chunk_source(document("# T\n\nOne.\n\n## S\n\nTwo:\n\n- three\n  - four\n\n" + RATES)))
    blocks = [block for chunk in chunks for block in chunk.blocks]
    assert [(b.kind, b.heading_path) for b in blocks[:6]] == [
        ("heading", ("T",)),
        ("paragraph", ("T",)),
        ("heading", ("T", "S")),
        ("paragraph", ("T", "S")),
        ("item", ("T", "S")),
        ("item", ("T", "S")),
    ]
    (table,) = [block for block in blocks if block.kind == "table"]
    assert [cell.text for cell in table.rows[1].cells] == ["Electric city bike", "£7.50", "£29", "£150"]


def test_front_matter_gives_the_title_and_no_block() -> None:
    text = "---\ntitle: Soup\ntags: [a]\n---\n\nServes four.\n"
    (chunk,) = chunk_source(document(text, title="Soup"))
    assert [block.kind for block in chunk.blocks] == ["paragraph"]
    assert chunk.blocks[0].heading_path == ("Soup",)
    assert text[chunk.start : chunk.end] == "Serves four."


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("\nServes four.\n\n", True),
        ("Serves four.\n", True),
        ('"Hello," she said.\n', True),
        ("title: Soup: a guide\n", False),
    ],
)
def test_words_between_two_rules_at_the_beginning_are_no_front_matter(words: str, kept: bool) -> None:
    (chunk,) = chunk_source(document(f"---\n{words}---\n\nThe end.\n"))
    assert chunk.text.startswith(words.split()[0]) is kept


@pytest.mark.parametrize("line", ["{}- w{}", "{}w{}\n"])
def test_what_is_nested_deeply_is_read(line: str) -> None:
    sign = "  " if "-" in line else "> "
    text = "".join(line.format(sign * n, n) + "\n" for n in range(30))
    read = " ".join(chunk.text for chunk in chunk_source(document(text)))
    assert all(f"w{n}" in read.split() for n in range(30))


def test_passages_have_at_most_300_words_and_end_with_sentences() -> None:
    sentence = "The quick brown fox jumps over the lazy dog near the river. "
    table = "| n | v |\n|---|---|\n" + "".join(f"| row {i} of it | {i} |\n" for i in range(200))
    text = f"# Long\n\n{sentence * 100}\n\n{table}\n```\n{'x y z ' * 40}\n{'a b c ' * 300}\n```\n"
    chunks = list(chunk_source(document(text)))
    prose = [chunk for chunk in chunks if chunk.blocks[-1].kind == "paragraph"]
    assert len(prose) > 3
    assert all(chunk.text.endswith("river.") for chunk in prose)
    assert all(word_count(chunk.text) <= MOST_WORDS for chunk in chunks if chunk.blocks[0].kind != "code")
    rows = [row for chunk in chunks for block in chunk.blocks if block.kind == "table" for row in block.rows]
    assert len(rows) == 200


def test_rows_of_a_long_table_that_have_fewer_cells_are_in_a_passage() -> None:
    rows = (f"| City {n} | January {n} |\n| February without a city {n} |\n" for n in range(200))
    text = "| a | b |\n|---|---|\n" + "".join(rows)
    chunks = list(chunk_source(document(text)))
    assert "\n".join(chunk.text for chunk in chunks) + "\n" == text
    assert all(word_count(chunk.text) <= MOST_WORDS for chunk in chunks)
    head = f"| {'word ' * 400} |\n|---|\n"
    assert [chunk.text for chunk in chunk_source(document(head))] == [head.strip()]


def test_text_without_spaces_or_full_stops_is_cut_too() -> None:
    for text in ("x" * 20_000, "word " * 2_000, f"```\n{'y' * 20_000}\n```\n"):
        chunks = list(chunk_source(document(text)))
        assert len(chunks) > 3
        assert all(word_count(chunk.text) <= MOST_WORDS for chunk in chunks)


def test_short_sections_share_a_passage_and_a_heading_goes_with_its_text() -> None:
    chunks = list(chunk_source(document(RULES)))
    assert len(chunks) == 1
    assert chunks[0].heading_path == ("Rules",)
    long = "Word " * 140
    text = f"# A\n\n{long}.\n\n{long}.\n\n## B\n\n{long}.\n"
    assert [chunk.blocks[0].kind for chunk in chunk_source(document(text))] == ["heading", "heading"]


def test_sentences_end_at_full_stops_that_end_sentences() -> None:
    marked = (
        "The fee is £5.50 per day.|Mr. Smith pays at 9 a.m. on Mondays.|It is set to 3 °C.|A wet one dries.|"
        "See e.g. the list.|Is it open?|Yes!|About approx. 5 kg of rice.|J. Doe came.|Brown v. Schedule won."
    )
    text = marked.replace("|", " ")
    assert [text[start:end] for start, end in sentence_spans(text)] == marked.split("|")
    dots = "a" + "." * 200_000 + "b"  # each of them was gone through from each
    assert sentence_spans(dots) == [(0, len(dots))]


def test_a_kept_source_is_cut_once_and_read_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = document("# T\n\nOne.\n\n" + 9 * (RATES + RULES))
    expected = [(one.id, one.text, one.under, one.heading_path, one.blocks) for one in chunk_source(there)]
    kept = write_source(tmp_path, there)
    cut = tmp_path / f"{there.sha256}{CUT}"

    def told() -> list[tuple[Any, ...]]:
        chunks._cut.cache_clear()
        return [(one.id, one.text, one.under, one.heading_path, one.blocks) for one in chunk_source(kept)]

    assert told() == expected
    with monkeypatch.context() as patched:
        patched.setattr(chunks, "blocks_of", None)
        assert told() == expected
    for damaged in (b"", b"no zstd", cut.read_bytes()[:-9]):
        cut.write_bytes(damaged)
        assert told() == expected
    again = write_source(tmp_path, document(there.text, title="Another title"))
    assert next(chunk_source(again)).heading_path[0] == "Another title"
