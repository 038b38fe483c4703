"""`rank`: a query finds its passage among the first, by BM25: of candidates, or of all the documents."""

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Computation
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held, texts_of
from seedbed.tools.checks.sources.documents import listed, passages_of, text_of
from seedbed.tools.knowledge.search.lexical import Lexicon

NAME = "rank"
_SHOWN = 80
"""Characters of the passage that was found in its place."""


class RankArguments(Arguments):
    """Among how many."""

    within: int = Field(5, ge=1, le=1000, description="the first so many")


async def _verify(inputs: Values, arguments: RankArguments, case: Case) -> Verdict:
    """Passages of equal score stand before it: it must be found, not be there by luck."""
    query, passage = inputs["query"], _text(inputs["passage"])
    if not isinstance(query, str) or not query.strip() or not passage:
        raise Untold("no query, or no passage")
    others = _others(inputs.get("candidates"))
    return await asyncio.to_thread(_ranked, query, passage, others, case, arguments)


def _ranked(query: str, passage: str, others: list[str], case: Case, arguments: RankArguments) -> Verdict:
    documents = listed(case.sources, case.counted)
    if case.sources is None or others or not documents:
        texts = tuple(dict.fromkeys((passage, *others)))
        lexicon = Lexicon(texts)
    else:
        texts, lexicon = indexed(case.sources, documents)
    if passage not in texts:
        raise Untold("the passage isn't one of the documents' own")
    if len(texts) == 1:
        raise Untold("there is nothing to find it among")
    scores = lexicon.scores(query)
    mine = scores[texts.index(passage)]
    rank = sum(score >= mine for score in scores)
    found = mine > 0 and rank <= arguments.within
    evidence = Computation(
        ok=found,
        by=NAME,
        expression="rank of the passage for the query",
        result=str(rank),
        engine="bm25s, k1 1.5, b 0.75, words stemmed",
        inputs={"query": query, "passages": len(texts), "within": arguments.within},
    )
    if found:
        return held(evidence)
    names = [f"'{case.inputs.get(one, one)}'" for one in ("query", "passage")]
    if mine <= 0:
        said = f"{names[0]} has no word of {names[1]}, which is to be found by it"
        return failed("low quality", said, evidence)
    _, best = max((score, text) for score, text in zip(scores, texts, strict=True) if text != passage)
    fits = f"by its words {names[0]} fits {rank - 1} other passages as well as {names[1]} or better"
    said = f"{fits}, first of all «{' '.join(best.split())[:_SHOWN]} …»; {arguments.within - 1} may"
    return failed("low quality", said, evidence)


@lru_cache(maxsize=2)
def indexed(folder: Path, documents: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], Lexicon]:
    """All passages of the documents as they are dealt, and their index."""
    from seedbed.tools.knowledge.chunks import chunk_sources
    from seedbed.tools.knowledge.sources import Source

    read = ((name, sha256, text_of(folder, sha256)) for sha256, name in documents)
    sources = [Source(name, name, sha256, sha256, text) for name, sha256, text in read if text is not None]
    texts = tuple(dict.fromkeys(chunk.text for chunk in chunk_sources(sources)))
    return texts, Lexicon(texts)


def _text(value: Any) -> str:
    """A passage's words: of one with its place the quote."""
    if isinstance(value, Mapping) and isinstance(value.get("quote"), str):
        return str(value["quote"])
    return "\n".join(texts_of(value))


def _others(value: Any) -> list[str]:
    if passages := passages_of(value):
        return [str(one["quote"]) for one in passages]
    return [text for text in texts_of(value) if text.strip()]


def _swap(inputs: Values, _arguments: RankArguments, draw: Random) -> Values | None:
    """A query of words that the passage doesn't have."""
    passage = _text(inputs.get("passage")).casefold()
    words = [word for word in _ELSEWHERE if word not in passage]
    return {"query": " ".join(draw.sample(words, 3))} if len(words) >= 3 else None


_ELSEWHERE = ("zymurgy", "quokka", "ytterbium", "fjord", "xylophone", "marzipan", "bathyscaphe")
"""Words that hardly any document has."""

CHECK = Check(
    name=NAME,
    about="A query finds its passage among the first (BM25), of candidates or of all the documents.",
    inputs=("query", "passage", "candidates*?"),
    verify=_verify,
    arguments=RankArguments,
    shows={"form": "proven", "kept": "proven"},
    spoil={"swap": _swap},
    example="rank: {query: query, passage: positive, within: 5}",
)
