"""The words that ask for talks: dialogues, conversations in which tools are called, pairs of answers.

Their many names are said in one way first («function-calling data», «DPO pairs» → `tool-rows`, `pair-rows`),
so that what is counted is known; then the task is read from what rows are called. Talks that are sorted by a
codebook are texts of a classification. Of talks only those that cite documents, search them or use a
calculator are made without a model that writes.
"""

import re
from collections.abc import Sequence
from typing import Literal

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.tasks import Task, Way

TOOLS, PAIRS = "tool-rows", "pair-rows"
_ROWS = r"(?:data(?:[- ]?sets?)?|rows?|examples?|samples?|items|instances|corpus)"
_TALK = r"(?:conversations?|dialogues?|talks?|chats?|sessions?|episodes?)"
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
_ASKING = re.compile(r"\b(?:information|info)[- ]seeking\b|\bpeople asking\b|\bwho asks?\b", re.IGNORECASE)
_KINDS = v.words("support negotiation negotiations refusal refusals interview interviews tutoring")
_SORTED = re.compile(
    r"\b(?:classif\w+|label(?:l?ed|l?ing|s)?|categori[sz]\w+|triaged?|intents?|sentiments?)\b"
    rf"|\bby (?:their |its |the )?(?:[a-z]+ ){{0,2}}?{v.ABOUT.pattern[2:]}"
    r"|\bin(?:to)? (?:[\w-]+ ){1,2}(?:classes|categories|topics|types|kinds)\b"
    r"|\b(?:spam|toxicity|sarcasm|emotion|topic|urgency) (?:classification|detection|detector|filter)\b",
    re.IGNORECASE,
)
"""What makes talks the texts of a classification, beside a list of labels."""


def talks_joined(text: str) -> str:
    """The text with every name of talks said in one way."""
    for name, form in _FORMS.items():
        text = form.sub(name, text)
    return text


def are_no_labels(names: Sequence[str]) -> bool:
    """Whether what looks like labels are the two who speak («customer vs agent»), or kinds of talks."""
    speak = len(names) == 2 and all(_SPEAKERS.fullmatch(name) for name in names)
    return speak or all(name.lower() in _KINDS for name in names)


def is_talk(head: str) -> bool:
    """Whether rows that are called so are talks, or texts that are talks."""
    return head in _CALLED


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


def way_of_talks(task: Task, text: str, *, documents: bool) -> Way | None:
    """The way in which a clause's talks are made without a model that writes them; None: they aren't.

    Args:
        text: The clause, its names joined.
        documents: Whether documents are named.
    """
    calculates = CALCULATOR.search(text) is not None
    if task == "tool_use" and (SEARCH.search(text) or (documents and not calculates)):
        return "search"
    if task == "tool_use" and calculates:
        return "calculator"
    if task == "dialogues" and (documents or GROUNDED.search(text) or _ASKING.search(text)):
        return "information-seeking"
    return None


def topic_of_talks(text: str) -> str:
    """What a clause says that its talks are about; empty: it doesn't say."""
    form = r"\b(?:about|on|regarding) (?P<topic>[^,.;:()\n]{3,200})"
    found = re.search(form, _TOOL_WORDS.sub(" ", text), re.IGNORECASE)
    return " ".join(found["topic"].split()) if found else ""
