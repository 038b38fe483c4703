"""Which items of a price list a problem may be about, by sort, and the words that name them.

It does not know programs or numbers.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from seedbed.tools.offline.problems.inflection import article, plural, singular
from seedbed.tools.offline.problems.price import PriceKind, Rated
from seedbed.tools.verification.numbers.units import stem, words_in

PERIODS: tuple[PriceKind, ...] = ("hour", "day", "week")
Chosen = Mapping[str, Rated]
"""What was chosen so far, by name; `item` is the first."""

_POWERED = re.compile(r"\be-|electric|batter|charger|motor", re.IGNORECASE)
_HOLDINGS = ("plan", "membership", "card", "pass", "scheme", "voucher", "subscription")
_CHARGES = ("fee", "charge", "surcharge", "supplement")
_PLACES = ("zone", "area", "district", "region", "island")
_UNCOUNTED = (
    *("assembly", "breakage", "collection", "damage", "delivery", "fuel", "insurance", "loss", "storage"),
    *("theft", "transport"),
)
_DETERMINED = ("a", "an", "the", "each", "every", "any", "one")


def _main(rated: Rated, *kinds: str) -> bool:
    """Hired on its own, with prices of all these kinds."""
    return (
        not rated.is_accessory and bool(rated.prices.keys() & {*PERIODS}) and {*kinds} <= rated.prices.keys()
    )


def _extra(rated: Rated, chosen: Chosen) -> bool:
    """An accessory that goes with the item: no battery without a motor, no child seat on a child's bike."""
    item = chosen["item"].item.lower()
    both_child = "child" in item and "child" in rated.item.lower()
    return rated.is_accessory and _suits(rated.item, item) and not both_child


def _suits(extra: str, item: str) -> bool:
    """Whether what goes with electric things alone stands beside one."""
    return not _POWERED.search(extra) or bool(_POWERED.search(item))


def _late(rated: Rated, chosen: Chosen) -> bool:
    """A late fee that is said of «late returns», or of «e-bikes» where the item is an electric bike."""
    words = set(words_in(rated.item.lower().replace("e-bike", "electric bike")))
    about_all = bool(words & {"late", "return", "returns", "hire", "hires", "delay"})
    about_it = {stem(word) for word in words} <= {stem(word) for word in words_in(chosen["item"].item)}
    return "late hour" in rated.prices and (about_all or about_it)


_SORTS: Mapping[str, Callable[[Rated, Chosen], bool]] = {
    "main": lambda rated, _: _main(rated),
    "daily": lambda rated, _: _main(rated, "day"),
    "deposit": lambda rated, _: _main(rated, "deposit"),
    "daily deposit": lambda rated, _: _main(rated, "day", "deposit"),
    "two rates": lambda rated, _: _main(rated, "hour", "day") or _main(rated, "day", "week"),
    "hourly daily": lambda rated, _: _main(rated, "hour", "day"),
    "extra": _extra,
    "fee": lambda rated, chosen: "fee" in rated.prices and _suits(rated.item, chosen["item"].item),
    # not a discount for groups, whose size a price list leaves open
    "discount": lambda rated, _: "discount" in rated.prices and "group" not in rated.item.lower(),
    "late": _late,
    "outing": lambda rated, _: {"adult", "child"} <= rated.prices.keys(),
    "goods": lambda rated, _: "each" in rated.prices,
}


def of_sort(sort: str, rated: Sequence[Rated], chosen: Chosen) -> list[Rated]:
    """The items of a sort that aren't chosen yet."""
    return [one for one in rated if one not in chosen.values() and _SORTS[sort](one, chosen)]


def words_for(chosen: Chosen, who: str) -> dict[str, str]:
    """`item`, `items`, `an_item` and the like for each thing chosen; around a fee and a discount theirs."""
    words: dict[str, str] = {}
    for name, rated in chosen.items():
        if name.startswith("outing"):
            named = f"the {rated.item}" if rated.item[:1].isupper() else _indefinite(rated.item)
            words[name] = named
        elif name == "fee":
            words |= _fee_words(rated)
        elif name == "cut":
            words["granted"] = _granted(who, rated.item)
        elif name.startswith("item"):
            end = name.removeprefix("item")
            words |= {f"item{end}": rated.item, f"items{end}": plural(rated.item)}
            words[f"an_item{end}"] = _indefinite(rated.item)
    return words


def _indefinite(noun: str) -> str:
    return f"{article(noun)} {noun}"


def _granted(who: str, item: str) -> str:
    """The words before «18% off the hire price»."""
    if item.split()[-1].lower() in _HOLDINGS:
        return f"{who} has the {item}, which takes"
    name = item if item.lower().endswith(("discount", "reduction")) else f"{item} discount"
    return f"The {name} applies and takes"


def _fee_words(rated: Rated) -> dict[str, str]:
    """The words around the amount: «a cleaning fee» of £14 « for a heavily soiled bike»."""
    if rated.item.lower().endswith(_CHARGES):
        return {"a_fee": _indefinite(rated.item), "for_what": ""}
    unit = " ".join(rated.prices["fee"].unit.lower().split())
    name = unit if unit.endswith(_CHARGES) and len(unit.split()) <= 3 else "fee"
    return {"a_fee": _indefinite(name), "for_what": f" for {_with_article(rated.item)}"}


def _with_article(item: str) -> str:
    """An item as a sentence names it: «a puncture», «the town zone», «cleaning», «broken lights»."""
    first, last = item.split()[0].lower(), item.split()[-1].lower()
    if first in _DETERMINED or last.endswith("ing") or last in _UNCOUNTED or singular(item) != item:
        return item
    return f"the {item}" if last in _PLACES else _indefinite(item)
