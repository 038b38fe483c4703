"""The concept tree as a map and as a table: what is there, what was tried, why not more, at what cost."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import squarify
from starlette.requests import Request

from seedbed.agent.critic.state import DEFECTS
from seedbed.app.viewer.pages.frame import Told, of_run, paged, part_asked
from seedbed.app.viewer.runs import ViewedRun
from seedbed.memory.brief import split_key
from seedbed.memory.errors import UserFault
from seedbed.memory.plan import PartPlan
from seedbed.memory.store.costs import ROWS
from seedbed.memory.store.protocol import StepCost, Store
from seedbed.memory.store.standing import Standing, added, known, standing
from seedbed.memory.tree import ConceptTree
from seedbed.tools.evaluation.report.amounts import number, percent
from seedbed.tools.evaluation.report.measured import faithfulness_told
from seedbed.tools.evaluation.report.revisions import journaled
from seedbed.tools.evaluation.report.visible import shortened


@dataclass(slots=True)
class Figures:
    """Of one concept with all below it."""

    asked: int = 0
    """Rows by the plan as approved."""
    seats: int = 0
    """Rows by the plan as it stands."""
    filled: int = 0
    tried: int = 0
    """Candidates that ended here."""
    right: int = 0
    """Of these, neither defective nor turned away for something else than want of a seat."""
    wrong: int = 0
    """Of these, defective by the checks."""
    tokens: int = 0
    usd: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why candidates were turned away."""

    def add(self, other: "Figures") -> None:
        for name in ("asked", "seats", "filled", "tried", "right", "wrong", "tokens", "usd"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.update(other.reasons)

    def share(self, of: str) -> float | None:
        """`coverage` and `faithfulness` 0–1, `cost` in tokens a row; None: nothing tells it yet."""
        above, below = {
            "coverage": (self.filled, self.seats),
            "faithfulness": (self.right, self.right + self.wrong),
            "cost": (self.tokens, self.filled),
        }[of]
        return above / below if below else None


def figures(
    plan: PartPlan, now: Standing, tallies: Mapping[tuple[str, str, str], int], steps: Iterable[StepCost]
) -> dict[str, Figures]:
    """Id of a concept → its own figures and those of all below it, by first parents.

    Args:
        plan: As approved.
        tallies: (cell, state, reason codes) → candidates of the part.
        steps: What each step has cost, by cell."""
    tree, mine = now.trees[plan.part], f"{plan.part}/"
    found = {concept.id: Figures() for concept in tree.concepts}

    def at(cell: str) -> Figures:
        leaf = split_key(cell)[1]
        return found.get(leaf, found[tree.root.id])

    for cell, rows in plan.quotas.items():
        at(cell).asked += rows
    for cells, filled in ((now.open, False), (now.filled, True)):
        for cell, rows in cells.items():
            if cell.startswith(mine):
                here = at(cell)
                here.seats += rows
                here.filled += rows if filled else 0
    for (cell, state, reason), candidates in tallies.items():
        here, codes = at(cell), set(filter(None, reason.split(", ")))
        here.tried += candidates
        here.right += candidates if state == "accepted" or codes == {"surplus"} else 0
        here.wrong += candidates if state != "accepted" and codes & DEFECTS else 0
        here.reasons.update(dict.fromkeys(codes if state != "accepted" else (), candidates))
    for one in steps:
        if one.stage == ROWS and one.cell.startswith(mine):
            at(one.cell).tokens += one.usage.prompt_tokens + one.usage.completion_tokens
            at(one.cell).usd += one.usage.usd
    for concept in reversed(tree.concepts):
        if concept.parents:
            found[concept.parents[0]].add(found[concept.id])
    return found


def below(tree: ConceptTree) -> dict[str, list[str]]:
    """Id → those of which it is the first parent, in order."""
    found: dict[str, list[str]] = {concept.id: [] for concept in tree.concepts}
    for concept in tree.concepts:
        if concept.parents:
            found[concept.parents[0]].append(concept.id)
    return found


WIDE, HIGH = 1000, 560
_HEAD = 24
"""Height of the line with a concept's name above those below it."""
_LEAST = (120, 90)
"""Width and height from which those below a concept are drawn inside it."""
_GAP = 3


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle."""

    id: str
    x: float
    y: float
    width: float
    height: float
    holds: bool
    """Whether others lie inside."""
    own: bool = False
    """Whether it stands for what a concept with others below it holds itself."""


def boxes(
    at: str,
    below: Mapping[str, Sequence[str]],
    size: Callable[[str], float],
    depth: int = 2,
    area: tuple[float, float, float, float] = (0, 0, WIDE, HIGH),
) -> Iterator[Box]:
    """The rectangles of all below a concept, or of itself where nothing is; outer ones before inner ones.

    Args:
        size: What a concept's area is in proportion to, all below it included; at 0 there is none.
        depth: Levels that are drawn."""
    inner = below[at]
    rest = size(at) - sum(size(one) for one in inner)
    sized = sorted(((size(one), one) for one in inner if size(one) > 0), key=lambda pair: -pair[0])
    sized += [(rest, at)] if rest > 0 else []
    x, y, width, height = area
    if not sized or width < 1 or height < 1:
        return
    values = squarify.normalize_sizes([value for value, _ in sized], width, height)
    for (_, id), place in zip(sized, squarify.squarify(values, x, y, width, height), strict=True):
        own = id == at
        wide, high = place["dx"] - _GAP, place["dy"] - _GAP
        holds = not own and depth > 1 and bool(below[id]) and wide > _LEAST[0] and high > _LEAST[1]
        yield Box(id, place["x"], place["y"], max(wide, 1), max(high, 1), holds, own and bool(inner))
        if holds:
            inside = (place["x"] + _GAP, place["y"] + _HEAD, wide - _GAP, high - _HEAD)
            yield from boxes(id, below, size, depth - 1, inside)


_A_PAGE = 100
_BOUNDS: Mapping[str, tuple[float, ...]] = {
    "coverage": (0.5, 0.8, 0.95, 1.0),
    "faithfulness": (0.5, 0.75, 0.9, 0.97),
    "cost": (0.5, 0.8, 1.25, 2.0),
}
"""What colours say → where the next colour begins; of costs: how many times cheaper than the whole part."""
_LEGEND = {
    "coverage": ("under half there", "50–80 % there", "80–95 % there", "95 % and more", "all there"),
    "faithfulness": ("under half right", "50–75 % right", "75–90 % right", "90–97 % right", "97 % and more"),
    "cost": ("over 2 times the mean", "dearer than most", "about the mean", "cheaper", "under half the mean"),
}
_MEANING = {
    "coverage": "how many of its rows are there",
    "faithfulness": "how many of the texts that the checks read here were not found wrong",
    "cost": "tokens for each row that is there, against the mean of the part",
}
_BECAME = {
    "prune": "dropped",
    "expand": "split",
    "weigh": "weighed anew",
    "reweight": "open rows moved away",
    "change method": "made in another way",
}
"""Kind of a revision → what became of its concept."""
_MEAN_CHARACTER = 9.0
"""Its width in a box, a bit too wide."""


@of_run("/map", "map.html")
def _map(request: Request, run: ViewedRun, store: Store) -> Told:
    run.follow()
    asked = request.query_params
    spec, plan = known(store)
    part = part_asked(request, spec.parts).name
    now = standing(store, plan)
    tree = now.trees[part]
    found = figures(plan.part(part), now, run.index.counts.tallies(part), run.spent(store)[0])
    marks = _marks(store, part)
    last: Mapping[str, Any] = max(store.journal_entries("critique"), default=("", {}))[1]
    faithful = store.meta("faithfulness") or last.get("faithfulness", {})
    at = asked.get("at") or tree.root.id
    if at not in tree:
        raise UserFault(f"there is no concept {at!r}", next_step="the map of the whole part leads to all")
    colour = asked.get("colour", "coverage")
    colour = colour if colour in _BOUNDS else "coverage"
    whole, kids = found[tree.root.id], below(tree)

    def link(id: str, colour: str = colour) -> str:
        return f"/run/{quote(run.name)}/map?" + urlencode({"part": part, "at": id, "colour": colour})

    def leads(id: str, own: bool = False) -> str:
        rows = f"/run/{quote(run.name)}/rows?" + urlencode({"part": part, "leaf": id})
        return rows if own or not kids[id] else link(id)

    listed, page, pages = paged(request, list(_below(at, kids)), _A_PAGE)
    return {
        "title": f"Map of {run.name}",
        "parts": [one.name for one in spec.parts],
        "part": part,
        "at": at,
        "colour": colour,
        "colours": [
            (one, link(at, one), _MEANING[one], key) for one, key in zip(_BOUNDS, "vfs", strict=True)
        ],
        "legend": list(enumerate(_LEGEND[colour])),
        "path": [(one.name, link(one.id)) for one in (tree.root, *tree.path(at))],
        "about": tree[at],
        "size": (WIDE, HIGH),
        "boxes": [
            _drawn(box, found[box.id], tree[box.id].name, colour, whole) | {"link": leads(box.id, box.own)}
            for box in boxes(at, kids, lambda id: found[id].seats)
        ],
        "concepts": [
            {
                "concept": tree[id],
                "depth": min(depth, 8),
                "link": leads(id),
                "leaf": not kids[id],
                "has": found[id],
                "reason": next(iter(found[id].reasons.most_common(1)), None),
                "also": [tree[one].name for one in tree[id].parents[1:]],
                "marks": marks.get(id, ()),
                "unsupported": tree[id].unsupported,
            }
            for depth, id in listed
        ],
        "page": page,
        "pages": pages,
        "again": lambda n: f"{link(at)}&page={n}",
        "faithful": faithfulness_told(faithful) if faithful else "not measured yet",
        "whole": run.index.whole,
        "paid": whole.usd > 0,
    }


def _below(at: str, kids: Mapping[str, list[str]]) -> Iterator[tuple[int, str]]:
    """(depth, id) of a concept and of all below it, as one reads a nested list."""
    waiting = [(0, at)]
    while waiting:
        depth, id = waiting.pop()
        yield depth, id
        waiting += [(depth + 1, one) for one in reversed(kids[id])]


def _drawn(box: Box, has: Figures, name: str, colour: str, whole: Figures) -> dict[str, Any]:
    """A box with its words, as far as they fit, and its colour."""
    share, mean = has.share(colour), whole.share(colour)
    if colour == "cost" and share is not None:
        told, place = f"{number(share)} tokens a row", (mean or 0.0) / share if share else 1.0
    else:
        told, place = percent(share) if share is not None else "not known", share or 0.0
    fits = int(box.width / _MEAN_CHARACTER) - 1
    called = f"{name}, itself" if box.own else name
    rows = f"{number(has.filled)} of {number(has.seats)}"
    lines = [called, *([] if box.holds else [rows, *([told] if told not in rows else [])])]
    return {
        "box": box,
        "class": "n" if share is None else str(bisect_right(_BOUNDS[colour], place)),
        "lines": [shortened(one, fits) for one in lines[: int(box.height // 19)] if fits > 4],
        "told": f"{called}: {rows} rows, {told}",
    }


def _marks(store: Store, part: str) -> dict[str, list[tuple[str, int]]]:
    """Id of a concept → what became of it since the plan was approved, with the number of the revision."""
    found: dict[str, list[tuple[str, int]]] = {}
    for n, one in enumerate(journaled(store)):
        if (one.get("part") or one.get("cell", "").partition("/")[0]) != part:
            continue
        by = f"after commit {one['commit']}"
        for concept in added(one):
            found.setdefault(concept["id"], []).append((f"added {by}", n))
        if said := _BECAME.get(one["kind"]):
            leaf = one.get("leaf") or split_key(one["cell"])[1]
            found.setdefault(leaf, []).append((f"{said} {by}", n))
    return found
