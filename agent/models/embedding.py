"""Texts as vectors of an endpoint's model: in batches, through the one door. A text that the journal knows
by the embedder's name and its hash isn't sent again, in whatever batch it comes."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.models.endpoint import Endpoint, Purpose
from seedbed.agent.models.settings import EMBEDDER
from seedbed.agent.models.wire import raw
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault, SeedbedError, UserFault
from seedbed.memory.exact.canonical import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 32
"""Texts of one call; some servers take no more."""
AT_ONCE = 8
MOST_CHARACTERS = 8_000
"""Of a text; the rest isn't embedded. A passage has 300 words, but a table's row may be longer."""
JOURNAL = "embeddings"
"""What stands in place of a brief in the slots of its calls."""


def embedder_name(end: Endpoint) -> str:
    """Equal name, equal vectors: the model, with the parameters that are sent along."""
    more = json.dumps(dict(end.parameters), sort_keys=True) if end.parameters else ""
    return f"{end.model} {more}".strip()


class Embeddings:
    """The embedder of one run: an endpoint's model that was named for the role."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._end = client.endpoint(EMBEDDER)
        self.name = embedder_name(self._end)
        self._known: dict[str, bytes] | None = None
        self._turns: dict[str, asyncio.Lock] = {}

    async def of(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Vectors of unit length, one a text in their order; all zeros for a text without any meaning to it.

        What was answered is journaled even where a later call fails.

        Raises:
            UserFault: the endpoint makes no embeddings, or none of these texts.
            Paused: the budget is used up, or the endpoint is down."""
        import numpy as np

        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] for text in texts]
        async with self._turns.setdefault(same := digest(keys), asyncio.Lock()):  # who wants the same waits
            known = await self._learn(dict(zip(keys, texts, strict=True)))
            self._turns.pop(same, None)
        table = [np.frombuffer(known[key], dtype="<f4") for key in keys]
        if len({len(row) for row in table}) > 1:
            raise self._fault("its vectors differ in length")
        found = np.asarray(table, dtype=np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.where(lengths == 0, 1, lengths), dtype=np.float32)

    async def _learn(self, texts: Mapping[str, str]) -> dict[str, bytes]:
        """The vectors of texts by their hashes, those that aren't known yet asked for. After a fault nothing
        more is asked; what is on its way is kept."""
        known = self._journaled()
        found = {key: known[key] for key in texts if key in known}
        new = [key for key in texts if key not in found]
        gate = asyncio.Semaphore(AT_ONCE)
        faults: list[SeedbedError] = []

        async def one(batch: Sequence[str]) -> None:
            async with gate:
                try:
                    if not faults:
                        found.update(
                            await self._ask({key: texts[key][:MOST_CHARACTERS] or " " for key in batch})
                        )
                except SeedbedError as fault:
                    faults.append(fault)

        await asyncio.gather(*(one(new[at : at + BATCH]) for at in range(0, len(new), BATCH)))
        for fault in faults:
            raise fault
        if len(texts) > 1:  # one is a query: what comes again is in the journal under its slot
            known.update(found)
        return found

    async def _ask(self, texts: Mapping[str, str]) -> dict[str, bytes]:
        slot, keeping = Slot(JOURNAL, EMBEDDER, digest([self.name, list(texts)])), partial(_kept, list(texts))
        try:
            kept = await self._client.embed(slot, list(texts.values()), Purpose("embed"), keeping)
        except UserFault as fault:
            cause = fault.__cause__
            if not isinstance(fault, Refused) and not isinstance(cause, AnswerFault):
                raise
            said = cause.detail if isinstance(cause, AnswerFault) else fault.what
            raise self._fault(f"{self._end.model!r} gives no embeddings: {said}") from fault
        return dict(_vectors(kept))

    def _journaled(self) -> dict[str, bytes]:
        """Hash of a text that came with others → its vector, of this embedder; more are added."""
        if self._known is None:
            self._known = {}
            for slot, answer in self._client.store.answers_of(JOURNAL):
                kept = answer.content
                if len(kept["texts"]) > 1 and slot.step == digest([self.name, kept["texts"]]):
                    self._known.update(_vectors(kept))
        return self._known

    def _fault(self, why: str) -> UserFault:
        return UserFault(
            why,
            where=f"{self._end.base_url}/embeddings",
            next_step="name another model as `embedder` in `roles`, or leave it out: passages are then "
            "embedded on this machine",
        )


def _kept(keys: list[str], body: Any) -> dict[str, Any]:
    """What the journal keeps of a body: vectors and the hashes of their texts, usage, the model's name."""
    import numpy as np

    try:
        places = {one.get("index", at): one["embedding"] for at, one in enumerate(body["data"])}
        table = np.asarray([places[at] for at in range(len(keys))], dtype="<f4")
        right = table.ndim == 2 and table.size and len(places) == len(keys) and np.isfinite(table).all()
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        right = False
    if not right:
        raise AnswerFault("not an answer", f"it sent no {len(keys)} vectors", raw(body))
    used = body.get("usage")
    return {
        "texts": keys,
        "vectors": [base64.b64encode(row.tobytes()).decode("ascii") for row in table],
        "usage": used if isinstance(used, dict) else {},
        "model": str(body.get("model", "")),
    }


def _vectors(kept: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    return zip(kept["texts"], map(base64.b64decode, kept["vectors"]), strict=True)
