"""Questions that a passage answers: found by the form of its sentences, with the answer in its own words."""

import re
from dataclasses import dataclass

from tests.simulator.jobs.tables import in_table
from tests.simulator.world.vocabulary import stems, words

_SENTENCE = re.compile(r"[^.!?\n](?:[^.!?\n]|[.,](?=\d)|\n(?!\n))*[.!?]")
_BEING = re.compile(r"^(.{3,90}?) (is|are|was|were) ((?!not\b)[^,;:\n]{2,90})[.!?]$")
_MODAL = re.compile(r"^(.{3,90}?) (must|can|may|should|will) ((?!not\b)[^,;:\n]{2,90})[.!?]$")
_DOING = re.compile(
    r"^(.{3,90}?) (has|have|(?:cost|last|open|close|include|cover|take|need|pay|keep|receive|get|offer|start|"
    r"end|use|require|hold|contain)s?) ([^,;:\n]{2,90})[.!?]$"
)
_POINTING = re.compile(
    r"^(?:it|they|he|she|this|these|those|such|there|that|we|you|i)\b|"
    r"\b(?:the|this|that|following) (?:list|table|text|section|document|article|passage|paragraph)\b",
    re.I,
)
"""Sentences that can't be understood away from their place."""
_FIGURE = re.compile(r"(?:[€$£] ?)?\d[\d.,:]*\d(?: ?[%€$£])?|(?:[€$£] ?)?\d(?: ?[%€$£])?")
_LONGEST = 30
"""Words of a sentence that is asked about, at most."""
_MOST = 6
"""Entities of a passage, at most."""
_ENOUGH = 0.6
"""Share of a question's stems that a passage must hold to count as saying something about it."""
_ASKING = stems(
    "much many long far often old high time year day kind amount number name asked exactly true tell"
)
_COUNT = (
    r"\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|hundred|thousand)\b"
)
_KINDS = (
    (r"^how many\b", re.compile(rf"((?:{_COUNT})(?:[ -](?:{_COUNT}))*)", re.I)),
    (
        r"\bhow (?:much|long|far|high|old|often|heavy|tall|deep)\b|\b(?:pay|cost|price|fee|distance)\b",
        re.compile(rf"([€$£]?(?:{_COUNT})(?:[ -](?:{_COUNT}))*(?: ?[%€$£]| [a-z]+)?)", re.I),
    ),
    (r"\b(?:when|what time|which year|what year)\b", re.compile(r"((?:[A-Z][a-z]+ )?\d[\d:]*(?: ?[ap]m)?)")),
    (r"^who\b|\bwhose\b", re.compile(r"((?:[A-Z][\w'-]+ )+[A-Z][\w'-]+)")),
    (r"^(?:who|which|what)\b", re.compile(r"\bby (?!the\b)([a-z]+)\b")),
)
"""Kind of question → spans that can answer it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that the passage answers."""

    question: str
    answer: str
    """Stands in the passage word by word."""
    sentence: str


def questions(passage: str) -> list[Asked]:
    """Every question that the forms find, in the passage's order; answers that stand there once first."""
    found = [asked for sentence in sentences(passage) for asked in _about(sentence)]
    return sorted(found, key=lambda asked: passage.count(asked.answer) != 1)


def sentences(passage: str) -> list[str]:
    """The whole sentences of its running text: headings, tables and list marks are left out."""
    lines = [re.sub(r"^\s*(?:[-*>]|\d+[.)])\s+", "", line) for line in passage.splitlines()]
    running = "\n".join("" if line.lstrip().startswith(("#", "|")) else line for line in lines)
    return [m.group().strip() for m in _SENTENCE.finditer(running) if len(m.group().split()) >= 4]


def entities(passage: str, kind: str) -> list[dict[str, str]]:
    """What its sentences name, copied, each once and all of one kind: whoever reads it finds the same."""
    names = dict.fromkeys(asked.answer[:120] for asked in questions(passage) if len(asked.answer) > 1)
    return [{"name": name, "kind": kind} for name in [*names][:_MOST] or [passage[:60].strip()]]


def answer_in(passage: str, question: str) -> str | None:
    """What the passage answers to a question nobody here wrote; None when it doesn't say."""
    if gap := re.search(r"[“\"]?([^“”\"]*?)\s*(?:_{2,}|…|\.\.\.)\s*([^“”\"]*)", question):
        filled = _between(passage, gap.group(1).strip()[-40:], gap.group(2).strip(' ”"?.')[:40])
        if filled:
            return filled
    if cell := in_table(passage, question):
        return cell
    wanted = stems(question) - _ASKING
    told = stems(passage)
    if not wanted or len(wanted & told) < _ENOUGH * len(wanted):
        return None
    spread = {word: sum(word in stems(sentence) for sentence in sentences(passage)) for word in wanted}

    def weight(sentence: str) -> float:
        return sum(1 / spread[word] for word in wanted & stems(sentence))

    best = max(sentences(passage), key=weight, default="")
    return _reply(question, best) if best else None


def _reply(question: str, sentence: str) -> str:
    """The span of a sentence that suits the kind of question."""
    asked = words(question)
    for cue, pattern in _KINDS:
        if re.search(cue, question, re.I):
            for match in pattern.finditer(sentence):
                if not set(words(match.group(1))) <= set(asked):
                    return match.group(1)
    found = [a for a in _about(sentence) if not stems(a.answer) <= stems(question)]
    return found[0].answer if found else sentence.rstrip(".!?")


def _between(passage: str, before: str, after: str) -> str | None:
    if not before and not after:
        return None
    match = re.search(rf"{re.escape(before)}\s*(.{{1,80}}?)\s*{re.escape(after) or '[.!?]'}", passage)
    return match.group(1) if match else None


def _about(sentence: str) -> list[Asked]:
    if _POINTING.search(sentence) or len(sentence.split()) > _LONGEST:
        return []
    found = []
    if match := _BEING.match(sentence):
        subject, verb, rest = match.groups()
        found.append(Asked(f"What {verb} {_lower(subject)}?", rest, sentence))
    elif match := _MODAL.match(sentence):
        subject, verb, rest = match.groups()
        found.append(Asked(f"What {verb} {_lower(subject)} do?", rest, sentence))
    elif match := _DOING.match(sentence):
        subject, verb, rest = match.groups()
        singular, base = verb.endswith("s"), "have" if verb in ("has", "have") else verb.removesuffix("s")
        found.append(Asked(f"What {'does' if singular else 'do'} {_lower(subject)} {base}?", rest, sentence))
    for figure in _FIGURE.findall(sentence)[:2]:
        found.append(Asked(_cloze(sentence, figure), figure, sentence))
    words = sentence.rstrip(".!?").split(" ")
    tail = " ".join(words[-min(3, len(words) // 2) :])
    found.append(Asked(_cloze(sentence, tail), tail, sentence))
    return [asked for asked in found if "\n" not in asked.answer and asked.answer not in asked.question]


def _cloze(sentence: str, answer: str) -> str:
    gapped = sentence.replace(answer, "…", 1).replace("\n", " ").rstrip(".!?")
    return f"What belongs in the gap of “{gapped}”?"


def _lower(subject: str) -> str:
    first = subject.split(" ", 1)[0]
    common = {
        "The",
        "A",
        "An",
        "Every",
        "Each",
        "All",
        "Our",
        "Your",
        "It",
        "This",
        "That",
        "Any",
        "Some",
        "There",
    }
    return subject[0].lower() + subject[1:] if first in common else subject
