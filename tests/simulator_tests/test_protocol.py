"""What the protocol has beside plain chat: streams, tools, log-probabilities, completions, embeddings."""

import json
import math
import re
from typing import Any

import jsonschema
import openai
import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator.options import read_options
from tests.simulator_tests.asking import (
    answer,
    body,
    client,
    said,
    text_brief,
)

WEATHER: dict[str, Any] = {
    "name": "get_weather",
    "description": "The weather in a city",
    "parameters": {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["city"],
    },
}
MULTIPLY: dict[str, Any] = {
    "name": "multiply",
    "description": "Multiplies two numbers",
    "parameters": {
        "type": "object",
        "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
        "required": ["a", "b"],
    },
}
TOOLS = [{"type": "function", "function": tool} for tool in (WEATHER, MULTIPLY)]
FEW_SHOT = (
    "Text: I want my money back\nLabel: refund\n\n"
    "Text: the wheel of my bike is broken\nLabel: damage\n\n"
    "Text: the chain snapped and a spoke is broken\nLabel:"
)


def _called(found: openai.OpenAI, request: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The message that calls a tool, and the call."""
    choice = found.chat.completions.create(**request).choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls is not None
    return choice.message.model_dump(exclude_none=True), choice.message.tool_calls[0]


def test_a_stream_says_the_same_as_a_whole_answer(endpoint: Running) -> None:
    request = body(endpoint, text_brief(1), "write_text")
    with client(endpoint) as found:
        chunks = list(
            found.chat.completions.create(**request, stream=True, stream_options={"include_usage": True})
        )
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert json.loads(text)["text"]
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert len(chunks) > 5
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == math.ceil(len(text) / 4)
    assert endpoint.stats()["in_flight"] == 0


@pytest.mark.parametrize(
    ("question", "name", "arguments"),
    [
        ("What is the weather in Paris in celsius?", "get_weather", {"city": "Paris", "unit": "celsius"}),
        ("What is 17 times 23?", "multiply", {"a": 17, "b": 23}),
    ],
)
def test_the_fitting_tool_is_called_with_what_the_user_said(
    endpoint: Running, question: str, name: str, arguments: dict[str, Any]
) -> None:
    with client(endpoint) as found:
        _, called = _called(found, body(endpoint, question, tools=TOOLS))
    assert (called.function.name, json.loads(called.function.arguments)) == (name, arguments)


def test_tools_are_left_alone_when_none_fits_or_the_result_is_there(endpoint: Running) -> None:
    with client(endpoint) as found:
        joke = found.chat.completions.create(**body(endpoint, "Tell me a joke.", tools=TOOLS)).choices[0]
        assert joke.message.tool_calls is None
        request = body(endpoint, "What is 17 times 23?", tools=TOOLS)
        message, called = _called(found, request)
        result = {"role": "tool", "tool_call_id": called.id, "content": "391"}
        request["messages"] = [*request["messages"], message, result]
        assert "391" in said(found, request)


def test_streamed_tool_calls_come_in_pieces(endpoint: Running) -> None:
    request = body(endpoint, "What is 17 times 23?", tools=TOOLS, tool_choice="required", stream=True)
    with client(endpoint) as found:
        stream: Any = found.chat.completions.create(**request)
        pieces = [chunk.choices[0].delta.tool_calls for chunk in stream]
    arguments = "".join(p[0].function.arguments for p in pieces if p)
    assert json.loads(arguments) == {"a": 17, "b": 23}


def test_required_tools_get_valid_arguments_even_for_small_talk(endpoint: Running) -> None:
    with client(endpoint) as found:
        for number in range(10):
            request = body(endpoint, f"Hello {number}", tools=TOOLS, tool_choice="required")
            _, called = _called(found, request)
            schema = next(t for t in (WEATHER, MULTIPLY) if t["name"] == called.function.name)["parameters"]
            jsonschema.validate(json.loads(called.function.arguments), schema)


def test_generated_tokens_come_with_log_probabilities(endpoint: Running) -> None:
    request = body(endpoint, text_brief(1), "write_text", logprobs=True, top_logprobs=3)
    with client(endpoint) as found:
        one, two = (found.chat.completions.create(**request).choices[0] for _ in range(2))
    assert one.logprobs == two.logprobs
    assert one.logprobs is not None
    assert one.logprobs.content is not None
    assert "".join(token.token for token in one.logprobs.content) == one.message.content
    for token in one.logprobs.content:
        assert token.logprob <= 0
        assert len(token.top_logprobs) == 3
        assert sum(math.exp(top.logprob) for top in token.top_logprobs) <= 1.001


def _likelihood(found: openai.OpenAI, running: Running, prompt: str, begin: int) -> float:
    """The summed log-probability of a prompt from an offset on."""
    choice = found.completions.create(model=running.model, prompt=prompt, echo=True, logprobs=1, max_tokens=0)
    logprobs = choice.choices[0].logprobs
    assert logprobs is not None
    assert "".join(logprobs.tokens or ()) == prompt == choice.choices[0].text
    values = logprobs.token_logprobs or []
    assert values[0] is None
    assert all(value is not None and value < 0 for value in values[1:])
    offsets = logprobs.text_offset or []
    return sum(v for v, at in zip(values, offsets, strict=True) if at >= begin and v is not None)


def test_the_right_label_is_likelier(endpoint: Running) -> None:
    begin = len(FEW_SHOT)
    with client(endpoint) as found:
        right = _likelihood(found, endpoint, f"{FEW_SHOT} damage", begin)
        wrong = _likelihood(found, endpoint, f"{FEW_SHOT} refund", begin)
        written = found.completions.create(model=endpoint.model, prompt=FEW_SHOT, max_tokens=4)
    assert right > wrong + 2
    assert written.choices[0].text == " damage"


def test_text_that_makes_sense_is_likelier(endpoint: Running) -> None:
    sense = "The old man walked slowly to the house by the river and sat on a bench in the sun."
    scrambled = "To the slowly bench sun on and a in the by the the walked sat man house river of old."
    passage = "The deposit is fifty euros. Question: what is the deposit? Answer: "
    with client(endpoint) as found:
        assert _likelihood(found, endpoint, sense, 1) > _likelihood(found, endpoint, scrambled, 1)
        begin = len(passage) - 1
        copied = _likelihood(found, endpoint, f"{passage}fifty euros", begin)
        assert copied > _likelihood(found, endpoint, f"{passage}seven ducats", begin)


def test_completions_end_at_their_stop(endpoint: Running) -> None:
    prompt = (
        "Message: I lost my helmet in your shop\n\nMessage: my gloves were left on the counter\n\nMessage:"
    )
    with client(endpoint) as found:
        both = found.completions.create(
            model=endpoint.model, prompt=[prompt, "Once"], max_tokens=60, stop=["\n"]
        )
    assert [choice.index for choice in both.choices] == [0, 1]
    assert "\n" not in both.choices[0].text
    assert set(re.findall(r"\w+", both.choices[0].text.lower())) & {
        "lost",
        "helmet",
        "shop",
        "gloves",
        "counter",
        "left",
    }


@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_embeddings_of_texts_that_share_words_are_near(endpoint: Running, encoding: Any) -> None:
    texts = ["rain and storm today", "storm and rain tomorrow", "a merger of banks"]
    with client(endpoint) as found:
        data = found.embeddings.create(model="sim-embedding", input=texts, encoding_format=encoding).data
    assert not isinstance(data[0].embedding, str) or encoding == "base64"
    if isinstance(data[0].embedding, str):
        return
    first, near, far = (entry.embedding for entry in data)
    dot = [sum(a * b for a, b in zip(first, other, strict=True)) for other in (first, near, far)]
    assert dot[0] == pytest.approx(1, abs=1e-4)
    assert dot[1] > 0.5 > dot[2]


def test_a_fact_in_a_long_prompt_is_found(endpoint: Running) -> None:
    hay = "Nothing of interest happened on that day. " * 2000
    prompt = f"{hay}The code word is zebra-17. {hay}\n\nWhat is the code word?"
    with client(endpoint) as found:
        assert said(found, body(endpoint, prompt)) == "zebra-17"


def test_schemas_of_anybody_are_filled_from_the_message(endpoint: Running) -> None:
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "age": {"type": "integer"},
            "city": {"enum": ["Oslo", "Rome"]},
        },
        "required": ["name", "age", "city"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema}}
    with client(endpoint) as found:
        made = answer(found, body(endpoint, "A woman called Maria, 34, lives in Rome.", response_format=form))
    assert made == {"name": "Maria", "age": 34, "city": "Rome"}


def test_choices_differ(endpoint: Running) -> None:
    with client(endpoint) as found:
        choices = found.chat.completions.create(**body(endpoint, text_brief(1), "write_text", n=3)).choices
    assert len({choice.message.content for choice in choices}) == 3


def test_an_impossible_option_is_refused(simulated: Start, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="not between 0 and 1"):
        simulated(errors=1.5)
    for arguments in (["--profile", "brilliant"], ["--latency", "-1"], ["--errors", "0.6", "--hangs", "0.6"]):
        with pytest.raises(SystemExit) as ended:
            read_options(arguments)
        assert ended.value.code == 2
        assert arguments[0] in capsys.readouterr().err
    assert read_options(["--latency", "200", "--jitter"]).jitter == 100
    assert read_options(["--jitter", "30"]).jitter == 30
