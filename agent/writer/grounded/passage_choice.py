"""Which passage of its leaf a row is written from: the one with most room left, of equals one whose sections
bore no row."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from seedbed.agent.researcher.research import Passage
from seedbed.agent.work import Bench, Choice
from seedbed.agent.writer.grounded.spread import of_new_sections

LEAST_WORDS, MOST_WORDS = 80, 700
"""Words of a stretch of consecutive passages."""


def material_of(choice: Choice, passage: str) -> str:
    """Id under which a part uses up a passage: what it makes of it leaves it whole for other parts."""
    return f"{choice.part.name}/{passage}"


def roomiest(
    choice: Choice,
    bench: Bench,
    words_each: int,
    id_of: Callable[[Choice, str], str] = lambda choice, passage: passage,
) -> Any | None:
    """The passage of the leaf with most room left; None: all are used up.

    Args:
        words_each: A passage bears one row per so many words.
        id_of: Gives the id under which a passage is used up.
    """
    room = []
    taken = []
    for passage in bench.shelf.passages.get(choice.cell.leaf, ()):
        bears = max(1, len(passage.text.split()) // words_each)
        used = choice.used.get(id_of(choice, passage.id), 0)
        taken += [passage] * bool(used)
        if used < bears:
            room.append((used / bears, passage))
    if not room:
        return None
    least = min(share for share, _ in room)
    equal = [passage for share, passage in room if share == least]
    return choice.rng.choice(of_new_sections(equal, taken, bench.shelf))


def as_grounding(passage: Any) -> dict[str, Any]:
    """A passage as a brief holds it."""
    return {
        "id": passage.id,
        "text": passage.text,
        "source": passage.source,
        "name": passage.name,
        "start": passage.start,
        "heading": list(passage.heading_path),
    }


def as_passage(grounding: Mapping[str, Any]) -> Passage:
    """A brief's passage as the claim check takes it."""
    return Passage(
        id=grounding["id"],
        text=grounding["text"],
        source=grounding["source"],
        name=grounding["name"],
        heading=" > ".join(grounding["heading"]),
        start=grounding["start"],
        end=grounding["start"] + len(grounding["text"]),
    )


def freest_stretch(choice: Choice, bench: Bench, uses: int) -> dict[str, Any] | None:
    """Consecutive passages of the leaf as one, as a brief holds it, used and overlapped by used ones least.

    Args:
        uses: How often one stretch may be used.
    """
    found = _stretches(bench, choice.cell.leaf)
    used = {one["id"]: choice.used.get(material_of(choice, one["id"]), 0) for one in found}
    taken = [one for one in found if used[one["id"]]]
    free = []
    for one in found:
        if used[one["id"]] < uses:
            overlapping = sum(used[other["id"]] for other in taken if _overlap(one, other))
            free.append((overlapping, one))
    if not free:
        return None
    least = min(overlapping for overlapping, _ in free)
    return dict(choice.rng.choice([one for overlapping, one in free if overlapping == least]))


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["source"] != other["source"]:
        return False
    ends = [piece["start"] + len(piece["text"]) for piece in (one, other)]
    return bool(one["start"] < ends[1] and other["start"] < ends[0])


def _stretches(bench: Bench, leaf: str) -> Sequence[dict[str, Any]]:
    """Every run of passages of a leaf that follow each other and have enough words and not too many; worked
    out once."""
    key = f"stretches/{leaf}"
    if key not in bench.shelf.derived:
        texts = {source.sha256: source.text for source in bench.shelf.sources}
        passages = bench.shelf.passages.get(leaf, ())
        bench.shelf.derived[key] = [
            _joined(passages[first : last + 1], texts[passages[first].source])
            for first in range(len(passages))
            for last in range(first, len(passages))
            if _follows(passages[first : last + 1], texts[passages[first].source])
        ]
    found: Sequence[dict[str, Any]] = bench.shelf.derived[key]
    return found


def _follows(passages: Sequence[Any], text: str) -> bool:
    if len({passage.source for passage in passages}) > 1:
        return False
    if any(text[one.end : other.start].strip() for one, other in pairwise(passages)):
        return False
    return LEAST_WORDS <= len(text[passages[0].start : passages[-1].end].split()) <= MOST_WORDS


def _joined(passages: Sequence[Any], text: str) -> dict[str, Any]:
    start, end = passages[0].start, passages[-1].end
    heading: list[str] = []
    for names in zip(*(passage.heading_path for passage in passages), strict=False):
        if len(set(names)) > 1:
            break
        heading.append(names[0])
    first = as_grounding(passages[0])
    id = f"{passages[0].source[:16]}:{start}-{end}"
    return {**first, "id": id, "text": text[start:end], "heading": heading}
