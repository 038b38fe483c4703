"""A large run without a build, written through the store's own functions."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from seedbed.agent.making.parts import settled
from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.candidate import Draft, Judgement, Reason, Rule, Schema, Verdict
from seedbed.memory.files.run_folder import RunFolder, create
from seedbed.memory.files.spec_file import write_spec
from seedbed.memory.plan import PartPlan, Plan, cells, quotas
from seedbed.memory.spec import Budget, Part, Spec
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Charge, Commit, Event, StoredAnswer, Usage
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.tree import Concept, ConceptTree

LABELS = {
    "refund": "wants money back",
    "booking": "wants to reserve a bike",
    "damage": "reports a broken bike",
    "praise": "is content",
}
LEAVES = (
    *("tandems", "city bikes", "cargo bikes", "helmets", "tours"),
    *("deposits", "keys", "repairs", "opening hours", "club members"),
)
_TEXT = """\
yesterday the bike that we hired for two days stood in the rain and its chain came off on the hill behind the
harbour so we walked back to your shop in the evening where nobody could tell us whether a member of the club
pays half of the deposit or the whole price please write to me before friday what you will do"""
_WORDS = _TEXT.split()
_CHARACTERS = 600
"""Of a row's text."""
_EVERY = 8
"""One candidate in so many is turned away."""
_VARIETY = (
    "words",
    "vocabulary",
    "mean_words",
    "near_duplicates",
    "sampled",
    "distinct_1",
    "distinct_2",
    "vendi",
)
_CRITIQUE = 500
"""Commits between two critiques, as a large build has them."""


def spec_of(rows: int) -> Spec:
    """One part with four labels and three clauses."""
    part = Part(
        name="messages",
        topic="a bike-rental firm",
        rows=rows,
        recipe={
            "use": "labelled-text",
            "about": "A customer message with its intent",
            "params": {"kind": "customer message"},
            "row": {"text": "string 15..900", "label": [*LABELS]},
            "vary": {"label": dict.fromkeys(LABELS, "1/4"), "leaf": {"per": "label"}},
            "means": {"label": LABELS},
        },
        clauses={
            "customer messages": ("field text",),
            "with their intent": ("axis label",),
            "in English": ("check language",),
        },
    )
    request = f"{rows} customer messages of a bike-rental firm with their intent, in English"
    return settled(Spec(request=request, parts=(part,), seed=3), Path())


def plan_of(spec: Spec) -> Plan:
    """Ten concepts: with the labels, forty cells."""
    root = Concept(id="root", name="a bike-rental firm")
    leaves = [Concept(id=name.replace(" ", "-"), name=name, parents=("root",)) for name in LEAVES]
    tree = ConceptTree(concepts=(root, *leaves))
    part = spec.parts[0]
    return Plan(parts=(PartPlan(part=part.name, tree=tree, quotas=quotas(part, tree, ("any",))),))


def make(folder: Path, rows: int) -> RunFolder:
    """A finished run: so many rows accepted, and one candidate in eight turned away."""
    spec = spec_of(rows)
    plan = plan_of(spec)
    run = create(folder)
    store = run.open_store(write=True)
    store.set_metas(
        {
            "requested": rows,
            "request": spec.request,
            "spec": spec.model_dump(mode="json"),
            "plan": plan.model_dump(mode="json"),
            "approved": True,
            "critique_every": _CRITIQUE,
            "state": "done",
            "stopped_because": "every seat is filled",
            "seconds": rows * 0.31,
            "diversity": _diversity(rows),
        }
    )
    part, mine = spec.parts[0], plan.parts[0]
    owed = (cell for cell in cells(part, mine.tree, ("any",)) for _ in range(mine.quotas[cell.key]))
    seats = [Seat(number=number, cell=cell) for number, cell in enumerate(owed)]
    Random(5).shuffle(seats)
    store.commit(Commit(added=seats, events=[Event("run", "stage", {"stage": "produce"})]))
    asyncio.run(_write(store, seats))
    write_spec(spec, run.spec)
    store.close()
    run.release()
    return run


