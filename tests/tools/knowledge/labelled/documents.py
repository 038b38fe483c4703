"""Two documents of the demo's handbook that give claims of most kinds, and all claims of them."""

from functools import cache
from pathlib import Path

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.labelled.items import LabelledClaim
from seedbed.tools.knowledge.labelled.make import make_claims
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import Source

HANDBOOK = Path(__file__).resolve().parents[4] / "scenarios" / "demo" / "handbook"
NAMES = ("02-bikes-and-prices.md", "05-guided-tours.md")


@cache
def sources() -> tuple[Source, ...]:
    """The documents."""
    texts = {name: (HANDBOOK / name).read_text(encoding="utf-8") for name in NAMES}
    return tuple(Source(name, name, digest_text(text), "0" * 64, text, "") for name, text in texts.items())


@cache
def items() -> tuple[GroundedItem, ...]:
    """Their structured questions."""
    return make_questions(chunk_sources(sources()))


@cache
def claims() -> tuple[LabelledClaim, ...]:
    """Their claims."""
    chunks = chunk_sources(sources())
    return make_claims(sources(), chunks, items(), graph_of(chunks))


def text_of(claim: LabelledClaim) -> str:
    """The text that a claim's evidence is of."""
    return next(one.text for one in sources() if one.sha256 == claim.cited.source)
