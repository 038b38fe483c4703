"""What stands behind each concept of a part: rows asked for and there, candidates tried, what it cost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seedbed.agent.critic.state import DEFECTS
from seedbed.memory.brief import split_key
from seedbed.memory.plan import PartPlan
from seedbed.memory.store.costs import ROWS
from seedbed.memory.store.protocol import StepCost
from seedbed.memory.store.standing import Standing
from seedbed.memory.tree import ConceptTree


@dataclass(slots=True)
class Figures:
    """Of one concept with all below it."""

    asked: int = 0
    """Rows by the plan as approved."""
    seats: int = 0
    """Rows by the plan as it stands."""
    filled: int = 0
    tried: int = 0
    """Candidates that ended here."""
    right: int = 0
    """Of these, neither defective nor turned away for something else than want of a seat."""
    wrong: int = 0
    """Of these, defective by the checks."""
    tokens: int = 0
    usd: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why candidates were turned away."""

    def add(self, other: "Figures") -> None:
        for name in ("asked", "seats", "filled", "tried", "right", "wrong", "tokens", "usd"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.update(other.reasons)

    def share(self, of: str) -> float | None:
        """`coverage` and `faithfulness` 0–1, `cost` in tokens a row; None: nothing tells it yet."""
        above, below = {
            "coverage": (self.filled, self.seats),
            "faithfulness": (self.right, self.right + self.wrong),
            "cost": (self.tokens, self.filled),
        }[of]
        return above / below if below else None


def figures(
    plan: PartPlan, now: Standing, tallies: Mapping[tuple[str, str, str], int], steps: Iterable[StepCost]
) -> dict[str, Figures]:
    """Id of a concept → its own figures and those of all below it, by first parents.

    Args:
        plan: As approved.
        tallies: (cell, state, reason codes) → candidates of the part.
        steps: What each step has cost, by cell."""
    tree, mine = now.trees[plan.part], f"{plan.part}/"
    found = {concept.id: Figures() for concept in tree.concepts}

    def at(cell: str) -> Figures:
        leaf = split_key(cell)[1]
        return found.get(leaf, found[tree.root.id])

    for cell, rows in plan.quotas.items():
        at(cell).asked += rows
    for cells, filled in ((now.open, False), (now.filled, True)):
        for cell, rows in cells.items():
            if cell.startswith(mine):
                here = at(cell)
                here.seats += rows
                here.filled += rows if filled else 0
    for (cell, state, reason), candidates in tallies.items():
        here, codes = at(cell), set(filter(None, reason.split(", ")))
        here.tried += candidates
        here.right += candidates if state == "accepted" or codes == {"surplus"} else 0
        here.wrong += candidates if state != "accepted" and codes & DEFECTS else 0
        here.reasons.update(dict.fromkeys(codes if state != "accepted" else (), candidates))
    for one in steps:
        if one.stage == ROWS and one.cell.startswith(mine):
            at(one.cell).tokens += one.usage.prompt_tokens + one.usage.completion_tokens
            at(one.cell).usd += one.usage.usd
    for concept in reversed(tree.concepts):
        if concept.parents:
            found[concept.parents[0]].add(found[concept.id])
    return found


def below(tree: ConceptTree) -> dict[str, list[str]]:
    """Id → those of which it is the first parent, in order."""
    found: dict[str, list[str]] = {concept.id: [] for concept in tree.concepts}
    for concept in tree.concepts:
        if concept.parents:
            found[concept.parents[0]].append(concept.id)
    return found
