"""Ways of questions about documents, and how many of a part's rows come about in which.

«100 questions, a fifth of them unanswerable» are two parts, 80 and 20. Knows the words of the ways, not what
a way needs.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules.amounts import Amount, amounts_of, kinds_named
from seedbed.agent.planner.rules.heard import Heard, Question
from seedbed.agent.planner.rules.tasks import Way
from seedbed.agent.planner.rules.vocabulary import words
from seedbed.memory.plan import largest_remainder

_UNSTATED = 0.2
"""Share of a way that a request wants «some» of."""
_QUESTIONS: dict[str, str] = {
    "unanswerable": (
        r"un-?answerable|(?:that |which |whose answers? |the (?:documents?|docs|text|passages?) )?"
        r"(?:can(?:'t|not| not)|don'?t|doesn'?t|do not|does not|never|aren'?t|are not|isn'?t|is not) "
        r"(?:be )?(?:answer(?:ed|able)?|in (?:the |our |my |these |any )?(?:\w+ )?"
        r"(?:documents?|docs|text|passages?|handbook|manual|folder|sources?|them|it))|"
        r"(?:ha(?:ve|s)|with) no answers?|without (?:an |any )?answers? in"
    ),
    "multi-hop": (
        r"multi-?hop|multiple[- ]hop|(?:two|three|2|3|several)-?hop|hotpot ?qa(?:[- ](?:style|like))?|musique"
        r"(?:[- ](?:style|like))?|(?:from|over|across|combin(?:e|ing)|span(?:ning)?|need(?:ing)?|"
        r"requir(?:e|ing)|connect(?:ing)?) (?:information from |facts from )?"
        r"(?:several|multiple|two|more than one|different|at least two|many) "
        r"(?:places|passages|sections|documents|facts|sources|pages|chapters|paragraphs)"
    ),
    "abstractive": (
        r"abstractive|(?:free|long)[- ]form|(?:full|complete|whole)[- ]sentence answers?|"
        r"in (?:a )?(?:full|complete|whole) sentences?|in (?:their|its|your|the writer's) own words"
    ),
    "": r"extractive|(?<!un-)answerable",
}
"""Way of questions about documents → the words that ask for it; empty: the usual one."""
_NO_TOPIC = words(
    "a an the our my this these and or with in of for from style squad-two squad-style fever-style "
    "open-domain rag short long one-sentence "
    "cited grounded question questions query queries search summary summaries claim claims "
    "row rows section sections passage passages relation relations relationship entity entities named "
    "extraction recognition retrieval retriever retrievers training document documents"
)
"""Words that say of no topic what it is."""


def topic_of(said: str) -> str:
    """A topic, or nothing where its words only say what rows are and how they come about («multi-hop»)."""
    forms = "|".join(f"(?:{form})" for form in _QUESTIONS.values())
    left = " ".join(re.sub(rf"\b(?:{forms})\b", " ", said, flags=re.IGNORECASE).split()).strip(" ,;-")
    return "" if all(word in _NO_TOPIC or word.endswith("-rows") for word in left.lower().split()) else left


def are_ways(names: Sequence[str]) -> bool:
    """Whether what looks like labels are ways («extractive, multi-hop and unanswerable»)."""
    return all(any(re.fullmatch(form, name, re.IGNORECASE) for form in _QUESTIONS.values()) for name in names)


def amounts_of_questions(text: str) -> list[Amount]:
    """How many questions in which way, where numbers say so."""
    return amounts_of(text, _QUESTIONS)


def by_ways(heard: Heard, amounts: Sequence[Amount]) -> list[Heard]:
    """A part of questions as one part for each way that it asks for."""
    text = heard.text
    if re.search(r"\bsquad-two\b", text, re.IGNORECASE) and not amounts:
        heard = replace(heard, said=(*heard.said, "a third of them unanswerable, as in SQuAD 2.0"))
        amounts = [Amount("unanswerable", share=1 / 3)]
    named = kinds_named(text, _QUESTIONS)
    if not amounts:
        return _without_numbers(heard, named)
    ways = [kind for kind, _ in named if kind and kind not in [a.kind for a in amounts]]
    main: Way = ways[0] if ways else ""  # type: ignore[assignment]  # a key of _QUESTIONS
    return of_amounts(heard, amounts, main, "questions")


def of_amounts(heard: Heard, amounts: Sequence[Amount], main: Way, noun: str) -> list[Heard]:
    """A part as one part for each way that numbers or shares give rows to.

    Args:
        main: The way of the rows that are left.
        noun: What its rows are called.
    """
    inside = [a for a in amounts if not a.more]
    if heard.rows is None:
        return _of_amounts_alone(heard, amounts)
    if len(amounts) == 1 and inside and inside[0].rows == heard.rows:
        return [replace(heard, way=inside[0].kind)]  # type: ignore[arg-type]
    wanted = [(a, a.rows or round(a.share * heard.rows)) for a in amounts]
    among = sum(rows for a, rows in wanted if not a.more)
    plain = sum(rows for a, rows in wanted if not a.more and a.kind == main)
    if among > heard.rows or (plain and among != heard.rows):
        listed = " and ".join(f"{rows} {a.kind or 'usual'}" for a, rows in wanted if not a.more)
        text = f"The request asks for {heard.rows} {noun} and for {listed}. How many rows?"
        return [
            replace(
                heard, rows=None, questions=(*heard.questions, Question("", "rows", text, contradiction=True))
            )
        ]
    parts = [replace(heard, rows=heard.rows - among, way=main)] if among < heard.rows else []
    return [*parts, *(_in_way(heard, a.kind, rows) for a, rows in wanted if rows)]


def _in_way(heard: Heard, kind: str, rows: int) -> Heard:
    return replace(heard, rows=rows, way=kind, said=())  # type: ignore[arg-type]  # a key of _QUESTIONS


def _of_amounts_alone(heard: Heard, amounts: Sequence[Amount]) -> list[Heard]:
    if any(not amount.rows for amount in amounts):
        return [heard]
    kept = tuple(q for q in heard.questions if q.matter != "rows")
    return [replace(heard, rows=a.rows, way=a.kind, questions=kept) for a in amounts]  # type: ignore[arg-type]


def _without_numbers(heard: Heard, named: Sequence[tuple[str, bool]]) -> list[Heard]:
    """Ways that are named without numbers: all of one, equal shares of several, a fifth of «some»."""
    kinds = [kind for kind, _ in named]
    ways = [kind for kind in kinds if kind]
    if not ways:
        return [heard]
    if len(kinds) == 1 and not (named[0][1] and _some(heard.text)):
        return [replace(heard, way=kinds[0])]  # type: ignore[arg-type]
    if heard.rows is None:
        return [heard]
    if len(kinds) == 1:
        some = max(1, round(heard.rows * _UNSTATED))
        said = f"{some} of the {heard.rows} questions {kinds[0]}"
        first = replace(heard, rows=heard.rows - some, said=(*heard.said, said))
        parts = [first, _in_way(heard, kinds[0], some)]
        return [part for part in parts if part.rows]
    return in_equal_shares(heard, kinds)


def in_equal_shares(heard: Heard, kinds: Sequence[str]) -> list[Heard]:
    """A part as one part for each of several ways, its rows spread evenly; without rows, each asks."""
    if heard.rows is None:
        return [replace(heard, way=kind) for kind in kinds]  # type: ignore[arg-type]
    shares = largest_remainder(heard.rows, [1.0] * len(kinds))
    said = "equal shares: " + ", ".join(
        f"{n} {kind or 'usual'}" for kind, n in zip(kinds, shares, strict=True)
    )
    parts = [
        replace(heard, rows=rows, way=kind, said=())  # type: ignore[arg-type]
        for kind, rows in zip(kinds, shares, strict=True)
        if rows
    ]
    return [replace(parts[0], said=(*heard.said, said)), *parts[1:]]


def _some(text: str) -> bool:
    """Whether a way is only wanted among others («including some unanswerable ones»)."""
    form = "|".join(f"(?:{f})" for kind, f in _QUESTIONS.items() if kind)
    return bool(
        re.search(
            rf"\b(?:some|a few|several|also|including|include|add)\b[^.;]{{0,40}}?\b(?:{form})\b|"
            rf"\b(?:{form}) (?:ones|questions|cases) (?:too|included|as well|also)\b|"
            rf"\b(?:with|and|plus) (?:{form}) ones\b",
            text,
            re.IGNORECASE,
        )
    )
