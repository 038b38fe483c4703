"""The evidence of a row in words, check by check, and which clauses of the request it keeps."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from seedbed.app.viewer.row.attempts import parsed, reply_of
from seedbed.memory.brief import Slot
from seedbed.memory.clauses import keeps, numbered_clauses, parted
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, StoredAnswer


def evidence(
    pieces: Iterable[Mapping[str, Any]], answers: Iterable[tuple[Slot, StoredAnswer]]
) -> Iterator[dict[str, Any]]:
    """Each piece as `why` tells it, with `slot` (of the call that it was read from; empty: of none), its
    `model` and what was `read` (quote and reason of a judge)."""
    known = {slot.key: answer for slot, answer in answers}
    for piece in pieces:
        if answer := known.get(piece.get("slot", "")):
            yield {**piece, "model": answer.model, "read": _read(answer, piece["by"])}
        else:
            yield {**piece, "slot": "", "model": "", "read": []}


def _read(answer: StoredAnswer, by: str) -> list[dict[str, Any]]:
    """What a reader's answer lists (claims, sentences with quotes), of one sentence only that of it."""
    value = parsed(reply_of(answer).text)
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
            "by": by,
            "not_kept": why,
        }
        for number, (of, text, binders) in enumerate(numbered_clauses(spec))
        if of.name == part.name
        for by, why in [parted(binders)]
    ]
