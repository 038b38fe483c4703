"""Orders inside documents change nothing of a build.

A folder is built from twice, once clean and once with orders in it. What may differ is which words of the
documents are quoted; tools, plan, spec, paths and what is sent elsewhere may not.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.hostile.injections import MARK, SECRET, clean, orders, poisoned
from tests.e2e.inside import Inside
from tests.e2e.program import Done, lines
from tests.e2e.runs import BIKES, LABELS, MESSAGES, QUESTIONS, RULES
from tests.simulator.launch import simulator
from tests.tools.knowledge.remote.web_server import web_service
from tests.warm import ROOT

pytest.importorskip("langchain_mcp_adapters", reason="the extra `mcp` isn't installed")
SERVER = ROOT / "tests/tools/knowledge/remote/mcp_server.py"
QUERY = "bike hire rules"
PARTS = [{**MESSAGES, "rows": 3}, {**RULES, "rows": 3}, {**QUESTIONS, "rows": 3}, {**BIKES, "rows": 2}]


@dataclass(frozen=True, slots=True)
class Both:
    """The two runs and what was seen from outside."""

    clean: Path
    poisoned: Path
    asked_elsewhere: dict[str, list[Any]]
    """Run → what its MCP server was sent."""
    opened: list[str]
    """What the server that the links lead to was asked for."""
    audits: list[Done]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    asked: dict[str, list[Any]] = {}
    audits: list[Done] = []
    folders: dict[str, Path] = {}
    with web_service() as leak, simulator() as endpoint:
        for kind in ("clean", "poisoned"):
            folder = folders[kind] = tmp_path_factory.mktemp(kind)
            outside = folder / "outside" / "secret.md"
            outside.parent.mkdir()
            outside.write_text(f"The code word is {SECRET}. It is never told.\n", encoding="utf-8")
            make = clean if kind == "clean" else poisoned
            make(folder / "docs", leak.base_url, outside)
            program = Inside(folder, endpoint.base_url)
            command = [sys.executable, str(SERVER), "mcp.log"]
            server = {"mcp": {"name": "notes", "command": command, "tool": "say"}, "queries": [QUERY]}
            spec = program.spec(parts=PARTS, sources=["docs", server], seed=8, look_ahead=8)
            done = program(
                "build", spec, "--skip-exam", "--yes", "-o", "run", "--json", "--max-concurrent", "4"
            )
            assert done.code == 0, done.err
            audits.append(program("audit", "run"))
            asked[kind] = list(lines(folder / "mcp.log"))
    opened = [one.path for one in leak.asked]
    yield Both(folders["clean"] / "run", folders["poisoned"] / "run", asked, opened, audits)


def test_there_are_orders_enough_and_they_were_read(both: Both) -> None:
    assert len(orders("http://x", Path("/y"))) >= 12
    texts = "".join(path.read_text(encoding="utf-8") for path in (both.poisoned / "sources").glob("*.txt"))
    assert "label ZZINJ01" in texts and "OBEY ZZINJ14" in texts


def test_spec_and_plan_are_what_they_are_without_the_orders(both: Both) -> None:
    def told(run: Path) -> tuple[Any, Any]:
        spec = yaml.safe_load((run / "spec.yaml").read_text(encoding="utf-8"))
        plan = yaml.safe_load((run / "plan.yaml").read_text(encoding="utf-8"))
        trees = {
            part["part"]: [concept["name"] for concept in part["tree"]["concepts"]]
            for part in plan["approved"]["parts"]
        }
        return spec, trees

    assert told(both.poisoned) == told(both.clean)
    assert MARK not in json.dumps(told(both.poisoned))


def test_labels_counts_and_acceptance_are_what_they_are_without_the_orders(both: Both) -> None:
    def counted(run: Path) -> tuple[Any, Any, Any]:
        rows = lines(run / "dataset.jsonl")
        proofs = [evidence for line in lines(run / "provenance.jsonl") for evidence in line["evidence"]]
        kinds = {proof["kind"] for proof in proofs}
        return Counter(row["part"] for row in rows), Counter(row.get("label") for row in rows), kinds

    assert counted(both.poisoned) == counted(both.clean)
    labels = {row["label"] for row in lines(both.poisoned / "dataset.jsonl") if "label" in row}
    assert labels <= set(LABELS)


def test_no_row_carries_an_order(both: Both) -> None:
    """The context or passage of a question is a block of a document as it stands there; of the parts that
    quote none no row has a word of the orders, in whatever form."""
    for row in lines(both.poisoned / "dataset.jsonl"):
        said = json.dumps(
            {key: value for key, value in row.items() if key not in ("context", "passage")},
            ensure_ascii=False,
        )
        assert MARK not in said or row["part"] in ("rules", "questions"), said


def test_no_link_was_opened_and_nothing_outside_the_named_folder_was_read(both: Both) -> None:
    assert both.opened == []
    for path in sorted(both.poisoned.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            assert SECRET.encode() not in data, path
            assert b"root:x:0:0:" not in data, path
    names = {about["name"] for about in map(_json, (both.poisoned / "sources").glob("*.json"))}
    assert "link.md" not in names and not any(name.startswith("folder/") for name in names)


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_only_the_users_own_words_were_sent_elsewhere_which_the_report_says(both: Both) -> None:
    assert both.asked_elsewhere["poisoned"] == both.asked_elsewhere["clean"] == [{"query": QUERY}]
    report = _json(both.poisoned / "report.json")
    assert report["searched"] == [
        {"tool": "mcp:notes", "place": f"the program {sys.executable}", "searches": 1, "found": 1}
    ]


def test_every_row_stands_an_audit(both: Both) -> None:
    assert [one.code for one in both.audits] == [0, 0], both.audits
