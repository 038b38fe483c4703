"""Claims as a dataset: what the claim alone tells of its label, and what overlap with the evidence does.

    python -m benchmarks.knowledge.claim_only --out FILE [--data DIR] [--rows 600]

Rows are those of the sure form, whole families drawn from docs_redis, docs_recipes and docs_wikipedia of
../shared/data and from the demo's handbook, in equal numbers as far as each goes. A logistic regression
(scikit-learn) is fitted on TF-IDF of word 1- to 3-grams of the claim, of the evidence, or on four figures of
overlap, by 5-fold cross-validation with the rows of one statement in one fold, five times with folds drawn
anew. Chance is the share of the commonest label. The claim-only figure is the artefact that Schuster et al.
(2019) found in FEVER.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, pstdev
from typing import Any

from benchmarks.knowledge.labelled import DATA, read
from seedbed.memory.canonical import digest_text
from seedbed.memory.randomness import draw_seed
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.labelled.evidence import evidence_of
from seedbed.tools.knowledge.labelled.items import REFUTED
from seedbed.tools.knowledge.labelled.make import make_claims
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.questions.unique import content_words
from seedbed.tools.knowledge.sources import Source, read_sources
from seedbed.tools.knowledge.values import find_values

HANDBOOK = Path(__file__).resolve().parents[2] / "scenarios" / "demo" / "handbook"
FOLDERS = ("docs_redis", "docs_recipes", "docs_wikipedia")
FOLDS, TIMES = 5, 5


def documents(data: Path) -> dict[str, Sequence[Source]]:
    """Each pile of documents."""
    found: dict[str, Sequence[Source]] = {"handbook": read_sources([HANDBOOK]).sources}
    for folder in FOLDERS:
        rows = read(data / folder / "docs.jsonl") if (data / folder / "docs.jsonl").is_file() else []
        if rows:
            found[folder] = [
                Source(r["id"], r["id"], digest_text(r["text"]), "0" * 64, r["text"], r.get("title", ""))
                for r in rows
            ]
    return found


def rows_of(pile: Sequence[Source]) -> dict[str, list[dict[str, Any]]]:
    """Family → its rows."""
    chunks = chunk_sources(pile)
    texts = {source.sha256: source.text for source in pile}
    found = defaultdict(list)
    for claim in make_claims(pile, chunks, make_questions(chunks), graph_of(chunks)):
        evidence = evidence_of(texts[claim.cited.source], claim.heading_path, claim.parts)
        row = {"claim": claim.claim, "evidence": evidence, "label": claim.label, "family": claim.family}
        found[claim.family].append({**row, "change": claim.change, "told": claim.told})
    return found


def drawn(data: Path, rows: int) -> list[dict[str, Any]]:
    """Whole families of all piles, in equal numbers as far as they go."""
    draw = random.Random(draw_seed(0, "claims that are tried without their evidence"))
    piles = {}
    for name, pile in documents(data).items():
        families = [[{**row, "pile": name} for row in made] for made in rows_of(pile).values()]
        piles[name] = draw.sample(families, len(families))
        print(f"{name}: {len(families)} families")
    found: list[dict[str, Any]] = []
    while len(found) < rows and any(piles.values()):
        for families in piles.values():
            if families and len(found) < rows:
                found += families.pop()
    return found


def overlap(row: Mapping[str, Any]) -> list[float]:
    """What overlap sees: share of content words, and of values, that stand in the evidence; lengths."""
    words, values = content_words(row["claim"]), {v.canonical for v in find_values(row["claim"])}
    there = {value.canonical for value in find_values(row["evidence"])}
    share = len(words & content_words(row["evidence"])) / max(1, len(words))
    return [share, len(values & there) / max(1, len(values)), len(row["claim"].split()) / 20,
            len(row["evidence"].split()) / 100]  # fmt: skip


def accuracies(rows: Sequence[Mapping[str, Any]], seen: str) -> list[float]:
    """Accuracy of each repetition, over all folds.

    Args:
        seen: «claim», «evidence» or «overlap».
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    labels = np.array([row["label"] for row in rows])
    groups = np.array([row["family"] for row in rows])
    found = []
    for time in range(TIMES):
        right = 0
        folds = GroupKFold(FOLDS, shuffle=True, random_state=draw_seed(0, "folds", time) % 2**31)
        for train, test in folds.split(labels, labels, groups):
            first = (
                StandardScaler()
                if seen == "overlap"
                else TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True)
            )
            model = make_pipeline(first, LogisticRegression(max_iter=2000, C=4.0))
            given: Any = [overlap(row) if seen == "overlap" else row[seen] for row in rows]
            given = np.array(given, dtype=float if seen == "overlap" else object)
            model.fit(given[train], labels[train])
            right += int((model.predict(given[test]) == labels[test]).sum())
        found.append(right / len(rows))
    return found


def result_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All figures."""
    labels = Counter(row["label"] for row in rows)
    figures: dict[str, Any] = {
        "rows": len(rows),
        "piles": dict(Counter(row["pile"] for row in rows)),
        "changes": dict(Counter(f"{r['told']}, {r['change']}" for r in rows if r["label"] == REFUTED)),
        "majority": max(labels.values()) / len(rows),
    }
    for seen in ("claim", "evidence", "overlap"):
        each = accuracies(rows, seen)
        figures[f"{seen} alone"] = {
            "accuracy": round(mean(each), 3),
            "sd": round(pstdev(each), 3),
            "each": each,
        }
    return figures


def main() -> None:
    """Draw, fit, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    result = result_of(drawn(chosen.data, chosen.rows))
    for name, value in result.items():
        print(f"{name}: {value}")
    if chosen.out:
        chosen.out.write_text(f"{json.dumps(result, indent=1, ensure_ascii=False)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
