"""Whether two programs give the same result on what they are given: what `answers` asks of programs."""

import math
from collections import Counter
from typing import Any

from seedbed.tools.checks.check import Untold

SECONDS = 30.0
"""Of each program: to import a library takes seconds where many do so at a time."""


Compared = tuple[bool, str, tuple[str, ...]]
"""Whether two programs give the same; why, in a line; what both printed, where nothing else differs and words
may say the same (of commands none do)."""


def same_result(a: str, b: str, kind: str, given: Any, tests: str, seed: int) -> Compared:
    """Whether `b` gives what `a` gives. Raises ToolFault: it can't be told: `a` itself doesn't run, nothing
    is printed or changed, no fill of the tables gives a row, or this machine can't run such programs.

    Args:
        kind: `sqlite` (or `sql`), `bash`, `python`, or a language that can be run here.
        given: The files of a program, or the script (or scripts) of a database.
        tests: What both programs have to pass; queries have none.
        seed: Of the new fills of a database."""
    if kind in ("sqlite", "sql"):
        return *_same_rows(a, b, given, seed), ()
    return _same_output(a, b, kind, given, tests)


# queries ---------------------------------------------------------------------------------------------------


def _same_rows(a: str, b: str, given: Any, seed: int) -> tuple[bool, str]:
    from seedbed.tools.running.queries import QueryFault, is_ordered, parsed
    from seedbed.tools.running.sqlite import FILLS, compare

    try:
        ordered = is_ordered(a)
    except QueryFault as fault:
        raise Untold(f"the first is no query: {fault}") from fault
    try:
        parsed(b)
    except QueryFault as fault:
        return False, f"the second is no query: {fault}"
    try:
        (found,) = compare(a, [b], given, seed, ordered=ordered)
    except ValueError as fault:
        raise Untold(f"the first doesn't run: {fault}") from fault
    if fails := next((one for one in found if one.startswith("fails: ")), ""):
        return False, f"the second doesn't run: {fails.removeprefix('fails: ')}"
    times = Counter(found)
    if times["differs"]:
        return False, f"other rows on {times['differs']} of {FILLS + 1} databases"
    if times["same"]:
        order = "in order" if ordered else "in any order"
        return True, f"the same rows on {times['same']} databases, {order}"
    over = f"over its own data and {FILLS} fills of the tables"
    if times["unsettled"]:
        why = "which rows the first gives hangs on the order of a table (a tie at its LIMIT)"
        raise Untold(f"{why}, {times['unsettled']} times {over}")
    raise Untold(f"neither gives any row {over}: its conditions and the data don't meet")


# programs --------------------------------------------------------------------------------------------------


def _same_output(a: str, b: str, kind: str, given: Any, tests: str) -> Compared:
    from seedbed.tools.running.given import laid_out
    from seedbed.tools.running.run import run_once

    first = run_once(kind, a, given, tests, SECONDS, 0)
    if not first["ok"]:
        raise Untold(f"the first doesn't run: {first['said']}")
    second = run_once(kind, b, given, tests, SECONDS, 0)
    if not second["ok"]:
        return False, f"the second doesn't run: {second['said']}", ()
    left, other = ({one["path"]: one["content"] for one in ran["files"]} for ran in (first, second))
    if left != other:
        path = min(path for path in left.keys() | other.keys() if left.get(path) != other.get(path))
        return False, f"other files: {path[:80]}", ()
    mine, theirs = _lines(first["stdout"]), _lines(second["stdout"])
    if not mine and not theirs and not tests and left == laid_out(given):
        raise Untold("neither prints anything or changes a file")
    figures = kind != "bash"
    if len(mine) == len(theirs) and all(_alike(x, y, figures) for x, y in zip(mine, theirs, strict=True)):
        return True, "the same output and files", ()
    if Counter(mine) == Counter(theirs):
        # Whether it prints its lines in another order where the files were made in another one.
        turned = dict(reversed(laid_out(given).items()))
        again = run_once(kind, a, turned, "", SECONDS, 0)
        if again["ok"] and _lines(again["stdout"]) != mine:
            return True, "the same output and files, in an order that isn't fixed", ()
    pairs = zip([*mine, "(nothing)"], [*theirs, "(nothing)"], strict=False)
    x, y = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    printed = (first["stdout"], second["stdout"]) if mine and theirs and kind != "bash" and not tests else ()
    return False, f"other output: «{x[:80]}» and «{y[:80]}»", printed


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _alike(one: str, other: str, figures: bool) -> bool:
    """Whether two lines are the same; of what programs print, 12 is 12.0 and sums end alike. Whole numbers
    are the same to the last digit."""
    if one == other:
        return True
    words, others = one.split(), other.split()
    return figures and len(words) == len(others) and all(map(_close, words, others))


def _close(one: str, other: str) -> bool:
    try:
        if one.lstrip("+-").isdecimal() and other.lstrip("+-").isdecimal():
            return int(one) == int(other)
        return one == other or math.isclose(float(one), float(other), rel_tol=1e-9)
    except ValueError:
        return False
