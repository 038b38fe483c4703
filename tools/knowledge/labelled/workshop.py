"""What labelled claims are made with: all statements of the documents, and what is asked of them again and
again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.labelled.evidence import Parts, Sections, evidence_of
from seedbed.tools.knowledge.labelled.exchange import Pool
from seedbed.tools.knowledge.labelled.items import Statement
from seedbed.tools.knowledge.labelled.near_misses import NearMisses
from seedbed.tools.knowledge.labelled.statements import statements_of
from seedbed.tools.knowledge.questions.cloze import BLANK
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.lexicon import Lexicon, lexicon_of
from seedbed.tools.knowledge.questions.unique import Rivals
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.knowledge.values import find_values

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph


class Workshop:
    """The documents, prepared; made once for all claims."""

    def __init__(
        self,
        sources: Sequence[Source],
        chunks: Sequence[Chunk],
        items: Sequence[GroundedItem],
        graph: "Graph",
    ) -> None:
        self.texts = {source.sha256: source.text for source in sources}
        self.chunks = {chunk.id: chunk for chunk in chunks}
        self.sections = Sections(chunks, self.texts)
        self.words: Lexicon = lexicon_of(chunks)
        self.statements = statements_of(chunks, items, graph, self.words)
        self.by_place = {(one.cited.source, one.cited.start, one.attribute): one for one in self.statements}
        self.pool = Pool(self.statements)
        self.near = NearMisses(self.sections, {source.sha256: source.name for source in sources})
        self._rivals = Rivals(chunks)

    def around(self, statement: Statement) -> tuple[tuple[str, ...], Parts] | None:
        """Heading path and parts of a statement's evidence."""
        cited = statement.cited
        return self.sections.around(cited.source, cited.start, cited.end, statement.since)

    def evidence(self, source: str, path: tuple[str, ...], parts: Parts) -> str:
        """The evidence's words."""
        return evidence_of(self.texts[source], path, parts)

    def chunk_of(self, source: str, start: int) -> str:
        """Id of the passage that a place lies in."""
        mine = (one for one in self.chunks.values() if one.source == source)
        return next(one.id for one in mine if one.start <= start < one.end)

    def said_once(self, statement: Statement, *, value: bool) -> bool:
        """Whether no other place of the documents has nearly all of a statement's words.

        Args:
            value: With another value of the same kind; off: at all.
        """
        cited, said = statement.cited, find_values(statement.value)
        item = GroundedItem(
            question=statement.put(BLANK) if value else f"{BLANK} {statement.text}",
            answer=statement.value if value else statement.text,
            kind="cloze",
            difficulty="hard",
            chunk=statement.chunk,
            source=cited.source,
            name=cited.name,
            start=cited.start,
            end=cited.end,
            quote=cited.quote,
            answer_start=cited.start,
            answer_end=cited.end,
            heading_path=statement.heading_path,
            value_kind=said[0].kind if value and said else "",
        )
        return not self._rivals.of(item)
