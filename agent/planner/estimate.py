"""What a plan will cost: candidates, calls, tokens and money, and between what they lie, before anything is
spent on rows. Where a part had a dry run, by what its candidates took; else by guess."""

import math
from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist, fmean, stdev

from seedbed.agent.work import Cost, Method
from seedbed.memory.spec import Frozen, Part, Price, Spec
from seedbed.memory.store.costs import KEYS, table, tokens
from seedbed.memory.store.protocol import Store
from seedbed.tools.evaluation.calibration import wilson

ACCEPTANCE, _STRONG = 0.7, 0.9
"""Expected share of accepted candidates before anything is known, and of a capable model's."""
_FEWEST = 0.4
"""What that share is at the least."""
_CHEAPEST = 0.3
"""Of a guess for a capable model, what a build takes at the least: not every check has to be asked. Of 107
builds that were answered by hand 105 took 0.3 to 2.25 of it (half of them 0.5 to 0.8)."""
_PROBES = 0.1
"""Probes per candidate, at most (`agent/critic/probing/probes.py`)."""
_CRITIC, _LEAST, _MOST = 0.1, 0.05, 0.18
"""What the critic's model takes that reads rows together and for repeats, of what candidates take: in seven
builds by hand of 10 to 60 rows 7 to 18 %, half of them under 12; of large ones its shares allow 7 %."""
_EXAMINED, _DRAWN = 59, 5
"""Rows that every check examines at the least, and of the others one in so many (`scheduling/trust.py`)."""
_Z = NormalDist().inv_cdf(0.975)


class Estimate(Frozen):
    """An estimate for a whole build; `usd` is None where a model has no price."""

    candidates: int
    calls: int
    tokens: int
    usd: float | None
    low: float = 1.0
    """Tokens and money at the least, as a share of the estimate."""
    high: float = 1.0
    """At the most (both at 95 %, where there were dry runs)."""
    tried: int = 0
    """Candidates of dry runs that it rests on."""
    rounds: int = 0
    """Batches one after the other, at the least; 0: calls go out each by itself."""


class Dry(Frozen):
    """What the candidates of a part's dry run took."""

    tokens: tuple[int, ...]
    """Of each; 0 where no model was asked, or the endpoint doesn't say."""
    writing: tuple[int, ...]
    """Of these, what writing took; checks that earned trust are spared the rest."""
    right: int
    """Those that would be accepted."""
    usd: float = 0.0
    """US dollars a token; 0 where no price is known."""


def a_token(store: Store, stage: str) -> dict[str, float]:
    """Part → the US dollars that a token of its calls in a stage took: each has roles, and so prices, of its
    own."""
    spent = table((one for one in store.steps() if one.stage == stage), KEYS["recipe"])
    return {part: one["usd"] / max(1, tokens(one)) for part, one in spent.items()}


def estimate(
    spec: Spec,
    methods: Mapping[str, Method],
    prices: Mapping[str, Price | None],
    dry: Mapping[str, Dry] = {},
    ahead: int = 0,
    *,
    batch: bool = False,
    thought: Mapping[str, int] = {},
    cautious: bool = False,
) -> Estimate:
    """Args:
    methods: Part name → the method that will serve it first; none for a part that nothing can make.
    prices: Role → price of its model.
    dry: Part name → its dry run, of those that had one.
    ahead: The look-ahead.
    batch: Whether calls go by batches.
    thought: Role → tokens that its model thinks before it answers; dry runs have them in what they took.
    cautious: Whether a capable model's candidates are thought to be refused as often as another's."""

    def of_part(part: Part, method: Method, one: Cost) -> Estimate:
        """By its dry run, else by guess."""
        free = method.grade == "proven" and not one.calls
        dollars = _dollars(one, prices) if one.calls else 0.0
        cheap = {role: price and price.by_batch for role, price in prices.items()}
        less = (_dollars(one, cheap) or 0.0) / dollars if batch and dollars else 1.0
        if (tried := dry.get(part.name)) and tried.right and any(tried.tokens) and len(tried.tokens) > 1:
            # What is spared is known as a row is ordered, by those decided before; a batch decides many.
            mine = ahead * part.rows / spec.rows
            examined = math.inf if spec.verification == "full" else mine + max(0.0, _EXAMINED - mine * batch)
            return _by_dry_run(part, one, tried, None if dollars is None else less, examined)
        strong = method.form == "strong" and not cautious
        share = 1.0 if free else _STRONG if strong else ACCEPTANCE
        candidates = rows = round(part.rows / share)
        if method.grade == "supported" and method.form == "strong":
            # All but the writer's call; of a recipe's row a model may have a sentence to break.
            rows += round(rows * _PROBES)
        return Estimate(
            candidates=candidates,
            calls=round(rows * one.calls),
            tokens=round(rows * (one.prompt_tokens + one.completion_tokens)),
            usd=None if dollars is None else (candidates * less + rows - candidates) * dollars,
            low=1.0 if free else _CHEAPEST if strong else share,
            high=1.0 if free else share / _FEWEST,
        )

    made = [(part, method) for part in spec.parts if (method := methods.get(part.name)) is not None]
    costs = [_with_thought(method.cost(part), thought) for part, method in made]
    parts = [of_part(part, method, one) for (part, method), one in zip(made, costs, strict=True)]
    # A candidate asks one thing after the other; what comes after a look-ahead is begun as that is decided.
    depth = int(max((one.calls for one in costs), default=0.0))
    waves = math.ceil(sum(one.candidates for one in parts) / ahead) if batch else 0
    tokens = sum(one.tokens for one in parts)
    priced = [one.usd for one in parts if one.usd is not None]
    # Parts err each for itself, in the same direction at worst.
    low, high = (
        sum(one.tokens * getattr(one, end) for one in parts) / max(tokens, 1) for end in ("low", "high")
    )
    return Estimate(
        candidates=sum(one.candidates for one in parts),
        calls=sum(one.calls for one in parts),
        tokens=tokens,
        usd=sum(priced) if len(priced) == len(parts) else None,
        low=round(low, 3) if tokens else 1.0,
        high=round(high, 3) if tokens else 1.0,
        tried=sum(one.tried for one in parts),
        rounds=waves * max(1, depth),
    )


