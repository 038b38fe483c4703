"""A run with a part for each kind of step: killed and resumed, tampered with, its clauses measured."""

import json
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from seedbed.agent.making import method
from seedbed.agent.making.talking import JOB
from seedbed.tools.running import run as running_programs
from seedbed.tools.verification.sandbox.sandbox import SandboxFault
from seedbed.tools.verification.toolcalls import check_call, read_call, read_tools
from tests.e2e.inside import Inside, seedbed
from tests.e2e.program import answers, count, lines, paid_again, until
from tests.e2e.recipes.recipe_specs import HANDBOOK, WORLD
from tests.e2e.tampering import draft_of, edit_draft, edit_evidence, forge
from tests.e2e.tracing.whole import whole_run
from tests.simulator.launch import simulator

SPEC = Path(__file__).with_name("steps.yaml")
PARTS = {part["name"]: part["rows"] for part in yaml.safe_load(SPEC.read_text(encoding="utf-8"))["parts"]}
FAULTS: dict[str, Any] = {
    "errors": 0.05,
    "malformed": 0.02,
    "truncated": 0.01,
    "rate_limit": 24,
    "latency": 10,
    "jitter": 10,
    "drift": 0.4,
    "defects": 0.15,
    "repeats": 0.15,
    "misfits": 0.3,
    "critic": "wild",
}
"""On the way, and in the texts themselves; a critic that asks for much."""
PAID = "SELECT slot, brief, step, time FROM answers"
THIRD = f"SELECT count(*) FROM answers WHERE step = '{JOB}/turn-3'"
"""Talks whose third turn was said."""


def _program(folder: Path, base_url: str) -> Inside:
    folder.mkdir()
    for file, name in ((SPEC, "spec.yaml"), (HANDBOOK, "handbook.md"), (WORLD, "hire.yaml")):
        shutil.copy(file, folder / name)
    return Inside(folder, base_url)


