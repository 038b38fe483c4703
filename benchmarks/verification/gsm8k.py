"""GSM8K's calculator annotations, each recomputed by the real command; and planted slips to be found.

    python -m benchmarks.verification.gsm8k --out FILE [--data DIR]

Each file is read in three ways. As it is, by `seedbed verify --kind calculations`: every annotation
confirmed exactly, confirmed as rounded, wrong, or unread; the last two are named with their row. By a second
calculator (Python's own parser over + - * / and brackets, exact fractions; no code shared). And with one
digit, sign or place changed in the result of one annotation of 30 % of the rows: caught means that the row is
not ok and the changed annotation, and no other, is called wrong.
"""

import ast
import json
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.command import command
from tests.e2e.program import lines

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "gsm8k"
FILES = ("test", "train_sample")
SHARE = 0.3
"""Of the rows that get a planted slip."""
_ANNOTATION = re.compile(r"<<(.*?)=(.*?)>>")


def verify(path: Path) -> tuple[list[Mapping[str, Any]], int, float]:
    """The verdicts of the real command on a file, its exit code and seconds."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "verdicts.jsonl"
        began = time.perf_counter()
        with out.open("wb") as stream:
            code = subprocess.run(
                [sys.executable, "-m", "seedbed", "verify", str(path), "--kind", "calculations", "--quiet"],
                stdout=stream,
                check=False,
            ).returncode
        return lines(out), code, time.perf_counter() - began


def held(item: Mapping[str, Any]) -> str:
    """exact, rounded, wrong or unread, by an annotation's evidence."""
    if item["ok"]:
        return "rounded" if "rounded" in item["inputs"] else "exact"
    return "wrong" if "value" in item["inputs"] else "unread"


def second(text: str) -> Fraction | None:
    """The value of + - * / and brackets over decimals, by Python's parser and a walk; None: another text."""
    if not re.fullmatch(r"[0-9.+*/() -]+", text):
        return None
    # Python takes no leading noughts, and floats would lose digits: each number is read from its own text.
    numbers: list[Fraction] = []

    def put(found: re.Match[str]) -> str:
        numbers.append(Fraction(found.group()))
        return f"n[{len(numbers) - 1}]"

    try:
        return _walk(ast.parse(re.sub(r"[0-9]*\.?[0-9]+", put, text), mode="eval").body, numbers)
    except (SyntaxError, ZeroDivisionError, ValueError):
        return None


def _walk(node: ast.expr, numbers: Sequence[Fraction]) -> Fraction:
    match node:
        case ast.Subscript(ast.Name("n"), ast.Constant(int(at))):
            return numbers[at]
        case ast.UnaryOp(ast.USub(), operand):
            return -_walk(operand, numbers)
        case ast.UnaryOp(ast.UAdd(), operand):
            return _walk(operand, numbers)
        case ast.BinOp(left, ast.Add(), right):
            return _walk(left, numbers) + _walk(right, numbers)
        case ast.BinOp(left, ast.Sub(), right):
            return _walk(left, numbers) - _walk(right, numbers)
        case ast.BinOp(left, ast.Mult(), right):
            return _walk(left, numbers) * _walk(right, numbers)
        case ast.BinOp(left, ast.Div(), right):
            return _walk(left, numbers) / _walk(right, numbers)
        case _:
            raise ValueError


def measured(path: Path) -> dict[str, Any]:
    """What the command says of a file as it is."""
    rows = lines(path)
    verdicts, code, seconds = verify(path)
    items = [(one["row"], item) for one in verdicts for item in one["evidence"]]
    counts = Counter(held(item) for _, item in items)
    written = sum(row["solution"].count("<<") for row in rows)
    disagreeing = [
        {
            "row": row,
            "annotation": f"<<{item['expression']}={item['result']}>>",
            "value": item["inputs"].get("value", ""),
            "class": held(item),
        }
        for row, item in items
        if not item["ok"]
    ]
    twice = Counter(_second_opinion(item) for _, item in items)
    return {
        "rows": len(rows),
        "verdicts": len(verdicts),
        "exit_code": code,
        "seconds": round(seconds, 2),
        "rows_with_nothing_to_check": sum(one["ok"] and not one["evidence"] for one in verdicts),
        "annotations": written,
        "found": len(items),
        "parsed": len(items) - counts["unread"],
        "parsed_share": round((len(items) - counts["unread"]) / written, 6),
        "exact": counts["exact"],
        "rounded": counts["rounded"],
        "wrong": counts["wrong"],
        "unread": counts["unread"],
        "confirmed_share": round((counts["exact"] + counts["rounded"]) / written, 6),
        "disagreeing": disagreeing,
        "second_calculator": dict(sorted(twice.items())),
    }


