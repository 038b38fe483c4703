"""Chains about one section: questions that its sentences answer, in order, each answered by the sentence.

A sentence is an answer only if it can be understood by itself: one that leans on the sentence before it, or
speaks of the page that it stands on, is left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from seedbed.tools.knowledge.absence.near_misses import NearMiss
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.talks.asking import in_talk
from seedbed.tools.knowledge.talks.counting import counted_after, times
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, place_of, shape_of
from seedbed.tools.knowledge.talks.missing import absent

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
_STIFF = re.compile(r"^What (?:do|does) .+ (?:hold|have|show|contain|form|mean|include)\?$")
"""Questions that structure makes, and that nobody asks."""
MOST_WORDS = 45


def stands_alone(sentence: str) -> bool:
    """Whether a sentence is understood without those around it, and reads as prose."""
    return _reads_as_prose(sentence) and not _LEANS.match(sentence)


def _reads_as_prose(sentence: str) -> bool:
    whole = sentence[:1].isupper() and sentence.endswith((".", "!"))
    plain = not re.search(r"[<>{}\[\]|\\=*#@]|![A-Z]|https?:|\b[\w-]+\(\)|  ", sentence)
    return whole and plain and 4 <= len(sentence.split()) <= MOST_WORDS and not _OF_PAGE.search(sentence)


def goes_on(sentence: str) -> bool:
    """Whether a sentence can be said right after the one before it, as more of the same."""
    return _reads_as_prose(sentence) and (bool(_CARRIES.match(sentence)) or not _LEANS.match(sentence))


def section_chains(items: Iterable[GroundedItem], near: Iterable[NearMiss]) -> Iterator[Chain]:
    """Chains of two and three questions about one section; they share none."""
    missing: dict[str, list[NearMiss]] = defaultdict(list)
    for one in near:
        if one.kind == "other thing" and _alike(one):
            missing[one.asked_of].append(one)
    for some in _sections(items):
        at = 0
        while at < len(some):
            taken = 3 if len(some) - at not in (2, 4) else 2
            if len(some) - at > 1 or _more(some[at]) or missing.get(some[at].question):
                made = _chain(some[at : at + taken], missing)
                if made is not None:
                    yield made
            at += taken


def _alike(near: NearMiss) -> bool:
    """Whether a question is asked of a thing that is called as the first one is ("the Park shop" after "the
    Station shop"): of others nobody might ask it."""
    kind = near.sought.entity.split()[-1].lower()
    return kind in re.findall(r"[\w-]+", near.asked_of.lower())


def _sections(items: Iterable[GroundedItem]) -> Iterator[Sequence[GroundedItem]]:
    found: dict[tuple[str, tuple[str, ...]], dict[int, GroundedItem]] = {}
    for item in items:
        if (
            item.kind in ("sentence", "definition")
            and stands_alone(item.shown)
            and not _STIFF.search(in_talk(item.question))
        ):
            found.setdefault((item.source, item.heading_path), {}).setdefault(item.start, item)
    for mine in found.values():
        yield [mine[start] for start in sorted(mine)]


def _more(item: GroundedItem) -> Exchange | None:
    counted = counted_after(item.answer, item.shown) if item.value_kind == "money" else None
    return times(item.answer, counted, item.id) if counted else None


def _chain(items: Sequence[GroundedItem], missing: Mapping[str, Sequence[NearMiss]]) -> Chain | None:
    """The statements in order, three exchanges at most; a sum or a question without an answer follows the
    statement that it goes on from."""
    found: list[Exchange] = []
    for item in items:
        if len(found) == 3:
            break
        found.append(
            Exchange("statement", (in_talk(item.question),), item.shown, (place_of(item, item.shown),))
        )
        follow = _more(item)
        if follow is None and (near := missing.get(item.question)):
            asked = near[0].question
            follow = absent(near[0], f"And {asked[0].lower()}{asked[1:]}")
        if follow is not None and len(found) < 3:
            found.append(follow)
    if len(found) < 2:
        return None
    first = items[0]
    named = in_talk(first.question) != first.question
    about = f"“{first.heading_path[0]}”" if named and first.heading_path else ""
    shape, path = shape_of(found), first.heading_path
    return Chain(tuple(found), shape, path, "document" if about else "question", about)
