"""What a request says of the whole run: files and folders, budget, language. Each is read and taken out of
the text, so that its words and numbers aren't taken for rows, labels or topics."""

import os
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from seedbed.memory.budget import parse_budget
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget

LANGUAGES = tuple(
    """Arabic Bengali Bulgarian Catalan Chinese Croatian Czech Danish Dutch English Estonian Finnish French
    German Greek Hebrew Hindi Hungarian Icelandic Indonesian Irish Italian Japanese Korean Latvian
    Lithuanian Malay Mandarin Norwegian Persian Polish Portuguese Romanian Russian Serbian Slovak
    Slovenian Spanish Swahili Swedish Tamil Thai Turkish Ukrainian Urdu Vietnamese Welsh""".split()
)
_LANGUAGE = "|".join(LANGUAGES)
_ENDS = (
    r"(?=\s*(?:[,.;:!?)\n]|$|(?:with|for|from|by|about|and|or|on|using|of|at|to|labels|please|only|each)\b))"
)
_LANGUAGES = re.compile(
    rf"\b(?:(?:written\s+)?in|languages?\s*[:=]?)\s+(?P<name>{_LANGUAGE})\b(?:\s+language)?"
    rf"(?:\s*(?:,|and|or|/|&)\s*(?P<second>{_LANGUAGE})\b)?{_ENDS}"
    rf"|\b(?P<of>{_LANGUAGE})[- ](?:language|speaking)\b",
    re.IGNORECASE,
)
_SUFFIX = r"md|markdown|txt|text|html?|jsonl|json|csv|pdf|docx?|rst|xlsx|ya?ml"
_PATH = re.compile(
    rf"""(?<![\w@:/.])(?P<path>
        (?:\./|\.\./|~/|/)[\w.@%+~-][\w.@%+~/-]*[\w/~-]      # ./docs, /data/x, ~/x
      | \.{{1,2}}/(?=[\s,;)]|$)                              # ./
      | (?<![%+~-])(?:                                       # from the beginning of its first name
          [\w.@%+~-]+(?:/[\w.@%+~-]+)*/(?=[\s,;:.)]|$)       # handbook/, docs/manual/
        | (?:[\w@%+~-][\w.@%+~-]*/)*[\w@%+~-][\w.@%+~-]*\.(?:{_SUFFIX})\b(?!/)
      )
    )""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"(?P<quote>[\"`])(?P<quoted>[^\"`\n]{1,300})(?P=quote)|"
    + _PATH.pattern
    + r"|(?<![\w@:/.%+~-])(?P<perhaps>[\w.@%+~-]+(?:/[\w.@%+~-]*[\w~-])+)",
    re.VERBOSE,
)
"""What names a path; `perhaps` only where it is there: «docs/manual» may be «and/or»."""
_LEAD = re.compile(
    r"(?:,?\s*\b(?:based on|grounded in|taken from|drawn from|from|in|using|of|over|with|like|those|about|"
    r"the|my|our|documents?|files?|folder|examples?)\b\s*:?\s*)*$",
    re.IGNORECASE,
)
"""Words that lead to a path, and go with it."""
_OF_EXAMPLES = re.compile(r"\b(?:examples?|samples?|like)\b[^.;\n]{0,30}$", re.IGNORECASE)
_OF_PERSONAS = re.compile(r"\b(?:personas?|users|speakers)\b[^.;\n]{0,20}$", re.IGNORECASE)
_NEAR = 200
"""Characters before a path in which the words that lead to it are looked for."""

_FIGURE = r"(?<!\d)(?<!\d[,.])\d[\d,]*(?:\.\d+)?(?![,.]?\d)"
"""A whole number: tried from its first digit alone, and never cut."""
_ONES = "one two three four five six seven eight nine ten".split()
_SPOKEN = {"half an": "0.5", "an": "1", "a": "1"} | {word: str(n) for n, word in enumerate(_ONES, 1)}
_BEFORE = r"(?:,|(?<!\s))\s*"
"""What goes with a cap before its first word: a comma, and a run of spaces from its beginning."""
_FIRM = (
    rf"(?:{_BEFORE}\b(?:and\s+)?(?:for|within|in|under|with|on|at|to)?\s*(?:a\s+|an\s+|"
    r"the\s+)?(?:total\s+)?(?:budget|costs?|"
    r"spend(?:ing)?|cap(?:ped)?|limit|max(?:imum)?\b\.?|(?:at|for) most|no more than|not more than)\b"
    r"(?:\s*:|\s+(?:of|is|at|to|at most|up to|no more than|less than|under|below|max\.?|about|around)\b)*\s*)"
)
"""Words after which an amount is a cap whatever follows."""
_LOOSE = (
    rf"(?:{_BEFORE}\b(?:and\s+)?"
    r"(?:for|within|in|under|below|using|with|up to|less than|for less than|for under)\s+)"
)
"""Words after which it is one if nothing follows that it could belong to."""
_OVER = r"(?=\s*(?:[,.;:)\n]|$|(?:and|at most|max|please|total|or less|in total|tops)\b))"
_OTHER_MONEY = rf"(?:[€£]\s?{_FIGURE}|{_FIGURE}\s?(?:€|£|euros?\b|eur\b|pounds?\b|gbp\b|cents?\b))"
_ALONE = rf"{_FIGURE}\s?(?:(?:k|m|thousand|million)?\s?tok(?:en)?s?|(?:(?:api|model|llm)\s+)?calls)\b"
"""Amounts that are a cap by themselves, in a clause of their own."""
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
_SCALED = rf"{_FIGURE}(?:\s?(?:{'|'.join(_SCALES)})\b)?"
_SAID = rf"(?:{_FIGURE}|{'|'.join(_SPOKEN)})[\s-]?"
_AMOUNT = (
    rf"(?:(?:(?:\bus)?\$|\busd)\s?{_SCALED}|{_SCALED}\s?(?:us)?\$(?!\s?\d)|{_ALONE}"
    rf"|(?:{_SCALED}|{_SAID})[\s-]?(?:usd|us dollars?|dollars?|bucks?)\b"
    rf"|{_SAID}(?:hours?|hrs?|h)\b(?:,?\s*(?:and\s+)?{_FIGURE}[\s-]?min(?:ute)?s?\b)?"
    rf"|{_SAID}min(?:ute)?s?\b)"
)
_CAP = re.compile(
    rf"(?:{_FIRM}{_AMOUNT}(?:\s*(?:(?:,|and|or|/)\s*)?{_AMOUNT})*"
    rf"|{_LOOSE}{_AMOUNT}(?:\s*(?:(?:,|and|or|/)\s*)?{_AMOUNT})*{_OVER}"
    rf"|(?<=[,;.(])\s*{_ALONE}{_OVER}|{_AMOUNT}(?=\s+(?:budget|limit|cap|max|tops|at most|in total)\b))"
    r"(?:\s+(?:budget|limit|cap|at most|max|tops)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for the whole run."""

    text: str
    """The request with what was read taken out."""
    languages: tuple[str, ...]
    budget: Budget
    sources: tuple[str, ...]
    examples: tuple[str, ...]
    personas: tuple[str, ...]
    """Files of the users who speak."""
    said: tuple[str, ...]


def plain(request: str) -> str:
    """Quotes and spaces in one form each."""
    for pattern, one in (("[“”„]", '"'), ("[‘’]", "'"), ("[\u00a0\u2009\u202f\t]", " "), ("\r\n?", "\n")):
        request = re.sub(pattern, one, request)
    return request.strip()


def read_limits(request: str, folder: Path) -> Limits:
    """Read budget, paths and language. `folder`: where relative paths start if they lead nowhere from the
    current folder. Raises UserFault: a path that doesn't exist (with the nearest that does), a budget in
    another currency or two different caps of one kind."""
    text, budget, said = read_budget(request)
    text, found = _paths(text, folder)
    names: dict[str, None] = {}
    for match in _LANGUAGES.finditer(text):
        names |= {one.capitalize(): None for one in match.group("name", "second", "of") if one}
    text = _LANGUAGES.sub(" ", text)
    sources, examples, personas = (
        tuple(path for path, of in found.items() if of == kind)
        for kind in ("sources", "examples", "personas")
    )
    return Limits(text, tuple(names), budget, sources, examples, personas, said)


def read_budget(text: str) -> tuple[str, Budget, tuple[str, ...]]:
    """The text without its caps, the caps, and a line for each place where some were read. Raises UserFault:
    another currency than dollars, or two different caps of one kind."""
    if other := re.search(f"(?:{_FIRM}|{_LOOSE})(?P<amount>{_OTHER_MONEY}){_OVER}", text, re.IGNORECASE):
        what = f"the budget {other['amount'].strip()!r} is not in US dollars"
        raise UserFault(what, where="the request", next_step="say it in dollars: --budget 5usd")
    words: list[str] = []
    said: list[str] = []
    for match in _CAP.finditer(text):
        found = [_word(one.lower()) for one in re.findall(_AMOUNT, match[0], re.IGNORECASE)]
        words += found
        said.append(f"budget: {', '.join(found)} (from {match[0].strip(' ,')!r})")
    return _CAP.sub(" ", text), parse_budget(words), tuple(said)


def _word(amount: str) -> str:
    """An amount as a word of a budget."""
    spoken = next((one for one in _SPOKEN if amount.startswith(one)), "")
    number, *more = (str(one) for one in re.findall(_FIGURE, amount) or [_SPOKEN[spoken]])
    unit = re.sub(_FIGURE, "", amount.removeprefix(spoken))
    if "tok" in unit:
        scale = unit.partition("tok")[0].strip().replace("thousand", "k")[:1]
        return f"{number}{scale}tok"
    if re.search(r"\$|usd|dollar|buck", unit):
        times = next((n for word, n in _SCALES.items() if re.search(rf"\b{word}\b", unit)), 0)
        return f"{float(number.replace(',', '')) * times:.15g}usd" if times else f"{number}usd"
    if more:
        return f"{60 * float(number.replace(',', '')) + float(more[0].replace(',', '')):.15g}min"
    return number + next(word for mark, word in _UNITS.items() if mark in unit)


_UNITS = {"call": "calls", "min": "min", "h": "h"}


def _paths(text: str, folder: Path) -> tuple[str, dict[str, str]]:
    """The text without its paths, and each path with what it is of, in the order of the text."""
    found: dict[str, str] = {}
    for match in reversed(list(_NAMED.finditer(text))):
        named = (match["quoted"] or match["path"] or match["perhaps"]).strip()
        there = locate(named, folder)
        if there is None and _PATH.fullmatch(named):
            raise UserFault("no such file or folder", where=named, next_step=near(named, folder))
        if there is not None:
            before = text[max(0, match.start() - _NEAR) : match.start()]
            found[there] = _kind(named.lower(), before)
            lead = _LEAD.search(before)
            start = match.start() - (len(lead[0]) if lead else 0)
            text = f"{text[:start]} {text[match.end() :]}"
    return text, dict(reversed(found.items()))


def _kind(named: str, before: str) -> str:
    """What a path is of, by its name and the words that lead to it; a file of tools is nothing of these."""
    if named.endswith((".jsonl", ".json", ".csv", ".yaml", ".yml")) and _OF_PERSONAS.search(before):
        return "personas"
    if named.endswith((".yaml", ".yml")):
        return "tools"
    rows = named.endswith((".jsonl", ".json", ".csv"))
    return "examples" if rows and _OF_EXAMPLES.search(before) else "sources"


def locate(named: str, folder: Path) -> str | None:
    """The path as it can be opened from here, else from `folder`; None if it is in neither place."""
    plain = os.path.expanduser(named)
    try:
        if Path(plain).exists():
            return named if plain == named else plain
        beside = folder / plain
        return str(beside) if beside.exists() else None
    except (OSError, ValueError):  # longer than a name can be, or with a NUL
        return None


def near(named: str, folder: Path) -> str:
    """What to do about a path that doesn't exist."""
    path = Path(os.path.expanduser(named[:200]))
    for base in (Path(), folder):
        parent = base / path.parent
        names = sorted(os.listdir(parent)) if parent.is_dir() else []
        if close := get_close_matches(path.name, names, n=1):
            return f"did you mean {parent / close[0]}?"
    return "check the path, or name documents with --from PATH"
