"""Evidence of claims, re-checked from the journal: verdicts with their quotes, likelihoods."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from seedbed.memory.candidate import Judgement, Likelihood
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.tools.evaluation.claim_likelihood import figures, probability
from seedbed.tools.evaluation.recheck import recheck
from seedbed.tools.evaluation.recheck_place import Place

JUDGED = Judgement(
    ok=True, by="m", rubric="find_support", score=4.0, scale=(1.0, 4.0), reason="All of it.", slot="s"
)


def place(folder: Path, content: dict[str, Any] | None) -> Place:
    (folder / "a.txt").write_text("The tunnel is lit\nby lamps.", encoding="utf-8")
    answer = StoredAnswer("s", "r", "m", content) if content else None
    sources = SimpleNamespace(sources=folder)
    stub = SimpleNamespace(answer=lambda slot: answer, folder=sources, row={}, task="claims")
    return cast(Place, stub)


def said(**values: Any) -> dict[str, Any]:
    text = {
        "quote": "The tunnel is lit by lamps.",
        "reason": "All of it.",
        "verdict": "supported",
        "search": "",
    }
    return {
        "choices": [{"message": {"content": json.dumps(text | values)}, "finish_reason": "stop"}],
        "usage": {},
    }


def test_a_verdict_whose_quote_stands_in_a_source_holds(tmp_path: Path) -> None:
    assert recheck(JUDGED, place(tmp_path, said())) == ("consistent", "")


def test_another_verdict_and_an_invented_quote_are_named(tmp_path: Path) -> None:
    assert "'partly'" in recheck(JUDGED, place(tmp_path, said(verdict="partly")))[1]
    assert "'x'" in recheck(JUDGED, place(tmp_path, said(verdict="x")))[1]
    assert "stands in no source" in recheck(JUDGED, place(tmp_path, said(quote="The tunnel is dark.")))[1]
    assert "stands in no source" in recheck(JUDGED, place(tmp_path, said(quote="")))[1]
    assert "no such answer" in recheck(JUDGED, place(tmp_path, None))[1]


def test_a_likelihood_follows_from_the_kept_tokens(tmp_path: Path) -> None:
    found = figures([-1.0, -2.0], [-3.0, -4.0])
    told = {**found, "probability": probability(found), "tokens": 2.0}
    evidence = Likelihood(
        ok=True, by="claim likelihood, m", logprob=-3.0, per_token=-1.5, alternatives=told, slot="s"
    )
    forced = {"content": [{"logprob": -1.0}, {"logprob": -2.0}]}
    echoed = {"token_logprobs": [None, -9.0, -1.0, -2.0, -0.1]}
    for logprobs in (forced, echoed):
        kept = {"choices": [{"text": "", "logprobs": logprobs}], "usage": {}}
        assert recheck(evidence, place(tmp_path, kept)) == ("consistent", "")
        other = evidence.model_copy(update={"logprob": -2.0})
        assert "another figure" in recheck(other, place(tmp_path, kept))[1]
    more = evidence.model_copy(update={"alternatives": {**told, "probability": 0.99}})
    assert "another figure" in recheck(more, place(tmp_path, kept))[1]
    assert "no such answer" in recheck(evidence, place(tmp_path, None))[1]
