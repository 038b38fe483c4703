"""What the embedded model says of labelled claims: likelihood, yes or no, and words beside them.

    python -m benchmarks.knowledge.likelihood --out FILE [--rows N] [--measured FILE] [--fit]

Each row is asked as a build would (`agent/annotator/support.py`, through a desk and its journal): the claim's
likelihood with and without the passage; and, beside it, the odds of « Yes» against « No» to the question
whether it is true. Reported are halves and sets that nothing was fitted on (`labelled.reported`), a sample by
hash of N rows each: AUC with 95 % bootstrap intervals, what the refusing threshold refuses, seconds a claim,
and the claims that each signal takes for the opposite. `--fit` measures the rows of `labelled.fitted_on`
instead and prints the weights of `tools/evaluation/claim_likelihood.py`. `--measured` keeps
what was measured, so that a killed run goes on and figures can be made again without the model.
"""

import argparse
import asyncio
import hashlib
import json
import math
import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.knowledge.labelled import DATA, fitted_on, reported
from seedbed.agent.annotator.support import support_by_likelihood
from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.models.embedded import serve
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.researcher.research import Passage
from seedbed.agent.work import Bench, Work
from seedbed.memory.errors import AnswerFault
from seedbed.memory.ledger import Ledger
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Budget, Part
from seedbed.memory.store.opening import open_store
from seedbed.tools.evaluation.claim_likelihood import (
    REFUSED_UNDER,
    beside,
    combined,
    is_literal,
    probability,
    shown,
)
from seedbed.tools.knowledge.claims.evidence import supported
from seedbed.tools.knowledge.wordlist import word_set
from tests.agent.scenes import scene

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = Mapping[str, Any]
FEATURES = ("relief", "lift", "drops", "hard")
"""What the likelihood of alternatives tells, by name."""
SIGNALS = ("likelihood", *FEATURES, "within", "yes", "overlap", "check", "combination", "verify", "shortness")
_SMALL = word_set(
    """the a an of to in on at for with by and or is are was were be it its this that as from has have had his
    her he she they their which who also not but"""
)
_WORD = re.compile(r"\w+")
_ROUNDS = 1000
_WORST = 3


# one row ----------------------------------------------------------------------------------------------


def overlap(claim: str, passage: str) -> float:
    """Share of the claim's words of substance that stand in the passage."""
    words = [word for word in _WORD.findall(claim.casefold()) if word not in _SMALL]
    there = set(_WORD.findall(passage.casefold()))
    return sum(word in there for word in words) / max(1, len(words))


async def measured(row: Row, number: int, work: Work, bench: Bench) -> dict[str, Any]:
    """Every signal of one row, and the seconds that likelihood and question took."""
    claim, passage = " ".join(row["claim"].split()), row["evidence"]
    place = Passage(f"p{number}", passage, "0" * 64, "benchmark", "", 0, len(passage))
    question = str(row.get("question") or "").strip()
    began = time.monotonic()
    _, found = await support_by_likelihood(claim, place, work, bench, question, number)
    middle = time.monotonic()
    assert found is not None
    template = (Path(__file__).parent / "yes_or_no.md").read_text(encoding="utf-8").rstrip("\n")
    asked = f"Question: {question}\nAnswer: {claim}" if question else f"Statement: {claim}"
    context = template.format_map({"passage": " ".join(shown(claim, passage).split()), "claim": asked[:600]})
    slot = work.slot("annotator", f"yes/{number}")
    yes, _ = await likelihood(bench.desk, slot, "annotator", context, [" Yes", " No"], work.purpose)
    told = {name: found.alternatives[name] for name in FEATURES}
    return {
        "supported": bool(row["supported"]),
        "label": row["label"],
        "claim": claim[:160],
        **{name: round(value, 5) for name, value in told.items()},
        "within": round(found.per_token, 5),
        "yes": round(yes, 5),
        "shortness": -len(claim),
        "seconds": [round(middle - began, 2), round(time.monotonic() - middle, 2)],
    }


def sampled(rows: Sequence[Row], most: int) -> list[Row]:
    """So many rows, by the hash of claim and evidence, which says nothing of the label."""

    def key(row: Row) -> str:
        return hashlib.sha256(f"sample\n{row['claim']}\n{row['evidence']}".encode()).hexdigest()

    return sorted(rows, key=key)[:most]


