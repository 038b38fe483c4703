"""One delivery and its retries. A fault of transport heals, however long the endpoint is down for all; where
others are answered and this request isn't, it is unanswerable, like a malformed answer; where there are no
others, a word is asked, for all may wait for this one. Refusals for what others have used up heal once they
no longer do: a request that alone is more than a minute allows is known by them last. Settings that are wrong
are named.
"""

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import aiohttp
import openai
from tenacity import AsyncRetrying, RetryCallState, wait_random_exponential
from tenacity.asyncio import retry_if_exception

from seedbed.agent.models.delivery.flow import Elsewhere, Flow, Load
from seedbed.agent.models.endpoint import Endpoint
from seedbed.memory.errors import AnswerFault, EndpointDown, UserFault
from seedbed.memory.files.file_faults import meant

T = TypeVar("T")
FAULTS = (openai.OpenAIError, json.JSONDecodeError, AnswerFault)
"""What may come of a delivery besides an answer."""
_ATTEMPTS = 8
_ATTEMPTS_AT_FIRST = 3
"""While the endpoint has never answered: of a connection, since its address may be wrong, and of what takes
too long, to which more time is given each time."""
_ALONE = 180.0
"""Seconds after which too many calls (429) are this one's fault, if no other is out and a word is answered:
what others took of a limit is free again, which endpoints count by the minute."""
_FOR_A_WORD = 3
"""What a word that is answered just after this request wasn't counts for, of as many attempts."""
_LONGEST_WAIT = 60.0
_SOON = 1.0
"""The same while no other call is out or was answered meanwhile: that the endpoint is down is then known
within seconds, too. From then on its flow says when it is looked at."""
_ROOT = "the base URL of an OpenAI-compatible API usually ends in /v1"
CLOSED = "closed"
"""The code of a delivery whose connection was closed before a byte of its answer came."""
LONGER = (
    "give its server a longer context, 16,384 tokens for a plan (OLLAMA_CONTEXT_LENGTH=16384 ollama serve, "
    "llama-server -c 16384, vllm --max-model-len 16384), or name another model"
)
"""What to do where a prompt is too long."""
_STEPS = {
    403: "ask whose endpoint it is what this key may do from here",
    404: f"look whether it is still there under this address: {_ROOT}",
    413: LONGER,
}
_PASSING = (408, 409, 424, 425, 429, 498)
"""Statuses below 500 that may be over at the next try; 424 is TGI's of a generation that failed, 498 Groq's
of too little capacity."""
_NO_MONEY = ("insufficient_quota", "budget_exceeded")
"""How OpenAI and LiteLLM call it, whatever the status."""
_PARAMETERS = f"`seedbed models check` finds what it takes; where a prompt is too long, {LONGER}"
"""Status → what to do where it refuses a request; and of any other."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A delivery that failed, in words for the journal."""

    code: str
    detail: str
    raw: str
    billed: bool
    """Whether it may have been billed although no usage came (it timed out, or the connection broke)."""


class Undone(openai.OpenAIError):
    """A call of a batch that came back without an answer: it expired, was cancelled, or its batch failed as a
    whole."""

    def __init__(self, code: str, detail: str, *, billed: bool = False) -> None:
        self.code, self.billed = code, billed
        super().__init__(detail)


class Refused(UserFault):
    """The endpoint takes no such request (HTTP 400, 404, 422, 501 and the like), whoever asks how often.

    The exam learns from it which parameters an endpoint takes; to anybody else it is a UserFault.
    """

    @property
    def status(self) -> int:
        """Of HTTP; 0: it has none."""
        return int(getattr(self.__cause__, "status_code", 0))


class Cut(Refused):
    """The endpoint answered a part of the prompt alone: less room for the answer brings no more of it."""


