"""Levels of difficulty, attributes with values, and rules for the writer, as a clause says them."""

import re
from dataclasses import dataclass

from seedbed.agent.planner.rules.listing import items_of

_EASY = r"(?:easy|simple|basic|beginner)"
_HARD = r"(?:hard|difficult|tricky|challenging|advanced|tough|complex)"
_MEDIUM = r"(?:medium|intermediate|moderate|middling)"
_LEVELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        rf"\b{_EASY}[,/ ]+(?:and |to |through )?{_MEDIUM}[,/ ]+(?:and |to |through |or )?{_HARD}\b",
        ("easy", "medium", "hard"),
    ),
    (rf"\b{_EASY} (?:to|through) {_HARD}\b", ("easy", "medium", "hard")),
    (
        r"\b(?:of |with |in )?(?:mixed|varying|varied|different|various|all|three|several|increasing|graded) "
        r"(?:levels? of )?(?:difficult(?:y|ies)|levels)(?: levels?)?\b",
        ("easy", "medium", "hard"),
    ),
    (rf"\b{_EASY}(?: ones)?(?:,| and| or| &|/)+ ?{_HARD}(?: ones)?\b", ("easy", "hard")),
    (rf"\b{_EASY}(?: ones)?(?:,| and| or| &|/)+ ?{_MEDIUM}(?: ones)?\b", ("easy", "medium")),
    (rf"\b{_MEDIUM}(?: ones)?(?:,| and| or| &|/)+ ?{_HARD}(?: ones)?\b", ("medium", "hard")),
    (
        rf"\b{_HARD} (?:ones|cases|examples|rows) (?:too|included|as well|also)\b|"
        rf"\b(?:includ(?:e|ing)|with|and|also|plus|half|some|a few)(?: (?:of them|of which))?"
        rf"(?: (?:some|a few|also|the))? {_HARD} (?:ones|cases|examples|rows)\b|"
        rf"\b(?:some|half|a few) of (?:them|which) (?:are |being |should be )?{_HARD}\b|"
        r"\b(?:includ(?:e|ing)|with|and)(?: (?:some|a few))? (?:edge|corner|borderline|ambiguous) cases\b",
        ("plain", "hard"),
    ),
    (rf"\b(?:only |all |just )?{_MEDIUM}(?: (?:only|difficulty|level|ones))?\b(?! of)", ("medium",)),
    (
        rf"\b(?:only |all |just )?{_HARD}(?: ones)?(?: only)?\b(?= (?:[\w-]+ ){{0,3}}(?:problems|exercises|"
        rf"questions|messages|"
        rf"tickets|reviews|texts|examples|rows|ones|cases|math)|\s*[,.;]|$| only)",
        ("hard",),
    ),
    (
        rf"\b(?:only |all |just )?{_EASY}(?: ones)?(?: only)?\b(?= (?:[\w-]+ ){{0,3}}(?:problems|exercises|"
        rf"questions|"
        rf"examples|rows|ones|math)|\s*[,.;]|$| only)",
        ("easy",),
    ),
)  # fmt: skip
_ATTRIBUTE = re.compile(
    r"\b(?P<name>(?:customer|writer|sender|speaker|age|product|user|reading) (?:types?|groups?|ages?|levels?|"
    r"segments?)|tones?|lengths?|styles?|"
    r"channels?|registers?|formality|persona|personas|regions?|seasons?|audiences?|moods?|dialects?|formats?|"
    r"devices?|ages?|roles?|"
    r"occasions?|countr(?:y|ies)|cit(?:y|ies))\s*(?:\((?P<listed>[^()]+)\)|(?::|=)\s*(?P<open>[^.;:()\n]+))",
    re.IGNORECASE,
)
_VARIED = re.compile(r"\b(?:vary|varying|varied|attributes?|dimensions?)\b", re.IGNORECASE)
_ANY_ATTRIBUTE = re.compile(r"(?P<name>[a-z][\w -]{1,40}?)\s*\((?P<listed>[^()]+)\)", re.IGNORECASE)
_RULES = re.compile(
    r"(?:(?<=[,.;:\n(])|^|(?<=\band )|(?<=\bbut ))\s*(?P<rule>(?:please\s+)?(?:"
    r"no (?!more than|less than|fewer than|labels|need)|without\s|avoid(?:ing)?\s|don'?t\s(?!need|want|care)|"
    r"do not\s(?!need|want|care)|"
    r"never\s|must\s|should\s|each (?:\w+ )?(?:must|should|one must)\s|they (?:must|should)\s|it (?:must|"
    r"should)\s|"
    r"make sure\s|keep (?:it|them|the|each|every)\s|always\s|only use\s|use (?:only|british|american|plain|"
    r"simple|formal|informal|invented|fictional)\s|"
    r"vary (?:the\s)?|as if\s|in the style of\s|written (?:by|as|in)\s|sound(?:ing)?\s|in (?:formal|informal|"
    r"british|american|plain)\s"
    r")[^,.;\n()]{2,160})",
    re.IGNORECASE,
)
_BOUND = (
    r"(?:each\s+)?(?:of\s+)?(?:at most|no more than|no longer than|not longer than|under|below|less than|"
    r"fewer than|up to|max(?:imum)?\.?|at least|more than|over|between \d+ and|from \d+ to)\s+"
)
_SPAN = r"\d+(?:\s?(?:-|–|to)\s?\d+)?[\s-]"
_AFTER = r"(?:each|long|or less|or fewer|max|at most|maximum)"
_LENGTH = re.compile(
    rf"(?P<rule>\b(?:{_BOUND}{_SPAN}(?:words?|characters|chars|sentences|tokens|"
    rf"paragraphs)\b(?:\s+{_AFTER})?|"
    rf"(?:(?:about|around|of)\s+)?{_SPAN}(?:words?|characters|chars)\b(?!\s+problems?)(?:\s+{_AFTER})?|"
    rf"(?:(?:about|around|of)\s+)?{_SPAN}(?:sentences|tokens|paragraphs)\s+{_AFTER}))",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(
    r"\b(?P<rule>for\s+(?:\d+(?:st|nd|rd|th)[ -]?grad(?:e|ers)|grades? \d+(?:\s?(?:-|–|to)\s?\d+)?|\d+[- "
    r"]year[- ]olds|children|kids|"
    r"adults|beginners|students|pupils|(?:primary|elementary|middle|secondary|high)[ -]school(?:ers| "
    r"students| pupils| children)?|"
    r"university students|learners))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Details:
    """What a clause says of how its rows are to be."""

    text: str
    """The clause with what was read taken out."""
    difficulties: tuple[str, ...]
    attributes: tuple[tuple[str, tuple[str, ...]], ...]
    guidance: tuple[str, ...]


def details_of(text: str) -> Details:
    """Read difficulty, attributes and rules; what is read is blanked."""
    guidance: list[tuple[int, str]] = []
    attributes: dict[str, tuple[str, ...]] = {}
    varied = _VARIED.search(text)
    for pattern, needs_cue in ((_ATTRIBUTE, False), (_ANY_ATTRIBUTE, True)):
        for match in pattern.finditer(text):
            if needs_cue and (varied is None or match.start() < varied.start()):
                continue
            opened = match.groupdict().get("open")
            values = tuple(item.name for item in items_of(match["listed"] or opened or ""))
            name = _attribute_name(match["name"])
            if len(values) >= 2 and name not in attributes and name:
                attributes[name] = values
                text = _blank(text, match.start(), match.end())
    for pattern in (_LENGTH, _RULES, _AUDIENCE):
        for match in list(pattern.finditer(text)):
            rule = " ".join(match["rule"].split())
            if len(rule.split()) > 1 and not re.fullmatch(r"(?i)vary(?: the| by)?(?: and)?", rule):
                guidance.append((match.start(), _sentence(rule)))
                text = _blank(text, match.start("rule"), match.end("rule"))
    levels: tuple[str, ...] = ()
    for form, names in _LEVELS:
        if found := re.search(form, text, re.IGNORECASE):
            levels = levels or names
            text = _blank(text, *found.span())
    return Details(text, levels, tuple(attributes.items()), tuple(rule for _, rule in sorted(guidance)))


def _attribute_name(words: str) -> str:
    words = re.sub(
        r"^.*\b(?:vary(?:ing)?|varied|attributes?|dimensions?|the|their|by|and|in|with)\b",
        "",
        words,
        flags=re.IGNORECASE,
    )
    name = " ".join(words.lower().split())
    return (
        name[:-1]
        if name in ("tones", "lengths", "styles", "channels", "ages", "regions", "formats", "personas")
        else name
    )


def _sentence(rule: str) -> str:
    return rule[:1].upper() + rule[1:].rstrip(".") + "."


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
