"""The rows of a run as exports see them: the fields of the spec beside what is known of each row."""

from dataclasses import dataclass, replace
from typing import Any

from seedbed.memory.canonical import digest
from seedbed.memory.projection import row_of
from seedbed.memory.spec import ANY, Part, Spec
from seedbed.memory.store.protocol import Store
from seedbed.memory.task import Way
from seedbed.tools.export.conversation import Conversation, Message, are_messages, is_conversation
from seedbed.tools.export.pairs import as_messages, read_pair

COLUMNS = ("weight", "split", "grade", "level")
"""What `--columns` may add to a row."""


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
    beside: tuple[Way, ...] = ()
    """Ways of the run's parts of questions about documents, its own among them."""
    weight: float = 1.0
    split: str = ""
    level: str = ""
    """Its difficulty; empty where its part has none."""
    among_conversations: bool = False
    """Some row of the run is a conversation."""

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the spec alone."""
        return {name: value for name, value in self.row.items() if name not in ("id", "part")}

    @property
    def is_conversation(self) -> bool:
        """Whether it has chat messages already."""
        talk = any(are_messages(value) for value in self.fields.values())
        return is_conversation(self.row) or (talk and self.pair is not None)

    @property
    def pair(self) -> tuple[Conversation, Message] | None:
        """Where it has two answers to one talk: the talk with the chosen one, and the rejected one."""
        messages = as_messages(self.fields, self.part.row_roles)
        return None if messages is None else read_pair(messages)

    def columns(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The columns asked for beside the fields."""
        known = {"weight": self.weight, "split": self.split, "grade": self.grade, "level": self.level}
        return {name: known[name] for name in names}


def read_rows(store: Store, spec: Spec) -> list[ExportRow]:
    """Every accepted row of a run, by id."""
    rows = []
    ways = tuple(part.way for part in spec.parts if part.task == "grounded_qa")
    for candidate in store.candidates("accepted"):
        part = spec.part(candidate.verdict.cell.split("/", 1)[0])
        group = f"{part.name}/{candidate.draft.group}" if candidate.draft.group else candidate.row_id
        level = candidate.verdict.cell.rpartition("/")[2]
        rows.append(
            ExportRow(
                candidate.row_id,
                part,
                row_of(candidate, spec),
                candidate.verdict.grade,
                group,
                ways,
                level="" if level == ANY else level,
            )
        )
    rows = _with_their_talks(rows, spec)
    if any(row.is_conversation for row in rows):
        rows = [replace(row, among_conversations=True) for row in rows]
    return sorted(rows, key=lambda row: row.id)


def _with_their_talks(rows: list[ExportRow], spec: Spec) -> list[ExportRow]:
    """The rows, pairs of answers in the groups of the talks that they start from."""
    of = {part.name: part.of for part in spec.parts if part.task == "preferences"}
    talks = {
        f"{row.part.name}/{digest(row.fields)[:16]}": row.group
        for row in rows
        if row.part.name in of.values()
    }
    return [
        replace(row, group=talks.get(f"{of[row.part.name]}/{row.group.rpartition('/')[2]}", row.group))
        if row.part.name in of
        else row
        for row in rows
    ]
