"""Does a search find the passage that answers a question?

    python -m benchmarks.knowledge.retrieval --out FILE

Questions and paragraphs of XQuAD's English part (`../shared/data/xquad_en`: 1,190 questions, 240 paragraphs),
alone and among the passages of a software manual, recipes and encyclopaedia articles. A result is right if
it comes from the question's paragraph. Constants (stemming, weight of the dense ranking, lambda) were chosen
on the questions with even numbers; figures here are of the odd ones unless it says otherwise. For
diversification two questions about different articles are asked as one: both paragraphs are to be found. For
near-copies each of a hundred paragraphs is there twice, the second with every 40th word left out.

XQuAD's questions were written with the paragraph before the writer's eyes, which favours BM25.
"""

import asyncio
import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.command import command
from seedbed.memory.exact.canonical import digest_text
from seedbed.memory.exact.randomness import rng
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.search.embedder import embed
from seedbed.tools.knowledge.search.index import DENSE_WEIGHT, POOL, RRF_K, KnowledgeIndex, fused
from seedbed.tools.knowledge.sources import Source

DISTRACTORS = ("docs_redis", "docs_recipes", "docs_wikipedia")
_DRAWS = 1_000
_DEEP = 10
"""A passage found later than this counts as not found."""

Search = Callable[[str, int], list[str]]
"""Query, how many → ids of chunks, best first."""


def source(text: str, name: str, title: str) -> Source:
    """A document as the program reads it."""
    digest = digest_text(text)
    return Source(name, name, digest, digest, text, title)


def questions(data: Path) -> list[dict[str, Any]]:
    """XQuAD's rows."""
    with (data / "xquad_en" / "test.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def paragraphs(rows: Sequence[dict[str, Any]]) -> dict[str, Source]:
    """Hash → paragraph, under its article's title."""
    found = (source(row["context"], row["title"], row["title"].replace("_", " ")) for row in rows)
    return {one.sha256: one for one in found}


def others(data: Path) -> Iterator[Source]:
    """Documents that answer none of the questions."""
    for name in DISTRACTORS:
        with (data / name / "docs.jsonl").open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield source(row["text"], str(row["id"]), row.get("title", ""))


def ways(index: KnowledgeIndex) -> dict[str, Search]:
    """What is compared. Dense alone, BM25 alone and equal weights are the same rankings, not fused or so."""

    def both(query: str, k: int) -> tuple[list[str], list[str]]:
        return index.rankings(query, embed([query])[0], max(POOL, 4 * k))

    def ranked(weights: tuple[float, float]) -> Search:
        def search(query: str, k: int) -> list[str]:
            by_words, by_meaning = both(query, k)
            return fused([(weights[0], by_words), (weights[1], by_meaning)])[:k]

        return search

    return {
        "dense": lambda query, k: both(query, k)[1][:k],
        "bm25": lambda query, k: both(query, k)[0][:k],
        "equal weights": ranked((1.0, 1.0)),
        "hybrid": lambda query, k: [hit.id for hit in asyncio.run(index.find(query, k))],
    }


def interval(values: NDArray[np.float64], purpose: str) -> list[float]:
    """Mean and 95 % percentile bootstrap over questions."""
    dice = rng(0, f"retrieval {purpose}", 0)
    size = len(values)
    means = sorted(float(np.mean(values[dice.choices(range(size), k=size)])) for _ in range(_DRAWS))
    low, high = means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]
    return [round(x, 4) for x in (float(values.mean()), low, high)]


def measured(ranks: NDArray[np.float64], purpose: str) -> dict[str, list[float]]:
    """Recall and mean reciprocal rank of ranks (0: not found), each with its interval."""
    found = np.where(ranks > 0, ranks, np.inf)
    table = {f"recall@{k}": np.asarray(found <= k, dtype=np.float64) for k in (1, 5, 10)}
    table["mrr"] = 1 / found
    return {name: interval(values, purpose) for name, values in table.items()}


