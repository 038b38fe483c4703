"""A request in plain English read by rule. Pure but for looking whether named paths exist.

What can't be read stays empty, what is open or contradictory becomes a question; nothing is guessed in
silence.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from seedbed.agent.planner.rules import support, ways
from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.amounts import told_apart
from seedbed.agent.planner.rules.clauses import Clause, clauses, noun_of, pairs_joined
from seedbed.agent.planner.rules.codebook import Codebook, codebook_of
from seedbed.agent.planner.rules.count import count_rows, total_question
from seedbed.agent.planner.rules.details import Details, details_of
from seedbed.agent.planner.rules.heard import Heard, Question, Request
from seedbed.agent.planner.rules.labelled import with_codebook
from seedbed.agent.planner.rules.limits import language_asked, read_limits
from seedbed.agent.planner.rules.of_documents import rows_joined, task_of_documents
from seedbed.agent.planner.rules.of_problems import is_topic, way_of_problems
from seedbed.agent.planner.rules.of_talks import (
    are_no_labels,
    is_talk,
    talks_joined,
    task_of_talks,
    topic_of_talks,
    way_of_talks,
)
from seedbed.agent.planner.rules.subject import Subject, cased, subject_of
from seedbed.agent.planner.rules.tasks import DERIVED, GROUNDED, TALKS, Task, Way
from seedbed.agent.planner.rules.turns import Length, length_of, turns_marked
from seedbed.memory.tree import slug

_ASK_TASK = (
    "Which task is meant: mathematics, classification, or of documents: grounded_qa (questions), retrieval, "
    "claims or extraction?"
)
_NO_LABELS = Codebook((), (), "", 0, {}, False)
_ABOUT = re.compile(r"\b(?:about|on|regarding|over)\b[^,.;]*", re.IGNORECASE)
_TASKS: tuple[Task, ...] = (
    "mathematics",
    "classification",
    "grounded_qa",
    "retrieval",
    "claims",
    "extraction",
)
WITHOUT_MODEL: frozenset[tuple[str, Way]] = frozenset(
    (
        ("mathematics", ""),
        ("classification", ""),
        ("grounded_qa", ""),
        ("dialogues", "information-seeking"),
    )
)
"""Tasks and ways that are made without a model that keeps to a JSON schema."""


def read_request(request: str, folder: Path, *, sources: bool = False) -> Request:
    """Read a request.

    Args:
        folder: Where relative paths start if they lead nowhere from the current folder.
        sources: Whether documents were named by other means.

    Raises:
        UserFault: a path that doesn't exist, or a budget that is none.
    """
    limits = read_limits(_plain(request), folder)
    text = talks_joined(rows_joined(pairs_joined(limits.text)))
    if any(is_talk(word.lower()) for word in re.findall(r"[\w-]+", text)):
        text = turns_marked(text)
    documents = sources or bool(limits.sources)
    parts: list[Heard] = []
    refused: list[str] = []
    firm = ""
    cut = clauses(text)
    for clause in cut:
        missing = _not_built(clause)
        if missing:
            refused.append(missing)
            continue
        found, subject = _part(clause, documents, firm)
        firm = firm or (subject.topic if not subject.refers else "")
        parts.extend(found)
    parts = _with_parents(_named(parts))
    if len(parts) > 1:
        parts = _shared_each(parts, cut)
    adjective = "" if limits.languages else language_asked(text)
    questions = [*total_question(parts, cut), *_language(limits.languages, adjective)]
    return Request(" ".join(request.split()), tuple(parts), limits, tuple(refused), tuple(questions))


def _plain(request: str) -> str:
    """Quotes, spaces and dashes in one form each."""
    for pattern, plain in (
        ("[“”„]", '"'),
        ("[‘’]", "'"),
        ("[\u00a0\u2009\u202f\t]", " "),
        ("\r\n?", "\n"),
        (r"\bw/o\b", "without"),
        (r"\bw/(?=\s)", "with"),
    ):
        request = re.sub(pattern, plain, request)
    return request.strip()


def _language(languages: Sequence[str], adjective: str) -> list[Question]:
    if adjective:
        text = f"Are the rows to be written in {adjective}, or in English?"
        return [Question("", "language", text, (adjective, "English"), decided="English")]
    if len(languages) < 2:
        return []
    text = f"The request names {' and '.join(languages)}; one run has one language. Which?"
    return [Question("", "language", text, tuple(languages), contradiction=True)]


# one part ----------------------------------------------------------------------------------------------


def _part(clause: Clause, documents: bool, firm: str) -> tuple[list[Heard], Subject]:
    """The parts that a clause asks for: one, or one for each way of its questions."""
    length = length_of(clause.text)
    details = details_of(length.text if is_talk(clause.head) else clause.text)
    inner = replace(clause, text=details.text)
    codebook = codebook_of(inner)
    whole = codebook_of(clause)
    if len(whole.items) > len(codebook.items) or not (codebook.items or codebook.count):
        codebook = whole  # what looked like a level or an attribute is one of the labels
    names = {item.name.lower() for item in codebook.items}
    if clause.head.removesuffix("s") in {name.removesuffix("s") for name in names}:
        clause, inner = (replace(c, head="", before=(), noun="generic") for c in (clause, inner))
    subject = subject_of(inner, [item.name for item in codebook.items], firm)
    task = _task(clause, codebook, documents)
    unread = _unread_shares(inner.text, names) if task == "classification" else ()
    heard = Heard(
        name="",
        text=" ".join(clause.text.split()),
        task=task,
        topic=subject.topic,
        text_kind=subject.text_kind if task == "classification" else "",
        difficulties=() if names & set(details.difficulties) else _levels(task, details),
        attributes=tuple(
            (n, values) for n, values in details.attributes if {x.lower() for x in values} != names
        ),
        guidance=details.guidance,
        said=unread,
    )
    if task in TALKS or task == "preferences":
        talks = _as_talks(replace(heard, difficulties=details.difficulties), clause, length, documents)
        return [talks], subject_of(replace(inner, text=""), (), firm)
    if task == "classification":
        heard = with_codebook(heard, clause, codebook)
    heard = _with_topic(heard, clause)
    if not task:
        heard = replace(heard, questions=(Question("", "task", _ASK_TASK, _TASKS),))
    return _counted(heard, clause, codebook), subject


def _counted(heard: Heard, clause: Clause, codebook: Codebook) -> list[Heard]:
    """With rows, ways and the labels of claims, which numbers and shares may say."""
    if heard.task == "grounded_qa":
        if re.search(r"\byes[/ -]?(?:or[ -])?no\b", clause.text, re.IGNORECASE):
            said = "answers are words of the documents: yes or no can't be asked for"
            heard = replace(heard, said=(*heard.said, said))
        mentions, amounts = told_apart(clause.mentions, ways.amounts_of_questions(clause.text))
        return ways.by_ways(count_rows(heard, replace(clause, mentions=mentions), codebook), amounts)
    if heard.task == "claims":
        mentions, amounts = told_apart(clause.mentions, support.amounts_of_claims(clause.text))
        return [support.by_support(count_rows(heard, replace(clause, mentions=mentions), codebook), amounts)]
    if heard.task == "extraction" and re.search(r"\btypes?\b|\blabels?\b", clause.text, re.IGNORECASE):
        said = "types of entities are those that the documents give: they can't be chosen"
        heard = replace(heard, said=(*heard.said, said))
    if heard.task == "mathematics" and (way := way_of_problems(clause.text)):
        heard = replace(heard, way=way, topic=heard.topic if is_topic(heard.topic) else v.EVERYDAY)
    return [count_rows(heard, clause, codebook)]


def _unread_shares(text: str, labels: set[str]) -> tuple[str, ...]:
    """Shares of something that is no label («half of them sarcastic»): quotas are by label and level only."""
    form = (
        r"\b(?:half|a third|most|\d+ ?%) of (?:them|which|these|the rows) "
        r"(?:are |should be |being )?([a-z][\w-]*)"
    )
    found = [m for m in re.finditer(form, text, re.IGNORECASE) if m[1].lower() not in labels]
    return tuple(f"not planned, say it as a label or an attribute: {m[0]!r}" for m in found)


def _as_talks(heard: Heard, clause: Clause, length: Length, documents: bool) -> Heard:
    """The part of a clause that asks for talks: those that can be made have their way, topic and turns."""
    way = way_of_talks(heard.task, clause.text, documents=documents) if heard.task else None
    topic = ways.topic_of(topic_of_talks(clause.text))
    usual = v.EVERYDAY if way == "calculator" else "the documents"
    said = length.said
    if way == "information-seeking":
        said = (*said, "the talks are questions about the documents, with cited answers")
    elif length.turns:
        said = (*said, "not planned: turns; a talk with tools has as many as its task takes")
    heard = replace(
        heard,
        way=way or "",
        topic=topic or usual,
        turns=length.turns if way == "information-seeking" else None,
        questions=(Question("", "turns", length.fault, contradiction=True),) if length.fault else (),
        said=said,
    )
    return count_rows(heard, clause, _NO_LABELS)


def _task(clause: Clause, codebook: Codebook, documents: bool) -> Task | Literal[""]:
    text, noun = clause.text, clause.noun
    maths = v.MATHS.search(text) is not None
    named = len(codebook.items) >= 2 and not ways.are_ways([item.name for item in codebook.items])
    items = [item.name for item in codebook.items]
    listed = named and not are_no_labels(items)
    if talks := task_of_talks(text, clause.head, listed=listed):
        return talks
    classify = named or v.CLASSIFY.search(text) is not None
    if noun != "grounded" and (v.FIELDS.search(text) or (v.JSON.search(text) and not classify)):
        return "records"
    question = noun == "question"
    of_documents = task_of_documents(
        text, clause.head, question=question, classified=classify, documents=documents
    )
    if of_documents:
        return of_documents
    if _is_code(clause, named, documents):
        return "code"
    if noun == "problem" and (maths or v.PRICES.search(text)) and not (named and v.CLASSIFY.search(text)):
        return "mathematics"
    if noun == "question" and not named and (v.GROUNDED.search(text) or documents):
        return "mathematics" if maths else "grounded_qa"
    if classify and noun != "record":
        return "classification"
    if maths:
        return "mathematics"
    if noun == "question" or (v.GROUNDED.search(text) and documents):
        return "grounded_qa"
    if noun == "record" or v.JSON.search(text):
        return "records"
    return "classification" if noun == "text" else "mathematics" if noun == "problem" else ""


def _is_code(clause: Clause, named: bool, documents: bool) -> bool:
    """Whether its rows are programming problems, and neither labelled nor asked of documents."""
    text = clause.text
    solved = v.MATHS.search(text) and way_of_problems(text)
    if named or solved or clause.noun in ("text", "record") or not v.CODE.search(text):
        return False
    asked = clause.noun == "question" and (documents or v.GROUNDED.search(text))
    return not asked and not re.search(r"\b(?:label|classif|categori)", text, re.IGNORECASE)


def _not_built(clause: Clause) -> str:
    codebook = codebook_of(clause)
    listed = len(codebook.items) >= 2 or bool(codebook.count)
    # What talks are about is no task.
    text = _ABOUT.sub(" ", clause.text) if is_talk(clause.head) else clause.text
    for name, pattern in v.NOT_BUILT.items():
        if pattern.search(text) and not (listed and name in v.TEXT_TOO):
            return name
    return ""


def _levels(task: str, details: Details) -> tuple[str, ...]:
    if task in ("mathematics", "grounded_qa") and details.difficulties == ("plain", "hard"):
        return ("easy", "medium", "hard")
    return details.difficulties


def _with_topic(heard: Heard, clause: Clause) -> Heard:
    if heard.task in GROUNDED:
        kept = [word for word in clause.before if word not in v.NOT_OF_KIND]
        topic = ways.topic_of(heard.topic) or ways.topic_of(" ".join(kept))
        return replace(heard, topic=topic or "the documents")
    priced = heard.task == "mathematics" and v.PRICED.search(clause.text)
    if heard.topic:
        named = not priced or v.PRICES.search(heard.topic)
        return heard if named else replace(heard, topic=f"{heard.topic} (prices)")
    if priced:
        return replace(heard, topic="prices")
    if heard.task == "mathematics":
        return replace(heard, topic=v.EVERYDAY)
    kept = [word for word in clause.before if word not in v.NOT_OF_KIND and word not in v.LABEL_WORDS]
    if clause.noun == "text" and clause.head:
        return replace(heard, topic=cased([*kept, clause.head]))
    if heard.text_kind:
        return replace(heard, topic=f"{heard.text_kind}s")
    return heard


# several parts -----------------------------------------------------------------------------------------


def _named(parts: Sequence[Heard]) -> list[Heard]:
    """Names for the parts: `rows` for one, what its rows are called for several."""
    if len(parts) == 1:
        return [_call(part, "rows") for part in parts]
    by_task = {
        "mathematics": "problems",
        "grounded_qa": "questions",
        "classification": "texts",
        "retrieval": "queries",
        "extraction": "entities",
        "tool_use": "tool-use",
    }
    wanted = []
    for part in parts:
        last = slug(part.text_kind.split(" ")[-1]) if part.task == "classification" and part.text_kind else ""
        plural = next((p for p, s in v.TEXTS.items() if slug(s) == last and noun_of(p)), "") if last else ""
        way = part.way if part.task != "tool_use" else ""
        wanted.append(slug(way or plural or by_task.get(part.task, part.task or "rows")))
    seen: Counter[str] = Counter()
    result = []
    for part, name in zip(parts, wanted, strict=True):
        seen[name] += 1
        levelled = (
            f"{name}-{part.difficulties[0]}" if wanted.count(name) > 1 and len(part.difficulties) == 1 else ""
        )
        result.append(_call(part, levelled or (name if seen[name] == 1 else f"{name}-{seen[name]}")))
    return result


def _with_parents(parts: Sequence[Heard]) -> list[Heard]:
    """Problems made of other problems, with the part before them whose problems those are."""
    result: list[Heard] = []
    for part in parts:
        own = [p.name for p in result if p.task == "mathematics" and p.way not in DERIVED]
        result.append(replace(part, of=own[-1]) if part.way in DERIVED and own else part)
    return result


def _call(part: Heard, name: str) -> Heard:
    return replace(part, name=name, questions=tuple(replace(q, part=name) for q in part.questions))


def _shared_each(parts: Sequence[Heard], cut: Sequence[Clause]) -> list[Heard]:
    """«…, 50 each» at the end of several parts gives each of them 50 rows."""
    each = [
        m.number.value for clause in cut for m in clause.mentions if m.kind == "each" and m.unit == "each"
    ]
    if len(set(each)) != 1:
        return list(parts)
    return [
        part
        if part.rows is not None and not any(q.matter == "rows" for q in part.questions)
        else replace(part, rows=each[0], questions=tuple(q for q in part.questions if q.matter != "rows"))
        for part in parts
    ]
