"""How the models of a run are reached: their connections, how many calls each endpoint takes, and who answers
while one is down."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from seedbed.agent.models.chat import LeanChat, lean_chat
from seedbed.agent.models.delivery.call import Call
from seedbed.agent.models.delivery.flow import Flow, Told
from seedbed.agent.models.endpoint import Endpoint, fallback_of, lacks
from seedbed.memory.errors import Paused, UserFault
from seedbed.memory.profile import Skill


class Lines:
    """The lines of one run, until they are closed."""

    def __init__(
        self,
        roles: Mapping[str, Endpoint],
        most: int,
        told: Told,
        patience: float,
        known: Collection[str],
        left: Callable[[], float],
    ) -> None:
        """Args:
        roles: Role → endpoint, as they are at any time.
        most: Calls at once.
        told: Tells a person of an endpoint that is down.
        patience: Seconds that one is waited for.
        known: Addresses that have answered this run before.
        left: Seconds that the budget leaves."""
        self._roles, self._most, self._told, self.patience = roles, most, told, patience
        self._known, self._left = known, left
        self._gate = Flow("every endpoint", most, told)
        self._closed = asyncio.Event()
        self.closing: Paused | UserFault | None = None
        """Why no further call goes out."""
        self._chats: dict[str, LeanChat] = {}
        self._flows: dict[tuple[str, str], Flow] = {}
        """By address and key."""

    def confine(self, places: int) -> None:
        """Have no more calls under way than these from now on: the others are somebody else's."""
        self._gate = Flow("every endpoint", places, self._told)

    @property
    def down(self) -> str:
        """The outage of an endpoint that is waited for, for people; empty: there is none."""
        return next((flow.outage for flow in self._flows.values() if flow.outage and not flow.instead()), "")

    def chat(self, end: Endpoint) -> LeanChat:
        if end.name not in self._chats:
            of = end.base_url, end.model, end.api_key, dict(end.headers), end.timeout
            self._chats[end.name] = lean_chat(*of)
        return self._chats[end.name]

    def flow(self, end: Endpoint) -> Flow:
        key = end.base_url, end.api_key
        if key not in self._flows:

            def instead() -> str:
                here = (one for one in self._roles.values() if (one.base_url, one.api_key) == key)
                pairs = ((one, spare) for one in here if (spare := self.spare(one)))
                return ", ".join(sorted({_told_apart(spare, one) for one, spare in pairs}))

            most = min(self._most, end.concurrent or self._most)
            self._flows[key] = Flow(end.base_url, most, self._told, instead, self.patience, self._left)
            self._flows[key].answers += end.base_url in self._known
        return self._flows[key]

    def answered(self) -> list[str]:
        """Addresses that have answered this run: when one is away, they are waited for."""
        return sorted(
            {*self._known, *(address for (address, _), flow in self._flows.items() if flow.answers)}
        )

    @property
    def slowest(self) -> float:
        """Seconds that the slowest answer took."""
        return max((flow.slowest for flow in self._flows.values()), default=0.0)

    def spare(self, first: Endpoint, needs: Sequence[Skill] = ()) -> Endpoint | None:
        """Who answers while a model is down, once the exam has shown that it can as much."""
        spare = self._roles.get(fallback_of(first.name))
        if spare is None or not (first.profile.exam_version and spare.profile.exam_version):
            return None
        return None if lacks(spare, first, needs) else spare

    @asynccontextmanager
    async def place(self, call: Call) -> AsyncIterator[None]:
        """A call's place. Raises what `Flow.place` does, and why the lines are closed."""
        async with call.flow.place(call.elsewhere, call.row), self._gate.place(row=call.row):
            if self.closing is not None:
                raise self.closing
            yield

    async def rest(self, seconds: float) -> None:
        """Wait before another try; not once the lines are closed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), seconds)

    def close(self, reason: Paused | UserFault) -> None:
        """Let no further call go out: each ends in the reason. Those on their way are still kept."""
        self.closing = self.closing or reason
        self._closed.set()
        for flow in (self._gate, *self._flows.values()):
            flow.let_out()

    async def aclose(self) -> None:
        for chat in self._chats.values():
            await chat.root_async_client.close()


def _told_apart(spare: Endpoint, first: Endpoint) -> str:
    """A model's name, with its address where the other's name is the same."""
    return f"{spare.model} at {spare.base_url}" if spare.model == first.model else spare.model
