"""Claims and back-translations: of texts that this server wrote by what it knows of them."""

import re
from collections.abc import Sequence

from tests.simulator.jobs.claims import UNSURE, WRONG, read_claim
from tests.simulator.jobs.judge import Bench
from tests.simulator.jobs.recipes.readers.solving import another
from tests.simulator.jobs.recipes.telling import figures_in
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import BROKEN, Held, family, flat, plain, strings

_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_MARKS = 3
"""Words that may stand between the strings of a value: numbers of items, speakers, keys."""


def check_claims(call: Call, bench: Bench) -> Json:
    """Each sentence of the text that makes claims, with words of the others.

    Supported: both are of one candidate, unchanged and without a broken relation; else by the words.
    """
    claiming, told = sides(call)
    mine = bench.rows.held(claiming)
    claims = _claims(claiming, mine) if flat(claiming) else []
    at_one = _at_one(mine, told, bench)
    known = {plain(one) for held in mine for one in sentences(held.text)}
    if any(held.text == flat(claiming) for held in mine):  # a value that is no text
        known |= {plain(one) for one in claims}
    found = []
    for claim in claims:
        quote, verdict = _judged(claim, told, at_one, known)
        if (holds := bench.says(verdict == "supported")) != (verdict == "supported"):
            verdict = "supported" if holds else UNSURE
        quote = quote or next((one for text in told for one in sentences(text)), "")
        found.append({"claim": claim, "quote": quote if verdict != UNSURE else "", "verdict": verdict})
    return {"claims": found}


def check_documents(call: Call, bench: Bench) -> Json:
    """A fault, with a sentence of the documents, where a text is of a candidate that is broken or changed."""
    texts = tuple(call.texts) or (call.said,)
    held = [one for text in texts for one in bench.rows.held(text)]
    sound = not any(one.changed or one.row.defect == BROKEN for one in held)
    fault = {"says": sentences(texts[-1])[0], "quote": sentences(texts[0])[0], "why": "They say otherwise."}
    return {"faults": [] if bench.says(sound) else [fault]}


def translate_back(call: Call, bench: Bench) -> Json:
    """The text that this one was made of; of a broken or a changed one other words."""
    text = call.texts[-1] if call.texts else call.said
    for held in bench.rows.held(text):
        for other in (told for row in held.row.parents for told in strings(row.values)):
            wrong = held.changed or held.row.defect == BROKEN or not bench.says(True)
            return {"text": another(other, {}, held.row.key) if wrong else other}
    return {"text": text}


def sides(call: Call) -> tuple[str, tuple[str, ...]]:
    """The text whose claims are checked, and those that they are held against: the last, and the others but
    for a question that stands right before it."""
    texts = tuple(call.texts) or (call.said,)
    if "A answers this" in call.frame and len(texts) > 2:
        texts = (*texts[:-2], texts[-1])
    return texts[-1], texts[:-1] or texts[-1:]


def sentences(text: str) -> list[str]:
    """A text's sentences, figures in them whole."""
    whole = re.sub(r"(?<=\d)\.(?=\d)", "\x00", plain(text))
    return [s for m in _SENTENCE.finditer(whole) if (s := m.group().replace("\x00", ".").strip())]


def _judged(claim: str, told: Sequence[str], at_one: bool | None, known: set[str]) -> tuple[str, str]:
    """Quote and verdict of one claim."""
    if at_one is not None and plain(claim) in known:
        return _quote(claim, told), "supported" if at_one else WRONG
    if at_one:  # it was changed after it was written
        return _quote(claim, told), WRONG
    for passage in told:
        quote, verdict = read_claim(passage, claim)
        if quote:
            return quote, verdict
    return "", UNSURE


def _claims(text: str, mine: Sequence[Held]) -> list[str]:
    """The statements of a text, with those that were put in; list marks and speakers left out."""
    if not mine or any(held.changed for held in mine):
        return sentences(text)
    rest = plain(text)
    for held in sorted(mine, key=lambda one: -len(one.text)):
        rest = rest.replace(held.text, "\n")
    added = [part.strip() for part in rest.split("\n") if len(part.split()) > _MARKS]
    whole = [one for text in dict.fromkeys(held.text for held in mine) for one in sentences(text)]
    return [*whole, *added]


def _at_one(mine: Sequence[Held], told: Sequence[str], bench: Bench) -> bool | None:
    """Whether a text goes with others of its candidate; None: nothing is known of them together."""
    theirs = [held for text in told for held in bench.rows.held(text)]
    related = {id(row) for held in mine for row in family(held.row)}
    joint = [held for held in theirs if id(held.row) in related]
    cited = [h for h in mine if h.row.needs and any(n in plain(t) for n in h.row.needs for t in told)]
    if cited:
        return all(held.row.defect != BROKEN for held in cited)
    if not joint:
        return False if mine and theirs else None
    rows = [held.row for held in (*mine, *joint) if id(held.row) in related]
    sound = all(row.defect != BROKEN for row in rows)
    return sound and not any(held.changed for held in joint)


def _quote(claim: str, told: Sequence[str]) -> str:
    """The sentence that decides: the claim itself where it stands there, else one with a figure of it."""
    every = [one for text in told for one in sentences(text)]
    mine = set(figures_in([claim]))
    near = [one for one in every if plain(claim).rstrip(".") in one or mine & set(figures_in([one]))]
    return next(iter([*near, *every]), "")