async def _write(store: SqlStore, seats: Sequence[Seat]) -> None:
    ledger, draws, accepted = Ledger(store, Budget()), Random(9), 0
    for number, (seat, wrong) in enumerate(_tried(seats), 1):
        brief = Brief(
            number=number, seat=seat.number, cell=seat.cell, method="recipe", form="strong", seed=number
        )
        slots = [Slot(brief.id, "writer", "write_fields/text"), Slot(brief.id, "judge", "judge_sentences")]
        text = _text(draws)
        for slot in slots:
            await _pay(ledger, slot, brief, text)
        draft = _draft(text, brief, slots[1], wrong, draws)
        state: Any = "rejected" if wrong else "accepted"
        verdict = Verdict(
            state=state, reasons=draft.reasons, seat=None if wrong else seat.number, cell=seat.cell.key
        )
        decided = {"number": number, "row": brief.row_id, "state": state, "cell": seat.cell.key}
        events = [Event("planner", "ordered", {"number": number, "brief": brief.id, "cell": seat.cell.key})]
        events.append(Event("committer", state, decided))
        ordered = [(number, brief)]
        store.commit(Commit(number, brief.row_id, verdict, draft, ordered=ordered, events=events))
        accepted += not wrong
        if number % _CRITIQUE == 0:
            told = _critique(number, accepted, len(seats))
            entry = (f"critique/{number:012d}", "critique", told)
            store.commit(Commit(entry=entry, events=[Event("critic", "critique", told)]))


def _tried(seats: Sequence[Seat]) -> Iterator[tuple[Seat, bool]]:
    """(seat, whether the candidate is turned away), in the order of the committer."""
    return chain.from_iterable(
        [(seat, True), (seat, False)] if place % _EVERY == 0 else [(seat, False)]
        for place, seat in enumerate(seats)
    )


async def _pay(ledger: Ledger, slot: Slot, brief: Brief, text: str) -> None:
    charge = Charge(slot, "strong-1", "sample", brief.cell.key, brief.method, 900, 0.01)
    number = await ledger.reserve(charge)
    body = {"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}
    ledger.settle(number, slot, StoredAnswer(slot.key, "", "strong-1", body), Usage(420, 160, 0.0011, 2.4))


def _text(draws: Random) -> str:
    words = draws.choices(_WORDS, k=_CHARACTERS // 5)
    return " ".join(words)[:_CHARACTERS].capitalize() + "."


def _draft(text: str, brief: Brief, judged: Slot, wrong: bool, draws: Random) -> Draft:
    rubric = "It reads like a customer's message."
    said: dict[str, Any] = {"rubric": rubric, "scale": (0.0, 1.0), "slot": judged.key}
    evidence = (
        Schema(ok=True, by="schema", validator="JSON Schema Draft 2020-12"),
        Rule(ok=draws.random() > 0.02, by="language.text", check="language", of=("text",)),
        Judgement(ok=not wrong, by="axis.label", score=float(not wrong), reason=text[:120], **said),
        Judgement(ok=True, by="rubric.1", score=1.0, reason=text[60:200], **said),
    )
    code: Any = draws.choice(("wrong label", "off concept", "duplicate", "low quality"))
    return Draft(
        row={"text": text, "label": brief.cell.label},
        evidence=evidence,
        reasons=(Reason(code=code, by="axis.label", detail=text[:80]),) if wrong else (),
        text=text,
        assigned=(brief.cell.key,),
        prompts={"write_fields": "a" * 64, "judge_sentences": "b" * 64},
        models=("strong-1",),
        tokens=1160,
        writing=580,
    )


def _critique(number: int, accepted: int, rows: int) -> dict[str, Any]:
    right = {"estimate": 0.97, "low": 0.95, "high": 0.99, "basis": "judged, 40 probes"}
    return {
        "commit": number,
        "accepted": accepted,
        "missing": rows - accepted,
        "coverage": round(accepted / rows, 4),
        "candidates": number,
        "duplicate_share": 0.03,
        "faithfulness": {
            **right,
            "strata": [{**right, "stratum": f"messages/{leaf}", "rows": accepted // 10} for leaf in LEAVES],
        },
        "difficulty": [],
        "diversity": _diversity(accepted),
        "exhausted": [],
        "accounts": [],
        "review": None,
        "downstream": None,
        "directives": [],
    }


def _diversity(texts: int) -> dict[str, Any]:
    return {"messages": dict.fromkeys(_VARIETY, 0.4) | {"texts": texts, "quartiles_words": [98, 110, 121]}}
