"""Shuffling and splitting by seed: groups kept whole, each part and label in its share on each side."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.randomness import rng
from seedbed.tools.evaluation.report.play import text_of
from seedbed.tools.export.rows import ExportRow

_SHARE = re.compile(r"\s*([A-Za-z0-9_]+)=(0*\.\d+|1(?:\.0*)?)\s*")
_MOST_NAMED = 5


def parse_split(text: str) -> dict[str, float]:
    """`train=0.8,test=0.2` as name → share; the shares add up to 1. Raises UserFault: it is written
    otherwise, or the shares don't add up."""
    words = text.split(",")
    shares = {found[1]: float(found[2]) for word in words if (found := _SHARE.fullmatch(word))}
    total = sum(shares.values())
    if len(shares) < len(words) or 0 in shares.values() or not math.isclose(total, 1.0, abs_tol=1e-6):
        what = f"{text!r} doesn't name splits, each once, with shares that add up to 1"
        raise UserFault(what, where="--split", next_step="write it as train=0.8,held_out=0.2")
    return shares


def shuffled(rows: Sequence[ExportRow], seed: int) -> list[ExportRow]:
    """The rows in an order that depends on seed and ids alone."""
    ordered = sorted(rows, key=lambda row: row.id)
    rng(seed, "export").shuffle(ordered)
    return ordered


def assign(rows: Sequence[ExportRow], shares: dict[str, float]) -> list[ExportRow]:
    """The rows, each with its split, in the same order.

    Groups go one by one, stratum after stratum, to the split that is furthest behind its share so far, so
    each stratum and the whole come within one group of the shares."""
    groups: dict[str, list[ExportRow]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    place = {row.id: number for number, row in enumerate(rows)}
    ordered = sorted(groups.values(), key=lambda group: (_stratum(group[0]), place[group[0].id]))
    filled = dict.fromkeys(shares, 0)
    split_of: dict[str, str] = {}
    done = 0
    for group in ordered:
        done += len(group)
        taken = max(shares, key=lambda name: shares[name] * done - filled[name])
        filled[taken] += len(group)
        split_of |= {row.id: taken for row in group}
    return [replace(row, split=split_of[row.id]) for row in rows]


def missing_labels(rows: Sequence[ExportRow], splits: Iterable[str]) -> Iterator[str]:
    """A line for each split and field of role label: the values of two rows or more of which it has none."""
    found: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for row in rows:
        for name in (name for name, role in row.part.row_roles.items() if role == "label"):
            values = found.setdefault((row.part.name, name), {})
            told = row.row.get(name)
            for value in set(map(text_of, told if isinstance(told, list) else [told])):
                values.setdefault(value, Counter()).update([row.split])
    filled = {row.split for row in rows}  # of one without a row that is said
    for split, ((part, name), values) in product(filter(filled.__contains__, splits), found.items()):
        if lost := [value for value, by in values.items() if value and by.total() > 1 and not by[split]]:
            shown = ", ".join(repr(value[:40]) for value in sorted(lost)[:_MOST_NAMED])
            more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
            why = "groups are kept whole, and there are too few"
            yield f"{split}: {part} has no row there of {name} {shown}{more}; {why}"


def _stratum(row: ExportRow) -> tuple[str, str]:
    """Its part, and its value of the part's first label."""
    label = next((name for name, role in row.part.row_roles.items() if role == "label"), "label")
    return row.part.name, str(row.row.get(label, ""))
