"""From bytes to documents in this process: tables, rows, JSON, encodings."""

import json
from dataclasses import replace

import pytest

from seedbed.tools.knowledge.blocks import blocks_of, title_of
from seedbed.tools.knowledge.chunks import chunk_source
from seedbed.tools.knowledge.extraction import Cut, documents_in, html_to_markdown
from seedbed.tools.knowledge.formats import rows
from seedbed.tools.knowledge.formats.characters import Document, Unreadable
from seedbed.tools.knowledge.formats.rows import cell_in, rows_as_documents
from tests.tools.knowledge.documents import document


def texts(data: str, suffix: str) -> list[str]:
    return [
        one.text if isinstance(one, Document) else f"{one.place}: {one.why}"
        for one in documents_in(data.encode(), suffix)
    ]


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        ("a,b\n1,2\n", ".csv", "| a | b |\n| --- | --- |\n| 1 | 2 |\n"),
        ("a;b\n1,5;2\n", ".csv", "| a | b |\n| --- | --- |\n| 1,5 | 2 |\n"),
        ("a;b, net\n1;2\n", ".csv", "| a | b, net |\n| --- | --- |\n| 1 | 2 |\n"),
        ("a,b; net\n1,2\n", ".csv", "| a | b; net |\n| --- | --- |\n| 1 | 2 |\n"),
        ("a;b, c, d\n1;2\n", ".csv", "| a | b, c, d |\n| --- | --- |\n| 1 | 2 |\n"),
        ('"a, b, c";d\n1;2\n', ".csv", "| a, b, c | d |\n| --- | --- |\n| 1 | 2 |\n"),
        ("sep=;\na;b,c,d\n1,5;2\n", ".csv", "| a | b,c,d |\n| --- | --- |\n| 1,5 | 2 |\n"),
        ("a\tb\n1,5\t2\n", ".tsv", "| a | b |\n| --- | --- |\n| 1,5 | 2 |\n"),
        ('a,b\n"x|y\nz","2"\n\n', ".csv", "| a | b |\n| --- | --- |\n| x\\|y z | 2 |\n"),
        (
            "a,\n1,2,3\n4\n",
            ".csv",
            "| a | column 2 | column 3 |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| 4 |  |  |\n",
        ),
        ('[{"a": 1, "b": null}, {"a": true}]', ".json", "| a | b |\n| --- | --- |\n| 1 |  |\n| true |  |\n"),
        ('[{"a": 6.20, "b": ["x", 1e3]}]', ".json", "| a | b |\n| --- | --- |\n| 6.20 | x, 1e3 |\n"),
        (
            '{"q": "Why?"}\n\n{"q": "So?", "n": 2.50}\n',
            ".jsonl",
            "| q | n |\n| --- | --- |\n| Why? |  |\n| So? | 2.50 |\n",
        ),
    ],
)
def test_tables_become_markdown(data: str, suffix: str, expected: str) -> None:
    assert texts(data, suffix) == [expected]


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        ('{"a": {"b": 1.50}}', ".json", '{\n "a": {\n  "b": 1.5\n }\n}'),
        ('{"a":\n {"b": []}}\n', ".json", '{"a":\n {"b": []}}\n'),
        ('{"a": {"b": 1.50}}\n{"c": 2}\n', ".jsonl", '{"a": {"b": 1.50}}\n{"c": 2}\n'),
        ("# no heading\nx = 1\n", ".py", "# no heading\nx = 1\n"),
        ("all:\n\tls\n", "", "all:\n\tls\n"),
    ],
)
def test_other_texts_stand_as_they_are_in_one_block(data: str, suffix: str, expected: str) -> None:
    (found,) = documents_in(data.encode(), suffix, any_text=True)
    assert isinstance(found, Document) and (found.text, found.title) == (expected, "")
    (passage,) = chunk_source(replace(document(expected), is_code=found.is_code))
    assert [block.kind for block in passage.blocks] == ["code"] and passage.text == expected.rstrip()


