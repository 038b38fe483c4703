"""What the critic asks of the planner, given its reading; a pure function of that.

The seats of a cell of which nothing comes go to siblings."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from seedbed.agent.critic.account import Account, taken_back
from seedbed.agent.critic.critique import Critique, Past
from seedbed.agent.critic.state import CriticState
from seedbed.agent.planner.scheduling.answer import receivers
from seedbed.agent.planner.scheduling.directives import Directive, Prune, Reweight, Stop
from seedbed.agent.planner.scheduling.schedule import GIVE_UP, TRIES, CellState, Schedule
from seedbed.agent.work import Method
from seedbed.memory.candidate import Outcome
from seedbed.tools.evaluation.rows_named import Trees, rows_named

STILL = 3
"""Critiques in a row (R) in which no cell gained, and as many candidates as give up a cell: saturated."""
HOPELESS = 32
"""Candidates of a build, or half of them where it has few rows, of which none was accepted, after which it
ends: at most one in eleven or six further ones would be (95 %), at as many times the price."""
_WAYS: Mapping[Outcome, str] = {
    "near-copies": "were near-copies",
    "elsewhere": "were declined by their writer or read as something else",
    "wrong": "failed a check",
}
_ADVICE = (
    "; no row was accepted at all, so nothing could be planted to measure the checks: rows of your own "
    "(--examples) show whether right ones are refused too; `seedbed inspect RUN --rejected` says why"
)
"""What may be the matter where a build ends without a single row."""
_ANOTHER = (
    "`seedbed steer RUN --add CONCEPT --under PARENT`, beside the dropped one, has them made of another"
)
"""What helps where all missing rows are of concepts that are dropped or split."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the critic decides by."""

    schedule: Schedule
    critic: CriticState
    usable: Mapping[str, Sequence[Method]]
    """Part → methods that may serve it, best first."""
    varies: Callable[[str], Collection[str]]
    """The attributes of a part that may take new values, which its writer heeds."""
    grows: Callable[[str], bool]
    """Whether the planner's model can propose concepts that a part's writer heeds."""
    shows: Callable[[str], bool]
    """Whether a part has examples of the user's, beside which made rows may be shown (at most half)."""
    moves: Callable[[str], bool]
    """Whether seats of a part may go to other cells."""
    past: Sequence[Past]
    """Earlier critiques, oldest first."""
    answered: Sequence[tuple[int, Directive]] = ()
    """(commit, directive) of whatever the planner answered so far, in order."""
    accounts: Sequence[Account] = ()
    """What the critic's own have changed."""
    ends: Stop | None = None
    """Why the build has to end, whatever else is found: a judge that can't judge, or too many wrong rows."""


def wants(reading: Critique, on: Grounds) -> tuple[Directive, ...]:
    """The directives that follow from a reading."""
    if not on.schedule.missing:
        return (Stop(why="filled", because="all rows are there"),)
    if on.ends:
        return (on.ends,)
    asked = [*_emptied(on), *taken_back(on.accounts, on.answered, on.schedule, on.usable)]
    if stop := _stop(reading, asked, on):
        asked.append(stop)
    return tuple(asked)


def _emptied(on: Grounds) -> list[Directive]:
    """For cells of which nothing comes: their seats to their siblings; where those are all open cells of a
    leaf that has several, the leaf is pruned."""
    stuck: dict[tuple[str, str], list[Directive]] = {}
    for key, state in on.schedule.cells.items():
        tries = state.tally.since_accepted
        if state.open and not state.closed and (state.exhausted or tries >= TRIES):
            why = f"none of the last {tries} candidates was accepted"
            why = "no material is left" if state.exhausted else why
            if on.moves(state.cell.part) and receivers(state, on.schedule):
                place = (state.cell.part, state.cell.leaf)
                stuck.setdefault(place, []).append(Reweight(cell=key, because=why))
    asked: list[Directive] = []
    prunes: list[Directive] = []
    for (part, leaf), some in stuck.items():
        if 1 < len(some) == sum(bool(state.open) for state in on.schedule.of_leaf(part, leaf)):
            because = f"nothing comes of any of its {len(some)} open cells"
            prunes.append(Prune(part=part, leaf=leaf, because=because))
        else:
            asked += some
    return [*asked, *prunes]


def _stop(reading: Critique, asked: Sequence[Directive], on: Grounds) -> Stop | None:
    """Nothing more can come, or nothing has come for a while."""
    schedule = on.schedule
    short = [state for state in schedule.cells.values() if state.open]
    stuck = all(state.given_up for state in short)
    helps = [d for d in asked if d.kind != "unguide"]
    advice = "" if reading.accepted else _ADVICE
    if stuck and not helps and not schedule.briefs:
        ends = f"no way of writing brings more of them{advice}"
        if all(state.closed for state in short):
            ends = _ANOTHER
        return Stop(why="exhausted", because=f"{short_cells(short, schedule.trees)}; {ends}")
    wanted = sum(state.quota for state in schedule.cells.values())
    ever = sum(tally.outcomes["accepted"] for tally in schedule.parts.values())  # people may take rows back
    if not ever and reading.candidates >= min(HOPELESS, max(HOPELESS // 2, wanted)):
        return Stop(why="saturated", because=f"none of {reading.candidates} candidates was accepted{advice}")
    still = list(takewhile(lambda then: then.accepted == reading.accepted, reversed(on.past)))[::-1]
    tried = reading.candidates - still[0].candidates if still else 0
    if any(state.brings and not state.given_up for state in short):
        tried = min(tried, schedule.lost)
    if len(still) >= STILL and tried >= GIVE_UP:
        return Stop(
            why="saturated",
            because=f"the last {tried} candidates brought no row more; "
            f"{short_cells(short, schedule.trees)}{advice}",
        )
    return None


def short_cells(short: Sequence[CellState], trees: Trees, *, idle: bool = False) -> str:
    """Which rows are missing, most first, and why. `idle`: whether nothing can be ordered any more, so that
    what isn't given up has no material, whatever the last critique found."""
    worst, said = sorted(short, key=lambda state: -len(state.open)), []
    for state in worst[:3]:
        tally = state.tally
        why = f"no {'other ' * bool(tally.committed)}candidate was made"
        if refused := tally.committed - tally.outcomes["accepted"]:
            way = max(_WAYS, key=tally.outcomes.__getitem__)
            why = f"{tally.outcomes[way]} of {tally.committed} candidates ordered there {_WAYS[way]}"
        if state.closed:
            why = "their concept is dropped or split, and no other takes them"
        elif state.exhausted or (idle and not state.given_up):
            gone = "no material is left to make them from"
            why = f"{why}, and {gone}" if refused else gone
        rows, number = rows_named(state.cell.key, trees), len(state.open)
        are = "is" if number == 1 else "are"
        said.append(f"{number} of {state.quota} {rows} {are} missing, because {why}")
    left = sum(len(state.open) for state in worst[3:])
    return "; ".join(said) + (
        f"; and {left} more in {len(worst) - 3} other places of the plan" if left else ""
    )
