"""Which sentences can be an answer as they stand.

A sentence is one if it can be understood by itself: one that leans on the sentence before it, or speaks of
the page that it stands on, is none; the first may still be said right after the sentence that it leans on.
"""

import re

_LEANS = re.compile(
    r"(?:it|its|this|that|these|those|they|their|he|she|however|therefore|thus|hence|also|so|but|and|or|"
    r"then|moreover|furthermore|otherwise|instead|similarly|likewise|"
    r"for (?:example|instance|this|that|these)|in (?:this|that|such|these|those|addition|fact|other words)|"
    r"as (?:a result|such|mentioned|shown|you)|here|there|now|note|finally|first|second|next|again|both|such|"
    r"the (?:former|latter|above|following|same)|we|our|i|let|you'll|let's|another|other|something|besides|"
    r"meanwhile|even|still|yet|rather|additional|additionally|yes|no)\b",
    re.I,
)
_CARRIES = re.compile(r"(?:It|They|These|This|Its|Their)\b")
_OF_PAGE = re.compile(
    r"\b(?:above|below|following|previous(?:ly)?|earlier|later on|example|see|please|read more|refer|consult|"
    r"visit|here|we|our|us|let's|I|this (?:page|section|document|tutorial|guide|example|article|recipe|"
    r"chapter|table|figure|case|blog|post|way))\b|[:;]$",
    re.I,
)
MOST_WORDS = 45


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is understood without those around it, and reads as prose."""
    return _reads_as_prose(sentence) and not _LEANS.match(sentence)


def _reads_as_prose(sentence: str) -> bool:
    whole = sentence[:1].isupper() and sentence.endswith((".", "!"))
    plain = not re.search(r"[<>{}\[\]|\\=*#@]|![A-Z]|\s[.,]|https?:|\b[\w-]+\(\)|  ", sentence)
    return whole and plain and 4 <= len(sentence.split()) <= MOST_WORDS and not _OF_PAGE.search(sentence)


def goes_on(sentence: str) -> bool:
    """Whether a sentence can be said right after the one before it, as more of the same."""
    return _reads_as_prose(sentence) and (bool(_CARRIES.match(sentence)) or not _LEANS.match(sentence))
