"""Sections of the documents that no row uses: the critic names them to the concepts that they are near to.

Searches for one concept bring the same passages again and again. Once most of what they bring for a
concept's rows was used before, its next rows are to be written from unused sections, if any speaks of the
concept. What is near is for a search to say, whose result the critique's journal keeps.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from seedbed.agent.planner.directives import Consult, Unread

if TYPE_CHECKING:
    from seedbed.agent.critic.wants import Grounds
    from seedbed.tools.knowledge.graph.coverage import Section

_EACH = 6
"""Sections that one concept has before it, at most."""
_TIMES = 2
"""How often a section is named in all; one of which no row came then is left alone."""
_LEAVES = 40
"""Concepts that are served at one critique; each costs a search."""


def consult(on: "Grounds") -> Iterator[Consult]:
    """For each concept that has come to the end of what its searches bring: unused sections near to it."""
    if on.near is None or on.watch.use is None or not on.policy.unused:
        return
    unused = on.watch.use.unused()
    free = [_unread(section) for section in unused]
    busy = _busy(on)
    free = [section for section in free if section.key not in busy]
    for part, leaf, room in list(_waiting(on))[:_LEAVES]:
        where: dict[str, Unread] = {}
        for section in free:
            for passage in section.passages:
                where.setdefault(passage, section)  # of several in one passage the largest stands for it
        near = on.near(part, leaf, list(where)) if where else ()
        found: dict[object, Unread] = {}
        for passage in near:
            found.setdefault(where[passage].key, where[passage])
        if chosen := tuple(found.values())[:room]:
            taken = {passage for section in chosen for passage in section.passages}
            free = [section for section in free if not taken & set(section.passages)]
            rows = on.watch.stale[part, leaf]
            latest = f"{rows} rows" if rows > 1 else "row"
            because = (
                f"most of what searches brought for its latest {latest} was used before; no row uses "
                f"{len(unused)} of {len(on.watch.use.layout.sections)} sections"
            )
            yield Consult(part=part, leaf=leaf, sections=chosen, because=because)


def _unread(section: "Section") -> Unread:
    return Unread(
        source=section.source, name=section.name, heading=section.heading, passages=section.passages
    )


def _busy(on: "Grounds") -> set[tuple[str, tuple[str, ...]]]:
    """Sections that aren't named now: some concept has them before it, or was named them often enough."""
    named = Counter(section.key for some in on.board.unread.values() for section in some)
    waits = {section.key for part, leaf in on.board.unread for section in on.board.before(part, leaf)}
    out = {section.key for brief in on.board.briefs.values() if (section := Unread.of(brief.grounding))}
    return {key for key, times in named.items() if times >= _TIMES} | waits | out


def _waiting(on: "Grounds") -> Iterator[tuple[str, str, int]]:
    """(part, leaf, how many sections it may be named) of concepts whose searches bring little new."""
    room: Counter[tuple[str, str]] = Counter()
    for state in on.board.cells.values():
        if not state.closed:
            room[state.cell.part, state.cell.leaf] += len(state.open) - state.in_flight
    for (part, leaf), wanted in room.items():
        more = min(_EACH, wanted) - len(on.board.before(part, leaf))
        if more > 0 and on.watch.stale[part, leaf]:
            yield part, leaf, more
