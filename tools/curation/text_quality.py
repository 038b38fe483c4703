"""Rules that a short written text must keep, whoever wrote it: form, words, contact data, names, copies.

Each rule looks at the text alone (and at what the writer was shown) and says what is wrong. Words are counted
against a lexicon in English only; in another language that rule is off. This module knows no labels' meaning.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from rapidfuzz.distance import LCSseq

from seedbed.tools.curation.duplicates import rouge_l, words

NEAR_COPY = 0.7
"""ROUGE-L F at or above which a text is a copy of a demonstration (Self-Instruct, Wang et al. 2023, §2.2)."""
COPIED_RUN = 10
"""Words in a row taken over from a demonstration that make a copy."""
KNOWN_SHARE = 0.85
"""Least share of a text's lower-case words that stand in the lexicon, which has American spelling only."""
_REPEATED = 4
_ADDRESS = re.compile(
    r"https?://|www\.|\b[\w.+-]+@[\w-]+\.\w{2,}|\b[a-z0-9-]+\.(?:com|org|net|io|co\.uk|shop)\b", re.IGNORECASE
)
_PHONE = re.compile(r"(?<![\w£$€.,])\+?\d[\d ()/-]{6,}\d(?!\w)")
_PLACEHOLDER = re.compile(
    r"\[[A-Za-z _]{2,30}\]|<[A-Za-z _]{2,30}>|\{[A-Za-z _]{2,30}\}|\bX{3,}\b|lorem ipsum", re.I
)
_MACHINE = re.compile(
    r"\bas an ai\b|\blanguage model\b|\bi (?:cannot|can't) (?:assist|help) with that\b"
    r"|\bhere is (?:a|the) (?:message|text)\b",
    re.I,
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffd]")
_ENDS = ".!?…\"'”’)"
_DANGLING = frozenset(
    ("a", "an", "the", "of", "and", "or", "but", "because", "my", "your", "our", "their", "his", "its")
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text."""

    code: Literal["malformed", "low quality", "policy"]
    detail: str


def text_faults(
    text: str,
    *,
    language: str = "English",
    shown: Sequence[str] = (),
    codes: Collection[str] = (),
    least: int = 4,
    most: int = 120,
    strict_end: bool = True,
) -> list[Fault]:
    """Everything that is wrong with a text; empty: nothing.

    Args:
        language: The spec's; the lexicon is asked in English only.
        shown: What the writer was shown: copies of these are faults.
        codes: Names of labels: a text that announces one («Label: refund») gives its label away.
        least, most: Words it must and may have.
        strict_end: Whether it must end with a sentence's mark.
    """
    found = [
        *form_faults(text, least, most, strict_end),
        *_announced(text, codes),
        *_contact(text),
        *_named(text),
    ]
    found += _repetition(text)
    found += _copies(text, shown)
    if language.casefold() in ("english", "en"):
        found += _unknown(text)
    return found


def form_faults(text: str, least: int, most: int, strict_end: bool, beside: str = "") -> Iterator[Fault]:
    """Length, characters, placeholders, talk of a model, an end that is none.

    Args:
        least, most: Words it must and may have.
        strict_end: Whether it must end with a sentence's mark.
        beside: A text whose own placeholders (`<key>` in a manual) may stand here too.
    """
    count = len(text.split())
    if count < least:
        yield Fault("low quality", f"{count} words, wanted at least {least}")
    if count > most:
        yield Fault("low quality", f"{count} words, wanted at most {most}")
    if _UNSEEN.search(text):
        yield Fault("malformed", "holds characters that can't be seen")
    if any(found[0] not in beside for found in _PLACEHOLDER.finditer(text)):
        yield Fault("malformed", "holds a placeholder")
    if _MACHINE.search(text):
        yield Fault("malformed", "speaks as a model")
    if text.count('"') % 2 or text.count("(") != text.count(")"):
        yield Fault("malformed", "an open quotation or bracket")
    stripped = text.rstrip()
    last = words(stripped)[-1:] or [""]
    if strict_end and stripped and stripped[-1] not in _ENDS and not _signed(stripped):
        yield Fault("malformed", "breaks off without the end of a sentence")
    elif last[0] in _DANGLING:
        yield Fault("malformed", f"ends in {last[0]!r}")


def _signed(text: str) -> bool:
    """Whether it ends in a name, as messages do."""
    tail = re.split(r"[.!?,\n]", text)[-1].split()
    return 1 <= len(tail) <= 4 and all(word[:1].isupper() for word in tail[-2:])


def _announced(text: str, codes: Collection[str]) -> Iterator[Fault]:
    for code in codes:
        quoted = re.escape(code)
        if re.search(
            rf"(?:^|\n)\s*{quoted}\s*[:\-–]|\b(?:label|intent|category|sentiment|topic)\s*[:=]\s*{quoted}",
            text,
            re.I,
        ):
            yield Fault("low quality", f"announces its label {code!r}")


def _contact(text: str) -> Iterator[Fault]:
    if _ADDRESS.search(text):
        yield Fault("policy", "holds a web or mail address")
    if _PHONE.search(text):
        yield Fault("policy", "holds a telephone or card number")


@cache
def _real_names() -> re.Pattern[str]:
    listed = files("seedbed.tools.curation").joinpath("real_names.txt").read_text(encoding="utf-8")
    names = [line.strip() for line in listed.splitlines() if line.strip() and not line.startswith("#")]
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b")


def _named(text: str) -> Iterator[Fault]:
    if found := _real_names().search(text):
        yield Fault("policy", f"names {found.group()!r}, which exists; only invented names may stand")


def _repetition(text: str) -> Iterator[Fault]:
    said = words(text)
    runs = [tuple(said[i : i + _REPEATED]) for i in range(len(said) - _REPEATED + 1)]
    if len(runs) != len(set(runs)):
        yield Fault("low quality", "says the same words twice")
    found = re.search(r"\b(\w+) \1\b", text, re.I)
    if found and found.group(1).lower() not in ("had", "that", "very", "so"):
        yield Fault("low quality", f"doubles the word {found.group(1)!r}")
    joined = re.search(r"\b(\w{3,}) and \1\b", text, re.I)
    if joined and joined.group(1).lower() not in ("again", "more", "over", "through"):
        yield Fault("low quality", "joins a word with itself")
    sentences = [tuple(words(s)) for s in re.split(r"(?<=[.!?])\s+", text) if s.strip()]
    if len(sentences) != len(set(sentences)):
        yield Fault("low quality", "says a sentence twice")


def _copies(text: str, shown: Sequence[str]) -> Iterator[Fault]:
    mine = words(text)
    for other in shown:
        theirs = words(other)
        if rouge_l(mine, theirs) >= NEAR_COPY or _longest_run(mine, theirs) >= COPIED_RUN:
            yield Fault("low quality", f"copies a text that was shown: {other[:80]!r}")
            return


def _longest_run(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest run of words that two sequences share."""
    if LCSseq.similarity(a, b) < COPIED_RUN:
        return 0
    best, previous = 0, [0] * (len(b) + 1)
    for word in a:
        row = [0] * (len(b) + 1)
        for place, other in enumerate(b, 1):
            if word == other:
                row[place] = previous[place - 1] + 1
                best = max(best, row[place])
        previous = row
    return best


@cache
def _lexicon() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)


def is_word(word: str) -> bool:
    """Whether an English word in lower case stands in the lexicon, as it is or in its American spelling."""
    lexicon = _lexicon()
    parts = [part for part in word.replace("’", "'").split("-") if part]
    return all(part in lexicon or _american(part) in lexicon for part in parts)


_BRITISH = (
    (re.compile(r"our(?=s?$|ed$|ing$|ful$|ites?$)"), "or"),
    (re.compile(r"is(?=e[ds]?$|ing$)"), "iz"),
    (re.compile(r"ll(?=ed$|ing$|ers?$)"), "l"),
)


def _american(word: str) -> str:
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return word


def _unknown(text: str) -> Iterator[Fault]:
    plain = [word for word in re.findall(r"[A-Za-z][A-Za-z’'-]*", text) if word[0].islower()]
    strange = [word for word in plain if not is_word(word.strip("'’-").lower())]
    if plain and 1 - len(strange) / len(plain) < KNOWN_SHARE:
        yield Fault("low quality", f"words that don't exist: {', '.join(strange[:4])}")
