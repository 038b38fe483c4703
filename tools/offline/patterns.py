"""A gap's patterns (literal text with rules in braces) as a GBNF grammar for the endpoint and as a regular
expression for the check, so that an endpoint without grammars is held to the same language.
"""

import random
import re
from collections.abc import Callable

from seedbed.tools.offline.frames import Gap

_RULE = re.compile(r"\{([a-z_]+)\}")
_PATTERNS_KEPT, _ENTRIES_KEPT = 3, 6
"""Patterns of a gap and entries of a rule that one candidate may use: so that rows differ."""


def narrow(gap: Gap, rng: random.Random) -> Gap:
    """The gap with some of its patterns and of its rules' entries, drawn."""
    patterns = tuple(rng.sample(gap.patterns, min(_PATTERNS_KEPT, len(gap.patterns))))
    rules = {
        name: tuple(rng.sample(list(entries), min(_ENTRIES_KEPT, len(entries))))
        for name, entries in gap.rules.items()
    }
    return gap.model_copy(update={"patterns": patterns, "rules": rules})


def _parts(pattern: str, literal: Callable[[str], str], rule: Callable[[str], str]) -> list[str]:
    """A pattern's parts in another notation, in order."""
    split = _RULE.split(pattern)
    return [(rule if at % 2 else literal)(part) for at, part in enumerate(split) if part]


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
        return " ".join(_parts(pattern, _quoted, rule))

    root = " | ".join(write(pattern) for pattern in gap.patterns)
    lines = [
        f'root ::= " " ({root}) {_quoted(gap.end)}',
        *(f"{name} ::= {body}" for name, body in made.items()),
    ]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def sample(gap: Gap, rng: random.Random) -> str:
    """One filling drawn without a model, without the sentence's end."""

    def write(pattern: str) -> str:
        return "".join(_parts(pattern, str, lambda name: write(rng.choice(list(gap.rules[name])))))

    return write(rng.choice(gap.patterns))


def matches(gap: Gap, filling: str) -> bool:
    """Whether a filling (without the leading blank, with its end) is in the gap's language."""

    def rule(name: str) -> str:
        return "(?:" + "|".join(write(entry) for entry in gap.rules[name]) + ")"

    def write(pattern: str) -> str:
        return "".join(_parts(pattern, re.escape, rule))

    every = "|".join(write(pattern) for pattern in gap.patterns)
    return re.fullmatch(f"(?:{every}){re.escape(gap.end)}", filling) is not None
