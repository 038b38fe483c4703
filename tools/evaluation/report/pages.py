"""On which page of its document a cited place stands, where the document has pages."""

from collections.abc import Callable

from seedbed.memory.store.protocol import Store
from seedbed.tools.knowledge.sources import page_at

Page = Callable[[str, int], int | None]
"""(SHA-256 of a source's text, offset in it) → page, from 1; None: the source has no pages."""


def no_pages(sha256: str, offset: int) -> int | None:
    """For evidence without a run around it."""
    return None


def pages_of(store: Store) -> Page:
    """The pages of a run's sources."""
    known = {about["sha256"]: about.get("pages") or () for about in store.meta("sources") or ()}
    return lambda sha256, offset: page_at(known.get(sha256, ()), offset)
