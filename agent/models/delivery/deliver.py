"""One delivery and its retries. A fault of transport heals, however long the endpoint is down for all; where
others are answered and this request isn't, it is unanswerable, like a malformed answer; where there are no
others, a word is asked, for all may wait for this one. Refusals for what others have used up heal once they
no longer do: a request that alone is more than a minute allows is known by them last. Settings that are wrong
are named; a key that was taken before may be refused by something on the way, for a while."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import uniform
from typing import TYPE_CHECKING, Any, TypeVar

import openai

from seedbed.agent.models.delivery.faults import (
    FAULTS,
    ROOT,
    Refused,
    describe,
    ended,
    heals,
    no_such_model,
    reason,
    retry_after,
    shuts_out,
    unreached,
)
from seedbed.agent.models.delivery.flow import Elsewhere
from seedbed.memory.errors import AnswerFault, EndpointDown

if TYPE_CHECKING:
    from seedbed.agent.models.delivery.call import Call
    from seedbed.agent.models.lines import Lines

T = TypeVar("T")
_ATTEMPTS = 8
_ATTEMPTS_AT_FIRST = 3
"""While the endpoint has never answered: of a connection, since its address may be wrong, and of what takes
too long, to which more time is given each time."""
_ALONE = 180.0
"""Seconds after which too many calls (429) are this one's fault, if no other is out and a word is answered:
what others took of a limit is free again, which endpoints count by the minute."""
_FOR_A_WORD = 3
"""What a word that is answered just after this request wasn't counts for, of as many attempts; and how often
an endpoint that was down may be back for words alone."""
_SHUT_OUT = 60.0
"""Seconds after which a key that was taken before, and is refused (401, 403), isn't taken any more."""
_SHUT_OUT_ALONE = 3
"""Such refusals (403) from which on a word tells whether they are of what is in this request."""
_LONGEST_WAIT = 60.0
_SOON = 1.0
"""The same while no other call is out or was answered meanwhile: that the endpoint is down is then known
within seconds, too. From then on its flow says when it is looked at."""


@dataclass(slots=True)
class _Tries:
    """What the deliveries of one request have met, and whether another one makes sense."""

    call: "Call"
    patience: float
    word: Callable[[], Awaitable[bool]] | None
    reached: bool = False
    """Whether the endpoint has answered before the first of them."""
    number: int = 0
    down: bool = False
    """Whether the endpoint was down after the last of them."""
    for_a_word: int = 0
    """How often it was back for a word, and not for this."""
    alone: int = 0
    """How many failed while others were answered."""
    shut_out: int = 0
    """How many were refused although the key was taken before."""
    longest: float = _LONGEST_WAIT
    _shut_since: float = 0.0
    _before: int = 0
    """Answers of the endpoint up to the last of them."""
    _answered_last: float = field(default_factory=lambda: time.monotonic())

    def __post_init__(self) -> None:
        self._before = self.call.flow.answers
        self.reached = self._before > 0

    @property
    def unanswerable(self) -> bool:
        """Whether others are answered and this isn't, often enough to tell."""
        return self.alone >= _ATTEMPTS

    async def models(self) -> list[dict[str, Any]]:
        """What the endpoint lists; nothing where it isn't asked a word either."""
        return await self.call.chat.listed() if self.word else []

    async def again(self, error: BaseException) -> bool:
        """Whether to send once more after a fault. Raises Elsewhere: another endpoint takes it."""
        flow, limited = self.call.flow, isinstance(error, openai.RateLimitError)
        others = self._count(limited)
        if shuts_out(error) and self.call.chat.served(self.call.path):
            return await self._let_in_again(error)
        # What is no completion, of an endpoint that has answered, was sent by something before it.
        if not (heals(error) or (self.reached and isinstance(error, AnswerFault))):
            return False
        if flow.down_for and self.call.elsewhere():
            raise Elsewhere from error
        if self.unanswerable:
            return False
        away = unreached(error)
        at_first = not flow.answers and (isinstance(error, openai.APITimeoutError) or away)
        most = _ATTEMPTS_AT_FIRST if at_first else _ATTEMPTS
        # All others may wait for this one.
        only = self.number >= most and not (others or away)
        if limited:
            only &= time.monotonic() - self._answered_last >= _ALONE
        if only and self.word and await self.word():
            self.alone += _FOR_A_WORD
            return not self.unanswerable
        if not flow.answers:
            return self.number < most and retry_after(error) <= _LONGEST_WAIT
        return self.for_a_word < _FOR_A_WORD and flow.down_for <= self.patience

    async def _let_in_again(self, error: BaseException) -> bool:
        """Whether to send once more after a refusal of a key that was taken before. Raises EndpointDown: that
        is so for too long."""
        now = time.monotonic()
        self.shut_out, self.longest = self.shut_out + 1, _LONGEST_WAIT
        self._shut_since = self._shut_since or now
        for_itself = self.shut_out >= _SHUT_OUT_ALONE and isinstance(error, openai.PermissionDeniedError)
        if self.unanswerable or (for_itself and self.word and await self.word()):
            return False
        if now - self._shut_since < _SHUT_OUT:
            return True
        fault, address = describe(error), self.call.end.base_url
        said = f"{fault.code.upper()}, {fault.detail}, after {self.number} tries"
        raise EndpointDown(f"{address} takes the key no more, which it took before: {said}") from error

    def _count(self, limited: bool) -> bool:
        """Note a delivery that failed; whether others were answered since the one before it."""
        flow, others = self.call.flow, self.call.flow.answers > self._before
        self.for_a_word += self.down and not (flow.down_for or others or limited)
        self.number, self.down = self.number + 1, flow.down_for > 0
        self.longest = _SOON if flow.answers and flow.idle and not (others or limited) else _LONGEST_WAIT
        self.alone, self._before = self.alone + (others and not limited), flow.answers
        self._answered_last = time.monotonic() if others else self._answered_last
        return others

    def wait(self, error: BaseException) -> float:
        """Seconds before the next: `Retry-After` where the endpoint names it, as far as patience goes, else
        random exponential."""
        left = max(0.0, self.patience - self.call.flow.down_for)
        return min(retry_after(error), _LONGEST_WAIT, left) or by_chance(self.number, self.longest)