def _second_opinion(item: Mapping[str, Any]) -> str:
    left, right = second(item["expression"]), second(item["result"])
    if left is None or right is None:
        return "can't read it"
    return "agrees" if (left == right) == (held(item) == "exact") else "disagrees"


# slips ---------------------------------------------------------------------------------------------------


def slipped(result: str, draw: random.Random) -> tuple[str, str]:
    """A result with one slip that makes it another number, and the slip's name."""
    while True:
        name = draw.choice(("digit", "off by one", "sign", "decimal point", "digits exchanged"))
        at = draw.choice([place for place, char in enumerate(result) if char.isdigit()])
        if name == "digit":
            said = f"{result[:at]}{draw.randrange(10)}{result[at + 1 :]}"
        elif name == "off by one":
            said = str(int(result) + draw.choice((1, -1))) if result.isdigit() else result
        elif name == "sign":
            said = result[1:] if result.startswith("-") else f"-{result}"
        elif name == "decimal point":
            said = f"{result}0" if "." not in result else result.replace(".", "", 1)
        else:
            said = f"{result[:at]}{result[at + 1 : at + 2]}{result[at]}{result[at + 2 :]}"
        if second(said) not in (None, second(result)):
            return said, name


def planted(path: Path, seed: int) -> dict[str, Any]:
    """Slips planted in a copy of a file: how many are caught, and how many right rows are refused."""
    rows, draw = [dict(row) for row in lines(path)], random.Random(seed)
    slips: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows):
        places = list(_ANNOTATION.finditer(row["solution"]))
        if not places or draw.random() >= SHARE:
            continue
        chosen = draw.randrange(len(places))
        said, name = slipped(places[chosen][2], draw)
        start, end = places[chosen].span(2)
        row["solution"] = f"{row['solution'][:start]}{said}{row['solution'][end:]}"
        slips[number] = chosen, name
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rows.jsonl"
        copy.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        verdicts, code, _ = verify(copy)
    missed, refused = [], []
    for one in verdicts:
        wrong = [place for place, item in enumerate(one["evidence"]) if not item["ok"]]
        expected = [slips[one["row"]][0]] if one["row"] in slips else []
        if one["row"] in slips and wrong != expected:
            solution = rows[one["row"]]["solution"]
            changed = _ANNOTATION.findall(solution)[expected[0]]
            missed.append({"row": one["row"], "slip": slips[one["row"]][1], "annotation": "=".join(changed)})
        elif one["row"] not in slips and not one["ok"]:
            refused.append(one["row"])
    return {
        "seed": seed,
        "exit_code": code,
        "planted": len(slips),
        "by_slip": dict(sorted(Counter(name for _, name in slips.values()).items())),
        "caught": len(slips) - len(missed),
        "caught_share": round((len(slips) - len(missed)) / len(slips), 6),
        "missed": missed,
        "right_rows": len(rows) - len(slips),
        "right_rows_refused": refused,
    }


def measure(data: Path, seeds: int) -> dict[str, Any]:
    """Each file as it is, and with slips. `seeds`: plantings for each file."""
    files: dict[str, Any] = {}
    for name in FILES:
        path = data / f"{name}.jsonl"
        files[name] = {"as_it_is": measured(path), "slips": [planted(path, seed) for seed in range(seeds)]}
    return {
        "machine": {"platform": platform.platform(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("seedbed", "lark", "sympy")},
        "files": files,
    }


if __name__ == "__main__":
    command(measure, __doc__, data=DATA, seeds=3)
