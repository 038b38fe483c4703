"""What becomes of an order: the world's laws of drift, defects, copies and wrong judgements.

A world answers two questions; that of `steering.py` answers some calls by itself, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.simulator.chance import fraction, rng
from tests.simulator.options import Options
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call
from tests.simulator.world.rows import Row

COPIES = 3
"""How many texts of a cell are copied again and again."""
ZIPF = 1.1
DRIFT_BETA = (2.0, 3.7)
"""Per concept, the probability with which its briefs drift at strength 1 (mean 0.35)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a writer makes of its brief."""

    drift_to: str | None = None
    """The concept that it writes about instead."""
    defective: bool = False
    """Whether it plants a defect; which one is its job's business."""
    copy_of: int | None = None
    """Which of the cell's stock texts it writes again; None: a new one."""
    exact_copy: bool = False
    """Whether word by word."""
    misfit: str = ""
    """Axis whose value doesn't go with the concept, where the prompt asks whether it does."""


Others = Callable[[], tuple[str, ...]]


Own = tuple[dict[str, Any], Row | None]
"""An answer that a world gives by itself, past the jobs; of a writing with its row."""


class World:
    """The laws, by the command line: rates that hold for every brief; only drift differs by concept.

    With `--after` a writing also depends on how many came before it.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._came: dict[str, int] = {}
        """Writer's call → how many others came before it; kept where the writer changes."""

    def outcome(self, call: Call, profile: Profile, concept: str, others: Others) -> Outcome:
        """What becomes of a writer's call on a concept; `others` tells the concepts it may drift to."""
        o = self._options
        drifts = o.drift > 0 and fraction(o.seed, "drift", call.digest) < self._drift(concept)
        late = bool(o.after) and self._came.setdefault(call.digest, len(self._came)) >= o.after
        slips = 1 - (1 - (o.worse if late else o.defects)) * (1 - profile.slips)
        copies = fraction(o.seed, "repeat", call.digest) < o.repeats
        draw = rng(o.seed, "outcome", call.digest)
        return Outcome(
            drift_to=self._popular(call, others()) if drifts else None,
            defective=fraction(o.seed, "defect", call.digest) < slips,
            copy_of=draw.randrange(COPIES) if copies else None,
            exact_copy=draw.random() < 0.5,
            misfit=self._misfit(call, concept),
        )

    def judges_right(self, call: Call, profile: Profile) -> bool:
        """Whether this judgement will be right."""
        return fraction(self._options.seed, "judge", call.digest) < profile.judges_right

    def own_answer(self, call: Call, profile: Profile) -> Own | None:
        """What this world answers by laws of its own; None: the job answers, as the two other laws say."""
        return None

    def _misfit(self, call: Call, concept: str) -> str:
        """Whatever the call, the same pairs don't go together."""
        asked = call.prompt.rpartition("drawn by lot for it, ")[2]
        drawn = (
            (name, value) for name, value in (call.brief.get("axes") or {}).items() if f"`{name}` (" in asked
        )
        odd = (
            n
            for n, v in drawn
            if fraction(self._options.seed, f"misfit {concept} {n}", str(v)) < self._options.misfits
        )
        return next(odd, "")

    def _drift(self, concept: str) -> float:
        return self._options.drift * rng(self._options.seed, "drift of", concept).betavariate(*DRIFT_BETA)

    def _popular(self, call: Call, others: tuple[str, ...]) -> str | None:
        """One of the concepts; popularity falls by Zipf's law in an order drawn by the seed."""
        if not others:
            return None
        ranked = sorted(others, key=lambda name: fraction(self._options.seed, "popular", name))
        weights = [1 / rank**ZIPF for rank in range(1, len(ranked) + 1)]
        return rng(self._options.seed, "drift to", call.digest).choices(ranked, weights)[0]
