"""Paths, budget and numbers beside the model's reading."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.planner.hints import Hints, distinct_paths
from seedbed.agent.planner.reading.answer import ParsedPart, PathRead, Reading, Use
from seedbed.agent.planner.reading.given import (
    by_flag,
    called,
    outline,
    read_examples,
    whole_files,
    with_words,
)
from seedbed.agent.planner.reading.interpret import checked
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget

NO_BUDGET = Budget()


def reading(words: str = "", *paths: tuple[str, Use], budget: str = "", rows: int = 0) -> Reading:
    part = ParsedPart("rows", rows, "x", "row")
    return Reading(words, (part,), tuple(PathRead(path=path, use=use) for path, use in paths), budget)


def located(parsed: Reading, hints: Hints) -> Hints:
    return with_words(by_flag(hints), parsed)


def test_docs_and_its_other_spelling_are_one_folder() -> None:
    assert distinct_paths(["./docs", "docs", "a/../docs", "chroma:x"]) == ("./docs", "chroma:x")


def test_what_a_path_is_for(tmp_path: Path) -> None:
    for name in ("own.jsonl", "tools.yaml", "users.yaml"):
        (tmp_path / name).write_text("")
    found = located(
        reading(
            "",
            ("own.jsonl", "examples"),
            ("tools.yaml", "tools"),
            ("users.yaml", "personas"),
            ("package.json", "other"),
        ),
        Hints(folder=str(tmp_path)),
    )
    assert [Path(one).name for one in (*found.examples, found.world, found.personas)] == [
        "own.jsonl",
        "tools.yaml",
        "users.yaml",
    ]
    assert found.sources == ()


def test_a_flag_goes_before_a_file_in_the_words(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("")
    words = reading("", ("a.yaml", "tools"))
    assert Path(located(words, Hints(world="b.yaml", folder=str(tmp_path))).world).name == "b.yaml"
    two = reading("", ("a.yaml", "tools"), ("b.yaml", "tools"))
    with pytest.raises(UserFault, match=r"two files of tools.*a\.yaml and .*b\.yaml"):
        located(two, Hints(folder=str(tmp_path)))


def check(words: str, budget: str = "", rows: int = 0) -> tuple[Budget, tuple[str, ...]]:
    return checked(reading(words, budget=budget, rows=rows), Path(), ())


def test_the_budget_is_computed_of_the_words_that_the_model_finds() -> None:
    assert check("300 tips for at most 3 dollars", "for at most 3 dollars")[0] == Budget(usd=3.0)
    assert check("300 tips, 3 dollars", "3 dollars")[0] == Budget(usd=3.0)
    budget, said = check("300 tips for 5 €", "for 5 €")
    assert budget == NO_BUDGET and "--budget 5usd" in " ".join(said)
    budget, said = check("300 tips, cheap please", "cheap please")
    assert budget == NO_BUDGET and "can't be read as a budget" in said[0]


def test_prices_in_the_rows_are_no_budget_but_said() -> None:
    budget, said = check("90 meals cooked within 20 minutes", rows=90)
    assert budget == NO_BUDGET
    assert any("20 minutes" in line and "--budget" in line for line in said)


@pytest.mark.parametrize(
    ("words", "rows", "said"),
    [
        ("300 reviews", 300, ""),
        ("300 reviews", 200, "the request says 300; the plan makes 200 rows"),
        ("300 twins, one review each", 150, "the request says 300; the plan makes 150 rows"),
        ("1 story of 3 sisters", 1, ""),
        ("20 per label: a, b and c, three labels", 60, ""),
        ("40 positive and 60 negative ones", 100, ""),
        ("reviews", 70, ""),
        ("dreißig Rezensionen", 30, ""),
    ],
)
def test_rows_are_held_against_the_numbers(words: str, rows: int, said: str) -> None:
    assert [line.partition(" (")[0] for line in check(words, rows=rows)[1]] == ([said] if said else [])
    assert checked(reading(words, rows=rows), Path(), (), 500)[1] == ()  # a flag goes before them


def test_a_folder_that_the_model_did_not_name_is_said(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    parsed = reading(f"90 tips from {tmp_path}/docs/", rows=90)
    assert any("isn't taken for documents" in line for line in checked(parsed, tmp_path, ())[1])
    assert checked(parsed, tmp_path, (f"{tmp_path}/docs",))[1] == ()


def test_of_a_file_that_may_not_be_read_the_outline_has_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refused(path: Path, *how: Any) -> Any:
        if path.stem == "mine":
            raise PermissionError
        return opened(path, *how)

    for name in ("mine.json", "mine.md", "ours.md"):
        (tmp_path / name).write_text("{}")
    monkeypatch.setattr(Path, "open", refused)
    assert outline([str(tmp_path)]) == ("mine.json", "mine.md", "ours.md (0 words): {}")
    assert not whole_files([str(tmp_path / "mine.json")])


def test_the_outline_is_names_lengths_and_headings(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Bikes\ntext\n## Prices\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.bin").write_bytes(b"\xff\x00")
    (tmp_path / "runs").mkdir()
    for own in ("run.sqlite", "README.md"):
        (tmp_path / "runs" / own).touch()
    assert outline([str(tmp_path)]) == ("a.md (3 words): Bikes | Prices", "b.bin")
    (tmp_path / "b.csv").write_text("\ufeffname,price\ntandem,30\ncargo,40\n", encoding="utf-8")
    assert outline([str(tmp_path / "b.csv")]) == ("b.csv (3 words): name,price | tandem,30",), (
        "a table's columns"
    )
    (tmp_path / "b.csv").unlink()
    made = (
        "-- A club.\nCREATE TABLE member (id INT);\nCREATE TABLE tour (id INT);\nINSERT INTO tour VALUES (1);"
    )
    (tmp_path / "c.sql").write_text(made)
    assert outline([str(tmp_path / "c.sql")]) == (
        "c.sql (17 words): CREATE TABLE member, tour | INSERT tour",
    ), "that rows are there, too"
    (tmp_path / "c.sql").write_text("CREATE TABLE member (id INT")
    assert outline([str(tmp_path / "c.sql")])[0].endswith(": CREATE TABLE member (id INT")
    (tmp_path / "c.sql").write_text(f"SELECT {'(' * 30_000}1;")
    assert outline([str(tmp_path / "c.sql")])[0].startswith("c.sql (2 words): SELECT (((("), (
        "it can't be read"
    )
    (tmp_path / "c.sql").unlink()
    for number in range(60):
        (tmp_path / f"m{number:02}.md").write_text("x")
    assert outline([str(tmp_path)])[-1] == "and 22 more files"


def test_example_rows_are_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(json.dumps({"frage": n}) for n in range(50)))
    assert [row["frage"] for row in read_examples([str(file)])] == [*range(50)]
    file.write_text('{"a": 1}\n[1]')
    with pytest.raises(UserFault, match=r"line 2.*no object"):
        read_examples([str(file)])


def test_the_reader_is_told_what_is_in_files_that_the_words_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "1.md").write_text("# Ferries\n\n## When\n\nDaily.\n", encoding="utf-8")
    (tmp_path / "q.txt").write_text("\nhelmet kids\nchain skips\nbrakes\nlast\n", encoding="utf-8")
    words = "Each query in “q.txt”, by ./book/ and / or ../ or /tmp or ./ or none.txt."
    assert called(words, Path(".")) == ("q.txt", "./book/")
    told = ("q.txt (6 words): helmet kids | chain skips | brakes", "1.md (3 words): Ferries | When")
    assert outline(called(words, Path("."))) == told
    assert outline(["q.txt", "book"], most=1, longest=20) == ("q.txt (6 words): …", "and 1 more files")
