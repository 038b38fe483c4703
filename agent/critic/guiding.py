"""Guidance that the critic gives the writer, from the commonest reasons of rejection. The sentences are
ours; what a judge or a candidate said stands in them as one quoted line, cleaned and cut.
"""

from collections import Counter
from collections.abc import Sequence

from seedbed.agent.critic.critique import Critique
from seedbed.agent.critic.state import CriticState, Line
from seedbed.agent.planner.scheduling.directives import Directive, Guide
from seedbed.agent.planner.scheduling.schedule import CellState, Schedule
from seedbed.agent.planner.tree.materials import clean

_LEAST = 8
"""Texts of one fault in a leaf before the writer is told."""
_SHARE = 0.5
"""Expected share of texts with it from which it is told."""
_QUOTE = 90
_LONGEST = 600
"""Characters of a sentence (`directives.py`)."""
_MARKS = str.maketrans(dict.fromkeys("`´‘’‚‛“”„‟«»‹›", "'"))


def guide(schedule: Schedule, critic: CriticState, past: Sequence[Critique]) -> list[Directive]:
    """Sentences for leaves whose texts mostly stray or are wrong."""
    asked: list[Directive] = []
    # Once: what changed nothing the first time is not said again.
    told = {(d.part, d.leaf) for then in past for d in then.directives if isinstance(d, Guide)}
    cells: dict[tuple[str, str], list[CellState]] = {}
    for state in schedule.cells.values():
        cells.setdefault((state.cell.part, state.cell.leaf), []).append(state)
    lines: dict[tuple[str, ...], list[Line]] = {}
    for line in critic.lines:
        lines.setdefault(tuple(line.cell.split("/")[:2]), []).append(line)
    for (part, leaf), mine in cells.items():
        if (part, leaf) in told or not any(state.open and not state.closed for state in mine):
            continue
        texts = lines.get((part, leaf), [])
        strayed = [line for line in texts if line.strayed is not None]
        wrong = [line for line in texts if line.fault]
        share = schedule.beliefs.drift_share(schedule.line(mine[0].cell)) if len(strayed) >= _LEAST else 0.0
        if share > _SHARE:
            say = _about_drift(part, leaf, strayed, schedule)
            because = f"{share:.0%} of its texts are expected to belong elsewhere"
            asked.append(Guide(part=part, leaf=leaf, say=say, about="drift", because=because))
        elif len(wrong) >= _LEAST and len(wrong) > _SHARE * len(texts):
            code = Counter(line.fault for line in wrong).most_common(1)[0][0]
            said = next((one.detail for one in reversed(wrong) if one.fault == code and one.detail), "")
            name = schedule.trees[part][leaf].name
            say = f"Many texts on «{name}» were refused as {code}; check yours against it."
            say = _with_quote(say, "A reader's reason", said)
            because = f"{len(wrong)} of its {len(texts)} texts were refused, most often as {code}"
            asked.append(Guide(part=part, leaf=leaf, say=say, about="defects", because=because))
    return asked


def _about_drift(part: str, leaf: str, strayed: Sequence[Line], schedule: Schedule) -> str:
    tree = schedule.trees[part]
    where = Counter(line.strayed for line in strayed if line.strayed and line.strayed in tree).most_common(2)
    others = " or ".join(f"«{tree[id].name}»" for id, _ in where)
    instead = f"; leave out what belongs to {others}, as which many were read" if others else ""
    read = where[0][0] if where else None
    wrong = next((one.text for one in reversed(strayed) if one.text and one.strayed == read), "")
    return _with_quote(f"Stay with «{tree[leaf].name}» throughout{instead}.", "Refused", wrong)


def _with_quote(say: str, lead: str, said: str) -> str:
    """A sentence with a quotation behind it, whole or not at all."""
    more = f"{say} {lead}: “{quoted(said)}”" if quoted(said) else say
    return more if len(more) <= _LONGEST else say[:_LONGEST]


def quoted(text: str) -> str:
    """A line of somebody else's as a quotation: one line, no marks that could end it or open a block."""
    flat = clean(text.translate(_MARKS), len(text))
    return flat if len(flat) <= _QUOTE else f"{flat[:_QUOTE]} …"
