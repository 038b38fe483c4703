"""Languages by ISO 639-1 code and by English name (the registry that `pycountry` carries)."""

import json
from functools import cache
from pathlib import Path

from seedbed.memory.errors import UserFault
from seedbed.memory.files.file_faults import nearest


@cache
def _registry() -> tuple[dict[str, str], dict[str, str]]:
    """Names by two-letter code, and codes by whatever the registry calls the language, in lower case. Of its
    7,900 languages the 184 that have such a code, from its file: as objects all stay in memory (7 MB)."""
    from pycountry import DATABASE_DIR

    names, codes = dict[str, str](), dict[str, str]()
    for one in json.loads(Path(DATABASE_DIR, "iso639-3.json").read_text("utf-8"))["639-3"]:
        if code := one.get("alpha_2"):
            names[code] = one["name"].partition(" (")[0]
            codes |= {value.lower(): code for key, value in one.items() if key not in ("scope", "type")}
            codes.setdefault(names[code].lower(), code)
    last = {code: name.split()[-1].lower() for code, name in names.items()}  # `Greek` of `Modern Greek`
    single = {word: code for code, word in last.items() if [*last.values()].count(word) == 1}
    return names, single | codes


def language_name(code: str) -> str:
    """English name of a two-letter code; the code itself where there is none."""
    return _registry()[0].get(code.lower(), code)


def check_language(language: str) -> None:
    """Raises UserFault: it is neither the code nor the English name of a language, nor `any`."""
    if language != "any" and language_code(language) == "any":
        near = nearest(language, [*_registry()[0].values()])
        step = "give its English name or its code in ISO 639-1" + f"; did you mean {near!r}?" * bool(near)
        raise UserFault(f"there is no language {language!r}", where="language", next_step=step)


def language_code(language: str) -> str:
    """Two-letter code of a language given by code or English name; `any` where there is none."""
    return _registry()[1].get(language.strip().lower(), "any")


def is_code(code: str) -> bool:
    """Whether it is an ISO 639-1 code."""
    return code.lower() in _registry()[0]
