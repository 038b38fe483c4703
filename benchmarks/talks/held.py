"""Talks at an endpoint without a build around them: a real store, ledger and desk, and briefs that differ."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from seedbed.agent.models.ask import Desk, Endpoint
from seedbed.agent.role_players.assistant import AssistantRole, speak_as_assistant
from seedbed.agent.role_players.stage import Play, Said, Stage
from seedbed.agent.role_players.turn_checks import check_turn
from seedbed.agent.role_players.user import UserRole, speak_as_user
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Work
from seedbed.graphs.dialogue import role_play
from seedbed.graphs.talk import converse
from seedbed.memory.brief import Brief, Cell
from seedbed.memory.ledger import Ledger
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Budget, Part, Spec
from seedbed.memory.store.opening import open_store
from seedbed.memory.tree import Concept, ConceptTree

_PART = Part(task="dialogues", topic="a bike-rental firm", rows=1)
_LEAF = "root.leaf"


@asynccontextmanager
async def bench_at(folder: Path, base_url: str, concurrency: int) -> AsyncIterator[Bench]:
    """A bench whose models all are the one at an endpoint."""
    store = open_store(folder / "run.sqlite")
    end = Endpoint("default", "sim-strong", base_url, "key", Profile(model="sim-strong", exam_version=1))
    desk = Desk(store, Ledger(store, Budget()), {"default": end}, max_concurrent=concurrency)
    tree = ConceptTree(
        concepts=(
            Concept(id="root", name=_PART.topic),
            Concept(id=_LEAF, name="hire of a bike for a day", parents=("root",)),
        )
    )
    plan = Plan(parts=(PartPlan(part=_PART.name, tree=tree, quotas={}),))
    try:
        yield Bench(Spec(parts=(_PART,)), plan, desk, Shelf(), converse, role_play)
    finally:
        await desk.aclose()
        store.close()


def ordered(number: int) -> Work:
    """A candidate not yet begun; equal numbers are equal candidates."""
    cell = Cell(part=_PART.name, leaf=_LEAF, label="any", difficulty="any")
    brief = Brief(
        number=number, seat=number, cell=cell, method="dialogues/strong", form="strong", seed=7919 * number
    )
    return Work(brief)


def play_of(turns: int, persona: dict[str, str]) -> Play:
    """A talk of exactly so many turns, each held against every check that needs no model."""
    user = UserRole({**persona, "what you want": "a city bike for Friday"}, "Ask one thing at a time.")
    assistant = AssistantRole("Help with what is asked.", policy="Bikes are hired by the day.")

    async def check(stage: Stage, said: Said, bench: Bench) -> Work:
        return check_turn(stage, said, persona=persona)

    return Play(
        user=partial(speak_as_user, role=user, least=turns, most=turns),
        assistant=partial(speak_as_assistant, role=assistant, most=turns),
        check=check,
        least=turns,
        most=turns,
    )
