"""What was heard: a request as read by rule, part for part, with what is open in it. Values only."""

from dataclasses import dataclass
from typing import Literal

from seedbed.agent.planner.rules.limits import Limits
from seedbed.agent.planner.rules.tasks import Task, Way
from seedbed.memory.spec import Label

Matter = Literal[
    "task", "rows", "labels", "label count", "topic", "language", "difficulty", "turns", "reading"
]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a request leaves open, or says in two ways."""

    part: str
    """Name of the part; empty: the whole request."""
    matter: Matter
    text: str
    """As a person is asked."""
    options: tuple[str, ...] = ()
    """Closed options; none: any words will do."""
    decided: str = ""
    """What is taken when nobody can be asked. Empty: it can't be decided, the request must say it."""
    contradiction: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """One part as read by rule. Empty: the request doesn't say."""

    name: str
    text: str
    """The clause that it was read from."""
    task: Task | Literal[""]
    way: Way = ""
    of: str = ""
    """Name of the part whose rows it starts from."""
    rows: int | None = None
    topic: str = ""
    labels: tuple[Label, ...] = ()
    label_count: int = 0
    """How many labels are wanted where none are named."""
    rows_per_label: int = 0
    """Rows of each label where the number of labels isn't known yet."""
    about: str = ""
    text_kind: str = ""
    difficulties: tuple[str, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    guidance: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    turns: tuple[int, int] | None = None
    personas: str = ""
    """File of the users of its talks."""
    questions: tuple[Question, ...] = ()
    said: tuple[str, ...] = ()
    """Decisions that a person should know of."""


@dataclass(frozen=True, slots=True)
class Request:
    """A whole request as read by rule."""

    words: str
    parts: tuple[Heard, ...]
    limits: Limits
    not_built: tuple[str, ...]
    """Tasks asked for that this version can't do."""
    questions: tuple[Question, ...] = ()
