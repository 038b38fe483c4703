"""A build that adds to a store of many rows: its memory, and CPU a row, however many are there already.

A small build by the real program is the pattern: `seedbed extend` asks for the rest, which is written into
the store as its rows are (words and keys of bands are drawn), but for the last, which `seedbed resume`
makes. What is written so is no model's, and none of it would pass an audit.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

from benchmarks.endurance.building import Size, programs, words
from benchmarks.endurance.soak import used
from seedbed.memory.spec import MOST_ROWS
from seedbed.memory.store.digests import DIGESTS
from seedbed.memory.store.opening import open_store
from tests.e2e.program import Program, count
from tests.simulator.launch import simulator

_PATTERN = 600
"""Rows of the small build."""
_PAGE, _WORDS = 50_000, 30
"""Rows of a transaction, words of a row."""
_PROBED, _CRITIQUE = 60, 500
"""Rows for each probe, as many as the critic has planted where paid checks examined them all, and for each
critique. (A build of many spares most rows these checks: of 40,000 candidates 156 probes.)"""
_LOOK = 0.25
"""Seconds between two looks."""


def measure(size: Size) -> dict[str, Any]:
    """`commands`: of each its seconds, CPU and MB; `resume` by phase: until the first new row, the new rows
    (`size.number`), the end."""
    with (
        programs(size, rows=_PATTERN, critique_every=500) as program,
        simulator(latency=size.latency, seed=size.seed) as endpoint,
    ):
        program = replace(program, base_url=endpoint.base_url)
        found = {"build": _run(program, *words(size, "run"))}
        run, more = program.folder / "run", size.rows + size.number - _PATTERN
        for asked in (MOST_ROWS,) * (more // MOST_ROWS) + (more % MOST_ROWS,):
            found.setdefault("extend", _run(program, "extend", "run", "-n", f"+{asked}"))
        began = time.monotonic()
        with closing(sqlite3.connect(run / "run.sqlite")) as store:
            _fill(store, size.rows)
            tables = _tables(store)
        with closing(open_store(run / "run.sqlite")) as store:
            store.set_meta(DIGESTS, store.digests())
        filled = round(time.monotonic() - began, 1)
        found["resume"] = _run(program, "resume", "run", "--yes")
        files = {p.name: p.stat().st_size for p in sorted(run.iterdir()) if p.is_file()}
    return {"commands": found, "fill_seconds": filled, "bytes_a_row": tables, "files": files}


def _run(program: Program, *command: str) -> dict[str, Any]:
    """A command to its end, in a process from its start."""
    query = "SELECT count(*) FROM candidates WHERE state = 'accepted' AND number > {}"
    run, looks = program.folder / "run", list[dict[str, float]]()
    last = count(run, "SELECT max(number) FROM candidates") if command[0] == "resume" else 10**12
    with (program.folder / "said").open("w+", encoding="utf-8") as said:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "seedbed", *command],
            cwd=program.folder,
            env=program.environment(),
            stdout=said,
            stderr=said,
        )
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            if now := used(process.pid):
                now["seconds"] = round(time.monotonic() - began, 1)
                now["rows"] = count(run, query.format(last)) if last < 10**12 else 0
                looks.append(now)
            time.sleep(_LOOK)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        heard = said.read()
    assert process.returncode == 0, f"{command}: {heard[-2000:]}"
    return {
        "seconds": round(time.monotonic() - began, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": max(one["peak_mb"] for one in looks),  # `ru_maxrss` is this process', where that is more
        **(_phases(looks) if last < 10**12 else {}),
    }


def _phases(looks: list[dict[str, float]]) -> dict[str, Any]:
    """What a build took until its first row, for its rows, and afterwards."""
    most = looks[-1]["rows"]
    first = next(place for place, one in enumerate(looks) if one["rows"])
    whole = next(place for place, one in enumerate(looks) if one["rows"] == most)
    rows = most - looks[first]["rows"]
    cpu = looks[whole]["cpu_seconds"] - looks[first]["cpu_seconds"]
    peaks = [
        max(one["own_mb"] for one in some) for some in (looks[:first], looks[first:whole], looks[whole:])
    ]
    return {
        "rows": most,
        "cpu_ms_a_row": round(1000 * cpu / rows, 2),
        "rows_a_second": round(rows / (looks[whole]["seconds"] - looks[first]["seconds"]), 1),
        "until_first_row": {name: looks[first][name] for name in ("seconds", "cpu_seconds")},
        "end_seconds": round(looks[-1]["seconds"] - looks[whole]["seconds"], 1),
        "own_mb": dict(zip(("until_first_row", "rows", "end"), peaks, strict=True)),
    }


def _fill(store: sqlite3.Connection, rows: int) -> None:
    """Rows for the first open seats, each like one of the small build's of its cell, up to so many, with
    probes and critiques, as such a build has them."""
    store.executescript(_BEFORE)
    (there,) = store.execute("SELECT count(*) FROM seats WHERE state = 'filled'").fetchone()
    words = " || ' ' || ".join(["lower(hex(randomblob(2)))"] * _WORDS)
    while there < rows:
        with store:
            store.execute(_NEW.format(words=words), (min(_PAGE, rows - there),))
            for table, changed in _CHANGED.items():
                names = [one[1] for one in store.execute(f"PRAGMA table_info({table})")]
                if table == "ledger":
                    names.remove("id")
                values = ", ".join(changed.get(name, f"o.{name}") for name in names)
                found = f"SELECT {values} FROM new n {_OLD.get(table, _OLD[''].format(table=table))}"
                store.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) {found}")
            store.executescript(_AFTER)
        there = min(rows, there + _PAGE)
    _journal(store, "probe/{:06d}", 1, rows // _PROBED, lambda n: {"n": n, "sha256": f"{n:064x}"})
    many = _CRITIQUE, rows // _CRITIQUE
    _journal(store, "drawn/{:012d}", *many, lambda n: {"commit": n})
    # As after a build that had come to its end: the last one is the pattern's, by which it stopped.
    whole = _CRITIQUE * (rows // _CRITIQUE)
    calm = dict[str, Any](directives=[])
    _journal(store, "critique/{:012d}", *many, lambda n: {"commit": n, **(calm if n < whole else {})})
    _journal(store, "steered/{:012d}", *many, lambda n: {"answered": [], "order": n})
    store.commit()


def _journal(
    store: sqlite3.Connection, key: str, every: int, entries: int, own: Callable[[int], dict[str, Any]]
) -> None:
    """Entries like the last one of their kind, at keys so far apart, after those that are there, up to so
    many. `own`: what differs in the one at a key."""
    kind = key.partition("/")[0]
    query = "SELECT value, (SELECT count(*) FROM journal WHERE kind = ?1) FROM journal WHERE kind = ?1"
    last, there = store.execute(f"{query} ORDER BY key DESC LIMIT 1", (kind,)).fetchone()
    rows = [
        (key.format(n), kind, json.dumps(json.loads(last) | own(n)))
        for n in range(every * (there + 1), every * entries + 1, every)
    ]
    store.executemany("INSERT OR IGNORE INTO journal (key, kind, value) VALUES (?, ?, ?)", rows)


_BEFORE = """
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1000000;
CREATE TEMP TABLE pattern AS SELECT number, cell, count(*) OVER (PARTITION BY cell) AS of,
    row_number() OVER (PARTITION BY cell) - 1 AS place FROM candidates WHERE state = 'accepted';
