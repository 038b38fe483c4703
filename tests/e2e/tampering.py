"""Tools of a forger: edits of a run's files and store, and the hashes made anew so that they agree again."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from seedbed.memory.exact.canonical import canonical
from seedbed.memory.files.projection import append_events, write_rows
from seedbed.memory.files.run_folder import RunFolder
from seedbed.memory.spec import Spec
from seedbed.memory.store.digests import DIGESTS

Row = dict[str, Any]


@contextmanager
def database(run: Path) -> Iterator[sqlite3.Connection]:
    """The store's file, written when the block ends."""
    with closing(sqlite3.connect(run / "run.sqlite")) as connection, connection:
        yield connection


def forge(run: Path) -> None:
    """Write every file and every hash anew from a doctored store."""
    folder = RunFolder(run)
    store = folder.open_store(write=True)
    try:
        whole = write_rows(folder, store, Spec.model_validate(store.meta("spec")))
        store.set_meta("sha256", whole)
        folder.events.unlink()
        append_events(folder, store)
        report = json.loads(folder.report_json.read_text(encoding="utf-8"))
        folder.report_json.write_text(json.dumps({**report, "sha256": whole}), encoding="utf-8")
        store.set_meta(DIGESTS, store.digests())
    finally:
        store.close()


def edit_lines(path: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    """Change the lines of a JSONL file."""
    lines = [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    path.write_bytes(b"".join(canonical(line) + b"\n" for line in change(lines)))


def edit_line(path: Path, row_id: str, **fields: Any) -> None:
    """Change fields of one row."""
    edit_lines(path, lambda rows: [{**row, **fields} if row["id"] == row_id else row for row in rows])


def edit_json(run: Path, table: str, column: str, where: str, change: Callable[[Any], None]) -> int:
    """Change the JSON in a column in place, in the rows that a condition names; how many there were."""
    with database(run) as connection:
        found = connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {where}").fetchall()
        for rowid, text in found:
            value = json.loads(text)
            change(value)
            new = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, rowid))
    return len(found)


def edit_draft(run: Path, row_id: str, change: Callable[[Any], None]) -> None:
    """Change an accepted row's draft in the store."""
    assert edit_json(run, "candidates", "draft", f"row_id = '{row_id}'", change) == 1


def edit_evidence(run: Path, row_id: str, kind: str, **fields: Any) -> None:
    """Change the first piece of evidence of a kind in the store."""

    def change(draft: Any) -> None:
        piece = next(piece for piece in draft["evidence"] if piece["kind"] == kind)
        piece.update(fields)

    edit_draft(run, row_id, change)


def draft_of(run: Path, row_id: str) -> Any:
    """A candidate's draft in the store."""
    with database(run) as connection:
        query = "SELECT draft FROM candidates WHERE row_id = ?"
        return json.loads(connection.execute(query, (row_id,)).fetchone()[0])


def evidence_of(run: Path, row_id: str, kind: str) -> Any:
    """A row's first piece of evidence of a kind."""
    return next(piece for piece in draft_of(run, row_id)["evidence"] if piece["kind"] == kind)
