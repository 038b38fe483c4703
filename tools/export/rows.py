"""The rows of a run as exports see them: the fields of the spec beside what is known of each row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx

from seedbed.memory.brief import split_key
from seedbed.memory.exact.canonical import digest
from seedbed.memory.files.projection import row_of
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Store
from seedbed.tools.export.conversation import Conversation, conversation

COLUMNS = ("weight", "split", "grade", "level")
"""What `--columns` may add to a row, beside what its recipe varies."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One accepted row."""

    id: str
    part: Part
    row: dict[str, Any]
    """As in `dataset.jsonl`: `id`, the fields of the spec, `part` where a spec has several."""
    grade: str
    group: str
    """Rows of one group stay on one side of a split; the row's id where it has none."""
    split: str = ""
    level: str = ""
    """Its difficulty; empty where its part has none."""
    axes: Mapping[str, Any] = field(default_factory=dict)
    """Axis → the value that the row was dealt, `language` among them."""
    among_conversations: bool = False
    """Some row of the run is a conversation."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """What fields are for in a conversation, where a person says otherwise than the recipe."""

    @property
    def talk(self) -> Conversation:
        roles = {name: self.roles.get(name, role) for name, role in self.part.row_roles.items()}
        return conversation(self.row, self.part.model_copy(update={"row_roles": roles}))

    def columns(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The columns asked for, fields of its own among them; None: this row has no such axis."""
        own = {"weight": 1.0, "split": self.split, "grade": self.grade, "level": self.level}
        known = {**self.axes, **own, **self.row}
        return {name: known.get(name) for name in names}


def read_rows(store: Store, spec: Spec, roles: Mapping[str, str] | None = None) -> list[ExportRow]:
    """Every accepted row of a run, by id, its fields with these roles where the recipe has others."""
    rows, own, made = dict[int, ExportRow](), dict[int, str](), dict[str, int]()
    for one in store.candidates():
        if one.verdict.state != "accepted" and one.verdict.withdrawn_at is None:
            continue
        part, _, _, level = split_key(one.verdict.cell)
        own[one.number] = group = one.draft.group or one.row_id
        # Others may have been made from it before a person mended or withdrew it.
        made |= {digest(draft.row): one.number for draft in (one.draft.at_first, one.draft)}
        if one.verdict.state == "accepted":
            level, row, grade = "" if level == ANY else level, row_of(one, spec), one.verdict.grade
            rows[one.number] = ExportRow(
                one.row_id, spec.part(part), row, grade, group, level=level, roles=roles or {}
            )
    axes, links = dict[int, Mapping[str, Any]](), list[tuple[int, int]]()
    for number, brief in store.briefs():  # one after the other: what they picked may be long
        if brief is not None and number in own:
            axes[number] = brief.attributes
            links += [(number, made[one]) for one in map(digest, brief.picked) if one in made]
    groups = _families(own, links)
    talks = any(row.talk.own for row in rows.values())
    every = (
        replace(one, group=groups[number], axes=axes.get(number, {}), among_conversations=talks)
        for number, one in rows.items()
    )
    return sorted(every, key=lambda one: one.id)


def _families(own: Mapping[int, str], links: Iterable[tuple[int, int]]) -> dict[int, str]:
    """Candidate → its group: that of its own material, joined with those of the rows it was made from.

    Args:
        own: Candidate → the group of its own material, or its row's id.
        links: A candidate, and one that it was made from."""
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(own.values())
    joined.add_edges_from((own[source], own[number]) for number, source in links)
    first = {name: min(family) for family in nx.connected_components(joined) for name in family}
    return {number: first[name] for number, name in own.items()}
