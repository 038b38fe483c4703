"""Free texts about passages end to end: exact counts with defects planted, an audit, what it finds."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from seedbed.memory.canonical import digest_text
from tests.e2e.inside import seedbed
from tests.e2e.program import ROOT, Program, lines
from tests.e2e.tampering import database, edit_draft, edit_json, forge
from tests.simulator.jobs.write_grounded import DEFECTS
from tests.simulator.launch import simulator

TOPIC = "a bike-rental firm"
TEXTS = {"answers": "answer", "digests": "summary", "orders": "response"}
"""Part → the field whose claims are cited."""
PARTS: list[dict[str, Any]] = [
    {"name": "answers", "task": "grounded_qa", "way": "abstractive", "topic": TOPIC, "rows": 12},
    {"name": "digests", "task": "summaries", "topic": TOPIC, "rows": 12},
    {"name": "orders", "task": "instructions", "topic": TOPIC, "rows": 12},
]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run, and what the endpoint knows of what it wrote."""

    path: Path
    rows: dict[str, list[dict[str, Any]]]
    """By part."""
    truth: list[dict[str, Any]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("grounded")
    with simulator(defects=0.3, malformed=0.02) as endpoint:
        program = Program(folder, endpoint.base_url)
        handbook = str(ROOT / "scenarios" / "demo" / "handbook")
        spec = program.spec(parts=PARTS, sources=[handbook], look_ahead=12, critique_every=40, seed=3)
        done = program("build", spec, "--yes", "-o", "run")
        truth = endpoint.truth()
    assert done.code == 0, done.err
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in lines(folder / "run" / "dataset.jsonl"):
        rows.setdefault(row["part"], []).append(dict(row))
    yield Built(folder / "run", rows, truth)


def test_counts_are_exact_and_no_defect_comes_through(built: Built) -> None:
    assert {part: len(rows) for part, rows in built.rows.items()} == dict.fromkeys(TEXTS, 12)
    jobs = ("write_grounded_answer", "write_summary", "write_grounded_instruction")
    planted = {one["hash"]: one["defect"] for one in built.truth if one["defect"] and one["job"] in jobs}
    assert set(planted.values()) == set(DEFECTS) and len(planted) >= 12
    for part, field in TEXTS.items():
        for row in built.rows[part]:
            said = row[field].removeprefix("Dear customers,").removesuffix("Kind regards").strip()
            assert digest_text(said) not in planted, row


def test_the_audit_is_clean(built: Built) -> None:
    result = seedbed("audit", built.path, "--json")
    assert result.exit_code == 0, result.stdout
    found = json.loads(result.stdout)
    assert found["ok"] and found["rows"] == 36 and not found["problems"]
    assert found["evidence"]["citation"]["recomputed"] > 36 < found["evidence"]["judgement"]["consistent"]


def test_every_claim_of_a_row_has_its_place(built: Built) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in (built.path / "sources").glob("*.txt")}
    for told in lines(built.path / "provenance.jsonl"):
        assert told["grade"] == "supported"
        cited = [one for one in told["evidence"] if one["kind"] == "citation"]
        assert cited
        for one in cited:
            assert texts[one["sha256"]][one["start"] : one["end"]] == one["quote"]


def _lengthened(field: str) -> Callable[[Path, Any], None]:
    def change(run: Path, row: Any) -> None:
        more = f"{row[field]} Every bike is painted by hand."
        edit_draft(run, row["id"], lambda draft: draft["row"].update({field: more}))

    return change


def _number_changed(run: Path, row: Any) -> None:
    """In the text and in its citation, so that the two agree."""

    def change(draft: Any) -> None:
        cited = next(one for one in draft["evidence"] if one["kind"] == "citation")
        wrong = f"{cited['claim']} in 1871"
        draft["row"]["summary"] = draft["row"]["summary"].replace(cited["claim"], wrong)
        cited["claim"] = wrong

    edit_draft(run, row["id"], change)


def _claim_without_a_judge(run: Path, row: Any) -> None:
    """A sentence of no other words than the passage's, with a citation made for it."""

    def change(draft: Any) -> None:
        first = next(one for one in draft["evidence"] if one["kind"] == "citation")
        words = " ".join(sorted({word for word in first["quote"].rstrip(".").split() if word.islower()}))
        draft["row"]["response"] += f"\n\nThe {words}."
        draft["evidence"].append({**first, "claim": f"The {words}", "by": "claim check 1"})

    edit_draft(run, row["id"], change)


def _citation_gone(run: Path, row: Any) -> None:
    def change(draft: Any) -> None:
        last = [one for one in draft["evidence"] if one["kind"] == "citation"][-1]
        draft["evidence"].remove(last)

    edit_draft(run, row["id"], change)


def _passage_changed(run: Path, row: Any) -> None:
    edit_draft(run, row["id"], lambda draft: draft["row"].update(text=f"{row['text']} Bikes are blue."))


def _quote_of_the_judge_changed(run: Path, row: Any) -> None:
    def changed(content: Any) -> None:
        message = content["choices"][0]["message"]
        said = json.loads(message["content"])
        message["content"] = json.dumps({**said, "quote": "Another place."})

    where = f"substr(brief, 1, 16) = '{row['id']}' AND step LIKE 'find_support/%'"
    assert edit_json(run, "answers", "content", where, changed)


def _judges_gone(run: Path, row: Any) -> None:
    with database(run) as connection:
        where = "substr(brief, 1, 16) = ? AND step LIKE 'find_support/%'"
        assert connection.execute(f"DELETE FROM answers WHERE {where}", (row["id"],)).rowcount


FORGERIES: dict[str, tuple[str, Callable[[Path, Any], None], str]] = {
    "an answer lengthened": ("answers", _lengthened("answer"), "nothing is cited for 'Every bike is painted"),
    "a summary lengthened": (
        "digests",
        _lengthened("summary"),
        "nothing is cited for 'Every bike is painted",
    ),
    "a response lengthened": (
        "orders",
        _lengthened("response"),
        "nothing is cited for 'Every bike is painted",
    ),
    "a number changed, and cited": ("digests", _number_changed, "1871"),
    "a claim cited that nobody judged": ("orders", _claim_without_a_judge, ""),
    "a citation gone": ("digests", _citation_gone, "nothing is cited for"),
    "the text of a summary changed": ("digests", _passage_changed, "does not stand in"),
    "what a judge quoted changed": ("answers", _quote_of_the_judge_changed, "no judge's word"),
    "what judges said gone": ("answers", _judges_gone, "no judge's word"),
}


def test_every_forgery_is_found_by_its_claims(built: Built, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(built.path, run, ignore=shutil.ignore_patterns("index"))
    rows = {what: built.rows[part][number] for number, (what, (part, _, _)) in enumerate(FORGERIES.items())}
    for what, (_, forged, _) in FORGERIES.items():
        forged(run, rows[what])
    forge(run)
    result = seedbed("audit", run)
    assert result.exit_code == 1, result.stdout
    for what, (_, _, said) in FORGERIES.items():
        mine = [
            line for line in result.stdout.splitlines() if line.startswith(f"{rows[what]['id']}: citation")
        ]
        assert any(said in line for line in mine), (what, result.stdout)
    changed = {row["id"] for row in rows.values()}
    others = {row["id"] for mine in built.rows.values() for row in mine} - changed
    assert not any(row_id in result.stdout for row_id in others)
