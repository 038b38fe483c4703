"""In which manner a row is written: one mechanism with a parameter, of which each is a method of its own.

`direct`: as ordered. `planned`: who, what happens and which details come first, in the same answer, and the
row follows from it (chain of thought, Wei et al. 2022, §2; plan-then-write, Yao et al. 2019). `varied`: an
existing row of the leaf is rewritten into another of its kind (Self-Instruct, Wang et al. 2023, §2.2;
WizardLM's in-breadth evolving, Xu et al. 2024, §3.2). Which manner suits which concept is for the planner to
learn: the critic measures their rows apart. This module knows neither prompts nor models.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from seedbed.agent.work import Choice, Env
from seedbed.memory.exact.canonical import digest

Manner = Literal["direct", "planned", "varied"]


def method_name(form: str, manner: Manner) -> str:
    """The name of a method: `records/strong` when direct, else `records/strong/planned`."""
    return form if manner == "direct" else f"{form}/{manner}"


def row_to_vary(choice: Choice, env: Env, examples: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """A row to vary: an accepted one of the cell, else of the leaf at another difficulty, else an example.

    Drawn by the choice's generator; None: there is none yet.
    """
    rows: Sequence[Mapping[str, Any]] = choice.accepted(choice.cell.key)
    if not rows:
        levels = env.plan.part(choice.part.name).difficulties
        others = [choice.cell.model_copy(update={"difficulty": level}) for level in levels]
        rows = [row for cell in others if cell != choice.cell for row in choice.accepted(cell.key)]
    rows = rows or examples
    return dict(choice.rng.choice(rows)) if rows else None


def still_shown(rows: Iterable[Mapping[str, Any]], choice: Choice) -> list[dict[str, Any]]:
    """Rows that may be demonstrations, without those that a directive has retired."""
    return [dict(row) for row in rows if not choice.retired or digest(row) not in choice.retired]
