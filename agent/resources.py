"""What a run prepared before its first brief (`graphs/material/prepare.py`), a pure function of spec and
sources."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from seedbed.tools.knowledge.sources import lies_in

T = TypeVar("T")
_LATELY = 50


@dataclass(frozen=True, slots=True)
class Resources:
    """Prepared material."""

    examples: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Part name → rows that the user already has (`text`, `label`, …)."""
    held_out: Sequence[str] = ()
    """Words of rows of which no near-copy may enter the dataset: they are compared, and shown to nobody."""
    concepts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Part name → what each of these that may be a row of the dataset is about (`making/given.py`)."""
    folder: Path | None = None
    """Where the sources' extracted text lies, `<sha256>.txt`."""
    sources: Sequence[Any] = ()
    """`tools.knowledge.sources.Source`, in order."""
    unread: Sequence[tuple[str, str]] = ()
    """(Path, why) of each row of a file that would be counted and couldn't be read."""
    chunks: Sequence[Any] = ()
    """`tools.knowledge.chunks.Chunk`, in order."""
    sections: Any = None
    """`agent.planner.tree.grow_grounded.Sections` of the chunks; None without sources."""
    items: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Leaf id → `tools.offline.tables.GroundedItem`s of that part of the documents."""
    passages: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Leaf id → chunks of that part of the documents."""
    worlds: Mapping[str, Any] = field(default_factory=dict)
    """Part name → the `tools.world.world.World` in which its tools are called."""
    personas: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """Part name → the users who may speak (`--personas`), as their file has them."""
    prices: Sequence[Any] = ()
    """`tools.offline.problems.price.Price`s found in the sources."""
    refused: deque[bool] = field(default_factory=lambda: deque(maxlen=_LATELY), compare=False)
    """Whether a paid check refused it, of each row that this process had checked lately: what a row becomes
    doesn't hang on it, only whether its checks wait for each other."""
    derived: dict[str, Any] = field(default_factory=dict, compare=False)
    """What methods derived from the rest, kept so as not to do it for each candidate."""
    index: Any = None
    """`tools.knowledge.search.index` over the chunks; None without sources."""

    def within(self, named: str) -> frozenset[str]:
        """Hashes of the documents of a file or folder that the person named; of no name none."""
        if not named:
            return frozenset()
        return self.once(
            f"documents of {named}",
            lambda: frozenset(source.sha256 for source in self.sources if lies_in(source.path, named)),
        )

    def once(self, key: str, derive: Callable[[], T]) -> T:
        """What is derived under a key, by the first who asks for it."""
        if key not in self.derived:
            self.derived[key] = derive()
        found: T = self.derived[key]
        return found
