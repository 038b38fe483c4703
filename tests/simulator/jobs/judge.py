"""The judges' jobs: each answers from the text, by what this server knows of it or by what it shows.

A judge that is not right says something else of the same form; a yes-man approves whatever it reads, a no-man
never does.
"""

import json
import random
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.simulator.codebook import Entry
from tests.simulator.jobs.arithmetic import NUMBER, evaluate, value_of
from tests.simulator.jobs.passages import answer_in, questions
from tests.simulator.jobs.solve import solve
from tests.simulator.jobs.write_record import canonical
from tests.simulator.jobs.write_solved import TEXT_IS_RIGHT
from tests.simulator.profiles import Bias
from tests.simulator.wire import Call
from tests.simulator.world.known import Known, Written
from tests.simulator.world.vocabulary import affinity, concept_words, label_words, stems, words

Json = dict[str, Any]
T = TypeVar("T")
_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TODO|lorem ipsum|placeholder|to be filled in|asdf|foo ?bar)\b|\bx{3,}\b|\[[a-z _]+\]|\bN/A\b",
    re.I,
)
_EQUATION = re.compile(
    r"(?<![-+*/=] )(?<![-+*/=\w.])([(\d][\d.()+*/ -]*?)\s*=\s*(\d+(?:\.\d+)?)(?![\d.]*\s*[-+*/])"
)
"""`12 * 3 = 36`, not a part of anything longer."""
NONE_FITS = 0
"""The number of a concept that isn't listed."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges and with what luck."""

    known: Known
    right: bool
    bias: Bias
    draw: random.Random


def choose_label(call: Call, bench: Bench) -> Json:
    """The label of the delimited text, by the codebook."""
    names = [entry.name for entry in call.labels]
    if not names:
        return {"label": ""}
    if bench.bias == "yes":
        return {"label": names[0]}
    true = best_label(_last_text(call), call.labels, bench.known)
    return {"label": true if _sees(bench) else _other(names, true, bench.draw)}


def best_label(text: str, labels: tuple[Entry, ...], known: Known) -> str:
    """The name of the label that a text has."""
    written = known.find(text)
    if written is not None and written.label is not None:
        same = [e.name for e in labels if e.name.casefold() == written.label.casefold()]
        if same:
            return same[0]
        if len(labels) > 1:
            labels = tuple(e for e in labels if e.name != written.asked_label)
    shown = stems(text)
    return max(labels, key=lambda e: affinity(shown, label_words(e.name, e.definition))).name


def choose_concept(call: Call, bench: Bench) -> Json:
    """The number of the concept that the delimited text belongs to."""
    listed = call.numbered
    if not listed:
        return {"concept": NONE_FITS}
    if bench.bias == "yes":
        return {"concept": listed[0].number}
    true = _best_concept(_last_text(call), listed, bench.known)
    if _sees(bench):
        return {"concept": true}
    return {"concept": _other([e.number for e in listed], true, bench.draw)}


def _best_concept(text: str, listed: tuple[Entry, ...], known: Known) -> int:
    written = known.find(text)
    if written is not None and written.concept:
        same = [e.number for e in listed if e.name.casefold() == written.concept.casefold()]
        if same:
            return same[0]
    shown = stems(text)
    return max(listed, key=lambda e: affinity(shown, concept_words(e.name, e.definition))).number


def answer_question(call: Call, bench: Bench) -> Json:
    """The answer to the last delimited text from the others."""
    *passages, question = call.texts if len(call.texts) > 1 else (*call.texts, call.said)
    passage = "\n\n".join(passages)
    answer = answer_of(passage, question, bench.known)
    if bench.bias == "no" or (bench.bias == "none" and not bench.right):
        read = passage.split() or ["nothing"]
        at = bench.draw.randrange(len(read))
        wrong = " ".join(read[at : at + 3])
        return {"answerable": bench.bias == "none", "answer": wrong if bench.bias == "none" else ""}
    if bench.bias == "yes" and answer is None:
        answer = next(iter(passage.strip().splitlines()), "")[:40]
    return {"answerable": answer is not None, "answer": answer or ""}


