"""Does a search find the passage that answers a question, in other languages than English?

    python -m benchmarks.knowledge.languages FOLDER --out FILE

FOLDER holds XQuAD's files (`xquad.zh.json` and so on, https://github.com/google-deepmind/xquad): the same
1,190 questions and 240 paragraphs in each language, by translators. Of those with odd numbers: the share
whose paragraph is the first found, and among the first five. `English rules` is the baseline: words between
signs, stemmed as English ones, fused with the static vectors, as everything was searched up to 29 November
2026; chunks are the same. `read against`: how often the paragraph is among the passages that the check
`documents` reads for the question, and how many those are; `the first four`: were they not to be near.
`linked`: the passages that may be drawn beside another one, for a question that needs both, and how many of
them are of the same article, which has five.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import snowballstemmer

from benchmarks.command import command
from benchmarks.knowledge.retrieval import paragraphs
from seedbed.agent.making.picks import nearest_of
from seedbed.memory.exact.canonical import digest_text
from seedbed.tools.checks.sources.against import nearest
from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.search.embedder import embed
from seedbed.tools.knowledge.search.index import DENSE_WEIGHT, POOL, KnowledgeIndex, fused, searchable
from seedbed.tools.knowledge.search.lexical import Lexicon

_ENGLISH = snowballstemmer.stemmer("english")
Search = Callable[[str], Iterable[Chunk]]


def english_rules(chunks: list[Chunk]) -> Search:
    """The baseline."""
    texts = [searchable(chunk) for chunk in chunks]

    def stems(text: str) -> list[str]:
        found: list[str] = _ENGLISH.stemWords(re.findall(r"\w+", text.lower()))
        return found or [""]

    lexicon, vectors = bm25s.BM25(), embed(texts)
    lexicon.index([stems(text) for text in texts], show_progress=False)

    def best(scores: Any) -> list[str]:
        return [str(row) for row in np.argsort(-scores, kind="stable")[:POOL]]

    def search(query: str) -> Iterable[Chunk]:
        known = [stem for stem in stems(query) if stem in lexicon.vocab_dict]
        scores = lexicon.get_scores(known) if known else np.zeros(len(texts))
        by_words = [row for row in best(scores) if scores[int(row)] > 0]
        ranked = fused([(1.0, by_words), (DENSE_WEIGHT, best(vectors @ embed([query])[0]))])
        return [chunks[int(row)] for row in ranked[:5]]

    return search


def _shares(rows: list[dict[str, Any]], search: Search) -> dict[str, float]:
    first = five = 0
    for row in rows:
        wanted = digest_text(row["context"])
        found = [chunk.source == wanted for chunk in search(row["question"])]
        first, five = first + found[0] if found else first, five + any(found)
    return {"recall@1": round(first / len(rows), 3), "recall@5": round(five / len(rows), 3)}


def _read_against(rows: list[dict[str, Any]], chunks: list[Chunk], **near: float) -> dict[str, float]:
    lexicon, found, read = Lexicon(tuple(chunk.text for chunk in chunks)), 0, 0
    for row in rows:
        places = nearest(lexicon, row["question"], **near)
        found += digest_text(row["context"]) in {chunks[place].source for place in places}
        read += len(places)
    return {"recall": round(found / len(rows), 3), "passages": round(read / len(rows), 2)}


def _linked(index: KnowledgeIndex, chunks: list[Chunk], titles: dict[str, str]) -> dict[str, float]:
    shares, drawn = list[float](), 0
    known = {chunk.id: titles[chunk.source] for chunk in chunks}
    for chunk in chunks:
        ids = nearest_of([pair for pair in index.alike(chunk.text) if pair[0] != chunk.id])
        shares.append(sum(known[id] == known[chunk.id] for id in ids) / len(ids))
        drawn += len(ids)
    return {"same article": round(sum(shares) / len(shares), 3), "passages": round(drawn / len(shares), 2)}


def measure(folder: str) -> dict[str, Any]:
    """Language → each way's shares."""
    figures: dict[str, Any] = {}
    for file in sorted(Path(folder).glob("xquad.*.json")):
        articles = json.loads(file.read_text(encoding="utf-8"))["data"]
        rows = [
            {"title": article["title"], "context": paragraph["context"], "question": one["question"]}
            for article in articles
            for paragraph in article["paragraphs"]
            for one in paragraph["qas"]
        ]
        chunks = list(chunk_sources(paragraphs(rows).values()))
        with tempfile.TemporaryDirectory() as place:
            index = KnowledgeIndex(chunks, place, shared=False)
            asyncio.run(index.fill())
            figures[file.suffixes[0].lstrip(".")] = {
                "seedbed": _shares(rows[1::2], lambda query: asyncio.run(index.find(query))),  # noqa: B023
                "English rules": _shares(rows[1::2], english_rules(chunks)),
                "read against": _read_against(rows[1::2], chunks),
                "the first four": _read_against(rows[1::2], chunks, near=0.0),
                "linked": _linked(index, chunks, {digest_text(row["context"]): row["title"] for row in rows}),
            }
            index.close()
    return figures


if __name__ == "__main__":
    command(measure, __doc__, folder=str)
