"""The documents of a run by the hash of their text: excerpts round what is cited, and their whole text."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from seedbed.memory.candidate import Citation
from seedbed.memory.store.protocol import Store
from seedbed.tools.knowledge.remote.ask import known as found_elsewhere
from seedbed.tools.knowledge.sources import page_at, read_kept

A_PAGE = 20_000
"""Characters of a source on one page."""
_ROUND = 240
"""Characters shown before and after what is cited."""


def sources_of(store: Store) -> dict[str, Mapping[str, Any]]:
    """Hash → what the run knows of a source, without its text."""
    return {about["sha256"]: about for about in (*(store.meta("sources") or ()), *found_elsewhere(store))}


def text_of_source(folder: Path, about: Mapping[str, Any]) -> str | None:
    """The text of a source, of the run's own copy; None: that is gone, or isn't what it was. `folder`:
    `sources/` of the run."""
    path = folder / f"{about['sha256']}.txt"
    if path.is_symlink() or not path.is_file():
        return None
    return _read(folder, about["sha256"], path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(folder: Path, sha256: str, _changed: int) -> str | None:
    kept = read_kept(folder, {"path": "", "name": "", "original_sha256": "", "sha256": sha256})
    return kept.text if kept else None


def excerpt(folder: Path, known: Mapping[str, Mapping[str, Any]], cited: Citation) -> dict[str, Any]:
    """A citation where it stands: its place in the source, with its `page` (None: it has none), and its
    `quote` with the text `before` and `after` it; empty where the run's copy is gone or another."""
    about = known.get(cited.sha256)
    text = text_of_source(folder, about) if about else None
    page = page_at(about.get("pages") or (), cited.start) if about else None
    place = {**cited.model_dump(include={"source", "sha256", "start", "end"}), "page": page}
    if text is None:
        return {**place, "before": "", "quote": "", "after": ""}
    low, high = max(cited.start - _ROUND, 0), cited.end + _ROUND
    before, after = text[low : cited.start], text[cited.end : high]
    return {
        **place,
        "before": f"{'…' if low else ''}{before}",
        "quote": text[cited.start : cited.end],
        "after": f"{after}{'…' if high < len(text) else ''}",
    }
