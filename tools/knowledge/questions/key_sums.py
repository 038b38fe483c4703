"""Questions over two "Key: value" lines of one section: which takes longer, and how long both take together.

Only where a section has exactly two such lines with durations in one unit, and its heading names it alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.plain import Laid
from seedbed.tools.knowledge.questions.calculate import calculate
from seedbed.tools.knowledge.questions.items import GroundedItem, Hop, QuestionKind
from seedbed.tools.knowledge.questions.key_values import ask_key_values, key_and_value
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.naming import place_name
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import is_plural
from seedbed.tools.knowledge.values import find_values


def ask_key_sums(chunks: Sequence[Chunk], words: Lexicon, unique: frozenset[str]) -> Iterator[GroundedItem]:
    """At most one question a section."""
    named: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    found: dict[tuple[str, tuple[str, ...]], list[tuple[Chunk, Laid]]] = defaultdict(list)
    for chunk in chunks:
        for block in chunk.blocks:
            where = place_name(block.heading_path, unique)
            named[where].add((chunk.source, block.heading_path))
            for line, wording in ask_key_values(block, where, words):
                if wording.value_kind == "duration":
                    found[chunk.source, block.heading_path].append((chunk, line))
    for (_, path), lines in found.items():
        hops = [_hop(chunk, line) for chunk, line in lines]
        where = place_name(path, unique)
        if len(hops) == 2 and _summable(hops) and len(named[where]) == 1:
            first, other = (f"the {words.opening(hop.entry)}" for hop in hops)
            longer = f"According to {where}, which is longer: {first} or {other}?"
            both = f"According to {where}, how long are {first} and {other} together?"
            # One a section, in turns: both would ask nearly the same thing of every document.
            items = [
                *_item(lines, hops, path, longer, "highest", "comparison"),
                *_item(lines, hops, path, both, "total", "aggregate"),
            ]
            turn = int(digest_text(where)[0], 16) % 2
            yield from items[turn : turn + 1] or items[:1]


def _hop(chunk: Chunk, line: Laid) -> Hop:
    pair = key_and_value(line.plain)
    assert pair is not None
    start, end = line.span(0, len(line.plain))
    quote = chunk.text[start - chunk.start : end - chunk.start]
    return Hop(pair[0], pair[1], chunk.id, chunk.source, chunk.name, start, end, quote)


def _summable(hops: Sequence[Hop]) -> bool:
    """Two different spans of time, neither a share of the other ("total", "of which")."""
    units = {find_values(hop.claim)[0].unit for hop in hops}
    keys = [hop.entry.casefold() for hop in hops]
    parts = all(
        not key.startswith(("total", "overall", "of which")) and not is_plural(head_of(key)) for key in keys
    )
    return len(units) == 1 and len(set(keys)) == 2 and parts


def _item(
    lines: Sequence[tuple[Chunk, Laid]],
    hops: Sequence[Hop],
    path: tuple[str, ...],
    question: str,
    calculation: str,
    kind: QuestionKind,
) -> Iterator[GroundedItem]:
    try:
        answer = calculate(calculation, [(hop.entry, hop.claim) for hop in hops])
    except ValueError:  # A range of time has no one length.
        return
    if not answer:
        return
    at = next((number for number, hop in enumerate(hops) if hop.entry == answer), 0)
    hop, line = hops[at], lines[at][1]
    word = hop.entry if hop.entry == answer else hop.claim
    begin = line.plain.index(word)
    place = line.span(begin, begin + len(word))
    yield GroundedItem(
        question=question,
        answer=answer,
        kind=kind,
        difficulty="hard",
        chunk=hop.chunk,
        source=hop.source,
        name=hop.name,
        start=hop.start,
        end=hop.end,
        quote=hop.quote,
        answer_start=place[0],
        answer_end=place[1],
        heading_path=path,
        shown="; ".join(line.plain for _, line in lines),
        hops=tuple(hops),
        calculation=calculation,
    )
