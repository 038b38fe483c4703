"""The claim check on labelled claims, by the real command.

    python -m benchmarks.knowledge.claims --out FILE [--data DIR]

`seedbed verify --kind claims` reads WiCE (the half that nothing was fitted on), BEGIN's test rows and
HaluEval QA. Told are precision, recall and F1 of its `ok`, AUC of its score with an interval (2,000
bootstrap samples of rows), the same of three tricks (share of the claim's content words that stand in the
evidence, as they are written and by their stems; shortness), each with its threshold from the fitted rows;
the difference of AUC to the first trick on the same samples; what is left without each signal and with each
alone (refitted, on fitted rows), also with WiCE's halves exchanged; and where it errs, by rule.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.knowledge.fitting import Set, fit, scores
from benchmarks.knowledge.labelled import DATA, fitted_on, reported
from seedbed.memory.randomness import draw_seed
from seedbed.tools.knowledge.claims.ground import ground
from seedbed.tools.knowledge.claims.score import THRESHOLD
from seedbed.tools.knowledge.claims.signals import NAMES, look
from seedbed.tools.knowledge.claims.words import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rows = Sequence[Mapping[str, Any]]
_SAMPLES = 2_000


def verify(rows: Rows) -> tuple[list[Mapping[str, Any]], float]:
    """The verdicts of the real command on rows, and seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "rows.jsonl", Path(folder) / "verdicts.jsonl"
        wanted = [{"claim": row["claim"], "evidence": row["evidence"]} for row in rows]
        path.write_text("".join(f"{json.dumps(row)}\n" for row in wanted), encoding="utf-8")
        began = time.perf_counter()
        command = [sys.executable, "-m", "seedbed", "verify", str(path), "--kind", "claims", "--quiet"]
        with out.open("wb") as stream:
            subprocess.run(command, stdout=stream, check=False)
        seconds = time.perf_counter() - began
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], seconds


def overlap(row: Mapping[str, Any]) -> float:
    """The trick: share of the claim's different content words that stand in the evidence, as written."""
    said = {word.text.lower() for word in words_of(row["claim"]) if word.weight}
    there = {word.text.lower() for word in words_of(row["evidence"])}
    return len(said & there) / len(said) if said else 0.0


def stems(row: Mapping[str, Any]) -> float:
    """The same with stems."""
    said = {word.key for word in words_of(row["claim"]) if word.weight}
    there = {word.key for word in words_of(row["evidence"])}
    return len(said & there) / len(said) if said else 0.0


def shortness(row: Mapping[str, Any]) -> float:
    """The other trick: the fewer words, the more it is believed."""
    return 1 / (1 + len(row["claim"].split()))


def quality(labels: "NDArray[np.int_]", held: "NDArray[np.bool_]") -> dict[str, float]:
    """Precision, recall and F1 of what is held to be supported."""
    right = int((labels & held).sum())
    precision, recall = right / max(1, int(held.sum())), right / max(1, int(labels.sum()))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def areas(labels: "NDArray[np.int_]", told: Mapping[str, "NDArray[np.float64]"]) -> dict[str, Any]:
    """AUC of several scores with intervals, and of each the difference to «overlap» on the same samples."""
    import numpy as np
    from sklearn.metrics import roc_auc_score

    draw = np.random.default_rng(draw_seed(0, "claims bootstrap"))
    samples = [draw.integers(0, len(labels), len(labels)) for _ in range(_SAMPLES)]
    samples = [sample for sample in samples if 0 < labels[sample].sum() < len(sample)]
    each = {
        name: np.array([roc_auc_score(labels[sample], held[sample]) for sample in samples])
        for name, held in told.items()
    }
    found: dict[str, Any] = {}
    for name, held in told.items():
        low, high = np.quantile(each[name], [0.025, 0.975])
        found[name] = {
            "auc": round(float(roc_auc_score(labels, held)), 3),
            "interval": [round(float(low), 3), round(float(high), 3)],
        }
        if name != "overlap":
            ends = np.quantile(each[name] - each["overlap"], [0.025, 0.975])
            found[name]["better_than_overlap"] = [round(float(end), 3) for end in ends]
    return found


def cut(rows: Rows, trick: Any) -> float:
    """The threshold of a trick that has the greatest F1 on rows."""
    import numpy as np

    labels = np.array([int(row["supported"]) for row in rows])
    told = np.array([trick(row) for row in rows])
    best: float = max(sorted(set(told.tolist())), key=lambda at: quality(labels, told >= at)["f1"])
    return best


