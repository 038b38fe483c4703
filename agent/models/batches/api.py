"""The OpenAI Batch API over the wire: a file of calls goes up, a batch of it is begun, looked at and
cancelled, its answers come down. By the connections, retries and waiting of every other call."""

import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, Any, TypeVar

import httpx2
import openai
from tenacity import AsyncRetrying, retry_if_result, stop_after_attempt, wait_random_exponential

from seedbed.agent.models.chat import in_time
from seedbed.agent.models.delivery.call import Call
from seedbed.agent.models.delivery.deliver import deliver
from seedbed.agent.models.delivery.faults import (
    FAULTS,
    Refused,
    describe,
    heals,
    load,
    reason,
    retry_after,
    web_page,
)
from seedbed.agent.models.lines import Lines
from seedbed.memory.batch import Batch
from seedbed.memory.errors import AnswerFault, EndpointDown, UserFault
from seedbed.memory.exact.canonical import parsed

T = TypeVar("T")
_TAG = "seedbed"
"""Key of a batch's metadata: by which it is found where its id was never heard."""
_LISTED, _SKEW = 1_000, 86_400
"""Batches, newest first, among which it is looked for at most, and seconds by which clocks may differ."""
_PATH = "/batches"
_UPLOAD = 600.0
"""Seconds that a file may take, up or down."""
_FETCHES, _LONGEST_REST = 8, 60.0
"""How often a file is fetched that isn't there or isn't whole, and seconds between two of them at most."""
_ABSENT = (404, 405, 501)
"""What an endpoint says that has no such thing."""


