"""Who is speaking: signs that a turn is written in the other's voice, or for the other.

By closed lists and by the verbs and nouns of the tools' names (`book_bike`: to book, a bike). A role that is
broken in other words is not seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.knowledge.graph.entities import singular
from seedbed.tools.verification.toolcalls.tools import Tool
from seedbed.tools.verification.trajectories.faults import Fault, fault
from seedbed.tools.verification.trajectories.messages import Message, Trajectory

_ECHO = 0.9
"""ROUGE-L F from which a turn is the other's words."""
_LEAST = 6
"""Words of a turn that is compared so."""
_QUOTED = re.compile(r"«[^»\n]{0,400}»|“[^”\n]{0,400}”|\"[^\"\n]{0,400}\"")
_MARK = re.compile(
    r"<\|[\w ]{1,30}\|>|\[/?INST\]|<</?SYS>>|</?tool_(?:call|response)>|</?text-[0-9a-f]{12}>|```brief\b"
)
_LABEL = re.compile(
    r"(?:^|\n|[.!?…\"»”)]\s)[ \t]*(?:\*\*|__|#{1,4} )?"
    r"(?P<who>user|human|customer|client|assistant|AI|agent|bot|chatbot|system|tool|observation)"
    r"(?:\*\*|__)?\s?:(?:\*\*|__)?[ \t]*(?P<said>[^\n]*)",
    re.I,
)
_USERS = ("user", "human", "customer", "client")
_SURE = ("user", "human", "assistant", "ai", "chatbot")
"""Labels that are no field's name at the beginning of a turn."""
_SPOKEN = re.compile(
    r"[?!]|\b(?:I|I['’]\w+|me|my|you|your|please|thanks|yes|no|sure|hi|hello|okay|ok)\b", re.I
)
_NOT_TALK = 3
"""Words after a label up to which it may be a field: «Customer: Ann Lee»."""
_SERVICE = (
    r"as an? (?:AI|artificial intelligence|(?:large )?language model|virtual assistant|chatbot)\b",
    r"I(?:['’]m| am) (?:just )?(?:an AI|a (?:large )?language model|an? (?:virtual|digital|AI) assistant)\b",
    r"how (?:can|may|could) I (?:help|assist|be of)\b",
    r"(?:anything|something) else (?:that )?(?:I|we) can\b",
    r"(?:happy|glad|delighted|pleased) to (?:help|assist)\b",
    r"(?:happy|glad|delighted|pleased) to \w+ (?:that|this|it) for you\b",
    r"(?:let me|I['’]ll|I will|I can|I['’]ve|I have|we['’]ve|we have) (?:\w+ ){1,12}for you\b",
    r"(?:let me|I['’]ll|I will|I can|I['’]ve|I have|we['’]ve|we have) (?:just |now )?\w+ (?:up )?your\b",
    r"(?:our|the) (?:system|records|database|files) (?:show|say|list|indicate|has|have|tell)",
    r"(?:sorry|apologi[sz]e) for (?:the|any) (?:inconvenience|trouble|confusion|delay|wait)\b",
    r"thank(?:s| you) for (?:contacting|calling|choosing|reaching out|your patience|waiting|holding)\b",
    r"(?:could|can|may|would) (?:you|I) (?:please )?(?:provide|give me|share|confirm|have|tell me) your\b",
    r"please (?:provide|share|confirm|enter|give me|tell me) your\b",
    r"I (?:can|could) offer you\b",
    r"(?:would|do|should) you (?:like|want|prefer) me to\b",
    r"(?:shall|should) I (?:\w+ ){1,6}(?:you|your)\b",
    r"as (?:an|your) assistant\b",
    r"what (?:else )?(?:can|could|may) I do for you\b",
    r"(?:may|can|could) I (?:have|see|take|get) your\b",
    r"you(?:['’]re| are) all set\b",
)
_NO_DETAIL = (
    r"(?!(?:\W+\w+){0,4}\W+(?:number|id|code|date|name|names|reference|details?|moment|minute|second|bit|address|"
    r"e?-?mail|information|confirmation|proof|photo|copy|time|more)\b)"
)
"""What an assistant may need from a user doesn't follow."""
_WISHES = (
    r"thank(?:s| you)(?: so much| very much)? for (?:your|the|all your) help\b",
    r"thank(?:s| you) for helping me\b",
    r"(?:I|we)(?:['’]d| would) (?:like|love|prefer) (?:a|an|two|three|some|something|somewhere|one of)\b",
    rf"I (?:just |only |really )?(?:want|need) (?:a|an|some|two|three|something|somewhere)\b{_NO_DETAIL}",
    r"we(?:['’]d| would) (?:like|love) to\b",
    r"I(?:['’]d| would) (?:like|love) to (?!(?:ask|suggest|offer|recommend|propose|confirm|add|make|point|"
    r"note|give|share|clarify|mention|check|double|take|present|provide|invite|start|begin|say)\b)\w+ "
    r"(?:a|an|two|three|some)\b",
    r"for my (?:family|wife|husband|partner|son|daughter|kids?|children|friends?|sister|brother|parents)\b",
    r"please tell me,",
    r"what (?:would|do|can|could) you (?:suggest|recommend|advise|have)\b",
    r"(?:can|could|would|will) you (?:please )?\w+ (?:it|that|this|one|them|something) for (?:me|us)\b",
    r"I(?:['’]m| am) (?:looking|hoping) (?:for|to)\b",
    r"(?:can|could|would|will) you (?:please )?help me\b",
    r"(?:get|find|book|show|give) me (?:a|an|the|one|two|some)\b",
    r"\w+ (?:it|that|this|one|them) for me\b(?:,? please)?[.?!]",
)
_PRICE = r"how much (?:is|are|does|do|would|will) (?:it|that|this|they|the|a|an|one)\b[^.?!]*\?"
"""What no assistant asks that has tools to look it up; a tutor, an interviewer and a buyer may."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a talk's tools do, and to what."""

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]