def _read(run: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(run / "run.sqlite")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The run that nobody killed."""
    folder = tmp_path_factory.mktemp("steps") / "calm"
    with simulator(**FAULTS) as endpoint:
        done = _program(folder, endpoint.base_url)("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")
    assert done.code == 0, done.err
    (folder / "hire.yaml").unlink()  # the run has a copy of its own
    yield folder / "run"


@pytest.fixture
def run(built: Path, tmp_path: Path) -> Path:
    """A copy to be tampered with."""
    return Path(shutil.copytree(built, tmp_path / "run", ignore=shutil.ignore_patterns("index")))


def _part_of(line: Any) -> str:
    return str(line["brief"]["cell"]["part"])


def _audited(run: Path) -> tuple[set[str], Any]:
    """What an audit finds, rows and files, and what it recomputed."""
    done = seedbed("audit", run, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == (0 if found["ok"] else 1)
    return {problem["row"] for problem in found["problems"]}, found["evidence"]


def test_each_kind_of_step_gives_the_rows_that_are_asked_for(built: Path) -> None:
    provenance = lines(built / "provenance.jsonl")
    parts = {line["id"]: _part_of(line) for line in provenance}
    assert Counter(parts.values()) == PARTS
    rows: dict[str, list[Any]] = {name: [] for name in PARTS}
    for row in lines(built / "dataset.jsonl"):
        rows[parts[row["id"]]].append(row)
    assert all(row["loud"] == row["notice"].upper() for row in rows["sets"])
    today = str(yaml.safe_load((built / "spec.yaml").read_text(encoding="utf-8"))["today"])
    assert [row["taken"] for row in rows["sets"]] == [today] * PARTS["sets"]
    assert datetime.now(UTC).date() - date.fromisoformat(today) <= timedelta(days=1)
    assert all(1 <= len(row["found"]) <= 3 for row in rows["finds"])
    assert all(4 <= len(row["messages"]) <= 6 for row in rows["talks"])
    found = [one for row in rows["searches"] for one in row["messages"] if one["role"] == "tool"]
    assert len(found) >= PARTS["searches"] and all("handbook.md" in one["content"] for one in found)
    assert all(str(int(row["answer"])) not in row["problem"] for row in rows["runs"])
    assert all(len(row["note"]) > 150 for row in rows["repeats"])
    assert max(line["attempts"] for line in provenance) > 1, "the simulated defects must have been found"


def test_talks_in_a_world_keep_its_schemas_and_come_to_an_end(built: Path) -> None:
    provenance = {line["id"]: line for line in lines(built / "provenance.jsonl")}
    acted = [row for row in lines(built / "dataset.jsonl") if _part_of(provenance[row["id"]]) == "acts"]
    for row in acted:
        assert row["messages"][0]["role"] == "system" and row["messages"][-1]["role"] == "assistant"
        made = [read_call(one) for message in row["messages"] for one in message.get("tool_calls") or ()]
        tools = {tool.name: tool for tool in read_tools(row["tools"])}
        assert not any(check_call(tools, one)[1] for one in made)
        line = provenance[row["id"]]
        assert {"schema", "execution", "judgement"} <= {piece["kind"] for piece in line["evidence"]}
        assert line["notes"]["tried"] == 1 and line["notes"]["ended"] == "goal reached"
    report = json.loads((built / "report.json").read_text("utf-8"))
    talks = {part["part"]: part["talks"] for part in report["parts"] if part.get("talks")}
    assert {name: one["talks"] for name, one in talks.items()} == {
        name: PARTS[name] for name in ("talks", "searches", "acts")
    }
    assert all(sum(one["ended"].values()) == one["talks"] for one in talks.values())
    assert "2 talks of " in (built / "README.md").read_text("utf-8")


# killed ------------------------------------------------------------------------------------------------


@pytest.mark.timeout(300)
def test_killed_at_any_moment_and_resumed_it_is_the_same_run(built: Path, tmp_path: Path) -> None:
    events = [event["kind"] for event in lines(built / "events.jsonl")]
    planted = json.loads(seedbed("status", built, "--json").stdout)["planted"]
    assert "directive" in events and planted > 3, "there is nothing that a critic did"
    assert "declined: manner" in (built / "rejected.jsonl").read_text("utf-8"), "no values were exchanged"
    total, run = answers(built), tmp_path / "rough" / "run"
    # Fewer workers make fewer candidates that nobody needs, so a build in pieces may end sooner.
    moments: tuple[tuple[int, Callable[[], bool]], ...] = (
        (8, lambda: answers(run) >= 8),
        (3, lambda: count(run, THIRD) >= 3),
        (24, lambda: answers(run) >= total * 3 // 4),
    )
    kills: list[tuple[frozenset[Any], frozenset[str]]] = []  # the journal then, briefs that had answers alone
    with simulator(**FAULTS) as endpoint:
        program = _program(tmp_path / "rough", endpoint.base_url)
        command: tuple[str, ...] = ("build", "spec.yaml", "--skip-exam", "--yes", "-o", "run")
        for workers, seen in moments:
            process = program.start(*command, "--max-concurrent", str(workers))
            until(process, seen)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            paid = frozenset(_read(run, PAID))
            decided = {row for (row,) in _read(run, "SELECT row_id FROM candidates")}
            begun = frozenset(brief for _, brief, _, _ in paid if len(brief) == 64)
            kills.append((paid, frozenset(b for b in begun if b[:16] not in decided)))
            (program.folder / "hire.yaml").unlink(missing_ok=True)
            command = ("resume", "run", "--yes")
        done = program.apart(*command)
        stats = endpoint.stats()
    assert done.code == 0, done.err
    for name in ("dataset.jsonl", "provenance.jsonl", "rejected.jsonl"):
        assert (built / name).read_bytes() == (run / name).read_bytes(), name
    whole_run(run)
    sums = {json.loads((one / "report.json").read_text(encoding="utf-8"))["sha256"] for one in (built, run)}
    assert len(sums) == 1
    # Nothing that was paid is lost or paid again, and whoever was in the middle of a talk goes on there.
    assert stats["repeated"] <= sum(workers for workers, _ in moments)
    paid = frozenset(_read(run, PAID))
    assert all(before <= paid for before, _ in kills)
    assert paid_again(run) == 0
    within = {brief for (brief,) in _read(run, f"SELECT brief FROM answers WHERE step = '{JOB}/turn-3'")}
    went_on = {brief for slot, brief, _, _ in paid - kills[1][0]}
    assert within & kills[1][1] & went_on


# tampered with -----------------------------------------------------------------------------------------


def _words(field: str) -> Callable[[Any], None]:
    def change(draft: Any) -> None:
        draft["row"][field] += " And so on."

    return change


def _message(role: str, change: Callable[[Any], None]) -> Callable[[Any], None]:
    """Changes the last message of a role; of the assistant's that with a call."""

    def changed(draft: Any) -> None:
        said = [one for one in draft["row"]["messages"] if one["role"] == role]
        change(next((one for one in said if one.get("tool_calls")), said[-1]))

    return changed


def _says(text: str) -> Callable[[Any], None]:
    return lambda message: message.update(content=text)


def _other_call(message: Any) -> None:
    for call in message["tool_calls"]:
        call["id"] = f"{call['id']}0"
    function = message["tool_calls"][0]["function"]
    function["arguments"] = json.dumps({**json.loads(function["arguments"]), "days": 1})


def _kept(draft: Any) -> None:
    draft["notes"]["kept"]["problem"] += " Is that so?"


def _result(draft: Any) -> None:
    result = next(one for one in draft["row"]["messages"] if one["role"] == "tool")
    result["content"] = result["content"].replace("£", "$")


FORGERIES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "what a step set": ("sets", _words("loud")),
    "found": ("finds", lambda draft: draft["row"]["found"].reverse()),
    "talk": ("talks", _message("assistant", _says("As you like."))),
    "result of a search": ("searches", _result),
    "result of a call": ("acts", _message("tool", _says('{"booking_id": "Q-7"}'))),
    "call": ("acts", _message("assistant", _other_call)),
    "program": ("runs", _words("program")),
    "repeated": ("repeats", _words("note")),
    "what is kept beside a row": ("generates", _kept),
}
EVIDENCE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "outcome of a program": ("runs", "execution", {"outcome": "all went well"}),
    "what calls did": ("acts", "execution", {"tests": '{"changes":{},"end":"","results":[]}'}),
}


