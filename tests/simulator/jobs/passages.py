"""Questions that a passage answers: found by the form of its sentences, with the answer in its own words."""

import re
from dataclasses import dataclass

from tests.simulator.world.vocabulary import stems

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
_ENOUGH = 0.5
"""Share of a question's stems that a sentence must hold to count as what it asks about."""


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


def answer_in(passage: str, question: str) -> str | None:
    """What the passage answers to a question nobody here wrote; None when it doesn't say."""
    if gap := re.search(r"[“\"]?([^“”\"]*?)\s*(?:_{2,}|…|\.\.\.)\s*([^“”\"]*)", question):
        filled = _between(passage, gap.group(1).strip()[-40:], gap.group(2).strip(' ”"?.')[:40])
        if filled:
            return filled
    wanted = stems(question)
    if not wanted:
        return None
    best, best_score = None, _ENOUGH
    for asked in questions(passage):
        score = len(wanted & stems(asked.sentence)) / len(wanted)
        score += 0.1 * len(wanted & stems(asked.question)) / len(wanted)
        score -= 0.3 * len(wanted & stems(asked.answer)) / max(1, len(stems(asked.answer)))
        if score > best_score:
            best, best_score = asked.answer, score
    return best


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
