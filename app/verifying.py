"""Rows that exist, checked without a build: the Python side of `seedbed verify`.

wrong = [verdict for verdict in verify("rows.jsonl", kind="calculations") if not verdict.ok]
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seedbed.memory.errors import UserFault

if TYPE_CHECKING:
    from seedbed.tools.verification.row_checks import Verdict
    from seedbed.tools.verification.row_source import Row


def verify(
    rows: Path | str | Iterable[Mapping[str, Any]],
    kind: str,
    model: str = "",
    base_url: str = "",
    said: Callable[[str], None] = lambda line: None,
) -> "Generator[Verdict, None, None]":
    """Check rows that exist, without a build: a verdict for each, in order; see `seedbed verify --help`.

    Args:
        rows: The path of a JSONL file, `-` for standard input, or rows. They are read as verdicts are taken,
            perhaps on another thread.
        kind: `expression`, `calculations`, `equivalence`, `program` or `claims`.
        model: Who is asked beside (kind claims alone), as `--model` names it; with `base_url` empty: nobody.
        said: Told in a line what the model's exam is doing.

    Raises:
        UserFault: there is no such kind, or this machine can't check it; with the first verdict: the file
            can't be read, or no row has the fields of the kind; a model is named for another kind.
    """
    from seedbed.tools.verification.row_source import rows_of
    from seedbed.tools.verification.rows import verdicts

    read = _rows(rows) if isinstance(rows, Path | str) else rows_of(rows)
    where = ""
    if isinstance(rows, Path | str):
        where = "standard input" if str(rows) == "-" else str(rows)
    if not model and not base_url:
        return verdicts(read, kind, where)
    if kind != "claims":
        raise UserFault(f"no model is asked about {kind}", where="--model", next_step="leave it out")
    from seedbed.agent.models.listing import with_names
    from seedbed.agent.models.places import Flags
    from seedbed.agent.models.settings import resolve
    from seedbed.app.verifying_claims import claims_by_model

    return claims_by_model(read, where, with_names(resolve({}, Flags(model, base_url)), said), said)


def _rows(path: Path | str) -> "Iterator[Row]":
    """The rows of a file; bytes are taken as they come, and no buffer waits for more."""
    from seedbed.tools.verification.row_source import read_rows

    if str(path) == "-":
        yield from read_rows(lambda size: os.read(0, size))
        return
    try:
        with Path(path).open("rb", buffering=0) as file:
            yield from read_rows(file.read)
    except OSError as error:
        raise UserFault(
            f"it can't be read ({(error.strerror or 'an error').lower()})",
            where=str(path),
            next_step="name a JSONL file, or - for standard input",
        ) from error
