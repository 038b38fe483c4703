"""What was turned away, by reason; and why something is short: of a cell its seats and what was tried, of a
demand the rows that miss it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from seedbed.app.console import line, words
from seedbed.app.views.run import RunView
from seedbed.memory.brief import split_key
from seedbed.memory.clauses import clauses as measured
from seedbed.memory.clauses import keeps, numbered_clauses
from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import meant
from seedbed.memory.spec import ANY, Part
from seedbed.memory.store.protocol import Candidate
from seedbed.memory.store.standing import Standing, known, standing
from seedbed.tools.evaluation.report.amounts import counted, number, percent
from seedbed.tools.evaluation.report.grounds import ground
from seedbed.tools.evaluation.report.revisions import journaled, told
from seedbed.tools.evaluation.rows_named import Trees, rows_named

_EXAMPLES = 3
"""Examples shown for one reason."""
_MOST = 20
"""Rows of a demand that are shown."""


def why_not(view: RunView, what: str) -> dict[str, Any]:
    """Why a cell or a demand is short, as a JSON object; `kind` says which. `what`: a cell
    (`part/leaf/label/level`) or the beginning of one, a concept's id or name, a label or a level; or a
    demand's words, the beginning of them, or its number with `#` before it. Raises UserFault: there is none
    of these, or several demands are called so."""
    clauses = numbered_clauses(view.spec)
    wanted = " ".join(what.split()).casefold()
    texts = [" ".join(text.split()).casefold() for _, text, _ in clauses]
    named = [n for n, text in enumerate(texts) if text == wanted or f"#{n + 1}" == wanted]
    found = named or [n for n, text in enumerate(texts) if wanted and text.startswith(wanted)]
    if len(found) > 1:
        step = f"name one: {', '.join(f'#{n + 1} (in {clauses[n][0].name})' for n in found[:_MOST])}"
        raise UserFault(f"{len(found)} demands are or begin with {what!r}", next_step=step)
    if found:
        return _clause(view, found[0])
    _, plan = known(view.store)
    now = standing(view.store, plan)
    asked = what.strip().strip("/")
    tried = {one.verdict.cell for one in view.store.candidates()} - {""}
    cells = _cells(sorted({*now.open, *now.filled, *tried}), now.trees, asked)
    if not cells and any(asked in part.quotas for part in plan.parts):
        cells = [asked]
    if not cells:
        concepts = [concept for tree in now.trees.values() for concept in tree.concepts]
        tail = wanted.rpartition(" > ")[2]  # a section as the report has it: «FILE: HEADING > HEADING»
        if bare := next((one for one in concepts if tail in (one.id, one.name.casefold())), None):
            why = f": {bare.unsupported}" if bare.unsupported else ""
            step = "look at inspect --plan"
            raise UserFault(f"the concept {bare.name!r} has no rows to be made{why}", next_step=step)
        kinds = {one for part in plan.parts for key in part.quotas for one in split_key(key)[2:]}
        hint = meant(
            what, [*(one.name for one in concepts), *sorted(kinds - {ANY}), *(text for _, text, _ in clauses)]
        )
        raise UserFault(f"there is no cell, concept, label, level or demand {what!r}", next_step=hint)
    return _cell(view, now, cells)


def _cells(keys: Sequence[str], trees: Trees, what: str) -> list[str]:
    """Of these cells those that are called so: by key, by its beginning, by the id or name of a concept,
    by label or level."""
    mine = [key for key in keys if key == what or key.startswith(f"{what}/")]
    if mine or not what:
        return mine
    leaves = {
        (part, below)
        for part, tree in trees.items()
        for concept in tree.concepts
        if what.casefold() in (concept.id.casefold(), concept.name.casefold())
        for below in tree.under(concept.id)
    }
    split = ((key, split_key(key)) for key in keys)
    return [key for key, one in split if one[:2] in leaves or what.casefold() in map(str.casefold, one[2:])]


def _cell(view: RunView, now: Standing, cells: Sequence[str]) -> dict[str, Any]:
    store, these = view.store, set(cells)
    leaves = {split_key(key)[:2] for key in cells}
    states = Counter[str]()

    def tried() -> Iterator[Candidate]:
        for one in store.candidates():
            if these & {one.verdict.cell, one.verdict.moved_from}:
                states[one.verdict.state] += 1
                yield one

    reasons = turned_away(tried())  # of a large run they don't fit in memory
    last: dict[str, Any] = next(reversed([value for _, value in store.journal_entries("critique")]), {})
    touched = [
        told(one, now.trees)
        for one in journaled(store)
        if one["kind"] != "read" and _touches(one, these, leaves, now.trees)
    ]
    return {
        "kind": "cell",
        "cells": list(cells),
        "said": [rows_named(key, now.trees) for key in cells[:_MOST]],
        "open": sum(now.open[key] for key in cells),
        "filled": sum(now.filled[key] for key in cells),
        "tried": states.total(),
        "states": {state: states[state] for state in ("accepted", "rejected", "failed")},
        "in_flight": sum(
            brief is not None and brief.cell.key in these
            for _, brief in store.briefs(after=store.committed())
        ),
        "reasons": reasons,
        "exhausted": sorted(these & set(last.get("exhausted", ()))),
        "directives": touched,
        "state": store.meta("state") or "new",
        "because": store.meta("stopped_because") or "",
    }


def _touches(one: Mapping[str, Any], cells: set[str], leaves: set[tuple[str, str]], trees: Trees) -> bool:
    """Whether a change was about one of the cells: itself, its concept, one beside it, its whole part."""
    if "cell" in one:
        return one["cell"] in cells
    mine = {leaf for part, leaf in leaves if part == one.get("part")}
    if concept := one.get("concept"):
        tree = trees[one["part"]]
        return any(mine & tree.under(above) for above in concept["parents"])
    new = {concept["id"] for concept in one.get("concepts", ())}
    return bool(mine & {one.get("leaf"), *new}) or bool(mine and not one.get("leaf"))


def _clause(view: RunView, at: int) -> dict[str, Any]:
    part, _, binders = numbered_clauses(view.spec)[at]
    missed, misses = 0, list[dict[str, Any]]()
    for candidate in view.store.candidates("accepted"):
        mine = candidate.verdict.cell.partition("/")[0] == part.name
        if mine and keeps(binders, candidate, part) is False:
            missed += 1
            misses += [_missing(candidate, part, binders)] if len(misses) < _MOST else []
    return {"kind": "clause", **measured(view.store, view.spec)[at], "missed": missed, "misses": misses}


def _missing(candidate: Candidate, part: Part, binders: Sequence[str]) -> dict[str, Any]:
    ids = {id for binder in binders for id in part.bound.get(binder, (binder.replace(" ", "."),))}
    said = [ground(one) for one in candidate.draft.evidence if one.by in ids]
    checks = [{"by": one.by, "ok": one.ok, "says": one.says} for one in said]
    return {"id": candidate.row_id, "text": candidate.draft.text, "checks": checks}


def turned_away(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Reasons, the commonest first, with examples."""
    groups: dict[tuple[str, str], tuple[int, list[dict[str, Any]]]] = {}
    for candidate in candidates:
        for reason in candidate.verdict.reasons:
            count, some = groups.get((reason.told, reason.by), (0, []))
            if count < _EXAMPLES:
                some.append({"id": candidate.row_id, "text": candidate.draft.text, "detail": reason.detail})
            groups[reason.told, reason.by] = count + 1, some
    return [
        {"reason": code, "by": by, "candidates": count, "examples": some}
        for (code, by), (count, some) in sorted(groups.items(), key=lambda pair: -pair[1][0])
    ]