@pytest.mark.parametrize(
    ("data", "suffix", "places"),
    [
        ("dish,price,\nSoup,6.20,hot\n,,\nPie,,\n", ".csv", ["#row 2", "#row 3"]),
        (
            '[{"dish": "Soup", "price": 6.20, "column 3": "hot"}, {"dish": "Pie"}]',
            ".json",
            ["#row 1", "#row 2"],
        ),
        (
            '{"dish": "Soup", "price": "6.20", "column 3": ["hot"]}\n{"dish": "Pie"}',
            ".jsonl",
            ["#line 1", "#line 2"],
        ),
    ],
)
def test_each_row_of_a_table_can_be_a_document(data: str, suffix: str, places: list[str]) -> None:
    found = [one for one in documents_in(data.encode(), suffix, cut="row") if isinstance(one, Document)]
    assert [one.text for one in found] == ["dish: Soup\n\nprice: 6.20\n\ncolumn 3: hot\n", "dish: Pie\n"]
    assert [(one.place, one.title) for one in found] == [*zip(places, ["Soup", "Pie"], strict=True)]


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl"])
def test_of_a_row_that_is_a_document_each_cell_comes_back_as_it_was(suffix: str) -> None:
    said = "One.\n\n\nStars: 9\n\ntwo"
    row = {"id": "a", "Stars": "4", "text": said, "note": "", "Who said": "Ann: me"}
    lines = {".csv": f'ID,Stars,Text,note,Who said\na,4,"{said}",,Ann: me\n', ".json": json.dumps([row])}
    data = lines.get(suffix, json.dumps(row)).encode()
    (whole,) = (one for one in documents_in(data, suffix, cut="row") if isinstance(one, Document))
    assert whole.place == "#a"
    columns = ("text", "stars", "who said", "note", "price")
    assert [cell_in(whole.text, one) for one in columns] == [said, "4", "Ann: me", None, None]
    (alone,) = (one for one in documents_in(data, suffix) if isinstance(one, Document))
    assert alone.text == said and cell_in(alone.text, "text") == said


@pytest.mark.parametrize("column", ["text", "review"])
@pytest.mark.parametrize("said", ["  led  and trailed ", "a\n", "\n\na\n\n"])
def test_what_is_empty_at_a_cells_ends_is_kept(column: str, said: str) -> None:
    data = f'id,{column},stars\nr,"{said}",4\n'.encode()
    (found,) = (one for one in documents_in(data, ".csv", cut="row") if isinstance(one, Document))
    assert [cell_in(found.text, one) for one in (column, "stars")] == [said, "4"]


def test_two_columns_of_one_name_are_refused_where_cells_are_taken() -> None:
    (found,) = documents_in(b"review,review,stars\na b,c d,4\n", ".csv", cut="row")
    assert found == Unreadable("two of its columns are called 'review', so which is meant can't be told")


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
@pytest.mark.parametrize("column", ["text", "review"])
def test_a_nested_value_of_a_row_is_a_cell_with_its_json(suffix: str, column: str) -> None:
    row = {column: "Good", "meta": {"a": [1, {"b": "ü"}]}, "tags": ["x", "y"], "of": [[1], 2]}
    data = json.dumps([row] if suffix == ".json" else row).encode()
    (found,) = (one for one in documents_in(data, suffix, cut="row") if isinstance(one, Document))
    cells = [cell_in(found.text, name) for name in row]
    assert cells == ["Good", '{"a": [1, {"b": "ü"}]}', "x, y", "[[1], 2]"]


@pytest.mark.parametrize(
    ("data", "suffix", "places"),
    [
        ("Oil  it\n\n  - Pump\n", ".txt", {"#line 1": "Oil  it", "#line 3": "- Pump"}),
        (
            "# Tips\n\nOf *ours*:\n\n- Oil\n  it\n- **Pump**\n",
            ".md",
            {"#line 5": "Oil it", "#line 7": "Pump"},
        ),
        ("# Tips\n\nOil it\nPump\n", ".md", {"#line 3": "Oil it", "#line 4": "Pump"}),
        ("INFO up\nWARN hot\n", ".log", {"#line 1": "INFO up", "#line 2": "WARN hot"}),
    ],
    ids=str,
)
def test_each_line_can_be_a_document(data: str, suffix: str, places: dict[str, str]) -> None:
    found = list(documents_in(data.encode(), suffix, cut="line"))
    assert {one.place: one.text for one in found if isinstance(one, Document)} == places


