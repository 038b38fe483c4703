"""A claim and the place that proves it, and the strict comparisons that decide whether it does.

Spacing, letter case and typographic quotes are forgiven; numbers, money, dates, units and names are not.
Nothing here understands language: a claim is proven only where its very words stand in the quote.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seedbed.tools.knowledge.plain import lay
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

BY = "span in source"
"""Name of this check in evidence."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_FILLERS = word_set(
    """a an the it is are was were in at on by for within to of from after before there they that this costs
    cost takes take must be can"""
)


def citation(claim: str, source: Source, start: int, end: int) -> dict[str, Any]:
    """Evidence of kind `citation`: the quote at code points start … end, and whether the claim stands in it.

    Raises:
        ValueError: the offsets name no piece of the source's text.
    """
    if not 0 <= start < end <= len(source.text):
        raise ValueError(f"no text at {start}–{end} of {source.name} ({len(source.text)} characters)")
    quote = source.text[start:end]
    return {
        "kind": "citation",
        "claim": claim,
        "source": source.name,
        "sha256": source.sha256,
        "start": start,
        "end": end,
        "quote": quote,
        "ok": contains(claim, quote),
        "by": BY,
    }


def holds(evidence: Mapping[str, Any], sources_dir: Path) -> bool:
    """Whether a citation can be re-checked and stands: the audit's question.

    The quote stands, and the claim stands in it just when the evidence says so. Evidence of any shape may be
    asked about.
    """
    if not stands(evidence, sources_dir):
        return False
    return evidence.get("ok") is True and contains(str(evidence["claim"]), str(evidence["quote"]))


def stands(evidence: Mapping[str, Any], sources_dir: Path) -> bool:
    """Whether a citation's quote is exactly its text at the offsets, whatever it says of the claim.

    The file `<sha256>.txt` has the hash in its name. Evidence of any shape may be asked about.
    """
    sha256, start, end = evidence.get("sha256"), evidence.get("start"), evidence.get("end")
    quote, claim = evidence.get("quote"), evidence.get("claim")
    if not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        return False
    if (
        type(start) is not int
        or type(end) is not int
        or not isinstance(quote, str)
        or not isinstance(claim, str)
    ):
        return False
    path = sources_dir / f"{sha256}.txt"
    if path.is_symlink() or not path.is_file():
        return False
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return False
    text = data.decode("utf-8", errors="replace")
    return 0 <= start < end <= len(text) and text[start:end] == quote


def contains(answer: str, quote: str) -> bool:
    """Whether an answer's words stand in a quote, whole: "5" doesn't stand in "50", "£5", "5%" or "2.5"."""
    wanted = normal(answer)
    if not wanted:
        return False
    return _stands_in(wanted, normal(quote)) or _stands_in(wanted, normal(unmarked(quote)))


def normal(text: str) -> str:
    """One spelling of white space, quotes, letter case and the gap between a number and its sign."""
    words = " ".join(text.translate(_QUOTES).split()).casefold()
    return re.sub(r"(?<=[£€$]) (?=\d)|(?<=\d) (?=%)", "", words)


def unmarked(text: str) -> str:
    """A text without its marks of Markdown."""
    return lay(text, range(len(text))).plain


def _stands_in(wanted: str, text: str) -> bool:
    before = r"(?<![\w£€$])"
    if wanted[0].isdigit():
        before += r"(?<!\d[.,:/–-])(?<![£€$]-)(?<!-)(?<!–)"
    elif wanted[0] in "£€$":
        before = r"(?<![\w-])"
    after = r"(?!\w)"
    if wanted[-1].isdigit():
        after += r"(?![.,:/–-]\d)(?![%°½¼¾])"
    return re.search(before + re.escape(wanted) + after, text) is not None


def round_trip_ok(gold_answer: str, model_answer: str) -> bool:
    """Whether a model's answer to a question says the same as the span it was asked for.

    Equal after `normal` without articles and closing marks; or, where the gold answer holds values, the same
    values in the same order and otherwise the same words, but for small words around them ("It takes 2
    days.").
    """
    gold, said = _bare(gold_answer), _bare(model_answer)
    if not gold or not said:
        return False
    if gold == said:
        return True
    gold_values, gold_rest = _values_and_rest(gold_answer)
    said_values, said_rest = _values_and_rest(model_answer)
    return bool(gold_values) and gold_values == said_values and gold_rest == said_rest


def _bare(text: str) -> str:
    words = normal(text).strip(" .!\"'")
    return re.sub(r"^(?:a|an|the) ", "", words)


def _values_and_rest(text: str) -> tuple[list[str], list[str]]:
    """Canonical values in order, and the other words in order without fillers."""
    words = " ".join(text.translate(_QUOTES).split())
    values = find_values(words)
    rest, at = [], 0
    for value in values:
        rest.append(words[at : value.start])
        at = value.end
    rest.append(words[at:])
    return [value.canonical for value in values], [
        word for word in re.findall(r"\w+", " ".join(rest).casefold()) if word not in _FILLERS
    ]


def quote_span(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text (code points), or None; runs of white space are all alike, nothing else
    is."""
    words = quote.split()
    if not words:
        return None
    match = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return match.span() if match else None
