"""The exam's jobs: several things written or read in one call, each with its own lot.

Writers slip by their profile's share, and what they wrote is known to who reads it; of the exam's own matter
(problems, passages, sentences about rows) this server knows the answers.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.simulator.chance import fraction, rng
from tests.simulator.jobs.briefs import concept_pool, indistinct
from tests.simulator.jobs.passages import question_for
from tests.simulator.jobs.plain.chat import ToolCall, offered, tool_results
from tests.simulator.jobs.plain.from_schema import NUMBER
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import Row, Rows
from tests.simulator.world.vocabulary import concept_words, stems

_LINE = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
_SPAN = re.compile(r"^The answer is to be: (.+)$", re.MULTILINE)
_OTHERWISE = "It was like this. {} That is all that is known."
_MATTER = Path(__file__).resolve().parents[3] / "agent" / "models" / "exam" / "material.yaml"


@cache
def material() -> Json:
    """The exam's own matter: the file is read, for importing who owns it would take longer than all else."""
    loaded: Json = yaml.load(_MATTER.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return loaded


def use_tools(call: Call, draw: random.Random, skilled: bool) -> list[ToolCall]:
    """The call that the message asks for, with what it states of the exam's matter; none after its result."""
    tools, said = offered(call), stems(call.said)
    if tool_results(call) or call.body.get("tool_choice") == "none":
        return []
    if not skilled:
        return [(str(draw.choice(tools).get("name")), {"input": "?"})]
    best = max(tools, key=lambda one: len(said & stems(str(one.get("description")))))
    known: Json = next((one["arguments"] for one in material()["tools"] if one["name"] == best["name"]), {})
    stated = {name: [one for one in some if _stands(one, call.said)] for name, some in known.items()}
    return [(str(best["name"]), {name: found[0] for name, found in stated.items() if found})]


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits the exam."""

    call: Call
    profile: Profile
    rows: Rows
    seed: int

    def slips(self, number: int) -> bool:
        """Whether the writing with that number is a defective one."""
        return fraction(self.seed, "exam slip", f"{self.call.digest} {number}") < self.profile.slips

    def right(self, number: int) -> bool:
        """Whether the reading with that number is right, as far as luck goes."""
        return fraction(self.seed, "exam judge", f"{self.call.digest} {number}") < self.profile.judges_right

    def lines(self) -> list[str]:
        """The numbered lines of the prompt."""
        return [text for _, text in _LINE.findall(self.call.prompt)]


def _listed(values: list[Any], field: str, **more: Any) -> list[Json]:
    return [{"number": n, **more, field: value} for n, value in enumerate(values, 1)]


def _stands(word: Any, text: str) -> bool:
    return bool(re.search(rf"\b{word}\b", text))


def _record(seat: Seat) -> Json:
    fields = (seat.call.schema or {})["properties"]["records"]["items"]["properties"]
    count, choice = (name for name in fields if name != "name")
    records = []
    for line in seat.lines():
        name = next(one for one in material()["names"] if _stands(one, line))
        chosen = next(one for one in fields[choice]["enum"] if _stands(one, line))
        records.append({"name": name, count: int(NUMBER.findall(line)[0]), choice: chosen})
    return {"records": records, "largest": max(records, key=lambda one: one[count])["name"]}


def _texts(seat: Seat) -> Json:
    things = concept_words("anything").things
    asked = [line.removeprefix("label: ") for line in seat.lines()]
    made = []
    for n, label in enumerate(asked, 1):
        draw = rng(seat.seed, "exam text", f"{seat.call.digest} {n}")
        text = f"Number {n} was about {', '.join(draw.sample(things, 4))}."
        others = sorted({*asked} - {label})
        written = draw.choice(others) if others and seat.slips(n) else label
        seat.rows.learn(text, Row("exam", known={"label": written}))
        made.append(text)
    return {"texts": _listed(made, "text")}


def _labels(seat: Seat) -> Json:
    options = (seat.call.schema or {})["properties"]["labels"]["items"]["properties"]["label"]["enum"]
    made = []
    for n, text in enumerate(seat.call.texts, 1):
        true = _label_of(text, seat.rows)
        if seat.profile.bias == "yes":
            made.append(options[0])
        elif seat.profile.bias == "no" or not seat.right(n):
            made.append(next(name for name in options if name != true))
        else:
            made.append(true if true in options else options[-1])
    return {"labels": _listed(made, "label")}


def _label_of(text: str, rows: Rows) -> str:
    codebooks = [one["labels"] for one in material()["codebooks"]]
    known = {told: name for labels in codebooks for name, label in labels.items() for told in label["texts"]}
    written = rows.told(text)
    return str(known.get(text) or (written and written.known.get("label")) or "")


def _problems(seat: Seat) -> Json:
    answers = {one["text"]: one["answer"] for one in material()["problems"]}
    made = []
    for n, problem in enumerate(seat.lines(), 1):
        text = _OTHERWISE.format(problem)
        if seat.slips(n):
            text = NUMBER.sub(lambda number: f"7{number[0]}", text, count=1)
        seat.rows.learn(text, Row("exam", known={"answer": answers[problem]}))
        made.append(text)
    return {"problems": _listed(made, "text")}


def _answers(seat: Seat) -> Json:
    answers = {one["text"]: one["answer"] for one in material()["problems"]}
    made = []
    for n, text in enumerate(seat.call.texts, 1):
        written = seat.rows.told(text)
        answer = written.known["answer"] if written else answers.get(text, 0)
        made.append(answer if _sees(seat, n) else answer + n)
    return {"answers": _listed(made, "answer", working="By what it says.")}


def _questions(seat: Seat) -> Json:
    spans = _SPAN.findall(seat.call.prompt)
    made = []
    for n, (passage, span) in enumerate(zip(seat.call.texts, spans, strict=True), 1):
        question, answer = f"{question_for(passage, span)} (in passage {n})", span
        if seat.slips(n):
            answer = " ".join(passage.split()[:2])
        seat.rows.learn(question, Row("exam", known={"answer": answer}))
        made.append(question)
    return {"questions": _listed(made, "question")}


def _spans(seat: Seat) -> Json:
    controls = {one["question"]: one["answer"] for one in material()["passages"]}
    made = []
    for n, (passage, question) in enumerate(zip(seat.call.texts[::2], seat.call.texts[1::2], strict=True), 1):
        written = seat.rows.told(question)
        answer = controls.get(question) or (written and written.known["answer"]) or ""
        if seat.profile.bias == "no":
            answer = ""
        elif not _sees(seat, n):
            answer = " ".join(passage.split()[-3:])
        made.append(answer)
    return {"answers": _listed(made, "answer")}


def _subtopics(seat: Seat) -> Json:
    distinct = seat.profile.plans_distinct
    made = [concept_pool(topic)[:6] if distinct else indistinct(6) for topic in seat.lines()]
    return {"topics": _listed(made, "subtopics")}


def _verdicts(seat: Seat) -> Json:
    truth = {
        one: word == "true" for row in material()["judged"] for word in ("true", "false") for one in row[word]
    }
    made = []
    for n, sentence in enumerate(seat.lines(), 1):
        true = truth[sentence] if _sees(seat, n) else not truth[sentence]
        if seat.profile.bias != "none":
            true = seat.profile.bias == "yes"
        made.append("yes" if true else "no")
    return {"sentences": _listed(made, "verdict", why="It stands in the row.")}


def _sees(seat: Seat, number: int) -> bool:
    return seat.profile.bias == "yes" or (seat.profile.bias == "none" and seat.right(number))


JOBS: dict[str, Callable[[Seat], Json]] = {
    "exam_record": _record,
    "exam_texts": _texts,
    "exam_labels": _labels,
    "exam_problems": _problems,
    "exam_answers": _answers,
    "exam_questions": _questions,
    "exam_spans": _spans,
    "exam_subtopics": _subtopics,
    "exam_verdicts": _verdicts,
}
