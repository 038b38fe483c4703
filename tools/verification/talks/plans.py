"""What a plan must hold before anybody speaks: what is hidden isn't told, what is computed comes out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from seedbed.tools.knowledge.values import find_values
from seedbed.tools.verification.expression import calculate
from seedbed.tools.verification.syntax import ExpressionFault
from seedbed.tools.verification.talks.talk import Talk
from seedbed.tools.verification.talks.words import amount, says, tells

Named = Mapping[str, str | int]
"""Parameter → name of a field of the plan, or a number."""


def _apart(talk: Talk, named: Named) -> Iterator[str]:
    """`hidden` is told in none of the fields that `of` names (parted by commas)."""
    hidden = str(named["hidden"])
    for name in str(named["of"]).split(","):
        for item in talk.items(name.strip()):
            if any(tells(item, value) for value in talk.items(hidden)):
                yield f"{name.strip()} tells {hidden}, which must not be told there: {item[:120]!r}"


def _holds(talk: Talk, named: Named) -> Iterator[str]:
    """`part` stands in `whole`, word for word; an empty one need not."""
    part, whole = str(named["part"]), str(named["whole"])
    if talk.text(part) and not says(talk.text(whole), talk.text(part)):
        yield f"{part} ({talk.text(part)!r}) has to stand in {whole} in the same words"


def _differ(talk: Talk, named: Named) -> Iterator[str]:
    """`one` and `other` don't say the same."""
    one, other = str(named["one"]), str(named["other"])
    if says(talk.text(one), talk.text(other)) or says(talk.text(other), talk.text(one)):
        yield f"{one} and {other} are the same"


def _computes(talk: Talk, named: Named) -> Iterator[str]:
    """`calculation` is an arithmetic expression whose value is the figure of `result`."""
    name, result = str(named["calculation"]), str(named["result"])
    said = talk.text(name).translate(str.maketrans("×·÷−", "**/-")).replace(",", "")
    try:
        value = calculate(said)
    except ExpressionFault as fault:
        yield f"{name} is no arithmetic of plain numbers with + - * / and brackets: {fault}"
        return
    figures = [one for one in find_values(talk.text(result)) if one.amount]
    if len(figures) != 1:
        yield f"{result} has to hold one figure"
    elif isinstance(value, Fraction) and value != Fraction(figures[0].amount):
        yield f"{name} comes to {_shown(value)}, and {result} says {talk.text(result)!r}"


def _shown(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


def _bargain(talk: Talk, named: Named) -> Iterator[str]:
    """Of a price between a seller and a buyer: both limits leave room, and both begin beyond their own."""
    keys = ("assistant_limit", "assistant_opening", "user_limit", "user_opening")
    found = {key: money(talk.text(str(named[key]))) for key in keys}
    for key, value in found.items():
        if value is None:
            yield f"{named[key]} has to be one sum of money, as €85 or 85 dollars"
    limit, start, theirs, begin = (found[key] for key in keys)
    if limit is None or start is None or theirs is None or begin is None:
        return
    sells = talk.text(str(named["side"])).casefold().startswith("sell")
    low, high, above, below = (limit, theirs, start, begin) if sells else (theirs, limit, begin, start)
    if low >= high:
        yield "no price suits both: the buyer's limit has to be above the seller's"
    elif above <= low or below >= high or above <= below:
        yield "the seller begins above its limit, the buyer below its own, the seller above the buyer"


def money(text: str) -> float | None:
    """The one sum of money of a text, or its one plain number; None: it has none, or several."""
    values = find_values(text)
    sums = [one for one in values if one.kind == "money"] or [one for one in values if one.kind == "number"]
    return amount(sums[0]) if len(sums) == 1 else None


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """A rule about a plan, and the parameters that a script gives it."""

    run: Callable[[Talk, Named], Iterator[str]]
    parameters: tuple[str, ...]


PLAN_CHECKS: Mapping[str, PlanCheck] = {
    "apart": PlanCheck(_apart, ("hidden", "of")),
    "holds": PlanCheck(_holds, ("part", "whole")),
    "differ": PlanCheck(_differ, ("one", "other")),
    "computes": PlanCheck(_computes, ("calculation", "result")),
    "bargain": PlanCheck(
        _bargain, ("side", "assistant_limit", "assistant_opening", "user_limit", "user_opening")
    ),
}
"""Name in a script → rule."""
