"""Sentences with their one value left out, for those that give no natural question with certainty."""

import re
from collections.abc import Iterator

from seedbed.tools.knowledge.questions.items import Wording
from seedbed.tools.knowledge.questions.nouns import plural_noun_phrase
from seedbed.tools.knowledge.values import Value, find_values, is_range
from seedbed.tools.knowledge.wordlist import word_set

BLANK = "____"
LEAST_WORDS = 7
MOST_WORDS = 30

_LEANS = re.compile(
    r"""^(?:it|they|them|this|these|those|that|such|he|she|his|her|its|their|here|there|also|however|therefore
    |thus|hence|then|otherwise|instead|so|and|but|or|for[ ]example|for[ ]instance|similarly|likewise|in[ ]this
    |in[ ]that|the[ ](?:same|other|former|latter|above|following)|at[ ]the[ ]same|later|subsequent|unlike
    |if[ ]so|if[ ]not|note|see|both|neither|another)\b
    |\b(?:this|these|those|that[ ]one|former|latter|following|above|below|table|figure|see|it|they|them|he|she
    |him|his|her|we|our|us|i|my|itself|another|example|consider|suppose|imagine|assume|remember|say|let)\b""",
    re.I | re.X,
)
_EQUALS = word_set("is are was were to than port exceed exceeds reaches reach")
_NO_COUNT = word_set("the these those all both or and other first last next previous any our your these")
_ODD = re.compile(r"[;()\[\]{}\"“”*_`|<>=#\\@]|\d/\d|https?:|\.\.|…|[!?]|:(?!\d\d)")


def ask_cloze(sentence: str, where: str) -> Iterator[Wording]:
    """At most one cloze; `where` says which section the sentence is from ("the section “Safety rules”")."""
    words = len(sentence.split())
    if not LEAST_WORDS <= words <= MOST_WORDS or not sentence.endswith(".") or not sentence[:1].isupper():
        return
    if _LEANS.search(sentence) or _ODD.search(sentence[:-1]):
        return
    values = find_values(sentence)
    if len(values) != 1 or not _tells(sentence, values[0]):
        return
    value = values[0]
    blanked = f"{sentence[: value.start]}{BLANK}{sentence[value.end :]}"
    place = f" from {where}" if where else ""
    question = f"Complete this sentence{place}: “{blanked}”"
    yield Wording(question, value.start, value.end, "hard", value.kind)


def _tells(sentence: str, value: Value) -> bool:
    """Whether leaving the value out leaves a fact to be known, not a turn of phrase ("the two options")."""
    if value.kind in ("month", "weekday"):
        return False
    before = sentence[: value.start].rstrip().rsplit(" ", 1)[-1].lower()
    after = sentence[value.end :].lstrip()
    if value.kind == "number" and not value.text[0].isdigit():
        counted = plural_noun_phrase(after.rstrip(".")) or plural_noun_phrase(
            " ".join(after.split(" ")[:2]).rstrip(".,")
        )
        return bool(counted) and before not in _NO_COUNT and value.text.lower() not in ("one", "zero")
    if value.kind == "number" and "." not in value.amount and not is_range(value):
        # A bare number is a fact if it counts something or is what something is; else it is part of a name.
        return bool(plural_noun_phrase(after.rstrip("."))) or (after in (".", "") and before in _EQUALS)
    return not re.match(r"\d|/", after)