def drawn(found: Mapping[str, Any]) -> Iterator[Any]:
    """What `why_not` found, to be printed."""
    yield from _clause_drawn(found) if found["kind"] == "clause" else _cell_drawn(found)


def _clause_drawn(found: Mapping[str, Any]) -> Iterator[Any]:
    yield words(f"«{line(found['text'], 300)}», in {line(found['part'], 60)}", "bold")
    if found["not_kept"]:
        yield words(f"nothing keeps it: {line(found['not_kept'], 400)}", "yellow")
    if found["basis"]:
        yield words(f"kept by: {line(found['basis'], 400)}")
    if found["share"] is not None:
        rows = f"{number(found['rows'])} of {counted(found['of'], 'row')} keep it"
        style = "green" if found["share"] == 1 else "yellow"
        yield words(f"{rows} ({percent(found['share'])})", style)
    for row in found["misses"]:
        yield words(f"  {row['id'][:8]}  {line(row['text'], 160) or '(no text)'}")
        for one in row["checks"]:
            mark = "✓" if one["ok"] else "✗"
            yield words(f"            {mark} {line(one['by'], 60)}: {line(one['says'], 200)}", "dim")
        if not row["checks"]:
            yield words("            none of its checks said anything of it", "dim")
    if found["missed"] > len(found["misses"]):
        yield words(f"  … and {number(found['missed'] - len(found['misses']))} more", "dim")
    if found["share"] is not None and (lacking := found["of"] - found["rows"] - found["missed"]):
        yield words(f"  {counted(lacking, 'row')} of them {'is' if lacking == 1 else 'are'} missing", "dim")


def _cell_drawn(found: Mapping[str, Any]) -> Iterator[Any]:
    for said in found["said"]:
        yield words(line(said, 200), "bold")
    if len(found["cells"]) > len(found["said"]):
        yield words(f"… {number(len(found['cells']))} cells in all", "dim")
    rows = found["open"] + found["filled"]
    style = "yellow" if found["open"] else "green"
    yield words(f"{number(found['filled'])} of {counted(rows, 'row')} are there", style)
    states = ", ".join(f"{number(n)} {state}" for state, n in found["states"].items() if n)
    flying = f"; {number(found['in_flight'])} under way" if found["in_flight"] else ""
    yield words(f"{counted(found['tried'], 'candidate')} tried{f': {states}' if states else ''}{flying}")
    if found["reasons"]:
        yield from refusals_drawn(found["reasons"])
    if found["exhausted"]:
        cells = line(", ".join(found["exhausted"]), 300)
        yield words(f"nothing was left to make rows from in {cells}", "yellow")
    for one in found["directives"]:
        seats = f" ({counted(one['seats'], 'row')} moved)" if one["seats"] else ""
        yield words(f"{one['sign']} {line(one['told'], 300)}{seats}", "cyan")
        if one["because"]:
            yield words(f"  because {line(one['because'], 300)}", "dim")
    if found["open"]:
        why = f": {line(found['because'], 400)}" if found["because"] else ""
        yield words(f"the run is {line(found['state'], 40)}{why}")


def refusals_drawn(found: Iterable[Mapping[str, Any]]) -> Iterator[Text]:
    """What `turned_away` gives, to be printed."""
    if not found:
        yield words("nothing was turned away")
    for group in found:
        yield words(f"{group['reason']}, said by {group['by']}: {number(group['candidates'])}", "bold")
        for one in group["examples"]:
            yield words(f"  {one['id'][:8]}  {line(one['text'], 160) or '(no text)'}")
            if one["detail"]:
                yield words(f"            {line(one['detail'], 200)}", "dim")