def test_each_entry_of_a_map_can_be_a_document() -> None:
    data = json.dumps({"title": "Sign in", "errors": {"none": "", "mail": "No such mail"}, "tries": 3})
    found = list(documents_in(data.encode(), ".json", cut="line"))
    cells = [
        [cell_in(one.text, name) for name in ("key", "value")] for one in found if isinstance(one, Document)
    ]
    assert cells == [
        ["title", "Sign in"],
        ["errors.none", None],
        ["errors.mail", "No such mail"],
        ["tries", "3"],
    ]
    assert [one for one in documents_in(data.encode(), ".json", cut="row") if isinstance(one, Document)] == []


def test_a_row_is_called_by_its_first_words_and_not_by_its_number() -> None:
    table = b"no,came,name,said\n7,02.11.2026 08:12,Ann,It smells of gas here\n8,,Bo,Help\n"
    found = [one.title for one in documents_in(table, ".csv", cut="row") if isinstance(one, Document)]
    assert found == ["It smells of gas here", "8"]


def test_rows_of_another_width_are_told() -> None:
    table = b"a,b\n1\n1,2\n1,2,3\n"
    told = "2 of its 3 rows have more or fewer cells than its head (one that holds a comma wants quotes)"
    assert [one.note for one in documents_in(table, ".csv") if isinstance(one, Document)] == [told]
    rows = [one for one in documents_in(table, ".csv", cut="row") if isinstance(one, Document)]
    assert [one.note for one in rows] == [told, "", ""]


def test_a_table_with_a_text_column_is_documents() -> None:
    data = 'ID,Text,Title\na,"First, text.",One\nb,,Two\na,Again.,\nc,C.\nd,D.,x,y\n'
    assert texts(data, ".csv") == [
        "First, text.",
        "#row 3: no text in the field 'text'",
        "#a: a row with this id came before",
        "C.",
        "#row 6: 4 cells under 3 names of columns",
    ]
    first = next(iter(documents_in(data.encode(), ".csv")))
    assert isinstance(first, Document) and (first.place, first.title) == ("#a", "One")


def test_a_row_has_a_hash_of_its_own_that_changes_with_it_alone() -> None:
    before = [one for one in documents_in(b"id,text\n1,One.\n2,Two.\n", ".csv") if isinstance(one, Document)]
    after = [one for one in documents_in(b"id,text\n1,Won.\n2,Two.\n", ".csv") if isinstance(one, Document)]
    assert before[0].original_sha256 != after[0].original_sha256
    assert before[1].original_sha256 == after[1].original_sha256


@pytest.mark.parametrize(
    ("data", "suffix", "why"),
    [
        ("", ".csv", "holds no text"),
        ("a,b\n", ".csv", "a table without rows"),
        ('a,b\n"1,2\n', ".csv", "not a table in CSV, line 2"),
        ('sep=;\na;b\n1;2\n3;"four \\"4\\""\n', ".csv", "not a table in CSV, line 4"),
        ("a," * 600 + "\n1\n", ".csv", "a table of 601 columns"),
        ("a\n" + "x" * 1_000_001, ".csv", "not a table in CSV, line 2: field larger"),
        ("{", ".json", "not JSON"),
        ("[" * 200_000, ".json", "not JSON: nested too deeply"),
        ("[]", ".json", "JSON without texts"),
        ('{"a": {"b": 1}}', ".json", "JSON without texts"),
        ('[{"a": "\\ud800"}]', ".json", "half a surrogate pair"),
        (json.dumps([{f"k{n}": n} for n in range(501)]), ".json", "a table of 501 columns"),
    ],
)
def test_what_holds_no_text_is_named(data: str, suffix: str, why: str) -> None:
    (found,) = documents_in(data.encode(), suffix)
    assert isinstance(found, Unreadable) and why in found.why


