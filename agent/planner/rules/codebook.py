"""Which labels a clause names, how many it wants, by what it classifies, and rows or shares per label.

Reads what is written; a matter with usual labels (`sentiment`) is told apart from labels that were named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.clauses import Clause, noun_of
from seedbed.agent.planner.rules.listing import Item, items_of, mask_brackets
from seedbed.agent.planner.rules.numbers import numbers_in

_KINDS = (
    r"(?:labels?|class(?:es)?|categor(?:y|ies)|intents?|topics?|tags?|sentiments?|emotions?|genres?|"
    r"departments?|"
    r"polarity|urgency|priority|priorities|spam|stance|tone|mood|severity|toxicity|(?:star )?ratings?|"
    r"options|types?|subjects?|codebook)"
)
_AFTER_KIND = re.compile(
    rf"\b{_KINDS}(?:\s+(?:classification|detection|analysis|recognition|labels?))?"
    rf"(?:\s+(?:are|being|is|should be|namely|called|named|such as|like))?\s*(?:[:=]|(?=\()|\s[–—-]\s)[ \t]*",
    re.IGNORECASE,
)
_AS = re.compile(
    r"\b(?:label(?:l)?(?:ed|ing)?|classif(?:y|ied|ying|ication)|tag(?:ged)?|sort(?:ed)?|categori[sz](?:e|ed)|"
    r"mark(?:ed)?|split|"
    r"divid(?:e|ed)|triage(?:d)?|group(?:ed)?|distinguish(?:ing)?|"
    r"assign(?:ed)?)\b(?P<object>[^.;:()\n]{0,60}?)"
    r"\b(?:as(?: being)?|into|between|to)(?:\s*:\s*|\s+)(?:either\s+)?(?:one of\s+)?(?:the\s+)?"
    r"(?:(?:classes|labels|categories|intents|topics)\s*:?\s+)?(?:\d+\s+\w+\s*:\s*)?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:labell?ed|tagged|marked|classified)\s+"
    r"(?!as\b|by\b|with\b|into\b|data|for\b|in\b|and\b|examples|rows|texts?|messages|or\b)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:tell(?:s|ing)?|distinguish(?:es|ing)?|separat(?:e|es|ing)|discern(?:s|ing)?)\s+(?:apart\s+)?"
    r"(?P<one>[a-z][\w-]*(?: [a-z][\w-]*)?)\s+from\s+(?P<other>[a-z][\w-]*(?: [a-z][\w-]*)?)",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:with|using|of|the|have|having|has)\s+(?:the\s+)?(?:labels|classes|categories|intents|topics|"
    r"tags)\s+"
    r"(?!in\b|for\b|from\b|that\b|of\b|and\b)",
    re.IGNORECASE,
)
_KNOWN = "|".join(sorted(v.LABEL_WORDS, key=len, reverse=True))
_PAIR = re.compile(
    rf"(?<![\w/])(?:very |strongly )?(?:{_KNOWN})(?:\s*(?:,\s*and|,\s*or|,|/|\||\bor\b|\band\b|\bvs\.?|"
    rf"\bversus\b|\bthan\b)\s*"
    rf"(?:very |strongly )?(?:{_KNOWN}))+(?![\w/])",
    re.IGNORECASE,
)
_OR_NOT = re.compile(
    r"\b(?P<name>[a-z][a-z-]+(?: speech)?)\s*(?:,?\s*or|/|vs\.?|versus)\s+(?P<no>not|non)\b(?:[ "
    r"-](?:(?P=name)|a\b|an\b)\s*\w*)?",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    r"(?P<list>\b[a-z][\w-]*(?: [a-z][\w-]*)?(?:\s+(?:vs\.?|versus)\s+[a-z][\w-]*)+)", re.IGNORECASE
)
_HEAD_BRACKETS = re.compile(r"\s*\(")
_STARS = re.compile(
    r"\b(?:star[- ]ratings?|ratings?|stars?)\b[^.;,\d]{0,20}(?P<low>1|one)\s*(?:-|–|to)\s*(?P<high>\d|five|"
    r"ten)\b"
    r"|\b(?P<low2>1|one)\s*(?:-|–|to)\s*(?P<high2>\d|five|ten)[- ](?:stars?|points?)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?P<count>\d+|two|three|four|five|six|seven|eight|nine|ten)-(?:way|class|label)\b", re.IGNORECASE
)
_BINARY = re.compile(r"\bbinary (?:classif|label|sentiment|topic)", re.IGNORECASE)
_PERCENT = re.compile(
    r"\b(?P<share>\d{1,2}(?:\.\d+)?)\s?(?:%|percent|per cent)\s+(?:of (?:them|which|these)\s+)?(?:are |"
    r"should be |being |is )?"
    r"(?P<name>[a-z][\w-]*(?: [a-z][\w-]*)?)",
    re.IGNORECASE,
)
_NOT_A_LABEL = re.compile(
    r"^(?:no|without|with|(?:hard|easy|plain|medium|difficult|tricky)\s+\w+|including|include|each|at least|"
    r"at most|"
    r"about|from|for|"
    r"in|make|please|vary|varying|varied|based on|taken|tone|length|etc\.?|and so on|so on|\d.*|evenly|"
    r"balanced|equally|"
    r"some|also|of different|written|short|long|half|i\b|we\b|it\b|they\b|all\b|use\b|keep\b|avoid\b|never\b|"
    r"don'?t\b|"
    r"rows?|examples?|the rest|only|then|one per|mixed difficulty|realistic|diverse|where\b)(?:\b|$)(?!-)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\.(?:\s|$)|\n\s*\n|!|\?|\s+(?:for (?:a|an|the|our|my|at|training|use)\b|for [a-z]+ (?:shop|store|bank|"
    r"firm|company)|"
    r"in (?:a|an|the|our|my)\b|from\b|about\b|with\b|on (?:a|the)\b|where\b|each\b|please\b|regarding\b|"
    r"that\b|so that\b|"
    r"which\b|per\b)|,?\s+(?:and\s+)?\d[\d,]* (?!star)",
    re.IGNORECASE,
)


_TOO_COMMON = frozenset(
    (
        "product",
        "class",
        "type",
        "subject",
        "department",
        "language",
        "rating",
        "tone",
        "mood",
        "genre",
        "severity",
    )
)
"""Matters that only count after «by»."""
_TRAITS = {"toxic": "toxicity", "sarcastic": "sarcasm", "urgent": "urgency", "hateful": "hate speech"}
_TRAIT = re.compile(
    rf"\b({'|'.join(_TRAITS)})\s+(?:[a-z]+\s+)?(?:classification|detection|classifier|detector|filter)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s+(?:their\s+)?(?:[a-z]+\s+){0,2}?[a-z]+\s*(?:(?=\()|:\s*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Codebook:
    """What a clause says of labels."""

    items: tuple[Item, ...]
    """Labels named, with their definitions."""
    usual: tuple[str, ...]
    """The matter's usual labels, where none are named."""
    about: str
    count: int
    """How many are wanted; 0: it doesn't say."""
    shares: dict[str, float]
    """Label → rows or percent, where they aren't equal."""
    in_percent: bool


