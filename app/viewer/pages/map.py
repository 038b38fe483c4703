"""The concept tree as a map and as a table: what is there, what was tried, why not more, at what cost."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from seedbed.app.viewer.concepts import Figures, below, figures
from seedbed.app.viewer.pages.frame import Told, of_run, paged, part_asked
from seedbed.app.viewer.runs import ViewedRun
from seedbed.app.viewer.treemap import HIGH, WIDE, Box, boxes
from seedbed.memory.brief import split_key
from seedbed.memory.errors import UserFault
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import added, known, standing
from seedbed.tools.evaluation.report.amounts import number, percent
from seedbed.tools.evaluation.report.measured import faithfulness_told
from seedbed.tools.evaluation.report.revisions import journaled
from seedbed.tools.evaluation.report.visible import shortened

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
