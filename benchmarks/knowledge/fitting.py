"""The coefficients of the claim check, fitted: `python -m benchmarks.knowledge.fitting` prints them.

Logistic regression (L2, C below) on the worst claim of each row, found anew with the coefficients of the
round before; each set weighs as much as the other. The threshold is the one of greatest mean F1 over both
sets with the vetoes in force. Only rows of `labelled.fitted_on` are read. Also printed: AUC in five-fold
cross-validation within these rows, of all signals, of each alone and of all but each.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.knowledge.labelled import DATA, fitted_on
from seedbed.tools.knowledge.claims.ground import ground
from seedbed.tools.knowledge.claims.signals import NAMES, look
from seedbed.tools.knowledge.claims.split import split_claims

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

C = 0.3
_ROUNDS = 4
_FOLDS = 5


class Set:
    """One labelled set: a row's signals by claim, whether each claim is vetoed, and the label."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        import numpy as np

        self.labels = np.array([int(row["supported"]) for row in rows])
        self.claims: list[NDArray[np.float64]] = []
        self.vetoed: list[NDArray[np.bool_]] = []
        for row in rows:
            base = ground(row["evidence"])
            seen = [look(claim.text, base) for claim in split_claims(row["claim"])]
            table = [[one.signals[name] for name in NAMES] for one in seen]
            self.claims.append(np.array(table).reshape(-1, len(NAMES)))
            self.vetoed.append(np.array([bool(one.faults) for one in seen], dtype=bool))


def fit(
    parts: Sequence[tuple[Set, "NDArray[np.intp]"]], columns: Sequence[int]
) -> tuple["NDArray[np.float64]", float]:
    """Coefficients of the columns and the constant, from some rows of each set."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    weights, base = np.zeros(len(columns)), 0.0
    weights[0] = 1.0
    for _ in range(_ROUNDS):
        chosen, labels, share = [], [], []
        for part, numbers in parts:
            full = [number for number in numbers if len(part.claims[number])]
            for number in full:
                table = part.claims[number][:, columns]
                chosen.append(table[int(np.argmin(table @ weights))])
                labels.append(part.labels[number])
                share.append(1 / len(full))
        scaler = StandardScaler().fit(np.array(chosen))
        model = LogisticRegression(C=C, max_iter=1000)
        model.fit(scaler.transform(chosen), labels, sample_weight=np.array(share) * len(share) / len(parts))
        weights = model.coef_[0] / scaler.scale_
        base = float(model.intercept_[0] - weights @ scaler.mean_)
    return weights, base


def scores(
    part: Set,
    numbers: "NDArray[np.intp]",
    weights: "NDArray[np.float64]",
    base: float,
    columns: Sequence[int],
) -> "NDArray[np.float64]":
    """A row's score: the least of its claims, 0 where it makes none."""
    import numpy as np

    worst = [
        float((part.claims[number][:, columns] @ weights).min()) if len(part.claims[number]) else -99.0
        for number in numbers
    ]
    return np.asarray(1 / (1 + np.exp(-np.array(worst) - base)))


def crossed(sets: Sequence[Set], columns: Sequence[int]) -> list[float]:
    """AUC on each set, every row scored by a fit that didn't see it."""
    import numpy as np
    from sklearn.metrics import roc_auc_score

    told = [np.zeros(len(one.labels)) for one in sets]
    for fold in range(_FOLDS):
        every = [np.arange(len(one.labels)) for one in sets]
        weights, base = fit(
            [(one, row[row % _FOLDS != fold]) for one, row in zip(sets, every, strict=True)], columns
        )
        for one, row, held in zip(sets, every, told, strict=True):
            out = row[row % _FOLDS == fold]
            held[out] = scores(one, out, weights, base, columns)
    return [round(float(roc_auc_score(one.labels, held)), 4) for one, held in zip(sets, told, strict=True)]


def threshold(sets: Sequence[Set], weights: "NDArray[np.float64]", base: float) -> tuple[float, float]:
    """The threshold of greatest mean F1, and that F1; a vetoed row is never supported."""
    import numpy as np
    from sklearn.metrics import f1_score

    columns = list(range(len(NAMES)))
    told = []
    for one in sets:
        plain = scores(one, np.arange(len(one.labels)), weights, base, columns)
        told.append(np.where([veto.any() for veto in one.vetoed], 0.0, plain))
    tried = [round(0.05 + step * 0.01, 2) for step in range(91)]
    means = [
        float(np.mean([f1_score(one.labels, held >= at) for one, held in zip(sets, told, strict=True)]))
        for at in tried
    ]
    best = int(np.argmax(means))
    return tried[best], round(means[best], 4)


def main() -> None:
    """Fit and print."""
    import numpy as np

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    sets = [Set(rows) for rows in fitted_on(parser.parse_args().data).values()]
    every = list(range(len(NAMES)))
    print("all (wice, begin)", crossed(sets, every))
    for number, name in enumerate(NAMES):
        rest = [other for other in every if other != number]
        print(f"{name}: alone {crossed(sets, [number])}, without it {crossed(sets, rest)}")
    weights, base = fit([(one, np.arange(len(one.labels))) for one in sets], every)
    print("BASE =", round(base, 3))
    for name, weight in zip(NAMES, weights, strict=True):
        print(f'    "{name}": {weight:.3f},')
    print("THRESHOLD, F1 =", threshold(sets, weights, base))


if __name__ == "__main__":
    main()
