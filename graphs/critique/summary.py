"""A critique and its directives told in one short line, for whoever looks on at a build."""

from collections import Counter
from collections.abc import Iterable

from seedbed.agent.critic.critique import Critique, Review
from seedbed.agent.planner.scheduling.directives import Directive
from seedbed.tools.evaluation.report.amounts import percent
from seedbed.tools.evaluation.report.critic_figures import faithfulness_told

_SAID = {
    "reweight": ("1 cell gives its seats to its siblings", "{} cells give their seats to their siblings"),
    "weigh": ("1 concept is weighed anew", "{} concepts are weighed anew"),
    "expand": ("1 concept is split", "{} concepts are split"),
    "add concept": ("1 concept is added", "{} concepts are added"),
    "prune": ("1 concept is dropped", "{} concepts are dropped"),
    "add values": ("1 cell gets new values", "{} cells get new values"),
    "guide": ("1 concept gets guidance", "{} concepts get guidance"),
    "unguide": ("1 sentence of guidance is taken back", "{} sentences of guidance are taken back"),
    "show": ("1 row is shown", "{} rows are shown"),
    "set check": ("1 check is switched", "{} checks are switched"),
    "retire": ("1 demonstration is shown no more", "{} demonstrations are shown no more"),
    "change method": ("1 cell changes its method", "{} cells change their method"),
}


def summed(reading: Critique) -> str:
    """The figures of a critique, in half a line."""
    faithful = faithfulness_told(reading.faithfulness.model_dump(mode="json")).replace("95 % interval ", "")
    used = reading.sources["sections"] if reading.sources else None
    return (
        f"coverage {percent(reading.coverage)}, faithfulness {faithful}, "
        f"near-copies {percent(reading.duplicate_share)} of the candidates"
        + (f", {used['used']} of {used['total']} sections used" if used else "")
        + _read(reading.review)
    )


def _read(review: Review | None) -> str:
    """What came of reading rows together, in half a line."""
    if review is None:
        return ""
    if review.unusable:
        return "; the critic's model gave no usable answer, so thresholds decide"
    refused = f", {len(review.dropped)} of its wishes weren't" if review.dropped else ""
    done = f"{len(review.asked)} of its wishes followed{refused}" if review.asked or refused else ""
    return f"; {len(review.rows)} rows read together" + (f", {done}" if done else "")


def told(directives: Iterable[Directive]) -> str:
    """What directives do, by kind; empty where there are none (or only `stop`)."""
    kinds = Counter(directive.kind for directive in directives)
    said = (
        _SAID[kind][0] if number == 1 else _SAID[kind][1].format(number)
        for kind, number in kinds.items()
        if kind in _SAID
    )
    return ", ".join(said)
