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
from seedbed.agent.planner.rules.of_talks import GROUNDED, NOUNS, is_talk
from seedbed.agent.planner.rules.subject import cased, subject_of
from seedbed.agent.planner.rules.turns import length_of
from seedbed.memory.task import TALKS, Way

_NO_LABELS = Codebook((), (), "", 0, {}, False)
_BETWEEN = re.compile(
    r"\bbetween\s+(?P<both>(?:an? |the |two |our )?[a-z][\w' -]{1,40}? and (?:an? |the |his |her |their "
    r"|our )?"
    r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?)(?=\s*(?:[,.;:)\n]|$)|\s+(?:about|on|of|for|at|in|where|who|that"
    r"|from|with|"
    r"over|regarding|and)\b)",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"\bto (?P<goal>(?:book|order|buy|sell|rent|plan|arrange|cancel|change|return|discuss|find|get|learn"
    r"|make|report|"
    r"schedule|reserve|choose|fix|repair)\b[^,.;:\n]{3,80})",
    re.IGNORECASE,
)
_GUESTS = re.compile(
    r"\binterviews with (?P<who>[a-z][^,.;:\n]{2,60}?)(?=\s*(?:[,.;:)\n]|$)|\s+(?:about|on)\b)", re.I
)
_SCENE = re.compile(r"\b(?:where|in which|whereby)\s+(?P<scene>[^.;:\n()]{3,200})", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\bfor (?:dpo|rlhf|orpo|kto|sft|grpo|reward[- ]model\w*|preference[- ]\w+|alignment|(?:fine-?"
    r"|instruction[- ])?"
    r"tuning|training|tool[- ]use training)\b(?: (?:training|tuning|data|sets?))?",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"\b(?:with|using|that (?:use|call)s?|calling|over|in) (?:an? |the |its |our |some )*(?:(?:python "
    r"|pocket )?"
    r"calculator|tools?|functions?|apis?|worlds?|search(?: tool)?)(?: (?:tools?|calls?))?\b",
    re.IGNORECASE,
)
_KINDS_OF_CALLS = re.compile(
    r"(?:\b(?:half|a third|a quarter|a fifth|some|most|a few|\d+ ?%)\s+(?:of (?:them|which|these)\s+)?)?"
    r"\b(?:with|using|having|(?:that |which )?(?:need|have|use|contain)(?:s|ing)?|including)? ?(?:some |two "
    r"|three )?"
    r"(?:(?:distractor|unsuitable|irrelevant)(?: tools?)?|no suitable tools?|missing arguments?|errors? and "
    r"recovery|"
    r"(?:parallel|nested|sequential|several|multiple|failing|failed|single) (?:tool |function )?calls?"
    r"(?: in (?:parallel|sequence|one turn))?|errors?(?: of tools)?)\b(?! dialogues)",
    re.IGNORECASE,
)
_WEAKER = re.compile(
    r"\b(?:weaker|smaller|cheaper|worse) (?:models?|settings?|answers?|llms?|versions?)\b", re.IGNORECASE
)
_NO_TOPIC = v.words(
    "multi-turn single-turn turn multi long longer short brief open ended open-ended open-domain people "
    "someone "
    "users user tool-rows pair-rows role-plays tool function api use calling-style calls them it these "
    "dialogues "
    "dialogue conversations conversation chats chat talks interviews negotiations underspecified vague "
    "information-seeking info-seeking information seeking clarification clarifying refusal refusals tutoring "
    "socratic negotiation negotiating interview long-memory memory self-correction self-correcting "
    "correction "
    "everyday casual parallel nested sequential agentic calculator search trajectories question-answer-pairs "
    "preference dpo pairs realistic natural support role-play both and or with style ultrachat "
    "ultrachat-style like "
    "grounded cited distractor tools this folder conversational qa phone telephone world-file transcripts"
)
_DEFAULT: dict[Way, str] = {
    "support": "customer support",
    "interview": "job interviews",
    "negotiation": "buying and selling",
    "refusal": "requests that an assistant should decline",
}
"""Script → what its dialogues are about where a request doesn't say; others are about everyday life."""
_IN_WORLD = "what the tools are for"
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
    heard: Heard, clause: Clause, details: Details, firm: str, *, documents: bool, world: bool
) -> list[Heard]:
    """The parts of a clause that asks for talks, or for pairs of answers.

    Args:
        heard: With its task; what else it says of topic, labels and fields isn't taken.
        firm: The domain named earlier in the request.
        documents: Whether documents are named.
        world: Whether a world of tools is.
    """
    length = length_of(details.text)
    inner = replace(clause, text=length.text)
    named = scripts.scripts_in(length.text)
    heard = replace(
        heard,
        labels=(),
        fields=None,
        questions=(),
        turns=length.turns if heard.task in TALKS else None,
        at_once=length.at_once and heard.task == "dialogues",
        said=(*length.said, *_not_planned(heard, length.text)),
    )
    if length.fault:
        fault = Question("", "turns", length.fault, contradiction=True)
        heard = replace(heard, questions=(fault,))
    if length.at_once:  # «in one go»
        clause = replace(clause, mentions=tuple(m for m in clause.mentions if m.number.value > 1))
        inner = replace(inner, mentions=clause.mentions)
    if heard.task == "preferences":
        heard = replace(heard, way="weaker" if _WEAKER.search(clause.text) else "")
        return [count_rows(_about(heard, inner, named, firm), clause, _NO_LABELS)]
    if heard.task == "tool_use":
        way, said = scripts.way_of_tools(length.text, world=world, documents=documents)
        heard = replace(heard, way=way, said=(*heard.said, *filter(None, (said,))))
        return [count_rows(_about(heard, inner, named, firm), clause, _NO_LABELS)]
    return _dialogues(heard, inner, named, firm, documents)


def _dialogues(
    heard: Heard, clause: Clause, named: Sequence[scripts.Named], firm: str, documents: bool
) -> list[Heard]:
    """One part for each script."""
    several = scripts.listed(clause.text, named)
    each = [m.number.value for m in clause.mentions if m.unit in ("each", "type", "kind", "script", "sort")]
    if several and each:
        parts = [replace(heard, way=way, rows=each[0]) for way in several]
        return [_about(_fitting(part, clause.text, documents), clause, named, firm) for part in parts]
    mentions, amounts = told_apart(clause.mentions, scripts.amounts_of_scripts(clause.text))
    counted = count_rows(heard, replace(clause, mentions=mentions), _NO_LABELS)
    if amounts:
        main = scripts.one_of([one for one in named if one.way not in [a.kind for a in amounts]])
        parts = ways.of_amounts(counted, amounts, main or "", "dialogues")
    elif several:
        parts = ways.in_equal_shares(counted, several)
    else:
        parts = [replace(counted, way=scripts.one_of(named) or "")]
    return [_about(_fitting(part, clause.text, documents), clause, named, firm) for part in parts]


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


def _not_planned(heard: Heard, text: str) -> tuple[str, ...]:
    if heard.task != "tool_use":
        return ()
    told = "`kinds` in the world's file says which kinds of tasks, the plan (`seedbed plan`) how many of each"
    return tuple(f"not read: {found[0]!r}; {told}" for found in _KINDS_OF_CALLS.finditer(text))


# what they are about -----------------------------------------------------------------------------------


def _about(heard: Heard, clause: Clause, named: Sequence[scripts.Named], firm: str) -> Heard:
    """With its topic, and what is said of who speaks and what happens."""
    text = scripts.without(clause.text, named)
    for pattern in (_PURPOSE, _TOOLS, _KINDS_OF_CALLS):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    guidance, scene, both = list(heard.guidance), "", _BETWEEN.search(text)
    if both:
        guidance.append(f"The dialogue is between {both['both'].strip()}.")
        text = _blank(text, *both.span())
    if found := _SCENE.search(text):
        scene = " ".join(found["scene"].split()).strip(" ,")
        said = any(found.start() <= one.start < found.end() for one in named)
        if said or len(scene.split()) < 3:
            scene = ""
        else:
            guidance.append(f"In each, {scene}.")
        text = _blank(text, *found.span())
    topic = _topic(subject_of(replace(clause, text=text), (), firm).topic)
    goal, guests = _GOAL.search(text), _GUESTS.search(text)
    others = (
        _from_name(heard, clause),
        scene,
        guests[0] if guests else "",
        goal["goal"] if goal else "",
        both["both"] if both else "",
    )
    topic = topic or next((" ".join(other.split()) for other in others if other), "")
    if heard.way in ("information-seeking", "search"):
        topic = ways.topic_of(topic) or "the documents"
    elif not topic and heard.task in TALKS:
        in_world = heard.task == "tool_use" and not heard.way
        topic = _IN_WORLD if in_world else _DEFAULT.get(heard.way, v.EVERYDAY)
    return replace(heard, topic=topic[:200], guidance=tuple(dict.fromkeys(guidance)))


def _topic(said: str) -> str:
    """A topic, or nothing where its words only say what the rows are."""
    words = re.findall(r"[\w-]+", said.lower())
    return "" if all(w in _NO_TOPIC or w in v.NOT_OF_KIND or w.startswith("turns_") for w in words) else said


def _from_name(heard: Heard, clause: Clause) -> str:
    """What rows are called, where it says more than that they are talks of the script («travel»)."""
    kept = [word for word in clause.before if word not in v.NOT_OF_KIND]
    if not [word for word in kept if word not in _NO_TOPIC]:
        return ""
    kept = [word for word in kept if word not in _NO_TOPIC or word in ("support", "and")]
    name = (
        [*kept, clause.head]
        if clause.head in NOUNS and clause.head.endswith("s") and "-" not in clause.head
        else kept
    )
    return cased(name).removesuffix(" and").removeprefix("and ")


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


# several parts -----------------------------------------------------------------------------------------


def without_total(parts: Sequence[Heard]) -> list[Heard]:
    """«100 dialogues: 60 support dialogues and 40 negotiations»: the first says how many the others are."""
    first, others = parts[0] if parts else None, parts[1:]
    same = first and first.task == "dialogues" and first.way == "" and len(others) > 1
    if not same or any(part.task != "dialogues" or part.rows is None for part in others):
        return list(parts)
    if first is None or first.rows != sum(part.rows or 0 for part in others):
        return list(parts)
    plain = (v.EVERYDAY, *_DEFAULT.values())
    said = first.topic != v.EVERYDAY
    return [replace(p, topic=first.topic) if said and p.topic in plain else p for p in others]


def talks_in(text: str) -> bool:
    """Whether a request, its names joined, has a word for talks."""
    return any(is_talk(word.lower()) for word in re.findall(r"[\w-]+", text))
