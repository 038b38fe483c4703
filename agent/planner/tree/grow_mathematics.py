"""The concept tree of mathematics: families of problems under a few subjects. No model needed.

A leaf's id ends with the name of its family. A part that is about the prices of the user's documents gets
only families that these suffice for; else the problems may have made-up prices.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept, ConceptTree
from seedbed.tools.offline.problems.problem import LEVELS
from seedbed.tools.offline.request import PRICES

if TYPE_CHECKING:
    from seedbed.tools.offline.problems.price import Price
    from seedbed.tools.offline.problems.shape import Entry

ROOT = "root"


def subjects() -> "tuple[tuple[str, str, tuple[Entry, ...]], ...]":
    """Id, name and families of each subject, in the library's order."""
    from seedbed.tools.offline.problems import library

    return tuple((subject.id, subject.name, subject.entries) for subject in library.subjects())


def grow_mathematics(part: Part, prices: "Sequence[Price]", difficulties: Sequence[str]) -> ConceptTree:
    """Families that serve the part at every level asked for, under their subjects.

    Raises:
        UserFault: an unknown family or level, or no family fits.
    """
    from seedbed.tools.offline.problems import library
    from seedbed.tools.offline.problems.price import Price

    # Without the citation, for the library looks prices up by their hash.
    prices = tuple(Price(p.item, p.unit, p.amount, p.currency) for p in prices)
    known = {family.name: family for family in library.families()}
    _check("families", part, part.families, known)
    _check("difficulties", part, difficulties, LEVELS)
    by_prices = is_about_prices(part) and bool(prices)
    grown = [Concept(id=ROOT, name=part.topic[:120], inside="Word problems with one right answer.")]
    for id, name, entries in subjects():
        chosen = [
            entry.family
            for entry in entries
            if (not part.families or entry.family.name in part.families)
            and all(
                level in entry.family.levels
                and (library.fits(entry.family.name, level, prices) or not by_prices)
                for level in difficulties
            )
        ]
        if chosen:
            grown.append(Concept(id=id, name=name, parents=(ROOT,), weight=float(len(chosen))))
            grown.extend(
                Concept(id=f"{id}.{f.name}", name=f.name.replace("-", " "), parents=(id,), inside=f.gloss)
                for f in chosen
            )
    if len(grown) == 1:
        lacking = "the prices found in the documents suffice for no family" if by_prices else "no family fits"
        raise UserFault(
            f"{lacking} at the levels {', '.join(difficulties)}",
            where=f"part {part.name!r}",
            next_step="ask for fewer levels or other families, or leave the prices out of the topic",
        )
    return ConceptTree(concepts=tuple(grown))


def is_about_prices(part: Part) -> bool:
    """Whether a part asks for problems about prices."""
    return any(PRICES.search(text) for text in (part.topic, *part.guidance))


def _check(key: str, part: Part, names: Sequence[str], known: Iterable[str]) -> None:
    options = list(known)
    for name in names:
        if name not in options:
            of = next((entries for id, _, entries in subjects() if id == name and key == "families"), ())
            if of:
                raise UserFault(
                    f"{name!r} is a subject, not one of its families",
                    where=f"part {part.name!r}",
                    next_step=f"name some of {', '.join(entry.family.name for entry in of)}",
                )
            close = nearest(name, options)
            raise UserFault(
                f"there is no {name!r} among its {key}",
                where=f"part {part.name!r}",
                next_step=f"did you mean {close!r}?" if close else f"known: {', '.join(options)}",
            )
