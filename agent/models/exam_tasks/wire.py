"""Tasks that show what an endpoint does on the wire: schema, tools, log-probabilities, long prompts."""

import json
import math
from collections.abc import Mapping
from typing import Any

from seedbed.agent.models.exam_tasks.sitting import PURPOSE, Sitting, lots, material
from seedbed.agent.models.likelihood import likelihood
from seedbed.agent.models.wire import Decode, load_object
from seedbed.agent.prompting import render
from seedbed.memory.errors import AnswerFault

CONTEXT_CHARACTERS = 5_000
"""Length of the prompts that the skill `context` is about: some 1,200 tokens."""


async def json_schema(sitting: Sitting, number: int) -> bool:
    """A record from a sentence: it validates, and holds the number and the choice that are stated."""
    import jsonschema

    draw = lots("json_schema", number)
    facts = material()["records"][number % len(material()["records"])]
    count, choice = draw.randint(11, 98), draw.choice(facts["choices"])
    schema = {
        "title": "record",
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            facts["number"]: {"type": "integer"},
            facts["choice"]: {"type": "string", "enum": facts["choices"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "certain": {"type": "boolean"},
        },
        "required": ["name", facts["number"], facts["choice"], "tags", "certain"],
        "additionalProperties": False,
    }
    name = draw.choice(material()["names"])
    sentence = facts["sentence"].format(name=name, number=count, choice=choice)
    prompt = render("exam_record", sentence=sentence)
    reply = await sitting.desk.chat(
        sitting.slot(f"json_schema/{number}"), prompt.messages, PURPOSE, Decode(300, 0.0), schema=schema
    )
    made = load_object(reply)
    if not jsonschema.Draft202012Validator(schema).is_valid(made):
        return False
    return bool(made[facts["number"]] == count and made[facts["choice"]] == choice)


async def tool_calls(sitting: Sitting, number: int) -> bool:
    """Of three tools the right one, once, with the arguments that the request states."""
    draw = lots("tool_calls", number)
    given = material()["tools"]
    asked = given[number % len(given)]
    values = {name: draw.choice(options) for name, options in asked["arguments"].items()}
    tools = [_tool(tool) for tool in given]
    draw.shuffle(tools)
    prompt = render("exam_tool", request=asked["request"].format(**values))
    reply = await sitting.desk.chat(
        sitting.slot(f"tool_calls/{number}"), prompt.messages, PURPOSE, Decode(300, 0.0), tools=tools
    )
    if len(reply.tool_calls) != 1:
        return False
    called = reply.tool_calls[0].get("function") or {}
    try:
        arguments = json.loads(called.get("arguments") or "{}")
    except json.JSONDecodeError:
        return False
    return called.get("name") == asked["name"] and _same(arguments, values)


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {int: "integer", str: "string"}
    properties = {name: {"type": kinds[type(some[0])]} for name, some in tool["arguments"].items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    function = {"name": tool["name"], "description": tool["description"], "parameters": parameters}
    return {"type": "function", "function": function}


def _same(said: Any, values: Mapping[str, Any]) -> bool:
    if not isinstance(said, dict) or said.keys() != values.keys():
        return False
    return all(str(said[name]).strip().casefold() == str(value).casefold() for name, value in values.items())


async def logprobs(sitting: Sitting, number: int) -> bool:
    """Log-probabilities for every generated token: none above 0, the tokens make up the answer."""
    word = lots("logprobs", number).choice(material()["names"])
    prompt = render("exam_say", text=word)
    reply = await sitting.desk.chat(
        sitting.slot(f"logprobs/{number}"), prompt.messages, PURPOSE, Decode(40, 0.0, logprobs=3)
    )
    said = "".join(str(entry.get("token", "")) for entry in reply.logprobs)
    values = [entry.get("logprob") for entry in reply.logprobs]
    right = all(isinstance(value, (int, float)) and value <= 1e-6 for value in values)
    return bool(values) and right and reply.text.strip() in said


async def likelihood_of_text(sitting: Sitting, number: int) -> bool:
    """Of three labels the likeliest is that with which the prompt already showed the very same text."""
    if not sitting.desk.profile(sitting.role).quirks.completions:
        return False
    draw = lots("likelihood", number)
    codebook = draw.choice(material()["codebooks"])
    labels = draw.sample(list(codebook["labels"]), 3)
    shown = [
        {"text": text, "label": label} for label in labels for text in codebook["labels"][label]["texts"][:2]
    ]
    draw.shuffle(shown)
    asked = draw.choice(shown)
    prompt = render("exam_likelihood", shown=shown, text=asked["text"])
    values = await likelihood(
        sitting.desk,
        sitting.slot(f"likelihood/{number}"),
        sitting.role,
        str(prompt.messages[0]["content"]),
        [f" {label}" for label in labels],
        PURPOSE,
    )
    return bool(labels[values.index(max(values))] == asked["label"])


async def context(sitting: Sitting, number: int) -> bool:
    """A fact found again in a prompt of some 1,200 tokens."""
    return await found_in(sitting, CONTEXT_CHARACTERS, number)


async def found_in(sitting: Sitting, characters: int, number: int) -> bool:
    """Whether a fact is found again in a prompt of that many characters."""
    draw = lots(f"context/{characters}", number)
    place, word = draw.choice(material()["places"]), draw.choice(material()["code_words"])
    lines: list[str] = []
    while sum(map(len, lines)) < characters:
        sentence = draw.choice(material()["filler"])
        lines.append(
            sentence.format(
                name=draw.choice(material()["names"]),
                place=draw.choice(material()["places"]),
                number=draw.randint(3, 97),
            )
        )
    lines.insert(
        draw.randrange(len(lines) // 4, 1 + 3 * len(lines) // 4), f"The code word of {place} is {word}."
    )
    prompt = render("exam_context", text=" ".join(lines), place=place)
    reply = await sitting.desk.chat(
        sitting.slot(f"context/{characters}/{number}"), prompt.messages, PURPOSE, Decode(40, 0.0)
    )
    return bool(word.casefold() in reply.text.casefold())


async def longest_context(sitting: Sitting, steps: tuple[int, ...]) -> int:
    """Tokens of the longest prompt, of these lengths in characters, in which the fact was found."""
    longest = 0
    for characters in steps:
        try:
            if not await found_in(sitting, characters, 0):
                break
        except AnswerFault:
            break
        slot = sitting.slot(f"context/{characters}/0")
        stored = sitting.desk.store.answer(slot)
        said = stored.content["usage"].get("prompt_tokens") if stored else None
        longest = int(said or math.ceil(characters / 4))
    return longest
