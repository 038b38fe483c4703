"""The sure form of labelled texts on the real embedded model: a few rows, from brief to draft."""

import asyncio
from pathlib import Path

from seedbed.agent.models.ask import Client, Endpoint
from seedbed.agent.models.exam.sitting import embedded_profile
from seedbed.agent.models.local.embedded import serve
from seedbed.agent.offline.labels import SURE
from seedbed.agent.resources import Resources
from seedbed.memory.spec import Budget
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from tests.agent.models.conftest import needs_model
from tests.agent.offline.test_label_checks import LABELS, PART, ROWS
from tests.agent.offline.test_labels import env, made

TWO = PART.model_copy(update={"rows": 12, "labels": PART.labels[:2]})


@needs_model
async def test_most_candidates_become_rows_that_keep_every_rule(tmp_path: Path) -> None:
    store = open_store(tmp_path / "run.sqlite")
    async with serve() as end:
        endpoint = Endpoint("default", end.model, end.base_url, end.api_key, embedded_profile())
        assert SURE.fits(lambda role: endpoint.profile)
        client = Client(store, Ledger(store, Budget()), {"default": endpoint}, max_concurrent=4)
        here = env(part=TWO, client=client, resources=Resources(examples={PART.name: ROWS}))
        two = enumerate(LABELS[:2], 1)
        drafts = await asyncio.gather(*(made(SURE, here, name, number=n) for n, name in two))
        await client.aclose()
    store.close()
    rows = [draft for draft in drafts if draft.row and not draft.reasons]
    assert rows, [draft.reasons for draft in drafts]
    for draft in rows:
        assert {e.kind for e in draft.evidence} == {"classification", "likelihood"}
        assert all(e.ok for e in draft.evidence)
