"""A small world without models for tests of planner and committer: methods are functions of the brief."""

import asyncio
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from seedbed.agent.critic.critique import Critique, read
from seedbed.agent.critic.wants import wants
from seedbed.agent.models.ask import Client
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.directives import Directive
from seedbed.agent.planner.scheduling.order import Orderer
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Env, Method, Work
from seedbed.graphs.candidate.conversation import converse
from seedbed.graphs.candidate.dialogue import role_play
from seedbed.graphs.candidate.sample import make
from seedbed.graphs.producing.committer import Committer
from seedbed.graphs.producing.doubles import Doubles
from seedbed.graphs.producing.pool import Pool
from seedbed.graphs.producing.restore import committer_of
from seedbed.memory.plan import PartPlan, Plan, quotas
from seedbed.memory.spec import Attribute, Budget, Label, Part, Spec
from seedbed.memory.store.ledger import Ledger
from seedbed.memory.store.opening import open_store
from seedbed.memory.store.protocol import Store
from seedbed.memory.store.sql import SqlStore
from seedbed.memory.tree import Concept, ConceptTree
from tests.agent.critic.grounds import UNMEASURED, grounds

TREE = ConceptTree(
    concepts=(
        Concept(id="all", name="All"),
        Concept(id="bikes", name="Bikes", parents=("all",)),
        Concept(id="tours", name="Tours", parents=("all",), weight=2.0),
    )
)
_WORDS = [
    f"{a}{b}"
    for a in ("ka", "lo", "mi", "nu", "pe", "ra", "so", "ti")
    for b in ("ba", "de", "fi", "go", "hu")
]


def spec(rows: int = 30, **changes: object) -> Spec:
    labels = (Label(name="a"), Label(name="b"))
    tones = (Attribute(name="tone", values=("calm", "angry", "curious")),)
    part = Part(name="texts", offline="labels", topic="bikes", rows=rows, labels=labels, attributes=tones)
    return Spec(parts=(part,), seed=3).model_copy(update=changes)


def plan_of(spec: Spec, tree: ConceptTree = TREE) -> Plan:
    part = spec.parts[0]
    return Plan(parts=(PartPlan(part=part.name, tree=tree, quotas=quotas(part, tree, ("any",))),))


async def write(work: Work, env: Env) -> Work:
    """Right three times in five; otherwise off label, strayed twice over, a copy, or unwritten."""
    draw = random.Random(work.brief.seed)
    await asyncio.sleep(draw.random() / 500)
    text = " ".join(draw.choices(_WORDS, k=12))
    fate = draw.random()
    row = {
        "text": "always the same words here for everyone" if 0.6 < fate < 0.7 else text,
        "label": work.brief.cell.label,
    }
    work = replace(work, row=row, text=row["text"], grade="supported", assigned=(work.brief.cell.key,))
    if 0.7 < fate < 0.8:
        return work.because("wrong label", "toy")
    if 0.8 < fate < 0.9:
        other = work.brief.cell.model_copy(
            update={"leaf": "bikes" if work.brief.cell.leaf == "tours" else "tours"}
        )
        return replace(work, assigned=(other.key, other.key))
    if fate > 0.95:
        return replace(work, row=None).because("malformed", "toy")
    return work


async def verify(work: Work, env: Env) -> Work:
    return work


def choose(choice: Choice, env: Env) -> Chosen | None:
    return Chosen(demonstrations=choice.rows(choice.schedule.latest(choice.cell.key)[-2:]))


GOOD = Method("toy/good", "supported", choose, write, verify, offline="labels", attempts=1)


def nothing(choice: Choice, env: Env) -> Chosen | None:
    return None


EMPTY = replace(GOOD, name="toy/empty", choose=nothing)


def committer(
    store: Store,
    spec: Spec,
    methods: tuple[Method, ...] = (GOOD,),
    ahead: Ahead | None = None,
    tree: ConceptTree = TREE,
) -> Committer:
    plan = plan_of(spec, tree)
    client = Client(store, Ledger(store, Budget()), {}, max_concurrent=1)
    orderer = Orderer(Env(spec, plan, client, Resources(), converse, role_play), methods)
    doubles = Doubles(store, 0.7, ())
    return committer_of(store, orderer, doubles, ahead or Ahead(8, 8), {})


def started(path: Path, spec: Spec, tree: ConceptTree = TREE) -> tuple[Committer, SqlStore]:
    store = open_store(path)
    one = committer(store, spec, tree=tree)
    for key, value in (("spec", spec), ("plan", one.orderer.env.plan)):
        store.set_meta(key, value.model_dump(mode="json"))
    store.set_meta("requested", spec.rows)
    return one, store


def pool(one: Committer, methods: tuple[Method, ...] = (GOOD,), workers: int = 4) -> Pool:
    """Workers that make what is ordered."""
    by_name = {method.name: method for method in methods}
    pool = Pool(
        lambda brief, whole: make(brief, one.orderer.env, by_name[brief.method], whole=whole), workers
    )
    for number, brief in sorted(one.schedule.briefs.items()):
        pool.give(number, brief)
    return pool


async def go(one: Committer, commits: int, methods: tuple[Method, ...] = (GOOD,), workers: int = 4) -> None:
    """Commit until done or idle, at most so many commits."""
    making = pool(one, methods, workers)
    for _ in range(commits):
        if one.done or one.idle:
            break
        await one.step(making)
    await making.aclose()


async def run(
    path: Path, spec: Spec, workers: int, commits: int = 10_000, methods: tuple[Method, ...] = (GOOD,)
) -> tuple[Committer, SqlStore]:
    """Commit until done or idle, at most so many commits; the store stays open."""
    store = open_store(path)
    one = committer(store, spec, methods)
    await go(one, commits, methods, workers)
    return one, store


def copied(store: SqlStore, to: Path) -> SqlStore:
    """A run as it is now, to be gone on with elsewhere."""
    with closing(sqlite3.connect(store.place)) as one, closing(sqlite3.connect(to)) as other:
        one.backup(other)
    return open_store(to)


def reading(committer: Committer) -> Critique:
    """What a critique reads after the last commit."""
    return read(committer.at, committer.schedule, committer.orderer.env.plan, committer.critic, UNMEASURED)


def asked(committer: Committer, methods: tuple[Method, ...] = (GOOD,)) -> tuple[Directive, ...]:
    """What the critic asks for after the last commit."""
    usable = {"texts": methods}
    return wants(
        reading(committer),
        grounds(committer.schedule, committer.critic, varies=(), grows=False, usable=usable),
    )
