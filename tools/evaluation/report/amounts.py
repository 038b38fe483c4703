"""Numbers as people read them, in a terminal and in a report."""

from collections.abc import Sequence
from decimal import Decimal


def number(value: float) -> str:
    """`12,345`; fractions to one place."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.1f}"


def percent(value: float) -> str:
    """A share as `93 %`; small and nearly whole ones to a tenth, or to as many places as tell them from 0 and
    100."""
    places = 1
    while value not in (0, 1) and float(f"{100 * value:.{places}f}") in (0, 100):
        places += 1
    return tenths(value) if places == 1 else f"{100 * value:.{places}f} %"


def tenths(value: float) -> str:
    """The same to a tenth at most: as models are told shares."""
    shown = 100 * value
    plain = value in (0, 1) or 1 <= shown <= 99
    return f"{shown:.0f} %" if plain else f"{shown:.1f} %"


def money(value: float) -> str:
    """US dollars; small amounts to two significant figures."""
    if value == 0:
        return "$0"
    return f"${value:,.2f}" if value >= 0.1 else f"${Decimal(f'{value:.2g}'):f}"


def duration(seconds: float) -> str:
    """`48 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`."""
    whole = round(seconds)
    for unit, size, below, smaller in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            rest = whole % size // smaller
            return f"{whole // size} {unit}" + (f" {rest} {below}" if rest else "")
    return f"{whole} s"


def short(value: float) -> str:
    """`812`, `12.3k`, `4.1M`."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if value >= size:
            return f"{value / size:.1f}{unit}"
    return f"{value:.0f}"


def counted(value: int, word: str) -> str:
    """`1 row`, `2,000 rows`."""
    return f"{value:,} {word}" if value == 1 else f"{value:,} {word}s"


def first_of(names: Sequence[str], most: int = 3, between: str = ", ") -> str:
    """The first of the names, and how many more there are."""
    more = f"{between.rstrip(', ')} and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + more
