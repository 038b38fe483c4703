"""What the kinds of candidates add up to: states, grades, reasons, checks, clauses, cells."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from seedbed.memory.candidate import PERSONS_OWN

_T = TypeVar("_T", bound=Hashable)


class Kind(NamedTuple):
    """What many candidates share: there are far fewer kinds than candidates."""

    state: str
    part: str
    cell: str
    leaf: str
    label: str
    difficulty: str
    grade: str
    """Of an accepted row."""
    reason: str
    """Codes of the reasons."""
    passed: frozenset[str]
    fault: frozenset[str]
    """Checks that found fault."""
    reasons: frozenset[tuple[str, str]]
    """(code, check)."""
    kept: frozenset[int]
    """Clauses that an accepted row keeps, by number."""
    missed: frozenset[int]


class Counted(NamedTuple):
    """The candidates of a kind: how many, the tokens of their answers, the number of the last."""

    candidates: int
    tokens: int
    last: int


@dataclass(frozen=True, slots=True)
class Counts:
    """All candidates of a run."""

    kinds: Mapping[int, tuple[Kind, Counted]]
    """By number of the kind."""

    def _by(self, told: Callable[[Kind], Iterable[_T]]) -> Counter[_T]:
        """What kinds are told by → how many candidates they have."""
        found = Counter[_T]()
        for kind, counted in self.kinds.values():
            for one in told(kind):
                found[one] += counted.candidates
        return found

    def failed_checks(self) -> list[tuple[str, int]]:
        """Checks that found fault, with how many candidates each."""
        return self._by(lambda kind: kind.fault).most_common()

    def checks(self, part: str) -> Counter[tuple[str, bool]]:
        """(What checked candidates of a part, whether they passed) → how many."""

        def told(kind: Kind) -> Iterator[tuple[str, bool]]:
            for ok, names in ((False, kind.fault), (True, kind.passed)) if kind.part == part else ():
                yield from ((name, ok) for name in names)

        return self._by(told)

    def clauses(self) -> dict[int, tuple[int, int]]:
        """Number of a clause → (rows that keep it, rows of which it was asked)."""
        kept, asked = self._by(lambda kind: kind.kept), self._by(lambda kind: kind.kept | kind.missed)
        return {clause: (kept[clause], rows) for clause, rows in asked.items()}

    def tallies(self, part: str) -> Counter[tuple[str, str, str]]:
        """(cell, state, reason codes) → candidates of a part."""
        return self._by(lambda kind: [(kind.cell, kind.state, kind.reason)] if kind.part == part else ())

    def states(self) -> Counter[str]:
        return self._by(lambda kind: [kind.state])

    def grades(self) -> Counter[str]:
        """Accepted rows by grade."""
        return self._by(lambda kind: [kind.grade] if kind.state == "accepted" else ())

    def delivered(self) -> Counter[str]:
        """Part → its accepted rows."""
        return self._by(lambda kind: [kind.part] if kind.state == "accepted" else ())

    def given(self) -> Counter[str]:
        """Part → its accepted rows that a person gave."""
        return self._by(
            lambda kind: [kind.part] if kind.state == "accepted" and PERSONS_OWN in kind.passed else ()
        )

    def refusals(self) -> list[dict[str, Any]]:
        """Reasons by `state`, `code` and check (`by`), the commonest first: how many `candidates`, the
        `tokens` of their answers, and the `number` of the last."""
        found: dict[tuple[str, str, str], Counted] = {}
        for kind, counted in self.kinds.values():
            for code, by in kind.reasons:
                had = found.get(key := (kind.state, code, by), Counted(0, 0, 0))
                candidates, tokens = had.candidates + counted.candidates, had.tokens + counted.tokens
                found[key] = Counted(candidates, tokens, max(had.last, counted.last))
        ranked = sorted(found.items(), key=lambda one: (-one[1].candidates, one[0]))
        return [
            {"state": state, "code": code, "by": by, "candidates": n, "tokens": tokens, "number": last}
            for (state, code, by), (n, tokens, last) in ranked
        ]
