"""How many delivered rows are right, by the truth that the simulated endpoint keeps.

A row is wrong if it is defective, if it isn't about the concept (or of the difficulty) that it stands for in
the dataset, or if it is a near-copy of another delivered row of the same true cell; a row that the endpoint
never wrote is wrong too. Pure functions of values; who reads them from a run is `evidence.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from seedbed.tools.curation.duplicates import rouge_l, words

NEAR = 0.7
"""ROUGE-L F from which a row written as a copy is a near-copy of another (Self-Instruct, §2.2)."""
KINDS = ("unknown", "defective", "misplaced", "copy")
"""Why a row is wrong; where several hold, the first that does."""
Place = tuple[str, str]
"""(concept, difficulty)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One row of the dataset."""

    hash: str
    """As `GET /truth` names it."""
    text: str
    place: Place
    """Where it stands in the dataset."""
    number: int
    """Its brief's: the order in which rows came."""
    moved: bool = False
    """Ordered for another cell, and moved here by its assignments."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a dataset is worth."""

    delivered: int
    right: int
    """Of them not wrong, wherever they stand."""
    counted: int
    """Right rows within the plan's quota of their cell."""
    coverage: float
    """`counted` by the rows planned, 0–1."""
    coverage_placed: float
    """The same of rows that truly belong where they stand, right or not: what the program's own coverage
    estimates."""
    wrong_share: float
    defective_share: float
    """Of the delivered rows: what the program's own faithfulness speaks of."""
    wrong: dict[str, int]
    """Kind → rows."""
    moved: int
    """Delivered rows that were moved from the cell they were ordered for."""
    moved_wrong: int
    """Of them misplaced."""

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self)


def score(
    rows: Sequence[Delivered], truth: Mapping[str, Mapping[str, Any]], planned: Mapping[Place, int]
) -> Score:
    """Judge a dataset.

    Args:
        truth: Row hash → its entry in `GET /truth`.
        planned: Place → rows in the approved plan of the usual size (never that of a larger order).
    """
    copies = near_copies(rows, truth)
    wrong: Counter[str] = Counter()
    right: Counter[Place] = Counter()
    placed: Counter[Place] = Counter()
    defective = moved_wrong = 0
    for row in rows:
        entry = truth.get(row.hash)
        placed[row.place] += entry is not None and _stands(row, entry)
        defective += entry is None or bool(entry["defect"])
        if fault := _fault(row, entry, copies):
            wrong[fault] += 1
            moved_wrong += row.moved and fault == "misplaced"
        else:
            right[row.place] += 1
    wanted = sum(planned.values())
    counted = sum(min(right[place], number) for place, number in planned.items())
    belonging = sum(min(placed[place], number) for place, number in planned.items())
    return Score(
        delivered=len(rows),
        right=right.total(),
        counted=counted,
        coverage=counted / wanted,
        coverage_placed=belonging / wanted,
        wrong_share=wrong.total() / len(rows) if rows else 0.0,
        defective_share=defective / len(rows) if rows else 0.0,
        wrong={kind: wrong[kind] for kind in KINDS},
        moved=sum(row.moved for row in rows),
        moved_wrong=moved_wrong,
    )


def _fault(row: Delivered, entry: Mapping[str, Any] | None, copies: set[str]) -> str:
    """The kind of wrong, empty: the row is right."""
    if entry is None:
        return "unknown"
    if entry["defect"]:
        return "defective"
    if not _stands(row, entry):
        return "misplaced"
    return "copy" if row.hash in copies else ""


def _stands(row: Delivered, entry: Mapping[str, Any]) -> bool:
    """Whether the row belongs where it stands."""
    concept, difficulty = row.place
    return bool(entry["concept"] == concept and entry["difficulty"] in (None, difficulty))


def near_copies(rows: Sequence[Delivered], truth: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Hashes of rows written as copies whose original, or an earlier copy of it, is in the dataset too.

    Of an original and its copies the original stands, of copies alone the first that came.
    """
    by_place: dict[Place, list[Delivered]] = defaultdict(list)
    for row in rows:
        if entry := truth.get(row.hash):
            by_place[entry["concept"], entry["difficulty"] or ""].append(row)
    found: set[str] = set()
    for mine in by_place.values():
        kept: list[tuple[str, ...]] = []
        for row in sorted(mine, key=lambda row: (truth[row.hash]["copy"], row.number)):
            said = words(row.text)
            if truth[row.hash]["copy"] and any(rouge_l(said, other) >= NEAR for other in kept):
                found.add(row.hash)
            else:
                kept.append(said)
    return found


@dataclass(frozen=True, slots=True)
class Margins:
    """How far delivered rows are from what was owed: rows too many or too few, in the worst place."""

    rows: int
    leaf: int
    label: int
    difficulty: int
    attribute: float
    """Beyond what is allowed to attributes, max(1, 2 % of the seats with a value); 0: within."""

    @property
    def exact(self) -> bool:
        """N rows, leaf, label and difficulty within one row, attributes within their bounds."""
        return not self.rows and max(self.leaf, self.label, self.difficulty) <= 1 and not self.attribute


def margins(
    cells: Sequence[str],
    values: Sequence[Mapping[str, str]],
    ended: Mapping[str, int],
    seats: Sequence[Mapping[str, str]],
    asked: int,
) -> Margins:
    """Compare delivered rows with the plan as it ended.

    Args:
        cells: Cell key of each delivered row.
        values: Attribute values of each delivered row's brief.
        ended: Cell key → rows in the plan as it ended.
        seats: Attribute values of each seat.
        asked: Rows asked for.
    """
    wanted = Counter(pair for seat in seats for pair in seat.items())
    got = Counter(pair for row in values for pair in row.items())
    beyond = max((abs(got[p] - wanted[p]) - max(1.0, 0.02 * wanted[p]) for p in wanted | got), default=0.0)
    leaf, label, difficulty = (_furthest(cells, ended, place) for place in (1, 2, 3))
    return Margins(abs(len(cells) - asked), leaf, label, difficulty, max(0.0, round(beyond, 2)))


def _furthest(cells: Sequence[str], ended: Mapping[str, int], place: int) -> int:
    """Rows by which the worst of a margin's values is off; `place` is that of the margin in a cell's key."""
    off: Counter[str] = Counter()
    for key, number in ended.items():
        off[key.split("/")[place]] -= number
    for key in cells:
        off[key.split("/")[place]] += 1
    return max((abs(number) for number in off.values()), default=0)