def describe(error: BaseException) -> Fault:
    """A transport error as data."""
    if isinstance(error, asyncio.CancelledError):
        return Fault("given up", "given up while it was under way", "", billed=True)
    if isinstance(error, Undone):
        return Fault(error.code, str(error)[:500], "", billed=error.billed)
    if why := _unreached(error):
        return Fault("unreached", why, "", billed=False)
    if isinstance(error, openai.APITimeoutError):
        waited = error.request.extensions["timeout"]["read"]
        return Fault("timeout", f"no answer within {waited:g} s", "", billed=True)
    if isinstance(error, openai.APIStatusError):
        return Fault(f"http {error.status_code}", reason(error), error.response.text[:2000], billed=False)
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        closed = isinstance(cause, aiohttp.ClientConnectionError)
        return Fault(CLOSED if closed else "connection", str(cause)[:500], "", billed=True)
    if isinstance(error, AnswerFault):
        return Fault(error.code, error.detail, error.raw, billed=True)
    return Fault("decoding", str(error)[:500], "", billed=True)


def _unreached(error: BaseException) -> str:
    """Why no connection came about, so that nothing can have been billed; empty: there was one.

    A refused connection comes inside a timeout of connecting, inside a fault of the request.
    """
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    if not any(
        isinstance(one, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)) for one in chain
    ):
        return ""
    for one in chain:
        if isinstance(one, ConnectionRefusedError):
            return "connection refused"
        if isinstance(one, socket.gaierror):
            return (one.strerror or "no such host").lower()
    return str(chain[1])[:300]


def reason(error: openai.APIStatusError) -> str:
    """An error's own words: of a web page its title, of a go-between's also those of whom it asked."""
    body = error.body
    if isinstance(body, dict):
        detail, more = body.get("message"), body.get("metadata")
        more = more if isinstance(more, dict) else {}
        behind = ", ".join(str(more[key]) for key in ("provider_name", "raw") if more.get(key))
        said = f"{str(detail or error.message)[:300]}{f' ({behind})' if behind else ''}"
    elif _web_page(said := str(body or error.message)):
        from bs4 import BeautifulSoup

        title = BeautifulSoup(said, "html.parser").title
        words = " ".join(title.get_text().split())[:100] if title else ""
        return f"a web page: {words}" if words else "a web page"
    # A message may be of several lines, and cut amid a character.
    return " ".join(said[:500].split()).encode("utf-8", "replace").decode()


def _web_page(text: str) -> bool:
    return text.lstrip().lower().startswith(("<!doctype", "<html"))


def heals(error: BaseException) -> bool:
    """Whether another try may be answered."""
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        return not _unpaid(error) and (status in _PASSING or (status >= 500 and status != 501))
    healing = (openai.APIConnectionError, openai.APIResponseValidationError, json.JSONDecodeError, Undone)
    return isinstance(error, healing)


def _unpaid(error: BaseException) -> bool:
    """Whether the account has no money left."""
    if not isinstance(error, openai.APIStatusError):
        return False
    said = json.dumps(error.body, default=str)
    return error.status_code == 402 or any(one in said for one in _NO_MONEY)


def load(error: BaseException) -> Load:
    """What a fault says of the number of calls at the endpoint."""
    if isinstance(error, openai.RateLimitError):
        return "too many"
    slow = isinstance(error, openai.APITimeoutError) and not _unreached(error)
    busy = isinstance(error, openai.APIStatusError) and error.status_code in (408, 498, 503, 529)
    return "perhaps" if slow or busy else "nothing"


def retry_after(error: BaseException | None) -> float:
    """Seconds that the endpoint asks for (`Retry-After`, a number of them or a date; `retryDelay` of Google's
    error); 0: it doesn't say."""
    if isinstance(error, openai.APIStatusError):
        headers, body = error.response.headers, error.body
        details = body.get("details") if isinstance(body, dict) else None
        details = details if isinstance(details, list) else []
        delays = (one.get("retryDelay") for one in details if isinstance(one, dict))
        delay = str(next(filter(None, delays), "")).removesuffix("s")
        after = headers.get("retry-after", "")
        for said, unit in ((headers.get("retry-after-ms", ""), 1000), (delay, 1), (after, 1)):
            if said.isascii() and said.replace(".", "", 1).isdigit():
                return float(said) / unit
        with suppress(ValueError, OverflowError):
            return max(parsedate_to_datetime(after).timestamp() - time.time(), 0.0)
    return 0.0


