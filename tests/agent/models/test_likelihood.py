"""What a model holds of given continuations, over the wire: llama.cpp's way and by echo."""

import math
from typing import Any

import pytest

from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.likelihood import likelihood, of_echo, of_first_token
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.conftest import client_at
from tests.simulator.fixtures import Start

PURPOSE = Purpose("test")
SLOT = Slot("b" * 64, "annotator", "label")
FEW_SHOT = "".join(
    f"Message: {text}\nIntent: {intent}\n\n"
    for text, intent in [
        ("I was charged twice and want one payment back.", "refund"),
        ("Where is my parcel? It was due on Monday.", "delivery"),
        ("The blender arrived broken, please return my money.", "refund"),
        ("The courier left the box at the wrong house.", "delivery"),
    ]
)


def weighed(**chances: Any) -> dict[str, Any]:
    listed = [{"id": n, "token": f" {t}", "prob": p} for n, (t, p) in enumerate(chances.items())]
    return {"choices": [{"text": "", "logprobs": {"content": [{"top_probs": listed}]}}]}


def test_a_text_s_first_token_is_the_longest_listed() -> None:
    content = weighed(refund=0.5, re=0.3, order=0.1, o=0.05)
    groups = of_first_token(content, [" refund", " order_status", " order_cancel"])
    assert groups == {" refund": (0.5, [" refund"]), " order": (0.1, [" order_status", " order_cancel"])}


def echoed(offsets: list[int], chances: list[Any]) -> dict[str, Any]:
    return {"choices": [{"text": "", "logprobs": {"text_offset": offsets, "token_logprobs": chances}}]}


def test_of_an_echo_only_what_stands_behind_the_prompt_counts() -> None:
    content = echoed([0, 3, 7, 9, 12], [None, -1.0, -2.0, -0.5, -9.0])
    assert of_echo(content, 7, 12) == -2.5


def test_an_answer_without_what_was_asked_for_is_a_fault() -> None:
    with pytest.raises(AnswerFault, match="no logprobs"):
        of_first_token({"choices": [{"text": "x", "logprobs": None}]}, [" a"])
    with pytest.raises(AnswerFault, match="none for ' b'"):
        of_first_token(weighed(a=1.0), [" a", " b"])
    with pytest.raises(AnswerFault, match="echo"):
        of_echo({"choices": [{"text": "x", "logprobs": {"content": []}}]}, 0, 1)
    with pytest.raises(AnswerFault, match="no token begins at character 5"):
        of_echo(echoed([0, 3, 7], [None, -1.0, -2.0]), 5, 8)
    with pytest.raises(AnswerFault, match="no token begins at character 3"):
        of_echo(echoed([0, 3, 7], [None, "low", -2.0]), 3, 8)
    with pytest.raises(AnswerFault, match="no probabilities after sampling"):
        of_first_token(weighed(a="high"), [" a"])


@pytest.mark.parametrize("texts", [["a", "a"], ["", "a"], [" card", " card_lost"], ["\n", "a"]])
async def test_continuations_that_cant_be_told_apart_are_refused(store: SqlStore, texts: list[str]) -> None:
    async with client_at(store, "http://127.0.0.1:9/v1") as client:
        with pytest.raises(ValueError, match="told apart"):
            await likelihood(client, SLOT, "p", texts, PURPOSE)


async def test_by_echo_the_right_label_weighs_most(simulated: Start, store: SqlStore) -> None:
    end = simulated()
    prompt = f"{FEW_SHOT}Message: I was charged twice and want one payment back.\nIntent:"
    async with client_at(store, end.base_url) as client:
        found = await likelihood(client, SLOT, prompt, [" refund", " delivery"], PURPOSE)
        again = await likelihood(client, SLOT, prompt, [" refund", " delivery"], PURPOSE)
    assert found[0] > found[1]
    assert math.fsum(map(math.exp, found)) == pytest.approx(1)
    assert found == again
    assert end.stats()["requests"] == 2
