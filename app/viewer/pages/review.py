"""Review: one row at a time, decided by a key; what the decisions tell; who decided what.

What the checks said of a row is shown after the decision, or when it is asked for."""

import json
import time
from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from seedbed.agent.making.fixing import editable
from seedbed.app.asking import order, who
from seedbed.app.viewer.pages.frame import Told, numbered, of_form, of_run, shown
from seedbed.app.viewer.reviewing import known_share, reviewing
from seedbed.app.viewer.row import blocks
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.graphs.commands.orders import Undo
from seedbed.memory.brief import split_key
from seedbed.memory.candidate import Draft, PersonsReason
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import canonical, digest
from seedbed.memory.review import Decided, PlantedRow, by_row, planted_rows
from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import known, row_named, standing
from seedbed.tools.evaluation.report.grounds import ground, pages_of
from seedbed.tools.evaluation.report.play import text_of
from seedbed.tools.evaluation.review.order import TURNS, Item
from seedbed.tools.evaluation.review.signals import Pool
from seedbed.tools.evaluation.review.told import pace, planted_probes, review_figures, sample

REASONS = tuple(code for code in get_args(PersonsReason) if code not in ("contaminated", "malformed"))
"""For which a person rejects a row, the commonest keys first."""
_MORE = 20
"""Rows of which the page says what they would tell."""
_ASSUMED = 30.0
"""Seconds a row, of a reviewer whose pace isn't known."""
_DRAWN = TURNS.count("drawn") / (len(TURNS) - 1)


@of_run("/review", "review/row.html")
def _review(request: Request, run: ViewedRun, store: Store) -> Told:
    reviewer = " ".join(request.query_params.get("reviewer", "").split())
    held = reviewing(run)
    if not reviewer:
        return shown(request, "review/who.html", title="Review", name=who())
    spec, pool = spec_of(store), held.pool(store)
    if pool is None:
        return shown(request, "review/wait.html", title="Review", reviewer=reviewer)
    decisions, planted = held.decisions(store), planted_rows(store)
    item = held.next(reviewer, pool=pool, decisions=decisions, planted=planted, seed=spec.seed)
    last = next((one for one in reversed(decisions) if one.reviewer == reviewer), None)
    return {
        "title": "Review",
        "reviewer": reviewer,
        "item": _told(item, store, spec, planted) if item else None,
        "last": _decided(last, planted) if last else None,
        "notice": [*held.notices(reviewer), *filter(None, [request.query_params.get("said", "")])],
        "progress": _progress(pool, decisions, planted, reviewer, spec.seed),
        "reasons": REASONS,
        "now": int(time.time()),
    }


def _told(item: Item, store: Store, spec: Spec, planted: dict[str, PlantedRow]) -> dict[str, Any]:
    """The row that is shown, whether it was planted or not, in one form."""
    if item.id in planted:
        one = planted[item.id]
        row, kept, cell, attributes = one.row, one.kept, one.cell, one.attributes
        base = store.find_row(one.base) if len(one.base) == len(item.id) else []
        evidence = base[0].draft.evidence if base else ()
    else:
        candidate, brief = store.candidate(item.number), store.brief(item.number)
        if candidate is None or brief is None:
            raise HTTPException(404, "The row is gone.")
        draft = candidate.draft.at_first
        row, kept = draft.row or {}, draft.notes.get("kept", {})
        cell, attributes, evidence = candidate.verdict.cell, brief.attributes, draft.evidence
    name, leaf, label, level = split_key(cell)
    part, tree = spec.part(name), standing(store, known(store)[1]).trees[name]
    path = [concept.name for concept in tree.path(leaf)] if leaf in tree else [leaf]
    asked = {"concept": " › ".join(path[1:] or path), "label": label, "level": level, **attributes}
    page = pages_of(store)
    return {
        "id": item.id,
        "stream": item.stream,
        "shown": digest(row),
        "alone": item.stream not in ("again", "planted"),
        "blocks": blocks.blocks(part, Draft(row=row, notes={"kept": kept})),
        "asked": [(key, text_of(value)) for key, value in asked.items() if value not in ("any", "")],
        "fields": [(key, _written(row.get(key))) for key in editable(part)],
        "grounds": [ground(one, page) for one in evidence],
        "labels": {one.name: one.definition for one in part.labels},
    }


