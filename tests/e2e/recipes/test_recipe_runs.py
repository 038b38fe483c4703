"""A run with a part for each kind of step: killed and resumed, tampered with, its clauses measured."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.inside import seedbed
from tests.e2e.program import Program, answers, kill_after, lines
from tests.e2e.recipes.recipe_specs import HANDBOOK
from tests.e2e.tampering import database, draft_of, edit_draft, edit_evidence, forge
from tests.simulator.launch import simulator

SPEC = Path(__file__).with_name("hows.yaml")
PARTS = {part["name"]: part["rows"] for part in yaml.safe_load(SPEC.read_text(encoding="utf-8"))["parts"]}
FAULTS: dict[str, Any] = {"errors": 0.04, "malformed": 0.02, "latency": 10, "jitter": 10, "defects": 0.15}
KILLS = 3


def _program(folder: Path, base_url: str) -> Program:
    folder.mkdir()
    shutil.copy(SPEC, folder / "spec.yaml")
    shutil.copy(HANDBOOK, folder / "handbook.md")
    return Program(folder, base_url)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The run that nobody killed."""
    folder = tmp_path_factory.mktemp("hows") / "calm"
    with simulator(**FAULTS) as endpoint:
        done = _program(folder, endpoint.base_url)("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")
    assert done.code == 0, done.err
    yield folder / "run"


@pytest.fixture
def run(built: Path, tmp_path: Path) -> Path:
    """A copy to be tampered with."""
    return Path(shutil.copytree(built, tmp_path / "run", ignore=shutil.ignore_patterns("index")))


def _rows_of(run: Path, part: str) -> list[str]:
    """Ids of the rows of a part."""
    found = lines(run / "provenance.jsonl")
    return [str(line["id"]) for line in found if line["brief"]["cell"]["part"] == part]


