"""Shuffling and splitting by seed: groups kept whole, each part and label in its share on each side."""

import math
from collections.abc import Sequence
from dataclasses import replace

from seedbed.memory.errors import UserFault
from seedbed.memory.exact.randomness import rng
from seedbed.tools.export.rows import ExportRow

_FORM = "write it as train=0.8,test=0.2"


def parse_split(text: str) -> dict[str, float]:
    """`train=0.8,test=0.2` as name → share; the shares add up to 1.

    Raises:
        UserFault: it is written otherwise, or the shares don't add up.
    """
    shares: dict[str, float] = {}
    for word in text.split(","):
        name, _, share = word.strip().partition("=")
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise UserFault(f"{word.strip()!r} is no split", where="--split", next_step=_FORM)
        try:
            value = float(share)
        except ValueError as error:
            raise UserFault(f"{share!r} is no share", where="--split", next_step=_FORM) from error
        if name in shares or not 0 < value <= 1:
            wrong = "is named twice" if name in shares else "has no share between 0 and 1"
            raise UserFault(f"{name!r} {wrong}", where="--split", next_step=_FORM)
        shares[name] = value
    if not math.isclose(total := sum(shares.values()), 1.0, abs_tol=1e-6):
        raise UserFault(f"the shares add up to {total:g}, not 1", where="--split", next_step=_FORM)
    return shares


def shuffled(rows: Sequence[ExportRow], seed: int) -> list[ExportRow]:
    """The rows in an order that depends on seed and ids alone."""
    ordered = sorted(rows, key=lambda row: row.id)
    rng(seed, "export").shuffle(ordered)
    return ordered


def assign(rows: Sequence[ExportRow], shares: dict[str, float]) -> list[ExportRow]:
    """The rows, each with its split, in the same order.

    Groups go one by one, stratum after stratum, to the split that is furthest behind its share so far, so
    each stratum and the whole come within one group of the shares.
    """
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


def _stratum(row: ExportRow) -> tuple[str, str]:
    return row.part.name, str(row.row.get("label", ""))
