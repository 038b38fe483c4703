"""A text's claims as citations of its passages, and those of a row held against it again, without a model.

A row of free text has one citation for each of its claims, in their order. `by` says what carries it:
`span in source`: the claim's very words stand in the quote; `claim check 1`: the words of the passages bear
it, and a judge quoted the place; `nothing differs`: no number, name, negation or opposite differs from the
passages, and that they say it rests on the judge alone. All three are compared again by an audit; the
judge's word is looked up in the journal (`tools/evaluation/recheck_claims.py`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge import citations
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.claims import check
from seedbed.tools.knowledge.claims.check import Support, check_split
from seedbed.tools.knowledge.claims.ground import Ground, ground
from seedbed.tools.knowledge.claims.lexicon import SALUTED
from seedbed.tools.knowledge.claims.score import THRESHOLD
from seedbed.tools.knowledge.claims.split import Claim, is_title, split_claims
from seedbed.tools.knowledge.claims.strict import known_to, names_of, number_faults
from seedbed.tools.knowledge.claims.words import RAREST, words_of
from seedbed.tools.knowledge.sentences import sentence_spans

LITERAL = citations.BY
WORDED = check.BY
CARRIED = "nothing differs"
"""Name of the comparison of a claim that a judge carries, in evidence."""
_ROUNDING = 1e-3
_TITLED = 0.6
"""Share of a line's heavy words with a capital from which capitals say nothing."""


def claims_of(text: str) -> tuple[str, ...]:
    """What a row's text claims, in order, as its citations name it: without a full stop at the end."""
    return tuple(claim.text.rstrip(" .!") for claim in split_claims(text, titles=False))


def compare(claim: str, texts: Sequence[str]) -> Support:
    """The strict comparison of one claim with passages."""
    return _compared(claim, ground(texts))


def _compared(claim: str, base: Ground) -> Support:
    (found,) = check_split([Claim(claim, 0, len(claim))], base)
    return found


def vetoes(compared: Support) -> tuple[str, ...]:
    """What differs: numbers, dates, names, negations; not that words are merely missing."""
    differs = any(compared.signals[name] > 0 for name in ("numbers", "names", "contrary"))
    return compared.reasons if differs else ()


def carried_by(claim: str, quote: str, compared: Support) -> str:
    """Which comparison a citation of a claim rests on; empty: none, for something differs.

    Args:
        quote: The words that are cited.
        compared: The claim beside the passages that the quote stands in.
    """
    if vetoes(compared):
        return ""
    if compared.ok and contains(claim, quote):
        return LITERAL
    return WORDED if compared.ok else CARRIED


def strays(text: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Numbers and names outside the claims (headings, salutations, questions) that no passage has, a line
    each."""
    base, found = ground(texts), dict[str, None]()
    claimed = [(claim.start, claim.end) for claim in split_claims(text, titles=False)]
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if is_title(line) or not any(first < end and start < last for first, last in claimed):
            found |= dict.fromkeys(_strange(line, base))
        start = end
    return tuple(found)


def _strange(line: str, base: Ground) -> list[str]:
    said = line.strip(" \t\r\n#*-:,.")
    told = [fault.said for fault in number_faults(said, base)]
    for first, last in sentence_spans(said):
        words = words_of(said, first, last)
        heavy = [word for word in words if word.weight]
        titled = sum(word.text[0].isupper() for word in heavy) >= _TITLED * len(heavy)
        for word in names_of(words):
            plainly = word.text.casefold() in SALUTED or (titled and word.weight < RAREST)
            if not plainly and not known_to(word, base):
                told.append(f"{word.text!r} isn't in the evidence")
    return told


def row_fault(text: str, texts: Sequence[str], cited: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with a row whose text is to be carried by citations; empty: nothing.

    Every claim of the text has one citation, in their order, and there is no other; each is compared with
    the passages anew; what the text says outside its claims has no number or name of its own.

    Args:
        texts: The passages that the row shows.
        cited: Its citations, as evidence has them.
    """
    claims = claims_of(text)
    if not claims:
        return "it claims nothing"
    if [one["claim"] for one in cited] != list(claims):
        missing = [claim for claim in claims if claim not in {one["claim"] for one in cited}]
        return f"nothing is cited for {missing[0][:80]!r}" if missing else "its citations are not its claims'"
    base = ground(texts)
    for one in cited:
        if not any(str(one["quote"]) in text for text in texts):
            return f"what is cited for {one['claim'][:80]!r} does not stand in the row's passage"
        compared = _compared(one["claim"], base)
        held = carried_by(one["claim"], one["quote"], compared)
        # Its likeness of words may round otherwise on another machine.
        near = {held, one["by"]} == {WORDED, CARRIED} and abs(compared.score - THRESHOLD) < _ROUNDING
        if held != one["by"] and not near:
            said = vetoes(compared) or (f"{one['by']!r} does not hold",)
            return f"«{one['claim'][:80]}»: {said[0]}"
    return next((f"outside its claims: {one}" for one in strays(text, texts)), "")