def _written(value: Any) -> str:
    """A field's value as it is edited: words as they are, anything else as JSON."""
    return value if isinstance(value, str) else canonical(value).decode()


def _decided(last: Decided, planted: dict[str, PlantedRow]) -> dict[str, Any]:
    row = planted.get(last.row)
    saw = row is not None and last.right is not None and last.right == row.good
    return {**last.model_dump(), "planted": row, "saw": saw}


def _progress(
    pool: Pool, decisions: list[Decided], planted: dict[str, PlantedRow], reviewer: str, seed: int
) -> dict[str, Any]:
    """How far the review is, and what more of it would tell."""
    now, probes = sample(pool, decisions), tuple(planted_probes(decisions, planted))
    more = min(_MORE, now.left)
    seconds = pace(decisions, reviewer)
    return {
        "mine": sum(one.reviewer == reviewer for one in decisions),
        "rows": now.read,
        "wrong": now.refused,
        "left": now.left,
        "seconds": seconds,
        "estimate": known_share(now, probes, seed),
        "more": more,
        "after": known_share(now.after(more, _DRAWN), probes, seed),
        "minutes": max(1, round(more * (seconds or _ASSUMED) / 60)),
    }


def _handed(run: ViewedRun, form: Mapping[str, str]) -> str:
    """Do what a form asks; what there is to say of it."""
    fields = ("reviewer", "row", "decision", "reason", "note", "stream")
    said = {name: form.get(name, "") for name in fields}
    held = reviewing(run)
    try:
        if said["decision"] == "undo":
            return held.hand(Undo(reviewer=who(said["reviewer"]), row=said["row"]))
        row, decision = said.pop("row"), said.pop("decision")
        began = numbered(form, "since", 0)
        seconds = min(max(0.0, time.time() - began), 3_600.0) if began else 0.0
        more = {"tell": "tell" in form, "show": "show" in form, "alone": "alone" in form}
        about = {"shown": form.get("shown", ""), "seconds": round(seconds, 1)}
        changes = _changes(run, row, form) if decision == "fix" else None
        return held.hand(order(run.folder.path, row, decision, changes, **said, **more, **about))
    except UserFault as fault:
        return str(fault)


def _changes(run: ViewedRun, row: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Field → its value as a person wrote it, of those that were changed (a form has all, with line feeds
    alone); of a field that isn't words, JSON. Raises UserFault: there is no such row, or a field is no
    JSON."""
    with run.open() as store:
        fields = row_named(store, row).draft.row or {}
    found: dict[str, Any] = {}
    for name, value in form.items():
        field = name.removeprefix("field.")
        if field == name or field not in fields:
            continue
        text = value.replace("\r\n", "\n")
        if text == _written(fields[field]).replace("\r\n", "\n").replace("\r", "\n"):
            continue
        if isinstance(fields[field], str):
            found[field] = text
            continue
        try:
            found[field] = json.loads(text)
        except (ValueError, RecursionError) as error:
            step = "mend its brackets and quotes"
            raise UserFault(f"{field} is no JSON: {error}", next_step=step) from None
    return found


@of_form("/review")
def _post(request: Request, run: ViewedRun, form: Mapping[str, str]) -> Response:
    """A decision, or the last one taken back; then the next row."""
    said = _handed(run, form)
    query = {"reviewer": form.get("reviewer", ""), **({"said": said[:600]} if said else {})}
    return RedirectResponse(f"{request.url.path}?{urlencode(query)}", 303)


@of_run("/review/summary", "review/summary.html")
def _summary(_: Request, run: ViewedRun, store: Store) -> Told:
    held = reviewing(run)
    spec, pool = spec_of(store), held.pool(store, wait=1)
    decisions, planted = held.decisions(store), planted_rows(store)
    now = sample(pool, decisions) if pool else None
    probes = tuple(planted_probes(decisions, planted))
    rows = by_row(one for one in decisions if one.number)
    differ = [made for made in rows.values() if len({one.right for one in made} - {None}) > 1]
    return {
        "title": "What reviewers found",
        "found": review_figures(store),
        "now": now,
        "estimate": known_share(now, probes, spec.seed) if now else None,
        "latest": [one for one in reversed(decisions) if one.number][:50],
        "differ": differ[:50],
    }
