"""Are the answers right? Each is worked out again from the problem's text alone, and each quote is looked up.

    python -m benchmarks.answers --rows 200 --seed 0 --out answers.json [--embedded]

Three runs of the real program: mathematics without documents, mathematics on the demo handbook's prices, and
100 questions on the handbook. A second reader (benchmarks/answer_readers) makes of each problem's words a
number of its own; it shares no code with the program that wrote them. Of a row it gets the question, and its
number is compared with the answer. A text that it doesn't understand is counted as unread, one that can be
taken in two ways as ambiguous. Which family a row belongs to is read from its provenance, for tables only.

The model is the simulated endpoint, or the embedded model with --embedded (its weights must be in the user's
cache). Rows per minute are delivered rows by the wall time of the whole command, its start included.
"""

import argparse
import hashlib
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.answer_readers.everything import reader
from benchmarks.answer_readers.sources import told_prices, wrong_prices
from tests.e2e.program import Program, lines
from tests.simulator.launch import simulator

HANDBOOK = Path(__file__).resolve().parents[1] / "scenarios/demo/handbook"
_QUESTIONS = 100
_MUST_BE_NOUGHT = ("disagree", "unread", "ambiguous", "prices_wrong", "rows_miscited", "citations_faulty")
_LOWEST_TERMS = re.compile(r"\ba fraction in lowest terms\b")


def judged(question: str, answer: str) -> dict[str, Any]:
    """How a row's answer stands against the second reading of its question.

    Returns:
        `outcome` (agree, disagree, unread, ambiguous), and `read`, the form and the number that were read.
    """
    readings = reader().read(question)
    if not readings:
        return {"outcome": "unread"}
    read = [f"{reading.form}: {reading.doubt or reading.answer}" for reading in readings]
    numbers = {reading.answer for reading in readings}
    if len(numbers) > 1 or None in numbers:
        return {"outcome": "ambiguous", "read": read}
    number = numbers.pop()
    if _LOWEST_TERMS.search(question):
        return {"outcome": "agree" if answer == str(number) else "disagree", "read": read}
    return {"outcome": "agree" if _number(answer) == number else "disagree", "read": read}


def _number(answer: str) -> Fraction | None:
    """The number an answer is, written plainly; None if it's anything else."""
    return Fraction(answer) if re.fullmatch(r"\d+(\.\d+|/[1-9]\d*)?", answer) else None


def citations(run: Path) -> Iterator[dict[str, Any]]:
    """Every citation of a run's rows with what is wrong with it (`faults`, empty if nothing is).

    A quote must stand at its code points of the source, whose bytes must have the hash that names the file,
    and the claim must stand in the quote, not as a part of a longer number or word.
    """
    for row in lines(run / "provenance.jsonl"):
        for evidence in row["evidence"]:
            if evidence["kind"] == "citation":
                cited = {"row": row["id"], "claim": evidence["claim"], "quote": evidence["quote"]}
                yield cited | {"faults": _faults(run, evidence)}


def _faults(run: Path, cited: dict[str, Any]) -> list[str]:
    path = run / "sources" / f"{cited['sha256']}.txt"
    if not path.is_file():
        return ["there is no such source"]
    stored = path.read_bytes()
    text = stored.decode("utf-8")
    claim = re.escape(cited["claim"])
    return [
        fault
        for fault, found in {
            "the source isn't what its name says": hashlib.sha256(stored).hexdigest() != cited["sha256"],
            "the quote doesn't stand at its offsets": text[cited["start"] : cited["end"]] != cited["quote"],
            "the claim doesn't stand in the quote": not re.search(
                rf"(?<![\w£])(?<!\d[.,]){claim}(?![\w%])(?![.,]\d)", cited["quote"], re.IGNORECASE
            ),
        }.items()
        if found
    ]


def checked(run: Path) -> dict[str, Any]:
    """The figures of a mathematics run, with every row that isn't agreed on and all raw rows."""
    families = {
        row["id"]: row["brief"]["cell"]["leaf"].split(".")[-1] for row in lines(run / "provenance.jsonl")
    }
    raw = [
        {"id": row["id"], "family": families[row["id"]], "question": row["question"], "answer": row["answer"]}
        | judged(row["question"], row["answer"])
        for row in lines(run / "dataset.jsonl")
    ]
    outcomes = Counter(row["outcome"] for row in raw)
    per_family: dict[str, Counter[str]] = {}
    for row in raw:
        per_family.setdefault(row["family"], Counter())[row["outcome"]] += 1
    cited = list(citations(run))
    sources = [path.read_text(encoding="utf-8") for path in sorted((run / "sources").glob("*.txt"))]
    prices, wrong = wrong_prices([row["question"] for row in raw], sources) if sources else (0, [])
    claims: dict[str, Counter[str]] = {row["id"]: Counter() for row in raw}
    for one in cited:
        claims[one["row"]][one["claim"]] += 1
    miscited = [
        row | {"cited": dict(claims[row["id"]])}
        for row in raw
        if sources and told_prices(row["question"]) != claims[row["id"]]
    ]
    return {
        "rows": len(raw),
        "read": len(raw) - outcomes["unread"],
        **{name: outcomes[name] for name in ("agree", "disagree", "unread", "ambiguous")},
        "texts": {
            name: [row for row in raw if row["outcome"] == name]
            for name in ("disagree", "unread", "ambiguous")
        },
        "families": {name: dict(found) for name, found in sorted(per_family.items())},
        "prices": {"compared": prices, "wrong": wrong, "miscited": miscited},
        "citations": _summary(cited),
        "raw": raw,
    }


