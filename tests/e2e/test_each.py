"""Rows counted by the person's documents: so many for each of them, whatever their length."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.inside import Inside, seedbed
from tests.e2e.program import Program, lines
from tests.e2e.runs import HANDBOOK, RULES
from tests.simulator.launch import simulator

ITEMS = [
    "The ferry to Hallig Norden stays in port on Monday, for its engine is being mended.",
    "A bakery in Ostmark gives what is left in the evening to the shelter next door, free of charge.",
    "The library has bought a second bus, which stops at each school of the district once a week. " * 12,
    "Swimmers found a ring of gold in the lake; whoever lost it may ask for it at the boat hire.",
]
RECIPE: dict[str, Any] = {
    "recipe": "letters",
    "about": "A news item and a letter to the editor",
    "row": {"item": "passage as prompt", "letter": "string 20..900 as response"},
    "make": {"item": {"pick": "passages", "n": 1}, "letter": "Write a letter to the editor."},
}
DATES = """\
import datetime


def days(seconds: int) -> int:
    return seconds // 86_400


class Shop:
    def open_on(self, day: datetime.date) -> bool:
        return day.weekday() < 5

    @property
    def lasts(self):
        def hours(minutes):
            return minutes / 60

        return hours(self.minutes)
"""
NEWS: dict[str, Any] = {"recipe": RECIPE, "topic": "news", "each": {"of": "document", "rows": 2}}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with simulator() as endpoint:
        program = Inside(tmp_path_factory.mktemp("each"), endpoint.base_url)
        with (program.folder / "news.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([one] for one in ITEMS)])
        program.spec(sources=["news.csv"], parts=[NEWS], seed=1)
        yield program


def test_each_document_has_its_rows_and_a_run_that_is_extended_stays_even(program: Program) -> None:
    done = program("build", "spec.yaml", "--skip-exam", "-o", "run", "--yes")
    assert done.code == 0, done.err
    assert "2 for each document, so 8 rows of 4 of 4 documents" in done.err
    assert _items(program, "run") == [2, 2, 2, 2]
    more = program("extend", "run", "-n", "+4")
    assert more.code == 0, more.err
    again = program("resume", "run", "--yes")
    assert again.code == 0 and "for each document" not in again.err, again.err
    assert _items(program, "run") == [3, 3, 3, 3]


def test_each_row_of_a_table_has_rows_of_its_own_whatever_its_columns_are_called(
    program: Program, tmp_path: Path
) -> None:
    with (program.folder / "goods.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name", "what"], *([f"Good {n}", one] for n, one in enumerate(ITEMS))])
    program.spec("goods.yaml", sources=["goods.csv"], parts=[NEWS], seed=1)
    done = program("build", "goods.yaml", "--skip-exam", "-o", "goods", "--yes")
    assert done.code == 0 and "2 for each document, so 8 rows of 4 of 4 documents" in done.err, done.err
    assert _items(program, "goods") == [2, 2, 2, 2]
    assert program("extend", "goods", "-n", "+4").code == 0
    again = program("resume", "goods", "--yes")
    assert again.code == 0 and _items(program, "goods") == [3, 3, 3, 3], "each row is the document it was"
    kept = sorted((goods := program.folder / "goods").glob("sources/*.txt"))
    for text in kept:
        text.unlink()
    with chdir(tmp_path):  # originals lie where the run was made
        mended = seedbed("audit", goods, "--repair")
        assert mended.exit_code == 0, mended.stdout
        assert "no longer there" not in seedbed("resume", goods).stderr
    assert sorted(goods.glob("sources/*.txt")) == kept


@pytest.mark.parametrize("shares", [(0.25, 0.75), ("2 rows", "rest"), ("3 rows", "6 rows")])
def test_labels_have_their_shares_of_the_rows_that_are_counted(
    program: Program, shares: tuple[object, object]
) -> None:
    moods = {
        "row": {**RECIPE["row"], "mood": ["calm", "cross"]},
        "make": {**RECIPE["make"], "letter": "Write a {{ mood }} letter to the editor."},
        "vary": {"mood": dict(zip(("calm", "cross"), shares, strict=True))},
        "means": {"mood": {"calm": "has no anger", "cross": "has anger"}},
    }
    part = {**NEWS, "recipe": {**RECIPE, **moods}}
    program.spec("moods.yaml", sources=["news.csv"], parts=[part], seed=1)
    run = f"moods-{shares[1]}"
    done = program("build", "moods.yaml", "--skip-exam", "-o", run, "--yes")
    if shares[1] == "6 rows":
        assert done.code == 2 and "9, and it has to be 8 (rows)" in done.err and "calls" not in done.err
        return
    assert done.code == 0, done.err
    assert Counter(row["mood"] for row in lines(program.folder / run / "dataset.jsonl")) == {
        "calm": 2,
        "cross": 6,
    }
    assert program("extend", run, "-n", "+4").code == 0
    again = program("resume", run, "--yes")
    assert again.code == 0 and "taken from" not in again.err, again.err


@pytest.mark.parametrize("head", [["id", "text", "stars"], ["id", "text"], ["said", "stars"]])
@pytest.mark.parametrize("of", ["entry", "document"])
def test_a_row_that_is_counted_is_whole_and_one_that_is_too_long_is_named(
    program: Program, head: list[str], of: str
) -> None:
    said, name = [" ".join(f"Word {n} is here." for n in range(400)), ITEMS[0], "a" * 40_001], "-".join(head)
    rows = [{"id": n, "text": one, "said": one, "stars": n} for n, one in enumerate(said)]
    with (program.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    row = {
        "said": "string as prompt",
        "stars": "string or null as context",
        "letter": "string 20..900 as response",
    }
    cells = {one: {"set": f"item | cell('{one}')"} for one in ("said", "stars")}
    cells["said"] = {"set": f"item | cell('{head[head[0] == 'id']}')"}
    steps = {"item": RECIPE["make"]["item"], **cells, "letter": "Answer {{ said }}."}
    if "stars" not in head:
        del row["stars"], steps["stars"]
    recipe = {**RECIPE, "row": row, "keep": {"item": "passage"}, "make": steps}
    part = {**NEWS, "recipe": recipe, "each": {"of": of}}
    program.spec("cells.yaml", sources=[f"{name}.csv"], parts=[part], seed=1)
    done = program("build", "cells.yaml", "--skip-exam", "-o", f"{of}-{name}", "--yes")
    assert done.code == 0 and "a row that is counted is had whole, up to 40,000" in done.err, done.err
    made = [(one["said"], one.get("stars")) for one in lines(program.folder / f"{of}-{name}/dataset.jsonl")]
    assert sorted(made) == sorted((said[n], str(n) if "stars" in head else None) for n in (0, 1))
    audited = program("audit", f"{of}-{name}")
    assert audited.code == 0, audited.err


def test_rows_of_a_table_that_are_labelled_as_they_are_are_no_copies_of_each_other(program: Program) -> None:
    late = ["The ferry to the isle was late by an hour", "The ferry to the isle was late by two hours"]
    with (program.folder / "late.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["n", "text"], *enumerate([*late, late[0]])])
    recipe = {
        **RECIPE,
        "row": {"text": "string as prompt", "stars": "integer 1..5 as response"},
        "make": {
            "item": RECIPE["make"]["item"],
            "text": {"set": "item | cell('text')"},
            "stars": "Say its stars.\n{{ text }}",
        },
    }
    part = {**NEWS, "recipe": recipe, "each": {"of": "entry"}}
    program.spec("late.yaml", sources=["late.csv"], parts=[part], seed=1)
    done = program("build", "late.yaml", "--skip-exam", "-o", "late", "--yes")
    assert done.code == 0, done.err
    made = lines(program.folder / "late/dataset.jsonl")
    assert sorted(row["text"] for row in made) == sorted([*late, late[0]])
    more = program("extend", "late", "-n", "+2")
    assert more.code == 2 and "each entry has its rows in 'rows', as it is: there are no more" in more.err
    assert program("redo", "late", made[0]["id"]).code == 0
    few = program("build", "late.yaml", "-n", "2", "--skip-exam", "-o", "few", "--yes")
    assert few.code == 2 and "cells of rows are taken (`cell`), so they are counted by `each`" in few.err
    again = program("resume", "late", "--yes")
    assert again.code == 0 and len(lines(program.folder / "late/dataset.jsonl")) == 3, again.err


def test_rows_of_one_id_are_each_read_and_what_is_not_read_is_told_with_the_count(program: Program) -> None:
    with (program.folder / "ids.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "text"], *(["c1", one] for one in (*ITEMS, "", ITEMS[0]))])
    program.spec("ids.yaml", sources=["ids.csv"], parts=[{**NEWS, "each": {"of": "entry"}}], seed=1)
    done = program("build", "ids.yaml", "--skip-exam", "-o", "ids", "--yes")
    assert done.code == 0 and _items(program, "ids") == [1, 1, 1, 1], done.err
    assert "1 for each entry, so 4 of 6 entries, 2 not read: " in done.err, done.err
    unread = json.loads((program.folder / "ids/report.json").read_text("utf-8"))["limits"][0]
    assert "ids.csv#row 6 (no text in the field 'text')" in unread
    assert "ids.csv#row 7 (same text as" in unread
    assert program("extend", "ids", "-n", "+4").code == 0


def test_each_section_has_rows_made_of_it_alone(program: Program) -> None:
    text = "\n\n".join(f"## {name}\n\n{item[:100]}" for name, item in zip("abcd", ITEMS, strict=True))
    (program.folder / "guide.md").write_text(f"# Guide\n\n{text}\n", encoding="utf-8")
    part = {**NEWS, "each": {"of": "section", "rows": 2}}
    program.spec("guide.yaml", sources=["guide.md"], parts=[part], seed=1)
    done = program("build", "guide.yaml", "--skip-exam", "-o", "guide", "--yes")
    assert done.code == 0 and "2 for each section, so 8 rows of 4 of 4 sections" in done.err, done.err
    lines = (program.folder / "guide" / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    quotes = Counter(json.loads(line)["item"]["quote"] for line in lines)
    assert sorted(quotes.values()) == [2, 2, 2, 2]
    assert [sum(item[:100] in quote for item in ITEMS) for quote in quotes] == [1, 1, 1, 1]


def test_questions_beside_rows_of_sections_audit_clean(program: Program) -> None:
    (program.folder / "rules.md").write_text(HANDBOOK, encoding="utf-8")
    parts = [{**NEWS, "each": {"of": "section", "rows": 1}}, RULES]
    program.spec("both.yaml", sources=["rules.md"], parts=parts, seed=1)
    assert program("build", "both.yaml", "--skip-exam", "-o", "both", "--yes").code == 0
    audited = program("audit", "both")
    assert audited.code == 0, audited.out


def test_a_row_of_a_document_sees_all_of_it(program: Program) -> None:
    folder = program.folder / "reports"
    folder.mkdir()
    texts = []
    for name, sections in (("a", 3), ("b", 9), ("c", 60)):
        said = [" ".join(f"Word {name}{n}-{m} is here." for m in range(60)) for n in range(sections)]
        texts.append("\n\n".join(f"## {name}{n}\n\n{words}" for n, words in enumerate(said)))
        (folder / f"{name}.md").write_text(texts[-1] + "\n", encoding="utf-8")
    steps = {**RECIPE["make"], "item": {"pick": "passages", "whole": "document"}}
    part = {**NEWS, "recipe": {**RECIPE, "make": steps}, "each": {"of": "document", "rows": 1}}
    program.spec("whole.yaml", sources=["reports"], parts=[part], seed=1)
    done = program("build", "whole.yaml", "--skip-exam", "-o", "whole", "--yes")
    assert done.code == 0 and "1 for each document, so 3 of 3 documents" in done.err, done.err
    assert "rows see the first 40,000 characters of a document; longer: c.md" in done.err
    lines = (program.folder / "whole" / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    items = {item["source"]: item for item in (json.loads(line)["item"] for line in lines)}
    assert [items[f"{name}.md"]["quote"] for name in "ab"] == texts[:2]
    cut = items["c.md"]["quote"]
    assert 38_000 < len(cut) <= 40_000 and texts[2].startswith(cut)
    audited = program("audit", "whole")
    assert audited.code == 0, audited.err


def test_rows_of_one_source_are_made_of_what_the_others_say(program: Program) -> None:
    folder = program.folder / "book"
    folder.mkdir()
    for n, item in enumerate(ITEMS):
        (folder / f"{n}.md").write_text(f"# Chapter {n}\n\n{item}\n", encoding="utf-8")
    asked = ["When is the ferry back?", "Who gets bread in the evening?", "Where does the second bus stop?"]
    with (program.folder / "asked.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "question"], *enumerate(asked)])
    row = {"found": "list 1..2 of passage as context", "letter": "string 20..900 as response"}
    steps = {
        "item": {"pick": "passages", "n": 1, "whole": "document"},
        "found": {"find": "item", "n": 2},
        "letter": "Answer by letter.",
    }
    recipe = {**RECIPE, "row": row, "keep": {"item": "passage"}, "make": steps}
    part = {**NEWS, "recipe": recipe, "each": {"of": "document", "source": "asked.csv"}}
    program.spec("asked.yaml", sources=["asked.csv", "book"], parts=[part], seed=1)
    done = program("build", "asked.yaml", "--skip-exam", "-o", "answered", "--yes")
    assert done.code == 0 and "1 for each document of asked.csv, so 3 of 3 documents" in done.err, done.err
    lines = (program.folder / "answered" / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    found = [one["source"] for line in lines for one in json.loads(line)["found"]]
    assert len(lines) == 3 and all(name.endswith(".md") for name in found), found
    program.spec("nowhere.yaml", sources=["book"], parts=[part], seed=1)
    none = program("build", "nowhere.yaml", "--skip-exam", "-o", "nowhere", "--yes")
    assert none.code == 2 and "1 for each document of asked.csv come to 0 rows" in none.err, none.err


def test_each_line_of_one_text_is_a_document_and_stands_in_its_row_as_it_is(program: Program) -> None:
    asked = [
        "who gets what is left of the  bread",
        "- where does the second bus stop",
        "when is the ferry back",
    ]
    (program.folder / "asked.txt").write_text("\n".join((asked[0], "", *asked[1:])) + "\n", "utf-8")
    rules = [f"{n}. News\n{item.strip()}" for n, item in enumerate(ITEMS)]
    (program.folder / "rules").mkdir()
    for n, rule in enumerate(rules):
        (program.folder / "rules" / f"{n}.txt").write_text(rule, encoding="utf-8")
    recipe = {
        **RECIPE,
        "row": {
            "query": "line 3..200 as prompt",
            "found": "list 1 of passage as context",
            "letter": "string 20..900 as response",
        },
        "keep": {"item": "passage"},
        "make": {
            "item": {"pick": "passages", "n": 1, "whole": "document"},
            "query": {"set": "item | cell('text')"},
            "found": {"find": "query", "n": 1},
            "letter": "Answer {{ query }} by {{ found }}.",
        },
    }
    told = "1 for each entry of asked.txt, so 3 of 3 entries, where the request speaks of 4"
    part = {**NEWS, "recipe": recipe, "each": {"of": "entry", "source": "asked.txt", "there": 4}}
    part["clauses"] = {"for each query": ["rows"]}
    program.spec("lines.yaml", sources=["asked.txt", "rules"], parts=[part], seed=1)
    done = program("build", "lines.yaml", "--skip-exam", "-o", "lines", "--yes")
    assert done.code == 0 and told in done.err, done.err
    assert "rows, 1 for each entry" in done.err and "rows counted, 1 for each" in done.out, done.out
    rows = (program.folder / "lines" / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(row)["query"] for row in rows) == sorted(asked)
    texts = [one.read_text("utf-8") for one in (program.folder / "lines" / "sources").glob("*.txt")]
    assert sorted(map(str.strip, texts)) == sorted([*asked, *rules])
    assert program("audit", "lines").code == 0
    (program.folder / "asked.txt").write_text("\n".join(["no bread?", "", *asked[1:]]), encoding="utf-8")
    assert program("extend", "lines", "-n", "+3").code == 0
    again = program("resume", "lines")
    assert again.code == 2 and "asked.txt#line 1" in again.err and "#line 4" not in again.err, again.err


def test_each_function_of_a_folder_of_programs_is_a_document(program: Program) -> None:
    folder = program.folder / "src"
    folder.mkdir()
    (folder / "dates.py").write_text(DATES)
    (folder / "broken.py").write_text("def half(:\n")
    (folder / "README.md").write_text("# Dates\n\nHow days are counted.\n")
    recipe = {
        "recipe": "docstrings",
        "about": "A function and its docstring",
        "row": {"function": "string 10..900 as prompt", "docstring": "line 5..200 as response"},
        "keep": {"item": "passage"},
        "make": {
            "item": {"pick": "passages", "n": 1, "whole": "document"},
            "function": {"set": "item.quote"},
            "docstring": "Say what it gives.\n{{ function }}",
        },
    }
    part = {"recipe": recipe, "topic": "dates", "each": {"of": "function"}}
    program.spec("functions.yaml", sources=["src"], parts=[part], seed=1)
    done = program("build", "functions.yaml", "--skip-exam", "-o", "functions", "--yes")
    assert done.code == 0 and "1 for each function, so 3 of 3 functions" in done.err, done.err
    assert "src/broken.py (can't be parsed as Python (line 1)" in done.err
    assert "src/README.md (the functions of .py files alone are told" in done.err
    rows = [row["function"] for row in lines(program.folder / "functions" / "dataset.jsonl")]
    first = sorted(one.partition(":\n")[0] for one in rows)
    assert first == [
        "@property\ndef lasts(self)",
        "def days(seconds: int) -> int",
        "def open_on(self, day: datetime.date) -> bool",
    ]
    assert any("\n    def hours(minutes):\n        return" in one for one in rows)
    assert program("audit", "functions").code == 0
    (folder / "dates.py").write_text(DATES.replace("86_400", "86_401"))
    assert program("extend", "functions", "-n", "+1").code == 0
    again = program("resume", "functions", "--yes")
    assert again.code == 2 and "dates.py#days" in again.err and "open_on" not in again.err, again.err


def test_an_example_takes_no_document_s_row(program: Program) -> None:
    mine = {"letter": "To the editor: my bike was stolen in front of the town hall, and nobody saw a thing."}
    (program.folder / "mine.jsonl").write_text(f"{json.dumps(mine)}\n", encoding="utf-8")
    recipe = {**RECIPE, "row": {"letter": "string 20..900"}, "keep": {"item": "passage"}}
    more = {"examples": ["mine.jsonl"], "include_examples": True, "seed": 1}
    program.spec("given.yaml", sources=["news.csv"], parts=[{**NEWS, "recipe": recipe}], **more)
    done = program("build", "given.yaml", "--skip-exam", "-o", "given", "--yes")
    assert done.code == 0, done.err
    told = " ".join(done.err.split())
    assert "no example will be in the dataset (rows are made of documents)" in told
    assert "0 of 1 examples are in the dataset (rows are made of documents: 1)" in told
    made = lines(program.folder / "given" / "dataset.jsonl")
    assert len(made) == 8 and mine["letter"] not in {row["letter"] for row in made}


def test_little_room_for_the_rows_is_told_and_they_are_made_all_the_same(program: Program) -> None:
    program.spec("many.yaml", sources=["news.csv"], parts=[{**NEWS, "each": None, "rows": 14}], seed=1)
    done = program("build", "many.yaml", "--skip-exam", "-o", "many", "--yes")
    assert done.code == 0 and sum(_items(program, "many")) == 14, done.err
    assert "14 rows of 4 passages, whose words give room for 11: rows may repeat" in done.err


def test_a_flag_goes_before_and_a_plan_that_was_made_is_built_as_it_is(program: Program) -> None:
    done = program("build", "spec.yaml", "--skip-exam", "-n", "4", "-o", "few", "--yes")
    assert done.code == 0 and "for each document" not in done.err, done.err
    assert sum(_items(program, "few")) == 4
    assert program("plan", "spec.yaml", "--skip-exam", "-o", "plan", "--yes").code == 0
    built = program("build", "plan", "--skip-exam", "-o", "planned", "--yes")
    assert built.code == 0, built.err
    assert "plan/plan.yaml; its 8 rows stay, `each` counts where there is none" in built.err
    assert _items(program, "planned") == [2, 2, 2, 2]


def test_a_number_for_each_that_was_edited_later_is_had_by_the_step_that_is_told(program: Program) -> None:
    stopped = program("build", "spec.yaml", "--skip-exam", "-o", "edited", "--yes", "--budget", "9calls")
    assert stopped.code == 3, stopped.err
    spec = program.folder / "edited" / "spec.yaml"
    spec.write_text(spec.read_text("utf-8").replace("document\n  rows: 2", "document\n  rows: 3"), "utf-8")
    said = program("resume", "edited", "--yes")
    assert said.code == 2 and "each.rows: 2 → 3" in said.err, said.err
    assert said.err.rstrip().endswith("cp edited/spec.yaml NEW.yaml && seedbed build NEW.yaml"), said.err
    shutil.copy(spec, program.folder / "NEW.yaml")
    done = program("build", "NEW.yaml", "--skip-exam", "-o", "new", "--yes", "--budget", "900calls")
    assert done.code == 0 and _items(program, "new") == [3, 3, 3, 3], done.err


def _items(program: Program, run: str) -> list[int]:
    """How many rows each item has."""
    found = Counter(row["item"]["source"] for row in lines(program.folder / run / "dataset.jsonl"))
    return sorted(found.values())
