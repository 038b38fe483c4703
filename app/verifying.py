"""Rows that exist, checked without a build: the Python side of `seedbed verify`.

wrong = [verdict for verdict in verify("rows.jsonl", kind="calculations") if not verdict.ok]"""

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
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
    Raises UserFault: there is no such kind, or this machine can't check it; with the first verdict: the file
    can't be read, or no row has the fields of the kind; a model is named for another kind.

    Args:
        rows: The path of a JSONL file, `-` for standard input, or rows. Of those of an iterator none is read
            before the verdict on the one before it.
        kind: `expression`, `calculations`, `equivalence`, `program`, `claims` or `toolcalls`.
        model: Who is asked beside (kind claims alone), as `--model` names it; with `base_url` empty: nobody.
        said: Told in a line what the model's exam is doing."""
    from seedbed.tools.verification.row_source import rows_of
    from seedbed.tools.verification.rows import verdicts

    named = isinstance(rows, Path | str)
    piped = str(rows) == "-"
    where = "standard input" if piped else str(rows) if named else ""
    read = _rows(Path(rows), where) if isinstance(rows, Path | str) else rows_of(rows)
    if not model and not base_url:
        ahead = not piped if named else isinstance(rows, Sequence)
        return verdicts(read, kind, where, ahead=ahead)
    if kind != "claims":
        raise UserFault(f"no model is asked about {kind}", where="--model", next_step="leave it out")
    from seedbed.agent.models.listing import with_names
    from seedbed.app.intake import settings_of
    from seedbed.app.verifying_claims import claims_by_model

    settings = with_names(settings_of({"model": model, "base_url": base_url}), said)
    return claims_by_model(read, where, settings, said)


def _rows(path: Path, where: str) -> "Iterator[Row]":
    """The rows of a file, or of standard input as they come."""
    from seedbed.tools.verification.row_source import read_rows

    if str(path) == "-":
        yield from read_rows(sys.stdin.buffer)
        return
    try:
        with path.open("rb") as file:
            yield from read_rows(file)
    except OSError as error:
        what = f"it can't be read ({(error.strerror or 'an error').lower()})"
        step = "name a JSONL file, or - for standard input"
        raise UserFault(what, where=where, next_step=step) from error
