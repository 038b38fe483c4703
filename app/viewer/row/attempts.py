"""The calls of a candidate, and what its earlier attempts wrote before they were written anew."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.models.wire import Reply, read
from seedbed.memory.brief import WHOLE, Slot
from seedbed.memory.candidate import Draft
from seedbed.memory.exact.canonical import parsed
from seedbed.memory.store.protocol import Store, StoredAnswer
from seedbed.tools.trace.calls import call_spans
from seedbed.tools.trace.vocabulary import trace_of


def reply_of(answer: StoredAnswer) -> Reply:
    """An answer as journaled: its words, its thought, what it calls."""
    return read(answer if answer.content.get("choices") else replace(answer, content={"choices": [{}]}))


def calls(store: Store, brief: str) -> list[dict[str, Any]]:
    """Every delivery of a brief, or of a stage, in the order in which they began: what its span tells, `ok`,
    and the `tools` that its answer called, told so too."""
    found: list[dict[str, Any]] = []
    for span in call_spans(trace_of(store), store.deliveries(brief), lambda _: ""):
        told = {**span.attributes, "ok": span.ok}
        if span.kind == "tool":
            found[-1]["tools"].append(told)
        else:
            found.append({**told, "tools": []})
    return found


def tries(draft: Draft, answers: Iterable[tuple[Slot, StoredAnswer]]) -> list[dict[str, Any]]:
    """The attempts of a candidate that gave no row, first to last: those that were written anew, and of one
    that failed the last too.

    Returns:
        Of each its `number` from 1, why (`codes`), the check that said so (`by`), the `fields` of the row
        that it wrote (none: a talk, or nothing that could be read), the `words` said in their place, and the
        `refusals` of the check: (slot of a call, what its reader found)."""
    known = list(answers)
    codes = [*draft.tries]
    if draft.row is None:
        codes.append(tuple(reason.code for reason in draft.reasons))
    by = (*draft.refused, *[""] * len(codes))
    return [_try(n, some, by[n], known) for n, some in enumerate(codes)]


def _try(
    n: int, codes: Sequence[str], by: str, answers: Sequence[tuple[Slot, StoredAnswer]]
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    words, refusals = [], []
    for slot, answer in answers:
        if slot.attempt % WHOLE != n:
            continue
        text = reply_of(answer).text
        if slot.role in ("writer", "user", "assistant"):
            value = parsed(text)
            if isinstance(value, dict) and slot.role == "writer":
                fields |= value
            elif text:
                said = value.get("message") if isinstance(value, dict) else None
                words.append(str(said or text))
        elif _is_of(slot.step, by):
            refusals.append((slot.key, text))
    about = {"number": n + 1, "codes": codes, "by": by}
    return {**about, "fields": fields, "words": words, "refusals": refusals}


def _is_of(step: str, check: str) -> bool:
    """Whether a call's step (`read_level/level.question`) is one of a check's (`level`, `rubric`)."""
    _, _, examined = step.partition("/")
    own = check.partition(".")[0]
    return examined.startswith(check) or examined.partition(".")[0] == ("judge" if own == "rubric" else own)
