"""Are arithmetic slips caught, and right solutions let through?

    python -m benchmarks.verification.slips --rows 400 --out slips.json

Two parts of a model's own problems (with steps, with programs) through the real program against the
simulated endpoint, which plants a slip in 30 % of its solutions. What was planted is told by the endpoint
(`GET /truth`, by the hash of each answer); what the checks said of each attempt is read from the run. An
attempt counts as refused if a check of the row alone refused it; near-copies, full cells and other concepts
are no verdict on its arithmetic.
"""

import argparse
import json
import platform
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seedbed.memory.files.run_folder import open_for_reading
from seedbed.memory.store.protocol import StoredAnswer
from tests.e2e.program import Program
from tests.simulator.chance import sha256
from tests.simulator.launch import simulator

_ARITHMETIC = {"wrong answer", "malformed", "low quality"}
"""Reasons that are a verdict on a solution."""
WAYS = ("reasoned", "programmed")


def said_text(answer: StoredAnswer) -> str:
    """Its words, thought in tags left out."""
    choice = answer.content["choices"][0]
    text = str((choice.get("message") or {}).get("content") or choice.get("text") or "")
    return text.partition("</think>")[2] if text.lstrip().startswith("<think>") else text


def attempts(run: Path) -> Iterator[dict[str, Any]]:
    """Every attempt of a run: the hash of what the writer answered, and why it was refused, if it was."""
    store = open_for_reading(run).open_store()
    for state in ("accepted", "rejected"):
        for candidate in store.candidates(state):
            draft, brief = candidate.draft, store.brief(candidate.number)
            assert brief is not None
            last: dict[int, str] = {}
            for slot, answer in store.answers_of(brief.id):
                if slot.role == "writer":
                    last[slot.attempt] = said_text(answer)
            for number, said in last.items():
                final = number == draft.attempts - 1
                codes = [reason.code for reason in draft.reasons] if final else list(draft.tries[number])
                yield {
                    "way": brief.cell.part,
                    "hash": sha256(said),
                    "refused": sorted(set(codes) & _ARITHMETIC),
                    "by": sorted({reason.by for reason in draft.reasons}) if final else [],
                    "delivered": final and candidate.verdict.state == "accepted",
                }
    store.close()


def measured(run: Path, truth: list[dict[str, Any]]) -> dict[str, Any]:
    """What became of the slips and of the right solutions, by way and kind."""
    told = {entry["content_hash"]: entry["defect"] for entry in truth}
    counts: dict[str, Counter[str]] = {}
    wrong: list[dict[str, Any]] = []
    for one in attempts(run):
        if one["hash"] not in told:
            counts.setdefault(f"{one['way']}: untold", Counter())["attempts"] += 1
            continue
        defect = told[one["hash"]]
        kind = counts.setdefault(f"{one['way']}: {defect or 'right'}", Counter())
        kind["attempts"] += 1
        kind["refused"] += bool(one["refused"])
        kind["delivered"] += one["delivered"]
        if bool(defect) != bool(one["refused"]):
            wrong.append({**one, "defect": defect})
    slips = [count for name, count in counts.items() if "slip" in name]
    right = [count for name, count in counts.items() if name.endswith(": right")]
    return {
        "slips": sum(count["attempts"] for count in slips),
        "slips_caught": _share(slips),
        "slips_delivered": sum(count["delivered"] for count in slips),
        "right": sum(count["attempts"] for count in right),
        "right_refused": _share(right),
        "kinds": {name: dict(count) for name, count in sorted(counts.items())},
        "misjudged": wrong,
    }


def _share(counts: list[Counter[str]]) -> float:
    whole = sum(count["attempts"] for count in counts)
    return sum(count["refused"] for count in counts) / whole if whole else 0.0


def main() -> None:
    """Builds, reads, writes the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--defects", type=float, default=0.3)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, simulator(defects=given.defects, seed=given.seed) as endpoint:
        program = Program(Path(name), endpoint.base_url)
        parts = [
            {
                "name": way,
                "recipe": f"{way}-problems",
                "topic": "a harbour town",
                "rows": given.rows // 2,
            }
            for way in WAYS
        ]
        spec = program.spec(seed=given.seed, parts=parts)
        process = program.start("build", spec, "--yes", "--budget", "100mtok", "-o", "run", "--json")
        out, err = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"exit {process.returncode}: {err[-500:]}")
        status = json.loads(out)
        found = measured(Path(name) / "run", endpoint.truth())
    report = {
        "rows": given.rows,
        "seed": given.seed,
        "defects": given.defects,
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("seedbed", "sympy", "langgraph")},
        "candidates": status["candidates"],
        "accepted": status["accepted"],
        **found,
    }
    text = json.dumps(report, indent=1)
    if given.out:
        given.out.write_text(f"{text}\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in report.items() if key != "misjudged"}, indent=1))


if __name__ == "__main__":
    main()
