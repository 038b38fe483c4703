"""interpret_request: a request in plain words, read by rules good enough for the tests' requests."""

import re
from dataclasses import dataclass
from typing import Any

from tests.simulator.jobs.briefs import text_of
from tests.simulator.jobs.plan import codebook
from tests.simulator.wire import Call
from tests.simulator.world.vocabulary import pool, words

Json = dict[str, Any]
_TASKS = (
    ("preferences", r"preference pairs|\bdpo\b|chosen and rejected"),
    ("tool_use", r"tool[- ](?:use|calls?|calling)|function[- ]call|trajector(?:y|ies)"),
    ("dialogues", r"dialogues?|role-?plays?|interviews?|negotiations?|multi-turn"),
    ("claims", r"claims?\b|fact[- ]check"),
    ("extraction", r"\bner\b|entit(?:y|ies)|\btriples?\b"),
    ("retrieval", r"retriev|hard negatives|search queries"),
    ("instructions", r"instruction"),
    ("summaries", r"summar(?:y|ies|i[sz]e)"),
    (
        "grounded_qa",
        r"question[- ]answer|q&a|\bqa\b|"
        r"questions? (?:and answers? )?(?:about|on|over|from) (?:this|these|the|my|our)",
    ),
    ("mathematics", r"\bmath|algebra|arithmetic|geometry|equation|calculus|word problem|problems?\b"),
    ("records", r"\brecords?\b|json|\bfields?\b|with columns|profiles?\b"),
    (
        "classification",
        r"intent|sentiment|spam|label|class(?:es|if)|categor|tickets?|messages?|reviews?|e-?mails?|tweets?|posts?|"
        r"headlines?|topics?|comments?",
    ),
    ("grounded_qa", r"\bquestions?\b"),
)
_NOUN = re.compile(
    r"(?P<rows>\d[\d,.]*(?:k\b)?) (?P<what>(?:(?!\d)[\w&-]+ ){0,4}?"
    r"(?:tickets?|messages?|reviews?|e-?mails?|tweets?|posts?|texts?|headlines?|comments?|problems?|questions?|pairs?|"
    r"summaries|claims?|queries|instructions?|triples?|"
    r"dialogues?|conversations?|role-?plays?|interviews?|negotiations?|trajector(?:y|ies)|calls?|"
    r"records?|rows?|examples?|samples?|profiles?|sentences?|requests?|items?|equations?|exercises?))",
    re.I,
)
_WAYS = (
    ("dialogues", "information-seeking", r"grounded|asking about|information-seeking"),
    ("dialogues", "support", r"support"),
    ("dialogues", "tutoring", r"tutor"),
    ("dialogues", "interview", r"interview"),
    ("dialogues", "negotiation", r"negotiat"),
    ("dialogues", "clarification", r"underspecified|clarif"),
    ("dialogues", "refusal", r"refus"),
    ("dialogues", "long-memory", r"long-memory|from the beginning"),
    ("dialogues", "self-correction", r"self-correct|corrects itself"),
    ("tool_use", "calculator", r"calculator"),
    ("tool_use", "search", r"search"),
    ("preferences", "weaker", r"weaker"),
    ("grounded_qa", "unanswerable", r"unanswerable"),
    ("grounded_qa", "multi-hop", r"multi-?hop"),
    ("grounded_qa", "abstractive", r"abstractive|full sentences"),
    ("mathematics", "programmed", r"by (?:a )?programs?"),
)
_SHARE = re.compile(
    r",? (?:with )?(?:a (half|third|quarter|fifth)|(half)|(\d+) ?%) (?:of them )?(?:are )?", re.I
)
_SHARES = {"half": 2, "third": 3, "quarter": 4, "fifth": 5}
_LABEL_COUNT = re.compile(
    r"\b(?:in|into|by|with|of|over|across) (\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) "
    r"(?:[\w-]+ )?(intent|label|class|categor|topic|sentiment|kind|type)\w*",
    re.I,
)
_LISTED = re.compile(
    r"(?:labels?|classes|categories|intents?|topics|sentiments?|labelled(?: as)?|classified (?:as|into)|"
    r"fields?)"
    r"(?: are| named)?(?:\s*[:(]\s*|\s+(?=[\w-]+, ))([\w -]+(?:, ?[\w -]+)*(?:,? (?:and|or) [\w -]+)?)",
    re.I,
)
_TOPIC = re.compile(
    r"\b(?:for|about|on|from|at) ((?:an?|the|our|my|this|these) [\w' -]+|[\w'-]+(?: [\w'-]+){0,4})", re.I
)
_TOPIC_END = re.compile(
    r",|\.| (?:in|by|with|into) (?:\d|[A-Z]|\w+ (?:intents|classes|labels)|intent|sentiment|labels)|"
    r" and(?: \d|$)"
)
_GENERAL = frozenset(pool("general"))
"""What rows are called whatever they are about."""
_LANGUAGE = re.compile(r"\bin (German|French|Spanish|Italian|Dutch|Portuguese|Polish|English)\b")
_COUNTS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True, slots=True)
class _Part:
    clause: str
    rows: int
    what: str


def interpret_request(call: Call) -> Json:
    """Parts with task, topic, rows, labels, …; what is unclear in sentences."""
    request = text_of(call.brief.get("request"))
    unclear: list[str] = []
    parts = [
        part
        for clause in _clauses(request)
        if (read := _read(clause, request))
        for part in _by_way(read, clause)
    ]
    if not parts:
        unclear.append("The request names no task.")
    totals = {p["rows"] for p in parts}
    if len(parts) > 1 and len({p["task"] for p in parts}) == 1 and len(totals) > 1:
        unclear.append(f"The request gives several numbers of rows: {', '.join(map(str, sorted(totals)))}.")
    language = found.group(1) if (found := _LANGUAGE.search(request)) else "English"
    return {"parts": parts, "language": language, "unclear": unclear}


