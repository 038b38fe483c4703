"""`distinct`: a value, or each item of a list, that may come once in a dataset.

Rows that share one are told by their signatures, and the committer takes the first of them; of a row alone
this check says no more than that it has a value, and none of its items twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from seedbed.memory.exact.canonical import digest
from seedbed.tools.checks.asked import shown
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values
from seedbed.tools.checks.inputs import by_rule
from seedbed.tools.checks.normal import normal

DISTINCT = "distinct"


class DistinctArguments(Arguments):
    """What may come once."""

    each: bool = False
    """Whether it is each item of a list, also within its row; else the value, or the values together."""


def keys_of(values: Sequence[Any], each: bool) -> list[str]:
    """What tells the values of a row that may come once, whatever their letters' case and marks."""
    wanted = [[item] for item in _items(values)] if each else [values]
    return [digest([normal(shown(value)).casefold() for value in some]) for some in wanted]


def signature_of(keys: Iterable[str]) -> str:
    """The signature of a row with such keys; empty: it has none."""
    return " ".join([DISTINCT, *found]) if (found := list(keys)) else ""


def is_of_values(signature: str) -> bool:
    """Whether a signature was made here: its row's words tell copies as well."""
    return signature.startswith(f"{DISTINCT} ")


def told_by(signature: str) -> list[str]:
    """What a signature is filed under: of two rows with one of these in common, one is a copy."""
    if not is_of_values(signature):
        return [signature] if signature else []
    return [f"{DISTINCT} {key}" for key in signature.split()[1:]]


def _items(values: Iterable[Any]) -> list[Any]:
    return [item for value in values for item in (value if isinstance(value, (list, tuple)) else [value])]


def _fault(inputs: Values, arguments: DistinctArguments, _case: Case) -> str:
    values = [value for value in inputs["of"] if value is not None]
    if arguments.each:
        keys = keys_of(values, each=True)
        twice = [shown(item) for n, item in enumerate(_items(values)) if keys[n] in keys[:n]]
        return f"«{twice[0][:80]}» comes twice in it" if twice else ""
    if not any(str(value).strip() for value in values):
        raise Untold("there is no value")
    return ""


def _told(arguments: DistinctArguments, named: Mapping[str, str]) -> str:
    if arguments.each:
        return f"No item of '{named['of']}' comes twice, in this row or in two."
    return f"No other row has the same '{named['of']}'."


CHECK = Check(
    name=DISTINCT,
    about="No two rows have the same value, letter case aside (of several fields: in all of them): an "
    "answer, name or title that may come once. Of a list the whole, or `each` of its items.",
    inputs=("of*",),
    arguments=DistinctArguments,
    verify=by_rule(DISTINCT, _fault),
    shows={"form": "proven", "kept": "proven"},
    tells=_told,
    example="distinct: {of: answer}",
)
