"""How varied a run's rows are: `diversity` over what its store holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.spec import Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.diversity import diversity


def measures(
    store: Store, spec: Spec, examples_by_part: Mapping[str, Sequence[str]] | None = None
) -> dict[str, dict[str, Any]]:
    """Part name → the figures of its accepted rows, in the order of their briefs."""
    texts: dict[str, list[str]] = {part.name: [] for part in spec.parts}
    for candidate in store.candidates("accepted"):
        texts[candidate.verdict.cell.split("/", 1)[0]].append(candidate.draft.text)
    return diversity(texts, examples_by_part or {}, spec.seed, spec.accept.near_duplicate, spec.language)
