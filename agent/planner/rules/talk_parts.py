"""A clause that asks for talks, as parts: script or tools, length, topic, what happens in them, how many.

The words themselves stand in `of_talks.py`, `scripts.py` and `turns.py`. Which talks a part of preferences
starts from is found once all parts are known.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules import scripts, ways
from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.amounts import told_apart
from seedbed.agent.planner.rules.clauses import Clause
from seedbed.agent.planner.rules.codebook import Codebook
from seedbed.agent.planner.rules.count import count_rows
from seedbed.agent.planner.rules.details import Details
from seedbed.agent.planner.rules.heard import Heard, Question
from seedbed.agent.planner.rules.listing import items_of
from seedbed.agent.planner.rules.of_talks import GROUNDED, is_talk
from seedbed.agent.planner.rules.talk_matter import DEFAULTS, not_planned, with_matter
from seedbed.agent.planner.rules.turns import Length

_NO_LABELS = Codebook((), (), "", 0, {}, False)
_NO_FILES = re.compile(r"No (?:docs|documents|world|tools|files)\.", re.IGNORECASE)
_REPEATS = re.compile(
    r"\b(\d{1,2}) (?:repeats?|repetitions|trials|runs)(?: each| per task| of each)?\b|\bpass[\^@](\d{1,2})\b",
    re.I,
)
_PER_TOPIC = re.compile(
    r"(?:\bper (?:topic|subject|theme)\s*:?\s*\(?|\beach (?:about|on) )(?P<listed>[a-z][^.;:()\n]*)",
    re.IGNORECASE,
)
_WEAKER = re.compile(
    r"\b(?:weaker|smaller|cheaper|worse) (?:models?|settings?|answers?|llms?|versions?)\b", re.IGNORECASE
)
_SUBJECTS = re.compile(
    r"\b(?:history|geography|grammar|french|german|spanish|english|latin|chinese|japanese|languages?"
    r"|literature|"
    r"poetry|philosophy|physics|chemistry|biology|programming|coding|python|economics|music|art|law|medicine|"
    r"religion|writing|essays?)\b",
    re.IGNORECASE,
)
"""What tutors teach beside mathematics."""
_TUTORS = "The assistant tutors: it asks and hints, and doesn't give the answer away."


def as_talks(
    heard: Heard, clause: Clause, details: Details, length: Length, firm: str, *, documents: bool, world: bool
) -> list[Heard]:
    """The parts of a clause that asks for talks, or for pairs of answers.

    Args:
        heard: With its task; what else it says of topic, labels and fields isn't taken.
        details: What it says beside, read from the text of `length`.
        firm: The domain named earlier in the request.
        documents: Whether documents are named.
        world: Whether a world of tools is.
    """
    text = details.text
    inner = replace(clause, text=text)
    named = scripts.scripts_in(text)
    heard = replace(
        heard,
        guidance=tuple(rule for rule in heard.guidance if not _NO_FILES.fullmatch(rule)),
        labels=(),
        fields=None,
        questions=(),
        turns=length.turns if heard.task == "dialogues" else None,
        at_once=length.at_once and heard.task == "dialogues",
        said=(*length.said, *not_planned(heard, text)),
    )
    if length.fault:
        fault = Question("", "turns", length.fault, contradiction=True)
        heard = replace(heard, questions=(fault,))
    if length.at_once:  # «in one go»
        clause = replace(clause, mentions=tuple(m for m in clause.mentions if m.number.value > 1))
        inner = replace(inner, mentions=clause.mentions)
    if heard.task == "preferences":
        heard = replace(heard, way="weaker" if _WEAKER.search(clause.text) else "")
        return [count_rows(with_matter(heard, inner, named, firm), clause, _NO_LABELS)]
    if heard.task == "tool_use":
        way, said = scripts.way_of_tools(text, world=world, documents=documents)
        heard = replace(heard, way=way, said=(*heard.said, *filter(None, (said,))))
        if length.turns:
            told = "not planned: turns; a talk with tools has as many as its task takes"
            heard = replace(heard, said=(*heard.said, told))
        if not way and (again := _REPEATS.search(text)):
            heard = replace(heard, repeats=min(16, max(1, int(again[1] or again[2]))))
            clause = replace(clause, mentions=tuple(m for m in clause.mentions if m.kind != "bare"))
        return [count_rows(with_matter(heard, inner, named, firm), clause, _NO_LABELS)]
    return _dialogues(heard, inner, named, firm, documents)


def _dialogues(
    heard: Heard, clause: Clause, named: Sequence[scripts.Named], firm: str, documents: bool
) -> list[Heard]:
    """One part for each script."""
    if topics := topics_listed(clause.text):
        return [_on_topics(heard, clause, named, topics, documents)]
    several = scripts.listed(clause.text, named)
    each = [m.number.value for m in clause.mentions if m.unit in ("each", "type", "kind", "script", "sort")]
    if several and each:
        parts = [replace(heard, way=way, rows=each[0]) for way in several]
        return [with_matter(_fitting(part, clause.text, documents), clause, named, firm) for part in parts]
    mentions, amounts = told_apart(clause.mentions, scripts.amounts_of_scripts(clause.text))
    counted = count_rows(heard, replace(clause, mentions=mentions), _NO_LABELS)
    if amounts:
        main = scripts.one_of([one for one in named if one.way not in [a.kind for a in amounts]])
        parts = ways.of_amounts(counted, amounts, main or "", "dialogues")
    elif several:
        parts = ways.in_equal_shares(counted, several)
    else:
        parts = [replace(counted, way=scripts.one_of(named) or "")]
    return [with_matter(_fitting(part, clause.text, documents), clause, named, firm) for part in parts]


def topics_listed(text: str) -> list[str]:
    """Topics of each of which as many talks are wanted («10 dialogues per topic: sports, cooking»)."""
    found = _PER_TOPIC.search(text)
    items = [item.name for item in items_of(found["listed"])] if found else []
    return items if len(items) > 1 and all(len(name.split()) < 5 for name in items) else []


def _on_topics(
    heard: Heard, clause: Clause, named: Sequence[scripts.Named], topics: Sequence[str], documents: bool
) -> Heard:
    """One part whose rows vary over the topics evenly."""
    number = next((m.number.value for m in clause.mentions if m.unit or m.kind == "rows"), 0)
    heard = replace(
        heard,
        way=scripts.one_of(named) or "",
        rows=number * len(topics) or None,
        topic=", ".join(topics)[:200],
        attributes=(*heard.attributes, ("subject", tuple(topics))),
    )
    return _fitting(heard, clause.text, documents)


def _fitting(heard: Heard, text: str, documents: bool) -> Heard:
    """The part with the script that its documents or its subject ask for."""
    grounded = GROUNDED.search(text) is not None
    if heard.way in ("", "support") and (grounded or (documents and not _is_open(text))):
        told = "answers are cited from the documents, so the script is information-seeking, not support"
        said = (told,) if heard.way == "support" else ()
        return replace(heard, way="information-seeking", said=(*heard.said, *said))
    if documents and heard.way not in ("information-seeking", ""):
        told = (
            f"{heard.way} dialogues don't cite the documents; those that do are information-seeking dialogues"
        )
        return replace(heard, said=(*heard.said, told))
    if heard.way == "tutoring" and (subject := _SUBJECTS.search(text)):
        told = f"lessons of {subject[0]} are open talks: only the steps of mathematics can be checked"
        return replace(heard, way="", guidance=(*heard.guidance, _TUTORS), said=(*heard.said, told))
    return heard


def _is_open(text: str) -> bool:
    return any(one.way == "" for one in scripts.scripts_in(text))


# several parts -----------------------------------------------------------------------------------------


def sharing_topic(parts: Sequence[Heard]) -> list[Heard]:
    """«10 interviews and 10 negotiations about moving house»: a topic behind the last part is that of all."""
    talks = [part for part in parts if part.task == "dialogues"]
    plain = (v.EVERYDAY, *DEFAULTS.values())
    if len(talks) < 2 or talks[-1].topic in plain or any(part.topic not in plain for part in talks[:-1]):
        return list(parts)
    if not re.search(r"\b(?:about|on|regarding|for|at)\b", talks[-1].text, re.IGNORECASE):
        return list(parts)
    topic = talks[-1].topic
    return [replace(part, topic=topic) if part in talks else part for part in parts]


def without_total(parts: Sequence[Heard]) -> list[Heard]:
    """«100 dialogues: 60 support dialogues and 40 negotiations»: the first says how many the others are."""
    first, others = parts[0] if parts else None, parts[1:]
    same = first and first.task == "dialogues" and first.way == "" and len(others) > 1
    if not same or any(part.task != "dialogues" or part.rows is None for part in others):
        return list(parts)
    if first is None or first.rows != sum(part.rows or 0 for part in others):
        return list(parts)
    plain = (v.EVERYDAY, *DEFAULTS.values())
    said = first.topic != v.EVERYDAY
    return [replace(p, topic=first.topic) if said and p.topic in plain else p for p in others]


def talks_in(text: str) -> bool:
    """Whether a request, its names joined, has a word for talks."""
    return any(is_talk(word.lower()) for word in re.findall(r"[\w-]+", text))
