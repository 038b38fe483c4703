"""What became of the probes, per kind: for the statistics and for the report.

Reads journal entries of the kind `probe`, as `graphs/critique/probing.py` writes them. A void probe was not
read by the checks for defects (it was taken for another concept, or broke a rule of form) and says nothing of
them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from sys import intern
from typing import Any
from weakref import WeakKeyDictionary

from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import Probes

_TOLD = ("n", "commit", "source", "judge", "kind", "drawn", "good", "flagged", "void", "asked", "sha256")
_BLOCK = 1000
_known: WeakKeyDictionary[Store, list[list[dict[str, Any]]]] = WeakKeyDictionary()


def probes_by_kind(entries: Iterable[Mapping[str, Any]]) -> list[Probes]:
    """Probes that were judged, and of these the flagged ones, by kind: bad kinds first, then by name."""
    found: dict[tuple[bool, str], list[int]] = {}
    for entry in entries:
        counts = found.setdefault((bool(entry["good"]), str(entry["kind"])), [0, 0])
        counts[0] += not entry["void"]
        counts[1] += bool(entry["flagged"]) and not entry["void"]
    return [Probes(kind, good, judged, flagged) for (good, kind), (judged, flagged) in sorted(found.items())]


def planted(store: Store) -> list[dict[str, Any]]:
    """What the journal entries of all probes say of the checks, by number. There are many and they never
    change, so of each thousand that is whole they are read once."""
    known = _known.setdefault(store, [])
    found = [one for some in known for one in some]
    block = len(known)
    while some := [_short(value) for _, value in store.journal_entries("probe", f"probe/{block:03d}")]:
        if len(known) == block and len(some) == _BLOCK - (not block):  # the first has the number 1
            known.append(some)
        found += some
        block += 1
    return found


def _short(entry: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: entry[name] for name in _TOLD if name in entry}
    return {name: intern(one) if isinstance(one, str) else one for name, one in told.items()}


def probe_figures(store: Store) -> list[dict[str, Any]]:
    """Per kind `kind`, `good`, `judged`, `flagged`, `void` and `share` (0–1 of the judged; None: none)."""
    entries = planted(store)
    void = Counter((one["good"], one["kind"]) for one in entries if one["void"])
    return [
        asdict(kind)
        | {"void": void[kind.good, kind.kind], "share": kind.flagged / kind.judged if kind.judged else None}
        for kind in probes_by_kind(entries)
    ]
