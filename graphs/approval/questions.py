"""What a build waits for: plan and cost, or more budget, as a question in plain data. The graph's interrupt
carries it, and the store keeps it, so that anybody can read and answer it, whether a process waits or not.

Each answer makes the number another one, so that of two answers to one question the first holds."""

from typing import Any, Literal
from urllib.parse import urlsplit

from seedbed.agent.models.endpoint import Endpoint
from seedbed.agent.models.settings import EMBEDDER, ROLES
from seedbed.agent.planner.drafting.agent import Planning
from seedbed.agent.planner.estimate import Dry, Estimate, estimate
from seedbed.agent.planner.scheduling.ahead import ahead_in, ahead_of
from seedbed.graphs.endpoints import players
from seedbed.graphs.material.indexing import with_embeddings
from seedbed.graphs.observer import Proposal
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.graphs.trial.trying import Trial
from seedbed.memory.spec import Frozen, Price
from seedbed.memory.store.protocol import Store, Usage
from seedbed.tools.knowledge.search.collection import is_loopback

KEY = "question"
"""Key of the run's values: the last question."""


class Question(Frozen):
    """What waits. Spec, plan and dry rows it is about are the run's."""

    number: int
    point: Literal["plan", "budget"]
    """The plan with its recipes, dry rows and cost; or more budget, where a cap leaves no room for the next
    call."""
    told: str = ""
    """Why nothing goes on, or what an earlier answer said."""
    estimate: Estimate | None = None
    methods: dict[str, str] = {}
    """Part → the method that serves it first."""
    models: dict[str, str] = {}
    """Role → its model."""
    hosts: tuple[str, ...] = ()
    """Hosts, other than this machine, that text of the sources will go to."""
    free: bool = False
    """Whether every model runs on this machine."""
    stale: bool = False
    """Whether the plan was changed since the dry rows were made."""
    open: bool = True

    def answered(self, told: str = "", **changes: Any) -> "Question":
        """The question that is left by an answer."""
        return self.model_copy(update={"number": self.number + 1, "told": told, **changes})


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
    last, proposed = _last(run.store), proposal(run)
    same = last is not None and last.open and last.point == "plan"
    tried = bool(run.store.meta(TRIALS))
    asked = Question(
        number=_number(last, same),
        point="plan",
        told=last.told if last and same else "",
        estimate=with_embeddings(run, proposed.estimate),
        methods=dict(proposed.methods),
        models={role: run.client.endpoint(role).model for role in ROLES},
        hosts=proposed.hosts,
        free=proposed.free,
        stale=bool(last and same and last.stale and tried),
    )
    return keep(run.store, asked)


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
    trials = {name: Trial.model_validate(one) for name, one in (run.store.meta(TRIALS) or {}).items()}
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
    thought: dict[str, int] = {role: end.profile.quirks.thought for role, end in ends.items()}
    now, ahead = (ahead_of(spec, run.max_concurrent, batch=batch) for batch in (False, True))
    ahead = ahead_in(run.store) if run.hints.batch else ahead
    directly, by_batch = (
        estimate(spec, first, prices, dry, one.least, batch=batch, thought=thought)
        for one, batch in ((now, False), (ahead, True))
    )
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
