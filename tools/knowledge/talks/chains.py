"""All the talks that a set of passages yields for certain: the door of this package."""

from collections.abc import Sequence

from seedbed.tools.knowledge.absence.near_misses import near_misses
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from seedbed.tools.knowledge.talks.after import continuations
from seedbed.tools.knowledge.talks.exchange import Chain
from seedbed.tools.knowledge.talks.lists import made_things
from seedbed.tools.knowledge.talks.making import making_chains
from seedbed.tools.knowledge.talks.prose import prose_chains
from seedbed.tools.knowledge.talks.statements import section_chains
from seedbed.tools.knowledge.talks.tables import table_chains


def chains_of(chunks: Sequence[Chunk], items: Sequence[GroundedItem]) -> tuple[Chain, ...]:
    """Every chain, in the order of the documents. A pure function of both.

    Args:
        items: The questions that structure made of the passages.
    """
    near = near_misses(chunks, items)
    return (
        *table_chains(items, near),
        *section_chains(items, near, continuations(chunks)),
        *prose_chains(chunks, lexicon_of(chunks)),
        *making_chains(made_things(chunks), items, near),
    )
