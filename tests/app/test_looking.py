"""Commands that look at a run: what they show, their one JSON object, their exit codes."""

import contextlib
import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from seedbed.app.views.run import open_run
from seedbed.app.views.why_tree import chain
from seedbed.memory.brief import Slot
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Charge, FailedCall, Usage
from seedbed.tools.export.formats import BY_NAME
from tests.app.conftest import Seedbed, printed

STATUS = {
    "requested", "accepted", "missing", "candidates", "rejected", "failed", "in_flight", "planted", "calls",
    "cached_calls", "failed_calls", "tokens", "cost_usd", "seconds", "coverage", "clauses", "faithfulness",
    "diversity", "grades", "rounds", "state", "stopped_because", "spending", "made_by",
}  # fmt: skip


def object_of(result: Result) -> Any:
    """The one JSON object on stdout."""
    return json.loads(result.stdout)


def clean(text: str) -> bool:
    return all(char == "\n" or char.isprintable() for char in text)


def test_status_prints_the_identities_and_the_keys_of_the_contract_and_what_rows_cost(
    seedbed: Seedbed, run_path: Path
) -> None:
    result = seedbed("status", run_path)
    assert result.exit_code == 0
    assert "11 requested = 9 accepted + 2 missing" in result.stdout
    assert "12 candidates = 9 accepted + 2 rejected + 1 failed + 0 in flight" in result.stdout
    as_json = seedbed("status", run_path, "--json")
    assert object_of(as_json).keys() == STATUS and as_json.stderr == ""


def test_status_tells_failed_calls_from_trials_of_the_endpoint(seedbed: Seedbed, copy: Path) -> None:
    assert "failed;" in seedbed("status", copy).stdout
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        slot = Slot("exam/default/m", "default", "n")
        number = store.reserve(Charge(slot, "m", "exam", "", "", 9, 0.0))
        refused = FailedCall(slot.key, slot.brief, "m", "http 400", "no such parameter", "")
        store.release(number, refused, Usage())
    assert "failed (1 to find out what the endpoint takes);" in seedbed("status", copy).stdout


def test_status_shows_the_demands_of_the_request(seedbed: Seedbed, copy: Path) -> None:
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        spec: Any = store.meta("spec")
        spec["parts"][0]["clauses"] = {
            "6": "rows", "set in a bakery": "not kept: nothing checks it", "by \x1b[2Jpeople": "rubric 1",
        }  # fmt: skip
        store.set_meta("spec", spec)
    told = seedbed("status", copy).stdout
    for said in ("6 5 of 6 rows counted", "set in a bakery – not kept: nothing checks it", "people –"):
        assert said in " ".join(told.split())
    assert clean(told)
    found = object_of(seedbed("status", copy, "--json"))["clauses"]
    assert all({"text", "kept_by", "share", "basis"} <= one.keys() for one in found)


def test_inspect_names_the_files_that_are_there(seedbed: Seedbed, copy: Path) -> None:
    assert f"report: {copy}/report.html" in seedbed("inspect", copy).stdout.replace("\n", "")
    (copy / "report.html").unlink()  # as of a run that was interrupted
    told = seedbed("inspect", copy).stdout
    assert "report: " not in told and "rows: " in told


def test_commands_that_a_message_names_have_the_run_s_path(seedbed: Seedbed, copy: Path) -> None:
    said = seedbed(
        "redo", copy, json.loads((copy / "rejected.jsonl").read_text("utf-8").splitlines()[0])["id"]
    )
    assert f"`seedbed inspect {copy} ROW` says what it is" in said.stderr
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        store.set_metas({"plan": None, "digests": None})
    told = seedbed("inspect", copy, "--json")
    assert f"`seedbed resume {copy}` goes on to it" in told.stderr and " RUN" not in told.stdout


def test_inspect_shows_a_run(seedbed: Seedbed, run_path: Path) -> None:
    result = seedbed("inspect", run_path)
    assert result.exit_code == 0
    for said in ("messages", "2 rows missing: 2 cells stay short", "£110", "seedbed inspect", "sha256: "):
        assert said in result.stdout
    assert clean(result.stdout)


