"""Languages by ISO 639-1 code and by English name (the registry that `pycountry` carries)."""

from functools import lru_cache


@lru_cache(maxsize=256)
def language_name(code: str) -> str:
    """English name of a two-letter code; the code itself where there is none."""
    import pycountry

    found = pycountry.languages.get(alpha_2=code.lower())
    return str(found.name).partition(" (")[0] if found else code


@lru_cache(maxsize=256)
def language_code(language: str) -> str:
    """Two-letter code of a language given by code or English name; `any` where there is none."""
    import pycountry

    word = language.strip()
    if len(word) == 2 and pycountry.languages.get(alpha_2=word.lower()):
        return word.lower()
    try:
        found = pycountry.languages.lookup(word)
    except LookupError:
        found = next(
            (one for one in pycountry.languages if one.name.partition(" (")[0].lower() == word.lower()), None
        )
    return str(getattr(found, "alpha_2", "any")) if found else "any"


def is_code(code: str) -> bool:
    """Whether it is an ISO 639-1 code."""
    import pycountry

    return len(code) == 2 and pycountry.languages.get(alpha_2=code) is not None
