"""The critic as a thread: what each critique saw, what it said, what it asked for, what came of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from seedbed.app.viewer.curves import HIGH, WIDE, Curve, curve
from seedbed.app.viewer.pages.frame import numbered, of_run, paged, shown
from seedbed.app.viewer.runs import ViewedRun, trees_of
from seedbed.tools.evaluation.report.amounts import number, percent
from seedbed.tools.evaluation.report.critic_figures import faithfulness_told
from seedbed.tools.evaluation.report.revisions import changed, journaled
from seedbed.tools.evaluation.rows_named import Trees

_A_PAGE = 15


def _critic(request: Request, run: ViewedRun) -> Response:
    run.follow()
    with run.open() as store:
        trees = trees_of(store)
        critiques = [value for _, value in sorted(store.journal_entries("critique"))]
        given: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        for n, one in enumerate(journaled(store)):
            if one["kind"] != "read" and one["by"] != "person":
                given.setdefault(one["commit"], []).append((n, one))
        commits = [one["commit"] for one in critiques]
        at = numbered(request, "at", -1)
        first = commits.index(at) // _A_PAGE + 1 if at in commits else 0
        listed, page, pages = paged(request, critiques, _A_PAGE, first)
        costs = _costs(run, critiques)
        calls: dict[int, list[str]] = {}
        for slot, _ in store.answers_of("critique"):
            if (said := slot.step.split("/"))[1:] and said[1].isdigit():
                calls.setdefault(int(said[1]), []).append(slot.key)
        return shown(
            request,
            "critic.html",
            title=f"Critic of {run.name}",
            run=run.name,
            critiques=[
                {
                    **one,
                    "told": faithfulness_told(one["faithfulness"]),
                    "cost": costs[one["commit"]],
                    "rows": run.index.ids((one.get("review") or {}).get("rows", ())),
                    "calls": calls.get(one["commit"], ()),
                    "given": [_given(n, directive, trees) for n, directive in given.get(one["commit"], ())],
                    "undone": _undone(one, given.get(one["commit"], ()), trees),
                    "ends": [d["because"] for d in one["directives"] if d["kind"] == "stop"],
                }
                for one in listed
            ],
            curves=_curves(critiques, costs, sorted(given)) if len(critiques) > 1 else (),
            size=(WIDE, HIGH),
            commits=commits,
            page=page,
            pages=pages,
            again=lambda n: f"?page={n}",
            people=any(one["by"] == "person" for one in journaled(store)),
        )


def _given(n: int, one: Mapping[str, Any], trees: Trees) -> dict[str, Any]:
    """A directive in words."""
    account = one.get("account") or {}
    keep = ("by", "because", "seats")
    return {
        "n": n,
        "change": " ".join(changed(one, trees)),
        "since": account.get("told", ""),
        **{key: one[key] for key in keep},
    }


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


def _costs(run: ViewedRun, critiques: Sequence[Mapping[str, Any]]) -> dict[int, float | None]:
    """Commit → tokens of candidates' answers for each row accepted since the critique before."""
    found: dict[int, float | None] = {}
    commit = accepted = 0
    for one in critiques:
        rows = one["accepted"] - accepted
        found[one["commit"]] = run.index.spent(commit, one["commit"]) / rows if rows > 0 else None
        commit, accepted = one["commit"], one["accepted"]
    return found


def _curves(
    critiques: Sequence[Mapping[str, Any]], costs: Mapping[int, float | None], marks: Sequence[int]
) -> list[dict[str, Any]]:
    """Coverage, faithfulness and cost, critique by critique."""
    commits = list(costs)
    covered = [one["coverage"] for one in critiques]
    faithful = [one["faithfulness"].get("estimate") for one in critiques]
    ends = [(one["faithfulness"].get("low"), one["faithfulness"].get("high")) for one in critiques]
    spent = list(costs.values())
    most = max([one for one in spent if one is not None], default=0.0) or 1.0
    drawn: list[tuple[str, Sequence[float | None], Curve, Callable[[float], str]]] = [
        (
            "Coverage: rows that stand where they were planned",
            covered,
            curve(commits, covered, 1.0, marks=marks),
            percent,
        ),
        (
            "Faithfulness: rows delivered that are right, with its 95 % interval",
            faithful,
            curve(commits, faithful, 1.0, ends, marks),
            percent,
        ),
        (
            "Tokens for each row accepted since the critique before",
            spent,
            curve(commits, spent, most, marks=marks),
            number,
        ),
    ]
    return [
        {
            "name": name,
            "drawn": lines,
            "top": scale(lines.high),
            "said": ", ".join("not known" if one is None else scale(one) for one in values),
        }
        for name, values, lines, scale in drawn
    ]


routes: tuple[BaseRoute, ...] = (of_run("/critic", _critic),)
