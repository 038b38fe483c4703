"""What a build waits for: a question as plain data. The graph's interrupt carries it, and the store keeps it,
so that anybody can read and answer it, whether a process waits or not.

Each answer makes the number another one, so that of two answers to one question the first holds."""

from typing import Any, Literal

from seedbed.agent.models.settings import ROLES
from seedbed.agent.planner.estimate import Estimate
from seedbed.graphs.approval.proposing import proposal
from seedbed.graphs.material.indexing import with_embeddings
from seedbed.graphs.run import Run
from seedbed.graphs.trial.trying import META as TRIALS
from seedbed.memory.spec import Frozen
from seedbed.memory.store.protocol import Store

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