def test_inspect_shows_the_chain_of_a_row(seedbed: Seedbed, run_path: Path) -> None:
    rows = [
        json.loads(line) for line in (run_path / "dataset.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    hostile = next(row["id"] for row in rows if "HYPERLINK" in row.get("text", ""))
    result = seedbed("inspect", run_path, hostile[:6])
    assert result.exit_code == 0
    for said in (
        "request", "concept", "Repairs <i>", "seat", "tone  angry", "brief", "offline/labels",
        "demonstrations", "small-1", "aaaaaaaaaaaa", "likelihood", "to check", "verdict", "also tried",
    ):  # fmt: skip
        assert said in result.stdout
    assert clean(result.stdout)
    assert "[bold red]x[/]" in result.stdout, "markup was read"


def test_inspect_names_what_else_was_tried_for_the_seat(seedbed: Seedbed, run_path: Path) -> None:
    lines = (run_path / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    rejected = next(row for row in map(json.loads, lines) if row["reasons"][0]["code"] == "wrong label")
    found = object_of(seedbed("inspect", run_path, rejected["id"], "--json"))
    assert found["state"] == "rejected"
    tried = found["also_tried"]
    assert [other["state"] for other in tried] == ["accepted"]
    back = object_of(seedbed("inspect", run_path, tried[0]["id"], "--json"))["also_tried"]
    assert [other["id"] for other in back] == [rejected["id"]]
    assert back[0]["reasons"][0]["code"] == "wrong label"


def test_inspect_json_holds_what_the_tree_shows(seedbed: Seedbed, run_path: Path) -> None:
    provenance = json.loads((run_path / "provenance.jsonl").read_text(encoding="utf-8").splitlines()[0])
    found = object_of(seedbed("inspect", run_path, provenance["id"], "--json"))
    assert found["brief"]["id"].startswith(provenance["id"])
    told = [{k: v for k, v in e.items() if k not in ("says", "recheck")} for e in found["evidence"]]
    assert told == provenance["evidence"]


@pytest.mark.parametrize("prefix", ["zz", "%"])
def test_a_row_that_is_not_there(seedbed: Seedbed, run_path: Path, prefix: str) -> None:
    result = seedbed("inspect", run_path, prefix)
    assert result.exit_code == 2 and f"no row's id begins with '{prefix}'" in result.stderr


def test_rejected_are_shown_by_reason(seedbed: Seedbed, run_path: Path) -> None:
    result = seedbed("inspect", run_path, "--rejected")
    assert "wrong label, said by neighbours: 1" in result.stdout
    assert clean(result.stdout)
    groups = object_of(seedbed("inspect", run_path, "--rejected", "--json"))
    assert {group["reason"] for group in groups} == {"wrong label", "duplicate", "malformed"}


def test_a_check_that_found_no_fault_is_known_all_the_same(seedbed: Seedbed, run_path: Path) -> None:
    for name, known in {"calculator": True, "calculators": False}.items():
        found = object_of(seedbed("inspect", run_path, "--check", name, "--json"))
        assert found["total"] == 0 and ("check" not in found["unknown"]) == known


def test_audit_prints_kinds_and_names_rows(seedbed: Seedbed, run_path: Path) -> None:
    result = seedbed("audit", run_path, "--json")
    found = object_of(result)
    assert result.exit_code == 1 and found["problems"], "no build made this run"
    shown = seedbed("audit", run_path)
    assert "Recomputed" in shown.stdout
    for problem in found["problems"]:
        assert problem["row"] in shown.stdout


def test_export_writes_beside_the_run(seedbed: Seedbed, run_path: Path, tmp_path: Path) -> None:
    result = seedbed(
        "export", run_path, "--format", "csv", "--out", tmp_path / "x.csv", "--columns", "grade,weight"
    )
    assert result.exit_code == 0
    assert "would run as formulas" in result.stderr
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        assert {row["grade"] for row in csv.DictReader(file)} == {"proven", "supported"}
    quiet = seedbed("export", run_path, "--split", "train=0.8,test=0.2", "--out", tmp_path / "y", "--json")
    files = object_of(quiet)["files"]
    assert {Path(path).name for path in files} == {"rows-train.jsonl", "rows-test.jsonl"}
    assert sum(files.values()) == 9
    assert "warning: the run isn't finished: 9 of 11 rows are there\n" in quiet.stderr


def test_export_names_what_it_writes_beside_the_rows(
    seedbed: Seedbed, run_path: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bikes.json"
    done = object_of(seedbed("export", run_path, "--format", "llamafactory", "--out", out, "--json"))
    assert done["files"] == {str(out): 9}
    assert done["beside"] == [str(tmp_path / "dataset_info.json")]
    shown = seedbed("export", run_path, "--format", "hf", "--out", tmp_path / "hub")
    assert shown.exit_code == 0
    assert str(tmp_path / "hub" / "README.md") in shown.stderr


PLAIN = ("status", "inspect", "audit", "export", "stop", "resume")


@pytest.mark.parametrize("words", [*PLAIN, "status --watch", "steer --guide x", "extend -n +1", "redo x"])
@pytest.mark.parametrize("name", ["runn", "n" * 300])
def test_a_run_that_is_not_there(seedbed: Seedbed, run_path: Path, words: str, name: str) -> None:
    command, *more = words.split()
    result = seedbed(command, run_path.parent / name, *more, "--json")
    assert result.exit_code == 2
    assert object_of(result).keys() == {"error", "exit_code"} and result.stdout.count("\n") == 1
    assert result.stderr.startswith("seedbed: ")
    assert "there is no run" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_damaged_report_is_told_with_what_mends_it(seedbed: Seedbed, copy: Path) -> None:
    for text in ('{"sha', "[]", 5_000 * "["):
        (copy / "report.json").write_text(text, encoding="utf-8")
        for words in (("inspect", copy), ("attach", copy)):
            told = seedbed(*words)
            assert told.exit_code == 2, told.exception
            assert f"{copy}/report.json: it is damaged — remove it; `seedbed audit {copy} --re" in told.stderr
    (copy / "report.json").unlink()
    assert seedbed("inspect", copy).exit_code == 0


def test_each_reason_of_a_row_is_shown(run_path: Path) -> None:
    with open_run(run_path) as run:
        found = run.row(run.rows()[0]["id"]).why()
    two = [{"code": "low quality", "by": by, "detail": "no"} for by in ("rubric.1", "rubric.2")]
    shown = printed(chain({**found, "state": "rejected", "reasons": two}))
    assert "said by rubric.1. no" in shown and "said by rubric.2. no" in shown


def test_stop_says_when_nobody_works(seedbed: Seedbed, run_path: Path) -> None:
    result = seedbed("stop", run_path)
    assert result.exit_code == 0
    assert "no process is working on it" in result.stderr


def test_a_run_of_an_odd_name_is_quoted_in_the_commands_that_are_told(seedbed: Seedbed, copy: Path) -> None:
    odd = copy.rename(copy.with_name("my run; $(x)"))
    assert f"go on: seedbed resume '{odd}'\n" in seedbed("stop", odd).stderr
    assert (
        f"`seedbed resume '{odd}'` goes on with it" in seedbed("build", "5 sums", "--yes", "-o", odd).stderr
    )
    with contextlib.closing(sqlite3.connect(odd / "run.sqlite")) as store, store:
        store.execute("UPDATE meta SET value = '\"running\"' WHERE key = 'state'")
    assert f"go on: seedbed resume '{odd}'\n" in seedbed("status", odd).stdout
    assert f"`seedbed resume '{odd}'` first" in seedbed("audit", odd).stderr
    (odd / "run.sqlite").unlink()
    assert f"seedbed build '{odd}/spec.yaml' -o NEW" in seedbed("status", odd).stderr


def test_words_that_are_no_utf8_are_told_as_such(seedbed: Seedbed, run_path: Path) -> None:
    assert "no call begins with '\\udcff'" in seedbed("inspect", run_path, "--call", "\udcff").stderr
    assert "0 candidates" in seedbed("inspect", run_path, "--search", "\udcff").stdout
    assert "is no name" in seedbed("review", run_path, "--no-browser", "--reviewer", "\udcff").stderr


def test_a_wrong_flag_is_the_callers_fault(seedbed: Seedbed, run_path: Path) -> None:
    assert seedbed("inspect", run_path, "--rejectet").exit_code == 2
    for command, flag, *rest in (
        ("inspect", "--why-not"),
        ("inspect", "--call"),
        ("inspect", "--cell"),
        ("trace", "--row", "--to", run_path.parent / "trace.jsonl"),
        ("export", "--split", "--out", run_path.parent / "rows"),
        ("extend", "--part", "-n", "+1"),
        ("steer", "--when", "--guide", "Be brief."),
        ("review", "--reviewer", "--no-browser"),
    ):
        empty = seedbed(command, run_path, flag, "", *rest)
        assert empty.exit_code == 2 and f"'{flag}': nothing is named" in empty.stderr
    assert not {"trace.jsonl", "rows"} & {path.name for path in run_path.parent.iterdir()}
    both = seedbed("inspect", run_path, "abc", "--rejected", "--json")
    assert both.exit_code == 2 and "give one of" in both.stderr
    long = seedbed("review", run_path, "--no-browser", "--reviewer", "x" * 81)
    assert long.exit_code == 2 and "is no name — give a text of at most 80 characters" in long.stderr
    assert object_of(both)["exit_code"] == 2


def test_every_command_has_help(seedbed: Seedbed) -> None:
    from seedbed.app.cli import COMMANDS

    listed = seedbed("--help").stdout
    for command in COMMANDS:
        assert command.name and command.name in listed
        assert command.help
        shown = seedbed(command.name, "--help")
        assert shown.exit_code == 0
        formats = BY_NAME if command.name == "export" else ()
        assert all(name in "".join(shown.stdout.split()) for name in formats)
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        assert all(option.help for option in options)


EVERYWHERE = "status inspect export trace audit redo extend steer resume"
WORKING = "audit redo extend resume"
"""Commands that read each row."""
DAMAGE = {
    "no spec": ("DELETE FROM meta WHERE key = 'spec'", "inspect export audit redo extend steer"),
    "another spec": ("UPDATE meta SET value = '{\"x\": 1}' WHERE key = 'spec'", EVERYWHERE),
    "no JSON": ("UPDATE meta SET value = '{' WHERE key = 'spec'", EVERYWHERE),
    "no JSON of the end": ("INSERT INTO meta VALUES ('digests', '')", WORKING),
    "other JSON": ("INSERT INTO journal VALUES ('x', 'critique', '[]')", "status inspect redo resume"),
    "another count": (
        "UPDATE meta SET value = '{\"a\": 1}' WHERE key = 'requested'",
        "status inspect resume",
    ),
    "a verdict": ('UPDATE candidates SET verdict = \'{"state": "owned"}\'', "inspect export " + WORKING),
    "a draft": ("UPDATE candidates SET draft = '[]'", "inspect export audit"),
    "a table": ("DROP TABLE candidates", EVERYWHERE),
    "a column": ("ALTER TABLE ledger DROP COLUMN step", "status audit resume"),
    "another column": ("ALTER TABLE candidates RENAME COLUMN draft TO own", "status audit resume"),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM candidates; END", WORKING),
    "a view": ("CREATE VIEW v AS SELECT * FROM candidates", WORKING),
    "a view in place of a table": (
        "ALTER TABLE candidates RENAME TO c; CREATE VIEW candidates AS SELECT * FROM c",
        WORKING,
    ),
    "a computed column": ("ALTER TABLE seats ADD COLUMN owner TEXT AS (upper(cell))", WORKING),
    "a table of its own": ("CREATE TABLE loot (x)", WORKING),
    "evidence of no kind": (
        "UPDATE candidates SET draft = json_set(draft, '$.evidence[0].kind', 'magic')",
        WORKING,
    ),
    "a brief of no kind": ("UPDATE briefs SET content = '[1]' WHERE content != ''", WORKING),
    "a number for a text": ("UPDATE meta SET value = '7' WHERE key = 'plan'", WORKING),
    "a deep nest": (f"UPDATE meta SET value = '{'[' * 100_000}' WHERE key = 'spec'", WORKING),
    "bytes for a text": ("UPDATE candidates SET draft = x'80ff'", WORKING),
    "bytes for a name": ("UPDATE ledger SET model = x'ff00'", "status trace redo extend resume"),
    "no text": ("UPDATE briefs SET content = CAST(x'7b22ff' AS TEXT)", "inspect export " + WORKING),
    "no number": ("UPDATE ledger SET completion_tokens = 9e999", "status redo extend steer resume"),
    "another key": ("INSERT INTO journal VALUES ('x', 'steered', '{}')", "status inspect " + WORKING),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_doctored_store_is_named_and_constructs_nothing(seedbed: Seedbed, copy: Path, what: str) -> None:
    statement, named = DAMAGE[what]
    before = (copy / "dataset.jsonl").read_bytes()
    row = json.loads(before.split(b"\n")[0])["id"]
    with contextlib.closing(sqlite3.connect(copy / "run.sqlite")) as connection, connection:
        connection.execute("UPDATE meta SET value = '\"paused\"' WHERE key = 'state'")
        connection.execute("DELETE FROM candidates WHERE number = (SELECT max(number) FROM candidates)")
        connection.commit()
        connection.executescript(statement)
    nowhere = ("--yes", "--model", "x", "--base-url", "http://127.0.0.1:9/v1")
    more = {
        "trace": ("--to", "spans.jsonl"),
        "redo": (row,),
        "extend": ("-n", "1"),
        "steer": ("--guide", "Short."),
        "resume": nowhere,
    }
    # What one command leaves isn't taken for sound by the next.
    for command in (*named.split(), "status", "audit", "resume"):
        result = seedbed(command, copy, *more.get(command, ()), "--json")
        assert isinstance(result.exception, SystemExit | None), (command, result.exception)
        if command not in named.split():
            continue
        assert result.exit_code == 2, (command, result.stdout)
        assert result.stderr.startswith((f"seedbed: {copy}", "seedbed: the run has no plan yet"))
        assert " — " in result.stderr
        assert result.stderr.count("\n") == 1 and object_of(result)["exit_code"] == 2
        if "the run's store holds what" in result.stderr or "the store isn't as" in result.stderr:
            assert f"make its rows again: seedbed build {copy}/spec.yaml -o NEW" in result.stderr
            assert f"rows last written are in {copy}/dataset.jsonl" in result.stderr
        assert (copy / "dataset.jsonl").read_bytes() == before


def test_the_limits_of_a_model_that_was_not_shown_to_judge_are_told(seedbed: Seedbed, copy: Path) -> None:
    judging = {"able": True, "shown": False}
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        store.journal("exam/default/m", "exam", {"model": "m", "skills": {"judging": judging}})
    found = object_of(seedbed("inspect", copy, "--json"))
    assert "m was not shown to judge well: its exam was skipped, or left it open." in found["limits"]
    assert found["models"][0]["not_shown"] == ["judging"]


def test_a_cell_of_the_plan_that_has_no_seat_is_told_like_any_other(seedbed: Seedbed, copy: Path) -> None:
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        plan: Any = store.meta("plan")
        plan["parts"][0]["quotas"]["messages/parking/booking/any"] = 0
        store.set_meta("plan", plan)
    result = seedbed("inspect", copy, "--why-not", "messages/parking/booking/any")
    assert result.exit_code == 0
    assert "0 of 0 rows are there\n0 candidates tried" in result.stdout


def test_a_cell_whose_seats_have_moved_is_told_with_its_candidates(seedbed: Seedbed, copy: Path) -> None:
    before = object_of(seedbed("inspect", copy, "--why-not", "messages", "--json"))
    with contextlib.closing(sqlite3.connect(copy / "run.sqlite")) as store, store:
        store.execute("UPDATE seats SET cell = 'messages/parking/booking/any' WHERE cell LIKE 'messages/%'")
    now = object_of(seedbed("inspect", copy, "--why-not", "messages", "--json"))
    assert now["tried"] == before["tried"] == 7 and len(now["cells"]) > 2


def test_a_concept_without_seats_is_said_to_have_none(seedbed: Seedbed, copy: Path) -> None:
    with contextlib.closing(open_store(copy / "run.sqlite")) as store:
        plan: Any = store.meta("plan")
        concepts = plan["parts"][0]["tree"]["concepts"]
        why = "nothing was found in it"
        concepts.append({"id": "bells", "name": "Bells", "parents": [concepts[0]["id"]], "unsupported": why})
        store.set_meta("plan", plan)
    result = seedbed("inspect", copy, "--why-not", "rules.md: Riding > Bells")
    assert f"the concept 'Bells' has no rows to be made: {why}" in result.stderr and result.exit_code == 2