def test_whatever_is_changed_in_the_store_is_found(run: Path) -> None:
    """A row for each forgery, and of each part others that nobody touched, which are found to be right; all
    hashes are made anew, so that only the content can tell. Of plain texts and of what judges and readers
    say: tests/e2e/audits."""
    provenance = lines(run / "provenance.jsonl")
    calling = {row["id"] for row in lines(run / "dataset.jsonl") if '"tool_calls"' in json.dumps(row)}
    left = {name: [str(one["id"]) for one in provenance if _part_of(one) == name] for name in PARTS}
    left["acts"] = [row for row in left["acts"] if row in calling]
    forged: dict[str, str] = {}
    for name, (part, change) in FORGERIES.items():
        forged[name] = left[part].pop()
        edit_draft(run, forged[name], change)
    for name, (part, kind, fields) in EVIDENCE.items():
        forged[name] = left[part].pop()
        edit_evidence(run, forged[name], kind, **fields)
    forge(run)
    found, told = _audited(run)
    parts = [_part_of(one) for one in provenance if one["id"] not in forged.values()]
    assert set(parts) == set(PARTS)
    assert told["execution"]["recomputed"] >= parts.count("acts") + parts.count("runs") > 2
    assert {name for name, row in forged.items() if row not in found} == set()
    assert found == {*forged.values(), "report.json"}  # which tells of the rows as they were
    world = run / "worlds" / "acts" / "hire.yaml"
    world.write_text(world.read_text(encoding="utf-8").replace("days: 3", "days: 4"), encoding="utf-8")
    acted = {str(one["id"]) for one in provenance if _part_of(one) == "acts"}
    assert _audited(run)[0] >= {"worlds/acts/hire.yaml", *acted}


def test_rows_whose_programs_cant_be_run_here_are_not_counted_as_wrong(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> None:
        raise SandboxFault("programs can't be run here")

    monkeypatch.setattr(running_programs, "find_sandbox", nowhere)
    monkeypatch.setattr(method, "missing", lambda kind: f"no {kind} here")
    found = json.loads(seedbed("audit", built, "--json").stdout)
    ran = {str(one["id"]) for one in lines(built / "provenance.jsonl") if _part_of(one) == "runs"}
    assert found["ok"] and {*found["unmade"]} == ran, found["problems"]


# clauses -----------------------------------------------------------------------------------------------


def _clauses(run: Path) -> dict[str, dict[str, Any]]:
    done = seedbed("status", run, "--json")
    return {one["text"]: one for one in json.loads(done.stdout)["clauses"]}


def test_clauses_that_are_kept_and_one_that_isnt(built: Path) -> None:
    found = _clauses(built)
    assert [found[text]["share"] for text in ("6", "posts on electric cars", "for or against")] == [1.0] * 3
    assert found["6"]["of"] == found["for or against"]["rows"] == PARTS["writes"]
    purpose = found["to teach a small model"]
    assert purpose["not_kept"] == "purpose" and purpose["share"] is None
    assert "not kept: purpose" in seedbed("inspect", built, "--plan").output


def test_a_row_that_does_not_keep_it_lowers_the_share(run: Path) -> None:
    def spoilt(draft: Any) -> None:
        for one in draft["evidence"]:
            one["ok"] = one["ok"] and not one["by"].startswith("axis.")

    row = next(str(one["id"]) for one in lines(run / "provenance.jsonl") if _part_of(one) == "writes")
    edit_draft(run, row, spoilt)
    assert any(one["by"] == "axis.stance" and not one["ok"] for one in draft_of(run, row)["evidence"])
    share = _clauses(run)["for or against"]
    assert share["rows"] == PARTS["writes"] - 1 and share["share"] == round(1 - 1 / PARTS["writes"], 6)