def codebook_of(clause: Clause) -> Codebook:
    """Labels and counts in a clause."""
    items = next((found for found in _candidates(clause) if len(found) >= 2), ())
    counted = _counted(clause)
    percent = _percentages(clause.text, items)
    if len(counted) >= 2 and not items:
        items = tuple(Item(name) for name in counted)
    about = _about(clause.text, items)
    count = next((m.number.value for m in clause.mentions if m.kind == "labels"), 0) or _ways(clause.text)
    named = {item.name.lower() for item in items}
    shares = percent or ({name: float(n) for name, n in counted.items() if name.lower() in named})
    return Codebook(items, _usual(about, count) if not items else (), about, count, shares, bool(percent))


def _candidates(clause: Clause) -> Iterator[tuple[Item, ...]]:
    text = clause.text
    stars = _STARS.search(text)
    if stars:
        high = {"five": 5, "ten": 10}.get((stars["high"] or stars["high2"]).lower())
        top = high or int(stars["high"] or stars["high2"])
        yield tuple(Item(f"{n} star" + "s" * (n > 1)) for n in range(1, top + 1)) if 2 <= top <= 10 else ()
    for pattern in (_AFTER_KIND, _AS, _LABELLED, _WITH, _BY):
        for match in pattern.finditer(text):
            yield _list_at(text, match.end())
    if apart := _FROM.search(text):
        yield tuple(_one(Item(apart[side])) for side in ("one", "other"))
    if clause.head and clause.noun in ("text", "question", "generic"):
        for match in re.finditer(rf"\b{re.escape(clause.head)}\b", text, re.IGNORECASE):
            if opened := _HEAD_BRACKETS.match(text, match.end()):
                yield _list_at(text, opened.end() - 1)
            elif opened := re.compile(r"\s*:\s*(?=[^\d\n]*,)").match(text, match.end()):
                yield _list_at(text, opened.end())
    if halves := re.search(
        r"\bhalf\s+(?:of them\s+)?([a-z][\w-]*),?\s+(?:and\s+)?half\s+([a-z][\w-]*)", text, re.IGNORECASE
    ):
        yield (Item(halves[1]), Item(halves[2]))
    if negated := _OR_NOT.search(text):
        name = negated["name"].lower()
        if name not in ("whether", "if", "is", "it", "spam") or name == "spam":
            yield (Item(name), Item(f"not {name}"))
    if pair := _PAIR.search(text):
        yield tuple(_one(item) for item in items_of(pair[0]))
    if versus := _VERSUS.search(text):
        yield tuple(_one(item) for item in items_of(versus["list"]))
    if clause.noun in ("text", "generic"):
        for match in re.finditer(r":[ \t]*", text):
            found = _list_at(text, match.end())
            yield found if len(found) > 2 and all(len(item.name.split()) < 4 for item in found) else ()