def _summary(cited: list[dict[str, Any]]) -> dict[str, Any]:
    return {"checked": len(cited), "faulty": [one for one in cited if one["faults"]]}


def measure(rows: int, seed: int, *, embedded: bool = False) -> dict[str, Any]:
    """Build the three runs and check them.

    Raises:
        RuntimeError: a build didn't deliver; the message holds what it said.
    """
    form = {} if embedded else {"form": "sure"}  # with the embedded model, the program chooses
    mathematics = {"task": "mathematics", "rows": rows, "seed": seed, **form}
    handbook = {"sources": [str(HANDBOOK)]}
    specs: dict[str, dict[str, Any]] = {
        "everyday": {**mathematics, "topic": "everyday life"},
        "prices": {**mathematics, "topic": "a bike-rental firm (its prices)", **handbook},
        "questions": {
            "task": "grounded_qa",
            "topic": "the rules of a bike-rental firm",
            "rows": _QUESTIONS,
            "seed": seed,
            **form,
            **handbook,
        },
    }
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, _program(Path(folder), embedded=embedded) as program:
        for name, spec in specs.items():
            begin = time.monotonic()
            run = _built(program, name, spec)
            found[name] = {"made": _made(program, name, time.monotonic() - begin)}
            if name == "questions":
                found[name] |= {"rows": _QUESTIONS, "citations": _summary(list(citations(run)))}
            else:
                found[name] |= checked(run)
    return {
        "totals": _totals(found),
        "seed": seed,
        "model": "embedded" if embedded else "simulated endpoint",
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("seedbed", "pydantic", "sympy")},
        "commit": _commit(),
        "runs": found,
    }


@contextmanager
def _program(folder: Path, *, embedded: bool) -> Iterator[Program]:
    """The program with a model to ask; the embedded one's weights are linked from the user's cache."""
    if not embedded:
        with simulator() as endpoint:
            yield Program(folder, endpoint.base_url, endpoint.model)
        return
    from seedbed.agent.models.weights import cache_folder

    program = Program(folder)
    home = Path(program.environment()["HOME"])
    (home / ".cache").mkdir()
    (home / ".cache/seedbed").symlink_to(cache_folder())
    yield program


def _made(program: Program, name: str, seconds: float) -> dict[str, Any]:
    """How fast a run was made, and the share of its candidates that were accepted."""
    status = program("status", name, "--json").json()
    return {
        "seconds": round(seconds, 1),
        "rows_per_minute": round(60 * status["accepted"] / seconds),
        "candidates": status["candidates"],
        "accepted": status["accepted"],
        "acceptance": round(status["accepted"] / status["candidates"], 4),
        "calls": status["calls"],
    }


def _totals(found: dict[str, Any]) -> dict[str, Any]:
    problems = [found["everyday"], found["prices"]]
    made = [run["made"] for run in problems]
    accepted, candidates = (sum(one[name] for one in made) for name in ("accepted", "candidates"))
    return {
        **{name: sum(run[name] for run in problems) for name in ("rows", "read", "agree", "disagree")},
        **{name: sum(run[name] for run in problems) for name in ("unread", "ambiguous")},
        "families": len({name for run in problems for name in run["families"]}),
        "families_without_documents": len(found["everyday"]["families"]),
        "rows_per_minute_without_documents": made[0]["rows_per_minute"],
        "rows_per_minute": round(60 * accepted / sum(one["seconds"] for one in made)),
        "acceptance": round(accepted / candidates, 4),
        "prices_compared": sum(run["prices"]["compared"] for run in problems),
        "prices_wrong": sum(len(run["prices"]["wrong"]) for run in problems),
        "rows_miscited": sum(len(run["prices"]["miscited"]) for run in problems),
        "citations": sum(run["citations"]["checked"] for run in found.values()),
        "citations_faulty": sum(len(run["citations"]["faulty"]) for run in found.values()),
    }


def _built(program: Program, name: str, spec: dict[str, Any]) -> Path:
    process = program.start("build", program.spec(f"{name}.yaml", **spec), "-o", name, "--yes")
    _, said = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the build of {name} ended with {process.returncode}:\n{said}")
    return program.folder / name


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=HANDBOOK, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def main() -> int:
    """Measure, write, and end with 1 if anything isn't as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=200, help="of each of the two mathematics runs")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--embedded", action="store_true", help="ask the embedded model")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--without-rows", action="store_true", help="leave the raw rows out of the file")
    given = parser.parse_args()
    figures = measure(given.rows, given.seed, embedded=given.embedded)
    if given.without_rows:
        for run in figures["runs"].values():
            run.pop("raw", None)
    if given.out:
        given.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures["totals"], indent=1))
    return int(any(figures["totals"][name] for name in _MUST_BE_NOUGHT))


if __name__ == "__main__":
    sys.exit(main())
