"""All the talks that a set of passages yields for certain: the door of this package."""

from collections.abc import Sequence

from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.talks.after import continuations
from seedbed.tools.knowledge.talks.exchange import Chain
from seedbed.tools.knowledge.talks.statements import section_chains
from seedbed.tools.knowledge.talks.tables import table_chains


def chains_of(chunks: Sequence[Chunk], items: Sequence[GroundedItem]) -> tuple[Chain, ...]:
    """Every chain, in the order of the documents. A pure function of both.

    Args:
        items: The questions that structure made of the passages.
    """
    return (*table_chains(items), *section_chains(items, continuations(chunks)))