def _list_at(text: str, start: int) -> tuple[Item, ...]:
    """The list that begins at `start`: in brackets, as bullets, or up to where it must end."""
    if text[start : start + 1] == "(":
        inner = text[start + 1 :]
        depth = 1
        for place, char in enumerate(inner):
            depth += (char == "(") - (char == ")")
            if depth == 0:
                return _labels(inner[:place])
        return _labels(inner)
    rest = text[start:]
    masked = mask_brackets(rest)
    if re.match(r"\s*\n\s*(?:[-*•]|\d+[.)])", rest):
        end = re.search(r"\n\s*\n|\n(?!\s*(?:[-*•]|\d+[.)]))\s*\S", masked[1:])
        return _labels(rest[: end.start() + 1] if end else rest)
    defined = re.search(r"[:=]", masked.split(";")[0]) is not None
    cut = re.search(r"\.(?:\s|$)|\n\s*\n", masked) if defined else _CUT.search(masked)
    ends = [cut.start() if cut else len(rest)]
    if not defined and ";" in masked:
        ends.append(masked.index(";"))
    if "\n" in masked.strip():
        ends.append(masked.index("\n", len(masked) - len(masked.lstrip())))
    return _labels(rest[: min(ends)])


def _labels(text: str) -> tuple[Item, ...]:
    kept: list[Item] = []
    for item in items_of(text):
        if kept and _NOT_A_LABEL.match(item.name):
            # What ends the list stood behind its last «or»: without it, that one separates.
            shorter = text[: text.find(item.name)].rstrip(" ,;")
            return _labels(shorter) if shorter != text else tuple(kept)
        item = _one(item)
        if len(item.name.split()) > 6 or not re.search(r"\w", item.name) or len(item.name) > 80:
            break
        kept.append(item)
    return tuple(kept)


