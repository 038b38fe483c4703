"""Saturation of a cell: do its latest rows still say something that its earlier rows did not?

Distances are of static embeddings, so a row that says the same in other words counts as new. In languages in
which those weren't tested nothing is said. This module doesn't decide what is done about a saturated cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from seedbed.tools.evaluation.language import untested
from seedbed.tools.knowledge.search.embedder import embed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LATEST = 5
"""Rows whose mean is compared: the first that many and the latest that many."""
SHARE = 0.4
"""A cell is saturated below this share of its first novelty. Measured with a mean of 5: 58 fresh streams of
real texts of one label (AG News, SST-2, GSM8K) never fell below 0.50 up to row 300; streams that turn into
copies of 8 texts with 10, 20, 30 % of their words exchanged lie at 0.07, 0.16, 0.24 (highest 0.40). In
narrow cells people repeat themselves too: of CLINC's 150 intents (one short question a row) 18 fall below
it by row 11 and 49 by row 100. So it is a finding to act on where rows fail to come, not a reason to stop
by itself."""
_WINDOW = 200
"""Earlier rows of a cell that a row is compared with, so that memory and time stay bounded."""


@dataclass(frozen=True, slots=True)
class CellNovelty:
    """How new a cell's rows were, by order of acceptance."""

    rows: int
    first: float | None
    """Mean novelty of its first rows: 1 − greatest cosine to an earlier row of the cell; None: too few."""
    latest: float | None
    """The same of its latest rows."""
    saturated: bool
    """The latest lies below the set share of the first. A cell monotonous from the first row never is."""


class Novelty:
    """Novelty per cell of a growing dataset; a function of the rows added, however they were batched."""

    def __init__(self, language: str = "English") -> None:
        """Args:
        language: The spec's.
        """
        self.off = untested(language)
        """Why nothing is measured; None: it is."""
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._novel: dict[str, list[float]] = {}

    def add(self, cell: str, texts: Sequence[str]) -> None:
        """Rows of a cell that were accepted since, in order of acceptance. 0.15 ms a row."""
        if self.off:
            return
        import numpy as np

        for text in texts:
            # One by one: no slower, and a vector must not depend on what else was in the batch.
            vector = embed([text])
            earlier = self._vectors.get(cell)
            values = self._novel.setdefault(cell, [])
            if earlier is None:
                self._vectors[cell] = vector
                continue
            # einsum, because what BLAS gives depends on its number of threads.
            values.append(1.0 - float(np.einsum("ij,j->i", earlier, vector[0]).max()))
            self._vectors[cell] = np.concatenate((earlier[-(_WINDOW - 1) :], vector))

    def read(self) -> dict[str, CellNovelty]:
        """Cell → its reading. A cell's first row has no novelty, so a verdict needs 2 × `LATEST` + 1 rows."""
        return {cell: self._cell(values) for cell, values in self._novel.items()}

    def _cell(self, values: Sequence[float]) -> CellNovelty:
        enough = len(values) >= LATEST
        # Compared as rounded, so that the last bits of a sum decide nothing.
        first = round(fmean(values[:LATEST]), 4) if enough else None
        latest = round(fmean(values[-LATEST:]), 4) if enough else None
        saturated = False
        if first is not None and latest is not None and len(values) >= 2 * LATEST:
            saturated = latest < SHARE * first
        return CellNovelty(len(values) + 1, first, latest, saturated)
