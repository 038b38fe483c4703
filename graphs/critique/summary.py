"""A critique and its directives told in one short line, for whoever looks on at a build."""

from collections import Counter
from collections.abc import Iterable

from seedbed.agent.critic.critique import Critique
from seedbed.agent.planner.scheduling.directives import Directive
from seedbed.tools.evaluation.report.amounts import percent
from seedbed.tools.evaluation.report.critic_figures import faithfulness_told


def summed(reading: Critique) -> str:
    """The figures of a critique, in half a line."""
    faithful = faithfulness_told(reading.faithfulness.model_dump(mode="json")).replace("95 % interval ", "")
    read, review = "", reading.review
    if review is not None and review.unusable:
        read = "; the critic's model gave no usable answer, so thresholds decide"
    elif review is not None:
        read = f"; {len(review.rows)} rows read together"
        if review.asked or review.dropped:
            read += f", {len(review.asked)} of its wishes followed, {len(review.dropped)} not"
    return (
        f"coverage {percent(reading.coverage)}, faithfulness {faithful}, "
        f"near-copies {percent(reading.duplicate_share)} of the candidates{read}"
    )


def told(directives: Iterable[Directive]) -> str:
    """How many directives of each kind; empty where there are none (or only `stop`)."""
    kinds = Counter(directive.kind for directive in directives if directive.kind != "stop")
    return ", ".join(f"{number} × {kind}" for kind, number in kinds.items())
