"""Languages by ISO 639-1 code and by English name (the registry that `pycountry` carries)."""

from functools import cache


@cache
def _registry() -> tuple[dict[str, str], dict[str, str]]:
    """Names by two-letter code, and codes by whatever the registry calls the language, in lower case. Of its
    7,900 languages the 184 that have such a code; the others are let go (7 MB)."""
    import pycountry

    names, codes = dict[str, str](), dict[str, str]()
    for one in pycountry.Languages(pycountry.languages.filename):
        if code := getattr(one, "alpha_2", None):
            names[code] = one.name.partition(" (")[0]
            codes |= {str(value).lower(): code for key, value in one if key not in ("scope", "type")}
            codes.setdefault(names[code].lower(), code)
    return names, codes


def language_name(code: str) -> str:
    """English name of a two-letter code; the code itself where there is none."""
    return _registry()[0].get(code.lower(), code)


def language_code(language: str) -> str:
    """Two-letter code of a language given by code or English name; `any` where there is none."""
    return _registry()[1].get(language.strip().lower(), "any")


def is_code(code: str) -> bool:
    """Whether it is an ISO 639-1 code."""
    return code.lower() in _registry()[0]