def _wait(state: RetryCallState, most: float) -> float:
    """`Retry-After` where the endpoint names it, else random exponential."""
    after = retry_after(state.outcome.exception() if state.outcome else None)
    return min(after, _LONGEST_WAIT) or wait_random_exponential(multiplier=0.25, max=most)(state)


async def deliver(
    send: Callable[[], Awaitable[T]],
    flow: Flow,
    end: Endpoint,
    *,
    models: Callable[[], Awaitable[Sequence[Mapping[str, Any]]]],
    word: Callable[[], Awaitable[bool]] | None = None,
    rest: Callable[[float], Awaitable[None]],
    patience: float,
    elsewhere: Callable[[], bool] = lambda: False,
) -> T:
    """Send until it is answered.

    Args:
        send: One delivery, which charges itself and tells `flow` how it went.
        models: Lists the endpoint's models, to suggest one.
        word: Whether it answers a request of one word now, which may cost a few tokens.
        rest: Waits so many seconds before another try, or less.
        patience: Seconds that it waits for an endpoint that is down.
        elsewhere: Whether another endpoint would take it now.

    Raises:
        Elsewhere: the endpoint is down, and another takes it.
        UserFault: key or address are wrong; `Refused` where model, path or parameters are.
        EndpointDown: it is down for too long, or the account has no money.
        AnswerFault: `unanswered`: it answers others, and never this request.
    """
    base_url, model = end.base_url, end.model
    reached, tries, looks, alone, before = flow.answers > 0, 0, 0, 0, flow.answers
    answered_last, longest = time.monotonic(), _LONGEST_WAIT
    try:
        return await send()
    except FAULTS as error:
        # Only now: what tenacity keeps of a try is a cycle, and with it the call until the collector comes.
        first: Exception | None = error

    async def again(error: BaseException) -> bool:
        nonlocal tries, looks, alone, before, answered_last, longest
        tries, looks = tries + 1, looks + (flow.down_for > 0)
        limited, others = isinstance(error, openai.RateLimitError), flow.answers > before
        longest = _SOON if flow.answers and flow.idle and not (others or limited) else _LONGEST_WAIT
        alone, before = alone + (others and not limited), flow.answers
        answered_last = time.monotonic() if others else answered_last
        # What is no completion, of an endpoint that has answered, was sent by something before it.
        if not (heals(error) or (reached and isinstance(error, AnswerFault))):
            return False
        if flow.down_for and elsewhere():
            raise Elsewhere from error
        away, slow = _unreached(error), isinstance(error, openai.APITimeoutError)
        most = _ATTEMPTS_AT_FIRST if not flow.answers and (slow or away) else _ATTEMPTS
        if alone >= _ATTEMPTS:
            return False
        # All others may wait for this one.
        only = tries >= most and not (others or away)
        if limited:
            only &= time.monotonic() - answered_last >= _ALONE
        if only and word and await word():
            alone += _FOR_A_WORD
            return alone < _ATTEMPTS
        if not flow.answers:
            return tries < most and retry_after(error) <= _LONGEST_WAIT
        if flow.down_for and looks >= most and not limited and await models():
            return False
        return flow.down_for <= patience

    try:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(again),
            wait=lambda state: _wait(state, longest),
            sleep=rest,
            reraise=True,
        ):
            with attempt:
                if first is not None:
                    failed, first = first, None
                    raise failed
                return await send()
    except openai.NotFoundError as error:
        # Of an endpoint that has answered only what it says itself tells that a model is what it hasn't.
        if error.code == "DeploymentNotFound":  # Azure, which lists what may be deployed
            why = f"the endpoint has no deployment {model!r} ({reason(error)})"
            step = "name a deployment, not the model that it runs: --model azure:DEPLOYMENT"
            raise Refused(why, where=base_url, next_step=step) from error
        if reached and model not in reason(error):
            raise _ended(error, base_url, tries) from error
        names = [str(entry.get("id")) for entry in await models()]
        if model not in names and (names or model in reason(error)):
            raise no_such_model(model, names, base_url) from error
        # Where its models are listed is the path of a talk: OpenRouter so says that none of those that serve
        # the model suits the account.
        talk = error.request.url.path.endswith("/chat/completions")
        if model in reason(error) or (talk and model in names and isinstance(error.body, dict)):
            why = f"the endpoint lists the model and refuses it ({reason(error)})"
            step = "name another: --model"
        else:
            why, step = f"there is no such path ({reason(error)})", _ROOT
        raise Refused(why, where=base_url, next_step=step) from error
    except FAULTS as error:
        if alone >= _ATTEMPTS:
            fault = describe(error)
            why = f"{fault.code} ({fault.detail}) {tries} times, while others were answered"
            raise AnswerFault("unanswered", why, fault.raw) from error
        raise _ended(error, base_url, tries, reached=reached) from error
    raise AssertionError("AsyncRetrying either returns or raises")


