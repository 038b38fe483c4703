"""What people decide of rows: the journal's record of a decision, and a draft as decisions leave it.

A decision is written once, with what it changes (`graphs/commands/reviewing.py`); one that is taken back
stays in the journal, with the note that it was. Who is shown what, and what follows from it, is
`tools/evaluation/review`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from seedbed.memory.candidate import Draft, Evidence, Human, PersonsReason
from seedbed.memory.spec import Frozen
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.memory.store.standing import answers

Decision = Literal["accept", "reject", "fix", "can't say"]
Stream = Literal["asked", "doubt", "drawn", "refused", "again", "planted"]
"""Why a row was shown: a person named it, it is doubtful, drawn at random of the delivered rows, drawn at
random of those that a judge refused, another person decided it too, or it is a planted one of known truth."""
BY = "review"
"""Who gives evidence of the kind `human`."""
PLANTED = "planted for people"
"""Journal kind of the planted rows."""
LONGEST_NAME = 80
"""Characters of a reviewer's name."""
BEHIND = "decided_since"
"""Key of the run's values: whether people decided since its files were written, where nobody works on it."""


class Fixed(Frozen):
    """A row as a person mended it, with what the checks that cost nothing say of it."""

    row: dict[str, Any]
    kept: dict[str, Any] = {}
    """What stands beside it."""
    text: str = ""
    """Its words, by which duplicates are told."""
    signature: str = ""
    """Of its values that may come once; empty: it has none, or what the draft says holds."""
    evidence: tuple[Evidence, ...] = ()
    spared: tuple[str, ...] = ()
    """Ids of the checks that weren't asked again, since they cost something."""


class Said(Frozen):
    """What one person says of one row."""

    row: Annotated[str, Field(min_length=1, max_length=64)]
    """Id of the row, or of a planted one; of an order also the beginning of it."""
    decision: Decision
    reviewer: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    reason: PersonsReason | Literal[""] = ""
    """Of one that was rejected."""
    note: Annotated[str, Field(max_length=500)] = ""
    stream: Stream = "asked"
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0
    """From its being shown to the decision; 0: nobody knows."""
    fixed: Fixed | None = None


class Decided(Said):
    """A decision about a row, as it was carried out."""

    number: int = 0
    """Of its candidate; 0: it was planted."""
    changed: bool = False
    """Whether it changed the row; else it is an opinion: of one that isn't in the dataset, or a «can't
    say»."""
    order: int = 0
    """Its place among all answers to people and critic, by which it is taken back."""

    @property
    def right(self) -> bool | None:
        """Whether the row is right as it was shown; None: the person couldn't say."""
        return None if self.decision == "can't say" else self.decision == "accept"


class PlantedRow(Frozen):
    """A row of known truth that is shown among the others, to tell how well people see."""

    id: str
    """Looks like any row's."""
    row: dict[str, Any]
    good: bool
    kind: str
    """The defect, as the critic's probes call it; of a good one where it is from."""
    base: str
    """Id of the row that it was made from, or `example N`."""
    cell: str
    attributes: dict[str, Any] = {}
    """What the row claims to be, as any row's seat says."""
    kept: dict[str, Any] = {}
    """What stands beside it."""


def decided(store: Store) -> list[Decided]:
    """All decisions that stand, in the order in which they were made."""
    found: dict[int, Decided] = {}
    for _, value in answers(store):
        if "reviewed" in value:
            found[value["order"]] = Decided.model_validate({**value["reviewed"], "order": value["order"]})
        found.pop(value.get("undone", -1), None)
    return list(found.values())


def planted_rows(store: Store) -> dict[str, PlantedRow]:
    """The planted rows by id."""
    every = (PlantedRow.model_validate(one) for _, some in store.journal_entries(PLANTED) for one in some)
    return {one.id: one for one in every}


def by_row(decisions: Iterable[Decided]) -> Mapping[str, Sequence[Decided]]:
    """Row → the decisions about it, first to last."""
    found: defaultdict[str, list[Decided]] = defaultdict(list)
    for one in decisions:
        found[one.row].append(one)
    return found


def last_of(decisions: Sequence[Decided], reviewer: str, row: str = "") -> Decided | None:
    """A reviewer's last decision that stands; of one row, where it is named."""
    return next((d for d in reversed(decisions) if d.reviewer == reviewer and row in ("", d.row)), None)


def amended(first: Draft, decisions: Sequence[Decided]) -> Draft:
    """A draft as people's decisions leave it. `first`: as the worker handed it over. `decisions`: about its
    row; opinions among them change nothing."""
    draft = first
    for one in decisions:
        if not one.changed:
            continue
        said = Human(ok=one.decision != "reject", by=BY, decision=one.decision, reviewer=one.reviewer)
        if one.fixed:
            notes = {**draft.notes, **({"kept": one.fixed.kept} if one.fixed.kept else {})}
            new: dict[str, Any] = {"row": one.fixed.row, "text": one.fixed.text, "notes": notes}
            new |= {"evidence": (*one.fixed.evidence, said), "spared": one.fixed.spared}
            new |= {"signature": one.fixed.signature} if one.fixed.signature else {}
        else:
            new = {"evidence": (*draft.evidence, said)}
        if one.decision != "reject":
            new["grade"] = "proven"
        draft = draft.model_copy(update={**new, "first": first})
    return draft


def mended(candidate: Candidate) -> bool:
    """Whether a person has changed the words of a row."""
    return candidate.draft.row != candidate.draft.at_first.row
