"""LangChain's OpenAI chat model as the connection to an endpoint: body out, body in. Without its streaming,
typed responses and callbacks: between an answer's bytes and the journal nothing may be awaited, so that a
killed build has paid for no answer that it doesn't keep."""

import asyncio
import json
import os
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache, partial
from typing import Any
from urllib.request import getproxies

import aiohttp
import httpx2
from anyio import EndOfStream
from langchain_openai import ChatOpenAI
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    DefaultAioHttpClient,
    DefaultHttpxClient,
    NotFoundError,
    OpenAIError,
)
from openai._models import FinalRequestOptions
from pydantic import PrivateAttr, SecretStr

from seedbed.agent.models.delivery.faults import reason, without_keys
from seedbed.agent.models.wire import stands_for, told_error
from seedbed.memory.errors import AnswerFault, UserFault

LARGEST = 16_000_000
"""Bytes of an answer, unpacked: far more than any model's words, or the vectors of a batch of texts."""
_OF_THE_WAY = (
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "host",
    "transfer-encoding",
)
"""Headers that are the connection's."""
_LISTED = 60.0
"""Seconds that a list of models may take."""


class LeanChat(ChatOpenAI):
    """One endpoint's connections. What the OpenAI client puts together for each request, an address and
    seventeen headers, is done once for each path here, and its connections are asked without httpx between,
    which is a third of what a request cost."""

    _lines: dict[str, tuple[httpx2.Request, Callable[..., Any]]] = PrivateAttr(default_factory=dict)
    """Path → a request without a body, and what sends one with it."""
    _served: set[str] = PrivateAttr(default_factory=set)
    """Paths that were answered."""

    def served(self, path: str) -> bool:
        """Whether it has answered under a path."""
        return path in self._served

    def note_served(self, path: str) -> None:
        """That it has answered under a path."""
        self._served.add(path)

    def payload(self, body: dict[str, Any]) -> str:
        """A body as it goes over the wire: of a chat completion the messages get LangChain's form."""
        if "messages" in body:
            formed = self._get_request_payload([*body["messages"]])
            body = {**formed, **body, "messages": formed["messages"]}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        # A file's name that is no UTF-8, say: half a character can't be sent.
        return text if text.isascii() else text.encode("utf-8", "replace").decode()

    async def post(self, path: str, body: str, seconds: float) -> Any:
        """One delivery to the endpoint, in so many seconds; the decoded body that came back. A refusal
        that tells of an answer (`stands_for`) is one. Raises openai.APIError: what the OpenAI client raises
        for transport, status and decoding; also of an error that comes with HTTP 200."""
        try:
            answer = await self._sent(path, body, seconds)
        except NotFoundError as refusal:
            raise self.own(refusal, path) if self.served(path) else refusal from None
        except APIStatusError as refusal:
            return _answer_in(refusal, path)
        read = self.read(answer, path)
        self.note_served(path)
        return read

    def read(self, answer: Any, path: str, status: int = 200) -> Any:
        """A decoded body that came with a status, as `post` gives it back, and with what it raises."""
        error = told_error(answer)
        if error is None and status == 200:
            return answer
        return _answer_in(self.as_status(error or {"message": str(answer)[:300]}, path, status), path)

    async def _sent(self, path: str, body: str, seconds: float) -> Any:
        """The decoded answer, or its text where it is no JSON; faults as the OpenAI client raises them."""
        if path not in self._lines:
            self._lines[path] = self._line(path)
        request, send = self._lines[path]
        connect = request.extensions["timeout"]["connect"]
        waits = aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=seconds)
        async with in_time(connect + seconds, request, seconds):
            came = await send(data=body.encode(), timeout=waits)
            content = await _read(came)
        fine = 200 <= came.status < 300
        if not fine or b'"choices"' not in content:
            content = without_keys(content.decode("latin-1"), request.headers).encode("latin-1")
        kind = came.headers.get("content-type", "").partition(";")[0]
        if fine and (kind.endswith("json") or content.lstrip().startswith(b"{")):  # some say `text/html`
            try:
                return json.loads(content)
            except json.JSONDecodeError:
                raise
            except (ValueError, RecursionError) as fault:  # also of bytes or numbers that can't be read
                raise json.JSONDecodeError(str(fault), "", 0) from fault
        told = [one for one in came.raw_headers if one[0].decode().lower() not in _OF_THE_WAY]
        response = httpx2.Response(came.status, headers=told, content=content, request=request)
        if fine:
            return response.text
        refusal: APIStatusError = self.root_async_client._make_status_error_from_response(response)
        if isinstance(refusal.body, list):
            refusal.body = told_error(refusal.body) or refusal.body
        raise refusal

    def _line(self, path: str, method: str = "post") -> tuple[httpx2.Request, Callable[..., Any]]:
        client: Any = self.root_async_client
        empty = FinalRequestOptions.construct(method=method, url=path, json_data={})
        request = client._build_request(empty)
        connections = client._client._transport_for_url(request.url)
        if not isinstance(connections.client, aiohttp.ClientSession):
            connections.client = connections.get_client()  # which it closes itself
        headers = {name: value for name, value in request.headers.items() if name not in _OF_THE_WAY}
        proxy: dict[str, Any] = {}
        if (by := connections.proxy) is not None:
            named = dict(zip(("username", "password"), by.auth or (), strict=False))
            proxy = {"proxy": str(by.url.copy_with(**named)), "proxy_headers": by.headers}
        asks, url = getattr(connections.client, method), str(request.url)
        return request, partial(asks, url, headers=headers, allow_redirects=False, **proxy)

    async def listed(self) -> list[dict[str, Any]]:
        """What the endpoint says of its models; empty where it says nothing. Free."""
        request, send = self._line("/models", "get")
        try:
            async with in_time(_LISTED, request, _LISTED):
                found = json.loads(await _read(await send()))
        except (OpenAIError, AnswerFault, ValueError, RecursionError):
            return []
        entries = found.get("data") if isinstance(found, dict) else found  # Together's is bare
        return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []

    def own(self, absent: NotFoundError, path: str) -> APIStatusError:
        """What a 404 for what has been there is taken for: of something before the endpoint, a tunnel or a
        gateway that doesn't reach it now, where it isn't in the API's JSON, so a fault of the server."""
        if isinstance(absent.body, dict):
            return absent
        return self.as_status({"message": f"HTTP 404, {reason(absent)}"}, path, 502)

    def as_status(self, error: Mapping[str, Any], path: str, status: int) -> APIStatusError:
        """An error told in a body, as the status that it came with; if that was 200, as the one that it
        names; without one, as a fault of the server."""
        code = error.get("code") if status == 200 else status
        status = code if isinstance(code, int) and 400 <= code < 600 else 502
        request = httpx2.Request("POST", f"{self.openai_api_base}{path}")
        response = httpx2.Response(status, content=json.dumps({"error": error}), request=request)
        said = str(error.get("message") or error)
        found: APIStatusError = self.root_async_client._make_status_error(said, body=error, response=response)
        return found


