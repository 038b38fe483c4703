"""Guidance that the critic gives the writer, from the commonest reasons of rejection; taken back if it
changes nothing (`account.py`).

The sentences are ours; what a judge or a candidate said stands in them as one quoted line, cleaned and cut.
"""

from collections import Counter
from collections.abc import Sequence

from seedbed.agent.critic.critique import Critique
from seedbed.agent.critic.state import CriticState, Fault
from seedbed.agent.planner.scheduling.directives import Directive, Guide
from seedbed.agent.planner.scheduling.schedule import Schedule
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
    open_leaves = dict.fromkeys(
        (s.cell.part, s.cell.leaf) for s in schedule.cells.values() if s.open and not s.closed
    )
    for part, leaf in open_leaves:
        if (part, leaf) in told:
            continue
        faults = critic.faults.get((part, leaf), [])
        strayed = [fault for fault in faults if fault.code == "off concept"]
        wrong = [fault for fault in faults if fault.code != "off concept"]
        texts = _texts(schedule, part, leaf)
        line = next(
            schedule.line(s.cell)
            for s in schedule.cells.values()
            if (s.cell.part, s.cell.leaf) == (part, leaf)
        )
        if len(strayed) >= _LEAST and (share := schedule.beliefs.drift_share(line)) > _SHARE:
            asked.append(_about_drift(part, leaf, strayed, share, schedule))
        elif wrong and critic.refused[part, leaf] >= _LEAST and critic.refused[part, leaf] > _SHARE * texts:
            because = f"{critic.refused[part, leaf]} of its {texts} texts were refused"
            asked.append(_about_defects(part, leaf, wrong, because, schedule))
    return asked


def _about_drift(part: str, leaf: str, strayed: Sequence[Fault], share: float, schedule: Schedule) -> Guide:
    tree = schedule.trees[part]
    name = tree[leaf].name
    where = Counter(fault.towards for fault in strayed if fault.towards in tree)
    others = [f"«{tree[id].name}»" for id, _ in where.most_common(2)]
    wrong = next(
        (f.text for f in reversed(strayed) if f.text and f.towards in dict(where.most_common(1))), ""
    )
    instead = f"; leave out what belongs to {' or '.join(others)}, as which many were read" if others else ""
    say = f"Stay with «{name}» throughout{instead}."
    return Guide(
        part=part,
        leaf=leaf,
        say=_with_quote(say, "Refused", wrong),
        about="drift",
        because=f"{share:.0%} of its texts are expected to belong elsewhere",
    )


def _about_defects(part: str, leaf: str, wrong: Sequence[Fault], because: str, schedule: Schedule) -> Guide:
    code = Counter(fault.code for fault in wrong).most_common(1)[0][0]
    said = next((f.detail for f in reversed(wrong) if f.code == code and f.detail), "")
    say = f"Many texts on «{schedule.trees[part][leaf].name}» were refused as {code}; check yours against it."
    say = _with_quote(say, "A reader's reason", said)
    because = f"{because}, most often as {code}"
    return Guide(part=part, leaf=leaf, say=say, because=because, about="defects")


def _with_quote(say: str, lead: str, said: str) -> str:
    """A sentence with a quotation behind it, whole or not at all."""
    more = f"{say} {lead}: “{quoted(said)}”" if quoted(said) else say
    return more if len(more) <= _LONGEST else say[:_LONGEST]


def _texts(schedule: Schedule, part: str, leaf: str) -> int:
    return sum(
        s.tally.committed for s in schedule.cells.values() if (s.cell.part, s.cell.leaf) == (part, leaf)
    )


def quoted(text: str) -> str:
    """A line of somebody else's as a quotation: one line, no marks that could end it or open a block."""
    flat = clean(text.translate(_MARKS), len(text))
    return flat if len(flat) <= _QUOTE else f"{flat[:_QUOTE]} …"
