"""Each profile behaves as its name says, by `--profile` or by the name of the model."""

import json
from typing import Any

import openai
import pytest

from tests.simulator.fixtures import Start
from tests.simulator.launch import Running
from tests.simulator_tests.asking import (
    LABELS,
    answer,
    as_model,
    body,
    brief,
    client,
    delimited,
    label_prompt,
    said,
    text_brief,
)

TEXTS = {
    "refund": "I want my money back, you charged my card twice.",
    "damage": "The chain snapped and the brake is broken.",
    "booking": "Could we reserve four bikes for Saturday?",
}


def _verdict(found: openai.OpenAI, running: Running, text: str) -> str:
    """What is said of one sentence about a text."""
    prompt = f"1. It is a message of a customer.\n\n{delimited(text)}"
    verdict: str = answer(found, body(running, prompt, "judge_sentences"))["sentences"][0]["verdict"]
    return verdict


def _labels(running: Running, count: int = 40) -> list[tuple[str, str]]:
    """(true, chosen) of texts that the server never saw."""
    pairs = []
    with client(running) as found:
        for number in range(count):
            for true, text in TEXTS.items():
                request = body(running, label_prompt(text), "choose_label", seed=number)
                pairs.append((true, answer(found, request)["label"]))
    return pairs


def test_the_strong_judge_reads_texts_of_anybody(endpoint: Running) -> None:
    assert all(true == chosen for true, chosen in _labels(endpoint, 2))


def test_the_weak_judge_is_right_seven_times_in_ten(endpoint: Running) -> None:
    pairs = _labels(as_model(endpoint, "sim-weak"))
    assert 0.6 < sum(true == chosen for true, chosen in pairs) / len(pairs) < 0.8


def test_the_weak_writer_and_planner_slip(endpoint: Running) -> None:
    running = as_model(endpoint, "sim-weak")
    order = brief(
        job="propose_concepts", topic="bikes", parent="bikes", siblings=[], wanted=4, task="classification"
    )
    with client(running) as found:
        for number in range(40):
            said(found, body(running, text_brief(number), "write_text"))
        names = [c["name"] for c in answer(found, body(running, order))["concepts"]]
    assert sum(entry["defect"] is not None for entry in running.truth()[-40:]) > 10
    assert all("opening hours" in name.lower() for name in names)


def test_the_yes_man_approves_everything(endpoint: Running) -> None:
    running = as_model(endpoint, "sim-yes-man")
    assert {chosen for _, chosen in _labels(running, 2)} == {next(iter(LABELS))}
    with client(running) as found:
        assert _verdict(found, running, "") == "yes"


def test_the_no_man_never_approves(endpoint: Running) -> None:
    running = as_model(endpoint, "sim-no-man")
    assert all(true != chosen for true, chosen in _labels(running, 2))
    with client(running) as found:
        assert _verdict(found, running, TEXTS["refund"]) == "no"


def test_the_thinker_thinks_in_its_field_and_bills_it(endpoint: Running) -> None:
    running = as_model(endpoint, "sim-thinker")
    request = body(running, text_brief(1), "write_text")
    with client(running) as found:
        whole = found.chat.completions.create(**request)
        message, usage = whole.choices[0].message, whole.usage
        short = found.chat.completions.create(**request, max_tokens=10)
    assert (message.model_extra or {})["reasoning_content"].startswith("Let me think")
    assert json.loads(message.content or "")["text"]
    assert usage is not None
    assert usage.completion_tokens_details is not None
    assert usage.completion_tokens_details.reasoning_tokens
    assert usage.completion_tokens > usage.completion_tokens_details.reasoning_tokens > 20
    assert (short.choices[0].message.content, short.choices[0].finish_reason) == ("", "length")
    assert short.usage is not None
    assert short.usage.completion_tokens == 10


def test_without_schema_the_job_stands_in_the_prompt(endpoint: Running) -> None:
    running = as_model(endpoint, "sim-no-schema")
    schema = {"title": "choose_label", "type": "object", "properties": {"label": {"type": "string"}}}
    with client(running) as found:
        with pytest.raises(openai.BadRequestError, match="response_format"):
            said(found, body(running, text_brief(1), "write_text"))
        assert answer(found, body(running, text_brief(1)))["text"]
        prompt = f"Answer with one JSON object.\n{json.dumps(schema)}\n\n{label_prompt(TEXTS['damage'])}"
        assert answer(found, body(running, prompt)) == {"label": "damage"}


@pytest.mark.parametrize("refused", [{"max_tokens": 50}, {"temperature": 0.2}, {"seed": 3}])
def test_the_quirky_one_refuses(endpoint: Running, refused: dict[str, Any]) -> None:
    running = as_model(endpoint, "sim-quirky")
    request = body(running, text_brief(1), "write_text")
    with client(running) as found:
        with pytest.raises(openai.BadRequestError, match=next(iter(refused))):
            said(found, {**request, **refused})
        assert said(found, {**request, "temperature": 1, "max_completion_tokens": 400})


def test_models_behave_as_their_names_say_unless_a_profile_is_chosen(simulated: Start) -> None:
    free, bound = simulated(), simulated(profile="no-man")
    for running, expected in ((free, "yes"), (bound, "no")):
        with client(running) as found:
            assert _verdict(found, as_model(running, "sim-yes-man"), "") == expected
            assert found.models.list().data[0].id == running.model


def test_wrong_key_and_wrong_model_are_told_as_openai_does(endpoint: Running) -> None:
    with client(endpoint, "wrong") as found:
        with pytest.raises(openai.AuthenticationError, match="Incorrect API key") as error:
            found.models.list()
        assert error.value.code == "invalid_api_key"
    with client(endpoint) as found:
        with pytest.raises(openai.NotFoundError, match="sim-strnog") as missing:
            said(found, {**body(endpoint, "Hello"), "model": "sim-strnog"})
        assert missing.value.code == "model_not_found"
        assert {"sim-strong", "sim-weak", "sim-embedding"} <= {m.id for m in found.models.list()}


def test_a_prompt_longer_than_the_context_is_refused(endpoint: Running) -> None:
    running = as_model(endpoint, "sim-weak")
    with client(running) as found, pytest.raises(openai.BadRequestError, match="maximum context length"):
        said(found, body(running, "word " * 8192))
