"""What a request says of the whole run: files and folders, budget, language. Each is read and taken out of
the text, so that its words and numbers aren't taken for rows, labels or topics.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from seedbed.memory.budget import parse_budget
from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget
from seedbed.tools.knowledge.wordlist import in_order

LANGUAGES = in_order(
    """Arabic Bengali Bulgarian Catalan Chinese Croatian Czech Danish Dutch English Estonian Finnish French
    German Greek Hebrew Hindi Hungarian Icelandic Indonesian Irish Italian Japanese Korean Latvian
    Lithuanian Malay Mandarin Norwegian Persian Polish Portuguese Romanian Russian Serbian Slovak
    Slovenian Spanish Swahili Swedish Tamil Thai Turkish Ukrainian Urdu Vietnamese Welsh"""
)
_LANGUAGE = "|".join(LANGUAGES)
_ENDS = (
    r"(?=\s*(?:[,.;:!?)\n]|$|(?:with|for|from|by|about|and|or|on|using|of|at|to|labels|please|only|each)\b))"
)
_LANGUAGE_FORMS = (
    rf"\blanguages?\s*(?:is|:|=|to be|should be)?\s*(?P<name>{_LANGUAGE})\b",
    rf"\b(?:all\s+)?(?:written\s+)?in\s+(?:the\s+)?(?P<name>{_LANGUAGE})(?:\s+language)?\b{_ENDS}",
    rf"\b(?P<name>{_LANGUAGE})(?:[- ]language|[- ]speaking)\b",
)
_SUFFIX = r"md|markdown|txt|text|html?|jsonl|json|csv|pdf|docx?|rst|xlsx|ya?ml"
_PATH = re.compile(
    rf"""(?<![\w@:/.])(?P<path>
        (?:\./|\.\./|~/|/)[\w.@%+~-][\w.@%+~/-]*[\w/~-]      # ./docs, /data/x, ~/x
      | \.{{1,2}}/(?=[\s,;)]|$)                              # ./
      | [\w.@%+~-]+(?:/[\w.@%+~-]+)*/(?=[\s,;:.)]|$)         # handbook/, docs/manual/
      | (?:[\w@%+~-][\w.@%+~-]*/)*[\w@%+~-][\w.@%+~-]*\.(?:{_SUFFIX})\b(?!/)
    )""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"(?P<quote>[\"'`])(?P<path>[^\"'`\n]{1,300})(?P=quote)")
_WORD = r"[\w.@%+~-]+(?:/[\w.@%+~-]+)*"
_NAMED = re.compile(
    rf"\b(?:(?:from|in|using|under|inside)\s+(?:the\s+|my\s+|our\s+)?(?:folder|directory|dir|"
    rf"file)\s+(?P<a>{_WORD})"
    rf"|(?:the|my|our)\s+(?P<b>{_WORD})\s+(?:folder|directory|dir)\b"
    rf"|from\s+(?:the\s+|my\s+|our\s+)?(?P<c>{_WORD})(?=\s*(?:[,;:)\n]|\.\s|\.?$|(?:and|with|in|by|"
    rf"please)\b))"
    r"|(?:the|my|our)\s+(?P<d>handbook|docs|documents|documentation|manuals?|guides?|notes|wiki|faqs?|"
    r"polic(?:y|ies)|"
    r"papers?|book|rules|regulations|contracts?)\b)",
    re.IGNORECASE,
)
"""A bare word that may be a folder's name; it counts if such a folder or file is there."""
_LEAD = re.compile(
    r"(?:,?\s*\b(?:based on|grounded in|taken from|drawn from|from|in|inside|under|using|use|of|at|over|with|"
    r"see|like"
    r"|those|the ones|found|about)\s+)*(?:\b(?:the|my|our|these|this)\s+)*"
    r"(?:\b(?:sources?|documents?|docs|files?|folders?|directory|dir|handbook|examples?|"
    r"path)\s*:?\s+)*(?:in\s+|at\s+)?$",
    re.IGNORECASE,
)
_OF_EXAMPLES = re.compile(
    r"\b(?:examples?|demonstrations?|seed rows|samples? like|like)\b[^.;\n]{0,30}$", re.IGNORECASE
)
_NEAR = 200
"""Characters before a path in which the words that lead to it are looked for."""
_ROWS_FILE = (".jsonl", ".json", ".csv")
_SPECS = (".yaml", ".yml")
_OF_WORLD = re.compile(r"\bworlds?\b[^.;\n]{0,30}$", re.IGNORECASE)
_OF_PERSONAS = re.compile(r"\b(?:personas?|users|speakers)\b[^.;\n]{0,20}$", re.IGNORECASE)

