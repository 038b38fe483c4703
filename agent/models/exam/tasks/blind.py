"""Reading blind: a model is shown, in another call, what it wrote, among things with known answers.

Who gets what is known wrong reads badly; what he reads otherwise than it was meant is then no evidence
against its writer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seedbed.agent.models.exam.tasks.sitting import Sitting, by_number, lots
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt, delimit
from seedbed.memory.errors import AnswerFault

CONTROLS = 2
"""Things with known answers among those that are read."""
READ = Decode(1500, 0.0)


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be read."""

    shown: tuple[str, ...]
    """The texts that the reader sees of it."""
    right: Any
    """What he should say."""
    own: int = 0
    """Its number among what the model wrote; 0: it stands there because its answer is known."""


@dataclass(frozen=True, slots=True)
class Question:
    """How items are read."""

    prompt: Callable[[list[list[str]]], Prompt]
    """The prompt, from the items' texts between marks."""
    schema: Mapping[str, Any]
    """Its one property is a list of numbered answers."""
    field: str
    """The field of an entry that holds the answer."""
    same: Callable[[Any, Any], bool]
    """Whether what was said is what was right."""


async def read_back(
    sitting: Sitting, step: str, items: Sequence[Item], question: Question
) -> dict[int, bool | None]:
    """The model's own items by number: read rightly, or not; None: nothing can be said, for the reader got
    what is known wrong, or gave no usable answer."""
    mixed = lots(step, 0).sample(list(items), len(items))
    nonce = sitting.slot(step).key[:12]
    shown = [[delimit(text, nonce) for text in item.shown] for item in mixed]
    try:
        made = await sitting.structured(step, question.prompt(shown), question.schema, READ)
    except AnswerFault:
        return {item.own: None for item in mixed if item.own}
    (entries,) = made.values()
    said = by_number(entries, question.field)
    right = [n in said and question.same(item.right, said[n]) for n, item in enumerate(mixed, 1)]
    good = all(ok for item, ok in zip(mixed, right, strict=True) if not item.own)
    return {
        item.own: True if ok else (False if good else None)
        for item, ok in zip(mixed, right, strict=True)
        if item.own
    }