def _clauses(request: str) -> list[_Part]:
    """The request cut before each number of rows."""
    starts = list(_NOUN.finditer(request))
    if not starts:
        return [_Part(request, 0, "")]
    cuts = [0, *(m.start() for m in starts[1:]), len(request)]
    return [
        _Part(request[cuts[i] : cuts[i + 1]].strip(" ,;.\n"), _rows(m.group("rows")), m.group("what").strip())
        for i, m in enumerate(starts)
    ]


def _rows(text: str) -> int:
    thousand = text.lower().endswith("k")
    digits = text.lower().rstrip("k.,").replace(",", "")
    return int(float(digits) * (1000 if thousand else 1))


def _read(part: _Part, request: str) -> Json | None:
    task = next((name for name, cue in _TASKS if re.search(cue, part.clause, re.I)), "")
    if not task:
        return None
    listed = _listed(part.clause)
    count = _LABEL_COUNT.search(part.clause)
    return {
        "task": task,
        "way": "",
        "topic": _topic_of(part.clause, request),
        "rows": part.rows,
        "labels": codebook(listed) if task == "classification" else [],
        "label_count": _number(count.group(1)) if count and not listed and task == "classification" else 0,
        "about": _about(part.clause) if task == "classification" else "",
        "text_kind": _singular(part.what) if task == "classification" else "",
        "difficulties": _difficulties(part.clause),
        "attributes": [],
        "fields": listed if task == "records" else [],
        "guidance": [],
        "turns": _turns(part.clause) if task == "dialogues" else [],
        "at_once": re.search(r"in one go|single call", part.clause, re.I) is not None,
        "world": found[0]
        if task == "tool_use" and (found := re.search(r"[\w./-]+\.ya?ml", part.clause))
        else "",
    }


def _turns(clause: str) -> list[int]:
    found = re.search(r"(\d+)(?: to (\d+))? turns", clause, re.I)
    return [int(found[1]), int(found[2] or found[1])] if found else []


def _by_way(read: Json, part: _Part) -> list[Json]:
    """One part, or two where only a share of it is to come about in a way."""
    found = ((way, re.search(cue, part.clause, re.I)) for task, way, cue in _WAYS if task == read["task"])
    for way, match in found:
        if match is None:
            continue
        share = _SHARE.search(part.clause[: match.start()])
        if share is None or share.end() != match.start():
            return [{**read, "way": way}]
        word = (share.group(1) or share.group(2) or "").lower()
        some = round(read["rows"] * (int(share.group(3)) / 100 if share.group(3) else 1 / _SHARES[word]))
        return [{**read, "rows": read["rows"] - some}, {**read, "rows": some, "way": way}]
    return [read]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS.index(text.lower())


def _listed(clause: str) -> list[str]:
    match = _LISTED.search(clause) or re.search(r"\b(spam or (?:ham|legitimate))\b", clause, re.I)
    if match is None:
        return []
    text = re.split(r"\b(?:for|about|from|hard|in|of)\b", match.group(1))[0]
    names = [n.strip() for n in re.split(r",| and | or ", text) if n.strip()]
    return names if len(names) > 1 else []


def _topic(clause: str) -> str:
    for match in _TOPIC.finditer(clause):
        topic = _TOPIC_END.split(match.group(1))[0].strip()
        if topic and not re.fullmatch(
            r"(?:the|this|these|my|our)? ?(?:example|row|label|seed|budget)s?", topic, re.I
        ):
            return topic
    return ""


def _common_topic(request: str) -> str:
    """What the whole request is for: `… for a bike-rental firm`."""
    match = re.search(r"\bfor ((?:an?|the|our|my) [\w' -]+)", request, re.I)
    return _TOPIC_END.split(match.group(1))[0].strip() if match else ""


def _topic_of(clause: str, request: str) -> str:
    """What a part is about; empty where the request doesn't say."""
    whole, own = _common_topic(request), _topic(clause)
    if whole and own and own not in whole:
        return f"{whole} ({own})"
    return own or whole or _bare(clause)


def _bare(clause: str) -> str:
    """What its rows are called, if that says more than that they are texts, problems or questions."""
    text = re.sub(r"^\D{0,30}?\d[\d,.]*k? (?:verified )?", "", clause)
    text = re.split(r" labelled| by | in \d|[:(,.]", text)[0].strip()[:80]
    return text if set(words(text)) - _GENERAL else ""


def _about(clause: str) -> str:
    if re.search(r"\bpositive\b.*\bnegative\b|\bnegative\b.*\bpositive\b", clause, re.I):
        return "sentiment"
    kinds = ("intent", "sentiment", "spam", "topic", "urgency", "emotion")
    return next((kind for kind in kinds if kind in clause.lower()), "topic")


def _singular(what: str) -> str:
    *first, last = what.split() or [""]
    return " ".join([*first, last[:-1] if last.endswith("s") and not last.endswith("ss") else last])


def _difficulties(clause: str) -> list[str]:
    lower = clause.lower()
    named = [level for level in ("easy", "medium", "hard") if re.search(rf"\b{level}\b", lower)]
    if re.search(r"hard (?:ones|cases|examples) (?:included|too|as well)|including hard|some hard", lower):
        return ["plain", "hard"]
    return named
