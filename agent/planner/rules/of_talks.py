"""The words that ask for talks: dialogues, conversations in which tools are called, pairs of answers.

Their many names are said in one way first («function-calling data», «DPO pairs» → `tool-rows`, `pair-rows`),
so that what is counted is known; then the task is read from what rows are called. Talks that are sorted by a
codebook are texts of a classification. Knows nothing of scripts, turns and shares.
"""

import re
from collections.abc import Sequence
from typing import Literal

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.memory.task import Task

TOOLS, PAIRS = "tool-rows", "pair-rows"
WORLD = "world-file"
"""Stands where a request names the file of a world."""
_ROWS = r"(?:data(?:[- ]?sets?)?|rows?|examples?|samples?|items|instances|corpus)"
_TALK = r"(?:conversations?|dialogues?|talks?|chats?|sessions?|episodes?)"
_MISSPELT = {
    "dialogue": r"dialouge|dialoge|dialoque|dialgoue|diologue|dialouge|dialouque|dialog",
    "conversation": r"converstion|converstaion|conversaton|conversatoin|convesation|conversasion|convo",
    "negotiation": r"negotation|negociation|negotition",
    "trajectory": r"trajectorie|trajactory|trajectry",
    "interview": r"interveiw|intervew|interviw",
    "preference": r"prefrence|preferance|preferrence",
    "tutoring": r"tutering|tutorring",
    "multi-turn": r"mutli[- ]?turn|mulit[- ]?turn|multi ?turn|muliturn",
}
_SPELT = tuple((re.compile(rf"\b(?:{form})(?P<s>e?s)?\b", re.I), word) for word, form in _MISSPELT.items())
_JOINED = {
    PAIRS: (
        r"(?:(?:dpo|rlhf|orpo|kto|simpo|preference|reward[- ]model(?:l?ing)?)"
        r"(?:[- ](?:training|tuning|fine-?tuning|style|like|optimi[sz]ation))*[- ])+"
        rf"(?:pairs?|tuples?|triples?|comparisons?|{_ROWS})"
        r"|(?:pairs? (?:of|with) (?:an? |the )?)?(?:chosen|preferred)(?: ?/ ?|-| and (?:an? )?| vs\.? | or )"
        r"(?:rejected|dispreferred)(?:[- ](?:pairs?|answers?|responses?|replies|completions?|messages?)"
        rf"|[- ]{_ROWS})?"
    ),
    TOOLS: (
        r"(?:(?:tools?|functions?|api)[- ]?(?:use|using|calling|calls?)|agentic)"
        rf"[- ](?:training[- ]|fine-?tuning[- ])?(?:trajector(?:y|ies)|traces?|rollouts?|tasks?|{_TALK}"
        rf"|{_ROWS})"
        r"|(?:llm |ai )?agent[- ](?:trajector(?:y|ies)|traces?|rollouts?)"
        r"|(?:tau2?|τ2?|bfcl|apigen)[- ]?(?:bench)?[- ](?:style|like)[- ]"
        rf"(?:trajector(?:y|ies)|tasks?|{_TALK}|{_ROWS})"
        r"|(?:tool|function)[- ]calls|(?<=\d )(?:tool|function)[- ]call(?:ing)?\b|trajector(?:y|ies)"
    ),
    "role-plays": (
        r"role[- ]?play(?:s|ed|ing)?[- ](?:dialogues?|conversations?|chats?|sessions?|scenarios?|scripts?|"
        r"exercises?|transcripts?)|role[- ]?plays?(?![- ]?(?:ing|games?)\b)"
    ),
    "dialogues": (
        rf"(?:multi-turn|conversational|dialogue|conversation|chat|chat ?bot)[- ](?:{_ROWS}|logs?|threads?|"
        r"histor(?:y|ies)|sessions?)"
        r"|(?:chat ?bot)[- ](?:conversations|dialogues|chats)"
        r"|(?:back[- ]and[- ]forths?|talks) (?=between\b|where\b|in which\b|with\b)"
    ),
}
_FORMS = {name: re.compile(rf"\b(?:{form})(?![\w-])", re.IGNORECASE) for name, form in _JOINED.items()}
_COUNTED = re.compile(
    r"(?P<name>(?<![\w-])(?:(?!and |or |plus |of )[a-z-]+ ){0,3}?(?:dialogues|conversations|chats|interviews|"
    r"negotiations|role-plays|tool-rows|pair-rows))(?:\s*\((?P<a>\d[\d,]*)(?: rows)?\)"
    r"|\s*(?:[:=×]|x )\s*(?P<b>\d[\d,]*)(?=\s*(?:[,;.\n]|$|and )))",
    re.IGNORECASE,
)
_SESSIONS = re.compile(
    r"\b(?P<kind>tutoring|support|coaching|negotiation|interview|teaching|lesson|help ?desk|call[- ]cent"
    r"(?:er|re)"
    r"|customer[- ]service|therapy|counsell?ing|consultation|mentoring) "
    r"(?:sessions?|transcripts?|logs?|exchanges?|simulations?)\b",
    re.IGNORECASE,
)
NOUNS = frozenset((TOOLS, PAIRS, "role-plays", "interviews", "negotiations", "refusals", "debates"))
"""What talks alone are called."""
_CALLED = NOUNS | v.words("dialogues dialogue dialogs dialog conversations conversation chats chat talks")
_SPEAKERS = re.compile(
    r"(?:an? |the )?(?:customer|client|user|human|person|agent|assistant|bot|chat ?bot|ai|model|doctor"
    r"|patient|tutor|"
    r"teacher|student|buyer|seller|employee|manager|interviewer|candidate|guest|host)",
    re.IGNORECASE,
)
_TOOL_WORDS = re.compile(
    r"\b(?:(?:tools?|functions?|api)[- ]?(?:use|using|calling|calls?)\b"
    r"|(?:with|using|uses?|calls?|calling|has|have|had|needs?) (?:an? |the |its |our |some |several |two "
    r"|real "
    r"|distractor )*(?:calculator|tools|functions|apis?|search tool)\b"
    r"|calculator[- ](?:tool|calls?|use)\b)",
    re.IGNORECASE,
)
CALCULATOR = re.compile(r"\bcalculators?\b", re.IGNORECASE)
_DOCUMENTS = (
    r"(?:documents?|docs?|documentation|handbook|manuals?|folders?|files?|wiki|knowledge base|papers?|faqs?|"
    r"guides?|polic(?:y|ies)|notes|sources?|corpus|text|pages?|articles?)"
)
SEARCH = re.compile(
    r"\bsearch(?:es|ing)?(?: (?:in|through|over|of))?(?: (?:the|our|my|these|those|its|your|a))*"
    rf"(?: [\w-]+)? {_DOCUMENTS}\b"
    rf"|\blook(?:s|ing)? (?:things |something |facts |answers |it )?up(?: in)?\b|\b{_DOCUMENTS}[- ]search\b"
    r"|\b(?:with|using|uses?|calls?) (?:an? |the )*(?:document )?search(?: tool| engine)?\b|\bsearch[- "
    r"]tool\b",
    re.IGNORECASE,
)
"""Tools that look into documents."""
GROUNDED = re.compile(
    r"\b(?:cited|grounded|citations?|based on|doc2dial|quac|coqa|rag)\b"
    rf"|\b(?:from|about|on|over|of|in|with|to) (?:the|my|our|these|those|this|its|your) (?:[\w-]+ "
    rf")?{_DOCUMENTS}\b",
    re.IGNORECASE,
)
"""Talks about documents."""
_SORTED = re.compile(
    r"\b(?:classif\w+|label(?:l?ed|l?ing|s)?|categori[sz]\w+|triaged?|intents?|sentiments?)\b"
    rf"|\bby (?:their |its |the )?(?:[a-z]+ ){{0,2}}?{v.ABOUT.pattern[2:]}"
    r"|\bin(?:to)? (?:[\w-]+ ){1,2}(?:classes|categories|topics|types|kinds)\b"
    r"|\b(?:spam|toxicity|sarcasm|emotion|topic|urgency) (?:classification|detection|detector|filter)\b",
    re.IGNORECASE,
)
"""What makes talks the texts of a classification, beside a list of labels."""