def _audited(run: Path) -> set[str]:
    """What an audit finds: rows and files."""
    done = seedbed("audit", run, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == (0 if found["ok"] else 1)
    return {problem["row"] for problem in found["problems"]}


def _clauses(run: Path) -> dict[str, dict[str, Any]]:
    done = seedbed("status", run, "--json")
    return {one["text"]: one for one in json.loads(done.stdout)["clauses"]}


def test_each_kind_of_step_gives_the_rows_that_are_asked_for(built: Path) -> None:
    assert Counter(line["brief"]["cell"]["part"] for line in lines(built / "provenance.jsonl")) == PARTS
    rows = {name: [] for name in PARTS}  # type: dict[str, list[Any]]
    parts = {line["id"]: line["brief"]["cell"]["part"] for line in lines(built / "provenance.jsonl")}
    for row in lines(built / "dataset.jsonl"):
        rows[parts[row["id"]]].append(row)
    assert all(row["loud"] == row["notice"].upper() for row in rows["sets"])
    assert all(1 <= len(row["found"]) <= 3 for row in rows["finds"])
    assert all(4 <= len(row["messages"]) <= 6 for row in rows["talks"])
    found = [one for row in rows["searches"] for one in row["messages"] if one["role"] == "tool"]
    assert len(found) >= PARTS["searches"] and all("handbook.md" in one["content"] for one in found)
    assert all(str(int(row["answer"])) not in row["problem"] for row in rows["runs"])
    assert all(len(row["note"]) > 20 for row in rows["repeats"])
    tried = [line["attempts"] for line in lines(built / "provenance.jsonl")]
    assert max(tried) > 1, "the simulated defects must have been found"


@pytest.mark.timeout(200)
def test_killed_and_resumed_it_is_the_same_run(built: Path, tmp_path: Path) -> None:
    total, draw = answers(built), random.Random("hows")
    with simulator(**FAULTS) as endpoint:
        program = _program(tmp_path / "rough", endpoint.base_url)
        run = program.folder / "run"
        for number, instant in enumerate(sorted(draw.sample(range(10, total * 3 // 4), KILLS))):
            begin = ("resume", "run", "--yes") if number else ("build", "spec.yaml", "--yes", "-o", "run")
            skipping = () if number else ("--skip-exam",)
            workers = str(draw.choice([1, 3, 8, 16]))
            process = program.start(*begin, *skipping, "--max-concurrent", workers)
            assert kill_after(process, run, instant), f"it ended before {instant} of {total} answers"
        done = program("resume", "run", "--yes")
    assert done.code == 0, done.err
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (built / name).read_bytes() == (run / name).read_bytes(), name
    sums = {json.loads((one / "report.json").read_text(encoding="utf-8"))["sha256"] for one in (built, run)}
    assert len(sums) == 1


def test_an_audit_of_what_nobody_touched_is_clean(built: Path) -> None:
    assert _audited(built) == set()


def _words(field: str) -> Callable[[Any], None]:
    def change(draft: Any) -> None:
        draft["row"][field] += " And so on."

    return change


def _talk(draft: Any) -> None:
    draft["row"]["messages"][1]["content"] = "As you like."


def _passage(draft: Any) -> None:
    draft["row"]["passage"]["quote"] = draft["row"]["passage"]["quote"].replace("£", "$")


def _answer(draft: Any) -> None:
    draft["row"]["answer"] += 1


def _stance(draft: Any) -> None:
    draft["row"]["stance"] = {"for": "against", "against": "for"}[draft["row"]["stance"]]


def _grade(draft: Any) -> None:
    draft["grade"] = "proven"


def _found(draft: Any) -> None:
    draft["row"]["found"].reverse()


def _result(draft: Any) -> None:
    result = next(one for one in draft["row"]["messages"] if one["role"] == "tool")
    result["content"] = result["content"].replace("£", "$")


def _kept(draft: Any) -> None:
    draft["notes"]["kept"]["problem"] += " Is that so?"


FORGERIES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "text": ("writes", _words("text")),
    "label": ("writes", _stance),
    "grade": ("writes", _grade),
    "what a step set": ("sets", _words("loud")),
    "passage": ("picks", _passage),
    "told": ("picks", _words("told")),
    "found": ("finds", _found),
    "talk": ("talks", _talk),
    "result of a search": ("searches", _result),
    "program": ("runs", _words("program")),
    "answer": ("runs", _answer),
    "repeated": ("repeats", _words("note")),
    "generated answer": ("generates", _answer),
    "what is kept beside a row": ("generates", _kept),
}


EVIDENCE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "reason of a judge": ("writes", "judgement", {"reason": "yes, and how"}),
    "share of readers": ("writes", "agreement", {"share": 0.5}),
    "place of a quote": ("picks", "citation", {"start": 1}),
    "outcome of a program": ("runs", "execution", {"outcome": "all went well"}),
}


def test_whatever_is_changed_in_the_store_is_found(run: Path) -> None:
    """A row for each forgery; all hashes are made anew, so that only the content can tell."""
    left = {part: _rows_of(run, part) for part in PARTS}
    forged: dict[str, str] = {}
    for name, (part, change) in FORGERIES.items():
        forged[name] = left[part].pop()
        edit_draft(run, forged[name], change)
    for name, (part, kind, fields) in EVIDENCE.items():
        forged[name] = left[part].pop()
        edit_evidence(run, forged[name], kind, **fields)
    forge(run)
    found = _audited(run)
    assert {name for name, row in forged.items() if row not in found} == set()
    assert found == set(forged.values())


def test_clauses_that_are_kept_and_one_that_isnt(built: Path) -> None:
    found = _clauses(built)
    assert [found[text]["share"] for text in ("8", "posts on electric cars", "for or against")] == [1.0] * 3
    assert found["8"]["of"] == found["for or against"]["rows"] == PARTS["writes"]
    purpose = found["to teach a small model"]
    assert purpose["not_kept"] == "purpose" and purpose["share"] is None
    assert "not kept: purpose" in seedbed("inspect", built, "--plan").output


def test_a_row_that_does_not_keep_it_lowers_the_share(run: Path) -> None:
    def spoilt(draft: Any) -> None:
        for one in draft["evidence"]:
            one["ok"] = one["ok"] and not one["by"].startswith("axis.")

    row = _rows_of(run, "writes")[0]
    edit_draft(run, row, spoilt)
    assert any(one["by"] == "axis.stance" and not one["ok"] for one in draft_of(run, row)["evidence"])
    share = _clauses(run)["for or against"]
    assert share["rows"] == PARTS["writes"] - 1 and share["share"] == round(1 - 1 / PARTS["writes"], 4)
    with database(run) as connection:
        assert connection.execute("SELECT count(*) FROM candidates").fetchone()[0] >= sum(PARTS.values())
