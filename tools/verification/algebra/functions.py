"""The one list of functions that the calculator knows: the grammar, the docs and the models' tools read it.

The list itself is `functions.csv`, beside this file. It does not know how they are computed; `operations.py`
ties each name to its code, and a test compares both.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

MANY = 400
"""Most arguments or data of one call."""


@dataclass(frozen=True, slots=True)
class FunctionInfo:
    """One function: how it is called, what it does, one example, and who computes it."""

    name: str
    takes: str
    """Its arguments as told to people; `…` stands for more of the same, `?` for one that may be left out."""
    arity: tuple[int, int]
    """Least and greatest number of arguments."""
    does: str
    example: str
    result: str
    by: str
    """The library's function behind it."""
    aliases: tuple[str, ...] = ()


def _arity(takes: str) -> tuple[int, int]:
    names = takes.split(", ")
    return sum(not name.endswith("?") for name in names), MANY if takes.endswith("…") else len(names)


def _listed() -> Mapping[str, tuple[FunctionInfo, ...]]:
    groups: dict[str, tuple[FunctionInfo, ...]] = {}
    table = files("seedbed.tools.verification.algebra").joinpath("functions.csv")
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            info = FunctionInfo(
                name=row["name"],
                takes=row["takes"],
                arity=_arity(row["takes"]),
                does=row["does"],
                example=row["example"],
                result=row["result"],
                by=row["by"],
                aliases=tuple(row["aliases"].split()),
            )
            groups[row["subject"]] = (*groups.get(row["subject"], ()), info)
    return groups


GROUPS: Mapping[str, tuple[FunctionInfo, ...]] = _listed()
"""The functions by subject, in the order they are told."""

FUNCTIONS_TOLD: tuple[FunctionInfo, ...] = tuple(info for group in GROUPS.values() for info in group)
"""Every function, each once."""

BY_NAME: Mapping[str, FunctionInfo] = {
    name: info for info in FUNCTIONS_TOLD for name in (info.name, *info.aliases)
}
"""Names and other names."""

TWO_MEANINGS: Mapping[str, str] = {
    "stdev": "stdev_sample or stdev_population",
    "std": "stdev_sample or stdev_population",
    "variance": "variance_sample or variance_population",
    "var": "variance_sample or variance_population",
    "sd": "stdev_sample or stdev_population",
}
"""Names that could mean two functions: refused, with both named."""
