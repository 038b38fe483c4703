"""Tasks that show what an endpoint does on the wire: schema, tools, likelihood, long prompts."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.exam.tasks.sitting import PURPOSE, Marks, Sitting, closed, lots, material
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.models.wire import Decode, Reply
from seedbed.agent.prompting import render
from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.normal import same_value

LENGTHS = (5_000, 10_000, 20_000, 40_000)
"""Characters of the prompts in which a fact is sought, where the endpoint doesn't say what it takes."""
LIKELIHOOD_CALLS = 2
"""Requests of one task: as many as labels that are weighed."""
_RECORDS = 3


async def json_schema(sitting: Sitting, number: int) -> Marks:
    """Records from sentences: the object validates and holds every name, number and choice as stated."""
    draw = lots("json_schema", number)
    facts = material()["records"][number % len(material()["records"])]
    names, counts = draw.sample(material()["names"], _RECORDS), draw.sample(range(11, 99), _RECORDS)
    choices = [draw.choice(facts["choices"]) for _ in range(_RECORDS)]
    fields = {
        "name": {"type": "string"},
        facts["number"]: {"type": "integer"},
        facts["choice"]: {"type": "string", "enum": facts["choices"]},
    }
    records = {"type": "array", "items": closed("", fields)}
    schema = closed("exam_record", {"records": records, "largest": {"type": "string"}})
    stated = list(zip(names, counts, choices, strict=True))
    sentences = [facts["sentence"].format(name=n, number=c, choice=o) for n, c, o in stated]
    prompt = render("exam_record", sentences=sentences, field=facts["number"])
    made = await sitting.structured(f"json_schema/{number}", prompt, schema, Decode(400, 0.0))
    right = {
        "records": [{"name": n, facts["number"]: c, facts["choice"]: o} for n, c, o in stated],
        "largest": names[counts.index(max(counts))],
    }
    return [same_value(right, made)]


async def tool_calls(sitting: Sitting, number: int) -> Marks:
    """Of three tools the right one, once, with the arguments that the request states."""
    draw = lots("tool_calls", number)
    given = material()["tools"]
    asked = given[number % len(given)]
    values = {name: draw.choice(options) for name, options in asked["arguments"].items()}
    tools = [_tool(tool) for tool in given]
    draw.shuffle(tools)
    prompt = render("exam_tool", request=asked["request"].format(**values))
    reply = await sitting.chat(f"tool_calls/{number}", prompt, Decode(300, 0.0), tools=tools)
    return [_calls(reply, asked["name"], values)]


def _calls(reply: Reply, name: str, values: Mapping[str, Any]) -> bool:
    if len(reply.tool_calls) != 1:
        return False
    called = reply.tool_calls[0].get("function") or {}
    try:
        arguments = json.loads(called.get("arguments") or "{}")
    except (json.JSONDecodeError, TypeError):
        return False
    return called.get("name") == name and same_value(arguments, dict(values))


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {int: "integer", str: "string"}
    properties = {name: {"type": kinds[type(some[0])]} for name, some in tool["arguments"].items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    function = {"name": tool["name"], "description": tool["description"], "parameters": parameters}
    return {"type": "function", "function": function}


async def longest_context(sitting: Sitting, lengths: Sequence[int] = LENGTHS) -> int:
    """Tokens of the longest prompt in which a fact was found, and in every shorter one; 0: in none."""
    longest = 0
    for characters in lengths:
        draw = lots(f"context/{characters}", 0)
        place, word = draw.choice(material()["places"]), draw.choice(material()["code_words"])
        prompt = render("exam_context", text=_notes(draw, characters, place, word), place=place)
        try:
            reply = await sitting.chat(f"context/{characters}", prompt, Decode(40, 0.0))
        except (AnswerFault, Refused):
            break
        if set(re.findall(r"\w+", reply.text.casefold())) & set(material()["code_words"]) != {word}:
            break
        said = (reply.content.get("usage") or {}).get("prompt_tokens")
        longest = int(said or math.ceil(characters / 4))
    return longest


def _notes(draw: Any, characters: int, place: str, word: str) -> str:
    """Filler of that length, with the code word of a place somewhere in the middle half."""
    lines: list[str] = []
    while sum(map(len, lines)) < characters:
        sentence = draw.choice(material()["filler"])
        name, other = draw.choice(material()["names"]), draw.choice(material()["places"])
        lines.append(sentence.format(name=name, place=other, number=draw.randint(3, 97)))
    at = draw.randrange(len(lines) // 4, 1 + 3 * len(lines) // 4)
    return " ".join([*lines[:at], f"The code word of {place} is {word}.", *lines[at:]])


async def likelihood_of_text(sitting: Sitting, number: int) -> Marks:
    """Of two labels the likelier is that with which the prompt already showed the very same text."""
    draw = lots("likelihood", number)
    codebook = draw.choice(material()["codebooks"])
    labels = draw.sample(list(codebook), LIKELIHOOD_CALLS)
    shown = [{"text": text, "label": label} for label in labels for text in codebook[label]]
    draw.shuffle(shown)
    asked = draw.choice(shown)
    prompt = render("exam_likelihood", shown=shown, text=asked["text"])
    sitting.calls += LIKELIHOOD_CALLS
    values = await likelihood(
        sitting.client,
        sitting.slot(f"likelihood/{number}"),
        sitting.role,
        str(prompt.messages[0]["content"]),
        [f" {label}" for label in labels],
        PURPOSE,
    )
    return [labels[values.index(max(values))] == asked["label"]]
