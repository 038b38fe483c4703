"""Scripts of dialogues and tools of trajectories: which a clause names, and how many of its rows are of each.

«support and negotiation dialogues, 50 each» are two parts of 50, «100 dialogues, a fifth of them refusals» 80
and 20; «support dialogues in which the assistant refuses» are one, by the more special of the two. Knows the
words of the scripts, not what a script does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.agent.planner.rules.amounts import Amount, amounts_of
from seedbed.agent.planner.rules.of_talks import CALCULATOR, SEARCH, WORLD
from seedbed.memory.task import Way

_WORDS: dict[Way, str] = {
    "long-memory": (
        r"long[- ]?(?:term)?[- ]?memory|memory(?= (?:dialogues|conversations|tests?))|"
        r"needle[- ]in[- ](?:a|the)[- ](?:haystack|conversation)"
    ),
    "self-correction": r"self[- ]?corrections?|self[- ]?correcting",
    "clarification": r"clarif(?:ication|ying)s?(?: questions?)?|under-?specified|ambiguous requests?",
    "refusal": (
        r"refusals?|refus(?:es|ed|ing)|safety(?= (?:dialogues|conversations|training))|jailbreaks?|"
        r"harmful requests?|red[- ]team(?:ing)?"
    ),
    "negotiation": r"negotiat(?:ions?|ing|es?)|bargain(?:ing|s)?|haggl(?:ing|es?)",
    "interview": r"interviews?|interviewing",
    "tutoring": (
        r"tutor(?:ing|s|ial|ials)?|socratic|homework[- ]help|teaching(?= (?:dialogues|conversations))"
    ),
    "information-seeking": (
        r"information[- ]seeking|info[- ]seeking|conversational (?:qa|search|question[- ]answering)|"
        r"question-answer-pairs|question[- ]answering|faq"
    ),
    "support": (
        r"(?:(?:customer|technical|tech|user|product|it)[- ])?support|customer[- ](?:service|care)|"
        r"help[- ]?desk|call[- ]cent(?:er|re)|trouble-?shooting|hotline"
    ),
    "": (
        r"open[- ](?:ended|domain)|open(?= (?:talks?|dialogues?|chats?|conversations?))|small[- ]talks?|"
        r"chit-?chats?|casual|everyday|ultrachat(?:[- ](?:style|like))?"
    ),
}
"""Script → what its dialogues are called, the more special first."""
_WHO = (
    r"(?:the |an? |some |their |its )?(?:assistants?|models?|agents?|bots?|chat ?bots?|ai|users?|persons?"
    r"|people|"
    r"customers?|one|someone|somebody|speakers?|it|he|she|they)"
)
_START = (
    r"(?:beginning|start|outset|opening|first (?:turns?|messages?)|turn (?:1|one)|early (?:turns?|on)|"
    r"earlier)"
)
_PHRASES: dict[Way, str] = {
    "long-memory": (
        rf"(?:{_WHO} )?(?:must |has to |have to |should |needs? to )?(?:need(?:s|ing)?|us(?:es?|ing)"
        rf"|remember(?:s|ing)?"
        rf"|recall(?:s|ing)?|mention(?:s|ed)?|refer(?:s|ring)?(?: back)?(?: to)?|com(?:es?|ing) back to"
        rf"|depend(?:s|ing)?"
        rf"(?: on)?|requir(?:es?|ing))\b[^.;\n]{{0,60}}?\b{_START}(?: of (?:the|a) (?:talk|chat|dialogue|"
        r"conversation))?(?: (?:at|in) (?:the end|turn \d+))?"
        r"|(?:remember(?:s|ing)?|recall(?:s|ing)?) (?:what|facts?|things?|something)\b[^,.;\n]{0,60}"
        r"|facts? from (?:the )?(?:beginning|start|first turns?|turn \d+)[^,.;\n]{0,40}"
    ),
    "self-correction": (
        rf"(?:{_WHO} )?(?:corrects?|correcting|fix(?:es)?|notic(?:es?|ing)|realis(?:es?|ing)|realiz(?:es?"
        rf"|ing)|admit"
        r"(?:s|ting)?|owns? up to|takes? back)\b[^,.;\n]{0,30}?\b(?:itself|themselves|himself|herself"
        r"|mistakes?|errors?|"
        r"(?:its|his|her|their) own [a-z]+)(?: and [^,.;\n]{0,40})?"
        rf"|(?:{_WHO} )?(?:makes?|making) (?:a |an |one )?(?:mistakes?|errors?)\b[^,.;\n]{{0,60}}"
    ),
    "clarification": (
        rf"(?:{_WHO} )?(?:asks?|asking|request(?:s|ing)?|wants?|orders?)\b[^,.;\n]{{0,30}}?\b"
        r"(?:under-?specified|vague(?:ly)?|ambiguous(?:ly)?|unclear|incomplete|too little|half the details)"
        r"(?: [a-z]+){0,3}"
        r"|(?:under-?specified|vague|ambiguous|unclear|incomplete) (?:user )?(?:requests?|questions?|wishes|"
        r"instructions|orders?|tasks?|queries)"
        rf"|(?:{_WHO} )?(?:must |has to |have to |should |needs? to )?ask(?:s|ing)? (?:back|for (?:the )?"
        rf"(?:missing "
        r"|more )?(?:details?|information|clarification)(?: first)?)|what is missing"
    ),
    "refusal": (
        rf"(?:{_WHO} )?(?:must |has to |have to |should |needs? to )?(?:politely |rightly |always )?"
        r"(?:refus(?:es?|ed|ing)|declin(?:es?|ed|ing)|turn(?:s|ing)? down|say(?:s|ing)? no|won'?t help"
        r"|can'?t help|"
        r"doesn'?t help)\b(?: to [a-z]+| (?:harmful|dangerous|unsafe|illegal|bad|such) [a-z]+| requests?| "
        r"them)?"
        r"|(?:harmful|dangerous|unsafe|illegal|forbidden|out[- ]of[- ]scope) (?:requests?|questions?|wishes)"
    ),
    "information-seeking": (
        r"(?:of )?(?:people|users?|persons?|customers?|employees?|staff|visitors?|students?|readers?"
        r"|someone|somebody|"
        r"(?:a|an|the) (?:user|customer|person|employee|visitor|student|reader))(?: who(?: are)?| that)? "
        r"(?:ask(?:s|ing)?|inquir(?:es?|ing)|enquir(?:es?|ing))(?: (?:questions?|things|for information))?"
        r"(?= about| on| regarding| over|\s*[,.;]|\s*$)"
        r"|(?:people|users?|customers?) (?:seek(?:ing)?|look(?:ing)? for) (?:information|answers)"
    ),
    "tutoring": (
        r"between (?:an? |the )?(?:tutor|teacher|student|pupil|learner)s? and (?:an? |the |his |her |their )?"
        r"(?:tutor|teacher|student|pupil|learner)s?"
        rf"|(?:{_WHO} |(?:a|the) (?:tutor|teacher) )?(?:teach(?:es|ing)?|tutors|explains?) (?:[a-z]+ )?step "
        rf"by step"
    ),
    "support": r"(?:trouble-?shoot(?:s|ing)? (?:an? |the )?problems?|with (?:a )?hidden (?:problem|cause)s?)",
}
"""Script → what happens in its dialogues, in several words."""
_ALL = {way: "|".join(filter(None, (_PHRASES.get(way, ""), form))) for way, form in _WORDS.items()}
_BETWEEN = re.compile(
    r"(?:\s*(?:dialogues?|conversations?|chats?|role-plays?|ones))?\s*(?:,\s*(?:and|or|plus)?|/|&|\+"
    r"|\band\b|\bor\b|"
    r"\bplus\b)\s*(?:(?:job|salary|price|some|also|a few)\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A script that a clause names."""

    way: Way
    start: int
    end: int
    phrase: bool
    """Said as what happens, not as what the dialogue is called."""


