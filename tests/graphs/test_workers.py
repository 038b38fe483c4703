"""What goes between a build and its workers, without Ray."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import TypeAdapter

from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.planner.hints import Hints
from seedbed.graphs.lifecycle import _crew_of
from seedbed.graphs.workers import cluster, maker
from seedbed.graphs.workers import crew as crew_file
from seedbed.graphs.workers.cluster import Place, place, see_reached
from seedbed.graphs.workers.crew import Crew
from seedbed.graphs.workers.wire import Fault, Made, Opening, fault
from seedbed.memory.candidate import Draft
from seedbed.memory.errors import BudgetSpent, EndpointDown, Interrupted, Paused, UserFault
from seedbed.memory.files.run_folder import Held
from seedbed.memory.profile import Profile
from seedbed.memory.spec import Price
from seedbed.memory.store.postgres.connection import StoreLost
from seedbed.memory.store.postgres.place import Unreached
from tests.graphs import toy

CALM = {"far": False, "changed": False}
"""What a crew is told of a store that stays."""


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (UserFault("what", where="there", next_step="do"), UserFault),
        (Held("what", where="there", next_step="do"), UserFault),
        (BudgetSpent("used up"), BudgetSpent),
        (EndpointDown("gone"), EndpointDown),
        (Interrupted("interrupted"), Paused),
    ],
)
def test_a_fault_arrives_as_itself_or_as_the_nearest_kind(raised: UserFault | Paused, kind: type) -> None:
    sent = Made(fault=fault(raised)).model_dump_json()
    arrived = Made.model_validate_json(sent).fault
    assert isinstance(arrived, Fault)
    error = arrived.error()
    assert type(error) is kind and str(error) == str(raised)
    if isinstance(raised, UserFault) and isinstance(error, UserFault):
        assert (error.what, error.where, error.next_step) == (raised.what, raised.where, raised.next_step)


def test_a_draft_arrives_as_the_store_would_have_it() -> None:
    draft = Draft(row={"text": "Grüße \u2028", "n": 1.5}, notes={"kept": {"of": (1, 2)}}, text="Grüße")
    arrived = Made.model_validate_json(Made(draft=draft, cached=2).model_dump_json())
    assert arrived.draft == Draft.model_validate_json(draft.model_dump_json()) and arrived.cached == 2


def test_an_endpoint_arrives_with_its_key_which_nothing_shows() -> None:
    end = Endpoint(
        "m", "m", "http://h/v1", "sesame", Profile(model="m", exam_version=1), price=Price(prompt=1.0)
    )
    opening = Opening.model_construct(None, roles={"default": end})  # type: ignore[call-arg]
    sent = TypeAdapter(dict[str, dict[str, Endpoint]])
    assert sent.validate_json(opening.model_dump_json(include={"roles"})) == {"roles": {"default": end}}
    assert "sesame" not in repr(opening) + repr(end)


async def test_a_store_that_a_worker_cant_reach_is_told_once_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray", reason="Ray isn't installed: extra `ray`")

    def unreached(store: str, fence: int) -> None:
        raise Unreached("connection refused", where=store, next_step="see that it runs")

    monkeypatch.setattr(maker, "open_worker", unreached)
    monkeypatch.setattr(crew_file, "_LOOK_EVERY", 0.0)
    told = {"version": version("seedbed"), "folder": tmp_path, "password": "", "store": "far", "fence": 7}
    away = await maker.Maker()._open(Opening.model_construct(None, **told))  # type: ignore[arg-type]
    assert away.away == "far: connection refused — see that it runs"

    answers, said, waited = [away, away, Made()], list[str](), list[str]()

    async def opened(_: bytes) -> bytes:
        waited.append(crew.down)
        return answers.pop(0).model_dump_json().encode()

    async def silent() -> bytes:
        return b""

    actor = SimpleNamespace(open=SimpleNamespace(remote=opened), told=SimpleNamespace(remote=silent))
    hired = SimpleNamespace(options=lambda **_: SimpleNamespace(remote=lambda: actor))
    one, store = toy.started(tmp_path / "run.sqlite", toy.spec(4))
    env = one.orderer.env
    crew = Crew(env.client, tmp_path, Place(1, ""), 8, maker.Maker, lambda one, _: said.append(one), **CALM)
    crew._ray, crew._places = SimpleNamespace(remote=lambda _: hired), 1
    crew._bench(env)
    with closing(store):
        await crew._hire()
        (line,) = said
        assert line == f"a worker can't reach the run's store: {away.away}" and waited == ["", line, line]
        assert crew.down == "" and len(crew._living) == 1
        env.client.lines.patience, answers = -1.0, [away]
        with pytest.raises(Paused, match="a worker can't reach the run's store: far"):
            await crew._hire()


async def test_a_cluster_that_is_cut_off_ends_the_build_and_nobody_there_is_told(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray isn't installed: extra `ray`")

    async def cut(*_: bytes) -> bytes:
        raise ConnectionError("Failed to reconnect within the reconnection grace period")

    actor = SimpleNamespace(make=SimpleNamespace(remote=cut))  # as Ray's client, it can't be asked any more
    one, store = toy.started(tmp_path / "run.sqlite", toy.spec(4))
    env, brief = one.orderer.env, one.schedule.briefs[1]
    where = Place(0, "ray://head:10001")
    crew = Crew(env.client, tmp_path, where, 8, maker.Maker, lambda *_: None, **CALM)
    crew._begun, crew._places, crew._living = True, 1, [crew_file._Worker(actor)]
    with closing(store), pytest.raises(Paused, match="the cluster of Ray ray://head:10001 is gone") as told:
        await crew.make(brief, False, env)
    crew.close(told.value)
    await crew.aclose()


async def test_a_worker_whose_database_stays_away_gives_its_candidates_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray", reason="Ray isn't installed: extra `ray`")

    async def lost(*_: object, **__: object) -> None:
        raise StoreLost("the database has been away")

    async def hire(_: Crew) -> None:
        pass

    monkeypatch.setattr(maker, "make", lost)
    monkeypatch.setattr(Crew, "_hire", hire)
    one, store = toy.started(tmp_path / "run.sqlite", toy.spec(4))
    env, brief = one.orderer.env, one.schedule.briefs[1]
    worker, draft = maker.Maker(), Draft(row={"text": "a"}, text="a")
    worker._envs[0] = env
    monkeypatch.setattr(maker, "find", lambda _: None)
    told, charged, killed = list[str](), list[list[str]](), list[Any]()

    def charge(briefs: list[str]) -> int:
        charged.append([*briefs])
        return len(briefs)

    monkeypatch.setattr(store, "charge_lost", charge)

    async def cut_off(order: bytes, _: bytes) -> bytes:
        return await worker.make(order, b"")

    async def made(*_: bytes) -> bytes:
        return Made(draft=draft).model_dump_json().encode()

    actors = [SimpleNamespace(make=SimpleNamespace(remote=one)) for one in (cut_off, made)]
    crew = Crew(env.client, tmp_path, Place(2, ""), 8, maker.Maker, lambda one, _: told.append(one), **CALM)
    crew._ray, crew._begun, crew._places, crew._number = SimpleNamespace(kill=killed.append), True, 1, 2
    crew._living = [crew_file._Worker(actor) for actor in actors]
    for one_of in crew._living:
        one_of.heard = asyncio.ensure_future(asyncio.sleep(0))
    with closing(store):
        assert await crew.make(brief, False, env) == draft
    assert killed == actors[:1] and charged == [[brief.id]] and len(crew._living) == 1
    assert told == ["a worker died; another one is asked for in its place (1 call under way)"]


async def test_a_worker_that_hangs_holds_up_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew_file, "_GOODBYE", 0.0)
    dead = asyncio.get_running_loop().create_future()
    actor = SimpleNamespace(close=SimpleNamespace(remote=lambda: dead))
    one, store = toy.started(tmp_path / "run.sqlite", toy.spec(4))
    crew = Crew(one.orderer.env.client, tmp_path, Place(1, ""), 8, maker.Maker, lambda *_: None, **CALM)
    crew._ray = SimpleNamespace(kill=lambda _: dead.set_exception(OSError("killed")))
    crew._living = [crew_file._Worker(actor)]
    with closing(store):
        await asyncio.wait_for(crew.aclose(), 5)


@pytest.mark.parametrize(
    ("words", "found"),
    [("ray:local:4", Place(4, "")), ("ray://10.0.0.7:10001", Place(0, "ray://10.0.0.7:10001"))],
)
def test_where_workers_are(words: str, found: Place) -> None:
    pytest.importorskip("ray", reason="Ray isn't installed: extra `ray`")
    assert place(words) == found


@pytest.mark.parametrize(
    "words", ["ray", "ray:local", "ray:local:0", "ray://host", "dask:local:4", "ray:local:4 "]
)
def test_what_is_no_place_for_workers_is_told(words: str) -> None:
    with pytest.raises(UserFault, match="no place for workers — write") as told:
        place(words)
    assert told.value.where == "--workers"


async def test_one_cluster_after_another_asks_for_the_token_that_ray_saw_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = list[str]()
    monkeypatch.setattr(cluster, "_connect", lambda *_: seen.append(os.environ["RAY_AUTH_TOKEN"]))
    monkeypatch.setattr(cluster, "_disconnect", lambda: None)
    for _ in range(2):
        async with cluster.connected(Place(1, ""), far=False):
            pass
    assert len(seen) == 2 and len({*seen}) == 1 and "RAY_AUTH_TOKEN" not in os.environ


def test_an_index_that_one_process_holds_is_refused_before_anything_is_paid() -> None:
    pytest.importorskip("ray", reason="Ray isn't installed: extra `ray`")
    run: Any = SimpleNamespace(hints=Hints(workers="ray:local:2"))
    with pytest.raises(UserFault, match="--knowledge kb: one process at a time holds an index in a folder"):
        _crew_of(run, lambda *_: None, "kb")


def test_a_head_that_nobody_reaches_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as head:
        where = Place(0, f"ray://127.0.0.1:{head.getsockname()[1]}")
        see_reached(where)
    for gone in (where, Place(0, "ray://127.0.0.1:99999")):
        with pytest.raises(UserFault, match=r"Ray can't be had: .* see whether the cluster's head is up"):
            see_reached(gone)


@pytest.mark.parametrize("what", ["connected", "taken up"])
async def test_who_waits_for_a_worker_hears_what_none_can_come_of(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hire(_: Crew) -> None:
        raise OSError("no space left")

    @asynccontextmanager
    async def connected(*_: object, **__: object) -> AsyncIterator[SimpleNamespace]:
        if what == "connected":
            raise OSError("no space left")
        yield SimpleNamespace(nodes=lambda: [{"Alive": True}])

    monkeypatch.setattr(cluster, "connected", connected)
    monkeypatch.setattr(Crew, "_hire", hire)
    one, store = toy.started(tmp_path / "run.sqlite", toy.spec(4))
    env, brief = one.orderer.env, one.schedule.briefs[1]
    crew = Crew(env.client, tmp_path, Place(1, ""), 8, maker.Maker, lambda *_: None, **CALM)
    with closing(store), pytest.raises(OSError, match="no space left"):
        await asyncio.wait_for(crew.make(brief, False, env), 5)
    await crew.aclose()
