"""Questions without an answer, re-checked from the run's sources: all are cut again and searched again."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from seedbed.memory.candidate import Computation
from seedbed.memory.run_folder import RunFolder
from seedbed.tools.evaluation.recheck_place import Place

if TYPE_CHECKING:
    from seedbed.tools.knowledge.absence.search import Everything
    from seedbed.tools.knowledge.sources import Source


def absent(evidence: Computation, place: Place) -> str:
    """What is wrong with a row that is said to have no answer; "" if nothing in the sources may answer it."""
    from seedbed.tools.knowledge.absence.search import Sought

    row, near = place.row, dict(place.brief.grounding.get("near") or {})
    if fault := unanswered_fault(row):
        return fault
    try:
        sought = Sought(**near["sought"])
    except (KeyError, TypeError) as odd:
        return f"its brief's near miss isn't one: {odd!r}"
    if fault := _asks(str(row.get("question", "")), sought.entity, sought.attribute):
        return fault
    made, fault = absent_again(near["sought"], place)
    if made is None:
        return fault
    _, texts = _everything(place.folder, _kept(place))
    if wrong := shown_fault(row, texts) or fault:
        return wrong
    return "" if evidence == made else "it searched for something else, or elsewhere, than the row asks"


def absent_again(sought: Mapping[str, str], place: Place) -> tuple[Computation | None, str]:
    """The evidence of a search made again in the run's sources, and what speaks against it."""
    from seedbed.tools.knowledge.absence.search import Sought, absence, hash_of

    known = _kept(place)
    if missing := [sha256 for sha256, _, _ in known if _text(place.folder, sha256) is None]:
        return None, f"the text {missing[0][:12]}… that was searched is gone or was changed"
    try:
        wanted = Sought(**sought)
    except TypeError as odd:
        return None, f"what was sought isn't known: {odd!r}"
    everything, _ = _everything(place.folder, known)
    made = Computation(**absence(wanted, everything, hash_of(sha256 for sha256, _, _ in known)))
    return made, "" if made.ok else f"{made.result} places of the sources may answer it"


def unanswered_fault(row: Mapping[str, Any]) -> str:
    """What speaks against a row that is said to have no answer, in its own fields."""
    return "" if row.get("answer") == "" and row.get("answerable") is False else "the row has an answer"


def shown_fault(row: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Whether the row's context is a passage of the source that it names."""
    context = str(row.get("context", ""))
    named = [text for name, text in texts.items() if name == row.get("source")]
    return (
        "" if context and any(context in text for text in named) else "its context is of no source it names"
    )


def _asks(question: str, entity: str, attribute: str) -> str:
    """Whether a question asks for the attribute of the thing, and nothing else."""
    from seedbed.tools.knowledge.lexical import stems

    said, thing, asked = (set(stems(text)) for text in (question, entity, attribute))
    # "servings" is asked for as "the number of servings".
    return (
        "" if thing <= said and asked <= said else f"the question doesn't ask for {attribute!r} of {entity!r}"
    )


Kept = tuple[tuple[str, str, str], ...]
"""(hash, name, title) of each text, in the run's order."""


def _kept(place: Place) -> Kept:
    own = place.store.meta("sources") or ()
    named = [(str(one["sha256"]), str(one["name"]), str(one["title"])) for one in own]
    known = {sha256 for sha256, _, _ in named}
    return (
        *named,
        *((sha256, *_told(place.folder, sha256)) for sha256 in _searched(place) if sha256 not in known),
    )


def _searched(place: Place) -> Iterator[str]:
    yield from (str(sha256) for sha256 in place.store.meta("searched") or ())


def _told(folder: RunFolder, sha256: str) -> tuple[str, str]:
    """Name and title of a text that a search tool gave."""
    import json

    about = json.loads((folder.sources / f"{sha256}.json").read_text(encoding="utf-8"))
    return str(about["name"]), str(about["title"])


def _text(folder: RunFolder, sha256: str) -> str | None:
    """The text of a source; None where the folder has none with this hash."""
    path = folder.sources / f"{sha256}.txt"
    if path.is_symlink() or not path.is_file():
        return None
    data = path.read_bytes()
    return data.decode("utf-8", errors="replace") if hashlib.sha256(data).hexdigest() == sha256 else None


@lru_cache(maxsize=1)
def _cut(sources: "tuple[Source, ...]") -> "Everything":
    from seedbed.tools.knowledge.absence.near_misses import everything_of
    from seedbed.tools.knowledge.chunks import chunk_sources

    return everything_of(chunk_sources(sources))


def _everything(folder: RunFolder, known: Kept) -> "tuple[Everything, dict[str, str]]":
    from seedbed.tools.knowledge.sources import Source

    sources = tuple(
        Source(name, name, sha256, sha256, _text(folder, sha256) or "", title)
        for sha256, name, title in known
    )
    return _cut(sources), {source.name: source.text for source in sources}
