"""Plurals and articles of nouns in the user's words, by the library `inflect`, imported when needed."""

from functools import lru_cache
from typing import Any, no_type_check


@lru_cache(maxsize=1)
def _engine() -> Any:
    import typeguard

    # As it is imported, inflect has itself rewritten to check its types: seconds of every process.
    checked, typeguard.typechecked = typeguard.typechecked, no_type_check  # type: ignore[assignment]
    try:
        import inflect
    finally:
        typeguard.typechecked = checked
    return inflect.engine()


@lru_cache(maxsize=1024)
def plural(one: str) -> str:
    """The plural of a noun: «pairs of skis», «children's bikes», «GPS units»."""
    return str(_engine().plural_noun(one) or f"{one}s")


@lru_cache(maxsize=1024)
def article(one: str) -> str:
    """«a» or «an»: «an hour», «a unit», «an e-bike»."""
    return str(_engine().a(one)).split(" ", 1)[0]


@lru_cache(maxsize=1024)
def singular(noun: str) -> str:
    """The singular of a noun that may be a plural already: «loaves» and «loaf» are «loaf», «glass» stays."""
    last = noun.split()[-1] if noun.split() else noun
    if not last.endswith("s") or last.endswith(("ss", "us", "is")):
        return noun
    return str(_engine().singular_noun(noun) or noun)
