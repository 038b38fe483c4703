"""How a plan was changed while its rows were made: what, by whom, why, and what came of it.

Read from the journal. Names and reasons come from models and people: data, escaped where they are shown."""

from array import array
from bisect import bisect
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from seedbed.memory.store.protocol import Store
from seedbed.memory.store.standing import answers
from seedbed.memory.store.status import REFUSED
from seedbed.tools.evaluation.rows_named import Trees, concept_path, rows_named

BY = {
    "critic": "the critic",
    "reader": "the critic's model, which read rows together",
    "person": "a person",
    "downstream": "a downstream model's errors",
}
"""Who asked for a change, in words."""
_CHANGES = {
    "reweight": ("~", "{cell}: those still to be made move to concepts beside it"),
    "weigh": ("~", "{leaf}: {factor:g} times the rows still to be made"),
    "expand": ("+", "{leaf}: the concept is split into {names}"),
    "add concept": ("+", "the concept {concept[name]}{inside}, under {under}"),
    "prune": ("-", "{leaf}: nothing more is made of it"),
    "add values": ("+", "{cell}: {attribute} may be {names}"),
    "guide": ("+", "{leaf}{where}: writers are told «{say}»"),
    "unguide": ("-", "{leaf}: writers are no longer told «{say}»"),
    "show": ("+", "{cell}: candidate {number} is shown to the writer as an example"),
    "unshow": ("-", "{cell}: candidate {number} is no longer shown to the writer"),
    "retire": ("-", "{cell}: an example is shown to the writer no more ({text:.8})"),
    "change method": ("~", "{cell}: written in another way ({method})"),
    "set check": ("~", "{part}: {check} is asked {again}"),
    "send back": ("-", "candidate {number} is sent back"),
    "extend": ("+", "more rows: {names}"),
    "redo": ("-", "the row {row} is withdrawn"),
    "restore": ("+", "the row {row} stands again"),
    "refused": ("·", "not done, though asked for: {asked}"),
}
"""Kind of a change → its sign and what changed."""


def revisions(store: Store, trees: Trees) -> Iterator[dict[str, Any]]:
    """Each change and each reading of rows together, in order: `after` (candidates decided before it), `by`,
    `kind`, and of a change `told` (in words), `because`, `seats` (rows that moved) and `account` (what
    came)."""
    if found := list(journaled(store)):
        numbers = array("q", (number for number, brief in store.briefs() if brief is not None))
        for one in found:
            said = one if one["kind"] == "read" else told(one, trees)
            yield {**said, "after": bisect(numbers, one["commit"])}


def journaled(store: Store) -> Iterator[dict[str, Any]]:
    """The same without words: each with its `commit`, `by` and `kind`."""
    critiques = [value for _, value in sorted(store.journal_entries("critique"))]
    accounts = [one for reading in reversed(critiques) for one in reading.get("accounts", ())]
    # What the critic's model read and said; what it asked for stands among the directives.
    found = [
        {"commit": one["commit"], "by": "reader", "kind": "read", **review}
        for one in critiques
        if (review := {key: said for key, said in (one.get("review") or {}).items() if key != "asked"})
    ]
    for commit, value in answers(store):
        who = {"commit": commit, "by": value.get("by", "person")}
        for withdrawn in value.get("withdrawn", ()):
            if candidate := store.candidate(withdrawn):
                # Of a row that stands again the decision alone says why it didn't.
                said = value.get("reviewed") or {}
                because = said.get("note") or next((one.detail for one in candidate.verdict.reasons), "")
                found.append({**who, "kind": "redo", "row": candidate.row_id, "because": because})
        for amended in value.get("amended", ()):
            if amended["again"] and (candidate := store.candidate(amended["number"])):
                taken_back = "the decision to reject it was taken back"
                because = taken_back if who["by"] == "person" else "nothing else took its place"
                found.append({**who, "kind": "restore", "row": candidate.row_id, "because": because})
        if rows := value.get("extended"):
            found.append({**who, "kind": "extend", "rows": rows})
        moved = value.get("moved") or [None] * len(value["answered"])
        for directive, seats in zip(value["answered"], moved, strict=True):
            account = (dict(a) for a in accounts if a["commit"] == commit and a["directive"] == directive)
            found.append({**directive, "commit": commit, "seats": seats, "account": next(account, None)})
    found += [{**one, "by": "person", "kind": "refused"} for one in store.meta(REFUSED) or ()]
    yield from sorted(found, key=itemgetter("commit"))


def told(one: Mapping[str, Any], trees: Trees) -> dict[str, Any]:
    """A change with its `sign` and `told`, and all the keys that `revisions` names."""
    sign, said = changed(one, trees)
    return {"because": "", "seats": None, "account": None, **one, "sign": sign, "told": said}


def changed(one: Mapping[str, Any], trees: Trees) -> tuple[str, str]:
    """The sign of a change (+, - or ~), and what changed, in words. `trees`: concepts of parts that aren't in
    them are called by their ids."""
    named = [concept["name"] for concept in one.get("concepts", ())] or one.get("values", ())
    part, leaf = one.get("part", ""), one.get("leaf", "")
    concept = one.get("concept", {})
    inside, under = concept.get("inside"), next(iter(concept.get("parents", ())), "")
    sign, words = _CHANGES.get(one["kind"], ("~", "{kind}"))
    return sign, words.format_map(
        {
            **one,
            "cell": rows_named(one["cell"], trees) if "cell" in one else "",
            "leaf": " › ".join(concept_path(leaf, trees.get(part))) or "all rows",
            "where": f" where {one['when']}" if one.get("when") else "",
            "under": " › ".join(concept_path(under, trees.get(part))) or "the whole topic",
            "names": ", ".join(named or (f"{n:,} of {part}" for part, n in one.get("rows", {}).items())),
            "inside": f" ({inside})" if inside else "",
            "again": "again" if one.get("on") else "no more",
        }
    )
