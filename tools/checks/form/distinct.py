"""`distinct`: a value that may come once in a dataset.

Rows that share it have one signature, and the committer takes the first of them; of a row alone this check
says no more than that it has a value."""

from collections.abc import Iterable, Mapping
from typing import Any

from seedbed.memory.exact.canonical import digest
from seedbed.tools.checks.asked import shown
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values
from seedbed.tools.checks.inputs import by_rule
from seedbed.tools.checks.normal import normal

DISTINCT = "distinct"


def signature_of(values: Iterable[Any]) -> str:
    """What rows with the same values share, whatever their letters' case and marks."""
    return f"{DISTINCT} {digest([normal(shown(value)).casefold() for value in values])}"


def is_of_values(signature: str) -> bool:
    """Whether a signature was made here: its row's words tell copies as well."""
    return signature.startswith(f"{DISTINCT} ")


def _fault(inputs: Values, _arguments: Arguments, _case: Case) -> str:
    if not any(str(value).strip() for value in inputs["of"] if value is not None):
        raise Untold("there is no value")
    return ""


def _told(_arguments: Arguments, named: Mapping[str, str]) -> str:
    return f"No other row has the same '{named['of']}'."


CHECK = Check(
    name=DISTINCT,
    about="No two rows have the same value, letter case aside (of several fields: in all of them): an "
    "answer, name or title that may come once. Of a list the whole: two rows may still share an item.",
    inputs=("of*",),
    verify=by_rule(DISTINCT, _fault),
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    example="distinct: {of: answer}",
)
