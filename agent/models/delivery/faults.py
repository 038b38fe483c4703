"""What may come of a delivery besides an answer: in words for the journal, whether it heals, what it says of
the load, and what it means to a person once it doesn't heal."""

import asyncio
import json
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
import openai

from seedbed.agent.models.delivery.flow import Load
from seedbed.memory.errors import AnswerFault, EndpointDown, UserFault
from seedbed.memory.files.disk import cache_folder
from seedbed.memory.files.file_faults import meant
from seedbed.tools.evaluation.report.amounts import duration

FAULTS = (openai.OpenAIError, json.JSONDecodeError, AnswerFault)
"""What may come of a delivery besides an answer."""
CLOSED = "closed"
"""The code of a delivery whose connection was closed before a byte of its answer came."""
_PROXY = "by the environment's proxy "
"""How the detail begins of a proxy that can't be reached."""
ROOT = "the base URL of an OpenAI-compatible API usually ends in /v1"
LONGER = (
    "give its server a longer context, 16,384 tokens for a plan (OLLAMA_CONTEXT_LENGTH=16384 ollama serve, "
    "llama-server -c 16384, vllm --max-model-len 16384), or name another model"
)
"""What to do where a prompt is too long."""
_STEPS = {
    403: "ask whose endpoint it is what this key may do from here",
    404: f"look whether it is still there under this address: {ROOT}",
    413: LONGER,
}
"""Status → what to do where it refuses a request."""
_PASSING = (408, 409, 424, 425, 429, 498)
"""Statuses below 500 that may be over at the next try; 424 is TGI's of a generation that failed, 498 Groq's
of too little capacity."""
_LONG_KEY = 8
"""Characters of a key that is one, and no word that a server on this machine takes for it."""
_NO_KEYS = ("accept", "connection", "content-", "host", "user-agent", "x-stainless-")
"""Beginnings of headers that are no secrets."""
_NO_MONEY = ("insufficient_quota", "budget_exceeded")
"""How OpenAI and LiteLLM call it, whatever the status."""


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

    The exam learns from it which parameters an endpoint takes; to anybody else it is a UserFault."""

    @property
    def status(self) -> int:
        """Of HTTP; 0: it has none."""
        return int(getattr(self.__cause__, "status_code", 0))

    @property
    def too_long(self) -> bool:
        """Whether the API's own code says that prompt and room are more than its context."""
        return getattr(self.__cause__, "code", None) == "context_length_exceeded"


class Cut(Refused):
    """The endpoint answered a part of the prompt alone: less room for the answer brings no more of it."""


def describe(error: BaseException) -> Fault:
    """A transport error as data."""
    if isinstance(error, asyncio.CancelledError):
        return Fault("given up", "given up while it was under way", "", billed=True)
    if isinstance(error, Undone):
        return Fault(error.code, str(error)[:500], "", billed=error.billed)
    if why := unreached(error):
        return Fault("unreached", why, "", billed=False)
    if isinstance(error, openai.APITimeoutError):
        waited = error.request.extensions["timeout"]["read"]
        return Fault("timeout", f"no answer within {waited:g} s", "", billed=True)
    if isinstance(error, openai.APIStatusError):
        to = _moved(error)
        said = f"sends on to {to}" if to else reason(error)
        raw = without_keys(error.response.text, error.request.headers)[:2000]
        return Fault(f"http {error.status_code}", said, raw, billed=False)
    if isinstance(error, openai.APIConnectionError):
        cause = error.__cause__ or error
        closed = isinstance(cause, aiohttp.ClientConnectionError)
        return Fault(CLOSED if closed else "connection", str(cause)[:500], "", billed=True)
    if isinstance(error, AnswerFault):
        return Fault(error.code, error.detail, error.raw, billed=True)
    return Fault("decoding", str(error)[:500], "", billed=True)


def _moved(error: openai.APIStatusError) -> str:
    """Where a redirect leads, which isn't followed; empty: it is none."""
    if not error.response.has_redirect_location:
        return ""
    return str(error.request.url.join(error.response.headers["location"]))[:300]


