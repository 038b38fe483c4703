"""What talks are about, who speaks and what happens in them, as a clause says it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules import scripts, ways
from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.clauses import Clause
from seedbed.agent.planner.rules.heard import Heard
from seedbed.agent.planner.rules.of_talks import NOUNS
from seedbed.agent.planner.rules.subject import cased, subject_of
from seedbed.memory.task import TALKS, Way

_BETWEEN = re.compile(
    r"\bbetween\s+(?P<both>(?:an? |the |two |our )?[a-z][\w' -]{1,40}? and (?:an? |the |his |her |their "
    r"|our )?"
    r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?)(?=\s*(?:[,.;:)\n]|$)|\s+(?:about|on|of|for|at|in|where|who|that"
    r"|from|with|"
    r"over|regarding|and)\b)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:speaking |talking |acting )?as (?P<who>an? [a-z][\w' -]{2,40}?)(?=\s*(?:[,.;)\n]|$))", re.I
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
    "grounded cited distractor tools this folder conversational qa phone telephone email world-file "
    "question-answering haggling bargaining "
    "transcripts"
)
DEFAULTS: dict[Way, str] = {
    "support": "customer support",
    "interview": "job interviews",
    "negotiation": "buying and selling",
    "refusal": "requests that an assistant should decline",
}
"""Script → what its dialogues are about where a request doesn't say; others are about everyday life."""
_OPEN = (" is", " isn't", " are", " aren't", " not", " in", " of", " the")
_IN_WORLD = "what the tools are for"


def not_planned(heard: Heard, text: str) -> tuple[str, ...]:
    """What a clause wants of the kinds of calls, which no key of a part says."""
    if heard.task != "tool_use":
        return ()
    told = "`kinds` in the world's file says which kinds of tasks, the plan (`seedbed plan`) how many of each"
    return tuple(f"not read: {found[0]!r}; {told}" for found in _KINDS_OF_CALLS.finditer(text))


def with_matter(heard: Heard, clause: Clause, named: Sequence[scripts.Named], firm: str) -> Heard:
    """With its topic, and what is said of who speaks and what happens."""
    text = scripts.without(clause.text, named)
    for pattern in (_PURPOSE, _TOOLS, _KINDS_OF_CALLS):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    guidance, scene, both = list(heard.guidance), "", _BETWEEN.search(text)
    if both:
        guidance.append(f"The dialogue is between {both['both'].strip()}.")
        text = _blank(text, *both.span())
    if role := _ROLE.search(text):
        guidance.append(f"In each, one speaks as {role['who']}.")
        text = _blank(text, *role.span())
    if found := _SCENE.search(clause.text):
        scene = " ".join(found["scene"].split()).strip(" ,")
        inside = [one for one in named if found.start("scene") <= one.start < found.end()]
        rest = scripts.without(clause.text, inside)[found.start("scene") : found.end()].split()
        if len(rest) < (4 if inside else 3) or scene.lower().endswith(_OPEN):
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
        topic = _IN_WORLD if in_world else DEFAULTS.get(heard.way, v.EVERYDAY)
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
