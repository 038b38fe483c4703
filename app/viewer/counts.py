"""What the kinds of candidates add up to: states, grades, reasons, checks, clauses, cells."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from seedbed.app.viewer.finding import Kind


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

    @property
    def by_number(self) -> dict[int, int]:
        """Number of a kind → its candidates."""
        return {number: counted.candidates for number, (_, counted) in self.kinds.items()}

    def failed_checks(self) -> list[tuple[str, int]]:
        """Checks that found fault, with how many candidates each."""
        found = Counter[str]()
        for kind, counted in self.kinds.values():
            found.update(dict.fromkeys(kind.fault, counted.candidates))
        return found.most_common()

    def checks(self, part: str) -> dict[str, dict[int, int]]:
        """What checked candidates of a part → 1: passed, 0: found fault → how many."""
        found: dict[str, dict[int, int]] = {}
        for kind, counted in self.kinds.values():
            for ok, names in enumerate((kind.fault, kind.passed)) if kind.part == part else ():
                for name in names:
                    said = found.setdefault(name, {})
                    said[ok] = said.get(ok, 0) + counted.candidates
        return found

    def clauses(self) -> dict[int, tuple[int, int]]:
        """Number of a clause → (rows that keep it, rows of which it was asked)."""
        kept, missed = Counter[int](), Counter[int]()
        for kind, counted in self.kinds.values():
            kept.update(dict.fromkeys(kind.kept, counted.candidates))
            missed.update(dict.fromkeys(kind.missed, counted.candidates))
        return {clause: (kept[clause], kept[clause] + missed[clause]) for clause in {*kept, *missed}}

    def tallies(self, part: str) -> list[tuple[str, str, str, int]]:
        """(cell, state, reason codes, candidates) of a part."""
        found = Counter[tuple[str, str, str]]()
        for kind, counted in self.kinds.values():
            if kind.part == part:
                found[kind.cell, kind.state, kind.reason] += counted.candidates
        return [(*key, n) for key, n in found.items()]

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

    def grades(self) -> dict[str, int]:
        """Accepted rows by grade."""
        return self._accepted("grade")

    def states(self) -> dict[str, int]:
        """Candidates by state."""
        found = Counter[str]()
        for kind, counted in self.kinds.values():
            found[kind.state] += counted.candidates
        return dict(found)

    def delivered(self) -> dict[str, int]:
        """Part → its accepted rows."""
        return self._accepted("part")

    def _accepted(self, by: str) -> dict[str, int]:
        found = Counter[str]()
        for kind, counted in self.kinds.values():
            if kind.state == "accepted":
                found[getattr(kind, by)] += counted.candidates
        return dict(found)
