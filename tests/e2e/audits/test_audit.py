"""Whatever is changed in a run is found, and named by row or file; a run as it was built audits clean.

Two kinds of forgers: one edits a file or the store; the other does it so well that every file and every hash
in the folder agrees with it again. Only the second needs the evidence to be found out.
"""

import json
from contextlib import closing
from pathlib import Path

import pytest

from seedbed.graphs.candidate.remaking import remade
from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.spec import Acceptance
from seedbed.memory.store.standing import known
from tests.e2e.audits.forged_files import FILES
from tests.e2e.audits.forged_stores import STORE
from tests.e2e.audits.forger import Forger, Forgery, forger
from tests.e2e.inside import is_clean, seedbed
from tests.e2e.program import Program, lines
from tests.e2e.runs import HANDBOOK, PARTS, PLAIN
from tests.e2e.tampering import database, forge
from tests.simulator.launch import simulator


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of every kind of row."""
    folder = tmp_path_factory.mktemp("audit")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    faults = {"errors": 0.05, "malformed": 0.02, "truncated": 0.02, "repeats": 0.25, "defects": 0.1}
    with simulator(**faults) as endpoint:
        program = Program(folder, endpoint.base_url)
        spec = program.spec(
            parts=PARTS,
            sources=["handbook.md"],
            look_ahead=16,
            critique_every=10,
            seed=23,
            accept={"attempts": 2},
        )
        words = ("build", folder / spec, "--yes", "--skip-exam", "-o", folder / "run")
        done = seedbed(*words, env=program.environment())
    assert done.exit_code == 0, done.stderr
    return folder / "run"


def test_a_run_audits_clean(built: Path) -> None:
    result = seedbed("audit", built, "--json")
    assert result.exit_code == 0, result.stdout
    found = json.loads(result.stdout)
    assert found["ok"] and found["rows"] == sum(part["rows"] for part in PARTS) and not found["problems"]
    assert {"computation", "citation", "schema", "rule"} == {
        kind for kind, how in found["evidence"].items() if how["recomputed"]
    }
    assert lines(built / "rejected.jsonl") and lines(built / "failures.jsonl")
    said = seedbed("audit", built).stdout
    assert "nothing is wrong" in said and is_clean(said)


def test_rows_that_took_attempts_which_are_no_longer_allowed_are_right(built: Path) -> None:
    folder = open_for_reading(built)
    with closing(folder.open_store()) as store:
        spec, plan = known(store)
        fewer = spec.model_copy(update={"accept": Acceptance(attempts=1)})
        assert not any(remade(folder, fewer, plan, store).values())
    assert any(row["attempts"] > 1 for row in lines(built / "provenance.jsonl"))


def test_rows_have_their_keys_in_order(built: Path) -> None:
    keys = [list(row) for row in lines(built / "dataset.jsonl")]
    assert all((one[0], one[-1]) == ("id", "part") for one in keys)
    assert any(one != sorted(one) for one in keys)


def _names_all(run: Forger, heap: tuple[Forgery, ...], *, agreeing: bool) -> None:
    """An audit names whatever a heap of forgeries has changed; `agreeing`: with all hashes made anew."""
    named = [name for forgery in heap for name in forgery(run).split(" ")]
    if agreeing:
        forge(run.path)
    result = seedbed("audit", run.path)
    assert result.exit_code == 1, result.stdout
    found = {line.partition(": ")[0] for line in result.stdout.replace("seat ", "seat\xa0").splitlines()}
    assert set(named) <= found, (set(named) - found, result.stdout)
    assert is_clean(result.stdout.replace("\xa0", " "))


@pytest.mark.parametrize("heap", FILES)
def test_an_edited_file_is_named(built: Path, tmp_path: Path, heap: tuple[Forgery, ...]) -> None:
    _names_all(forger(built, tmp_path / "run"), heap, agreeing=False)


@pytest.mark.parametrize("heap", STORE)
def test_a_forged_store_is_found_out_by_its_evidence(
    built: Path, tmp_path: Path, heap: tuple[Forgery, ...]
) -> None:
    _names_all(forger(built, tmp_path / "run"), heap, agreeing=True)


TABLES = {
    "answers": "UPDATE answers SET content = replace(content, 'sim-', 'x') WHERE brief LIKE 'exam/%'",
    "journal": "DELETE FROM journal",
    "ledger": "UPDATE ledger SET prompt_tokens = 0",
    "failures": "DELETE FROM failures",
    "meta": "UPDATE meta SET value = '0' WHERE key = 'seconds'",
    "events": "UPDATE events SET actor = 'nobody' WHERE seq = 1",
    "bands": "DELETE FROM bands",
}


def test_tables_that_no_row_needs_are_named(built: Path, tmp_path: Path) -> None:
    run = forger(built, tmp_path / "run")
    with database(run.path) as connection:
        assert all(connection.execute(change).rowcount for change in TABLES.values())
    result = seedbed("audit", run.path)
    assert result.exit_code == 1
    for table in TABLES:
        assert f"\nrun.sqlite: somebody wrote in its table '{table}'" in result.stdout


def test_rows_that_are_spared_paid_checks_have_a_record_and_a_forged_one_is_found(tmp_path: Path) -> None:
    run = tmp_path / "run"
    with simulator(errors=0.02) as endpoint:
        program = Program(tmp_path, endpoint.base_url)
        spec = program.spec(
            recipe=PLAIN, topic="a bike-rental firm", rows=84, look_ahead=8, critique_every=60, seed=5
        )
        words = ("build", tmp_path / spec, "--skip-exam", "--yes", "-o", run)
        done = seedbed(*words, env=program.environment())
    assert done.exit_code == 0, done.stderr
    rows = lines(run / "provenance.jsonl")
    told = [{"id": row["id"], **{one["by"]: one for one in row["evidence"]}} for row in rows]
    spared = [row for row in told if "record" in row]
    assert len(spared) > 8 and all("rows examined" in one["record"]["answers"][0] for one in spared)
    clean = seedbed("audit", run)
    assert clean.exit_code == 0, clean.stdout + clean.stderr
    row = spared[0]["id"]
    with database(run) as store:
        change = "UPDATE briefs SET content = json_set(content, '$.trust.rows', 400) WHERE id LIKE ?"
        assert store.execute(change, (f"{row}%",)).rowcount == 1
    forge(run)
    found = seedbed("audit", run)
    assert found.exit_code == 1 and f"{row}: its brief hashes to" in found.stdout, found.stdout


def test_rows_of_a_document_that_is_lost_are_named_and_not_counted_as_wrong(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = forger(built, tmp_path / "run").path
    (text,) = (run / "sources").glob("*.txt")
    text.write_text("Another text.\n", encoding="utf-8")
    result = json.loads(seedbed("audit", run, "--json").stdout)
    (told,) = result["problems"]
    assert told["row"] == f"sources/{text.name}" and "--repair` reads it again from" in told["what"]
    cited = {row["id"] for row in lines(run / "dataset.jsonl") if row["part"] == "questions"}
    assert cited and cited <= {*result["unmade"]}
    text.unlink()
    forged = json.loads((run / "sources" / f"{text.stem}.json").read_text("utf-8"))["path"]
    with database(run) as connection:
        moved = forged.replace("handbook.md", "moved.md")
        connection.execute(
            "UPDATE meta SET value = replace(value, ?, ?) WHERE key = 'sources'", (forged, moved)
        )
    assert "moved.md, which isn't there" in seedbed("audit", run).stdout.replace("\n", " ")


# what can't be audited; doctored stores: tests/app/test_looking.py ------------------------------------


def test_a_run_whose_process_was_killed(built: Path, tmp_path: Path) -> None:
    run = forger(built, tmp_path / "run").path
    with database(run) as connection:
        connection.execute("UPDATE meta SET value = '\"running\"' WHERE key = 'state'")
    result = seedbed("audit", run)
    assert result.exit_code == 2
    assert "was killed" in result.stderr and "seedbed resume" in result.stderr