@pytest.mark.parametrize("cut", ["", "row"])
def test_no_cells_are_made_of_rows_that_have_a_key_each(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_cell", None)
    data = json.dumps([{f"k{n}": n} for n in range(501)])
    assert "501 columns" in str(*documents_in(data.encode(), ".json", cut=cut))


@pytest.mark.parametrize("cut", ["", "row"])
def test_a_broken_line_among_rows_of_a_table_is_named_alone(cut: Cut) -> None:
    broken, *rest = documents_in(b'{"q": "One?"}\n{"q": "Tw\n{"q": "Three?"}\n', ".jsonl", cut=cut)
    assert isinstance(broken, Unreadable) and "#line 2, not JSON" in f"{broken.place}, {broken.why}"
    assert all(isinstance(one, Document) for one in rest) and len(rest) == (2 if cut else 1)


def test_a_comment_in_a_fence_is_no_title_and_a_row_is_called_what_its_text_calls_itself() -> None:
    log = "Some words.\n\n```\n# !!! Warning\n```\n\n# Saving\n"
    assert title_of(log) == "Saving"
    row = {"id": "a", "title": 'Node "', "text": "---\ntitle: Node guide\n---\n\nInstall it.\n"}
    (found,) = rows_as_documents([("line 1", "0", row)])
    assert isinstance(found, Document) and found.title == "Node guide"


_MERGES = "a0: &a0 {a: 1, b: 2, c: 3}\n" + "".join(
    f"a{n + 1}: &a{n + 1} {{<<: [{', '.join([f'*a{n}'] * 9)}]}}\n" for n in range(20)
)
"""Of which each holds the one before nine times."""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Learning C#\n", "Learning C#"),
        ("# The `bikes` *guide* ##\n", "The bikes guide"),
        ("# [Docs](http://a/b)\n", "Docs"),
        ("#\n\nSome words.\n\n#   \nMore.\n\n# Rates\n", "Rates"),
        ("# a" + " " * 100_000 + "b\n", "a b"),
        *((f"---\ntitle: T\nodd: {odd}\n---\n\nWords.\n", "T") for odd in ("!!bool x", "[!!int '']")),
        ("---\ntitle: 2024-01-01\n---\n\n# Rates\n", "Rates"),
        (f"---\n{_MERGES}title: T\n---\n\nWords.\n", "T"),
    ],
)
def test_a_text_is_called_by_the_words_of_its_first_heading(text: str, title: str) -> None:
    assert title_of(text) == title
    assert [block.heading_path for block in blocks_of(text, title)][-1] == (title,)


def test_the_words_in_a_form_are_read_but_not_its_fields() -> None:
    fields = "<select><option>All</option></select><textarea>Yours</textarea><button>Send</button>"
    text, _ = html_to_markdown(f"<body><form><h1>Fees</h1><p>It is £5.</p>{fields}</form></body>")
    assert text == "# Fees\n\nIt is £5.\n"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>a<ul><li>x<li>y</ul><li>b</ul>", "* a\n  + x\n  + y\n* b\n"),
        ("<dl><dt>T<dd>d<dt>U<dd>e</dl>", "T\n:   d\n\nU\n:   e\n"),
        (
            "<table><tr><th>A<th>B<tr><td>a<td>b<tr><td>c<td>d</table>",
            "| A | B |\n| --- | --- |\n| a | b |\n| c | d |\n",
        ),
        ("<details><summary>How long?</summary>Two days</details>", "How long?\n\nTwo days\n"),
        ("<table><tr><th>Fee<tr><td><!-- inside | 3 -->5</table>", "| Fee |\n| --- |\n| 5 |\n"),
        ("<p>x<?xml:namespace prefix = o /> y</p>", "x y\n"),
        ("<p>a<![ if gte mso 9]>b<![ endif]-->", "ab\n"),
        ("<h1>A</h1><p>a <b>b</b> c" * 1000, "# A\n\na **b** c\n\n" * 999 + "# A\n\na **b** c\n"),
        (
            "<p>a<blockquote><p>b<p>c</blockquote><ul><li>d<p>e<li>f</ul>",
            "a\n> b\n>\n> c\n\n* d\n\n  e\n* f\n",
        ),
        ("<p>a<div hidden><p>b</div><nav><p>c</nav><p>d", "a\n\nd\n"),
        ("<p>a</p>\n<pre>x\n\n\n\ny</pre>\n<p>``` b", "a\n\n```\nx\n\n\n\ny\n```\n\n``` b\n"),
    ],
)
def test_tags_that_needn_t_be_closed_end_each_other_and_notes_for_programs_are_left_out(
    html: str, text: str
) -> None:
    assert html_to_markdown(f"<body>{html}</body>")[0] == text
