"""The plan as it stands, and how it came to that: for `inspect --plan` as lines, as JSON and for the API.

`plan_of` reads the store into plain data; `drawn` makes lines of it that read at 60 columns. Names and
reasons come from models and people: they are data, and escaped where they are printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import line, words
from seedbed.app.views.plan_trace import agents_of, served, traced
from seedbed.memory.plan import Plan
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import Standing, answers, standing
from seedbed.memory.store.status import read_status

if TYPE_CHECKING:
    from rich.text import Text

_LONGEST = 400
"""Characters of a reason."""


def plan_of(store: Store, spec: Spec, plan: Plan) -> dict[str, Any]:
    """The concept tree with its seats, and every revision with its cause, as a JSON object.

    Args:
        plan: As approved.
    """
    now = standing(store, plan)
    return {
        "parts": [_part(part.part, plan, now) for part in plan.parts],
        "clauses": read_status(store)["clauses"],
        "agents": agents_of(spec, plan),
        "planning": store.meta("planning") or {},
        "revisions": list(_revisions(store)),
    }


def _part(name: str, plan: Plan, now: Standing) -> dict[str, Any]:
    mine, tree = plan.part(name), now.trees[name]
    concepts: list[dict[str, Any]] = []
    for concept in tree.concepts:
        filled, quota = _seats(name, concept.id, now)
        approved = sum(n for key, n in mine.quotas.items() if key.startswith(f"{name}/{concept.id}/"))
        concepts.append(
            {
                "id": concept.id,
                "name": concept.name,
                "parents": list(concept.parents),
                "depth": len(tree.path(concept.id)),
                "inside": concept.inside,
                "outside": concept.outside,
                "unsupported": concept.unsupported,
                "leaf": not tree.children(concept.id),
                "filled": filled,
                "quota": quota,
                "approved": approved,
                "later": concept.id not in mine.tree,
                "closed": (name, concept.id) in now.closed,
            }
        )
    return {"part": name, "concepts": concepts}


def _clause(one: Mapping[str, Any], width: int) -> "Iterator[Text]":
    """A demand of the request, with how many rows keep it and what keeps it; or why nothing does."""
    kept = f"{one['rows']} of {one['of']}" if one["share"] is not None else "–"
    yield words(f"{kept:>12}  {line(one['text'], max(20, width - 16))}")
    if one["kept_by"]:
        yield words(f"{'':>14}{line(', '.join(one['kept_by']), max(20, width - 16))}", "dim")
    if one["not_kept"]:
        yield words(f"{'':>14}{line('not kept: ' + one['not_kept'], max(20, width - 16))}", "yellow")


def _seats(part: str, id: str, now: Standing) -> tuple[int, int]:
    """(filled, all) seats of a concept and of whatever is below it."""
    import networkx as nx

    below = [id, *nx.descendants(now.trees[part].graph, id)]
    seats = [now.seats(part, leaf) for leaf in below]
    filled = sum(there for _, there in seats)
    return filled, filled + sum(free for free, _ in seats)


def _revisions(store: Store) -> Iterator[dict[str, Any]]:
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    readings = [one for one in critiques if one.get("review")]
    for commit, value in answers(store):
        while readings and readings[0]["commit"] <= commit:
            yield _reading(readings.pop(0))
        moved = value.get("moved") or [None] * len(value["answered"])
        for number in value.get("withdrawn", ()):
            candidate = store.candidate(number)
            yield {
                "commit": commit,
                "by": "person",
                "kind": "redo",
                "row": candidate.row_id if candidate else "",
                "because": candidate.verdict.reasons[0].detail if candidate else "",
            }
        if rows := value.get("extended"):
            yield {"commit": commit, "by": "person", "kind": "extend", "rows": rows}
        for directive, seats in zip(value["answered"], moved, strict=True):
            account = _account(directive, commit, critiques)
            yield {**directive, "commit": commit, "seats": seats, "account": account}
    yield from map(_reading, readings)


def _reading(critique: Mapping[str, Any]) -> dict[str, Any]:
    """What the critic's model read and said at a critique; what it asked for stands among the directives."""
    review = {key: value for key, value in critique["review"].items() if key != "asked"}
    return {"commit": critique["commit"], "by": "reader", "kind": "read", **review}


