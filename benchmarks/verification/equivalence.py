"""Does the checker of answers tell same from other? Each gold answer against mechanical rewrites of itself.

    python -m benchmarks.verification.equivalence --out equivalence.json
    python -m benchmarks.verification.equivalence --data math.jsonl --out equivalence.json

Without `--data`: hand-made answers in the manner of MATH (answers_like_math.jsonl) and, where they are there,
GSM8K's answers. A line of `--data` has `answer`, or `solution` with a \\boxed{} answer. The rewrites
(`rewrites.py`, `wrong_rewrites.py`) know by construction what they say. The baseline is math-verify with its
usual configuration on the same pairs in the same run; a verdict that it doesn't reach (no parse, its timeout)
counts as «not the same», as it does for those who use it. Ours counts only the right verdict: a refusal
(ExpressionFault) is wrong. Every wrong pair stands in the output; the right ones follow from the answers.
"""

import argparse
import json
import platform
import re
import statistics
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.verification.rewrites import equal_rewrites
from benchmarks.verification.wrong_rewrites import unequal_rewrites
from seedbed.tools.verification.algebra.answer_text import boxed
from seedbed.tools.verification.algebra.equivalence import equivalent
from seedbed.tools.verification.syntax import ExpressionFault

_HERE = Path(__file__).resolve().parent
_GSM8K = _HERE.parents[2] / "shared/data/gsm8k/test.jsonl"
_LEAST = 5
"""Rewrites each way that an answer is to have."""


def golds(path: Path) -> Iterator[str]:
    """The answers of a JSONL file, from `answer` or the last box of `solution`, each once."""
    seen = set()
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            answer = row.get("answer") or boxed(row.get("solution", "")) or ""
            if answer and answer not in seen:
                seen.add(answer)
                yield answer