def by_chance(tries: int, longest: float) -> float:
    """Seconds before another try, drawn from a span that doubles with each."""
    return uniform(0.0, min(longest, 0.25 * 2 ** min(tries - 1, 10)))


async def deliver(
    send: Callable[[], Awaitable[T]],
    call: "Call",
    lines: "Lines",
    word: Callable[[], Awaitable[bool]] | None = None,
) -> T:
    """Send until it is answered.

    Args:
        send: One delivery of the call, which charges itself and tells its flow how it went.
        lines: Say how long an endpoint that is down is waited for.
        word: Whether it answers a request of one word now, which may cost a few tokens.

    Raises:
        Elsewhere: the endpoint is down, and another takes it.
        UserFault: key or address are wrong; `Refused` where model, path or parameters are.
        EndpointDown: it is down for too long, takes the key no more, or the account has no money.
        AnswerFault: `unanswered`: it answers others, and never this request."""
    tries = _Tries(call, lines.patience, word)
    while True:  # tenacity's loop keeps what came in a cycle, until the collector comes: 7 MB of a build
        try:
            return await send()
        except FAULTS as error:
            if not await tries.again(error):
                raise await _over(error, tries) from error
            seconds = tries.wait(error)
        await lines.rest(seconds)


async def _over(error: Exception, tries: _Tries) -> Exception:
    """What the last fault means to a person."""
    if isinstance(error, openai.NotFoundError):
        return await _not_found(error, tries)
    if tries.unanswerable:
        fault = describe(error)
        why = f"{fault.code} ({fault.detail}) {tries.number} times, while others were answered"
        return AnswerFault("unanswered", why, fault.raw)
    return ended(error, tries.call.end.base_url, tries.number, reached=tries.reached)


async def _not_found(error: openai.NotFoundError, tries: _Tries) -> Exception:
    """What HTTP 404 means to a person: the model, a deployment or the path isn't there, or isn't any more."""
    base_url, model = tries.call.end.base_url, tries.call.end.model
    if error.code == "DeploymentNotFound":  # Azure, which lists what may be deployed
        why = f"the endpoint has no deployment {model!r} ({reason(error)})"
        step = "name a deployment, not the model that it runs: --model azure:DEPLOYMENT"
        return Refused(why, where=base_url, next_step=step)
    # Of an endpoint that has answered only what it says itself tells that a model is what it hasn't.
    if tries.reached and model not in reason(error):
        return ended(error, base_url, tries.number)
    names = [str(entry.get("id")) for entry in await tries.models()]
    if model not in names and (names or model in reason(error)):
        return no_such_model(model, names, base_url)
    # Where its models are listed is the path of a talk: OpenRouter so says that none of those that serve
    # the model suits the account.
    talk = error.request.url.path.endswith("/chat/completions")
    if model in reason(error) or (talk and model in names and isinstance(error.body, dict)):
        why = f"the endpoint lists the model and refuses it ({reason(error)})"
        step = "name another: --model"
    else:
        why, step = f"there is no such path ({reason(error)})", ROOT
    return Refused(why, where=base_url, next_step=step)
