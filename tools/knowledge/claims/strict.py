"""Comparisons that must come out equal: numbers, dates, units, names, negation, quantifiers, opposites.

Each gives faults; a claim with a fault is not supported, however near it is otherwise. Whether a fault is
one for a reader too is not known here: «the king» may well be «Charles III».
"""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from seedbed.tools.knowledge.claims.align import Alignment
from seedbed.tools.knowledge.claims.ground import Ground
from seedbed.tools.knowledge.claims.lexicon import (
    BOUNDS,
    CONTRARY_BOUNDS,
    NEGATIONS,
    OPPOSITES,
    ORDINALS,
    PEOPLES,
)
from seedbed.tools.knowledge.claims.openers import opens_plainly
from seedbed.tools.knowledge.claims.words import RAREST, Word, is_known, plain_form
from seedbed.tools.knowledge.values import Value, find_values

FaultKind = Literal["number", "name", "negation", "quantifier", "opposite", "exchanged"]
_GAP = 5
"""Words between two matches, at most, that may be said to stand in one place."""
_NEAR_COPY = 0.7
"""Score of an alignment from which a claim is nearly a copy, and each name has its place."""
_NEAR = 4
"""Words between a negation and a word that matched, at most."""
_SAME_STATEMENT = 0.55
"""Share of a claim that must lie in its alignment before what the evidence denies can be held against it."""
_ALL = frozenset(
    ("all", "every", "always", "only", "everyone", "everything", "solely", "exclusively", "entirely")
)
_SOME = frozenset(
    ("some", "sometimes", "several", "few", "partly", "often", "usually", "many", "occasionally")
)
_MONTHS = {f"{number:02}": name for number, name in enumerate(month_name) if name}
_CODE = re.compile(r"(?=.*\d)[\w.,:-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not the same."""

    kind: FaultKind
    said: str
    """For people, in a line."""


def faults(text: str, claim: Sequence[Word], base: Ground, found: Alignment) -> list[Fault]:
    """Everything in which a claim differs from the evidence, in the order of the claim's words, by sort."""
    held = number_faults(text, base) + name_faults(claim, base)
    if found.found:
        held += exchanged_faults(claim, base, found)
        held += negation_faults(claim, base, found)
        held += word_faults(claim, base, found)
        held += bound_faults(text, base, found)
    return held


# numbers -------------------------------------------------------------------------------------------------


def number_faults(text: str, base: Ground) -> list[Fault]:
    """Values of the claim that the evidence doesn't hold, as find_values tells them apart."""
    return [
        Fault("number", f"{value.text!r} isn't in the evidence")
        for value in find_values(text)
        if not _is_idle(value) and not any(_holds(value, one) for one in base.values())
    ]


def _is_idle(value: Value) -> bool:
    """ "one of the", "the two": words rather than amounts; a month, weekday or noon as a plain word."""
    return value.kind == "number" and value.text.lower() in ("one", "zero")


def _holds(value: Value, other: Value) -> bool:
    """Whether what the evidence says includes what the claim says; a range includes its ends."""
    if value.canonical == other.canonical:
        return True
    own, its = value.canonical.partition(":")[2], other.canonical.partition(":")[2].split("–")
    if value.kind == "year" or value.kind == "date":
        return other.kind in ("date", "year") and any(_date_within(own, one) for one in its)
    if value.kind == "month":
        return other.kind == "date" and any(_MONTHS.get(one[5:7]) == own for one in its)
    amounts = other.amount.split("–")
    if value.kind == "number":
        return bool(value.amount) and value.amount in amounts
    return len(amounts) > 1 and value.amount in amounts and value.unit == other.unit


def _date_within(own: str, its: str) -> bool:
    """2018-07 within 2018-07-27; and -----07-27 beside either year, where one of both names none."""
    if its.startswith(own):
        return True
    return len(own) == len(its) and own[-5:] == its[-5:] and "-----" in (own[:5], its[:5])


# names ---------------------------------------------------------------------------------------------------


def names_of(claim: Sequence[Word]) -> list[Word]:
    """Words of a claim that are names by their look: a capital inside the sentence, or in no dictionary."""
    found = []
    for number, word in enumerate(claim):
        if not word.weight:
            continue
        plain = plain_form(word.text)
        if _CODE.fullmatch(word.text):
            # Plain numbers are values; versions (2.8.12) and codes (A320) are names.
            if plain.count(".") > 1 or not plain.replace(".", "").isdigit():
                found.append(word)
        elif (word.text[0].isupper() and (number or not is_known(plain))) or (
            word.weight >= RAREST and len(plain) > 2
        ):
            found.append(word)
    return found


def name_faults(claim: Sequence[Word], base: Ground) -> list[Fault]:
    """Names of the claim of which the evidence knows nothing."""
    return [
        Fault("name", f"{word.text!r} isn't in the evidence")
        for word in names_of(claim)
        if not known_to(word, base)
    ]


def known_to(word: Word, base: Ground) -> bool:
    """Whether the evidence has a word, one of the same stem, its people or country, or its initials."""
    if word.key in base.where or word.text.casefold() in base.plain:
        return True
    plain = plain_form(word.text)
    if ORDINALS.get(plain, plain) in base.where or any(name in base.where for name in _peoples(plain)):
        return True
    if (
        len(plain) >= 4
        and plain.isalpha()
        and any(key.startswith(plain[: max(4, len(plain) - 3)]) for key in base.near(plain))
    ):
        return True
    bare = word.text.replace(".", "")
    return 2 <= len(bare) <= 6 and bare.isupper() and bare.casefold() in base.initials()


def _peoples(plain: str) -> list[str]:
    said = PEOPLES.get(plain, "").split()
    return [*said, *(people for people, names in PEOPLES.items() if plain in names.split())]


# what stands in one place --------------------------------------------------------------------------------


def exchanged_faults(claim: Sequence[Word], base: Ground, found: Alignment) -> list[Fault]:
    """A name or number where the evidence has another, or, in what is nearly a copy, has it elsewhere."""
    first, last = _touched(base, found)
    there = {word.key for word in base.words[first:last]}
    names = {word.start for word in names_of(claim)}
    pairs = [(-1, first - 1), *found.pairs, (len(claim), last)]
    told = []
    for (own, other), (next_own, next_other) in pairwise(pairs):
        mine, its = claim[own + 1 : next_own], base.words[other + 1 : next_other]
        if not mine or len(mine) > _GAP:
            continue
        for word in mine:
            amount = _amount(word)
            opens = word.text[0].isupper() and not own + 1
            if not word.weight or not (
                amount or word.start in names or (opens and not opens_plainly(word, base))
            ):
                continue
            held = (
                [one.text for one in its if _takes_its_place(word, amount, one)] if len(its) <= _GAP else []
            )
            moved = word.key not in there and found.score >= _NEAR_COPY and (amount or word.start in names)
            if held and (word.key not in there or found.score >= _NEAR_COPY) and not _same(word, amount, its):
                told.append(Fault("exchanged", f"{word.text!r} stands where the evidence has {held[0]!r}"))
            elif moved and not _same(word, amount, base.words[first:last]):
                told.append(Fault("exchanged", f"{word.text!r} isn't where the evidence has the rest"))
    return told


def _touched(base: Ground, found: Alignment) -> tuple[int, int]:
    """The words of the pieces in which the matches lie."""
    low, high = found.pairs[0][1], found.pairs[-1][1]
    held = base.around(low, high)
    return held[0].first, held[-1].last


def _takes_its_place(word: Word, amount: str, other: Word) -> bool:
    """Whether another word is of the same sort, and not the same."""
    if not other.weight or other.key == word.key:
        return False
    its = _amount(other)
    return bool(its) and its != amount if amount else other.text[0].isupper()


def _same(word: Word, amount: str, others: Sequence[Word]) -> bool:
    """Whether a word stands among others, in another spelling perhaps."""
    plain = plain_form(word.text)
    alike = {plain, ORDINALS.get(plain, plain), *_peoples(plain)}
    return any(
        (amount and _amount(one) == amount)
        or one.key == word.key
        or plain_form(one.text) in alike
        or (len(plain) >= 4 and plain.isalpha() and one.key.startswith(plain[: max(4, len(plain) - 3)]))
        for one in others
    )


@lru_cache(maxsize=50_000)
def _digits(said: str) -> str:
    return next((value.amount for value in find_values(said)), "")


def _amount(word: Word) -> str:
    """A number's digits, also of one in words; empty for what is none."""
    return plain_form(word.text) if word.text[0].isdigit() else _digits(word.text.lower())


def _core(claim: Sequence[Word], base: Ground, found: Alignment) -> tuple[int, int, bool]:
    """The aligned words of the ground, first … last, and whether most of the claim lies in them."""
    held = {own for own, _ in found.pairs}
    total = sum(word.weight for word in claim)
    share = sum(claim[own].weight for own in held) / total if total else 0.0
    return found.pairs[0][1], found.pairs[-1][1], share >= _SAME_STATEMENT


def negation_faults(claim: Sequence[Word], base: Ground, found: Alignment) -> list[Fault]:
    """A negation on one side only, beside words that stand on both."""
    first, last, same = _core(claim, base, found)
    if not same:
        return []
    matched, theirs = {own for own, _ in found.pairs}, {other for _, other in found.pairs}
    mine = [word for number, word in enumerate(claim) if number not in matched and _denies(word)]
    denied = any(_denies(claim[own]) for own in matched)
    low = first if denied else max(found.first, first - _NEAR)
    its = [
        base.words[number]
        for number in range(low, min(found.last, last + 2))
        if _denies(base.words[number])
        and number not in theirs
        and (first <= number <= last or not _sentence_between(base, number, first))
        and any(abs(number - other) <= _NEAR for _, other in found.pairs)
    ]
    if mine and not its:
        return [Fault("negation", f"the claim denies ({mine[0].text!r}), the evidence doesn't")]
    if its and not mine:
        return [Fault("negation", f"the evidence denies ({its[0].text!r}), the claim doesn't")]
    return []


def _sentence_between(base: Ground, one: int, other: int) -> bool:
    low, high = sorted((one, other))
    text = base.texts[base.item_of(low)][base.words[low].end : base.words[high].start]
    return any(mark in text for mark in ".;!?\n")


def _denies(word: Word) -> bool:
    plain = plain_form(word.text)
    return plain in NEGATIONS or plain.endswith("n't")


def word_faults(claim: Sequence[Word], base: Ground, found: Alignment) -> list[Fault]:
    """An opposite in the place of a word, or «all» and «only» where the evidence says less."""
    first, last, same = _core(claim, base, found)
    if not same:
        return []
    near = base.words[max(found.first, first - 2) : min(found.last, last + 3)]
    there = {plain_form(word.text) for word in near}
    stems = {word.key for word in near}
    mine = {plain_form(word.text) for word in claim}
    told = []
    for word in claim:
        plain = plain_form(word.text)
        against = {form for form in OPPOSITES.get(plain, ()) if form in there and form not in mine}
        against |= {form for form in OPPOSITES.get(word.key, ()) if form in stems and form not in mine}
        if against and plain not in there and word.key not in stems:
            told.append(Fault("opposite", f"{word.text!r} where the evidence has {min(against)!r}"))
        elif plain in _ALL and not there & _ALL and there & _SOME:
            told.append(Fault("quantifier", f"{word.text!r} where the evidence has {min(there & _SOME)!r}"))
        elif plain in ("only", "always", "solely") and not there & _ALL:
            told.append(Fault("quantifier", f"the evidence doesn't say {word.text!r}"))
    return told


_BOUND = re.compile(rf"\b({'|'.join(sorted(BOUNDS, key=len, reverse=True))})\b", re.I)


def bound_faults(text: str, base: Ground, found: Alignment) -> list[Fault]:
    """«at least 5» where the evidence has «at most 5»; «before 1990» where it has «after 1990»."""
    start, end = base.span(found.first, found.last)
    window = base.texts[base.item_of(found.first)][start : end + 12]
    its = [(value, _bound(window, value)) for value in find_values(window)]
    told = []
    for value in find_values(text):
        mine = _bound(text, value)
        against = [bound for other, bound in its if other.canonical == value.canonical]
        if mine and against and all(frozenset((mine, bound)) in CONTRARY_BOUNDS for bound in against):
            told.append(
                Fault("quantifier", f"{value.text!r}: {mine} in the claim, {against[0]} in the evidence")
            )
    return told


def _bound(text: str, value: Value) -> str:
    before = list(_BOUND.finditer(text, max(0, value.start - 16), value.start))
    if before and not text[before[-1].end() : value.start].strip():
        return BOUNDS[before[-1][1].lower()]
    after = re.match(r"\s(or (?:more|less|fewer))\b", text[value.end : value.end + 12])
    return BOUNDS[after[1]] if after else ""
