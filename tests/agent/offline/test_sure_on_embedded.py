"""The sure form of labelled texts on the real embedded model: a few rows, from brief to draft."""

import asyncio
import importlib.util
import json
from pathlib import Path

import pytest

from seedbed.agent.models.ask import Client, Endpoint
from seedbed.agent.models.exam.sitting import embedded_profile
from seedbed.agent.models.local.embedded import serve
from seedbed.agent.models.local.weights import find
from seedbed.agent.offline.labels import SURE
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Budget, Label, Part
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.agent.offline.test_labels import env, made

EXAMPLES = Path(__file__).resolve().parents[3] / "scenarios" / "demo" / "examples.jsonl"
ROWS = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
LABELS = tuple(dict.fromkeys(row["label"] for row in ROWS))[:2]
PART = Part(
    offline="labels",
    topic="a bike-rental firm",
    rows=12,
    about="intent",
    text_kind="customer message",
    labels=tuple(Label(name=name) for name in LABELS),
)


@pytest.mark.skipif(
    importlib.util.find_spec("xllamacpp") is None or find() is None,
    reason="needs xllamacpp and the weights (`seedbed models pull`)",
)
async def test_most_candidates_become_rows_that_keep_every_rule(tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    async with serve() as end:
        endpoint = Endpoint("default", end.model, end.base_url, end.api_key, embedded_profile())
        assert SURE.fits(lambda role: endpoint.profile)
        client = Client(store, Ledger(store, Budget()), {"default": endpoint}, max_concurrent=4)
        here = env(part=PART, client=client, resources=Resources(examples={PART.name: ROWS}))
        drafts = await asyncio.gather(*(made(SURE, here, name, number=n) for n, name in enumerate(LABELS, 1)))
        await client.aclose()
    store.close()
    rows = [draft for draft in drafts if draft.row and not draft.reasons]
    assert rows, [draft.reasons for draft in drafts]
    for draft in rows:
        assert {e.kind for e in draft.evidence} == {"classification", "likelihood"}
        assert all(e.ok for e in draft.evidence)
