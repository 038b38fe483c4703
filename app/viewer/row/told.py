"""The evidence of a row in words, check by check, and which clauses of the request it keeps."""

from collections.abc import Iterable
from typing import Any

from seedbed.app.viewer.row.attempts import parsed, reply_of
from seedbed.memory.brief import Slot
from seedbed.memory.candidate import Citation, Execution, Rule
from seedbed.memory.clauses import NOT_KEPT, keeps, numbered_clauses
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, StoredAnswer
from seedbed.tools.evaluation.report.grounds import Page, ground


def evidence(
    candidate: Candidate, page: Page, answers: Iterable[tuple[Slot, StoredAnswer]]
) -> list[dict[str, Any]]:
    """Each piece: `ok`, `by`, `says`, `recheck`, `kind`; `slot` (of the call that it was read from) with its
    `model` and what was `read` (quote and reason of a judge); `run` (an execution), `cited` and `rule`."""
    known = {slot.key: answer for slot, answer in answers}
    found = []
    for piece in candidate.draft.evidence:
        told = ground(piece, page)
        slot = str(getattr(piece, "slot", ""))
        answer = known.get(slot)
        found.append(
            {
                **{name: getattr(told, name) for name in ("kind", "ok", "by", "says", "recheck")},
                "slot": slot if answer else "",
                "model": answer.model if answer else "",
                "read": _read(answer, piece.by) if answer else [],
                "run": piece if isinstance(piece, Execution) else None,
                "cited": piece if isinstance(piece, Citation) else None,
                "rule": piece.arguments if isinstance(piece, Rule) else {},
            }
        )
    return found


def _read(answer: StoredAnswer, by: str) -> list[dict[str, Any]]:
    """What a reader's answer lists (claims, sentences with quotes), of one sentence only that of it."""
    value = parsed(reply_of(answer.slot, answer).text)
    lists = [one for one in value.values() if isinstance(one, list)] if isinstance(value, dict) else []
    entries = [one for some in lists for one in some if isinstance(one, dict)]
    number = by.rpartition(".")[2]
    mine = [one for one in entries if str(one.get("number")) == number]
    return mine or entries


def clauses(candidate: Candidate, part: Part, spec: Spec) -> list[dict[str, Any]]:
    """The demands of the request for a part with whether the row keeps each: `number` (among all), `text`,
    `kept` (None: it isn't asked of it), `by`, `not_kept`."""
    accepted = candidate.verdict.state == "accepted"
    return [
        {
            "number": number,
            "text": text,
            "kept": keeps(binders, candidate, part) if accepted else None,
            "by": [one for one in binders if not one.startswith(NOT_KEPT)],
            "not_kept": [one for one in binders if one.startswith(NOT_KEPT)],
        }
        for number, (of, text, binders) in enumerate(numbered_clauses(spec))
        if of.name == part.name
    ]
