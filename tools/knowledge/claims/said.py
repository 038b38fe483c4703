"""What an assistant's message states, what it says isn't in the documents, and what claims nothing.

Courtesies («You're welcome») and questions claim nothing. That the documents don't say something is no claim
about their content, and is checked by readers instead; what follows a «but» is one again. By closed lists,
for English: an absence in other words is taken for a claim, and fails as one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.tools.knowledge.claims.split import split_claims

_DOCUMENTS = (
    r"(?:documents?|documentation|docs|handbooks?|manuals?|guides?|passages?|texts?|pages?|sources?|articles?"
    r"|rules?|terms|sections?|materials?|instructions?|leaflets?)"
)
_SAYS = (
    r"(?:say|mention|tell|state|cover|specify|give|describe|explain|name|address|discuss|define|indicate|note"
    r"|go into|spell out|set out|speak|make clear|answer)"
)
_SAID = (
    r"(?:said|mentioned|stated|covered|specified|listed|given|described|explained|named|addressed|discussed"
    r"|defined|documented|found)"
)
_NOT = r"(?:n['’]t|\snot|\snever)"
_NONE = r"\b(?:nothing|no (?:mention|word|information|detail|figure|answer)s?)\b"
_NEAR, _FAR = r"[^.?!;]{0,40}?", r"[^.?!;]{0,80}?"
_ABSENT = re.compile(
    "|".join(
        (
            rf"\b{_DOCUMENTS}\b{_NEAR}\b(?:do|does|did){_NOT}\s(?:\w+\s){{0,2}}?{_SAYS}\b",
            rf"\b{_DOCUMENTS}\b{_NEAR}\b{_SAYS}s?\s(?:nothing|no\b)",
            rf"{_NONE}{_FAR}\b{_DOCUMENTS}\b",
            rf"\b(?:is|are|was|were){_NOT}\s(?:\w+\s){{0,2}}?{_SAID}\b{_NEAR}\b(?:in|by)\b{_NEAR}\b{_DOCUMENTS}\b",
            rf"\bI\s(?:ca|could|do|did)(?:n['’]t|n?not|\snot)\s(?:find|see|have)\b{_FAR}\b{_DOCUMENTS}\b",
            rf"\bI\s(?:found|find|see)\s(?:nothing|no\b){_FAR}\b{_DOCUMENTS}\b",
        )
    ),
    re.I,
)
_BUT = re.compile(
    r"(?:;|,|\s[–—-])?\s+(?:but|however|though|although|while|whereas|only that)\s*,?\s+|;\s+", re.I
)
_OPENS = r"(?:(?:sure|of course|certainly|great|perfect|alright|all right|ok|okay|good|thanks|thank you),? )?"
_WORDS = r"[^.;:\d]{0,60}"
_WISH = (
    r"(?:have|enjoy|good luck|all the best|safe \w+|happy \w+|(?:ride|travel|drive|stay) (?:safe(?:ly)?|well)"
    r"|take care|goodbye|bye)"
)
_COURTESY = re.compile(
    rf"{_OPENS}(?:"
    + "|".join(
        (
            rf"you(?:['’]re| are) (?:very |most )?welcome(?:,? (?:and )?{_WISH}\b{_WORDS})?",
            r"my pleasure|no problem|any ?time|of course|sure(?: thing)?|certainly",
            rf"(?:i['’]m |i am )?(?:glad|happy|pleased)\b{_WORDS}",
            rf"{_WISH}\b{_WORDS}",
            rf"(?:feel free|come back|(?:just )?ask (?:again|me|if)|let me know)\b{_WORDS}",
            rf"do(?:n['’]t| not) hesitate\b{_WORDS}",
            r"i hope (?:that|this|it) helps",
        )
    )
    + r")[.!]*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A message, taken apart."""

    claims: str
    """What it states, a line a statement; empty: nothing."""
    absent: tuple[str, ...]
    """What it says that the documents don't say."""


def stated(text: str) -> Stated:
    """What a message states."""
    claims, absent = list[str](), list[str]()
    for claim in split_claims(text, titles=False):
        for piece, missing in _pieces(claim.text):
            if missing:
                absent.append(piece)
            elif not _COURTESY.fullmatch(piece.strip(" ,.!")):
                claims.append(f"{piece.strip().rstrip('.!')}.")
    return Stated("\n".join(claims), tuple(absent))


def _pieces(claim: str) -> Iterator[tuple[str, bool]]:
    """A claim, cut at a «but» where one side says that the documents don't; whether each piece says so."""
    if not _ABSENT.search(claim):
        yield claim, False
        return
    for piece in filter(str.strip, _BUT.split(claim)):
        yield piece[0].upper() + piece[1:], bool(_ABSENT.search(piece))
