"""Whether a talk's messages say what its chain holds: the claims of each answer."""

from collections.abc import Iterator, Mapping, Sequence

from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange


def faults(chain: Chain, messages: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """What of a talk its chain doesn't bear, a line each."""
    if len(messages) != chain.turns:
        yield f"it has {len(messages)} messages, its chain {chain.turns}"
        return
    for at, exchange in enumerate(chain.exchanges):
        yield from _unsaid(exchange, messages[2 * at + 1]["content"])


def _unsaid(exchange: Exchange, said: str) -> Iterator[str]:
    if not exchange.places:
        yield f"nothing bears the answer {said[:80]!r}"
    for place in exchange.places:
        if not place.holds:
            yield f"the quote doesn't hold {place.claim[:80]!r}"
        elif not contains(place.claim, said):
            yield f"the assistant doesn't say {place.claim[:80]!r}"
