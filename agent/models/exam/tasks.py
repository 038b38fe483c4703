"""The exam's tasks: what a model is asked, and what decides whether it did it. What it writes is decided by
its letters, then by the same model reading it blind among things with known answers: who gets these wrong
reads badly, and what he reads otherwise is then no evidence against its writer."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import eq
from typing import Any

from seedbed.agent.models.exam.door import PURPOSE, Sitting, lots, material, share, turn
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.planner.tree.distinct import unlike
from seedbed.agent.prompting import delimit, render
from seedbed.agent.toolloop import Tool, tool
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Skill
from seedbed.tools.checks.asked import answer_schema, list_of
from seedbed.tools.checks.normal import normal, same_value

Marks = Mapping[Skill, Sequence[bool | None]]
"""Skill → what each item of a task told of it: done rightly, not, or None: nothing can be said."""
Task = Callable[[Sitting, int], Awaitable[Marks]]
"""Task number 0, 1, … of a paper.

May raise AnswerFault (one item, not done) and Refused (the endpoint takes no such request)."""
AT_ONCE = 4
"""Texts, problems, questions or topics of one task."""
PAIRS = 3
"""Pairs of sentences about one row."""
WEIGHED = 2
"""Labels that are weighed against each other, a request each."""
NONE_FITS = "none or several fit"
_NOTES = 5_000
"""Characters of the notes in which a fact is sought (some 1,200 tokens)."""
_RECORDS = 3
_CONTROLS = 2
"""Things with known answers among those that are read."""
_FEWEST = 20
"""Characters of a text."""
_BESIDE = 24
"""Characters that a reader may copy beside the span."""
_WANTED, _LEAST = 6, 5
"""Subtopics ordered for a topic, and how many of them must be distinct."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WRITE, _PLAN, _READ = Decode(1200, 0.9), Decode(1200, 0.7), Decode(1500, 0.0)


# on the wire -------------------------------------------------------------------------------------------


async def json_schema(sitting: Sitting, number: int) -> Marks:
    """Records from sentences: the object validates and holds every name, number and choice as stated."""
    draw, facts = lots("json_schema", number), turn("records", number)
    names, counts = draw.sample(material()["names"], _RECORDS), draw.sample(range(11, 99), _RECORDS)
    stated = [(name, count, draw.choice(facts["choices"])) for name, count in zip(names, counts, strict=True)]
    fields = {
        "name": {"type": "string"},
        facts["number"]: {"type": "integer"},
        facts["choice"]: {"type": "string", "enum": facts["choices"]},
    }
    schema = answer_schema("exam_record", {"records": list_of(fields), "largest": {"type": "string"}})
    sentences = [facts["sentence"].format(name=n, number=c, choice=o) for n, c, o in stated]
    prompt = render("exam_record", sentences=sentences, field=facts["number"])
    made = await sitting.structured(f"json_schema/{number}", prompt, schema, Decode(400, 0.0))
    right = {
        "records": [dict(zip(fields, record, strict=True)) for record in stated],
        "largest": names[counts.index(max(counts))],
    }
    return {"json_schema": [same_value(right, made)]}


async def tool_calls(sitting: Sitting, number: int) -> Marks:
    """Of three tools the right one, once, with the arguments that the request states."""
    draw, asked = lots("tool_calls", number), turn("tools", number)
    values = {name: draw.choice(options) for name, options in asked["arguments"].items()}
    tools = [_tool(one) for one in material()["tools"]]
    draw.shuffle(tools)
    prompt = render("exam_tool", request=asked["request"].format(**values))
    reply = await sitting.chat(f"tool_calls/{number}", prompt, Decode(300, 0.0), tools=tools)
    called = [call.get("function") or {} for call in reply.tool_calls]
    try:
        made = [(one.get("name"), json.loads(one.get("arguments") or "{}")) for one in called]
    except (json.JSONDecodeError, TypeError):
        made = []
    right = len(made) == 1 and made[0][0] == asked["name"] and same_value(made[0][1], values)
    return {"tool_calls": [right]}


