"""A gap's patterns as a GBNF grammar for the endpoint and as a regular expression for the check.

Both are made from the same patterns, so an endpoint without grammars is held to the same language. A pattern
is literal text with rules in braces and holes `[2-4]`: two to four words of the model's own.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from seedbed.tools.offline.frames import Gap, Rules

_TOKEN = re.compile(r"\{([a-z_]+)\}|\[(\d+)-(\d+)\]")
_WORD = r"(?:I|[a-z]+(?:-[a-z]+)?)"
_PATTERNS_KEPT, _ENTRIES_KEPT = 3, 6
"""Patterns of a gap and entries of a rule that one candidate may use: so that rows differ."""


def narrow(gap: Gap, rng: random.Random) -> Gap:
    """The gap with some of its patterns and of its rules' entries, drawn."""
    patterns = tuple(rng.sample(gap.patterns, min(_PATTERNS_KEPT, len(gap.patterns))))
    rules = {
        name: tuple(rng.sample(list(entries), min(_ENTRIES_KEPT, len(entries))))
        for name, entries in gap.rules.items()
    }
    return replace(gap, patterns=patterns, rules=rules)


def has_holes(gap: Gap) -> bool:
    """Whether the model may choose words of its own anywhere."""
    return any(_hole_in(pattern, gap.rules) for pattern in gap.patterns)


def _hole_in(pattern: str, rules: Rules) -> bool:
    return any(
        not name or any(_hole_in(entry, rules) for entry in rules[name])
        for name, _, _ in _TOKEN.findall(pattern)
    )


def _translate(
    pattern: str, literal: Callable[[str], str], rule: Callable[[str], str], hole: Callable[[int, int], str]
) -> list[str]:
    """A pattern's parts in another notation, in order."""
    parts: list[str] = []
    at = 0
    for found in _TOKEN.finditer(pattern):
        if text := pattern[at : found.start()]:
            parts.append(literal(text))
        at = found.end()
        name, low, high = found.groups()
        parts.append(rule(name) if name else hole(int(low), int(high)))
    if text := pattern[at:]:
        parts.append(literal(text))
    return parts


def grammar(gap: Gap) -> str:
    """GBNF of a gap's filling: a blank, one of the patterns, the sentence's end."""
    made: dict[str, str] = {}

    def rule(name: str) -> str:
        symbol = "r-" + name.replace("_", "-")
        if symbol not in made:
            made[symbol] = ""  # holds its place, so that the rules stand in the order of their use
            made[symbol] = " | ".join(write(entry) for entry in gap.rules[name])
        return symbol

    def write(pattern: str) -> str:
        hole = 'word (" " word){{{},{}}}'
        return " ".join(_translate(pattern, _quoted, rule, lambda low, high: hole.format(low - 1, high - 1)))

    root = " | ".join(write(pattern) for pattern in gap.patterns)
    lines = [f'root ::= " " ({root}) {_quoted(gap.end)}']
    lines += [f"{name} ::= {body}" for name, body in made.items()]
    return "\n".join([*lines, 'word ::= "I" | [a-z]+ ("-" [a-z]+)?'])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def sample(gap: Gap, rng: random.Random) -> str | None:
    """One filling drawn without a model, without the sentence's end; None: every pattern has holes."""
    closed = [pattern for pattern in gap.patterns if not _hole_in(pattern, gap.rules)]

    def write(pattern: str) -> str:
        return "".join(
            _translate(
                pattern, str, lambda name: write(rng.choice(list(gap.rules[name]))), lambda low, high: ""
            )
        )

    return write(rng.choice(closed)) if closed else None


Table = tuple[tuple[str, tuple[str, ...]], ...]


def _table(rules: Rules) -> Table:
    return tuple((name, tuple(entries)) for name, entries in rules.items())


@cache
def _regex(patterns: tuple[str, ...], table: Table, end: str) -> re.Pattern[str]:
    rules = dict(table)

    def rule(name: str) -> str:
        return "(?:" + "|".join(write(entry) for entry in rules[name]) + ")"

    def write(pattern: str) -> str:
        return "".join(
            _translate(
                pattern, re.escape, rule, lambda low, high: f"(?:{_WORD}(?: {_WORD}){{{low - 1},{high - 1}}})"
            )
        )

    return re.compile("(?:" + "|".join(write(pattern) for pattern in patterns) + ")" + re.escape(end))


def matches(gap: Gap, filling: str) -> bool:
    """Whether a filling (without the leading blank, with its end) is in the gap's language."""
    return _regex(gap.patterns, _table(gap.rules), gap.end).fullmatch(filling) is not None


def own_words(gap: Gap, filling: str) -> Sequence[str]:
    """The words of a filling, if the model chose some of them itself; empty where all stand in the rules."""
    closed = tuple(pattern for pattern in gap.patterns if not _hole_in(pattern, gap.rules))
    if closed and _regex(closed, _table(gap.rules), gap.end).fullmatch(filling):
        return ()
    return filling.removesuffix(gap.end).split()


@cache
def _lexicon() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)


def is_word(word: str) -> bool:
    """Whether general English has a word in lower case; of one with hyphens, each part."""
    return all(part in _lexicon() for part in word.split("-") if part)
