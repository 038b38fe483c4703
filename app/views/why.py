"""Why is this row here? The chain of one candidate, from the request to the verdict, read from the store.

Plain data: the terminal draws it (`why_tree.py`), `--json` and the Python API give it as it is."""

from collections.abc import Iterator
from typing import Any

from seedbed.app.viewer.row.attempts import calls, reply_of
from seedbed.memory.brief import Brief
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.review import mended
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import known, revised
from seedbed.tools.evaluation.report.grounds import ground, pages_of

_MENDED = "a person has changed its words since, and answers for them"
_SPARED = "enough rows made in the same way had passed, and this one wasn't drawn"
"""Why paid checks didn't read a row."""


def why(store: Store, candidate: Candidate) -> dict[str, Any]:
    """The chain of a candidate as a JSON object. Raises UserFault: the store is damaged: the candidate has no
    brief."""
    spec, plan = known(store)
    brief = store.brief(candidate.number)
    if brief is None:
        what = f"the store has no brief for the row {candidate.row_id}"
        raise UserFault(what, next_step="`seedbed audit` names all such rows")
    draft, verdict, cell = candidate.draft, candidate.verdict, brief.cell
    tree = revised(store, plan).trees[cell.part]
    path = [concept.name for concept in tree.path(cell.leaf)] if cell.leaf in tree else [cell.leaf]
    part, page = spec.part(cell.part), pages_of(store)
    grounds = [(piece.model_dump(mode="json"), ground(piece, page)) for piece in draft.evidence]
    shown = {"id", "number", "method", "form", "demonstrations", "grounding", "guidance", "before", "seed"}
    return {
        "id": candidate.row_id,
        "state": verdict.state,
        "grade": verdict.grade,
        "spared": list(draft.spared),
        "spared_why": _MENDED if mended(candidate) else _SPARED,
        "row": draft.row,
        "request": spec.request,
        "part": {
            "name": part.name,
            "source": part.offline or "recipe",
            "topic": part.topic,
            "rows": part.rows,
        },
        "concept": path or [tree.root.name],
        "cell": {"ordered": cell.key, "counts_in": verdict.cell, "moved_from": verdict.moved_from},
        "seat": {"ordered_for": brief.seat, "took": verdict.seat, "attributes": brief.attributes},
        "brief": {"id": brief.id, **brief.model_dump(mode="json", include=shown)},
        "calls": [
            {**call, "prompt_sha256": draft.prompts.get(call["step"].split("/", 1)[0], "")}
            for call in sorted(calls(store, brief.id), key=lambda call: call["attempt"])
        ],
        "wrote": _wrote(store, brief, draft),
        "attempts": draft.attempts,
        "evidence": [{**piece, "says": told.says, "recheck": told.recheck} for piece, told in grounds],
        # The places of the sources that the writer had as notes, the most useful first.
        "read": [
            {**place, "page": page(place["sha256"], place["start"])}
            for place in draft.notes.get("sources", ())
        ],
        "reasons": [reason.model_dump() for reason in verdict.reasons],
        "assigned": list(draft.assigned),
        "group": draft.group,
        "notes": draft.notes,
        "also_tried": list(_also_tried(store, brief)),
    }


def _wrote(store: Store, brief: Brief, draft: Draft) -> list[dict[str, Any]]:
    """What the attempts of a candidate without a row wrote until they failed: messages, by attempt."""
    if draft.row is not None:
        return []
    attempts: dict[int, list[dict[str, Any]]] = {}
    for slot, answer in store.answers_of(brief.id):
        if slot.role in ("writer", "user", "assistant", "weaker"):
            reply = reply_of(answer)
            value = parsed(reply.text)
            text = value.get("message") if isinstance(value, dict) and slot.role == "user" else None
            one = {"role": slot.role, "content": str(text or reply.text), "tool_calls": [*reply.tool_calls]}
            attempts.setdefault(slot.attempt, []).append(one)
    return [{"attempt": attempt, "messages": some} for attempt, some in sorted(attempts.items())]


def _also_tried(store: Store, brief: Brief) -> Iterator[dict[str, Any]]:
    """The other candidates that were ordered for the same seat, and how they ended."""
    for other in store.briefs_of(brief.seat):
        if other.number == brief.number:
            continue
        ended = store.candidate(other.number)
        yield {
            "id": other.row_id,
            "state": ended.verdict.state if ended else "in_flight",
            "method": other.method,
            "text": ended.draft.text if ended else "",
            "reasons": [reason.model_dump() for reason in ended.verdict.reasons] if ended else [],
        }
