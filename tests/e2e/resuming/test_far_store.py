"""A run whose store lies in PostgreSQL: the same bytes as with a file, whatever happens to either process."""

import json
import re
import shlex
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.cluster import Cluster
from tests.e2e.inside import seedbed, status
from tests.e2e.program import Program, until
from tests.e2e.resuming.test_power import FILES, SPEC
from tests.simulator.launch import simulator


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with simulator(latency=100) as endpoint:
        made = Program(tmp_path_factory.mktemp("far"), endpoint.base_url)
        made.spec(**SPEC)
        yield made


def calls(run: Path, url: str) -> int:
    """Calls for rows that were answered."""
    with suppress(FileNotFoundError, psycopg.errors.UndefinedTable), psycopg.connect(url) as raw:
        schema = json.loads((run / "store.json").read_text())["schema"]
        query = f"SELECT count(*) FROM {schema}.ledger WHERE stage = 'sample' AND state = 'settled'"
        return int((raw.execute(query).fetchone() or [0])[0])
    return 0


def test_a_killed_build_and_a_server_that_restarts_leave_the_same_bytes(
    program: Program, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", f"{program.folder}/home/.config")
    build = ("build", "spec.yaml", "--skip-exam", "--yes", "-o")
    assert program(*build, "near").code == 0
    near, run = program.folder / "near", program.folder / "far"
    url = server.database()
    process = program.start(*build, "far", "--store", url)
    until(process, lambda: calls(run, url) >= 20)
    shutil.copytree(run, program.folder / "elsewhere")
    said = seedbed("status", program.folder / "elsewhere").output
    assert f"running (seedbed {socket.gethostname()[:30]} {process.pid}, the server's process" in said
    process.send_signal(signal.SIGKILL)
    process.communicate()
    for ends in (True, False):
        before = calls(run, url)
        process = program.start("resume", "far", "--yes", "--max-concurrent", "2")
        until(process, partial(lambda least: calls(run, url) > least, before + 4))
        server.stop("immediate")
        until(process, (run / ".away").is_file)
        said = program("status", "far").err
        assert f"process {process.pid} works on the run and says since" in said and "waits for it" in said
        if ends:
            process.terminate()
            out, err = process.communicate()
            assert process.returncode == 130 and "`seedbed resume` goes on" in err, out + err
        server.start()
    out, err = process.communicate()
    assert not (run / ".away").exists()
    assert process.returncode == 0, out + err
    for name in FILES:
        assert (run / name).read_bytes() == (near / name).read_bytes(), name
    now, then = status(run), status(near)
    assert now["accepted"] == then["accepted"] and now["calls"] - now["failed_calls"] <= then["calls"]
    assert seedbed("audit", run).exit_code == 0
    assert json.loads((run / "store.json").read_text()).keys() == {"postgresql", "schema"}


def test_what_is_wrong_with_a_store_is_named_with_what_to_do(
    program: Program, server: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", f"{program.folder}/home/.config")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("SEEDBED_BASE_URL", program.base_url)
    monkeypatch.setenv("SEEDBED_MODEL", program.model)
    url, run = server.database(), program.folder / "bad"
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("CREATE ROLE locked LOGIN PASSWORD 'hush'")
    theirs = url.replace("tester@", "locked@")

    def build(store: str) -> str:
        done = seedbed(
            "build", program.folder / "spec.yaml", "--skip-exam", "--yes", "-o", run, "--store", store
        )
        assert done.exit_code == 2 and not run.exists()
        assert "hush" not in done.output
        return done.output

    for address in ("postgresql://u:a/s3cret@h/d", "postgresql://u:a@s3cret@h/d"):
        assert "write / as %2F" in (said := build(address)) and "s3cret" not in said
    assert "'mysql' isn't known" in build("mysql://u@h/d") and "write postgresql://USER@HOST" in build("runs")
    assert "see that the server runs" in build("postgresql://u:hush@127.0.0.1:1/d")
    assert re.search('database "none" does not exist .*createdb', build(server.url("none")))
    assert "libpq can't read" in build("postgresql://u:hush@[::1/d")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert "PGPASSWORD or ~/.pgpass" in build(theirs)
    assert "GRANT CREATE ON DATABASE" in build(theirs.replace("locked@", "locked:hush@"))
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(f"GRANT CREATE ON DATABASE {raw.info.dbname} TO locked")
    ready = ("build", program.folder / "spec.yaml", "--skip-exam", "--yes", "-o", run)
    once = ("--budget", "9calls", "--store", theirs.replace("locked@", "locked:hush@"))
    assert seedbed(*ready, *once).exit_code == 3
    assert not any(b"hush" in path.read_bytes() for path in run.rglob("*") if path.is_file())
    assert status(run)["state"] == "paused"  # the password is this process's by now
    monkeypatch.delenv("PGPASSWORD")
    for command in (("status", run), ("resume", run, "--yes")):
        assert "PGPASSWORD or ~/.pgpass" in (done := seedbed(*command)).output and done.exit_code == 2
    assert seedbed("resume", run, "--yes", *once).exit_code == 3
    note = json.loads((run / "store.json").read_text())
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(f"UPDATE {note['schema']}.meta SET value = '99' WHERE key = 'schema'")
        assert "schema version 99" in seedbed("status", run).output
        raw.execute(f"DROP SCHEMA {note['schema']} CASCADE")
    assert f"the database has no run {note['schema']}" in seedbed("status", run).output
    (run / "store.json").write_text("{}")
    assert "the note of where the store lies can't be read" in seedbed("status", run).output
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'seedbed[postgres]'" in seedbed("status", run).output


def test_a_folder_from_elsewhere_sends_nothing_to_where_its_note_says(
    program: Program, server: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDBED_BASE_URL", program.base_url)
    monkeypatch.setenv("SEEDBED_MODEL", program.model)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "theirs"))
    run, few = tmp_path / "run", ("--skip-exam", "--yes", "--budget", "9calls", "--store", server.database())
    assert seedbed("build", program.folder / "spec.yaml", "-o", run, *few).exit_code == 3
    then, note = status(run), (run / "store.json").read_text()

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    commands = ("status", run), ("resume", run, "--yes"), ("stop", run), ("audit", run), ("inspect", run)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        place = f"host=127.0.0.1 port={stranger.getsockname()[1]} user=tester dbname=runs"
        (run / "store.json").write_text(json.dumps({**json.loads(note), "postgresql": place}))
        for command in commands:
            done = seedbed(*command)
            assert done.exit_code == 2 and "which nobody named here" in done.output, command
        stranger.setblocking(False)
        with pytest.raises(BlockingIOError):
            stranger.accept()
    (run / "store.json").write_text(note)
    said = seedbed("status", run).output
    assert seedbed(*shlex.split(said.partition(": seedbed ")[2])).exit_code == 0
    assert status(run) == then
