"""Hashes of a store's tables stay what earlier versions kept."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from seedbed.memory.store.opening import open_store


def test_a_table_is_hashed_as_json_lines_whatever_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "run.sqlite"
    with closing(open_store(path)) as store:
        for number in range(1001):  # three pages
            store.journal(f"{number:04}", "note", {"said": 'a\x00], [\n\u2028"é\\x00', "n": number})
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE journal SET kind = ? WHERE key = '0007'", ("],[\x00] , [",))
        raw.execute("INSERT INTO requests VALUES ('a', '', ?)", (b"\x00\xff",))
        raw.commit()
        tables = {name: raw.execute(f"SELECT * FROM {name}").fetchall() for name in ("journal", "requests")}
    with closing(open_store(path)) as store:
        hashes = store.digests()
    for name, rows in tables.items():
        lines = "".join(json.dumps(row, ensure_ascii=False, default=bytes.hex) + "\n" for row in rows)
        assert rows and hashes[name] == hashlib.sha256(lines.encode()).hexdigest()