CREATE INDEX temp.pattern_of ON pattern (cell, place);
CREATE TEMP TABLE said AS SELECT e.*, json_extract(data, '$.number') AS number FROM events e
    WHERE kind IN ('ordered', 'accepted');
CREATE INDEX temp.said_of ON said (number);
CREATE TEMP TABLE filed AS SELECT * FROM bands;
CREATE INDEX temp.filed_of ON filed (number);
CREATE TEMP TABLE new (number INTEGER PRIMARY KEY, seat, old, id, text);
"""
_NEW = """
INSERT INTO new
    SELECT (SELECT value FROM meta WHERE key = 'committed') + row_number() OVER (ORDER BY s.number), s.number,
    p.number, lower(hex(randomblob(32))), {words}
    FROM seats s JOIN pattern p ON p.cell = s.cell AND p.place = s.number % p.of
    WHERE s.state = 'open' ORDER BY s.number LIMIT ?
"""
_OLD = {
    "": "JOIN {table} o ON o.number = n.old",
    "bands": "JOIN filed o ON o.number = n.old ORDER BY 1",
    "events": "JOIN said o ON o.number = n.old ORDER BY n.number, o.seq",
    "ledger": "JOIN briefs b ON b.number = n.old JOIN ledger o ON o.brief = b.id",
    "answers": "JOIN briefs b ON b.number = n.old JOIN answers o ON o.brief = b.id",
    "requests": "JOIN briefs b ON b.number = n.old JOIN ledger l ON l.brief = b.id "
    "JOIN requests o ON o.hash = l.request",
}
_OWN = "substr(o.{0}, 1, 40) || substr(n.id, 1, 24)"
"""A key that is this row's alone."""
_PLACED = {"number": "n.number", "seat": "n.seat"}
_CALL = {name: _OWN.format(name) for name in ("slot", "request")} | {"brief": "n.id"}
_CHANGED = {
    "briefs": {
        **_PLACED,
        "id": "n.id",
        "content": "json_set(o.content, '$.number', n.number, '$.seat', n.seat)",
    },
    "candidates": {
        **_PLACED,
        "row_id": "substr(n.id, 1, 16)",
        "draft": "json_set(o.draft, '$.text', n.text, '$.row.text', n.text)",
        "verdict": "json_set(o.verdict, '$.seat', n.seat)",
    },
    "bands": {"number": "n.number", "key": "random()"},
    "events": {
        "seq": "(SELECT max(seq) FROM events) + row_number() OVER (ORDER BY n.number, o.seq)",
        "parent": "NULL",
        "data": "json_set(o.data, '$.number', n.number, '$.seat', n.seat)",
    },
    "ledger": _CALL,
    "answers": _CALL,
    "requests": {"hash": _OWN.format("hash")},
}
"""Table → column → its value in a new row; the others are the pattern's."""
_AFTER = """
UPDATE seats SET state = 'filled', candidate = n.number FROM new n WHERE seats.number = n.seat;
UPDATE meta SET value = (SELECT max(number) FROM new) WHERE key = 'committed';
DELETE FROM new;
"""


def _tables(store: sqlite3.Connection) -> dict[str, int]:
    """Table → bytes a row of the dataset."""
    (rows,) = store.execute("SELECT count(*) FROM candidates WHERE state = 'accepted'").fetchone()
    query = (
        "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name GROUP BY 1"
    )
    try:
        return {name: round(bytes_ / rows) for name, bytes_ in store.execute(query)}
    except sqlite3.OperationalError:  # this SQLite was built without it
        (pages,), (page,) = (
            store.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
        )
        return {"all": round(pages * page / rows)}
