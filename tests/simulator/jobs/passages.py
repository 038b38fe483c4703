"""Questions that a passage answers: found by the form of its sentences, with the answer in its own words."""

import re
from dataclasses import dataclass

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


def question_for(passage: str, answer: str) -> str:
    """A question whose answer is that span."""
    for asked in questions(passage):
        if asked.answer == answer:
            return asked.question
    for sentence in sentences(passage):
        if answer in sentence:
            return _cloze(sentence, answer)
    return f"Which words come after “{' '.join(passage.split(answer)[0].split()[-8:])}”?"


def entities(passage: str, kind: str) -> list[dict[str, str]]:
    """What its sentences name, copied, each once and all of one kind: whoever reads it finds the same."""
    names = dict.fromkeys(asked.answer[:120] for asked in questions(passage) if len(asked.answer) > 1)
    return [{"name": name, "kind": kind} for name in [*names][:_MOST] or [passage[:60].strip()]]


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


_COMMON = re.compile(r"(?:The|A|An|Every|Each|All|Our|Your|It|This|That|Any|Some|There)(?: |$)")


def _lower(subject: str) -> str:
    return subject[0].lower() + subject[1:] if _COMMON.match(subject) else subject