def answer_of(passage: str, question: str, known: Known) -> str | None:
    """What the passage says: by the form of its sentences first, which no earlier request can change."""
    told = known.exact(question)
    if told is not None and "needs" in told.detail:
        needs, answer = told.detail["needs"], told.detail["answer"]
        return str(answer) if answer and all(need in passage for need in needs) else None
    for asked in questions(passage):
        if question.strip().endswith(asked.question):
            return asked.answer
    written = known.find(question)
    if written is not None and written.job in ("write_question", "write_query"):
        answer = str(written.detail["answer"])
        if answer and answer in passage:
            return answer
        if written.job == "write_query":  # in other words than the passage's: only its own answer counts
            return None
    return answer_in(passage, question)


def solve_problem(call: Call, bench: Bench) -> Json:
    """An expression over the problem's numbers, and its value."""
    expression, answer = solve(_last_text(call), bench.known)
    if _sees(bench) or bench.bias == "yes":
        return {"expression": expression, "answer": answer}
    slip = bench.draw.randint(1, 9)
    return {"expression": f"{expression or '0'} + {slip}", "answer": f"{answer or '0'}{slip}"}


def score_row(call: Call, bench: Bench) -> Json:
    """The reason first, then 1 … 5."""
    if bench.bias == "yes":
        return {"reason": "Nothing to mend; it fulfils every point of the rubric.", "score": 5}
    if bench.bias == "no":
        return {"reason": "It is of no use for the purpose.", "score": 1}
    fault = _fault(_last_text(call), bench.known)
    good = fault is None
    if good == bench.right:
        return {"reason": "It fulfils every point of the rubric.", "score": bench.draw.choice((4, 5, 5))}
    return {"reason": fault or "It doesn't hold together.", "score": bench.draw.choice((1, 2))}


def _fault(text: str, known: Known) -> str | None:
    """What is wrong with a row; None: nothing that shows."""
    try:
        row = json.loads(text)
    except ValueError:
        row = text
    # A program's brackets hold names; in a text they would be gaps that nobody filled in.
    coded = isinstance(row, dict) and "entry_point" in row
    prose = re.sub(r"`[^`]*`", "", str(row.get("problem", ""))) if coded else text
    if _PLACEHOLDER.search(prose) or not text.strip():
        return "It holds a placeholder instead of content."
    whole = canonical(row)
    for part in (whole, *_strings(row)):
        written = known.exact(part) or (known.find(part) if len(part) > 40 else None)
        if written is None:
            continue
        if written.defect in TEXT_IS_RIGHT:
            if any(map(_miscalculated, _strings(row))):
                return "One of its calculations is wrong."
        elif written.defect:
            return f"It looks right and isn't: {written.defect.replace('_', ' ')}."
        if isinstance(row, dict) and (fault := _contradiction(row, written)):
            return fault
        if part == whole and written.job == "write_record" and known.exact(whole) is None:
            return "A part of it is cut off or from elsewhere."
    return None


def _miscalculated(text: str) -> bool:
    """Whether a text holds an equation of numbers that isn't one."""
    sides = _EQUATION.findall(text)
    return any((value := evaluate(left)) is not None and value != value_of(right) for left, right in sides)


def _contradiction(row: Json, written: Written) -> str | None:
    """What a row claims beside a text that is known to be otherwise."""
    label, answer = row.get("label"), row.get("answer")
    if written.label and isinstance(label, str) and label.casefold() != written.label.casefold():
        return f"The text is labelled {label} and isn't."
    right = written.detail.get("answer")
    if right and isinstance(answer, (str, int, float)) and not _same(str(answer), right):
        return "The answer is wrong."
    return None


def _same(claimed: str, right: str) -> bool:
    """Whether two answers agree: as numbers where both hold one and nothing else of weight, else as words."""
    mine, theirs = NUMBER.findall(claimed), NUMBER.findall(right)
    if len(mine) == len(theirs) == 1:
        return value_of(mine[0]) == value_of(theirs[0])
    return words(claimed) == words(right)


def _strings(row: Any) -> list[str]:
    if isinstance(row, str):
        return [row]
    values = row.values() if isinstance(row, dict) else row if isinstance(row, list) else ()
    return [
        s
        for value in values
        for s in ((canonical(value),) if isinstance(value, dict) else ()) + tuple(_strings(value))
    ]


def _last_text(call: Call) -> str:
    return call.texts[-1] if call.texts else call.said


def _sees(bench: Bench) -> bool:
    """Whether the judge says what is so."""
    return bench.right and bench.bias != "no"


def _other(options: list[T], true: T, draw: random.Random) -> T:
    rest = [option for option in options if option != true]
    return draw.choice(rest) if rest else true
