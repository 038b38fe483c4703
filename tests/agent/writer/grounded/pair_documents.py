"""A handful of documents for retrieval pairs: what answers a question, and what only looks like it."""

from pathlib import Path

from seedbed.agent.planner.grow_grounded import items_by_leaf, sections_of
from seedbed.agent.shelf import Shelf
from seedbed.memory.canonical import digest_text
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.index import KnowledgeIndex, open_index
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.sources import Source

TEXTS = {
    "tandems.md": "# Tandem hire\n\nThe deposit for a tandem is £110. A tandem carries two adults.\n",
    "city.md": "# City bikes\n\nThe deposit for a city bike is £60. A city bike has seven gears.\n",
    "tours.md": "# Guided tours\n\nGuests may ride a tandem on the lake tour. A guide goes ahead.\n",
    "cards.md": "# Cards\n\nWhoever hires a tandem leaves £110 at the counter. Cash is taken too.\n",
    "theft.md": "# Theft\n\nA stolen bike is reported to the police. The deposit stays with the shop.\n",
    "boats.md": "# Boats\n\nThe ferry lands at noon. Dogs ride along.\n",
}
SOURCES = tuple(
    Source(name, name, digest_text(text), digest_text(text), text, text[2 : text.index("\n")])
    for name, text in TEXTS.items()
)
CHUNKS = chunk_sources(SOURCES)
TANDEM = CHUNKS[0]
SENTENCE = "The deposit for a tandem is £110."
QUESTION = "How much is the deposit for a tandem?"
LEAF = "root.leaf"
PART = Part(task="retrieval", topic="bike hire", rows=2)


def shelf_in(folder: Path) -> Shelf:
    """The documents prepared, all in one leaf; close its index."""
    index: KnowledgeIndex = open_index(folder)
    index.add(CHUNKS)
    found = items_by_leaf(make_questions(CHUNKS), sections_of(CHUNKS))
    items = tuple(item for mine in found.values() for item in mine)
    return Shelf(sources=SOURCES, chunks=CHUNKS, items={LEAF: items}, passages={LEAF: (TANDEM,)}, index=index)