def _ended(error: Exception, base_url: str, tries: int, *, reached: bool = True) -> Exception:
    """What a fault that didn't heal means to a person."""
    fault = describe(error)
    if isinstance(error, openai.AuthenticationError):
        return UserFault(
            f"the endpoint refuses the key ({fault.detail})",
            where=base_url,
            next_step="set the variable that `api_key_env` names, or SEEDBED_API_KEY",
        )
    if isinstance(error, AnswerFault):
        page = _web_page(error.raw)
        what = "answers with a web page" if page else f"sends no completion: {error.raw[:120]!r}"
        if reached:
            return EndpointDown(f"{base_url} {what}, after {tries} tries, though it has answered before")
        return UserFault(f"the address {what}", where=base_url, next_step=_ROOT)
    if isinstance(error, openai.RateLimitError) and heals(error):
        return EndpointDown(f"{base_url} takes no more calls: HTTP 429, {fault.detail}, after {tries} tries")
    if _unpaid(error):
        said = f"{fault.code.upper()}, {fault.detail}"
        return EndpointDown(
            f"{base_url} isn't paid for: {said}: see to the account, or name another endpoint"
        )
    if isinstance(error, openai.APIStatusError) and not heals(error):
        return Refused(
            f"the endpoint refuses the request: HTTP {error.status_code}, {fault.detail}",
            where=base_url,
            next_step=_STEPS.get(error.status_code, _PARAMETERS),
        )
    if fault.code == "unreached":
        hint = "start the server, or name another address by --base-url"
        if "WRONG_VERSION_NUMBER" in fault.detail:
            hint = "there is no TLS at this port: write http://, or name another"
        return EndpointDown(f"{base_url} can't be reached ({fault.detail}): {hint}")
    if fault.code == "timeout":
        hint = "if it is only slow, say a longer `timeout` of the model, in seconds, in spec or settings"
        return EndpointDown(f"{base_url}: {fault.detail}, {tries} tries: {hint}")
    hint = "" if reached else f"; {_ROOT}"
    if fault.code == "decoding":
        return EndpointDown(f"{base_url}: what it sends is not JSON{hint}")
    return EndpointDown(f"{base_url}: {fault.code} ({fault.detail}) after {tries} tries{hint}")


def no_such_model(model: str, names: Sequence[str], where: str) -> Refused:
    """That an endpoint hasn't a model, with the nearest that it has."""
    return Refused(f"the endpoint has no model {model!r}", where=where, next_step=meant(model, names))
