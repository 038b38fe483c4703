"""What may stand for a value or a word of a true statement so that it becomes untrue."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from seedbed.tools.knowledge.labelled.items import Statement
from seedbed.tools.knowledge.values import find_values

_WIDEST = 4.0
"""By what factor an exchanged amount may differ: nobody is taken in by more."""
_PAIRS = """always|never;ascending|descending;increases|decreases;increased|decreased
enabled|disabled;faster than|slower than
higher than|lower than;larger than|smaller than;longer than|shorter than;earlier than|later than
older than|younger than;allowed|forbidden;oldest|newest;largest|smallest;highest|lowest;longest|shortest
fastest|slowest;at least|at most;more than|less than"""
OPPOSED: tuple[tuple[str, str], ...] = tuple(
    (one, other) for line in _PAIRS.replace("\n", ";").split(";") for one, other in [line.split("|")]
)
"""Words of which one makes a statement untrue where the other makes it true, either way round."""
_OPPOSED = re.compile(
    r"(?<![\w-])(?:" + "|".join(re.escape(word) for pair in OPPOSED for word in pair) + r")(?![\w-])"
)


def canonical(text: str) -> str:
    """A value by which two are told apart: canonical form of an amount, else its words in lower case."""
    values = find_values(text)
    return values[0].canonical if len(values) == 1 and values[0].text == text else text.casefold()


class Pool:
    """The values of all true statements, by measure, from which false ones are drawn."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._by_measure: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        """Measure → value's words → sources in which it stands."""
        for one in statements:
            if one.measure:
                self._by_measure[_key(one)][one.value].append(one.cited.source)

    def other(self, statement: Statement, evidence: str, draw: random.Random) -> str:
        """Another value of the same measure, one that stands in the evidence if there is such a one; ""."""
        mine = canonical(statement.value)
        near = [
            (value, sources)
            for value, sources in self._by_measure[_key(statement)].items()
            if canonical(value) != mine and _close(value, statement.value)
        ]
        there = {value.text for value in find_values(evidence)}
        for some in (
            [value for value, _ in near if value in there],
            [value for value, sources in near if statement.cited.source in sources],
            [value for value, _ in near],
        ):
            if some:
                return draw.choice(sorted(some))
        return ""


def _key(statement: Statement) -> str:
    """Values are drawn from the same column or key, where one is named."""
    return f"{statement.measure}/{statement.attribute.casefold() if statement.told == 'key value' else ''}"


def _close(one: str, other: str) -> bool:
    amounts = [value.amount for text in (one, other) for value in find_values(text)[:1]]
    try:
        first, second = (float(amount) for amount in amounts)
    except ValueError:
        return True
    if not first or not second:
        return False
    return 1 / _WIDEST <= first / second <= _WIDEST and 1 not in (first, second)


def opposite(text: str) -> tuple[str, str, str] | None:
    """(the text with one word for its opposite, the word, the opposite); None unless there is just one."""
    found = list(_OPPOSED.finditer(text))
    if len(found) != 1:
        return None
    said = found[0][0]
    other = contrary(said)
    if other in ("", said):
        return None
    return text[: found[0].start()] + other + text[found[0].end() :], said, other


def contrary(word: str) -> str:
    """The word that opposes another in the list; "" for none, or several."""
    found = [pair[1 - place] for pair in OPPOSED for place in (0, 1) if pair[place] == word]
    return found[0] if len(found) == 1 else ""


def rotated(cells: Sequence[str], at: int, turn: int) -> str:
    """The value of another row of a column, `turn` rows on or the next that differs; "" if none does."""
    mine = canonical(cells[at])
    for step in range(len(cells)):
        other = cells[(at + turn + step) % len(cells)]
        if canonical(other) != mine and other:
            return other
    return ""
