"""The agents as threads. The planner: how the request was read, recipe and plan made, approved, and revised
later. The critic: what each critique saw, what it said, what it asked for, what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from seedbed.app.viewer.pages.approve import demands
from seedbed.app.viewer.pages.frame import Told, numbered, of_run, paged
from seedbed.app.viewer.row.attempts import reply_of
from seedbed.app.viewer.runs import ViewedRun, trees_of
from seedbed.app.views.plan import agents_of
from seedbed.memory.brief import Slot
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import added, plan_in, spec_in
from seedbed.tools.evaluation.report import charts
from seedbed.tools.evaluation.report.measured import faithfulness_told, history, taken_back
from seedbed.tools.evaluation.report.revisions import BY, changed, journaled, told
from seedbed.tools.evaluation.rows_named import Trees
from seedbed.tools.trace.spans import begins, of_planning
from seedbed.tools.trace.vocabulary import Span

_REVISIONS, _CRITIQUES = 30, 15
"""On one page."""
_LONGEST = 12_000
"""Characters of an answer, or of a tool's result."""


# the planner --------------------------------------------------------------------------------------------


@of_run("/planner", "planner.html")
def _planner(request: Request, run: ViewedRun, store: Store) -> Told:
    asked, planned = spec_in(store), plan_in(store)
    trees = trees_of(store)
    below: dict[str, list[Span]] = {}
    for span in of_planning(store):
        below.setdefault(span.parent, []).append(span)
    spans = {span.kind: span for some in below.values() for span in some}
    revised = [(n, one) for n, one in enumerate(journaled(store)) if one["kind"] != "read"]
    wanted = request.query_params.get("revision", "")
    at = next((place for place, (n, _) in enumerate(revised) if str(n) == wanted), 0)
    listed, page, pages = paged(request, revised, _REVISIONS, at // _REVISIONS + 1)
    return {
        "title": f"Planner of {run.name}",
        "request_text": asked.request if asked else str(store.meta("request") or ""),
        "reading": list(_calls(store, below, spans.get("interpret"))),
        "parts": [
            {
                "part": part,
                "calls": list(_calls(store, below, recipe)),
                "revised": recipe.attributes["revised"],
                "clauses": list(demands(part, asked, {})) if asked else [],
                "trial": (store.meta("trials") or {}).get(part.name),
            }
            for part in (asked.parts if asked else ())
            for recipe in below.get(spans["interpret"].id, ())
            if recipe.kind == "recipe" and recipe.attributes["part"] == part.name
        ],
        "planning": store.meta("planning") or {},
        "plan": planned,
        "calls": list(_calls(store, below, spans.get("plan"))),
        "agents": agents_of(asked, planned) if asked and planned else {},
        "decided": list(_decided(store)),
        "approved": store.meta("approved"),
        "revised": [
            {**told(one, trees), "n": n, "who": BY[one["by"]], "made": added(one)} for n, one in listed
        ],
        "total": len(revised),
        "page": page,
        "pages": pages,
        "again": lambda n: f"?page={n}#revisions",
    }


def _calls(store: Store, below: Mapping[str, list[Span]], inside: Span | None) -> Iterator[dict[str, Any]]:
    """The calls right within a span, as they were made: what was thought, answered, and done by tools."""
    for span in below.get(inside.id, ()) if inside else ():
        if span.kind != "call":
            continue
        said = span.attributes
        slot = Slot(*(said[name] for name in Slot.__slots__))
        answer = store.answer(slot) if span.ok and said["slot"] else None
        reply = reply_of(answer) if answer else None
        mended = slot.attempt and (store.sent(said["request"]) or {}).get("messages")
        yield {
            **said,
            "tokens": said["prompt_tokens"] + said["completion_tokens"],
            "ok": span.ok,
            "why": f"{said.get('code')}: {said.get('detail')}" if not span.ok else "",
            "thought": reply.thought[:_LONGEST] if reply else "",
            "text": reply.text[:_LONGEST] if reply else "",
            "language": "yaml" if slot.step.startswith("write_recipe") else "json",
            "faults": str(mended[-1].get("content", ""))[:_LONGEST] if mended else "",
            "tools": [
                {**tool.attributes, "result": str(tool.attributes["result"] or "")[:_LONGEST], "ok": tool.ok}
                for tool in below.get(span.id, ())
            ],
        }


def _decided(store: Store) -> Iterator[dict[str, str]]:
    """What was decided until production began, and when."""
    for event in store.events(page=200):
        if event.actor == "person":
            differing = ", ".join(map(str, event.data.get("differences", ())))
            when = datetime.fromtimestamp(event.time, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            yield {"kind": event.kind, "when": when, "told": differing}
        if begins(event):
            return


# the critic ---------------------------------------------------------------------------------------------


@of_run("/critic", "critic.html")
def _critic(request: Request, run: ViewedRun, store: Store) -> Told:
    run.follow()
    trees = trees_of(store)
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    given: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    changes = [(n, one) for n, one in enumerate(journaled(store)) if one["kind"] != "read"]
    for n, one in changes:
        if one["by"] != "person":
            given.setdefault(one["commit"], []).append((n, one))
    commits = [one["commit"] for one in critiques]
    at = numbered(request.query_params, "at", -1)
    first = commits.index(at) // _CRITIQUES + 1 if at in commits else 0
    listed, page, pages = paged(request, critiques, _CRITIQUES, first)
    changed_at = {one["commit"] for _, one in changes}
    reached = run.index.reached(changed_at.union(commits))
    measured = history(critiques, reached, taken_back(store))
    costs = {one["commit"]: one["tokens_per_row"] for one in measured}
    calls: dict[int, list[str]] = {}
    for slot, _ in store.answers_of("critique"):
        if (said := slot.step.split("/"))[1:] and said[1].isdigit():
            calls.setdefault(int(said[1]), []).append(slot.key)
    return {
        "title": f"Critic of {run.name}",
        "critiques": [
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
        "charts": [
            draw(measured, [reached[at][0] for at in changed_at]) for draw in (charts.quality, charts.cost)
        ],
        "page": page,
        "pages": pages,
        "again": lambda n: f"?page={n}",
        "people": any(one["by"] == "person" for _, one in changes),
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
