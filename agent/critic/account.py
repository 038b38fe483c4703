"""What the critic's directives have changed, and which of them are taken back: the last candidates of the
cells concerned that were ordered before it against the first ones ordered after it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from seedbed.agent.critic.state import Line
from seedbed.agent.making.parts import seat_of
from seedbed.agent.planner.scheduling.ahead import Ahead
from seedbed.agent.planner.scheduling.directives import Aim, ChangeMethod, Directive, Guide, SetCheck, Unguide
from seedbed.agent.planner.scheduling.schedule import Schedule
from seedbed.agent.recipes.conditions import holds_on
from seedbed.agent.work import Method
from seedbed.memory.spec import Frozen, Spec
from seedbed.tools.evaluation.calibration import wilson

ENOUGH = 10
"""Candidates since, and before, from which a directive is held to account."""
_COMPARED = 60
"""Candidates that are compared on each side, at most."""
_SURE = 1.645
"""One-sided, 95 %."""
_LEAN = 4
"""Candidates of the others that a cell's own share leans on."""
_LATEST = 60
"""Directives that are held to account, the last ones."""
_CHANGED = 0.1
"""Share by which a figure must have become better, so that something has changed."""
_MEASURED = ("reweight", "expand", "prune", "add values", "guide", "show", "change method", "set check")

Outcome = Literal["too early", "helped", "changed nothing", "did no harm", "did harm"]


class Account(Frozen):
    """What one directive has changed in the cells that it was for."""

    commit: int
    """After which it was given."""
    directive: Directive
    outcome: Outcome
    told: str = ""
    """The figures in words."""


def accounts(
    answered: Sequence[tuple[int, Directive]],
    schedule: Schedule,
    lines: Collection[Line],
    ahead: Ahead,
    spec: Spec,
) -> tuple[Account, ...]:
    """Each directive of the critic's, held to account.

    Args:
        answered: (commit, directive) of whatever was answered so far, in order.
        lines: The latest candidates, oldest first.
        ahead: W: how many candidates were ordered already when a directive was given.
        spec: By whose axes a sentence's condition tells which candidates it is for."""
    given = [
        (commit, one)
        for commit, one in answered
        if one.kind in _MEASURED and (one.by == "reader" or (one.by == "critic" and one.aims))
    ]
    found = []
    for commit, directive in given[-_LATEST:]:
        cells = cells_of(directive, schedule)
        mine = [line for line in lines if line.cell in cells]
        if when := getattr(directive, "when", ""):
            part, there = spec.part(getattr(directive, "part", "")), schedule.cells
            seats = (seat_of(part, there[line.cell].cell, line.attributes) for line in mine)
            mine = [line for line, seat in zip(mine, seats, strict=True) if holds_on(when, seat)]
        first = ahead.reach(commit) + 1
        until = ahead.reach(next((n for n, one in answered if n > commit and undoes(one, directive)), 10**12))
        before = [line for line in mine if line.number < first][-_COMPARED:]
        since = [line for line in mine if first <= line.number <= until][:_COMPARED]
        found.append(_account(commit, directive, before, since))
    return tuple(found)


def undoes(later: Directive, earlier: Directive) -> bool:
    """Whether a directive is the opposite of an earlier one."""
    match later, earlier:
        case (Unguide() as new, Guide() as old) | (Guide() as new, Unguide() as old):
            return (new.part, new.leaf, new.say) == (old.part, old.leaf, old.say)
        case SetCheck() as new, SetCheck() as old:
            return (new.part, new.check, new.on) == (old.part, old.check, not old.on)
        case ChangeMethod() as new, ChangeMethod() as old:
            return new.cell == old.cell and new.method != old.method
        case _:
            return False


def cells_of(directive: Directive, schedule: Schedule) -> frozenset[str]:
    """Keys of the cells that a directive is about; of a split leaf also those of its children."""
    cell = getattr(directive, "cell", "")
    if cell:
        return frozenset((cell,))
    part, leaf = getattr(directive, "part", ""), getattr(directive, "leaf", "")
    leaves = {leaf, *(child.id for child in schedule.trees[part].children(leaf))} if leaf else set()
    return frozenset(
        key
        for key, state in schedule.cells.items()
        if state.cell.part == part and (not leaf or state.cell.leaf in leaves)
    )


