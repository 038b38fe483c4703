"""`documents`: nothing in the documents, read beyond the row's own passages, is against what the row says.

A row is written and held to a few passages; a rule that stands elsewhere, or the answer to what is said not
to be known, is seen by nobody but who reads the rest. Documents up to `_WHOLE` characters are read whole, of
more the passages nearest to each text of the row (BM25; Robertson and Zaragoza 2009). Each fault must quote
them, and a quote that stands nowhere is the judge's slip."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.asked import STRING, ask, listing, short, step_of, texts_shown, yes_or_no
from seedbed.tools.checks.check import Case, Check, Question, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named, spoken
from seedbed.tools.checks.normal import find_pieces
from seedbed.tools.checks.relations.spoiling import other_figure
from seedbed.tools.checks.sources.documents import listed, text_of
from seedbed.tools.checks.sources.rank import indexed
from seedbed.tools.knowledge.search.lexical import Lexicon, leading

DOCUMENTS = "documents"
_WHOLE, _NEAREST, _NEAR = 40_000, 4, 0.4
"""Characters of documents that are read at most; where they have more, passages for each text, and how near
one is at least, by the nearest one's score (`benchmarks/results/retrieval_languages.json`)."""
_ASKED = 2
_SCHEMA = listing("check_documents", "faults", dict.fromkeys(("says", "quote", "why"), STRING))


async def _verify(values: Values, _arguments: Any, case: Case) -> Verdict:
    fields = named(values, case, "of")
    said = [text for _, value in fields for text in spoken(value) if text.strip()]
    if not said:
        return held(detail="there is nothing to hold against the documents")
    documents = listed(case.sources, case.counted)
    if case.sources is None or not documents:
        raise Untold("there are no documents")
    read, part = await asyncio.to_thread(_read, case.sources, documents, said)
    rows = texts_shown(fields, case)
    texts = {f"document {number}": text for number, text in enumerate(read)}
    about = {"fields": list(rows), "documents": list(texts), "part": part}
    common, step = () if part else tuple(texts), step_of(DOCUMENTS, case)
    texts |= rows
    for draw in range(_ASKED):
        asked = Question("judge", "check_documents", about, texts, _SCHEMA, step, draw, common)
        answer = await ask(case, asked)
        faults = answer.value["faults"]
        real = [one for one in faults if one["quote"].strip() and find_pieces(one["quote"], read)]
        if len(real) == len(faults):
            break
    if faults and not real:
        lost = short(faults[0]["quote"])
        raise AnswerFault("no such quote", f"the judge names «{lost}», which isn't there")
    told = "; ".join(f"«{short(one['says'])}» against «{short(one['quote'])}»: {one['why']}" for one in real)
    reason = told or f"{'the nearest passages' if part else 'all documents'} read"
    rubric = "nothing in the documents is against it"
    found = yes_or_no(DOCUMENTS, rubric, reason, answer.slot, ok=not real)
    return failed("unsupported claim", told, found) if real else held(found)


def _read(
    folder: Path, documents: tuple[tuple[str, str], ...], said: Sequence[str]
) -> tuple[list[str], bool]:
    """What is read of the documents, in their order; whether it is a part."""
    if texts := _all(folder, documents):
        return [*texts], False
    passages, lexicon = indexed(folder, documents)
    ranked = [nearest(lexicon, one) for one in said]
    chosen, left = set[int](), _WHOLE
    for turn in zip_longest(*ranked):  # the first of each text, then the second of each
        for place in turn:
            if place is not None and place not in chosen and len(passages[place]) <= left:
                chosen.add(place)
                left -= len(passages[place])
    if not chosen:
        raise Untold("no passage of the documents has a word of the row")
    return [passages[place] for place in sorted(chosen)], True


def nearest(lexicon: Lexicon, text: str, near: float = _NEAR) -> list[int]:
    """Places of the passages that a text of a row is read against, the nearest first."""
    ranked = sorted(enumerate(lexicon.scores(text)), key=lambda pair: -pair[1])
    return leading(ranked, _NEAREST, near)


@lru_cache(maxsize=4)
def _all(folder: Path, documents: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The texts of documents; none where they have more characters than are read."""
    texts, left = list[str](), _WHOLE
    for sha256, _ in documents:
        text = text_of(folder, sha256) or ""
        left -= len(text)
        if left < 0:
            return ()
        texts += [text] if text else []
    return tuple(texts)


def _number(values: Values, _arguments: Any, draw: Random) -> Values | None:
    """Another figure in the last field that has one: the answer, where a question stands before it."""
    of = values.get("of")
    fields: list[Any] = list(of) if isinstance(of, tuple) else [of]
    for place in reversed(range(len(fields))):
        if (changed := other_figure(fields[place], draw)) is not None:
            fields[place] = changed
            return {"of": tuple(fields) if isinstance(of, tuple) else changed}
    return None


CHECK = Check(
    name=DOCUMENTS,
    about="No document is against it, also beyond the row's passages; what it says they don't hold, they "
    "don't. Not of what is to be wrong.",
    inputs=("of*",),
    verify=_verify,
    shows={"kept": "supported"},
    spoil={"number": _number},
    calls=1.0,
    example="documents: {of: [question, reply]}",
)
