"""A build that adds to a store of many rows: its memory, and CPU a row, however many are there already.

A small build by the real program is the pattern: `seedbed extend` asks for the rest, which is written into
the store as its rows are (words drawn anew, bands of drawn keys), but for the last, which `seedbed resume`
makes. What is written so is no model's: an audit of it fails, and is measured all the same.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count as numbers
from typing import Any

from benchmarks.endurance.building import Size, programs, words
from benchmarks.endurance.soak import used
from seedbed.memory.exact.canonical import digest
from tests.e2e.program import Program, count
from tests.simulator.launch import simulator

_PATTERN = 600
"""Rows of the small build."""
_PAGE = 2_000
"""Rows of a transaction."""
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
        found["extend"] = _run(program, "extend", "run", "-n", f"+{more}")
        began = time.monotonic()
        with closing(sqlite3.connect(run / "run.sqlite")) as store:
            _fill(store, size.rows, random.Random(size.seed))
            tables = _tables(store)
        filled = round(time.monotonic() - began, 1)
        found["resume"] = _run(program, "resume", "run", "--yes")
        found["audit"] = _run(program, "audit", "run")
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
            if last < 10**12:
                now = used(process.pid) | {"seconds": round(time.monotonic() - began, 1)}
                looks.append(now | {"rows": count(run, query.format(last))})
            time.sleep(_LOOK)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        heard = said.read()
    assert process.returncode == 0 or command[0] == "audit", f"{command}: {heard[-2000:]}"
    return {
        "seconds": round(time.monotonic() - began, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": round(usage.ru_maxrss / 1024, 1),
        **(_phases(looks) if looks else {}),
    }


def _phases(looks: list[dict[str, float]]) -> dict[str, Any]:
    """What a build took until its first row, for its rows, and afterwards."""
    looks = [one for one in looks if "cpu_seconds" in one]
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


def _fill(store: sqlite3.Connection, rows: int, draw: random.Random) -> None:
    """Rows for the first open seats, each like one of the small build's of its cell, up to so many."""
    store.row_factory = sqlite3.Row
    store.execute("PRAGMA synchronous = OFF")
    patterns = defaultdict[str, list[_Pattern]](list)
    for one in store.execute(
        "SELECT number, row_id, cell FROM candidates WHERE state = 'accepted'"
    ).fetchall():
        patterns[one["cell"]].append(_Pattern(store, one["number"]))
    indices = dict(
        store.execute("SELECT name, sql FROM sqlite_master WHERE name = 'bands_by_key'").fetchall()
    )
    for name in indices:  # built at once, sorted: drawn keys one by one would go everywhere
        store.execute(f"DROP INDEX {name}")
    query = "SELECT number, cell FROM seats WHERE state = 'open' ORDER BY number LIMIT ?"
    (there,) = store.execute("SELECT count(*) FROM seats WHERE state = 'filled'").fetchone()
    seats = store.execute(query, (rows - there,)).fetchall()
    (last,) = store.execute("SELECT value FROM meta WHERE key = 'committed'").fetchone()
    (seq,) = store.execute("SELECT max(seq) FROM events").fetchone()
    events = numbers(seq + 1)
    for at in range(0, len(seats), _PAGE):
        made = defaultdict[str, list[dict[str, Any]]](list)
        taken = []
        for number, seat in enumerate(seats[at : at + _PAGE], int(last) + at + 1):
            some = patterns[seat["cell"]]
            for table, row in some[number % len(some)].again(number, seat["number"], draw):
                made[table].append(row | ({"seq": next(events)} if table == "events" else {}))
            taken.append((number, seat["number"]))
        with store:
            for table, several in made.items():
                names = list(several[0])
                into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
                store.executemany(into, [[one[name] for name in names] for one in several])
            store.executemany("UPDATE seats SET state = 'filled', candidate = ? WHERE number = ?", taken)
            store.execute("UPDATE meta SET value = ? WHERE key = 'committed'", (str(taken[-1][0]),))
    for sql in indices.values():
        store.execute(sql)
    store.commit()


class _Pattern:
    """What the store has of one row."""

    def __init__(self, store: sqlite3.Connection, number: int) -> None:
        def found(query: str, of: Any) -> list[dict[str, Any]]:
            return [dict(one) for one in store.execute(query, (of,))]

        (self._brief,) = found("SELECT * FROM briefs WHERE number = ?", number)
        (self._candidate,) = found("SELECT * FROM candidates WHERE number = ?", number)
        self._content, self._draft, self._verdict = (
            json.loads(one)
            for one in (self._brief["content"], self._candidate["draft"], self._candidate["verdict"])
        )
        self._bands = found("SELECT key FROM bands WHERE number = ?", number)
        self._events = found("SELECT * FROM events WHERE json_extract(data, '$.number') = ?", number)
        self._calls = found("SELECT * FROM ledger WHERE brief = ?", self._brief["id"])
        self._answers = found("SELECT * FROM answers WHERE brief = ?", self._brief["id"])
        self._bodies = [
            one
            for call in self._calls
            for one in found("SELECT * FROM requests WHERE hash = ?", call["request"])
        ]

    def again(self, number: int, seat: int, draw: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
        """(table, row) of another row like it."""
        content = self._content | {"number": number, "seat": seat}
        brief = digest({name: value for name, value in content.items() if name != "without"})
        yield (
            "briefs",
            self._brief | {"number": number, "seat": seat, "id": brief, "content": json.dumps(content)},
        )
        text = " ".join(f"{draw.getrandbits(14):x}" for _ in self._draft["text"].split())
        row = {
            name: text if value == self._draft["text"] else value
            for name, value in self._draft["row"].items()
        }
        yield (
            "candidates",
            self._candidate
            | {"number": number, "seat": seat, "row_id": brief[:16]}
            | {"draft": json.dumps(self._draft | {"row": row, "text": text})}
            | {"verdict": json.dumps(self._verdict | {"seat": seat})},
        )
        for band in self._bands:
            key = f"{draw.getrandbits(4 * 32):032x}"[: len(band["key"])]
            yield "bands", {"number": number, "key": band["key"][: -len(key)] + key}
        for event in self._events:
            data = json.loads(event["data"]) | {"number": number, "seat": seat}
            yield "events", event | {"data": json.dumps(data), "parent": None}
        slots = {one["slot"]: digest([brief, one["slot"]]) for one in self._calls}
        for call in self._calls:
            own = {name: value for name, value in call.items() if name != "id"}
            request = digest([brief, call["request"]])
            yield "ledger", own | {"brief": brief, "slot": slots[call["slot"]], "request": request}
        for body in self._bodies:
            yield "requests", body | {"hash": digest([brief, body["hash"]])}
        for one in self._answers:
            mine = {"brief": brief, "slot": slots[one["slot"]], "request": digest([brief, one["request"]])}
            yield "answers", one | mine


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
