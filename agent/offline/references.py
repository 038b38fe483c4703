"""Texts that are known to have a label: the user's examples and the bank's demonstrations. They depend on
spec and examples alone, so a check gives the same answer whichever rows happen to be finished."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedbed.agent.resources import Resources
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import Part
from seedbed.tools.offline.frames import BankLabel, bank_label, expand, join, kind_of, sample

_SHOWN = 16
"""Texts that a few-shot prompt shows in all. More were hardly better (0.76 right against 0.74, SmolLM2-135M)
and thrice as slow."""
_PER_LABEL = 5
_PILOT = 4
"""Texts a label that calibrate."""


@dataclass(frozen=True, slots=True)
class References:
    """Label → texts, the user's first."""

    texts: Mapping[str, tuple[str, ...]]
    pilot: Mapping[str, tuple[str, ...]]
    """Label → texts of the kind that will be checked, drawn without a model."""

    def shown(self) -> dict[str, tuple[str, ...]]:
        """Label → those that a few-shot prompt shows: at most five a label, and one is always left out."""
        most = max(1, min(_PER_LABEL, _SHOWN // len(self.texts)))
        return {label: texts[: min(most, len(texts) - 1)] for label, texts in self.texts.items()}

    def calibration(self) -> dict[str, tuple[str, ...]]:
        """Label → texts to calibrate by, as many for each."""
        least = min(map(len, self.pilot.values()))
        return {label: texts[:least] for label, texts in self.pilot.items()}


def references(part: Part, resources: Resources) -> References:
    """What there is for each label of a part; derived once a run."""
    return resources.once(f"references/{part.name}", lambda: _derive(part, resources))


def _derive(part: Part, resources: Resources) -> References:
    texts: dict[str, tuple[str, ...]] = {}
    pilot: dict[str, tuple[str, ...]] = {}
    for label in part.labels:
        own = [
            " ".join(str(row["text"]).split())
            for row in resources.examples.get(part.name, ())
            if row.get("label") == label.name and row.get("text")
        ]
        found = bank_label(part, label.name)
        assert found is not None  # `labels.lacks` refuses others
        texts[label.name] = tuple(dict.fromkeys((*own, *found.demonstrations)))
        pilot[label.name] = _pilot(part, found)
    return References(texts, pilot)


def _pilot(part: Part, label: BankLabel) -> tuple[str, ...]:
    """Frames of the bank filled by chance instead of by a model, always the same."""
    draw = rng(0, f"pilot/{part.name}/{label.name}")
    kind = kind_of([part.topic, part.text_kind])
    made = [
        join(pieces, [sample(label.gaps[one["gap"]], draw) for one in pieces if "gap" in one])
        for message in draw.sample(label.messages, len(label.messages))
        if (pieces := expand(message, label, {}, kind, draw))
    ]
    return tuple(made[:_PILOT])
