"""The report and the card of a run made by hand: figures that add up, and texts that stay texts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from seedbed.memory.files.run_folder import RunFolder
from seedbed.tools.evaluation.report.card import markdown
from seedbed.tools.evaluation.report.publish import publish
from tests.runs import HOSTILE, make_run

PROFILES = {
    "default": {
        "model": "small-1 <b>",
        "skills": {
            "json_schema": {"able": True, "shown": True},
            "tool_calls": {"able": True, "shown": False},
            "context": {"able": True},  # of the exam's first version
            "judging": {"able": False, "shown": False},
        },
        "context_tokens": 4096,
    }
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    made = make_run(tmp_path_factory.mktemp("runs") / "run")
    store = made.open_store(write=True)
    publish(made, store, PROFILES)
    store.close()
    return made


@pytest.fixture
def figures(folder: RunFolder) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(folder.report_json.read_text(encoding="utf-8"))
    return found


def test_figures_add_up(figures: dict[str, Any]) -> None:
    assert figures["requested"] == figures["accepted"] + figures["missing"] == 11
    assert figures["candidates"] == figures["accepted"] + figures["rejected"] + figures["failed"] == 12
    for key in ("asked", "delivered", "missing", "candidates", "rejected", "failed"):
        whole = {"asked": "requested", "delivered": "accepted"}.get(key, key)
        assert sum(part[key] for part in figures["parts"]) == figures[whole]
    for part in figures["parts"]:
        for key in ("asked", "delivered", "candidates"):
            assert sum(cell[key] for cell in part["cells"]) == part[key]
        assert sum(part["grades"].values()) == part["delivered"]
        assert sum(method["accepted"] for method in part["methods"]) == part["delivered"]
    assert sum(one["candidates"] for one in figures["reasons"]) == figures["rejected"] + figures["failed"]


def test_what_a_model_was_not_shown_to_do_stands_apart(folder: RunFolder, figures: dict[str, Any]) -> None:
    model = next(one for one in figures["models"] if one["name"] == "default")
    found = (model["can"], model["not_shown"], model["can_not"])
    assert found == (["json_schema", "context"], ["tool_calls"], ["judging"])
    assert "<th>Not shown</th>" in folder.report_html.read_text(encoding="utf-8")


def test_cost_per_row_is_of_accepted_rows(figures: dict[str, Any]) -> None:
    by_part = figures["cost"]["by_part"]
    assert by_part["messages"]["tokens_per_row"] == 7 * 100 / 5
    assert by_part["problems"]["usd_per_row"] == pytest.approx(3 * 0.002 / 2)
    assert (
        sum(part["prompt_tokens"] for part in by_part.values()) == figures["cost"]["whole"]["prompt_tokens"]
    )


def test_the_hash_is_of_rows_and_evidence(folder: RunFolder, figures: dict[str, Any], tmp_path: Path) -> None:
    again = make_run(tmp_path / "again")
    store = again.open_store(write=True)
    assert publish(again, store, PROFILES)["sha256"] == figures["sha256"]
    store.close()
    assert again.dataset.read_bytes() == folder.dataset.read_bytes()


def test_the_page_holds_hostile_text_as_text(folder: RunFolder) -> None:
    source = folder.report_html.read_text(encoding="utf-8")
    page = BeautifulSoup(source, "html.parser")
    assert not page.find_all(["script", "i", "img", "a", "iframe", "link"])
    attributes = {name for tag in page.find_all(True) for name in tag.attrs}
    assert not any(name.startswith("on") or name in ("src", "href") for name in attributes)
    for said in ("<script>alert(1)</script>", "\\x1b]8;;", "{{ 7*7 }}"):
        assert said in page.get_text()
    assert all(char == "\n" or char.isprintable() for char in source)


def test_the_page_needs_nothing_from_elsewhere(folder: RunFolder) -> None:
    source = folder.report_html.read_text(encoding="utf-8")
    assert "http" not in re.sub(r"http-equiv|http://evil", "", source)
    assert "url(" not in source and "@import" not in source


def test_the_page_shows_each_row_with_its_evidence(folder: RunFolder, figures: dict[str, Any]) -> None:
    page = BeautifulSoup(folder.report_html.read_text(encoding="utf-8"), "html.parser")
    assert len(page.find_all("article")) == 9
    cited = "“The deposit for a tandem is £110.”, from handbook.md"
    for said in ("26*3 = 78", cited, "reads as booking, 91 %", figures["sha256"]):
        assert said in page.get_text()


def test_the_card_reads_as_hugging_face_reads_it(folder: RunFolder) -> None:
    _, front, body = folder.card.read_text(encoding="utf-8").split("---\n", 2)
    head = yaml.safe_load(front)
    assert head["language"] == ["en"]
    assert head["size_categories"] == ["n<1K"]
    assert (folder.path / head["configs"][0]["data_files"]).is_file()
    html = MarkdownIt("commonmark").enable("table").render(body)
    assert html.count("<table>") == 1
    assert html.count("<tr>") == 4


def test_the_card_holds_hostile_text_as_text() -> None:
    table = f"| a | b |\n| - | - |\n| {markdown(HOSTILE)} | x |\n"
    html = MarkdownIt("commonmark").enable("table").render(table)
    assert html.count("<td>") == 2
    assert not re.search(r"<(script|a|strong|code|h1|em|img)\b", html)
    assert "\x1b" not in html