def _in_turns(sets: Mapping[str, Sequence[Row]]) -> list[tuple[str, Row]]:
    """Every row, the sets taking turns, so that what a killed run leaves is of all of them."""
    most = max((len(rows) for rows in sets.values()), default=0)
    return [(name, rows[n]) for n in range(most) for name, rows in sets.items() if n < len(rows)]


async def measure(sets: Mapping[str, Sequence[Row]], kept: Path | None) -> dict[str, list[dict[str, Any]]]:
    """Every row of every set measured by the embedded model, one at a time; known ones from `kept`."""
    profile_file = (
        Path(support_by_likelihood.__code__.co_filename).parents[1] / "models/embedded_profile.json"
    )
    profile = Profile.model_validate_json(profile_file.read_text(encoding="utf-8"))
    known = {}
    if kept and kept.exists():
        known = dict(json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines())
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in sets}
    work, bench, _ = scene(Part(task="records", topic="claims", rows=1, fields={"type": "object"}))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "run.sqlite")
        async with serve(slots=1, context=2048, threads=1) as end:
            door = Endpoint("default", end.model, end.base_url, end.api_key, profile)
            desk = Desk(store, Ledger(store, Budget()), {"default": door}, max_concurrent=1)
            here = Bench(bench.spec, bench.plan, desk, bench.shelf, bench.converse, bench.role_play)
            for number, (name, row) in enumerate(_in_turns(sets)):
                key = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
                if key not in known:
                    try:
                        known[key] = await measured(row, number, work, here)
                    except AnswerFault as fault:
                        known[key] = {"fault": f"{fault.code}: {fault.detail}"}
                    if kept:
                        with kept.open("a", encoding="utf-8") as stream:
                            stream.write(json.dumps([key, known[key]], ensure_ascii=False) + "\n")
                found[name].append(known[key])
            await desk.aclose()
        store.close()
    return found


