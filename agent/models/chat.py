"""The connection to an endpoint: body out, body in, by aiohttp. Between an answer's bytes and the journal
nothing may be awaited, so that a killed build has paid for no answer that it doesn't keep (findings.md §8).
"""

import json
import re
import ssl
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from seedbed.agent.models.wire import stopped_prompt, told_error

_IDLE = 5.0
"""Seconds that a connection is kept without a call: many servers close theirs then."""


class NoAnswer(Exception):
    """A delivery that came back with no answer; `__cause__` is what the transport says, if it broke."""


class TimedOut(NoAnswer):
    """Nothing came in time."""


class HttpError(NoAnswer):
    """An answer that is an error, by its status."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str], error: Any = None) -> None:
        """Args:
        text: The body as it came.
        error: What it tells of the error, where that is known.
        """
        try:
            body = json.loads(text) if error is None else error
        except (ValueError, RecursionError):
            body = text.strip()
        super().__init__(f"Error code: {status} - {body}" if body else f"Error code: {status}")
        self.status, self.text, self.headers = status, text, headers
        self.body = body.get("error", body) if isinstance(body, dict) else body
        """The error object, or whatever came instead."""

    @property
    def code(self) -> Any:
        """The error's own code."""
        return self.body.get("code") if isinstance(self.body, dict) else None


class LeanChat:
    """One endpoint's connections. Used from one event loop."""

    def __init__(
        self, base_url: str, model: str, api_key: str, headers: Mapping[str, str], timeout: float
    ) -> None:
        """Proxies and certificates are the environment's (HTTPS_PROXY, SSL_CERT_FILE); retries the caller's.

        Args:
            timeout: Seconds until a connection, and between two pieces of an answer.
        """
        self._base_url = base_url.rstrip("/")
        self._instructs = "developer" if re.match(r"o\d", model) else "system"
        url = urlsplit(base_url)
        known = getproxies()
        proxy = None if proxy_bypass(url.hostname or "") else known.get(url.scheme) or known.get("all")
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=_IDLE, ssl=certificates() if url.scheme == "https" else True
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(connect=timeout, sock_read=timeout),
            proxy=proxy,
            headers={
                "Authorization": f"Bearer {api_key or 'none'}",
                "Accept": "application/json",
                "Content-Type": "application/json",
                "User-Agent": f"seedbed/{version('seedbed')}",
                **headers,
            },
        )

    def payload(self, body: Mapping[str, Any]) -> str:
        """A body as it goes over the wire."""
        if "messages" in body:
            messages = [_message(one, self._instructs) for one in body["messages"]]
            body = {"model": body["model"], "stream": False, **body, "messages": messages}
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    async def get(self, path: str) -> Any:
        """A decoded body; raises as `post`."""
        return await self._sent("GET", path, None)

    async def post(self, path: str, body: str) -> Any:
        """One delivery to the endpoint; the decoded body that came back. A prompt that a content filter
        refuses is answered too: by nothing.

        Raises:
            NoAnswer: transport or status are faulty, or it is an error that comes with HTTP 200.
            json.JSONDecodeError: it says that it is JSON, and isn't.
        """
        try:
            answer = await self._sent("POST", path, body.encode("utf-8", "replace"))
            if (error := told_error(answer)) is not None:
                # As the status that it names; without one, as a fault of the server.
                code = error.get("code")
                status = code if isinstance(code, int) and 400 <= code < 600 else 502
                raise HttpError(status, json.dumps({"error": error}), {}, error)
        except HttpError as refusal:
            answer = stopped_prompt(refusal.body)
            if answer is None or path == "/embeddings":
                raise
        return answer

    async def _sent(self, method: str, path: str, body: bytes | None) -> Any:
        """The decoded answer, or its text where it isn't JSON."""
        try:
            response = await self._session.request(method, f"{self._base_url}{path}", data=body)
            await response.read()
        except TimeoutError as fault:
            raise TimedOut("no answer within the timeout") from fault
        except (aiohttp.ClientError, OSError) as fault:
            raise NoAnswer("connection error") from fault
        if not response.ok:
            raise HttpError(response.status, await response.text(errors="replace"), response.headers)
        if response.content_type.endswith("json"):
            return json.loads(await response.text("utf-8-sig", "replace"))
        return await response.text(errors="replace")

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()


def _message(one: Mapping[str, Any], instructs: str) -> Mapping[str, Any]:
    """A message with the keys that endpoints take, and no others.

    Args:
        instructs: The role of who gives instructions: to models that think, at OpenAI, it is their developer.
    """
    if one["role"] == "system":
        return {**one, "role": instructs}
    if one["role"] == "tool":
        return {key: one[key] for key in ("role", "tool_call_id", "content")}
    if calls := one.get("tool_calls"):
        kept = [{key: call[key] for key in ("id", "type", "function")} for call in calls]
        return {"role": one["role"], "content": one["content"] or None, "tool_calls": kept}
    return one


@cache
def certificates() -> ssl.SSLContext:
    """Whom connections trust, by the machine and SSL_CERT_FILE; reading it takes 50 ms, so once."""
    import httpx2

    return httpx2.create_ssl_context()
