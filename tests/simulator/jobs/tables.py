"""What a passage's tables answer: the cell of the row and column that a question names."""

from collections.abc import Iterator

from tests.simulator.world.vocabulary import stems

_ENOUGH = 0.7
"""Share of a header's stems that a question must hold to ask for its column."""


def in_table(passage: str, question: str) -> str | None:
    """The cell that a question asks for, or the entry of the row that has the value it names; None: none."""
    asked, said = stems(question), question.casefold()
    for header, rows in _tables(passage):
        shares = [_share(name, asked) for name in header]
        for row in sorted(rows, key=lambda row: -len(row[0])):
            if row[0].casefold() not in said and not stems(row[0]) <= asked:
                continue
            best = max(range(1, len(row)), key=lambda at: shares[at], default=0)
            if best and shares[best] >= _ENOUGH:
                return row[best]
        for at in range(1, len(header)):
            holding = [row for row in rows if shares[at] >= _ENOUGH and row[at].casefold() in said]
            if len(holding) == 1 and said.startswith("which"):
                return holding[0][0]
    return None


def _share(name: str, asked: frozenset[str] | set[str]) -> float:
    mine = stems(name)
    return len(mine & asked) / len(mine) if mine else 0.0


def _tables(passage: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    held: list[list[str]] = []
    for line in [*passage.splitlines(), ""]:
        if line.lstrip().startswith("|"):
            held.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if len(held) > 2:
            width = len(held[0])
            yield held[0], [row for row in held[2:] if len(row) == width]
        held = []
