"""Defects of rows that are made of documents. Each takes a good row and returns the fields that it made bad.

As in `defects.py`, whose catalogue lists them: None where a defect can't be made, or may have left the row
good.
"""

import re
from collections.abc import Mapping, Sequence, Set
from random import Random
from typing import Any

from benchmarks.readings.good import Changed, Good
from benchmarks.readings.numbers import near
from seedbed.memory.canonical import digest_text
from seedbed.memory.task import SUPPORT, Task
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.questions.items import BETWEEN
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.sources import Source

_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:\.\d+)?(?![\w-]|[.,]\d)")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")
_DENIAL = re.compile(r"\b(?:not|never|no|cannot)\b|n['’]t\b", re.IGNORECASE)
_OTHERS = 40
"""Other rows that a defect is made with the help of, at most."""
_PLAIN = re.compile(r"[A-Z][^|`<>{}\[\]*_#=\n]{30,200}[.]")
_WORD_AFTER = re.compile(r" [a-z]{2,}\b")
_WORD_BEFORE = re.compile(r"\b(?!(?:the|an?|this|its|our|their|your) )[a-z]{2,} $")
_PASSAGE: dict[Task, str] = {
    "grounded_qa": "context",
    "summaries": "text",
    "instructions": "context",
    "retrieval": "positive",
    "claims": "evidence",
    "extraction": "text",
}
"""The field that holds what a row was made of."""
_SAID: dict[Task, str] = {
    "grounded_qa": "answer",
    "summaries": "summary",
    "instructions": "response",
    "claims": "claim",
}
"""The field that says something of it."""


def _said(good: Good) -> str:
    """The field whose words must be borne out by the passage; empty: there is none."""
    if good.task == "grounded_qa" and good.way != "abstractive":
        return ""  # spans and absent answers have defects of their own
    if good.task == "claims" and (good.row["label"] != SUPPORT[0] or _DENIAL.search(str(good.row["claim"]))):
        return ""  # a claim that is refuted, or denies a number, may say any
    return _SAID.get(good.task, "")


def _passage(good: Good) -> str:
    return str(good.row.get(_PASSAGE[good.task], ""))


def other_number(good: Good, random: Random) -> Changed | None:
    """A number of the summary, response, answer or supported claim, which its passage then doesn't have."""
    field = _said(good)
    text, passage = str(good.row.get(field, "")), _passage(good)
    found = list(_NUMBER.finditer(text))
    for match in random.sample(found, len(found)):
        for new in near(match[0], random):
            if not re.search(rf"(?<!\d){re.escape(new)}(?!\d)", passage):
                return {field: text[: match.start()] + new + text[match.end() :]}
    return None


def other_name(good: Good, random: Random) -> Changed | None:
    """A name exchanged for one of another row, which the passage doesn't have a word of."""
    field = _said(good)
    text, passage = str(good.row.get(field, "")), _passage(good)
    others = [_text_of(other) for other in _some(good, random)]
    plain = {word for one in (text, passage, *others) for word in re.findall(r"\b[a-z]+\b", one)}
    names = {name for other in others for name in _NAME.findall(other) if _is_name(name, plain)}
    strange = [name for name in sorted(names) if not any(word in passage for word in name.split())]
    found = [match for match in _NAME.finditer(text) if _is_name(match[0], plain)]
    if not found or not strange:
        return None
    match = random.choice(found)
    return {field: text[: match.start()] + random.choice(strange) + text[match.end() :]}


def _is_name(words: str, plain: Set[str]) -> bool:
    """Whether a word of it stands nowhere in lower case, as the first words of sentences do."""
    return any(word.lower() not in plain for word in words.split())


def invented_sentence(good: Good, random: Random) -> Changed | None:
    """A sentence of another row's passage at the end; the row's own passage doesn't say it."""
    field = _said(good)
    if not field or good.task == "claims":
        return None
    passage = _passage(good)
    others = [text for other in _some(good, random) if (text := _text_of(other)) and text not in passage]
    sentences = sorted({s for text in others for s in _sentences(text) if s not in passage})
    if not sentences:
        return None
    return {field: f"{str(good.row[field]).rstrip()} {random.choice(sentences)}"}


