"""`language`: each text is in the language it is to be in (py3langid; Lui & Baldwin 2012, «langid.py»).

Only the languages in question are weighed: with all 140 a short English sentence may pass for Tagalog.
"""

import copy
import io
import lzma
import math
import mmap
import shutil
import struct
import tempfile
import zipfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from pydantic import Field

from seedbed.tools.checks.check import Arguments, Case, Check, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named, rule, spoken

LEAST_LETTERS = 20
"""Texts with fewer letters aren't judged."""
LONG = 80
"""Letters from which one text of several is judged on its own."""
SURE = 4.0
"""How much likelier another language must be: jargon and code seem a little foreign in every language."""
MOST = 20_000
"""Characters of a text that are read."""
COMPANIONS = ("de", "fr", "es")
"""Weighed where nothing else is in question but one language."""


class LanguageArguments(Arguments):
    """Which languages."""

    code: str = Field("", alias="is", description="ISO 639-1; empty: the one the field is to be in")
    among: tuple[str, ...] = Field((), description="other languages in question")


async def _verify(inputs: Values, arguments: LanguageArguments, case: Case) -> Verdict:
    """Fields without a language, or `any`, are left alone; so are texts too short to tell.

    Where the identifier doesn't know the language, it holds without evidence and says so.
    """
    known = codes()
    others = {*arguments.among, *case.languages.values()}
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
    """Weighs these languages only; of the table of all it keeps their columns."""
    import numpy as np

    every = _every_language()
    at = [number for number, code in enumerate(every.nb_classes) if code in candidates]
    found = copy.copy(every)
    found.nb_ptc = np.concatenate([part[:, at] for part in every.nb_ptc.parts()])
    found.nb_pc, found.nb_classes = every.nb_pc[at], [every.nb_classes[number] for number in at]
    found._set_alias_pairs()
    return found


@cache
def _every_language() -> Any:
    """py3langid's identifier, to be copied for some languages. Its tables stay in a file that is gone with
    the process: they would take 75 MB, and a text looks at few of their rows."""
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    class Identifier(LanguageIdentifier):  # type: ignore[misc]
        def _raw_score(self, text: bytes) -> Any:
            found = Counter(_walk(text, self.tk_nextmove, self.tk_row, self.tk_output))
            if found:
                return self._sparse_score(found, self.nb_ptc)
            return np.zeros(len(self.nb_classes), dtype=np.float32)

    with tempfile.TemporaryFile() as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, 1 << 20)
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        file.seek(0)
        with np.load(file) as small, zipfile.ZipFile(file) as members:
            table, moves = (_OnDisk(view, members.getinfo(f"{name}.npy")) for name in ("ptc", "nextmove"))
            classes, outputs = small["classes"].tolist(), array("i", small["out_feat"].tobytes())
            found = Identifier(
                table, small["pc"], classes, _Moves(moves), outputs, norm_probs=True, tk_row=()
            )
            found.tk_row = array("H", small["nextmove_row"].tobytes())
    return found


def _walk(text: bytes, moves: "_Moves", rows: "array[int]", outputs: "array[int]") -> Iterator[int]:
    """The features of a text, as often as they come: a state's row and the next byte give the next state."""
    row = rows[0]
    for byte in text:
        state = moves[row][byte]
        if (feature := outputs[state]) >= 0:
            yield feature
        row = rows[state]


class _OnDisk:
    """A table in an archive of numpy that isn't compressed (APPNOTE.TXT, 4.3.7)."""

    def __init__(self, view: mmap.mmap, member: zipfile.ZipInfo) -> None:
        import numpy as np

        self._view, header = view, member.header_offset
        name, extra = struct.unpack_from("<HH", view, header + 26)
        start = header + 30 + name + extra
        head = io.BytesIO(view[start : start + 1024])
        np.lib.format.read_magic(head)
        shape, _, self._kind = np.lib.format.read_array_header_1_0(head)
        self._width = shape[1] if len(shape) > 1 else 256
        self._size, self._start = math.prod(shape) // self._width, start + head.tell()

    def rows(self, first: int, count: int) -> Any:
        """A copy of some rows."""
        import numpy as np

        wide = self._width * self._kind.itemsize
        at = self._start + first * wide
        read = self._view[at : at + count * wide]
        if hasattr(mmap, "MADV_DONTNEED"):  # of what was only read over, nothing stays in memory
            self._view.madvise(mmap.MADV_DONTNEED)
        return np.frombuffer(read, self._kind).reshape(-1, self._width)

    def parts(self) -> Iterator[Any]:
        """All rows, some thousand at a time."""
        return (self.rows(at, min(_PART, self._size - at)) for at in range(0, self._size, _PART))


_PART = 4096


class _Moves(dict[int, "array[int]"]):
    """Row → the next state for each byte, kept once it was looked at: at most 39 MB, of English texts 4."""

    def __init__(self, table: _OnDisk) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, row: int) -> "array[int]":
        found = self[row] = array("I", self._table.rows(row, 1).tobytes())
        return found


@cache
def codes() -> frozenset[str]:
    """ISO 639-1 codes of the languages that can be told."""
    return frozenset(str(code) for code in _every_language().nb_classes if len(code) == 2)


CHECK = Check(
    name="language",
    about="Each text of 20 letters or more is in its field's language. Always on; `language: any` ends it.",
    inputs=("of*",),
    verify=_verify,
    arguments=LanguageArguments,
    shows={"kept": "supported"},
    example="language: {of: [question, answer], is: de}",
)