def _tool(one: Mapping[str, Any]) -> Tool:
    kinds = {int: "integer", str: "string"}
    properties = {name: {"type": kinds[type(some[0])]} for name, some in one["arguments"].items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return tool(one["name"], one["description"], parameters)


async def notes(sitting: Sitting, number: int) -> Marks:
    """A fact found again in long notes; and a log-probability for every token of the answer."""
    reply, right = await seek(sitting, _NOTES, number)
    return {"context": [right], **({"logprobs": [_has_logprobs(reply)]} if sitting.logprobs else {})}


async def seek(sitting: Sitting, characters: int, number: int) -> tuple[Reply, bool]:
    """Which code word stands in notes of that length: the answer, and whether it is the right word alone."""
    draw = lots(f"context/{characters}", number)
    place, word = draw.choice(material()["places"]), draw.choice(material()["code_words"])
    lines: list[str] = []
    while sum(map(len, lines)) < characters:
        sentence = draw.choice(material()["filler"])
        name, other = draw.choice(material()["names"]), draw.choice(material()["places"])
        lines.append(sentence.format(name=name, place=other, number=draw.randint(3, 97)))
    lines.insert(
        draw.randrange(len(lines) // 4, 1 + 3 * len(lines) // 4), f"The code word of {place} is {word}."
    )
    prompt = render("exam_context", text=" ".join(lines), place=place)
    decode = Decode(40, 0.0, logprobs=3 if sitting.logprobs else 0)
    reply = await sitting.chat(f"context/{characters}/{number}", prompt, decode)
    said = set(re.findall(r"\w+", reply.text.casefold()))
    return reply, said & set(material()["code_words"]) == {word}


def _has_logprobs(reply: Reply) -> bool:
    """Whether every generated token has one: none above 0, and the tokens make up the answer."""
    said = "".join(str(entry.get("token", "")) for entry in reply.logprobs)
    values = [entry.get("logprob") for entry in reply.logprobs]
    right = all(isinstance(value, (int, float)) and value <= 1e-6 for value in values)
    return bool(values) and right and reply.text.strip() in said


async def likelihood_of_text(sitting: Sitting, number: int) -> Marks:
    """Of two labels the likelier is that with which the prompt already showed the very same text."""
    draw = lots("likelihood", number)
    codebook = draw.choice(material()["codebooks"])
    labels = draw.sample(list(codebook["labels"]), WEIGHED)
    shown = [
        {"text": text, "label": label} for label in labels for text in codebook["labels"][label]["texts"][:3]
    ]
    draw.shuffle(shown)
    asked = draw.choice(shown)
    prompt = render("exam_likelihood", shown=shown, text=asked["text"])
    sitting.calls += WEIGHED
    slot, said = sitting.slot(f"likelihood/{number}"), [f" {label}" for label in labels]
    values = await likelihood(sitting.client, slot, prompt.messages[0]["content"], said, PURPOSE)
    return {"likelihood": [labels[values.index(max(values))] == asked["label"]]}


# told right from wrong ---------------------------------------------------------------------------------


async def judging(sitting: Sitting, number: int) -> Marks:
    """True and false sentences about one row, in mixed order. Both verdicts of a pair must be right: who
    approves or refuses whatever is there fails every pair."""
    judged, step = turn("judged", number), f"judging/{number}"
    sentences = [*judged["true"], *judged["false"]]
    lots("judging", number).shuffle(sentences)
    row = delimit(json.dumps(judged["row"], ensure_ascii=False, indent=1), sitting.slot(step).key[:12])
    verdicts = await sitting.numbered(step, "exam_verdicts", Decode(900, 0.0), row=row, sentences=sentences)
    said = {sentence: verdicts.get(n) for n, sentence in enumerate(sentences, 1)}
    pairs = zip(judged["true"], judged["false"], strict=True)
    return {"judging": [(said[true], said[false]) == ("yes", "no") for true, false in pairs]}


# written, and read blind -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Something to be read."""

    shown: tuple[str, ...]
    """The texts that the reader sees of it."""
    right: Any
    """What he should say."""


async def keep_label(sitting: Sitting, number: int) -> Marks:
    """Texts for the labels of a codebook, two by two: both of a pair are read back as they were ordered."""
    codebook, draw, step = turn("codebooks", number), lots("keep_label", number), f"keep_label/{number}"
    labels: dict[str, Any] = codebook["labels"]
    order = draw.sample(list(labels), AT_ONCE)
    texts = await sitting.numbered(step, "exam_texts", _WRITE, codebook=codebook, order=order)
    ordered = [
        Item((texts[n],), label) if _is_text(texts, n, labels) else None for n, label in enumerate(order, 1)
    ]
    known = draw.sample(list(labels), _CONTROLS)
    given = [Item((draw.choice(labels[name]["texts"]),), name) for name in known]
    names = draw.sample(list(labels), len(labels))
    values = {"codebook": codebook, "names": names, "neither": NONE_FITS}
    marks = await _marks(
        sitting, step, ordered, given, "exam_labels", "texts", eq, among=(*names, NONE_FITS), **values
    )
    pairs = [set(pair) for pair in zip(marks[::2], marks[1::2], strict=True)]
    return {"keep_label": [False if False in pair else None if None in pair else True for pair in pairs]}


def _is_text(texts: Mapping[int, str], number: int, labels: Mapping[str, Any]) -> bool:
    """Whether a text is there, isn't there twice, and isn't a label or its definition."""
    text = _plain(texts.get(number, ""))
    others = {_plain(other) for n, other in texts.items() if n != number}
    given = {_plain(said) for name in labels for said in (name, labels[name]["definition"])}
    return len(text) >= _FEWEST and text not in others | given


async def wording(sitting: Sitting, number: int) -> Marks:
    """Problems worded anew: the same numbers and no others; solved blind, they give the known answer."""
    given, rest = share(material()["problems"], number, AT_ONCE)
    step = f"wording/{number}"
    texts = await sitting.numbered(step, "exam_problems", _WRITE, problems=[one["text"] for one in given])
    ordered = [
        Item((texts[n],), one["answer"]) if keeps_numbers(one["text"], texts.get(n, "")) else None
        for n, one in enumerate(given, 1)
    ]
    known = [Item((one["text"],), one["answer"]) for one in rest[:_CONTROLS]]
    return {"wording": await _marks(sitting, step, ordered, known, "exam_answers", "problems", same_value)}


def keeps_numbers(problem: str, text: str) -> bool:
    """Whether a wording is another text with exactly the same numbers in digits."""
    same = set(_NUMBER.findall(text)) == set(_NUMBER.findall(problem))
    return same and _plain(text) != _plain(problem)


async def span_question(sitting: Sitting, number: int) -> Marks:
    """Questions whose answer is a given span: a reader of the passage answers with it."""
    given, rest = share(material()["passages"], number, AT_ONCE)
    step = f"span_question/{number}"
    nonce = sitting.slot(step).key[:12]
    orders = [{"text": delimit(one["text"], nonce), "span": one["span"]} for one in given]
    questions = await sitting.numbered(step, "exam_questions", _WRITE, orders=orders)
    ordered = [
        Item((one["text"], questions[n]), one["span"]) if asks(questions.get(n, ""), one["span"]) else None
        for n, one in enumerate(given, 1)
    ]
    known = [Item((one["text"], one["question"]), one["answer"]) for one in rest[:_CONTROLS]]
    return {"span_question": await _marks(sitting, step, ordered, known, "exam_spans", "items", same_span)}


def asks(question: str, span: str) -> bool:
    """Whether a question is there and doesn't hold its answer."""
    return bool(question.strip()) and f" {_plain(span)} " not in f" {_plain(question)} "


def same_span(span: str, said: str) -> bool:
    """Whether a reader copied the span: equal, or one holds the other and little beside it."""
    one, other = sorted((_plain(span), _plain(said)), key=len)
    return bool(one) and len(other) - len(one) <= _BESIDE and f" {one} " in f" {other} "


async def _marks(
    sitting: Sitting,
    step: str,
    ordered: Sequence[Item | None],
    known: Sequence[Item],
    name: str,
    place: str,
    same: Callable[[Any, Any], bool],
    among: Sequence[str] = (),
    **values: Any,
) -> list[bool | None]:
    """The marks of what was ordered: False for what isn't there to be read or was read otherwise; None: the
    reader got what is known wrong, or gave no usable answer.

    Args:
        known: Read among the others because their answers are known.
        name: The reader's prompt, whose value `place` are the items' texts between marks.
        same: Whether what was right is what was said."""
    own = [item for item in ordered if item]
    read: dict[Item, bool | None] = dict.fromkeys(own)
    if own:
        step = f"{step}/read"
        mixed = lots(step, 0).sample([*own, *known], len(own) + len(known))
        nonce = sitting.slot(step).key[:12]
        shown = [[delimit(text, nonce) for text in item.shown] for item in mixed]
        with suppress(AnswerFault):
            said = await sitting.numbered(step, name, _READ, among, **(values | {place: shown}))
            right = {item: n in said and same(item.right, said[n]) for n, item in enumerate(mixed, 1)}
            good = all(right[item] for item in known)
            read = {item: right[item] or (False if good else None) for item in own}
    return [read[item] if item else False for item in ordered]


async def subtopics(sitting: Sitting, number: int) -> Marks:
    """Six subtopics for each topic, of which at least five are told apart as those of a plan are."""
    topics, _ = share(material()["topics"], number, AT_ONCE)
    step = f"subtopics/{number}"
    proposed = await sitting.numbered(step, "exam_subtopics", _PLAN, topics=topics, wanted=_WANTED)
    names = [proposed.get(n, ())[:_WANTED] for n in range(1, AT_ONCE + 1)]
    told = [unlike(own, [topic]) for own, topic in zip(names, topics, strict=True)]
    return {"subtopics": [sum(own) >= _LEAST for own in told]}


def _plain(text: str) -> str:
    """Letters and digits alone, for comparisons."""
    return " ".join(re.findall(r"\w+", normal(text).casefold()))
