"""LangChain's OpenAI chat model, lean: the answer is handed over in the step in which it arrives.

Between the bytes of an answer and the journal there is no await, so a killed build has paid for no answer
that it doesn't keep (findings.md §8). Retries, budget and parsing are `agent/models/ask.py`.
"""

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, DefaultAioHttpClient
from pydantic import SecretStr

Arrived = Callable[[Any], None]
"""Called with the decoded body as soon as it is there."""
_NOTHING = ChatResult(generations=[ChatGeneration(message=AIMessage(""))])
"""What LangChain is given: the body was handed over, and LangChain raises where a call's arguments are no
object."""


class LeanChat(ChatOpenAI):
    """`ChatOpenAI` without streaming, typed responses and tracing: body out, body in."""

    max_tokens_field: str = "max_tokens"
    """Which parameter carries the cap on the answer's tokens."""

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        arrived: Arrived = kwargs.pop("arrived")
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        extra = payload.pop("extra_body", None) or {}
        cap = payload.pop("max_completion_tokens", None) or payload.pop("max_tokens", None)
        body = {**payload, **extra, self.max_tokens_field: cap}
        raw = await self.post("/chat/completions", body)
        arrived(raw)
        return _NOTHING

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """One delivery to the endpoint; the decoded body that came back.

        Raises:
            openai.APIError: what the OpenAI client raises for transport, status and decoding.
        """
        return await self._client().post(path, cast_to=object, body=body)

    async def get(self, path: str) -> Any:
        """One GET (`/models`)."""
        return await self._client().get(path, cast_to=object)

    def _client(self) -> AsyncOpenAI:
        client: AsyncOpenAI = self.root_async_client
        return client

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client().close()


def lean_chat(
    *, base_url: str, model: str, api_key: str, headers: dict[str, str], timeout: float, max_tokens_field: str
) -> LeanChat:
    """A chat model at an OpenAI-compatible endpoint; retries are the caller's."""
    return LeanChat(
        model_name=model,
        openai_api_base=base_url,
        openai_api_key=SecretStr(api_key or "none"),
        default_headers=headers or None,
        request_timeout=timeout,
        max_retries=0,
        http_async_client=DefaultAioHttpClient(timeout=timeout, trust_env=True),
        http_socket_options=(),  # for clients that aren't used here; else it warns wherever a proxy is set
        max_tokens_field=max_tokens_field,
        stream_usage=False,
    )
