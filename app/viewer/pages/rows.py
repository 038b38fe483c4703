"""The candidates of a run as a table, searched, filtered and sorted; and what it leads to: one of them, its
calls, its sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from seedbed.app.looking.call import slot_of
from seedbed.app.viewer.index import FACETS
from seedbed.app.viewer.pages.frame import Told, looked_up, numbered, of_run, paged
from seedbed.app.viewer.row import blocks
from seedbed.app.viewer.row.attempts import calls, reply_of, tries
from seedbed.app.viewer.runs import ViewedRun, spec_of
from seedbed.app.views.why import why
from seedbed.memory.brief import WHOLE, Slot
from seedbed.memory.candidate import Citation, Computation
from seedbed.memory.clauses import keeps, numbered_clauses, parted
from seedbed.memory.errors import UserFault
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Delivery, Store, StoredAnswer
from seedbed.memory.store.standing import row_named
from seedbed.tools.checks.sources.documents import kept_text
from seedbed.tools.evaluation.report.amounts import money, number
from seedbed.tools.evaluation.report.play import calls_in, text_of
from seedbed.tools.knowledge.remote.egress import known as found_elsewhere
from seedbed.tools.knowledge.sources import page_at

_WISHES = (*FACETS, "leaf", "cell", "search", "check", "passed", "misses", "code", "by")
_A_PAGE = 50
_LONGEST = 400
"""Characters of a wish."""
_APART = ("messages", "prompt", "tools", "response_format", "grammar")
"""Keys of the body of a call that are shown by themselves."""
_OF_SOURCE = 20_000
"""Characters of a source on one page."""
_ROUND = 240
"""Characters shown before and after what is cited."""


# the table ----------------------------------------------------------------------------------------------


def _wished(request: Request) -> dict[str, str]:
    asked = request.query_params
    return {name: value for name in _WISHES if (value := asked.get(name, "").strip()[:_LONGEST])}


@of_run("/rows", "rows.html")
def _rows(request: Request, run: ViewedRun, store: Store) -> Told:
    run.follow()
    wish, order = _wished(request), request.query_params.get("sort", "number")
    at = max(numbered(request.query_params, "page", 1), 1)
    found = run.index.find(wish, order, (at - 1) * _A_PAGE, _A_PAGE)
    texts = [text for part in spec_of(store).parts for text in part.clauses]
    number = numbered(request.query_params, "misses", len(texts))
    return {
        "title": f"Rows of {run.name}",
        "wish": wish,
        "query": urlencode(wish),
        "order": order,
        "at": at,
        "pages": max(-(-found.total // _A_PAGE), 1),
        "total": found.total,
        "rows": found.rows,
        "facets": found.facets,
        "checks": run.index.counts.failed_checks(),
        "clause": texts[number] if number < len(texts) else "",
        "whole": run.index.whole,
        "without": lambda name: urlencode({one: value for one, value in wish.items() if one != name}),
        "again": lambda n: f"?{urlencode({**wish, 'sort': order, 'page': n})}",
        "having": lambda name, value: urlencode({**wish, name: value}),
    }


# one candidate ------------------------------------------------------------------------------------------


@of_run("/row/{id}", "row.html")
def _row(request: Request, run: ViewedRun, store: Store) -> Told:
    run.follow()
    wish = _wished(request)
    candidate = looked_up(row_named, store, request.path_params["id"])
    spec, chain = spec_of(store), why(store, candidate)
    draft, part = candidate.draft, spec.part(chain["part"]["name"])
    answers = store.answers_of(chain["brief"]["id"])
    known = _sources_of(store)
    cited = {(one.sha256, one.start, one.end): one for one in draft.evidence if isinstance(one, Citation)}
    others = [
        (one, [block for its in store.find_row(one["id"]) for block in blocks.blocks(part, its.draft)])
        for one in chain["also_tried"]
        if one["state"] != "in_flight"
    ]
    before, after = run.index.beside(candidate.number, wish)
    return {
        "title": f"Row {candidate.row_id[:8]}",
        "query": urlencode(wish),
        "before": before,
        "after": after,
        "row": candidate,
        "chain": chain,
        "blocks": blocks.blocks(part, draft),
        "beside": blocks.beside(part, draft),
        "steps": [one for one in draft.evidence if isinstance(one, Computation)],
        "evidence": list(_evidence(chain["evidence"], answers)),
        "cited": [_excerpt(run.folder.sources, known, one) for one in cited.values()],
        "sources": {about["name"]: sha256 for sha256, about in known.items()},
        "clauses": _clauses(candidate, part, spec),
        "whole": WHOLE,
        "tries": [(one, blocks.written(part, one["fields"])) for one in tries(draft, answers)],
        "others": others,
        "ordered": [one for one in chain["also_tried"] if one["state"] == "in_flight"],
    }


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


# one call of a model ------------------------------------------------------------------------------------


@of_run("/call/{slot}", "row/call.html")
def _call(request: Request, run: ViewedRun, store: Store) -> Told:
    slot = looked_up(slot_of, store, request.path_params["slot"])
    answer = store.answer(slot)
    delivered = store.deliveries(slot.brief)
    mine = list(dict.fromkeys(one.slot.key for one in delivered))
    at = mine.index(slot.key) if slot.key in mine else 0
    made = [one for one in delivered if one.slot == slot]
    sent = store.sent(answer.request if answer else made[-1].request) or {}
    reply = reply_of(answer) if answer else None
    rows = store.find_row(slot.brief[:16]) if slot.brief else []
    return {
        "title": f"Call of the {slot.role}: {slot.step}",
        "row": rows[0].row_id if rows else "",
        "before": mine[at - 1] if at else "",
        "after": mine[at + 1] if at + 1 < len(mine) else "",
        "facts": _facts(slot, made, reply.finish if reply else ""),
        "failures": [one for one in store.failures(slot.brief) if one.slot == slot.key],
        "sent": sent,
        "messages": _messages(sent),
        "tools": sent.get("tools"),
        "schema": sent.get("response_format") or sent.get("grammar"),
        "rest": {name: value for name, value in sent.items() if name not in _APART},
        "reply": reply,
        "called": [t for one in calls(store, slot.brief) if one["slot"] == slot.key for t in one["tools"]],
        "structured": parsed(reply.text) is not None if reply else False,
    }


def _facts(slot: Slot, made: Sequence[Delivery], finish: str) -> dict[str, str]:
    """What there is to know of a call, in words."""
    last = made[-1] if made else None
    facts = {"Step": slot.step, "Attempt": str(slot.attempt % WHOLE + 1), "Draw": str(slot.draw + 1)}
    if last:
        facts |= {
            "Model": last.model,
            "Tokens sent": number(last.usage.prompt_tokens),
            "Tokens answered": number(last.usage.completion_tokens),
            "Seconds": number(last.usage.seconds),
            "Money": money(last.usage.usd),
            "Began": f"{datetime.fromtimestamp(last.time, UTC):%Y-%m-%d %H:%M:%S} UTC",
            "Deliveries": str(len(made)) if len(made) > 1 else "",
        }
    return facts | {"Ended because": finish}


def _messages(sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was sent, message by message; a plain prompt is one."""
    if "prompt" in sent:
        return [{"role": "prompt", "name": "", "text": text_of(sent["prompt"]), "calls": []}]
    return [
        {
            "role": str(one.get("role")),
            "name": str(one.get("name") or ""),
            "text": text_of(one.get("content")),
            "calls": list(calls_in(one)),
        }
        for one in sent.get("messages", ())
    ]


