"""Rows of entities and relations: re-checked from the brief's facts and the sources.

Each citation is re-checked against its source by `recheck`; here the facts are extracted from the sources
again, and text, places and relations made again from them.
"""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from seedbed.memory.candidate import Citation
from seedbed.tools.evaluation.recheck_place import Place

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.facts import Fact

_SHA256 = re.compile(r"[0-9a-f]{64}")


def extracted(evidence: Citation, place: Place) -> str:
    """What is wrong with a row whose citation this is; "" if the facts are the sources' and make the row."""
    from seedbed.tools.knowledge.graph.annotated import annotated

    try:
        facts, types = _ordered(place)
    except (KeyError, TypeError, ValueError, AttributeError) as odd:
        return f"its brief's facts aren't any: {odd!r}"
    cited = {(one.sha256, one.start, one.end, one.claim) for one in _citations(place)}
    if cited != {(fact.source, fact.start, fact.end, fact.value) for fact in facts}:
        return "its citations are not its facts'"
    for fact in facts:
        if fact not in _facts(place.folder.sources, fact.source):
            return f"the source doesn't say {_told(fact)}"
    made = annotated(facts, types)
    if made is None:
        return "its facts don't make such a text"
    row = place.row
    wrong = [name for name, value in made.fields().items() if row.get(name) != value]
    if wrong:
        return f"its {' and '.join(wrong)} are not what its facts make"
    if row.get("source") != "; ".join(dict.fromkeys(fact.name for fact in facts)):
        return f"the row names {row.get('source')!r} as its sources"
    if row.get("heading") != " > ".join(facts[0].heading_path):
        return f"the row stands under {row.get('heading')!r}, its first fact doesn't"
    return ""


def _ordered(place: Place) -> tuple[tuple["Fact", ...], dict[str, str]]:
    from seedbed.tools.knowledge.graph.facts import fact_of

    triples = place.brief.grounding["triples"]
    return tuple(map(fact_of, triples["facts"])), dict(triples["types"])


def _citations(place: Place) -> list[Citation]:
    return [one for one in place.candidate.draft.evidence if isinstance(one, Citation)]


def _told(fact: "Fact") -> str:
    return f"{fact.subject[:40]!r} — {fact.relation[:40]} → {fact.value[:40]!r}"


@lru_cache(maxsize=256)
def _facts(folder: Path, sha256: str) -> frozenset["Fact"]:
    """The facts of a source of the run, extracted again; none where the run has no such text."""
    from seedbed.tools.knowledge.chunks import chunk_source
    from seedbed.tools.knowledge.graph.relations import facts_of
    from seedbed.tools.knowledge.sources import Source

    path = folder / f"{sha256}.txt"
    if not _SHA256.fullmatch(sha256) or path.is_symlink() or not path.is_file():
        return frozenset()
    text = path.read_bytes().decode("utf-8", errors="replace")
    try:
        about = json.loads(path.with_suffix(".json").read_bytes())
        name, title = str(about["name"]), str(about["title"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    source = Source(str(path), name, sha256, "", text, title)
    return frozenset(facts_of(list(chunk_source(source))))
