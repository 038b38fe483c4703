"""Whether a talk's messages say what its chain holds: the claims of each answer, each sum and its values."""

from collections.abc import Iterator, Mapping, Sequence

from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange
from seedbed.tools.knowledge.talks.sums import Sum, summed


def sum_of(exchange: Exchange) -> Sum | None:
    """The sum of an exchange, computed anew; None: it has none, or it can't be made."""
    return summed(exchange.way, exchange.inputs) if exchange.way else None


def faults(chain: Chain, messages: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """What of a talk its chain doesn't bear, a line each."""
    if len(messages) != chain.turns:
        yield f"it has {len(messages)} messages, its chain {chain.turns}"
        return
    for at, exchange in enumerate(chain.exchanges):
        before = [one["content"] for one in messages[: 2 * at + 1]]
        said = messages[2 * at + 1]["content"]
        yield from _unsaid(exchange, said)
        if exchange.way:
            yield from _miscalculated(exchange, said, before)


def _unsaid(exchange: Exchange, said: str) -> Iterator[str]:
    if not exchange.places and not exchange.way and exchange.sought is None:
        yield f"nothing bears the answer {said[:80]!r}"
    for place in exchange.places:
        if not place.holds:
            yield f"the quote doesn't hold {place.claim[:80]!r}"
        elif not contains(place.claim, said):
            yield f"the assistant doesn't say {place.claim[:80]!r}"


def _miscalculated(exchange: Exchange, said: str, before: Sequence[str]) -> Iterator[str]:
    made = sum_of(exchange)
    if made is None:
        yield f"no sum can be made of {', '.join(exchange.inputs)[:80]!r}"
    elif made.shown not in said:
        yield f"the assistant doesn't say {made.shown[:80]!r}"
    for value in exchange.inputs:
        if not any(contains(value, text) for text in before):
            yield f"{value[:40]!r} isn't said before it is calculated with"