def _some(good: Good, random: Random) -> Sequence[Mapping[str, Any]]:
    """Some of the run's other rows."""
    return random.sample(good.others, min(_OTHERS, len(good.others)))


def _text_of(row: Any) -> str:
    return next((str(row[name]) for name in ("context", "text", "positive", "evidence") if row.get(name)), "")


def _sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text) if _PLAIN.fullmatch(text[a:b])]


def support_flipped(good: Good, random: Random) -> Changed | None:
    """Supported for refuted and the other way round; what can't be known is called supported."""
    mine = good.row["label"]
    wrong = SUPPORT[1] if mine == SUPPORT[0] else SUPPORT[0]
    return {"label": wrong} if wrong in good.labels else None


def passages_exchanged(good: Good, random: Random) -> Changed | None:
    """The positive in the place of a negative, which stands as the positive."""
    negatives = list(good.row["negatives"])
    if not negatives:
        return None
    at = random.randrange(len(negatives))
    wrong, negatives[at] = negatives[at], good.row["positive"]
    return {"positive": wrong, "negatives": negatives}


def place_left_out(good: Good, random: Random) -> Changed | None:
    """One of the passages that the answer takes is gone: the one that holds it, where one alone does."""
    passages = str(good.row["context"]).split(BETWEEN)
    if good.way != "multi-hop" or len(passages) < 2:
        return None
    holding = [at for at, passage in enumerate(passages) if str(good.row["answer"]) in passage]
    at = holding[0] if len(holding) == 1 else random.randrange(len(passages))
    return {"context": BETWEEN.join([*passages[:at], *passages[at + 1 :]])}


def answerable(good: Good, random: Random) -> Changed | None:
    """A question that its passage answers, in a row that says that it doesn't."""
    if good.way != "unanswerable":
        return None
    text = str(good.row["context"])
    sha = digest_text(text)
    source = Source("passage", str(good.row.get("source", "passage")), sha, sha, text)
    if items := make_questions(tuple(chunk_sources([source]))):
        return {"question": random.choice(items).question}
    answered = [row for row in _some(good, random) if row.get("question") and row.get("answer")]
    if not answered:
        return None
    row = random.choice(answered)
    return {name: row[name] for name in ("question", "context", "heading") if name in row}


# entities and relations --------------------------------------------------------------------------------


def span_off(good: Good, random: Random) -> Changed | None:
    """An entity with the word behind it, or the one before it, in its span."""
    text, entities = str(good.row["text"]), list(good.row["entities"])
    wider = [(at, span) for at, one in enumerate(entities) for span in _wider(text, one["start"], one["end"])]
    if not wider:
        return None
    at, (start, end) = random.choice(wider)
    entities[at] = {**entities[at], "start": start, "end": end, "text": text[start:end]}
    return {"entities": entities}


def _wider(text: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    after, before = _WORD_AFTER.match(text, end), _WORD_BEFORE.search(text[:start])
    return [(start, after.end())] if after else [(before.start(), end)] if before else []


def type_exchanged(good: Good, random: Random) -> Changed | None:
    """An entity with a type that only others have."""
    entities = list(good.row["entities"])
    types: dict[str, set[str]] = {}
    for row in (good.row, *_some(good, random)):
        for one in row.get("entities") or ():
            types.setdefault(one["type"], set()).add(one["text"].casefold())
    at = random.randrange(len(entities)) if entities else 0
    mine = entities[at]["text"].casefold() if entities else ""
    wrong = sorted(name for name, texts in types.items() if mine not in texts)
    if not entities or not wrong:
        return None
    entities[at] = {**entities[at], "type": random.choice(wrong)}
    return {"entities": entities}


def ends_exchanged(good: Good, random: Random) -> Changed | None:
    """A relation from its tail to its head."""
    relations = list(good.row["relations"])
    if not relations:
        return None
    at = random.randrange(len(relations))
    one = relations[at]
    relations[at] = {**one, "head": one["tail"], "tail": one["head"]}
    return {"relations": relations}
