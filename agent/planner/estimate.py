"""What a plan will cost: candidates, calls, tokens and money, before anything is spent on rows."""

from collections.abc import Mapping

from seedbed.agent.work import Cost, Method
from seedbed.memory.spec import Frozen, Price, Spec

ACCEPTANCE = 0.7
"""Expected share of accepted candidates before anything is known."""
_PROBES = 0.1
"""Probes per candidate, at most (`agent/critic/probing/probes.py`)."""


class Estimate(Frozen):
    """An estimate for a whole build; `usd` is None where a model has no price."""

    candidates: int
    calls: int
    tokens: int
    usd: float | None


def estimate(spec: Spec, methods: Mapping[str, Method], prices: Mapping[str, Price | None]) -> Estimate:
    """Args:
    methods: Part name → the method that will serve it first; none for a part that nothing can make.
    prices: Role → price of its model.
    """
    candidates = calls = tokens = 0
    usd: float | None = 0.0
    for part in spec.parts:
        if (method := methods.get(part.name)) is None:
            continue
        one = method.cost(part)
        rows = part.rows if method.grade == "proven" and not one.calls else round(part.rows / ACCEPTANCE)
        candidates += rows
        if method.grade == "supported" and method.form == "strong":
            # All but the writer's call; of a recipe's row a model may have a sentence to break.
            rows += round(rows * _PROBES)
        calls += round(rows * one.calls)
        tokens += round(rows * (one.prompt_tokens + one.completion_tokens))
        if one.calls and usd is not None:
            each = _dollars(one, prices)
            usd = None if each is None else usd + rows * each
    return Estimate(candidates=candidates, calls=calls, tokens=tokens, usd=usd)


def _dollars(one: Cost, prices: Mapping[str, Price | None]) -> float | None:
    """Of one candidate, each role's calls at the price of its model; None: one isn't known."""
    by_role = one.by_role or {"writer": one.calls}
    dollars = 0.0
    for price, share in [(prices.get(role), n / one.calls) for role, n in by_role.items() if n]:
        if price is None:
            return None
        dollars += share * (one.prompt_tokens * price.prompt + one.completion_tokens * price.completion) / 1e6
    return dollars


def embedded(whole: Estimate, characters: int, calls: int, price: Price | None) -> Estimate:
    """An estimate with passages to be embedded: a token for every four characters, as in English."""
    tokens = characters // 4
    unknown = whole.usd is None or (price is None and calls > 0)
    usd = None if unknown else (whole.usd or 0.0) + tokens * (price.prompt if price else 0.0) / 1e6
    changes = {"calls": whole.calls + calls, "tokens": whole.tokens + tokens, "usd": usd}
    return whole.model_copy(update=changes)
