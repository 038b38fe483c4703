"""The report and the card of a run made by hand: figures that add up, and texts that stay texts."""

import json
import re
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from seedbed.memory.candidate import Reason
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.store.status import read_status
from seedbed.tools.evaluation.report.html import report_html
from seedbed.tools.evaluation.report.publish import publish
from tests import runs
from tests.runs import make_run
from tests.tools.evaluation.report.conftest import PROFILES


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
    assert sum(one["candidates"] for one in figures["reasons"]) == figures["rejected"] + figures["failed"]
    assert sum(one["missing"] for one in figures["critic"]["short"]) == figures["missing"]
    assert sum(figures["grades"].values()) == figures["accepted"]


def test_what_its_writer_declined_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declined = {"reasons": (Reason(code="off concept", by="writer", detail="declined: no such bike"),)}
    drafts = [
        (*_, one.model_copy(update=declined) if end == "failed" else one, end)
        for *_, one, end in runs._drafts()
    ]
    monkeypatch.setattr(runs, "_drafts", lambda: drafts)
    folder = make_run(tmp_path / "run")
    store = folder.open_store(write=True)
    publish(folder, store, PROFILES)
    store.close()
    figures = json.loads(folder.report_json.read_text(encoding="utf-8"))
    assert "declined by its writer" in [one["reason"] for one in figures["reasons"]]
    assert any("declined by its writer" in cell["reasons"] for cell in figures["parts"][0]["cells"])


def test_status_and_report_say_the_same(folder: RunFolder, figures: dict[str, Any]) -> None:
    status = read_status(folder.open_store())
    same = figures.keys() & status.keys()
    assert same >= {"requested", "missing", "failed", "in_flight", "clauses", "coverage", "faithfulness"}
    assert {key: figures[key] for key in same - {"diversity"}} == {
        key: status[key] for key in same - {"diversity"}
    }
    cost = figures["cost"]
    whole = cost["whole"]
    told = {"prompt": whole["prompt_tokens"], "completion": whole["completion_tokens"]}
    assert (told, whole["usd"]) == (status["tokens"], status["cost_usd"])
    for key in ("calls", "failed_calls", "cached_calls", "seconds"):
        assert cost[key] == status[key]
    assert (figures["critic"]["planted"], figures["critiques"]) == (status["planted"], status["rounds"])


@pytest.mark.parametrize("more", [0, 1])
def test_variety_of_rows_that_are_others_by_now_is_not_told(tmp_path: Path, more: int) -> None:
    folder = make_run(tmp_path / "run")
    with closing(folder.open_store(write=True)) as store:
        before = read_status(store)
        measured = {"messages": {"texts": before["accepted"] + more}}
        store.set_meta("diversity", measured)
        assert before["diversity"] is None
        assert read_status(store)["diversity"] == (None if more else measured)


def test_missing_rows_and_limits_are_told_in_words(folder: RunFolder, figures: dict[str, Any]) -> None:
    (first, *_) = figures["critic"]["short"]
    assert first["rows"] == "rows in part “messages”, about “Tours”, labelled “complaint”"
    told = "of 3 candidates ordered for it or read as it: 1 wrong label, 1 malformed"
    assert (first["missing"], first["planned"], first["why"]) == (1, 2, told)
    limits = " ".join(figures["limits"])
    for said in (
        "2 of the 11 rows asked for are missing",
        "messages, problems, questions: made without a capable",
    ):
        assert said in limits
    page = BeautifulSoup(folder.report_html.read_text(encoding="utf-8"), "html.parser").get_text()
    assert all(said in page for said in figures["limits"])
    assert "11 rows asked for = 9 delivered + 2 missing" in page
    assert "12 candidates = 9 accepted + 2 rejected + 1 failed" in " ".join(page.split())


def test_headings_come_in_order_and_tables_have_headers(folder: RunFolder) -> None:
    page = BeautifulSoup(folder.report_html.read_text(encoding="utf-8"), "html.parser")
    levels = [int(one.name[1]) for one in page.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(table.find("th") for table in page.find_all("table"))
    assert all(th.get("scope") and th.get_text(strip=True) for th in page.find_all("th"))
    for link in page.find_all("a"):
        assert page.find(id=str(link["href"]).removeprefix("#")), link


def test_what_a_model_was_not_shown_to_do_stands_apart(folder: RunFolder, figures: dict[str, Any]) -> None:
    model = next(one for one in figures["models"] if one["name"] == "default")
    found = (model["can"], model["not_shown"], model["can_not"])
    assert found == (["json_schema", "context"], ["tool_calls"], ["judging"])
    assert ">Not shown</th>" in folder.report_html.read_text(encoding="utf-8")


def test_cost_per_row_is_of_accepted_rows(figures: dict[str, Any]) -> None:
    cost = figures["cost"]
    assert cost["by_recipe"]["messages"]["tokens_per_row"] == 7 * 100 / 5
    assert cost["by_recipe"]["problems"]["usd_per_row"] == pytest.approx(3 * 0.002 / 2)
    for key in ("by_recipe", "by_step", "by_check", "by_model", "by_role"):
        lines = [*cost[key].values(), *cost["apart"].values()]
        assert sum(line["prompt_tokens"] for line in lines) == cost["whole"]["prompt_tokens"]


def test_the_hash_is_of_rows_and_evidence(folder: RunFolder, figures: dict[str, Any], tmp_path: Path) -> None:
    again = make_run(tmp_path / "again")
    store = again.open_store(write=True)
    assert publish(again, store, PROFILES)["sha256"] == figures["sha256"]
    store.close()
    assert again.dataset.read_bytes() == folder.dataset.read_bytes()


def test_the_page_holds_hostile_text_as_text(folder: RunFolder) -> None:
    source = folder.report_html.read_text(encoding="utf-8")
    page = BeautifulSoup(source, "html.parser")
    assert not page.find_all(["script", "i", "img", "iframe", "link"])
    attributes = {name for tag in page.find_all(True) for name in tag.attrs}
    assert not any(name.startswith("on") or name == "src" for name in attributes)
    assert all(str(tag["href"]).startswith("#") for tag in page.find_all(href=True))
    for said in ("<script>alert(1)</script>", "\\x1b]8;;", "{{ 7*7 }}"):
        assert said in page.get_text()
    assert all(char == "\n" or char.isprintable() for char in source)


def test_cells_are_drawn_by_their_own_grades_those_that_miss_rows_first(figures: dict[str, Any]) -> None:
    part, *_ = figures["parts"]
    assert part["grades"] == {"proven": 0, "supported": 5}
    first, *rest = part["cells"]
    first["grades"] = {
        "proven": 1,
        "supported": first["delivered"] - 1,
    }  # a person said of one that it's right
    part["grades"] = {"proven": 1, "supported": 4}
    rest[0] |= {"asked": 9, "planned_at_the_end": rest[0]["delivered"]}  # whose other rows moved
    page = BeautifulSoup(report_html(figures, []), "html.parser")
    table = '[aria-label="Rows of messages by what they are about"]'
    drawn = [int(str(one["width"])) for one in page.select(f"{table} rect.p")]
    assert sorted(drawn) == [0] * len(rest) + [1]
    assert "short" in str(page.select(f"{table} tbody tr")[0])


def test_of_levels_it_is_told_that_readers_found_them(figures: dict[str, Any]) -> None:
    level = {"part": "problems", "difficulty": "hard", "readings": 11, "right": 1.0}
    page = report_html({**figures, "critic": {**figures["critic"], "difficulty": [level]}}, [])
    assert "an independent reader found the level" in page and "Came to the row's answer" not in page


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
