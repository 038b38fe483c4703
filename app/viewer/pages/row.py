"""One candidate: as its reader sees it, why it may be believed, how it came about, what else was tried."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from seedbed.app.viewer.pages.frame import looked_up, of_run, shown
from seedbed.app.viewer.pages.rows import wished
from seedbed.app.viewer.pages.source import excerpt, sources_of
from seedbed.app.viewer.row import blocks
from seedbed.app.viewer.row.attempts import reply_of, tries
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.app.views.why import why
from seedbed.memory.brief import WHOLE, Slot
from seedbed.memory.candidate import Citation
from seedbed.memory.clauses import keeps, numbered_clauses, parted
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, StoredAnswer
from seedbed.memory.store.standing import row_named


def _row(request: Request, run: ViewedRun) -> Response:
    run.follow()
    wish = wished(request)
    with run.open() as store:
        candidate = looked_up(row_named, store, request.path_params["id"])
        spec, chain = spec_of(store), why(store, candidate)
        draft, part = candidate.draft, spec.part(chain["part"]["name"])
        answers = store.answers_of(chain["brief"]["id"])
        known = sources_of(store)
        cited = {(one.sha256, one.start, one.end): one for one in draft.evidence if isinstance(one, Citation)}
        others = [
            (one, [block for its in store.find_row(one["id"]) for block in blocks.blocks(part, its.draft)])
            for one in chain["also_tried"]
            if one["state"] != "in_flight"
        ]
        before, after = run.index.beside(candidate.number, wish)
        return shown(
            request,
            "row.html",
            title=f"Row {candidate.row_id[:8]}",
            query=urlencode(wish),
            before=before,
            after=after,
            row=candidate,
            chain=chain,
            blocks=blocks.blocks(part, draft),
            beside=blocks.beside(part, draft),
            steps=blocks.steps(draft),
            evidence=list(_evidence(chain["evidence"], answers)),
            cited=[excerpt(run.folder.sources, known, one) for one in cited.values()],
            sources={about["name"]: sha256 for sha256, about in known.items()},
            clauses=_clauses(candidate, part, spec),
            whole=WHOLE,
            tries=[(one, blocks.written(part, one.fields)) for one in tries(draft, answers)],
            others=others,
            ordered=[one for one in chain["also_tried"] if one["state"] == "in_flight"],
        )


def _evidence(
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


def _clauses(candidate: Candidate, part: Part, spec: Spec) -> list[dict[str, Any]]:
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


routes = [of_run("/row/{id}", _row)]
