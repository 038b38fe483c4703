"""Claims and the places that prove them, by strict comparison: nothing here understands language.

A claim is proven only where its very words stand in the quote. Spacing, letter case and typographic quotes
are forgiven; numbers, money, dates, units and names are not. A claim with a figure (a number in digits) that
the evidence doesn't have isn't supported. Of any other only a model can tell."""

import re
from collections.abc import Sequence
from typing import Any
from unicodedata import normalize, numeric

from seedbed.memory.candidate import Citation
from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.checks.figures import LONGEST as PIECE
from seedbed.tools.checks.figures import figures, unmatched
from seedbed.tools.knowledge.blocks import unmarked
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.words import in_word

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]")
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean."""
LONGEST = 1_000_000
"""Characters of a claim text, and of all its evidence, that are read; a longer row is refused."""
NOT_CHECKABLE = "not checkable without a model (--model): the evidence has other words"
Summed = tuple[bool, str, Sequence[dict[str, Any]], float]
"""Whether all statements are supported; why the worst isn't, in a line; an item for each; the least score."""
_SCORES = {"": 1.0, NOT_CHECKABLE: 0.5}
MOST_CLAIMS = 1_000
_WIDEST = 3
"""Sentences of the evidence that are searched together for a claim's words."""


def cited(claim: str, name: str, sha256: str, start: int, quote: str, by: str = "span in source") -> Citation:
    """A quote at code point `start` of a source, and whether the claim stands in it."""
    ok, end = contains(claim, quote), start + len(quote)
    said = {"claim": claim, "source": name, "sha256": sha256, "start": start, "end": end, "quote": quote}
    return Citation.model_validate({"ok": ok, "by": by, **said})


def contains(answer: str, quote: str) -> bool:
    """Whether an answer's words stand in a quote, whole: "5" doesn't stand in "50", "£5", "5%" or "2.5"."""
    wanted = normal(answer)
    if not wanted:
        return False
    return _stands_in(wanted, normal(quote)) or _stands_in(wanted, normal(unmarked(quote)))


def normal(text: str) -> str:
    """One spelling of white space, accents, quotes, letter case and the gap between a number and its sign."""
    words = " ".join(normalize("NFC", text).translate(_QUOTES).split()).casefold()
    return re.sub(r"(?<=[£€$]) (?=\d)|(?<=\d) (?=%)", "", words)


def _stands_in(wanted: str, text: str) -> bool:
    before = r"(?<![£€$])"
    if wanted[0].isdigit():
        before += r"(?<!\d[.,:/–-])(?<![£€$]-)(?<!-)(?<!–)"
    elif wanted[0] in "£€$":
        before = r"(?<!-)"
    after = r"(?![.,:/–-]\d)(?![%°½¼¾])" if wanted[-1].isdigit() else ""
    found = re.finditer(f"(?={before}{re.escape(wanted)}{after})", text)
    return any(
        not _bound(wanted[0], text[max(0, at - 1) : at])
        and not _bound(wanted[-1], text[at + len(wanted) : at + len(wanted) + 1])
        for at in (one.start() for one in found)
    )


def _bound(edge: str, beside: str) -> bool:
    """Whether the character beside a text's first or last one is of its word or number; where a script writes
    no spaces between words, or binds small ones to them, only that of a number is (三 in 十三)."""
    if numeric(edge, None) is not None and numeric(beside or " ", None) is not None:
        return True
    return in_word(beside) and not _UNSPACED.search(edge + beside)


def supported(text: str, evidence: Sequence[str], several: bool = False) -> Summed:
    """Whether every sentence of a text is supported.

    The score of a sentence is 1, 0 (a figure of it isn't in the evidence) or 0.5 (not checkable). An empty
    text isn't supported by anything. `several`: whether the row gave a list, so that an item is named by its
    place: `evidence.1`."""
    if len(text) > LONGEST or sum(map(len, evidence)) > LONGEST:
        which = "`claim`" if len(text) > LONGEST else "`evidence`"
        return False, f"{which} is longer than {LONGEST:,} characters", (), 0.0
    spans = sentence_spans(text)
    if not spans:
        return False, "it makes no claim: it is empty", (), 0.0
    if len(spans) > MOST_CLAIMS:
        return False, f"more than {MOST_CLAIMS:,} claims in a row", (), 0.0
    pieces = (one[at : at + PIECE] for one in evidence for at in range(0, len(one), PIECE))
    there = {(one.values, one.unit): one for piece in pieces for one in figures(piece, "en")}
    windows = [(number, *window) for number, one in enumerate(evidence) for window in _windows(one)]
    items = []
    for start, end in spans:
        claim = text[start:end]
        place = _place(claim.rstrip(" .!"), windows, evidence)
        strange = unmatched(figures(claim, "en"), [*there.values()])
        why = "" if place else f"{strange[0].written!r} isn't in the evidence" if strange else NOT_CHECKABLE
        items.append(item(claim, why, place or (0, 0, 0), evidence, several, score=_SCORES.get(why, 0.0)))
    return summed(items)


def summed(items: Sequence[dict[str, Any]]) -> Summed:
    """What follows from a row's items."""
    worst = min(items, key=lambda one: one["score"])
    claim = " ".join(worst["claim"].split())
    shown = claim if len(claim) <= 80 else f"{claim[:80]}…"
    wrong = sum(not one["ok"] for one in items)
    more = f" (and {wrong - 1:,} more)" if wrong > 1 else ""
    reason = "; ".join(f"«{shown}»: {why}" for why in worst["reasons"]) + more
    return all(one["ok"] for one in items), reason, items, worst["score"]


def _windows(text: str) -> list[tuple[int, int, str]]:
    """Its sentences, then runs of up to _WIDEST of them: start, end, the words as `contains` sees them."""
    spans = sentence_spans(text)
    runs = [(spans[at][0], spans[at + wide][1]) for wide in range(_WIDEST) for at in range(len(spans) - wide)]
    return [
        (start, end, f"{normal(text[start:end])}\n{normal(unmarked(text[start:end]))}") for start, end in runs
    ]


def _place(
    claim: str, windows: Sequence[tuple[int, int, int, str]], evidence: Sequence[str]
) -> tuple[int, int, int] | None:
    """The first window in which a claim's words stand."""
    wanted = normal(claim)
    for number, start, end, words in windows:
        if wanted in words and contains(claim, evidence[number][start:end]):
            return number, start, end
    return None


def item(
    claim: str,
    why: str,
    place: tuple[int, int, int],
    evidence: Sequence[str],
    several: bool,
    *,
    by: str = "comparison of words and figures",
    score: float,
) -> dict[str, Any]:
    """One statement of a row as evidence.

    Args:
        why: Why it isn't supported; empty: it is.
        place: Number of the text, start and end of the words that decide."""
    number, start, end = place
    text = evidence[number] if evidence else ""
    return {
        "kind": "citation",
        "ok": not why,
        "by": by,
        "claim": claim,
        "score": score,
        "source": f"evidence.{number}" if several else "evidence",
        "sha256": digest_text(text) if evidence else "",
        "start": start,
        "end": end,
        "quote": text[start:end],
        "reasons": [why] if why else [],
    }
