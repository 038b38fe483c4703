"""A run made by hand: the real store, a plan of three parts, and candidates of every state.

Some texts are hostile: escape sequences, markup of every sink, formulas, bidirectional overrides.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seedbed.memory.brief import Brief, Seat, Slot
from seedbed.memory.candidate import (
    Citation,
    Classification,
    Computation,
    Draft,
    Evidence,
    Judgement,
    Likelihood,
    Reason,
    State,
    Verdict,
)
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.files.plan_file import write_plan
from seedbed.memory.files.projection import append_events, write_rows
from seedbed.memory.files.run_folder import RunFolder, create
from seedbed.memory.files.spec_file import write_spec
from seedbed.memory.plan import PartPlan, Plan, cells, quotas
from seedbed.memory.spec import Budget, Label, Part, Spec
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.protocol import Charge, Commit, Event, StoredAnswer, Usage
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.tree import Concept, ConceptTree

HOSTILE = (
    "=HYPERLINK(1) \x1b]8;;http://evil\x07\x1b[2J [bold red]x[/] <script>alert(1)</script> | `a` **b**"
    " \u202egpj.exe\u2066 ---\n# head [l](javascript:1) {{ 7*7 }} \x9b31m"
)
SOURCE = "Handbook. The deposit for a tandem is £110. It is paid back at the shop."
QUOTE = "The deposit for a tandem is £110."


def spec() -> Spec:
    """Three parts, one of each kind of row."""
    return Spec(
        request="customer messages by intent, problems and questions about a bike-rental firm",
        parts=(
            Part(
                name="messages",
                offline="labels",
                topic="a bike-rental firm",
                rows=6,
                labels=(
                    Label(name="booking", definition="wants to hire"),
                    Label(name="complaint", definition="is unhappy [b]"),
                ),
                about="intent",
                text_kind="customer message",
            ),
            Part(name="problems", offline="problems", topic="prices of a bike-rental firm", rows=3),
            Part(name="questions", offline="questions", topic="the rules of a bike-rental firm", rows=2),
        ),
        sources=("handbook.md",),
        seed=7,
    )


def plan(asked: Spec) -> Plan:
    """Two leaves in the first part, one elsewhere."""
    root = Concept(id="all", name="Bike rental")
    two = (
        root,
        Concept(id="all.repairs", name="Repairs <i>", parents=("all",), inside="broken bikes"),
        Concept(id="all.tours", name="Tours", parents=("all",), inside="guided rides"),
    )
    parts = []
    for part, concepts in zip(asked.parts, (two, (root,), (root,)), strict=True):
        tree = ConceptTree(concepts=concepts)
        levels = ("easy", "hard") if part.offline == "problems" else ("any",)
        parts.append(
            PartPlan(part=part.name, tree=tree, difficulties=levels, quotas=quotas(part, tree, levels))
        )
    return Plan(parts=tuple(parts))


def make_run(path: Path) -> RunFolder:
    """A finished run: 9 of 11 rows accepted, 2 rejected, 1 failed; one call charged to each candidate."""
    asked = spec()
    planned = plan(asked)
    folder = create(path)
    store = folder.open_store(write=True)
    for key, value in {
        "requested": asked.rows,
        "request": asked.request,
        "spec": asked.model_dump(mode="json"),
        "plan": planned.model_dump(mode="json"),
        "approved": True,
        "state": "finished",
        "stopped_because": "2 cells stay short and no method gives them more rows",
        "seconds": 61.5,
    }.items():
        store.set_meta(key, value)
    owed = [
        cell
        for part in asked.parts
        for cell in cells(part, planned.part(part.name).tree, planned.part(part.name).difficulties)
        for _ in range(planned.part(part.name).quotas[cell.key])
    ]
    tone = {"messages": {"tone": "angry"}}
    seats = [Seat(number=n, cell=c, attributes=tone.get(c.part, {})) for n, c in enumerate(owed)]
    made = list(_drafts())
    briefs = [_brief(number, seats, part, seat) for number, (part, seat, _, _) in enumerate(made, 1)]
    ordered = [Event("planner", "ordered", {"number": 1, "brief": briefs[0].id})]
    store.commit(Commit(added=seats, ordered=list(enumerate(briefs, 1)), events=ordered))
    asyncio.run(_pay(store, briefs))
    for number, (brief, (_, _, draft, end)) in enumerate(zip(briefs, made, strict=True), 1):
        seat = brief.seat if end == "accepted" else None
        reasons = () if end == "accepted" else draft.reasons
        verdict = Verdict(state=end, reasons=reasons, grade=draft.grade, seat=seat, cell=brief.cell.key)
        decided = {"row": brief.row_id, "state": end, "seat": seat, "cell": brief.cell.key}
        store.commit(
            Commit(
                number=number,
                row_id=brief.row_id,
                verdict=verdict,
                draft=draft,
                events=[Event("committer", end, {"number": number, **decided}, 1)],
            )
        )
    sha = digest_text(SOURCE)
    (folder.sources / f"{sha}.txt").write_text(SOURCE, encoding="utf-8", newline="\n")
    write_spec(asked, folder.spec)
    write_plan(planned, folder.plan)
    write_rows(folder, store, asked)
    append_events(folder, store)
    store.close()
    folder.release()
    return folder


def _brief(number: int, seats: list[Seat], part: str, seat: int) -> Brief:
    mine = [s for s in seats if s.cell.part == part]
    place = mine[seat % len(mine)]
    method = {"messages": "labels"}.get(part, part)
    return Brief(
        number=number,
        seat=place.number,
        cell=place.cell,
        attributes=place.attributes,
        method=f"offline/{method}",
        form="sure",
        demonstrations=({"text": "Where is my bike?", "label": "complaint"},) if part == "messages" else (),
        grounding={"item": {"name": "handbook.md"}} if part == "questions" else {},
        guidance=("Keep it short.",),
        seed=number,
    )


async def _pay(store: SqlStore, briefs: list[Brief]) -> None:
    ledger = Ledger(store, Budget())
    for brief in briefs:
        slot = Slot(brief.id, "writer", "write_text")
        charge = Charge(slot, "small-1", "sample", brief.cell.key, brief.method, 500, 0.01)
        number = await ledger.reserve(charge)
        body = {"choices": [{"message": {"content": "…"}, "finish_reason": "stop"}], "usage": {}}
        ledger.settle(
            number, slot, StoredAnswer(slot.key, "b" * 64, "small-1", body), Usage(90, 10, 0.002, 0.4)
        )


def _draft(row: dict[str, str] | None, *evidence: Evidence, **more: object) -> Draft:
    text = next((v for k, v in (row or {}).items() if k in ("text", "question")), "")
    made = {"text": text, "prompts": {"write_text": "a" * 64}, "models": ("small-1",), **more}
    return Draft.model_validate({"row": row, "evidence": [e.model_dump() for e in evidence], **made})


def _drafts() -> Iterator[tuple[str, int, Draft, State]]:
    """(part, seat of the part, draft, how it ended)."""
    texts = [
        ("I would like to hire two tandems on Friday.", "booking"),
        ("Can I book the guided tour for six people?", "booking"),
        (HOSTILE, "complaint"),
        ("The chain came off twice and nobody answered.", "complaint"),
        ("Is a cargo bike free tomorrow morning?", "booking"),
    ]
    held: dict[str, Any] = {"logprob": -0.2, "per_token": -0.2, "slot": "c" * 64}
    for number, (text, label) in enumerate(texts):
        likely = Likelihood(ok=True, by="small-1", alternatives={label: -0.2, "tour": -3.1}, **held)
        near = Classification(ok=True, by="neighbours", label=label, probability=0.91)
        yield "messages", number, _draft({"text": text, "label": label}, likely, near), "accepted"
    engine: dict[str, Any] = {"by": "calculator", "engine": "seedbed calculator 1"}
    bikes = (("tandem", "26", "3", "78"), ("city bike", "15", "4", "60"))
    for number, (bike, price, days, answer) in enumerate(bikes):
        sum_, inputs = f"{price}*{days}", {"price": price, "days": days}
        computed = Computation(ok=True, expression=sum_, result=answer, inputs=inputs, **engine)
        problem = f"A {bike} costs £{price} a day. What do {days} days cost?"
        row = {"question": problem, "solution": f"{sum_} = {answer}.", "answer": answer}
        yield "problems", number, _draft(row, computed, grade="proven", group="scene-1"), "accepted"
    start = SOURCE.index(QUOTE)
    place: dict[str, Any] = {"sha256": digest_text(SOURCE), "start": start, "end": start + len(QUOTE)}
    cited = Citation(ok=True, by="span in source", claim="£110", source="handbook.md", quote=QUOTE, **place)
    rest = {"answer": "£110", "context": QUOTE, "source": "handbook.md", "heading": ""}
    for number, question in enumerate(
        ("What is the deposit for a tandem?", "How high is a tandem's deposit?")
    ):
        draft = _draft({"question": question, **rest}, cited, grade="proven", group="chunk-1")
        yield "questions", number, draft, "accepted"
    wrong = Reason(code="wrong label", by="neighbours", detail=f"reads as booking {HOSTILE}")
    judged = Judgement(
        ok=False, by="small-1", rubric="score_row", score=2, scale=(1, 5), reason="says the opposite"
    )
    row = {"text": "Lovely, thanks!", "label": "complaint"}
    yield "messages", 4, _draft(row, judged, reasons=[wrong]), "rejected"
    double = Reason(code="duplicate", by="rouge-l", detail="0.93 to another row")
    row = {"question": "A tandem costs £26 a day …", "solution": "", "answer": "78"}
    yield "problems", 1, _draft(row, reasons=[double]), "rejected"
    empty = Reason(code="malformed", by="write", detail="empty: no text")
    yield "messages", 5, _draft(None, reasons=[empty]), "failed"
