"""The critic as a thread: what each critique saw, what it said, what it asked for, what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from seedbed.app.viewer.pages.frame import numbered, of_run, paged, shown
from seedbed.app.viewer.runs import ViewedRun, trees_of
from seedbed.tools.evaluation.report import charts
from seedbed.tools.evaluation.report.measured import faithfulness_told, history
from seedbed.tools.evaluation.report.revisions import changed, journaled, told
from seedbed.tools.evaluation.rows_named import Trees

_A_PAGE = 15


def _critic(request: Request, run: ViewedRun) -> Response:
    run.follow()
    with run.open() as store:
        trees = trees_of(store)
        critiques = [value for _, value in sorted(store.journal_entries("critique"))]
        given: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        changes = [(n, one) for n, one in enumerate(journaled(store)) if one["kind"] != "read"]
        for n, one in changes:
            if one["by"] != "person":
                given.setdefault(one["commit"], []).append((n, one))
        commits = [one["commit"] for one in critiques]
        at = numbered(request.query_params, "at", -1)
        first = commits.index(at) // _A_PAGE + 1 if at in commits else 0
        listed, page, pages = paged(request, critiques, _A_PAGE, first)
        changed_at = {one["commit"] for _, one in changes}
        reached = run.index.reached(changed_at.union(commits))
        measured = history(critiques, reached)
        costs = {one["commit"]: one["tokens_per_row"] for one in measured}
        calls: dict[int, list[str]] = {}
        for slot, _ in store.answers_of("critique"):
            if (said := slot.step.split("/"))[1:] and said[1].isdigit():
                calls.setdefault(int(said[1]), []).append(slot.key)
        return shown(
            request,
            "critic.html",
            title=f"Critic of {run.name}",
            critiques=[
                {
                    **one,
                    "told": faithfulness_told(one["faithfulness"]),
                    "cost": costs[one["commit"]],
                    "rows": run.index.ids((one.get("review") or {}).get("rows", ())),
                    "calls": calls.get(one["commit"], ()),
                    "given": [{**told(made, trees), "n": n} for n, made in given.get(one["commit"], ())],
                    "undone": _undone(one, given.get(one["commit"], ()), trees),
                    "ends": [d["because"] for d in one["directives"] if d["kind"] == "stop"],
                }
                for one in listed
            ],
            charts=[
                draw(measured, [reached[at][0] for at in changed_at])
                for draw in (charts.quality, charts.cost)
            ],
            page=page,
            pages=pages,
            again=lambda n: f"?page={n}",
            people=any(one["by"] == "person" for _, one in changes),
        )


def _undone(
    critique: Mapping[str, Any], given: Sequence[tuple[int, Mapping[str, Any]]], trees: Trees
) -> list[str]:
    """What the critique asked for that was not, or not yet, answered."""
    left = [one["kind"] for _, one in given]
    asked = []
    for one in critique["directives"]:
        if one["kind"] in left:
            left.remove(one["kind"])
        elif one["kind"] != "stop":
            asked.append(f"{' '.join(changed(one, trees))} because {one['because']}")
    return asked


routes = [of_run("/critic", _critic)]