def _account(commit: int, directive: Directive, before: Sequence[Line], since: Sequence[Line]) -> Account:
    size, aim = min(len(before), len(since)), directive.aims
    if size < ENOUGH:
        early = f"too early to tell: {len(since)} of those ordered since are decided"
        return Account(commit=commit, directive=directive, outcome="too early", told=early)
    was, now = _expected("acceptance", before, since), figure("acceptance", since)
    if aim == "openings":  # over equally many texts: among more of them more are alike
        old, new = figure(aim, before[-size:]), figure(aim, since[:size])
    else:
        old, new = _expected(aim, before, since), figure(aim, since)
    gained = new - old if aim == "acceptance" else old - new
    outcome: Outcome = "helped" if gained > _CHANGED * old else "changed nothing"
    rises = aim not in ("", "acceptance") and wilson(new, size, _SURE)[0] > old
    if wilson(now, len(since), _SURE)[1] < was or rises:
        outcome = "did harm"
    elif not aim or old == (1.0 if aim == "acceptance" else 0.0):  # it couldn't better what it aimed at
        outcome = "did no harm"
    told = f"accepted {now:.0%} of {len(since)} since, "
    told += f"where by {len(before)} before {was:.0%} were to be expected"
    told += f"; {aim} {old:.0%} before, {new:.0%} since" if aim not in ("acceptance", "") else ""
    return Account(commit=commit, directive=directive, outcome=outcome, told=f"{told}: it {outcome}")


def _expected(aim: Aim, before: Sequence[Line], since: Sequence[Line]) -> float:
    """A share as it would be since, had each cell gone on as before: towards its end a build is left with the
    cells of which little comes. Cells with few candidates lean on the others."""
    whole = figure(aim, before)
    by_cell: dict[str, list[Line]] = {}
    for line in before:
        by_cell.setdefault(line.cell, []).append(line)

    def rate(cell: str) -> float:
        mine = by_cell.get(cell, [])
        return (figure(aim, mine) * len(mine) + _LEAN * whole) / (len(mine) + _LEAN)

    return sum(rate(line.cell) for line in since) / len(since) if since else whole


def figure(aim: Aim, lines: Sequence[Line]) -> float:
    """A share of candidates, 0–1: accepted ones, or those of one outcome; of accepted ones the share whose
    opening another has too."""
    if aim == "openings":
        begun = Counter(line.opening for line in lines if line.outcome == "accepted")
        return sum(n for n in begun.values() if n > 1) / begun.total() if begun else 0.0
    wanted = "accepted" if aim in ("acceptance", "") else aim
    return sum(line.outcome == wanted for line in lines) / len(lines) if lines else 0.0


def taken_back(
    found: Sequence[Account],
    answered: Sequence[tuple[int, Directive]],
    schedule: Schedule,
    usable: Mapping[str, Sequence[Method]],
) -> list[Directive]:
    """The opposites of directives that did harm, and of sentences that changed nothing.

    Only what stands is taken back: splits, moved seats and new values stay. `usable`: part → methods that
    may serve it, best first."""
    asked: list[Directive] = []
    for account in found:
        if account.outcome not in ("did harm", "changed nothing"):
            continue
        because = f"{account.told} (given at {account.commit})"
        match account.directive:
            case Guide() as one if one.say in schedule.guidance.get((one.part, one.leaf), ()):
                asked.append(Unguide(part=one.part, leaf=one.leaf, say=one.say, because=because))
            case ChangeMethod() as one if account.outcome == "did harm" and (
                schedule.preferred.get(one.cell) == one.method
            ):
                names = [method.name for method in usable[schedule.cells[one.cell].cell.part]][:1]
                names += [
                    earlier.method
                    for commit, earlier in answered
                    if isinstance(earlier, ChangeMethod)
                    and (commit < account.commit and earlier.cell == one.cell)
                ]
                if names:
                    asked.append(ChangeMethod(cell=one.cell, method=names[-1], because=because, aims=""))
            case SetCheck() as one if account.outcome == "did harm" and (
                one.on == (one.check not in schedule.unasked.get(one.part, ()))
            ):
                asked.append(
                    SetCheck(part=one.part, check=one.check, on=not one.on, because=because, aims="")
                )
    return asked