# a document of the run ----------------------------------------------------------------------------------


@of_run("/source/{sha256}", "row/source.html")
def _source(request: Request, run: ViewedRun, store: Store) -> Told:
    about = _sources_of(store).get(request.path_params["sha256"])
    if about is None:
        raise HTTPException(404, "No source of this run has that hash.")
    text = kept_text(run.folder.sources, about["sha256"])
    if text is None:
        what = "the run's copy of this source is gone, or isn't what it was"
        step = "`seedbed audit` names all such files; `seedbed resume` reads the documents again"
        raise UserFault(what, where=about["name"], next_step=step)
    start, end = (numbered(request.query_params, name, -1) for name in ("start", "end"))
    span = {"start": start, "end": end} if 0 <= start < end <= len(text) else {}
    _, at, pages = paged(request, text, _OF_SOURCE, start // _OF_SOURCE + 1 if span else 1)
    low = (at - 1) * _OF_SOURCE
    # Pieces are told in offsets of this part.
    marked = [(max(start - low, 0), min(end - low, _OF_SOURCE))] if span else []
    return {
        "title": about.get("title") or about["name"],
        "path": about["path"],
        "total": len(text),
        "at": at,
        "pages": pages,
        "page": page_at(about.get("pages") or (), start) if span else None,
        "span": span,
        "again": lambda n: f"?{urlencode({**span, 'page': n})}",
        "pieces": blocks.pieces(text[low : low + _OF_SOURCE], marked),
    }


def _sources_of(store: Store) -> dict[str, Mapping[str, Any]]:
    """Hash → what the run knows of a source, without its text."""
    return {about["sha256"]: about for about in (*(store.meta("sources") or ()), *found_elsewhere(store))}


def _excerpt(folder: Path, known: Mapping[str, Mapping[str, Any]], cited: Citation) -> dict[str, Any]:
    """A citation where it stands: its place in the source, with its `page` (None: it has none), and its
    `quote` with the text `before` and `after` it; empty where the run's copy is gone or another."""
    about = known.get(cited.sha256)
    text = kept_text(folder, cited.sha256) if about else None
    page = page_at(about.get("pages") or (), cited.start) if about else None
    place = {**cited.model_dump(include={"source", "sha256", "start", "end"}), "page": page}
    if text is None:
        return {**place, "before": "", "quote": "", "after": ""}
    low, high = max(cited.start - _ROUND, 0), cited.end + _ROUND
    before, after = text[low : cited.start], text[cited.end : high]
    return {
        **place,
        "before": f"{'…' if low else ''}{before}",
        "quote": text[cited.start : cited.end],
        "after": f"{after}{'…' if high < len(text) else ''}",
    }
