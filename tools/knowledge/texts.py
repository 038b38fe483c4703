"""Texts of files by their bytes: read here or apart, or remembered from an earlier reading of equal bytes."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from seedbed.tools.knowledge.extraction import APART, EXTRACTOR, documents_in
from seedbed.tools.knowledge.formats.apart import Apart
from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.titles import title_of

SLOW = APART | {".html", ".htm"}
"""Kinds whose texts are worth remembering: any other is read as fast from its file."""


class Cache:
    """Texts by their original's hash, kind and `EXTRACTOR`, a file each in a folder of its own.

    A file is written aside and renamed, and holds its own hash: one that a crash or a person has damaged
    counts as not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, original_sha256: str, suffix: str) -> tuple[Document, ...] | None:
        """What was kept; None: nothing, or not whole."""
        try:
            kept = json.loads(self._path(original_sha256, suffix).read_bytes())
            documents = kept["documents"]
            if kept["sha256"] != _digest(documents):
                return None
            return tuple(Document(**{**about, "pages": tuple(about["pages"])}) for about in documents)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def put(self, original_sha256: str, suffix: str, documents: Sequence[Document]) -> None:
        """Keep them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        listed = [asdict(document) for document in documents]
        path = self._path(original_sha256, suffix)
        aside = path.with_suffix(".part")
        aside.write_text(json.dumps({"sha256": _digest(listed), "documents": listed}), encoding="ascii")
        os.replace(aside, path)

    def _path(self, original_sha256: str, suffix: str) -> Path:
        return self.folder / f"{original_sha256}-{suffix.lstrip('.')}-{EXTRACTOR}.json"


def _digest(documents: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(documents, sort_keys=True).encode("ascii")).hexdigest()


def documents_of(
    data: bytes, suffix: str, apart: Apart, cache: Cache | None = None
) -> Iterable[Document | Unreadable]:
    """The documents in one file's bytes, in their order; `suffix` is one of `extraction.SUFFIXES`."""
    if suffix not in SLOW:
        return documents_in(data, suffix)
    original = hashlib.sha256(data).hexdigest()
    if cache and (kept := cache.get(original, suffix)):
        return kept
    found: list[Document | Unreadable]
    if suffix in APART:
        one = apart.read(data, suffix)
        if isinstance(one, Document):
            one = replace(one, title=one.title or title_of(one.text), original_sha256=original)
        found = [one]
    else:
        found = list(documents_in(data, suffix))
    documents = [one for one in found if isinstance(one, Document)]
    if cache and len(documents) == len(found):
        cache.put(original, suffix, documents)
    return found
