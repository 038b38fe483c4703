"""Which of the chains that a set of passages yields are kept: each place asked about once, no two alike.

Shapes take turns, so that what is kept is as varied as the passages allow.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from seedbed.memory.canonical import digest_text
from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange

ALIKE = 0.7
"""ROUGE-L F of the questions from which two chains are alike."""
_FEW = 6
"""Words below which questions aren't compared: their wordings vary."""


def settled(chains: Iterable[Chain]) -> tuple[Chain, ...]:
    """The chains that are kept, in the order in which they were taken."""
    taken: set[tuple[str, int, int, str]] = set()
    kept: list[Chain] = []
    asked: dict[str, list[list[str]]] = defaultdict(list)
    for chain in _in_turn(chains):
        places = {_asked_of(one) for one in chain.exchanges if one.places}
        own = words(" ".join(one.asked[0] for one in chain.exchanges if len(one.asked) == 1))
        if not all(place.holds for one in chain.exchanges for place in one.places):
            continue  # markup inside a sentence may keep its words apart
        if places & taken or (len(own) >= _FEW and any(_alike(own, other) for other in asked[chain.shape])):
            continue
        taken |= places
        asked[chain.shape].append(own)
        kept.append(chain)
    return tuple(kept)


def _asked_of(exchange: Exchange) -> tuple[str, int, int, str]:
    """What an exchange is about: its first place and its answer, for a table's row has many."""
    first = exchange.places[0]
    return first.source, first.start, first.end, exchange.answer


def _in_turn(chains: Iterable[Chain]) -> Iterator[Chain]:
    """One of each shape after another, in an order that has nothing to do with the documents'."""
    by_shape: dict[str, list[Chain]] = defaultdict(list)
    for chain in chains:
        by_shape[chain.shape].append(chain)
    queues = [sorted(mine, key=lambda one: digest_text(one.id)) for mine in by_shape.values()]
    for at in range(max(map(len, queues), default=0)):
        yield from (mine[at] for mine in queues if at < len(mine))


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = sum((Counter(one) & Counter(other)).values())
    if 2 * shared < ALIKE * (len(one) + len(other)):  # ROUGE-L can't be higher
        return False
    return rouge_l(list(one), list(other)) >= ALIKE