def _one(item: Item) -> Item:
    """A label without the name of the rows behind it («negative reviews» → «negative»), `not` made whole."""
    words = item.name.split()
    known = words[0].lower().removeprefix("non-") in v.LABEL_WORDS
    while len(words) > 1 and noun_of(words[-1]) in ("text", "generic") and known:
        words.pop()
    return Item(" ".join(words), item.gloss)


def _counted(clause: Clause) -> dict[str, int]:
    """Label → rows, where numbers stand before labels («40 positive and 80 negative»)."""
    for brackets in re.findall(r"\(([^()]+)\)", clause.text):
        pairs = [re.fullmatch(r"(\d{1,6})\s+(\D{2,60})", item.name) for item in items_of(brackets)]
        if len(pairs) > 1 and all(pairs):
            return {pair[2].strip(): int(pair[1]) for pair in pairs if pair}
    found: dict[str, int] = {}
    for mention in clause.mentions:
        words = [word for word in mention.before if word not in ("and", "or")]
        if mention.kind == "bare" and words:
            known = next((word for word in words[:2] if word in v.LABEL_WORDS), "")
            listed = known or _listed(clause.text, words)
            if listed:
                found[listed] = mention.number.value
        elif mention.kind == "rows":
            known = next((word for word in mention.before if word in v.LABEL_WORDS), "")
            if known and not mention.unit:
                found[known] = mention.number.value
    return found if len(found) >= 2 else {}


def _listed(text: str, words: list[str]) -> str:
    """The words after a bare number, if the clause says elsewhere that they are a label."""
    for size in (3, 2, 1):
        name = " ".join(words[:size])
        if len(re.findall(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)) >= 2:
            return name
    return ""


def _percentages(text: str, items: tuple[Item, ...]) -> dict[str, float]:
    names = {item.name.lower(): item.name for item in items}
    found: dict[str, float] = {}
    for match in _PERCENT.finditer(text):
        said = match["name"].lower()
        for name in (said, said.split()[0]):
            if name in names or (not items and name in v.LABEL_WORDS):
                found[names.get(name, name)] = float(match["share"])
                break
    return found


def _about(text: str, items: tuple[Item, ...]) -> str:
    by = re.search(rf"\bby\s+(?:their\s+|its\s+|the\s+)?{v.ABOUT.pattern[2:]}", text, re.IGNORECASE)
    if by:
        return _matter(by["about"])
    known = [v.LABEL_WORDS[item.name.lower()] for item in items if item.name.lower() in v.LABEL_WORDS]
    if known:
        return known[0]
    if trait := _TRAIT.search(text):
        return _TRAITS[trait[1].lower()]
    found = next((m for m in v.ABOUT.finditer(text) if m["about"].lower() not in _TOO_COMMON), None)
    return _matter(found["about"]) if found and text[: found.start()][-1:] not in ("-", "_") else ""


def _matter(word: str) -> str:
    low = word.lower()
    plural = {
        "categories": "category",
        "sentiments": "sentiment",
        "intents": "intent",
        "topics": "topic",
        "emotions": "emotion",
    }
    return plural.get(low, low)


def _usual(about: str, count: int) -> tuple[str, ...]:
    if about in ("sentiment", "polarity"):
        by_count = {
            3: ("positive", "neutral", "negative"),
            5: ("very positive", "positive", "neutral", "negative", "very negative"),
        }
        return by_count.get(count, () if count not in (0, 2) else v.USUAL_LABELS[about])
    usual = v.USUAL_LABELS.get(about, ())
    return usual if count in (0, len(usual)) else ()


def _ways(text: str) -> int:
    if match := _WAY.search(text):
        word = match["count"].lower()
        return int(word) if word.isdigit() else numbers_in(word)[0].value
    return 2 if _BINARY.search(text) else 0
