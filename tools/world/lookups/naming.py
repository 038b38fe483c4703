"""What entries of tables, and keys, are called inside a sentence: «a city bike», «the cook time»."""

from collections.abc import Mapping, Sequence

from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.questions.compare import tables_of
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from seedbed.tools.knowledge.questions.naming import entries


def names_in_sentences(chunks: Sequence[Chunk], items: Sequence[GroundedItem]) -> Mapping[str, str]:
    """Entry as its table or key spells it → noun phrase with article; of two tables the first names it."""
    words = lexicon_of(chunks)
    found: dict[str, str] = {}
    for table in tables_of(chunks):
        column = [row.cells[0].text for _, row in table.rows]
        for entry, called in zip(column, entries(column, table.header.cells[0].text, words), strict=True):
            found.setdefault(entry, called)
    for item in items:
        for hop in item.hops:
            found.setdefault(hop.entry, f"the {words.opening(hop.entry)}")
    return found