def talks_joined(text: str) -> str:
    """The text with every name of talks said in one way, and those spelt that are often misspelt."""
    for form, word in _SPELT:
        text = form.sub(rf"{word}\g<s>", text)
    text = re.sub(r"\btrajectorys\b", "trajectories", text, flags=re.IGNORECASE)
    if not _SORTED.search(text):
        text = re.sub(r"\bcall cent(?:er|re)\b", "call-center", text, flags=re.IGNORECASE)
        text = re.sub(r"\b(?:tele)?(?:phone )?calls (?=between\b)", "dialogues ", text, flags=re.IGNORECASE)
        text = re.sub(r"\bjob-(?=interview)", "job ", text, flags=re.IGNORECASE)
        text = _SESSIONS.sub(lambda found: f"{found['kind']} dialogues", text)
    for name, form in _FORMS.items():
        text = form.sub(name, text)
    text = re.sub(r"\bquestion answering (?=dialogues|conversations|chats)", "question-answering ", text)
    return _COUNTED.sub(lambda found: f"{found['a'] or found['b']} {found['name']}", text)


def are_speakers(names: Sequence[str]) -> bool:
    """Whether what looks like labels are the two who speak («customer vs agent»)."""
    return len(names) == 2 and all(_SPEAKERS.fullmatch(name) for name in names)


def is_talk(head: str) -> bool:
    """Whether rows that are called so are talks, or texts that are talks."""
    return head in _CALLED


def asks_for_tools(text: str) -> bool:
    """Whether a request, its names joined or not, speaks of calling tools."""
    return _FORMS[TOOLS].search(text) is not None or _TOOL_WORDS.search(text) is not None


def task_of_talks(text: str, head: str, *, listed: bool) -> Task | Literal[""]:
    """The task of talks that a clause asks for; empty: it asks for none.

    Args:
        text: The clause, its names joined.
        head: What its rows are called.
        listed: Whether labels are listed.
    """
    if head == PAIRS or (head in ("pairs", "pair", "rows", "examples", "") and PAIRS in text):
        return "preferences"
    if head not in _CALLED and not (head in ("", "rows", "examples", "samples", "tasks") and TOOLS in text):
        return ""
    if listed or _SORTED.search(text):
        return ""
    return "tool_use" if TOOLS in text or _TOOL_WORDS.search(text) or _searching(text) else "dialogues"


def _searching(text: str) -> bool:
    """Whether it is the assistant that searches documents, and not the people who ask."""
    found = SEARCH.search(text)
    return found is not None and not re.search(
        r"\b(?:users?|people|customers?|students?) (?:who |that )?(?:are )?$", text[: found.start()]
    )
