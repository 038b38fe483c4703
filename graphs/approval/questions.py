"""What a build waits for: plan and cost, or more budget, as a question in plain data. The graph's interrupt
carries it, and the store keeps it, so that anybody can read and answer it, whether a process waits or not.

Each answer makes the number another one, so that of two answers to one question the first holds."""

from collections.abc import Mapping

from seedbed.agent.models.endpoint import elsewhere
from seedbed.agent.models.settings import EMBEDDER, ROLES
from seedbed.agent.planner.estimate import Dry, Estimate, a_token, estimate
from seedbed.agent.planner.scheduling.ahead import ahead_in, ahead_of
from seedbed.agent.work import Method
from seedbed.graphs.endpoints import players
from seedbed.graphs.material.indexing import with_embeddings
from seedbed.graphs.observer import Question
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import Trial
from seedbed.memory.spec import Price
from seedbed.memory.store.protocol import Store

KEY = "question"
"""Key of the run's values: the last question."""


def question_of(store: Store) -> Question | None:
    """What waits in a run; None: nothing."""
    last = _last(store)
    return last if last is not None and last.open else None


def _last(store: Store) -> Question | None:
    stored = store.meta(KEY)
    return Question.model_validate(stored) if stored is not None else None


def keep(store: Store, question: Question) -> Question:
    """Keep a question as what waits."""
    store.set_meta(KEY, question.model_dump(mode="json"))
    return question


def about_plan(run: Run) -> Question:
    """The question for plan, recipes and cost; one that waits already keeps its number."""
    last, spec, orderer = _last(run.store), run.known_spec(), run.orderer()
    same = last is not None and last.open and last.point == "plan"
    tried = bool(run.store.meta(TRIALS))
    first = {part.name: usable[0] for part in spec.parts if (usable := orderer.usable(part))}
    embedder = [run.client.endpoint(EMBEDDER)] if run.client.has(EMBEDDER) and spec.sources else []
    ends = [run.client.endpoint(role) for role in players(run.client)] + embedder
    remote = {host for end in ends if (host := elsewhere(end.base_url))}
    searched = {search.place for search in spec.search} if spec.egress else set()
    this_way, other = _estimates(run, first)
    asked = Question(
        number=_number(last, same),
        point="plan",
        told=last.told if last and same else "",
        estimate=with_embeddings(run, this_way),
        other=other,
        methods={name: method.name for name, method in first.items()},
        models={role: run.client.endpoint(role).model for role in ROLES},
        hosts=tuple(sorted({*remote, *searched})) if spec.sources or spec.search else (),
        free=not remote and not any(end.price and end.cost(1, 1) for end in ends),
        stale=bool(last and same and last.stale and tried),
    )
    return keep(run.store, asked)


def _estimates(run: Run, first: Mapping[str, Method]) -> tuple[Estimate, Estimate]:
    """What the build takes as its calls go, and if they went the other way: by batches, or each by itself.
    `first`: part → the method that serves it first."""
    spec, ends = run.known_spec(), {role: run.client.endpoint(role) for role in ROLES}
    trials = {name: Trial.model_validate(one) for name, one in (run.store.meta(TRIALS) or {}).items()}
    each = a_token(run.store, "trial")
    dry = {
        name: Dry(tokens=one.tokens, writing=one.writing, right=len(one.accepted), usd=each.get(name, 0.0))
        for name, one in trials.items()
    }
    prices: dict[str, Price | None] = {
        role: end.price or (None if elsewhere(end.base_url) else Price(completion=0.0))
        for role, end in ends.items()
    }
    thought: dict[str, int] = {role: end.profile.quirks.thought for role, end in ends.items()}
    now, ahead = (ahead_of(spec, run.max_concurrent, batch=batch) for batch in (False, True))
    ahead = ahead_in(run.store) if run.hints.batch else ahead
    directly, by_batch = (
        estimate(spec, first, prices, dry, one.least, batch=batch, thought=thought)
        for one, batch in ((now, False), (ahead, True))
    )
    return (by_batch, directly) if run.hints.batch else (directly, by_batch)


def about_budget(store: Store, why: str) -> Question:
    """The question for more budget."""
    return keep(store, Question(number=_number(_last(store), False), point="budget", told=why))


def _number(last: Question | None, same: bool) -> int:
    if last is None:
        return 1
    return last.number if same or not last.open else last.number + 1


def forget_budget(store: Store) -> None:
    """A build that goes on asks for more budget again where it needs some."""
    last = question_of(store)
    if last is not None and last.point == "budget":
        keep(store, last.answered(open=False))