_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_FIRM = (
    r"(?:,?\s*\b(?:and\s+)?(?:for|within|in|under|with|on|at|to)?\s*(?:a\s+|an\s+|"
    r"the\s+)?(?:total\s+)?(?:budget|costs?|"
    r"spend(?:ing)?|cap(?:ped)?|limit|max(?:imum)?\b\.?|(?:at|for) most|no more than|not more than)\b"
    r"(?:\s*:|\s+(?:of|is|at|to|at most|up to|no more than|less than|under|below|max\.?|about|around)\b)*\s*)"
)
"""Words after which an amount is a cap whatever follows."""
_LOOSE = (
    r"(?:,?\s*\b(?:and\s+)?"
    r"(?:for|within|in|under|below|using|with|up to|less than|for less than|for under)\s+)"
)
"""Words after which it is one if nothing follows that it could belong to."""
_OVER = r"(?=\s*(?:[,.;:)\n]|$|(?:and|at most|max|please|total|or less|in total|tops)\b))"
_MONEY = rf"(?:\$\s?{_AMOUNT}|{_AMOUNT}\s?(?:usd|us dollars?|dollars?|bucks?)\b|(?:a|one)\s+dollar\b)"
_OTHER_MONEY = rf"(?:[€£]\s?{_AMOUNT}|{_AMOUNT}\s?(?:€|£|euros?\b|eur\b|pounds?\b|gbp\b|cents?\b))"
_TOKENS = rf"{_AMOUNT}\s?(?:k|m|thousand|million)?\s?(?:tok(?:en)?s?)\b"
_CALLS = rf"{_AMOUNT}\s?(?:(?:api|model|llm)\s+)?calls\b"
_TIME = rf"(?:{_AMOUNT}|an|one|half an|two|three)[\s-]?(?:min(?:ute)?s?|hours?|hrs?|h)\b"
_NUMBER_WORDS = {"a": "1", "an": "1", "one": "1", "half an": "0.5", "two": "2", "three": "3"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for the whole run."""

    text: str
    """The request with what was read taken out."""
    languages: tuple[str, ...]
    budget: Budget
    sources: tuple[str, ...]
    examples: tuple[str, ...]
    said: tuple[str, ...]
    personas: str = ""
    """File of the users who speak."""


def plain(request: str) -> str:
    """Quotes and spaces in one form each."""
    for pattern, one in (("[“”„]", '"'), ("[‘’]", "'"), ("[\u00a0\u2009\u202f\t]", " "), ("\r\n?", "\n")):
        request = re.sub(pattern, one, request)
    return request.strip()


def read_limits(request: str, folder: Path) -> Limits:
    """Read budget, paths and language.

    Args:
        folder: Where relative paths start if they lead nowhere from the current folder.

    Raises:
        UserFault: a path that doesn't exist (with the nearest that does), a budget in another currency or two
            different caps of one kind.
    """
    said: list[str] = []
    text, budget = _budget(request, said)
    text, found = _paths(text, folder, said)
    text, languages = _languages(text)
    named = {kind: tuple(path for path, of in found.items() if of == kind) for kind in _KINDS}
    personas = next(iter(named["personas"]), "")
    return Limits(text, languages, budget, named["sources"], named["examples"], tuple(said), personas)


def blank(text: str, start: int, end: int) -> str:
    """The text with a range blanked."""
    return text[:start] + " " * (end - start) + text[end:]


# budget ------------------------------------------------------------------------------------------------


def _budget(text: str, said: list[str]) -> tuple[str, Budget]:
    words: list[str] = []
    if other := re.search(f"(?:{_FIRM}|{_LOOSE})(?P<amount>{_OTHER_MONEY}){_OVER}", text, re.IGNORECASE):
        raise UserFault(
            f"the budget {other['amount'].strip()!r} is not in US dollars",
            where="the request",
            next_step="say it in dollars: --budget 5usd",
        )
    amount = "|".join(_AMOUNTS)
    more = rf"(?:\s*(?:,|and|or|/)?\s*(?:{amount}))*"
    alone = rf"{_TOKENS}|{_CALLS}|(?:{amount})(?=\s+(?:budget|limit|cap|max|tops|at most|in total)\b)"
    after = r"(?:\s+(?:budget|limit|cap|at most|max|tops)\b)?"
    form = f"(?:{_FIRM}(?:{amount}){more}|{_LOOSE}(?:{amount}){more}{_OVER}|(?:{alone})){after}"
    for match in list(re.finditer(form, text, re.IGNORECASE)):
        found = [
            spoken(m[0])
            for one, spoken in _AMOUNTS.items()
            for m in re.finditer(one, match[0], re.IGNORECASE)
        ]
        words.extend(found)
        said.append(f"budget: {', '.join(found)} (from {match[0].strip(' ,')!r})")
        text = blank(text, *match.span())
    return text, parse_budget(words)


def _dollars(amount: str) -> str:
    return f"{_figure(amount) or '1'}usd"


def _tokens(amount: str) -> str:
    unit = re.search(r"(k|m|thousand|million)?\s?tok", amount, re.IGNORECASE)
    letter = (unit[1] or "")[:1].lower() if unit and unit[1] else ""
    return f"{_figure(amount)}{'k' if letter == 't' else letter}tok"


def _calls(amount: str) -> str:
    return f"{_figure(amount)}calls"


def _time(amount: str) -> str:
    word = re.match(r"half an|an|one|two|three", amount, re.IGNORECASE)
    number = _NUMBER_WORDS[word[0].lower()] if word else _figure(amount)
    return (
        f"{number}{'h' if re.search(r'h', amount[len(word[0]) if word else 0 :], re.IGNORECASE) else 'min'}"
    )


def _figure(amount: str) -> str:
    found = re.search(_AMOUNT, amount)
    return found[0].replace(",", "") if found else ""


_AMOUNTS = {_MONEY: _dollars, _TOKENS: _tokens, _CALLS: _calls, _TIME: _time}
"""Pattern of an amount → how it is written as a word of a budget."""


# paths -------------------------------------------------------------------------------------------------


def _paths(text: str, folder: Path, said: list[str]) -> tuple[str, dict[str, str]]:
    """The text without its paths, and each path with what it is of, in the order of the text."""
    found_paths: dict[str, str] = {}
    found = sorted(_candidates(text), reverse=True)
    quoted = [(a, b) for a, b, named, sure in found if text[a] in "\"'`" and locate(named, folder)]
    for start, end, named, sure in found:
        if any(a < start < b for a, b in quoted):
            continue
        there = locate(named, folder)
        if there is None:
            if not sure:
                continue
            raise UserFault("no such file or folder", where=named, next_step=near(named, folder))
        if text[start:end].strip() == "":
            continue  # inside a longer one that was already taken
        near_by = max(0, start - _NEAR)
        lead = _LEAD.search(text[near_by:start])
        kind = _kind(named.lower(), text[near_by:start])
        found_paths[there] = kind
        if not sure and kind == "sources":
            said.append(f"documents: {there}")
        start = near_by + lead.start() if lead else start
        text = blank(text, start, end)
    return text, dict(reversed(found_paths.items()))


_KINDS = ("sources", "examples", "personas")


def _kind(named: str, before: str) -> str:
    """What a path is of, by its name and the words that lead to it."""
    if named.endswith((*_ROWS_FILE, *_SPECS)) and _OF_PERSONAS.search(before):
        return "personas"
    if named.endswith((*_SPECS, ".json")) and ("world" in named or _OF_WORLD.search(before)):
        return "world"  # of tools: no documents
    return "examples" if named.endswith(_ROWS_FILE) and _OF_EXAMPLES.search(before) else "sources"


def _candidates(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Start, end, path, and whether it must be one (it looks like nothing else)."""
    for match in _PATH.finditer(text):
        yield *match.span("path"), match["path"], True
    for match in re.finditer(r"(?<![\w/.~])[\w.@%+-]+(?:/[\w.@%+-]+)+", text):
        yield match.start(), match.end(), match[0].rstrip("."), False
    for match in _QUOTED.finditer(text):
        lead = _LEAD.search(text[max(0, match.start() - _NEAR) : match.start()])
        if (lead and lead[0].strip()) or re.search(r"[/.]", match["path"]):
            yield *match.span(), match["path"].strip(), False
    for match in _NAMED.finditer(text):
        name = next(key for key in "abcd" if match[key])
        yield match.start(name), match.end() if name == "b" else match.end(name), match[name], False


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


# language ----------------------------------------------------------------------------------------------


def _languages(text: str) -> tuple[str, tuple[str, ...]]:
    names: dict[str, None] = {}
    several = rf"(?P<name>{_LANGUAGE})\s*(?:,|and|or|/|&)\s*(?:in\s+)?(?P<second>{_LANGUAGE})\b"
    if both := re.search(rf"\b(?:in\s+)?{several}", text, re.IGNORECASE):
        return blank(text, *both.span()), (both["name"].capitalize(), both["second"].capitalize())
    for pattern in _LANGUAGE_FORMS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            names[match["name"].capitalize()] = None
            text = blank(text, *match.span())
    return text, tuple(names)
