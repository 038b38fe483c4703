"""How likely a model holds a given text, forced token by token and by echo."""

import importlib.util

import pytest

from seedbed.agent.models.ask import Purpose
from seedbed.agent.models.embedded import serve
from seedbed.agent.models.forced import Forced, _generated, folded, forced, whole
from seedbed.agent.models.weights import find
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.profile import Quirks
from seedbed.memory.store.sql import SqlStore
from tests.agent.models.test_likelihood import desk_at, store
from tests.simulator.fixtures import Start, simulated

__all__ = ["simulated", "store"]
PURPOSE = Purpose("test")
SLOT = Slot("b" * 64, "annotator", "claim")
PASSAGE = "The museum opens at nine. A ticket costs twelve euros for adults."
CLAIM = " A ticket costs twelve euros."
needs_model = pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None or find() is None,
    reason="needs xllamacpp and the weights (`seedbed models pull`)",
)


def test_other_tokens_than_the_text_s_are_a_fault() -> None:
    listed = [{"id": 4, "token": " a", "logprob": -1.5}]
    assert _generated(listed, [4]) == (Forced(" a", -1.5),)
    with pytest.raises(AnswerFault, match="didn't keep to the tokens"):
        _generated(listed, [4, 5])
    with pytest.raises(AnswerFault):
        _generated((), [4])


def test_tokens_that_cut_a_letter_arent_forced() -> None:
    assert whole([{"id": 1, "piece": " a"}, {"id": 2, "piece": "b"}]) == [1, 2]
    assert whole([{"id": 1, "piece": " a"}, {"id": 2, "piece": [195]}]) == []
    assert folded("“Łódź” – café…") == '"odz" - cafe...'


async def test_an_empty_text_is_refused(store: SqlStore) -> None:
    async with desk_at(store, "m", "http://127.0.0.1:9/v1", "k", Quirks()) as desk:
        with pytest.raises(ValueError, match="empty"):
            await forced(desk, SLOT, "annotator", PASSAGE, "  ", PURPOSE)


async def test_by_echo_what_the_context_says_is_likelier(simulated: Start, store: SqlStore) -> None:
    end = simulated()
    async with desk_at(store, "sim-strong", end.base_url, "k", Quirks()) as desk:
        with_it = await forced(desk, SLOT, "annotator", f"{PASSAGE}\n\nIn short:", CLAIM, PURPOSE)
        other = Slot("b" * 64, "annotator", "claim/alone")
        without = await forced(desk, other, "annotator", "In short:", CLAIM, PURPOSE)
    assert "".join(token.text for token in with_it) == CLAIM
    assert [token.text for token in with_it] == [token.text for token in without]
    assert sum(t.logprob for t in with_it) > sum(t.logprob for t in without)


@needs_model
async def test_the_embedded_model_finds_what_the_context_says_likelier(store: SqlStore) -> None:
    async with (
        serve(slots=1, context=512) as end,
        desk_at(store, end.model, end.base_url, end.api_key, Quirks(grammar=True)) as desk,
    ):
        claims = {"right": CLAIM, "wrong": " A ticket costs thirty euros.", "accents": " Café Łódź 東京"}
        read = {}
        for name, claim in claims.items():
            slot = Slot("b" * 64, "annotator", f"claim/{name}")
            read[name] = await forced(desk, slot, "annotator", f"{PASSAGE}\n\nIn short:", claim, PURPOSE)
        again = await forced(
            desk,
            Slot("b" * 64, "annotator", "claim/right"),
            "annotator",
            f"{PASSAGE}\n\nIn short:",
            CLAIM,
            PURPOSE,
        )
        cached = desk.ledger.cached_calls
    assert "".join(token.text for token in read["right"]) == CLAIM
    means = {name: sum(t.logprob for t in tokens) / len(tokens) for name, tokens in read.items()}
    assert means["right"] > means["wrong"] > means["accents"]
    assert (again, cached) == (read["right"], 1)