def _with_thought(one: Cost, thought: Mapping[str, int]) -> Cost:
    more = sum(calls * thought.get(role, 0) for role, calls in one.by_role.items())
    return replace(one, completion_tokens=one.completion_tokens + round(more))


def _by_dry_run(part: Part, one: Cost, dry: Dry, less: float | None, examined: float) -> Estimate:
    """By the mean of the candidates' tokens (Student's t, as approximated in Abramowitz and Stegun 1964,
    26.7.5) and the share of right ones (Wilson 1927), which err each for itself; at least half the
    cheapest.

    Args:
        less: What a candidate costs by the way that its calls go, as a share of what one of the dry run did;
            None: no price is known.
        examined: Candidates that every check examines at the least."""
    tried = len(dry.tokens)
    share = (dry.right + 1) / (tried + 2)
    least, most = wilson(dry.right / tried, tried, _Z)
    candidates = part.rows / share
    spared = (1 - 1 / _DRAWN) * max(0.0, 1 - examined / candidates)
    whole, writing = fmean(dry.tokens), fmean(dry.writing)
    expected = whole - spared * (whole - writing)
    t = _Z + (_Z**3 + _Z) / (4 * (tried - 1))
    mean = t * stdev(dry.tokens) / math.sqrt(tried) / whole
    cheapest = min(dry.tokens) / 2 / whole * share / most
    low = max(cheapest, 1 - math.hypot(mean, 1 - share / most))
    high = (1 + math.hypot(mean, share / max(least, 0.05) - 1)) * whole / expected
    more = 1 + _PROBES / 2 + _CRITIC
    tokens = round(candidates * expected * more)
    return Estimate(
        candidates=round(candidates),
        calls=round(candidates * one.calls * expected / whole),
        tokens=tokens,
        usd=None if less is None else tokens * dry.usd * (less + more - 1) / more,
        low=round(low * (1 + _LEAST) / more, 3),
        high=round(high * (1 + _PROBES + _MOST) / more, 3),
        tried=tried,
    )


def _dollars(one: Cost, prices: Mapping[str, Price | None]) -> float | None:
    """Of one candidate, each role's calls at the price of its model; None: one isn't known."""
    dollars = 0.0
    for price, share in [(prices.get(role), n / one.calls) for role, n in one.by_role.items() if n]:
        if price is None:
            return None
        completion = one.completion_tokens * (price.completion or 0.0)
        dollars += share * (one.prompt_tokens * price.prompt + completion) / 1e6
    return dollars


def embedded(whole: Estimate, characters: int, calls: int, price: Price | None) -> Estimate:
    """An estimate with passages to be embedded: a token for every four characters, as in English."""
    tokens = characters // 4
    unknown = whole.usd is None or (price is None and calls > 0)
    usd = None if unknown else (whole.usd or 0.0) + tokens * (price.prompt if price else 0.0) / 1e6
    changes = {"calls": whole.calls + calls, "tokens": whole.tokens + tokens, "usd": usd}
    return whole.model_copy(update=changes)
