"""`language`: each text is in the language it is to be in (py3langid; Lui & Baldwin 2012, «langid.py»).

Only the languages in question are weighed: with all 140 a short English sentence may pass for Tagalog."""

import atexit
import copy
import lzma
import shutil
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import Field

from seedbed.memory.files.disk import cache_folder, reader
from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named, rule, spoken

LEAST_LETTERS = 20
"""Texts with fewer letters aren't judged."""
LONG = 80
"""Letters from which one text of several is judged on its own."""
SURE = 50.0
"""How much likelier another language must be: jargon and code seem a little foreign in every language."""
MOST = 20_000
"""Characters of a text that are read."""
_MOVES = 50_000
"""Of the automaton's, how many are in memory at once (6 MB)."""
_PART = 4096
"""Rows of the table of all languages that are in memory at once."""
COMPANIONS = ("de", "fr", "es")
"""Weighed where nothing else is in question but one language."""


class LanguageArguments(Arguments):
    """Which languages."""

    code: str = Field("", alias="is", description="ISO 639-1; empty: the one the field is to be in")
    among: tuple[str, ...] = Field((), description="other languages in question")


async def _verify(inputs: Values, arguments: LanguageArguments, case: Case) -> Verdict:
    """Fields without a language, or `any`, are left alone; so are texts too short to tell.

    Where the identifier doesn't know the language, it holds without evidence and says so."""
    known = codes()
    others = {*arguments.among, *case.languages.values(), *case.spoken}
    for field, value in named(inputs, case, "of"):
        own = (arguments.code or case.languages.get(field, "any")).casefold()
        if own == "any":
            continue
        if own not in known:
            return Verdict("held", detail=f"not checked: py3langid doesn't know the language {own!r}")
        candidates = frozenset({own, "en", *(one for one in others if one in known)})
        if len(candidates) == 1:
            candidates |= set(COMPANIONS)
        for text in _judged(spoken(value)):
            if (found := _read(text, candidates, own)) != own:
                return failed("malformed", f"{field} reads as {found}, not {own}: {text[:60]!r}")
    return held(rule("language", arguments, case))


def _judged(texts: Iterable[str]) -> list[str]:
    """All texts as one, and each that is long enough to be judged on its own."""
    cut = [text[:MOST] for text in texts]
    whole = "\n".join(cut)[:MOST]
    alone = [one for one in cut if _letters(one) >= LONG] if len(cut) > 1 else []
    return [one for one in (whole, *alone) if _letters(one) >= LEAST_LETTERS]


def _letters(text: str) -> int:
    """Letters; one of a script with thousands counts as three."""
    return sum((3 if one >= "\u2e80" else 1) for one in text if one.isalpha())


def _read(text: str, candidates: frozenset[str], own: str) -> str:
    """The code of the text's language; `own` where no other is `SURE` times as likely."""
    likely: dict[str, float] = dict(_identifier(candidates).rank(text))
    best = max(likely, key=lambda code: likely[code], default=own)
    return best if likely.get(best, 0.0) > SURE * likely.get(own, 0.0) else own


@lru_cache(maxsize=16)
def _identifier(candidates: frozenset[str]) -> Any:
    """Weighs these languages only: of the table of all it keeps their columns."""
    import numpy as np

    every, table = _every_language()
    at = [number for number, code in enumerate(every.nb_classes) if code in candidates]
    found = copy.copy(every)
    size = len(table())
    found.nb_ptc = np.concatenate([table()[n : n + _PART][:, at] for n in range(0, size, _PART)])
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


CHECK = Check(
    name="language",
    about="Each text of 20 letters or more is in its field's language. Always on; `language: any` ends it.",
    inputs=("of*",),
    verify=_verify,
    arguments=LanguageArguments,
    shows={"kept": "supported"},
    example="language: {of: [question, answer], is: de}",
)
