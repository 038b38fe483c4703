"""Web search: Tavily's search API (docs.tavily.com/api-reference/endpoint/search, read in November 2026).

`POST {base_url}/search` with a bearer key; the answer's `results` have `title`, `url`, `content` and, asked
for, `raw_content`. No page is opened, no redirect followed. Not tried against the service itself: the tests
speak to a local server that answers as the documentation shows.
"""

import json
import os

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Web
from seedbed.tools.knowledge.remote.egress import Cleared
from seedbed.tools.knowledge.remote.found import Found, founds

LARGEST = 5_000_000
"""Bytes of an answer, at most."""


async def search_web(web: Web, query: Cleared) -> tuple[Found, ...]:
    """The texts found, best first.

    Raises:
        ToolFault: there is no key, the service can't be reached, refuses, or answers nonsense.
    """
    import httpx

    key = os.environ.get(web.api_key_env, "")
    if not key:
        raise ToolFault(f"no key: set {web.api_key_env} in the environment")
    body = {
        "query": query.text,
        "max_results": web.results,
        "search_depth": "basic",
        "include_raw_content": True,
        "include_answer": False,
    }
    try:
        async with (
            httpx.AsyncClient(timeout=web.timeout, follow_redirects=False) as client,
            client.stream(
                "POST",
                f"{web.base_url.rstrip('/')}/search",
                json=body,
                headers={"Authorization": f"Bearer {key}"},
            ) as response,
        ):
            if response.status_code != 200:
                raise ToolFault(f"it answered with HTTP {response.status_code}")
            data = bytearray()
            async for piece in response.aiter_bytes():
                data += piece
                if len(data) > LARGEST:
                    raise ToolFault(f"its answer is larger than {LARGEST // 1_000_000} MB")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ToolFault(f"it can't be reached ({type(error).__name__}: {error})") from error
    return _results(bytes(data))


def _results(data: bytes) -> tuple[Found, ...]:
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ToolFault("its answer is not JSON") from error
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list):
        raise ToolFault("its answer has no list `results`")
    return founds(json.dumps(results))
