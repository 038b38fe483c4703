"""The workers of a run: what of it they are told, and which places at the endpoint are theirs."""

import os
from importlib.metadata import version

from seedbed.agent.models.delivery.flow import Told as Tells
from seedbed.graphs.run import Run
from seedbed.graphs.workers.cluster import place, see_reached
from seedbed.graphs.workers.crew import Crew
from seedbed.graphs.workers.maker import Maker
from seedbed.graphs.workers.wire import PASSWORD, Bench, Opening
from seedbed.memory.errors import UserFault

_OWN = 8
"""Of so many places the process that leads keeps one, for the critic and its probes."""


def crew_of(run: Run, patience: float, told: Tells) -> Crew:
    """The workers that a run's hints name; none is begun yet. `patience`, `told`: the run's client's. Raises
    UserFault: they can't be had, or can't do what the run asks."""
    where, most = place(run.hints.workers), run.max_concurrent
    if where.address and any(end.place for end in run.client.roles().values()):
        what = "the embedded model runs on this machine alone, where a cluster's workers don't reach it"
        next_step = "name an endpoint that they reach, or write ray:local:4"
        raise UserFault(what, where=f"--workers {where.address}", next_step=next_step)
    far = run.store.place.startswith("{")
    if where.address and not far:
        what = "workers on other machines need a store that they reach"
        next_step = "build with --store postgresql://…, or write ray:local:4"
        raise UserFault(what, where=f"--workers {where.address}", next_step=next_step)
    see_reached(where)  # before anything is paid for
    own = max(1, most // _OWN)

    def cached(calls: int) -> None:
        run.ledger.cached_calls += calls

    def opening(places: int, bench: Bench) -> Opening:
        if not run.store.shared:
            run.store.share()
            run.client.lines.confine(own)
        return Opening(
            version=version("seedbed"),
            folder=run.folder.path.absolute(),
            store=run.store.place,
            fence=run.store.fence,
            password=os.environ.get(PASSWORD, ""),
            roles=run.client.roles(),
            places=places,
            patience=patience,
            budget=run.ledger.budget,
            changed=run.accept_changes,
            bench=bench,
        )

    return Crew(
        where,
        max(1, most - own),
        Maker,
        opening,
        far=far,
        cached=cached,
        lost=run.store.charge_lost,
        told=told,
    )