def _account(
    directive: Mapping[str, Any], commit: int, critiques: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What one of the critic's directives has changed, as the last critique that tells it says."""
    for reading in reversed(critiques):
        for one in reading.get("accounts", ()):
            if one["commit"] == commit and one["directive"] == directive:
                return dict(one)
    return None


# as lines ----------------------------------------------------------------------------------------------


def drawn(found: Mapping[str, Any], width: int) -> "Iterator[Text]":
    """The plan and its revisions as lines.

    Args:
        found: What `plan_of` gives.
        width: Columns of the terminal.
    """
    for part in found["parts"]:
        yield from _tree(part, width)
    for one in found["clauses"]:
        yield from _clause(one, width)
    yield from served(found["agents"])
    yield from traced(found["planning"])
    yield words("")
    if not found["revisions"]:
        yield words("the plan stands as it was approved")
    last: tuple[int, str] | None = None
    for one in found["revisions"]:
        if (one["commit"], one["by"]) != last:
            last = (one["commit"], one["by"])
            yield words(f"after commit {one['commit']}, by {_WHO[one['by']]}", "bold")
        yield from _told(one, width)


_WHO = {
    "critic": "the critic",
    "reader": "the critic's model, which read rows together",
    "person": "a person",
    "downstream": "a downstream model's errors",
}


def _tree(part: Mapping[str, Any], width: int) -> "Iterator[Text]":
    for concept in part["concepts"]:
        figures = f"{concept['filled']}/{concept['quota']}"
        marks = [
            "added" if concept["later"] else "",
            ("split" if not concept["leaf"] else "dropped") if concept["closed"] else "",
            "unsupported" if concept["unsupported"] else "",
            f"approved {concept['approved']}"
            if concept["leaf"] and concept["approved"] != concept["quota"]
            else "",
        ]
        mark = ", ".join(filter(None, marks))
        depth = concept["depth"]
        name = part["part"] if not depth else concept["name"]
        room = max(12, width - 2 * depth - len(figures) - (len(mark) + 4 if mark else 0) - 2)
        said = "  " * depth + line(name, room)
        style = "bold" if not depth else "dim" if concept["closed"] else ""
        text = words(f"{said}  {figures}", style)
        if mark:
            text.append_text(words(f"  ({mark})", "yellow" if concept["unsupported"] else "dim"))
        yield text


def _told(one: Mapping[str, Any], width: int) -> "Iterator[Text]":
    if one["kind"] == "read":
        yield from _read(one, width)
        return
    sign, what = _change(one)
    color = {"+": "green", "-": "red"}.get(sign, "cyan")
    seats = f"; {one['seats']} seats changed" if one.get("seats") else ""
    yield from _folded(f"  {sign} ", f"{what}{seats}", width, color)
    if one.get("because"):
        yield from _folded("    because ", str(one["because"]), width, "dim")
    if account := one.get("account"):
        yield from _folded("    since: ", account["told"], width, "dim")


def _read(one: Mapping[str, Any], width: int) -> "Iterator[Text]":
    """What the critic's model noticed over rows, what it looked at, and what it asked for in vain."""
    yield from _folded(
        "  · ", f"read {len(one['rows'])} rows together ({one['tokens']:,} tokens)", width, "cyan"
    )
    if one["unusable"]:
        yield from _folded("    ", f"{one['unusable']}: by thresholds alone", width, "yellow")
    for said in (*one["tried"], *one["seen"]):
        yield from _folded("    ", str(said), width, "")
    for dropped in one["dropped"]:
        yield from _folded("    not done: ", f"{dropped['asked']} ({dropped['why']})", width, "dim")


def _folded(head: str, text: str, width: int, style: str) -> "Iterator[Text]":
    """A text in as many lines as it takes, the first after its head."""
    import textwrap

    said = textwrap.wrap(line(text, _LONGEST), max(20, width - len(head))) or [""]
    indent = " " * min(len(head), 6)
    yield words(head + said[0], style)
    for more in said[1:]:
        yield words(indent + more, style)


def _change(one: Mapping[str, Any]) -> tuple[str, str]:
    """(sign, what changed) of a revision."""
    cell, leaf = _place(one.get("cell", "")), one.get("leaf", "") or "all concepts"
    match one["kind"]:
        case "reweight":
            return "~", f"{cell}: its open seats go to its siblings"
        case "weigh":
            return "~", f"{leaf}: {one['factor']:g} times its open seats"
        case "expand":
            return "+", f"{leaf} is split: {', '.join(c['name'] for c in one['concepts'])}"
        case "add concept":
            concept = one["concept"]
            inside = f" ({concept['inside']})" if concept["inside"] else ""
            return "+", f"the concept {concept['name']}{inside}, under {concept['parents'][0]}"
        case "prune":
            return "-", f"{leaf}: nothing more is made of it"
        case "add values":
            return "+", f"{cell}: {one['attribute']} may be {', '.join(one['values'])}"
        case "guide":
            instead = f" instead of «{one['replaces']}»" if one["replaces"] else ""
            return "+", f"{leaf}: guidance «{one['say']}»{instead}"
        case "unguide":
            return "-", f"{leaf}: guidance «{one['say']}» is taken back"
        case "show":
            return "+", f"{cell}: candidate {one['number']} is shown to the writer"
        case "retire":
            return "-", f"{cell}: a demonstration is shown no more ({one['text'][:8]})"
        case "change method":
            return "~", f"{cell}: made by {one['method']}"
        case "set check":
            return "~", f"{one['part']}: {one['check']} is {'asked again' if one['on'] else 'asked no more'}"
        case "extend":
            rows = ", ".join(f"{n:,} of {part}" for part, n in one["rows"].items())
            return "+", f"more rows: {rows}"
        case "redo":
            return "-", f"the row {one['row']} is withdrawn"
        case other:
            return "~", other


def _place(cell: str) -> str:
    """A cell without what says nothing."""
    return " / ".join(word for word in cell.split("/")[1:] if word != "any")