def compare(index: KnowledgeIndex, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Recall, MRR and milliseconds of each way, and by how much hybrid is better."""
    right = [digest_text(row["context"]) for row in rows]
    report: dict[str, Any] = {}
    ranks: dict[str, NDArray[np.float64]] = {}
    for name, search in ways(index).items():
        search(rows[0]["question"], 5)
        began, found = time.perf_counter(), []
        for row in rows:
            found.append(search(row["question"], _DEEP))
        spent = time.perf_counter() - began
        ranks[name] = np.asarray(
            [_rank(ids, sha) for ids, sha in zip(found, right, strict=True)], dtype=float
        )
        report[name] = {
            **measured(ranks[name], name),
            "ms per query, 10 results": round(1_000 * spent / len(rows), 2),
        }
    hybrid = _gains(ranks["hybrid"])
    report["hybrid less"] = {
        name: {key: interval(hybrid[key] - theirs, f"less {name}") for key, theirs in _gains(mine).items()}
        for name, mine in ranks.items()
        if name != "hybrid"
    }
    return report


def _gains(ranks: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    found = np.where(ranks > 0, ranks, np.inf)
    gains = {f"recall@{k}": np.asarray(found <= k, dtype=np.float64) for k in (1, 5)}
    gains["mrr"] = np.asarray(1 / found, dtype=np.float64)
    return gains


def _rank(ids: Sequence[str], sha256: str) -> int:
    return next((at for at, key in enumerate(ids, 1) if key.startswith(sha256[:16])), 0)


def two_at_once(index: KnowledgeIndex, rows: Sequence[dict[str, Any]], number: int = 600) -> dict[str, Any]:
    """How often five results hold the paragraphs of both questions of a double one."""
    dice = rng(0, "retrieval pairs", 0)
    drawn = [dice.sample(list(rows), 2) for _ in range(number)]
    pairs = [(one, two) for one, two in drawn if one["title"] != two["title"]]
    report: dict[str, Any] = {"pairs": len(pairs)}
    for name, search in ways(index).items():
        found = [search(f"{one['question']} {two['question']}", 5) for one, two in pairs]
        both = [
            all(_rank(ids, digest_text(row["context"])) for row in pair)
            for ids, pair in zip(found, pairs, strict=True)
        ]
        report[name] = interval(np.asarray(both, dtype=float), f"both {name}")
    return report


def copies(folder: Path, rows: Sequence[dict[str, Any]], number: int = 100) -> dict[str, Any]:
    """How often five results hold a paragraph and its near-copy."""
    originals = list(paragraphs(rows).values())
    doubled = {one.sha256: shortened(one) for one in originals[:number]}
    index = KnowledgeIndex(chunk_sources([*originals, *doubled.values()]), str(folder), shared=False)
    asyncio.run(index.fill())
    asked = [row for row in rows if digest_text(row["context"]) in doubled]
    report: dict[str, Any] = {"questions": len(asked)}
    for name in ("hybrid",):
        search, both, either = ways(index)[name], 0, 0
        for row in asked:
            sha = digest_text(row["context"])
            ids = search(row["question"], 5)
            places = [bool(_rank(ids, sha)), bool(_rank(ids, doubled[sha].sha256))]
            both, either = both + all(places), either + any(places)
        report[name] = {"both": round(both / len(asked), 4), "either": round(either / len(asked), 4)}
    index.close()
    return report


def shortened(one: Source) -> Source:
    """A near-copy: every 40th word is left out unless it holds a figure."""
    words = one.text.split(" ")
    text = " ".join(word for at, word in enumerate(words, 1) if at % 40 or any(map(str.isdigit, word)))
    return replace(source(text, f"{one.name} (copy)", one.title))


def measure(data: Path) -> dict[str, Any]:
    """All comparisons."""
    rows = questions(data)
    own = paragraphs(rows)
    report: dict[str, Any] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("chromadb", "bm25s", "snowballstemmer", "wordllama")},
        "constants": {"dense weight": DENSE_WEIGHT, "k": RRF_K},
    }
    piles = {"paragraphs alone": list(own.values()), "among others": [*own.values(), *others(data)]}
    with tempfile.TemporaryDirectory() as folder:
        for name, pile in piles.items():
            chunks = chunk_sources({one.sha256: one for one in pile}.values())
            index = KnowledgeIndex(chunks, str(Path(folder) / name), shared=False)
            began = time.perf_counter()
            asyncio.run(index.fill())
            report[name] = {
                "passages": len(chunks),
                "seconds to index": round(time.perf_counter() - began, 2),
                "held out": compare(index, rows[1::2]),
                "chosen on": compare(index, rows[::2]),
                "two questions at once, held out": two_at_once(index, rows[1::2]),
            }
            index.close()
        report["near-copies"] = copies(Path(folder) / "copies", rows[1::2])
    return report


if __name__ == "__main__":
    command(measure, __doc__, data=Path("../shared/data"))
