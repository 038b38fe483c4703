"""What is to be approved before rows are paid for: the plan, and what it will cost."""

from urllib.parse import urlsplit

from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.settings import EMBEDDER, ROLES
from seedbed.agent.planner.drafting.agent import Planning
from seedbed.agent.planner.estimate import Dry, estimate
from seedbed.agent.planner.scheduling.ahead import ahead_in, ahead_of
from seedbed.graphs.endpoints import players
from seedbed.graphs.observer import Proposal
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META, Trial
from seedbed.memory.spec import Price
from seedbed.memory.store.protocol import Usage
from seedbed.tools.knowledge.search.collection import is_loopback


def _host(end: Endpoint) -> str:
    return urlsplit(end.base_url).hostname or ""


def proposal(run: Run) -> Proposal:
    """Plan and cost, to be approved."""
    spec, orderer = run.known_spec(), run.orderer()
    first = {part.name: usable[0] for part in spec.parts if (usable := orderer.usable(part))}
    ends = {role: run.client.endpoint(role) for role in ROLES}
    embedder = [run.client.endpoint(EMBEDDER)] if run.client.has(EMBEDDER) and spec.sources else []
    asked = [run.client.endpoint(role) for role in players(run.client)]
    remote = {host for end in (*asked, *embedder) if not is_loopback(host := _host(end))}
    elsewhere = {search.place for search in spec.search} if spec.egress else set()
    trials = {name: Trial.model_validate(one) for name, one in (run.store.meta(META) or {}).items()}
    spent = run.store.costs("stage").get("trial", Usage())
    each = spent.usd / max(1, spent.prompt_tokens + spent.completion_tokens)
    dry = {
        name: Dry(tokens=one.tokens, writing=one.writing, right=len(one.accepted), usd=each)
        for name, one in trials.items()
    }
    prices: dict[str, Price | None] = {
        role: end.price or (Price(completion=0.0) if is_loopback(_host(end)) else None)
        for role, end in ends.items()
    }
    ahead = ahead_in(run.store) if run.hints.batch else ahead_of(spec, run.max_concurrent, batch=True)
    directly, by_batch = (estimate(spec, first, prices, dry, ahead=one) for one in (0, ahead.least))
    return Proposal(
        spec=spec,
        plan=run.known_plan(),
        estimate=by_batch if run.hints.batch else directly,
        other=directly if run.hints.batch else by_batch,
        methods={name: method.name for name, method in first.items()},
        hosts=tuple(sorted({*remote, *elsewhere})) if spec.sources or spec.search else (),
        free=not remote and not any(end.price and end.cost(1, 1) for end in (*asked, *embedder)),
        spent=run.store.totals(),
        trials=trials,
        planning=Planning.model_validate(run.store.meta("planning") or {}),
    )
