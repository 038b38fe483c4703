"""What a check's verdict proves: computed, executed and quoted evidence does, a model's word does not."""

from seedbed.memory.candidate import Grade
from seedbed.tools.checks.check import Check, Shows, Verdict

_PROVES = frozenset({"computation", "execution", "citation", "rule", "schema", "human"})


def grade_of(check: Check, shows: Shows, verdict: Verdict) -> Grade | None:
    """How well a verdict shows what the check is used for; None: it doesn't hold, or can't be shown by it.

    Proven only where the check may prove it and every piece of its evidence is of a kind that proves: one
    model's word among them makes it supported.
    """
    if verdict.state != "held" or shows not in check.shows:
        return None
    kinds = {one.kind for one in verdict.evidence}
    proves = check.shows[shows] == "proven" and bool(kinds) and kinds <= _PROVES
    return "proven" if proves else "supported"
