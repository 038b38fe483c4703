"""A row as a person reads it: its text, what it claims about it, and the best reason to believe it."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from operator import itemgetter
from typing import Any

from seedbed.memory.candidate import PROVING, Evidence
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import Part, Spec
from seedbed.memory.store.protocol import Candidate, Store
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.evaluation.report.grounds import Ground, Page, ground, pages_of
from seedbed.tools.evaluation.report.play import TALK_FIELDS, play, text_of, words_of


@dataclass(frozen=True, slots=True)
class Reading:
    """One row, told."""

    id: str
    part: str
    kind: str
    """Name of the field that the text is; «row»: of none."""
    text: str
    claims: tuple[tuple[str, str], ...]
    """(name, value) of what the row says about its text: the label, the answer, …"""
    grade: str
    grounds: tuple[Ground, ...]
    """The strongest first; what says the same stands once."""
    talks: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Field → messages, of a row that holds some: `messages`, or `prompt`, `chosen`, `rejected`."""


def read(candidate: Candidate, part: Part, page: Page = lambda sha256, offset: None) -> Reading:
    """An accepted (or any judgeable) row as a person reads it."""
    row = candidate.draft.row or {}
    kind, text, claims = told(row, part)
    grounds = sorted(candidate.draft.evidence, key=_strength)
    return Reading(
        candidate.row_id,
        part.name,
        kind,
        text,
        tuple((name, said) for name, said in claims if said),
        candidate.verdict.grade,
        tuple({(one.kind, one.says): one for one in (ground(one, page) for one in grounds)}.values()),
        {name: row[name] for name in TALK_FIELDS if is_messages(row.get(name))},
    )


def _strength(evidence: Evidence) -> tuple[bool, bool, bool]:
    return not evidence.ok, evidence.kind not in PROVING, evidence.kind in ("schema", "rule")


def told(row: Mapping[str, Any], part: Part) -> tuple[str, str, Sequence[tuple[str, str]]]:
    """A row: the name of its first text or prompt, that text, then every other field under its name.

    Where a row says its place in the sources, that place stands instead of the context."""
    telling = ("text", "prompt", "messages")
    first = next((name for name, role in part.row_roles.items() if role in telling), "")
    text = play(row[first]) if is_messages(row.get(first)) else words_of(row.get(first))
    places = [text_of(row.get(name)) for name, role in part.row_roles.items() if role == "place"]
    hidden = ("place", "context") if places else ()
    rest = [
        (name, play(value) if is_messages(value) else words_of(value))
        for name, value in row.items()
        if name != first and part.row_roles.get(name) not in hidden
    ]
    if where := " › ".join(filter(None, places)).replace(" > ", " › "):
        rest.append(("from", where))
    return first or "row", text, rest


def specimens(store: Store, spec: Spec, number: int) -> list[Reading]:
    """Some accepted rows to show, drawn by the run's seed: part by part in turn, labels and cells mixed."""
    by_part = {part.name: (array("q"), array("i")) for part in spec.parts}
    cells: dict[str, int] = {}
    for candidate in store.candidates("accepted", by="row_id"):
        numbers, of = by_part[candidate.verdict.cell.split("/", 1)[0]]
        numbers.append(candidate.number)
        of.append(cells.setdefault(candidate.verdict.cell, len(cells)))
    turns = sorted(
        (turn, place, one)
        for place, mine in enumerate(by_part.values())
        for turn, one in enumerate(_mixed(*mine, spec.seed, number))
    )
    found = [store.candidate(one) for _, _, one in sorted(turns[:number], key=itemgetter(1))]
    page = pages_of(store)
    return [read(c, spec.part(c.verdict.cell.split("/", 1)[0]), page) for c in found if c is not None]


def _mixed(numbers: Sequence[int], cells: Sequence[int], seed: int, wanted: int) -> list[int]:
    """So many of the numbers, those of different cells before more of the same."""
    order = array("i", range(len(numbers)))
    rng(seed, "specimens").shuffle(order)
    seen = Counter[int]()

    def turn(place: int) -> int:
        seen[cells[place]] += 1
        return seen[cells[place]]

    return [numbers[place] for place in nsmallest(wanted, order, key=turn)]