def unreached(error: BaseException) -> str:
    """Why no connection came about, so that nothing can have been billed; empty: there was one.

    A refused connection comes inside a timeout of connecting, inside a fault of the request."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    if not any(
        isinstance(one, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)) for one in chain
    ):
        return ""
    why = str(chain[1])[:300]
    for one in chain:
        if isinstance(one, ConnectionRefusedError):
            why = "connection refused"
        if isinstance(one, socket.gaierror):
            why = (one.strerror or "no such host").lower()
    by = next((one for one in chain if isinstance(one, aiohttp.ClientProxyConnectionError)), None)
    return f"{_PROXY}{by.host}:{by.port}: {why}" if by else why


def reason(error: openai.APIStatusError) -> str:
    """An error's own words: of a web page its title, of a go-between's also those of whom it asked."""
    body = error.body
    if isinstance(body, dict):
        detail, more = body.get("message"), body.get("metadata")
        more = more if isinstance(more, dict) else {}
        behind = ", ".join(str(more[key]) for key in ("provider_name", "raw") if more.get(key))
        said = str(detail or error.message)
        said = without_keys(said, error.request.headers)[:300] + (f" ({behind})" if behind else "")
    elif page := web_page(said := without_keys(str(body or error.message), error.request.headers)):
        return page
    # A message may be of several lines, and cut amid a character.
    return " ".join(said[:500].split()).encode("utf-8", "replace").decode()


def without_keys(text: str, headers: Mapping[str, str]) -> str:
    """What an endpoint says of a request, without the keys in its headers, which some repeat."""
    for name, value in headers.items():
        key = value.rpartition(" ")[2]
        if len(key) >= _LONG_KEY and not name.lower().startswith(_NO_KEYS):
            text = text.replace(key, "[key]").replace(json.dumps(key)[1:-1], "[key]")
    return text


def web_page(text: str) -> str:
    """That a text is a web page, with its title; empty: it is none."""
    if not text.lstrip().lower().startswith(("<!doctype", "<html")):
        return ""
    from bs4 import BeautifulSoup

    title = BeautifulSoup(text, "html.parser").title
    words = " ".join(title.get_text().split())[:100] if title else ""
    return f"a web page: {words}" if words else "a web page"


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


def shuts_out(error: BaseException) -> bool:
    """Whether the key is refused, or what it may do."""
    refusals = (openai.AuthenticationError, openai.PermissionDeniedError)
    return isinstance(error, refusals) and not _unpaid(error)


def load(error: BaseException) -> Load:
    """What a fault says of the number of calls at the endpoint."""
    if isinstance(error, openai.RateLimitError):
        return "too many"
    slow = isinstance(error, openai.APITimeoutError) and not unreached(error)
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


def ended(error: Exception, base_url: str, tries: int, *, reached: bool = True) -> Exception:
    """What a fault that didn't heal means to a person."""
    fault, tried = describe(error), "1 try" if tries == 1 else f"{tries} tries"
    if isinstance(error, openai.APIStatusError) and (to := _moved(error)):
        if reached:
            return EndpointDown(f"{base_url} {fault.detail}, though it has answered before")
        to = to.removesuffix(str(error.request.url).removeprefix(base_url))
        return UserFault(
            f"the address {fault.detail}",
            where=base_url,
            next_step=f"if that is the API, name it: --base-url {to}",
        )
    if isinstance(error, openai.AuthenticationError):
        return UserFault(
            f"the endpoint refuses the key ({fault.detail})",
            where=base_url,
            next_step="set the variable that `api_key_env` names, or SEEDBED_API_KEY",
        )
    if isinstance(error, AnswerFault):
        sends = f"sends no completion: {error.raw[:120]!r}"
        what = "answers with a web page" if web_page(error.raw) else sends
        if reached:
            return EndpointDown(f"{base_url} {what}, after {tried}, though it has answered before")
        return UserFault(f"the address {what}", where=base_url, next_step=ROOT)
    if isinstance(error, openai.RateLimitError) and heals(error):
        asks = f"; it asks for {duration(after)} until the next" if (after := retry_after(error)) else ""
        return EndpointDown(f"{base_url} takes no more calls: HTTP 429, {fault.detail}, after {tried}{asks}")
    if _unpaid(error):
        said = f"{fault.code.upper()}, {fault.detail}"
        return EndpointDown(
            f"{base_url} isn't paid for: {said}: see to the account, or name another endpoint"
        )
    if isinstance(error, openai.APIStatusError) and not heals(error):
        return Refused(
            f"the endpoint refuses the request: HTTP {error.status_code}, {fault.detail}",
            where=base_url,
            next_step=_STEPS.get(error.status_code) or _parameters(),
        )
    if fault.code == "unreached":
        hint = "start the server, or name another address by --base-url"
        if "WRONG_VERSION_NUMBER" in fault.detail:
            hint = "there is no TLS at this port: write http://, or name another"
        if fault.detail.startswith(_PROXY):
            hint = f"start that, or set NO_PROXY={urlsplit(base_url).hostname}"
        return EndpointDown(f"{base_url} can't be reached ({fault.detail}): {hint}")
    if fault.code == "timeout":
        hint = "if it is only slow, say a longer `timeout` of the model, in seconds, in spec or settings"
        return EndpointDown(f"{base_url}: {fault.detail}, {tried}: {hint}")
    hint = "" if reached else f"; {ROOT}"
    if fault.code == "decoding":
        return EndpointDown(f"{base_url}: what it sends is not JSON{hint}")
    return EndpointDown(f"{base_url}: {fault.code} ({fault.detail}) after {tried}{hint}")


def _parameters() -> str:
    """What to do where a request is refused for what is in it."""
    examined = f"if another model serves under its name now, delete {cache_folder() / 'exams'} and build anew"
    return f"{examined}; where a prompt is too long, {LONGER}"


def no_such_model(model: str, names: Sequence[str], where: str) -> Refused:
    """That an endpoint hasn't a model, with the nearest that it has."""
    return Refused(f"the endpoint has no model {model!r}", where=where, next_step=meant(model, names))
