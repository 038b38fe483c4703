"""What a critic decides by, of a spec with two labels; whatever a test doesn't say allows everything."""

from collections.abc import Collection
from typing import Any

from seedbed.agent.critic.critique import Faithfulness
from seedbed.agent.critic.state import CriticState, fresh_state
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Spec
from tests.agent.planner.schedules import KIND, LEAVES, PART, TREE, cell

SPEC = Spec(parts=(KIND,))
PLAN = Plan(parts=(PartPlan(part=PART, tree=TREE, quotas={cell(leaf).key: 4 for leaf in LEAVES}),))
UNMEASURED = Faithfulness(basis="nothing")


def grounds(
    schedule: Schedule,
    critic: CriticState | None = None,
    *,
    varies: Collection[str] = ("tone",),
    grows: bool = True,
    shows: bool = False,
    moves: bool = True,
    **more: Any,
) -> Grounds:
    """The grounds of a critique."""
    given = {"usable": {}, "past": (), **more}
    return Grounds(
        schedule=schedule,
        critic=critic or fresh_state(SPEC, {}),
        varies=lambda part: varies,
        grows=lambda part: grows,
        shows=lambda part: shows,
        moves=lambda part: moves,
        **given,
    )
