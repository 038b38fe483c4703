"""Questions that a passage answers: a sentence of it with a gap, and the words that belong there."""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^.!?\n](?:[^.!?\n]|[.,](?=\d)|\n(?!\n))*[.!?]")
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
    """A question for each figure and each sentence's end, in order; answers that stand there once first."""
    found = [asked for sentence in sentences(passage) for asked in _about(sentence)]
    return sorted(found, key=lambda asked: passage.count(asked.answer) != 1)


def sentences(passage: str) -> list[str]:
    """The whole sentences of its running text: headings, tables and list marks are left out."""
    lines = [re.sub(r"^\s*(?:[-*>]|\d+[.)])\s+", "", line) for line in passage.splitlines()]
    running = "\n".join("" if line.lstrip().startswith(("#", "|")) else line for line in lines)
    return [m.group().strip() for m in _SENTENCE.finditer(running) if len(m.group().split()) >= 4]


def question_for(passage: str, answer: str) -> str:
    """A question whose answer is that span."""
    return _cloze(next((one for one in sentences(passage) if answer in one), passage), answer)


def entities(passage: str, kind: str) -> list[dict[str, str]]:
    """What its sentences name, copied, each once and all of one kind: whoever reads it finds the same."""
    names = dict.fromkeys(asked.answer[:120] for asked in questions(passage) if len(asked.answer) > 1)
    return [{"name": name, "kind": kind} for name in [*names][:_MOST] or [passage[:60].strip()]]


def _about(sentence: str) -> list[Asked]:
    words = sentence.rstrip(".!?").split(" ")
    if len(words) > _LONGEST:
        return []
    answers = [*_FIGURE.findall(sentence)[:2], " ".join(words[-min(3, len(words) // 2) :])]
    found = [Asked(_cloze(sentence, answer), answer, sentence) for answer in answers]
    return [asked for asked in found if "\n" not in asked.answer and asked.answer not in asked.question]


def _cloze(sentence: str, answer: str) -> str:
    gapped = sentence.replace(answer, "…", 1).replace("\n", " ").rstrip(".!?")
    return f"What belongs in the gap of “{gapped}”?"