@lru_cache(maxsize=256)
def vocabulary(names: tuple[str, ...]) -> Vocabulary:
    """The verbs and nouns of tools' names."""
    split = [re.findall(r"[A-Z]?[a-z]+", name) for name in names]
    verbs = {parts[0].lower(): None for parts in split if len(parts) > 1 and len(parts[0]) > 2}
    nouns = {singular(parts[-1].lower()): None for parts in split if len(parts) > 1}
    return Vocabulary(tuple(verbs), tuple(noun for noun in nouns if len(noun) > 2))


def voice_faults(trajectory: Trajectory) -> Iterator[Fault]:
    """Turns of user and assistant that hold the other's, or are said in the other's voice."""
    said: list[tuple[Message, list[str]]] = []
    for message in trajectory.messages:
        if message.role not in ("user", "assistant") or not message.text.strip():
            continue
        own = words(message.text)
        if told := _labelled(message):
            yield fault(message, "speaks for the other", told)
        elif (found := _strange(message, trajectory.tools)) is not None:
            whose = "the assistant" if message.role == "user" else "the user"
            yield fault(message, "out of role", f"it speaks as {whose} does: {found!r}")
        elif len(own) >= _LEAST:
            others = (one for one in said if one[0].role != message.role and len(one[1]) >= _LEAST)
            if copied := next((one for one, its in others if rouge_l(own, its) >= _ECHO), None):
                yield fault(message, "out of role", f"it repeats the {copied.role}'s turn {copied.turn}")
        said.append((message, own))


def _labelled(message: Message) -> str:
    """Why a turn holds more than its speaker says; empty: it doesn't."""
    if mark := _MARK.search(message.text):
        return f"it holds {mark[0]!r}, a mark between turns"
    for label in _LABEL.finditer(message.text):
        who, said = label["who"], label["said"]
        whose = "user" if who.lower() in _USERS else "assistant"
        if whose == message.role and label.start() == 0 and who.lower() in _SURE:
            return f"it begins with a label, {who + ':'!r}"
        if _SPOKEN.search(said) or len(said.split()) > _NOT_TALK:
            return (
                f"it speaks for the {whose}: {who + ':'!r}" if whose != message.role else "it has two turns"
            )
    return ""


def _strange(message: Message, tools: Sequence[Tool]) -> str | None:
    """Words that the other would say."""
    found = _signs(message.role, tuple(tool.name for tool in tools)).search(_QUOTED.sub(" ", message.text))
    return found[0].strip() if found else None


@lru_cache(maxsize=256)
def _signs(role: str, names: tuple[str, ...]) -> re.Pattern[str]:
    known = vocabulary(names)
    verbs, nouns = "|".join(map(re.escape, known.verbs)), "|".join(map(re.escape, known.nouns))
    signs = list(_SERVICE if role == "user" else _WISHES)
    if role == "user" and nouns:
        signs.append(rf"your (?:\w+ )?(?:{nouns}) (?:is|has|was|will|number|reference)\b")
    if role == "assistant" and names:
        signs.append(_PRICE)
    if role == "assistant" and nouns:
        signs.append(rf"(?<!of )\bmy (?:\w+ )?(?:{nouns})\b")
    if role == "assistant" and verbs:
        signs += [
            rf"(?:I|we)(?:['’]d| would) (?:like|love) to (?:{verbs})\b",
            rf"(?:I|we) (?:want|need|have|wish) to (?:{verbs})\b",
            rf"(?<![a-z] )(?:can|could|would|will) you (?:please |kindly )?(?:{verbs})\b",
            rf"(?:please|kindly) (?:{verbs}) (?:me|my|a|an|the|it|that|one)\b",
        ]
    return re.compile(
        "|".join(rf"\b(?:{sign})" if not sign.startswith("(?<") else sign for sign in signs), re.I
    )