def with_words(rows: Sequence[Row], found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Measured rows with overlap and claim check beside the model's figures."""
    return [
        {
            **one,
            "overlap": round(overlap(row["claim"], row["evidence"]), 5),
            "held": held,
            "check": check,
            "literal": bool(items) and all(map(is_literal, items)),
        }
        for row, one in zip(rows, found, strict=True)
        for held, check, _, items in (supported(row["claim"], [row["evidence"]]),)
    ]


# figures ----------------------------------------------------------------------------------------------


def completed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A measured row with what follows from its figures and the weights."""
    known = row["held"], row["check"]
    ok, score = known if row["literal"] else beside(row, *known)
    both = combined(row, row["check"])
    return {**row, "likelihood": probability(row), "combination": both, "beside": ok, "verify": score}


def auc(right: "NDArray[np.float64]", wrong: "NDArray[np.float64]") -> float:
    """Share of pairs in which the supported claim has the higher score, ties half."""
    import numpy as np

    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, right, "left") + np.searchsorted(ordered, right, "right")
    return float(below.mean() / (2 * len(wrong)))


def interval(labels: Sequence[bool], scores: Sequence[float]) -> list[float]:
    """AUC with its 95 % interval: bootstrap within supported and unsupported."""
    import numpy as np

    draw = np.random.default_rng(7)
    said, held = np.array(scores), np.array(labels)
    right, wrong = said[held], said[~held]
    rounds = [auc(draw.choice(right, len(right)), draw.choice(wrong, len(wrong))) for _ in range(_ROUNDS)]
    low, high = np.quantile(rounds, [0.025, 0.975])
    return [round(value, 3) for value in (auc(right, wrong), float(low), float(high))]


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of one set."""
    read = [completed(row) for row in rows if "fault" not in row]
    labels = [row["supported"] for row in read]
    right = [row for row in read if row["supported"]]
    wrong = [row for row in read if not row["supported"]]
    by_label = {
        label: round(sum(r["likelihood"] for r in group) / len(group), 3)
        for label in sorted({row["label"] for row in read})
        if (group := [row for row in read if row["label"] == label])
    }
    return {
        "rows": len(read),
        "supported": len(right),
        "unread": len(rows) - len(read),
        "auc": {name: interval(labels, [row[name] for row in read]) for name in SIGNALS},
        "refused": {
            "supported": round(sum(row["likelihood"] < REFUSED_UNDER for row in right) / len(right), 3),
            "unsupported": round(sum(row["likelihood"] < REFUSED_UNDER for row in wrong) / len(wrong), 3),
        },
        "ok_by_words": _told(read, "held"),
        "ok_with_likelihood": _told(read, "beside"),
        "mean_likelihood_by_label": by_label,
        "seconds": {
            name: round(sum(row["seconds"][at] for row in read) / len(read), 2)
            for at, name in enumerate(("likelihood", "yes_or_no"))
        },
        "fails": {name: _fails(right, wrong, name) for name in ("likelihood", "check", "combination")},
    }


def _told(rows: Sequence[Mapping[str, Any]], name: str) -> dict[str, float]:
    """Precision and recall of a verdict."""
    both = sum(row[name] and row["supported"] for row in rows)
    said, right = sum(row[name] for row in rows), sum(row["supported"] for row in rows)
    return {"precision": round(both / max(1, said), 3), "recall": round(both / max(1, right), 3)}


def _fails(right: Sequence[Row], wrong: Sequence[Row], name: str) -> dict[str, list[str]]:
    """The supported claims with the lowest and the unsupported ones with the highest score."""
    low = sorted(right, key=lambda row: row[name])[:_WORST]
    high = sorted(wrong, key=lambda row: -row[name])[:_WORST]
    told = (("supported, called low", low), ("unsupported, called high", high))
    return {said: [f"{row[name]:.2f} {row['label']}: {row['claim']}" for row in rows] for said, rows in told}


def fitted(sets: Mapping[str, Sequence[Mapping[str, Any]]], names: Sequence[str]) -> dict[str, float]:
    """Weights of a logistic regression (L2, C = 1) in which each set weighs as much as the other."""
    from sklearn.linear_model import LogisticRegression

    table, labels, shares = [], [], []
    for rows in sets.values():
        read = [row for row in rows if "fault" not in row]
        for row in read:
            table.append([row[name] for name in names])
            labels.append(row["supported"])
            shares.append(1 / len(read))
    mean = sum(shares) / len(shares)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(table, labels, sample_weight=[share / mean for share in shares])
    weights = dict(zip(names, (round(float(w), 3) for w in model.coef_[0]), strict=True))
    return {"bias": round(float(model.intercept_[0]), 3), **weights}


def fit(sets: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """All weights, and the threshold under which 5 % of the supported rows lie."""
    import numpy as np

    alone = fitted(sets, FEATURES)
    right = [row for rows in sets.values() for row in rows if "fault" not in row and row["supported"]]
    sums = [alone["bias"] + sum(alone[name] * row[name] for name in FEATURES) for row in right]
    under = float(np.quantile([1 / (1 + math.exp(-value)) for value in sums], 0.05))
    return {
        "WEIGHTS": alone,
        "REFUSED_UNDER": round(under, 3),
        "COMBINED": fitted(sets, (*FEATURES, "check")),
    }


def main() -> None:
    """Measure, write, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rows", type=int, default=50, help="of each set (default 50)")
    parser.add_argument("--measured", type=Path, help="keep what was measured here, and go on from it")
    parser.add_argument("--fit", action="store_true", help="measure the rows to fit on, and print weights")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if not given.data.exists():
        parser.error(f"{given.data} isn't there")
    sets = fitted_on(given.data) if given.fit else reported(given.data)
    chosen = {name: sampled(some, given.rows) for name, some in sets.items()}
    told = asyncio.run(measure(chosen, given.measured))
    rows = {name: with_words(chosen[name], some) for name, some in told.items()}
    figures: dict[str, Any] = {"model": "embedded", "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    spent = sum(sum(row.get("seconds", ())) for some in rows.values() for row in some)
    figures |= {"minutes": round(spent / 60, 1)}
    figures |= fit(rows) if given.fit else {name: summary(some) for name, some in rows.items()}
    if given.out:
        given.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
