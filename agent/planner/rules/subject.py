"""What a clause is about: the domain («a bike-rental firm»), and what one text is («customer message»)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.clauses import PAIRS, Clause, noun_of
from seedbed.agent.planner.rules.limits import LANGUAGES
from seedbed.agent.planner.rules.listing import mask_brackets

_END = (
    r"(?=\s*(?:[,.;:!?)(\[\n—]|$|\s-\s|\b(?:by|with|labels?|labell?ed|classified|tagged|sorted|where|each|so "
    r"that|that|which|"
    r"including|include|using|from|please|and \d|and (?:a|one|two|three|four|five|ten|twenty|thirty|forty|"
    r"fifty)\b|half|hard ones|"
    r"easy|medium|in \d|in (?:these|the following|those)|as either|into|positive|negative|balanced|mixed "
    r"difficulty|of varying|varying|for "
    r"training|to train|"
    r"in the style|spread|evenly|at least|at most|no more|per|\d+ (?:rows|examples|each|per)|vary|must|"
    r"should|make|written)\b))"
)
_NAMED = re.compile(
    rf"(?:\b(?:domain|theme|subject matter)\s*(?:is|:|=|of)\s*|(?<!by )\btopic\s*(?:is\s+|:\s*))"
    rf"(?P<topic>[^,.;:()\n]{{2,100}}?)(?!\s*,|\s+(?:or|and)\b){_END}",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"\b(?:in|from|for|of)\s+the\s+(?P<topic>[\w&'’ -]{2,60}?)\s+(?:domain|sector|industry|field|world|"
    r"business|area)\b",
    re.IGNORECASE,
)
_FOR = re.compile(rf"\bfor\s+(?P<topic>[^,.;:()\n]{{2,100}}?){_END}", re.IGNORECASE)
_SETTING = re.compile(
    r"\b(?:in|set in|at)\s+(?P<topic>an?\s+[\w'’& -]{2,60}?)(?:\s+(?:setting|context|scenario|"
    r"environment))\b",
    re.IGNORECASE,
)
_DESCRIBING = re.compile(
    rf"\b(?:describing|that describe|representing)\s+(?P<topic>[^,.;:()\n]{{2,80}}?){_END}", re.IGNORECASE
)
_PURPOSE = re.compile(
    r"^(?:an?|the|our|my|their|this|some)?\s*(?:[\w-]+\s+){0,3}?(?:detect(?:ing|ion)|recogni\w+|training|"
    r"train|testing|tests?|evaluat\w+|"
    r"fine-?tun\w+|"
    r"(?:python )?programs?\b|retrievers?|embeddings?|re-?rankers?|search engines?|"
    r"classifiers?|models?|benchmarks?|filters?|detectors?|chat ?bots?|assistants?|datasets?|data set|demos?|"
    r"prototypes?|most|"
    r"each|every|all|me|us|it|now|example|experiments?|projects?|purposes?|students?|pupils?|learners?|kids|"
    r"children|adults|beginners|budget|total|class|label|\d\S*(?:\s+(?:rows|"
    r"usd|tokens))?)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"\b(?:about|on|regarding|concerning|related to|covering|around|dealing with|discussing)\s+"
    rf"(?P<topic>(?!average|topics?\b|labels?\b|the (?:sample|following)|\d)[^,.;:()\n]{{2,120}}?){_END}",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"\bof\s+(?P<topic>(?!them\b|each\b|which\b|these\b|the (?:labels|classes)|"
    rf"\d)[^,.;:()\n]{{2,80}}?){_END}",
    re.IGNORECASE,
)
_TO = re.compile(
    rf"\b(?:to|at|sent to|from|by)\s+(?P<topic>(?:an?|the|our|my)\s+[^,.;:()\n]{{2,80}}?){_END}",
    re.IGNORECASE,
)
_CUSTOMERS = re.compile(
    r"\bfrom\s+(?P<topic>[a-z][\w'’ -]{2,40}?\s+(?:customers?|users?|clients?|patients?|guests?|"
    r"students?))\b",
    re.IGNORECASE,
)
_ITS = re.compile(
    r"\b(?:its|their|the firm's|the company's|the shop's)\s+(?P<topic>[a-z][\w' -]{1,60}?)" + _END,
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s+(?:dataset|data|classification|examples|please|only|in total|altogether|exactly|and|or|with|in|for|"
    r"of)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clause is about."""

    topic: str
    """In the request's words; empty: it doesn't say."""
    text_kind: str
    """Singular: «customer message»; empty where rows are only called rows."""
    refers: bool
    """It speaks of `its` prices or rules: of what an earlier clause named."""


def subject_of(clause: Clause, labels: Sequence[str] = (), firm: str = "") -> Subject:
    """Read topic and kind of text.

    Args:
        labels: Names of its labels, which are no part of what a text is called.
        firm: The domain named earlier in the request; «its rules» are that one's.
    """
    kind = _text_kind(clause, {label.lower() for label in labels})
    plain = mask_brackets(clause.text)
    its = _ITS.search(plain)
    own = _topic(clause.text, plain, clause)
    if its and firm and (not own or own.lower().startswith(("its", "their"))):
        return Subject(f"{firm} ({_tidy(clause.text[its.start() : its.end()])})", kind, True)
    return Subject(own, kind, its is not None)


def _topic(text: str, plain: str, clause: Clause) -> str:
    after = text.lower().find(clause.head) + len(clause.head) if clause.head else 0
    for pattern in (_NAMED, _DOMAIN, _SETTING, _DESCRIBING, _FOR, _ABOUT, _CUSTOMERS, _OF, _TO):
        for match in pattern.finditer(plain, after if pattern in (_CUSTOMERS, _OF, _TO) else 0):
            found = _tidy(text[match.start("topic") : match.end("topic")])
            if pattern is _FOR and _PURPOSE.match(found):
                continue
            if found and not _is_matter(found):
                return found
    return ""


def _is_matter(words: str) -> bool:
    """Whether the words only say what is classified or counted."""
    low = words.lower().split()
    return all(
        w in v.COUNTED_LABELS or w in v.LABEL_WORDS or noun_of(w) == "generic" or w in v.NOT_OF_KIND
        for w in low
    )


def _tidy(words: str) -> str:
    words = " ".join(re.sub(r"\(\s*\)", " ", words).split()).strip(" -–—'\"")
    while (shorter := _TRAILING.sub("", words)) != words:
        words = shorter
    return words[:200]


def _text_kind(clause: Clause, labels: set[str]) -> str:
    if clause.noun not in ("text", "question") or not clause.head:
        return ""
    if clause.head == PAIRS or (clause.noun == "question" and not clause.before):
        return "question"
    skipped = labels | v.NOT_OF_KIND | v.COUNTED_LABELS
    kept = [word for word in clause.before if word not in skipped and not word.startswith("non-")]
    return cased([*kept, v.SINGULAR.get(clause.head, clause.head.removesuffix("s"))])


def cased(words: Sequence[str]) -> str:
    """Words that were read in lower case; names of languages and abbreviations as they are written."""
    written = {"sms": "SMS", "faq": "FAQ", "it": "IT", "hr": "HR", "uk": "UK", "us": "US"}
    written |= {name.lower(): name for name in LANGUAGES}
    return " ".join(written.get(word, word) for word in words)
