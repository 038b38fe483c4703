"""The check `documents`: a row against all documents, of which it was made with a few passages."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Verdict
from seedbed.tools.checks.sources import against as module
from seedbed.tools.knowledge.sources import write_source
from tests.tools.checks.asking import Scripted, proves, verify
from tests.tools.knowledge.documents import document

PRICES = "# Prices\n\nAn e-bike costs £29 a day.\n"
GROUPS = "# Groups\n\nGroups of six or more get 8 % off the day rate.\n"
QUESTION, REPLY = "We are eleven. What is an e-bike each?", "It is £29 a day for each of you."
FAULT = {"says": "£29 a day for each", "quote": "six or more get 8 % off", "why": "eleven are a group"}
NONE: dict[str, Any] = {"faults": []}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("prices.md", PRICES), ("groups.md", GROUPS)):
        write_source(tmp_path, document(text, name))
    return tmp_path


async def against(
    folder: Path | None, *answers: Any, reply: Any = REPLY, **case: Any
) -> tuple[Verdict, Scripted]:
    model = Scripted({"check_documents": answers})
    row, inputs = {"of": (QUESTION, reply)}, {"of": ("question", "reply")}
    return await verify("documents", row, {}, model, inputs=inputs, sources=folder, **case), model


async def test_a_rule_that_no_passage_of_the_row_holds_refuses_it(folder: Path) -> None:
    refused, model = await against(folder, {"faults": [FAULT]})
    assert refused.state == "failed" and "eleven are a group" in refused.detail
    assert PRICES.strip() in model.asked[0].words and GROUPS.strip() in model.asked[0].words
    assert QUESTION in model.asked[0].words and not model.asked[0].values["part"]
    held, _ = await against(folder, NONE)
    assert held.state == "held" and not proves("documents", held)


async def test_documents_that_rows_are_counted_by_are_no_knowledge(folder: Path) -> None:
    groups = frozenset({document(GROUPS, "groups.md").sha256})
    held, model = await against(folder, NONE, counted=groups)
    assert held.state == "held" and PRICES.strip() in model.asked[0].words
    assert GROUPS.strip() not in model.asked[0].words
    every = groups | {document(PRICES, "prices.md").sha256}
    assert (await against(folder, NONE, counted=every))[0].state == "no verdict"


async def test_nor_does_a_query_have_to_stand_out_among_them(folder: Path) -> None:
    asked = document("question: What does an e-bike cost a day, for an e-bike a day?\n", "q.csv#row 2")
    write_source(folder, asked)
    row = {"query": "What does an e-bike cost a day?", "passage": {"quote": PRICES.strip()}}

    async def state(counted: frozenset[str]) -> str:
        return (await verify("rank", row, {"within": 1}, sources=folder, counted=counted)).state

    assert await state(frozenset()) == "failed", "the table's row says it again"
    assert await state(frozenset({asked.sha256})) == "held"


async def test_a_fault_by_words_that_stand_nowhere_is_the_judge_s(folder: Path) -> None:
    slip = FAULT | {"quote": "ten or more get 20 % off"}
    asked_again, model = await against(folder, {"faults": [slip]}, NONE)
    assert asked_again.state == "held" and len(model.asked) == 2
    assert (await against(folder, {"faults": [slip]}))[0].state == "no verdict"
    both, _ = await against(folder, {"faults": [slip, FAULT]})
    assert both.state == "failed" and "ten or more" not in both.detail


async def test_of_many_documents_the_passages_nearest_to_each_text_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_source(folder, document("# Rooms\n\n" + "Rooms are cleaned daily. " * 20, "rooms.md"))
    monkeypatch.setattr(module, "_WHOLE", len(GROUPS) + len(PRICES))
    talk = [{"role": "user", "content": "Groups of six?"}, {"role": "assistant", "content": "8 % off."}]
    _, model = await against(folder, NONE, reply=talk)
    (asked,) = model.asked
    assert asked.values["part"] and "Passages of the documents, 1" in asked.words
    assert "six or more" in asked.words and "£29" in asked.words and "cleaned" not in asked.words
    verdict, _ = await against(folder, NONE, reply="Zzz")
    assert verdict.state == "held", "the question has words of theirs"


async def test_without_documents_or_words_nobody_is_asked(tmp_path: Path) -> None:
    for sources in (None, tmp_path):
        verdict, model = await against(sources, NONE)
        assert verdict.state == "no verdict" and not model.asked
    model = Scripted({"check_documents": [NONE]})
    assert (await verify("documents", {"of": ("",)}, {}, model, inputs={"of": ("reply",)})).state == "held"


def test_it_is_spoilt_by_another_figure_in_the_reply() -> None:
    spoil = find("documents").spoil["number"]
    spoilt = spoil({"of": ("Is it 7?", "It is 29.")}, None, Random(1))
    assert spoilt is not None and spoilt["of"][0] == "Is it 7?" and spoilt["of"][1] != "It is 29."
    assert spoil({"of": "none"}, None, Random(1)) is None
    asks = {"role": "user", "content": "For 11?"}
    for turns, other in (([asks, {"role": "assistant", "content": "£29 each."}], True), ([asks], False)):
        spoilt = spoil({"of": turns}, None, Random(1))
        assert (spoilt is not None) is other and (spoilt is None or spoilt["of"][0] == asks)