@dataclass(slots=True)
class BatchApi:
    """Reaches the endpoints of a run."""

    lines: Lines
    closed: BaseException | None = None
    """Why no further try goes out."""

    async def check(self, call: Call) -> None:
        """Whether the endpoint of a call has batches. Raises UserFault: it has none."""

        async def lacks(client: openai.AsyncOpenAI) -> str:
            for path, listed in (("/files", client.files.list), ("/batches", client.batches.list)):
                try:
                    page: Any = await listed(limit=1)
                except openai.APIStatusError as error:
                    if error.status_code not in _ABSENT:
                        raise
                    return f"HTTP {error.status_code} on {path}"
                if not isinstance(getattr(page, "data", None), list):
                    return f"{path} is no list"
            return ""

        if why := await self._reach(call, lacks):
            raise UserFault(
                f"the endpoint has no batch API ({why})",
                where=call.end.base_url,
                next_step="leave --batch out (resume: --no-batch), and calls go out one by one; or name "
                "models that have one for the roles that make and check rows",
            )

    async def upload(self, tag: str, batch: Batch, call: Call, bodies: Iterable[tuple[str, Any]]) -> str:
        """The id of the file that holds what is to be asked. `bodies`: id of each call in the batch, and its
        body."""
        with tempfile.TemporaryFile() as lines:
            for key, body in bodies:
                said = {"custom_id": key, "method": "POST", "url": f"/v1{batch.path}", "body": body}
                lines.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

            async def sent(client: openai.AsyncOpenAI) -> str:
                lines.seek(0)
                name = f"seedbed-{tag}.jsonl"
                made = await client.files.create(file=(name, lines), purpose="batch", timeout=_UPLOAD)
                return _id(made)

            return await self._reach(call, sent)

    async def begin(self, tag: str, batch: Batch, call: Call) -> str:
        """The id of the batch of an uploaded file, which is begun if no earlier try has done so."""

        async def begun(client: openai.AsyncOpenAI) -> str:
            seen = 0
            async for one in client.batches.list(limit=100):
                if (one.metadata or {}).get(_TAG) == tag:
                    return one.id
                seen += 1
                if seen == _LISTED or one.created_at < batch.since - _SKEW:
                    break
            made = await client.batches.create(
                input_file_id=batch.file,
                endpoint=f"/v1{batch.path}",  # type: ignore[arg-type]  # one of two that it knows
                completion_window="24h",  # the only one there is
                metadata={_TAG: tag},
            )
            return _id(made)

        return await self._reach(call, begun)

    async def look(self, batch: Batch, call: Call) -> openai.types.Batch | None:
        """How a batch stands; None: the endpoint doesn't know it any more."""

        async def retrieve(client: openai.AsyncOpenAI) -> openai.types.Batch | None:
            try:
                found = await client.batches.retrieve(batch.id)
            except openai.NotFoundError as error:
                _heed(error, call)
                return None
            _id(found)
            return found

        return await self._reach(call, retrieve)

    async def download(self, file: str, call: Call, into: IO[bytes]) -> str:
        """The lines of a file, which is fetched again where it doesn't come whole; what came at last in its
        place, empty: the file."""

        async def content(client: openai.AsyncOpenAI) -> str:
            into.seek(0)
            into.truncate()
            try:
                whole = client.files.with_streaming_response.content(file, timeout=_UPLOAD)
                async with whole as response:
                    async for piece in response.iter_bytes():
                        into.write(piece)
            except openai.NotFoundError as error:
                _heed(error, call)
                return f"HTTP 404, {reason(error)}"
            return _unlike(into)

        retrying = AsyncRetrying(
            retry=retry_if_result(bool),
            stop=stop_after_attempt(_FETCHES),
            wait=wait_random_exponential(multiplier=0.25, max=_LONGEST_REST),
            sleep=self.lines.rest,
            retry_error_callback=lambda state: state.outcome and state.outcome.result(),
        )
        return await retrying(self._reach, call, content)

    async def cancel(self, batch: Batch, call: Call) -> None:
        """Let no more of a batch be answered, if it isn't over."""

        async def cancelled(client: openai.AsyncOpenAI) -> None:
            with suppress(openai.NotFoundError, openai.BadRequestError, openai.ConflictError):
                await client.batches.cancel(batch.id)

        await self._reach(call, cancelled)

    async def _reach(self, call: Call, work: Callable[[openai.AsyncOpenAI], Awaitable[T]]) -> T:
        """One request of an endpoint, tried again as calls are."""

        async def send() -> T:
            began = time.monotonic()
            try:
                async with in_time(_UPLOAD, httpx2.Request("GET", call.end.base_url), _UPLOAD):
                    found = await work(call.chat.root_async_client)
            except FAULTS as error:
                if self.closed is not None:
                    raise self.closed from error
                fault = call.chat.own(error, _PATH) if isinstance(error, openai.NotFoundError) else error
                if heals(fault) or isinstance(fault, AnswerFault):
                    call.flow.failed(began, describe(fault).detail, load(fault), retry_after(fault))
                raise fault from error
            call.flow.answered()
            call.chat.note_served(_PATH)
            return found

        try:
            return await deliver(send, replace(call, path=_PATH), self.lines)
        except Refused as fault:  # of no row's request: each would go out by itself, at the full price
            step = "see to it, or leave --batch out (resume: --no-batch)"
            raise EndpointDown(f"{call.end.base_url} refuses batches: {fault.what}: {step}") from fault


def _id(made: Any) -> str:
    """What an endpoint calls a file or a batch. Raises AnswerFault: what it sent is neither."""
    if not isinstance(found := getattr(made, "id", None), str) or not found:
        raise AnswerFault("not an answer", "the endpoint sent no file or batch", str(made)[:2000])
    return found


def _unlike(lines: IO[bytes]) -> str:
    """What lines are that aren't those of a batch, or that they break off; empty: neither. They are at their
    beginning then."""
    named, last = False, b""
    lines.seek(0)
    for last in lines:
        named = named or b'"custom_id"' in last
    lines.seek(0)
    if last and not named:
        said = lines.read(2000).decode("utf-8", "replace")
        lines.seek(0)
        return web_page(said) or repr(said[:120])
    cut = last and not last.endswith(b"\n") and parsed(last) is None
    return "a file that breaks off amid a line" if cut else ""


def _heed(absent: openai.NotFoundError, call: Call) -> None:
    """Nothing to see to, where the endpoint itself says that something isn't there. Raises
    openai.APIStatusError: something before it says so."""
    if (own := call.chat.own(absent, _PATH)) is not absent:
        raise own from absent