def scripts_in(text: str) -> list[Named]:
    """Every script named, in order; what lies inside another's words counts with it."""
    found = [
        Named(way, *match.span(), phrase=forms is _PHRASES)
        for forms in (_PHRASES, _WORDS)
        for way, form in forms.items()
        for match in re.finditer(rf"(?<![\w-])(?:{form})(?![\w-])", text, re.IGNORECASE)
        if not re.search(r"\b(?:no|not|without|never|except|excluding)(?: any)? $", text[: match.start()])
    ]
    kept: list[Named] = []
    for one in sorted(found, key=lambda named: (named.start, -named.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def are_scripts(names: Sequence[str]) -> bool:
    """Whether what looks like labels are scripts («support, negotiation and refusal»)."""
    return all(
        any(re.fullmatch(rf"(?:[a-z]+ )?(?:{form})", name, re.I) for form in _ALL.values()) for name in names
    )


def listed(text: str, named: Sequence[Named]) -> list[Way]:
    """Scripts that stand in a list, in order: two or more, each a part of its own. Empty: none do."""
    group: list[Named] = []
    for one in named:
        joined = group and _BETWEEN.fullmatch(text[group[-1].end : one.start])
        if group and not joined and len({n.way for n in group}) > 1:
            break
        group = [*group, one] if joined else [one]
    ways = list(dict.fromkeys(one.way for one in group))
    return ways if len(ways) > 1 else []


def one_of(named: Sequence[Named]) -> Way | None:
    """The most special script that is named; None: none is."""
    there = {one.way for one in named}
    return next((way for way in _WORDS if way in there), None)


def amounts_of_scripts(text: str) -> list[Amount]:
    """How many dialogues of which script, where numbers or shares say so."""
    return amounts_of(text, {way: form for way, form in _ALL.items() if way})


def without(text: str, named: Sequence[Named]) -> str:
    """The text with what happens in its dialogues taken out, so that it isn't read as a topic."""
    for one in named:
        if one.phrase:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def way_of_tools(text: str, *, world: bool, documents: bool) -> tuple[Way, str]:
    """How tools are called, and what is to be said of it: in a world, in documents, or by a calculator.

    Args:
        text: The clause.
        world: Whether a flag names a world.
    """
    calculates, searches = CALCULATOR.search(text), SEARCH.search(text)
    if world or WORLD in text:
        return "", ""
    if searches or (documents and not calculates):
        said = "not planned: a calculator beside the search of the documents" if calculates else ""
        return "search", said
    return ("calculator", "") if calculates else ("", "")
