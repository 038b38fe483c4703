"""Which language a text is in (py3langid; Lui & Baldwin 2012, «langid.py»), of some that are in question.

With all 142 a short English sentence may pass for Tagalog."""

import atexit
import copy
import lzma
import shutil
import tempfile
import zipfile
from array import array
from collections.abc import Callable
from functools import cache, lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seedbed.memory.files.disk import cache_folder, reader

SURE = 50.0
"""How much likelier another language must be: jargon and code seem a little foreign in every language."""
_MOVES = 50_000
"""Of the automaton's, how many are in memory at once (6 MB)."""
_PART = 4096
"""Rows of the table of all languages that are in memory at once."""


def read_as(text: str, candidates: frozenset[str], own: str) -> str:
    """The code of the text's language; `own` where no other is `SURE` times as likely. No candidates: all."""
    likely: dict[str, float] = dict(_identifier(candidates).rank(text))
    best = max(likely, key=lambda code: likely[code], default=own)
    return best if likely.get(best, 0.0) > SURE * likely.get(own, 0.0) else own


@lru_cache(maxsize=16)
def _identifier(candidates: frozenset[str]) -> Any:
    """Weighs these languages only: of the table of all it keeps their columns. All: it stays in its file."""
    import numpy as np

    every, table = _every_language()
    found = copy.copy(every)
    found.nb_ptc = table()
    if candidates:
        at = [number for number, code in enumerate(every.nb_classes) if code in candidates]
        parts = [table()[n : n + _PART][:, at] for n in range(0, len(found.nb_ptc), _PART)]
        found.nb_ptc = np.concatenate(parts)
        found.nb_pc, found.nb_classes = every.nb_pc[at], [every.nb_classes[number] for number in at]
    found._set_alias_pairs()
    return found


@cache
def _every_language() -> tuple[Any, Callable[[], Any]]:
    """py3langid's identifier without its table, to be copied for some languages, and that table. What it
    looks up stays in files: 75 MB, of which a text needs little."""
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    folder = _unpacked(MODEL_DIR / MODEL_FILE)

    def table(name: str) -> Any:
        """Mapped anew at each call: what was read of it goes with what is returned."""
        return np.load(folder / f"{name}.npy", mmap_mode="r")

    rows, outputs = (memoryview(table(name).reshape(-1)) for name in ("nextmove_row", "out_feat"))
    moves: Any = _Moves(folder / "nextmove.npy")
    every = LanguageIdentifier(
        None, table("pc"), table("classes").tolist(), moves, outputs, norm_probs=True, tk_row=rows
    )
    every._rowbase = array("I", every._rowbase)  # a list of numbers takes ten times as much
    return every, partial(table, "ptc")


class _Moves(dict[int, int]):
    """Of py3langid's automaton, state and letter → the next state: read from its file once it is asked for.
    Mapped into memory, they took 16 MB."""

    def __init__(self, file: Path) -> None:
        import numpy as np

        table = np.load(file, mmap_mode="r")
        self._start, self._size, self._read = table.offset, table.itemsize, reader(file)

    def __missing__(self, at: int) -> int:
        if len(self) >= _MOVES:
            self.clear()
        self[at] = int.from_bytes(self._read(self._size, self._start + self._size * at), "little")
        return self[at]


def _unpacked(model: Path) -> Path:
    """The folder of the model's arrays: unpacked once, into the cache, else each time."""
    kept = cache_folder() / f"py3langid-{version('py3langid')}"
    if kept.exists():
        return kept
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=kept.parent))
    except OSError:
        made = kept = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    with tempfile.TemporaryFile() as whole:
        with lzma.open(model) as packed:
            shutil.copyfileobj(packed, whole)
        zipfile.ZipFile(whole).extractall(made)
    if made != kept:
        try:
            made.rename(kept)
        except OSError:  # another process was first
            shutil.rmtree(made)
    return kept


@cache
def codes() -> frozenset[str]:
    """ISO 639-1 codes of the languages that can be told."""
    return frozenset(str(code) for code in _every_language()[0].nb_classes if len(code) == 2)