def error_of(row: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """Where a verdict errs, by rule; empty if it doesn't."""
    if verdict["ok"] == row["supported"]:
        return ""
    base = ground(row["evidence"])
    seen = [look(item["claim"], base) for item in verdict["evidence"] if verdict["ok"] or not item["ok"]]
    if not verdict["ok"]:
        kinds = sorted({fault.kind for one in seen for fault in one.faults})
        return (
            f"refused for {kinds[0]}"
            if kinds
            else "refused: too few of its words (paraphrase)"
            if seen
            else "no claim"
        )
    covered = min(one.signals["coverage"] for one in seen)
    if covered > 0.95:
        return f"accepted, {row['label']}: every word is there, the statement isn't (inference)"
    part = "one word or two missing" if covered > 0.75 else "in other words"
    return f"accepted, {row['label']}: {part}"


def left_without(fitting: Sequence[Set], reporting: Mapping[str, Set]) -> dict[str, Any]:
    """AUC on each reported set with all signals, without each and with each alone, no veto, refitted."""
    import numpy as np
    from sklearn.metrics import roc_auc_score

    every = list(range(len(NAMES)))
    wanted = {"all": every}
    wanted |= {f"without {name}": [one for one in every if one != at] for at, name in enumerate(NAMES)}
    wanted |= {f"{name} alone": [at] for at, name in enumerate(NAMES)}
    found: dict[str, Any] = {}
    for title, columns in wanted.items():
        weights, base = fit([(one, np.arange(len(one.labels))) for one in fitting], columns)
        found[title] = {
            name: round(
                float(
                    roc_auc_score(one.labels, scores(one, np.arange(len(one.labels)), weights, base, columns))
                ),
                3,
            )
            for name, one in reporting.items()
        }
    return found


def crossed(halves: Sequence[tuple[Rows, Set]], other: Set) -> dict[str, Any]:
    """AUC on all of WiCE, each half by a fit on the other half and on BEGIN's dev rows, and of the tricks."""
    import numpy as np

    columns, told = list(range(len(NAMES))), []
    for (_, own), (_, fitted) in zip(halves, halves[::-1], strict=True):
        weights, base = fit([(one, np.arange(len(one.labels))) for one in (fitted, other)], columns)
        plain = scores(own, np.arange(len(own.labels)), weights, base, columns)
        vetoed = np.array([veto.any() for veto in own.vetoed])
        told.append((plain, np.where(vetoed, plain * THRESHOLD, plain)))
    rows = [row for part, _ in halves for row in part]
    labels = np.array([int(row["supported"]) for row in rows])
    wanted = {
        title: np.concatenate(parts)
        for title, parts in zip(("no veto", "check"), zip(*told, strict=True), strict=True)
    }
    wanted |= {"overlap": np.array([overlap(row) for row in rows])}
    wanted |= {"overlap of stems": np.array([stems(row) for row in rows])}
    return {"rows": len(rows), **areas(labels, wanted)}


def measured(name: str, rows: Rows, dev: Rows) -> dict[str, Any]:
    """Everything about one set."""
    import numpy as np

    verdicts, seconds = verify(rows)
    labels = np.array([int(row["supported"]) for row in rows])
    held = np.array([verdict["ok"] for verdict in verdicts])
    tricks = {"overlap": overlap, "overlap of stems": stems, "shortness": shortness}
    told = {"check": np.array([verdict["score"] for verdict in verdicts])}
    told |= {title: np.array([trick(row) for row in rows]) for title, trick in tricks.items()}
    found = areas(labels, told)
    found["check"] |= quality(labels, held)
    for title, trick in tricks.items():
        found[title] |= quality(labels, told[title] >= cut(dev, trick))
    errors = Counter(error_of(row, verdict) for row, verdict in zip(rows, verdicts, strict=True))
    errors.pop("", None)
    return {
        "rows": len(rows),
        "supported": int(labels.sum()),
        "seconds": round(seconds, 1),
        **found,
        "errors": dict(errors.most_common()),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    fitting, reporting = fitted_on(chosen.data), reported(chosen.data)
    # HaluEval has no rows to fit on: the tricks take BEGIN's threshold there.
    result: dict[str, Any] = {
        name: measured(name, rows, fitting.get(name, fitting["begin"])) for name, rows in reporting.items()
    }
    sets = {name: Set(rows) for name, rows in reporting.items()}
    fitted = {name: Set(rows) for name, rows in fitting.items()}
    result["signals"] = left_without(list(fitted.values()), sets)
    exchanged = left_without([sets["wice"], fitted["begin"]], {"wice": fitted["wice"]})
    result["signals, halves of WiCE exchanged"] = exchanged
    halves = [(fitting["wice"], fitted["wice"]), (reporting["wice"], sets["wice"])]
    result["all of WiCE, each half by a fit on the other"] = crossed(halves, fitted["begin"])
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if chosen.out:
        chosen.out.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