def _answer_in(refusal: APIStatusError, path: str) -> dict[str, Any]:
    """The answer that a refusal tells of; any other refusal is raised."""
    answer = stands_for(refusal.body)
    if answer is None or path == "/embeddings":
        raise refusal
    return answer


async def _read(came: aiohttp.ClientResponse) -> bytes:
    """What came, unpacked, up to LARGEST: a few bytes may unpack to gigabytes. Raises AnswerFault: there are
    more."""
    read = bytearray()
    try:
        async for piece in came.content.iter_any():
            read += piece
            if len(read) > LARGEST:
                began = read[:200].decode("utf-8", "replace")
                raise AnswerFault("not an answer", f"more than {LARGEST:,} bytes came", began)
    finally:
        came.release()  # with more to come it is closed
    return bytes(read)


@asynccontextmanager
async def in_time(seconds: float, request: httpx2.Request, read: float) -> AsyncIterator[None]:
    """An exchange with an endpoint, over in so many seconds however slowly its bytes come: the connections
    count only those between two of them. Faults as the OpenAI client raises them. `read`: seconds for an
    answer, as they are told."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except (httpx2.RequestError, aiohttp.ClientError, TimeoutError, ssl.SSLError, EndOfStream) as fault:
        cause = fault.__cause__  # httpx tells of a connection that was closed as of a timeout of connecting
        own = (
            cause
            if isinstance(fault, httpx2.RequestError) and isinstance(cause, aiohttp.ClientError)
            else fault
        )
        late = isinstance(own, (httpx2.TimeoutException, TimeoutError))
        waits = {"timeout": {"read": read}}
        of = httpx2.Request(request.method, request.url, extensions=waits)
        raise (APITimeoutError if late else APIConnectionError)(request=of) from own


def lean_chat(base_url: str, model: str, api_key: str, headers: dict[str, str], timeout: float) -> LeanChat:
    """The connection to an OpenAI-compatible endpoint; retries are the caller's."""
    return LeanChat(
        model_name=model,
        openai_api_base=base_url,
        openai_api_key=SecretStr(api_key or "none"),
        default_headers=headers or None,
        request_timeout=timeout,
        max_retries=0,
        http_async_client=_connections(timeout),
        http_client=DefaultHttpxClient(verify=certificates(), trust_env=False),  # not used
        http_socket_options=(),  # for clients that aren't used here; else it warns wherever a proxy is set
        stream_usage=False,
    )


def _connections(timeout: float) -> httpx2.AsyncClient:
    """They follow no redirect: prompts and headers with keys would go to whom nobody named."""
    verify = certificates()
    return DefaultAioHttpClient(timeout=timeout, trust_env=True, verify=verify, follow_redirects=False)


def check_proxy(address: str) -> None:
    """Raises UserFault: a proxy of the environment is no address, or the one for this address is of SOCKS."""
    said = {scheme: value for scheme in ("http", "https", "all") if (value := getproxies().get(scheme))}
    named = {
        scheme: next((x for x in os.environ if x.lower() == f"{scheme}_proxy"), "proxy") for scheme in said
    }
    for scheme, value in said.items():
        try:
            httpx2.Proxy(value if "://" in value else f"http://{value}")
        except (httpx2.InvalidURL, ValueError) as error:
            step = "it looks like http://127.0.0.1:3128"
            raise UserFault("is no address of a proxy", where=named[scheme], next_step=step) from error
    url = httpx2.URL(address)
    transport: Any = _connections(_LISTED)._transport_for_url(url)
    if transport.proxy is not None and transport.proxy.url.scheme.startswith("socks"):
        where = named.get(url.scheme) or named["all"]
        step = f"name one of HTTP, or set NO_PROXY={url.host}"
        raise UserFault("a SOCKS proxy can't be used", where=where, next_step=step)


@cache
def certificates() -> ssl.SSLContext:
    """Whom connections trust, by the machine and SSL_CERT_FILE; reading it takes 50 ms, so once."""
    return httpx2.create_ssl_context()