def pairs(answers: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Every rewrite of every answer, with what is true of it."""
    for answer in answers:
        for same, rewrites in ((True, equal_rewrites(answer)), (False, unequal_rewrites(answer))):
            for kind, text in rewrites:
                yield {"gold": answer, "rewrite": text, "kind": kind, "same": same}


def ours(gold: str, rewrite: str) -> tuple[bool | None, str]:
    """Our verdict with its reason; None where an answer is refused."""
    try:
        return equivalent(gold, rewrite)
    except ExpressionFault as fault:
        return None, str(fault)


def theirs(gold: str, rewrite: str) -> bool:
    """math-verify's verdict, each text set as a formula as its documentation advises, a full stop outside."""
    from math_verify import parse, verify

    def read(text: str) -> Any:
        if re.search(r"(?<!\\)\$.*(?<!\\)\$|\\boxed", text):
            return parse(text)
        formula = text.removesuffix(".")
        return parse(f"${formula}${text[len(formula) :]}")

    return bool(verify(read(gold), read(rewrite)))


def measured(found: Iterable[dict[str, Any]], baseline: bool) -> dict[str, Any]:
    """The figures of all pairs, in all and per kind of rewrite, and every wrong pair."""
    raw: list[dict[str, Any]] = []
    for pair in found:
        began = time.perf_counter()
        verdict, reason = ours(pair["gold"], pair["rewrite"])
        between = time.perf_counter()
        other = theirs(pair["gold"], pair["rewrite"]) if baseline else None
        raw.append(
            pair
            | {"ours": verdict, "reason": reason, "ours_ms": round((between - began) * 1000, 3)}
            | {"math_verify": other, "math_verify_ms": round((time.perf_counter() - between) * 1000, 3)}
        )
    return {**_figures(raw), "kinds": _per_kind(raw), "wrong": _wrong(raw)}


def _right(raw: list[dict[str, Any]], who: str) -> float | None:
    if not raw or (who == "math_verify" and raw[0][who] is None):
        return None
    return round(sum(pair[who] is pair["same"] for pair in raw) / len(raw), 5)


def _figures(raw: list[dict[str, Any]]) -> dict[str, Any]:
    same = [pair for pair in raw if pair["same"]]
    other = [pair for pair in raw if not pair["same"]]
    times = sorted(pair["ours_ms"] for pair in raw)
    return {
        "same": {
            "pairs": len(same),
            "ours": _right(same, "ours"),
            "math_verify": _right(same, "math_verify"),
        },
        "other": {
            "pairs": len(other),
            "ours": _right(other, "ours"),
            "math_verify": _right(other, "math_verify"),
        },
        "refused_by_ours": sum(pair["ours"] is None for pair in raw),
        "ours_ms": {
            "median": statistics.median(times),
            "99th": times[int(len(times) * 0.99)],
            "longest": times[-1],
        },
        "math_verify_ms": {"median": statistics.median(pair["math_verify_ms"] for pair in raw)},
    }


def _per_kind(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[bool, str], list[dict[str, Any]]] = {}
    for pair in raw:
        groups.setdefault((pair["same"], pair["kind"]), []).append(pair)
    return [
        {
            "same": same,
            "kind": kind,
            "pairs": len(group),
            "ours": _right(group, "ours"),
            "math_verify": _right(group, "math_verify"),
        }
        for (same, kind), group in sorted(groups.items(), key=lambda item: (not item[0][0], item[0][1]))
    ]


def _wrong(raw: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    keep = ("gold", "rewrite", "kind", "same")
    return {
        "ours": [
            {key: pair[key] for key in (*keep, "ours", "reason")}
            for pair in raw
            if pair["ours"] is not pair["same"]
        ],
        "math_verify": [
            {key: pair[key] for key in keep}
            for pair in raw
            if pair["math_verify"] is not None and pair["math_verify"] is not pair["same"]
        ],
    }


def too_few(answers: Iterable[str]) -> list[str]:
    """Answers with less than five rewrites each way."""
    return [
        answer
        for answer in answers
        if min(len(equal_rewrites(answer)), len(unequal_rewrites(answer))) < _LEAST
    ]


def _print(name: str, found: dict[str, Any]) -> None:
    few = len(found["too_few_rewrites"])
    print(f"{name}: {found['answers']} answers, {few} with under {_LEAST} rewrites each way")
    for way in ("same", "other"):
        part = found[way]
        print(f"  {way}: {part['pairs']} pairs, ours {part['ours']}, math-verify {part['math_verify']}")
    for kind in found["kinds"]:
        sign = "=" if kind["same"] else "≠"
        print(f"    {sign} {kind['kind']}: {kind['pairs']}, {kind['ours']}, {kind['math_verify']}")
    print(f"  ours {found['ours_ms']} ms, math-verify median {found['math_verify_ms']['median']} ms")


def main() -> None:
    """Read the arguments, compare, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="JSONL with `answer`, or `solution` with a box")
    parser.add_argument("--out", type=Path, required=True, help="where the figures and every wrong pair go")
    parser.add_argument("--no-baseline", action="store_true", help="leave math-verify out")
    arguments = parser.parse_args()
    sources = (
        {arguments.data.name: arguments.data}
        if arguments.data
        else {"like MATH": _HERE / "answers_like_math.jsonl"}
    )
    if not arguments.data and _GSM8K.is_file():
        sources["GSM8K"] = _GSM8K
    equivalent("1 m", "100 cm")  # loads pint and builds the parser: a worker does so once
    results: dict[str, Any] = {}
    for name, path in sources.items():
        answers = list(golds(path))
        found = measured(pairs(answers), baseline=not arguments.no_baseline)
        results[name] = {"answers": len(answers), "too_few_rewrites": too_few(answers), **found}
        _print(name, results[name])
    versions = {
        name: version(name)
        for name in ("math-verify", "latex2sympy2-extended", "sympy", "mpmath", "lark", "pint")
    }
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }
    arguments.out.write_text(
        json.dumps(
            {"machine": machine, "versions": versions, "results": results}, ensure_ascii=False, indent=1
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
