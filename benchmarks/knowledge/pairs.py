"""How good are retrieval pairs made without a model?

    python -m benchmarks.knowledge.pairs --out FILE

All questions that structure makes of a software manual, recipes and encyclopaedia articles (`../shared/data`)
and of the demo's handbook, as questions and as keywords. Told are: to which rank the search brings the
passage; how many negatives a row has; how many of them two checks flag that had no part in choosing them (the
claim check of `verify --kind claims` on the sentence that proves the answer; the nearest sentence by static
embeddings), beside the best ranked passages taken unread, and the positives, which both should flag.
"""

import argparse
import json
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedbed.memory.canonical import digest_text
from seedbed.memory.randomness import rng
from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.claims.check import check_claims
from seedbed.tools.knowledge.embedder import embed
from seedbed.tools.knowledge.index import KnowledgeIndex, open_index
from seedbed.tools.knowledge.pairs.mining import FIRST, NEGATIVES, SEARCHED, found_of, mined, rank_of
from seedbed.tools.knowledge.pairs.negatives import telling, wanted
from seedbed.tools.knowledge.pairs.passage import passage_text
from seedbed.tools.knowledge.pairs.query import SURE_STYLES, core_of, query_of
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.sources import Source, read_sources

HANDBOOK = Path(__file__).resolve().parents[2] / "scenarios" / "demo" / "handbook"
PILES = ("docs_redis", "docs_recipes", "docs_wikipedia")
NEAR = 0.75
"""Cosine from which a sentence counts as saying the same."""
_MOST = 1_000
"""Questions of one pile, drawn."""
_SHOWN = 20
"""Flagged negatives of which the beginning is kept, for a person to look at."""
_EXCERPT = 300
"""Characters of each."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row, and the passages that would have been its negatives unread."""

    item: GroundedItem
    query: str
    positive: str
    negatives: tuple[str, ...]
    unread: tuple[str, ...]


def documents(data: Path, name: str) -> tuple[Source, ...]:
    """The documents of a pile."""
    if name == "demo handbook":
        return tuple(read_sources([HANDBOOK]).sources)
    found = {}
    with (data / name / "docs.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            digest = digest_text(row["text"])
            found[digest] = Source(
                str(row["id"]), str(row["id"]), digest, digest, row["text"], row.get("title", "")
            )
    return tuple(found.values())


def pairs(
    items: Sequence[GroundedItem],
    chunks: Sequence[Chunk],
    index: KnowledgeIndex,
    style: str,
    seen: Counter[str],
) -> Iterator[Pair]:
    """The rows of some questions; what became of the others is counted."""
    by_id = {chunk.id: chunk for chunk in chunks}
    for item in items:
        chunk = by_id[item.chunk]
        positive = passage_text(" > ".join(chunk.heading_path), chunk.text)
        query = query_of(item.question, style, item.shown)
        if not query or not telling(query_of(item.question, "question")) <= telling(positive):
            seen["no query, or the passage doesn't name it"] += 1
            continue
        hits = index.search(query, SEARCHED, spread=False)
        found = found_of([{"id": hit.chunk, "heading": hit.heading, "text": hit.text} for hit in hits])
        rank = rank_of(found, chunk.id)
        seen[f"rank {rank}" if 0 < rank <= FIRST else "rank beyond"] += 1
        if not 0 < rank <= FIRST:
            continue
        near = mined(found, chunk.id, wanted(core_of(item.question), item.answer, item.shown, positive))
        seen[f"{len(near)} negatives"] += 1
        if near:
            unread = [one.text for one in found if one.id != chunk.id][:NEGATIVES]
            yield Pair(item, query, positive, tuple(one.text for one in near), tuple(unread))


def claimed(item: GroundedItem, passage: str) -> bool:
    """Whether the claim check finds the proving sentence supported by a passage."""
    said = check_claims(item.shown, passage)
    return bool(said) and all(one.ok for one in said)


def nearly_said(item: GroundedItem, passage: str) -> bool:
    """Whether a sentence of a passage is near to the proving one by embeddings."""
    lines = [line.strip() for line in passage.splitlines() if line.strip()]
    sentences = [line[start:end] for line in lines for start, end in sentence_spans(line)] or [passage]
    table = embed([item.shown, *sentences])
    return bool((table[1:] @ table[0]).max() >= NEAR)


CHECKS: dict[str, Callable[[GroundedItem, str], bool]] = {
    "claim check": claimed,
    "embeddings": nearly_said,
}


def flagged(made: Sequence[Pair]) -> dict[str, Any]:
    """Shares that each check flags, of positives, of negatives and of the best ranked unread."""
    kinds: dict[str, Callable[[Pair], Sequence[str]]] = {
        "positives": lambda pair: [pair.positive],
        "negatives": lambda pair: pair.negatives,
        "best ranked, unread": lambda pair: pair.unread,
    }
    report: dict[str, Any] = {}
    for name, check in CHECKS.items():
        for kind, of in kinds.items():
            all_of = [(pair, text) for pair in made for text in of(pair)]
            hit = [(pair, text) for pair, text in all_of if check(pair.item, text)]
            report[f"{name}: {kind}"] = {"of": len(all_of), "flagged": round(len(hit) / len(all_of), 4)}
            if kind == "negatives":
                report[f"{name}: examples"] = [
                    {"query": pair.query, "answer": pair.item.answer, "negative": text[:_EXCERPT]}
                    for pair, text in hit[:_SHOWN]
                ]
    return report


def measured(data: Path, name: str, folder: Path) -> dict[str, Any]:
    """All figures of one pile."""
    chunks = chunk_sources(documents(data, name))
    items = [item for item in make_questions(chunks) if item.kind != "cloze" and not item.hops]
    drawn = rng(0, f"pairs {name}", 0).sample(items, min(_MOST, len(items)))
    index = open_index(folder)
    index.add(chunks)
    report: dict[str, Any] = {"passages": len(chunks), "questions": len(items), "drawn": len(drawn)}
    for style in SURE_STYLES:
        seen: Counter[str] = Counter()
        began = time.process_time()
        made = list(pairs(drawn, chunks, index, style, seen))
        spent = time.process_time() - began
        report[style] = {
            "rows": len(made),
            "counts": dict(sorted(seen.items())),
            "ms of CPU per question": round(1_000 * spent / max(len(drawn), 1), 1),
            **(flagged(made) if made else {}),
        }
    index.close()
    return report


def main() -> None:
    """Measure, print and keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    report: dict[str, Any] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "constants": {"searched": SEARCHED, "first": FIRST, "near": NEAR},
    }
    with tempfile.TemporaryDirectory() as folder:
        for name in ("demo handbook", *PILES):
            report[name] = measured(given.data, name, Path(folder) / name)
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
