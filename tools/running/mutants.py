"""Faulty variants of a program in any language, and how many of them tests, or its result, tell from it.

The operators are those of DeMillo, Lipton and Sayward ("Hints on Test Data Selection", 1978), for queries
those of Tuya, Suarez-Cabal and de la Riva ("SQLMutation", 2006): figures, comparisons, arithmetic, words that
have an opposite; of a shell command also options and the stages of a pipe. Pygments tells what is comment or
text. Some variants behave like the program and can't be told by any tests, so a share below 1 is no fault."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, cast

from seedbed.memory.exact.randomness import rng
from seedbed.tools.running.run import SECONDS, python_of, run_once, same

MOST = 12
_LONGEST = 20_000
_ANYWHERE = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "===": "!==", "!==": "===",
    "+": "-", "-": "+", "*": "+", "/": "*", "%": "*", "//": "*", "&&": "||", "||": "&&", "+=": "-=",
    "-=": "+=", "true": "false", "false": "true", "break": "continue", "min": "max", "max": "min",
}  # fmt: skip
_OF_PYTHON = {
    "True": "False", "False": "True", "and": "or", "or": "and", "not": "", "if": "if not", "elif": "elif not",
    "while": "while not", "return": "return None and", "any": "all", "all": "any", "continue": "break",
    "*=": "+=", "//=": "*=",
}  # fmt: skip
_OF_QUERIES = {
    "=": "<>", "<>": "=", "and": "or", "or": "and", "not": "", "sum": "avg", "avg": "max",
    "join": "left join", "left join": "join", "desc": "", "asc": "desc", "distinct": "", "union": "union all",
    "where": "where 1 = 1 or", "having": "having 1 = 1 or",
    "order by": "order by -",
}  # fmt: skip
_WORDS = re.compile(r"(?i:order\s+by|left\s+join)\b|(?<![\w.])\w+\b(?!\.\d)|[<>=!+*/%&|-]+")
_NAMES = {"node": "javascript", "js": "javascript", "c++": "cpp", "sqlite": "sql"}

Edit = tuple[int, int, str]
"""From, to, and what stands there instead."""
LEAST_SECONDS = 2.0
"""Time of a variant at least; one that runs on is told by that."""


def variants(kind: str, program: str, most: int = MOST) -> tuple[str, ...]:
    """At most `most` distinct variants, always the same for the same text; empty: there is nothing to change.
    `kind`: as of a run: `python`, `sqlite`, `bash`, or a language. What isn't Python is no variant of it."""
    kind = _NAMES.get(kind.lower(), kind.lower())
    plain = _plain(kind, program) if len(program) <= _LONGEST else ""
    kinds: dict[str, list[Edit]] = {}
    for name, edit in _of_shell(program, plain) if kind == "bash" else _edits(kind, plain):
        kinds.setdefault(name, []).append(edit)
    dice = rng(0, "variants", program)
    left = [dice.sample(edits, len(edits)) for _, edits in sorted(kinds.items())]
    dice.shuffle(left)
    found: dict[str, None] = {}
    while any(left) and len(found) < most:
        for edits in filter(None, left):  # each kind comes up before one comes up again
            start, end, new = edits.pop()
            variant = program[:start] + new + program[end:]
            if kind != "python" or python_of(variant):
                found[variant] = None
    found.pop(program, None)
    return tuple(found)[:most]


def _plain(kind: str, program: str) -> str:
    """The program with blanks in place of comments and texts, in which signs mean something else."""
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment, String
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(kind, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ""
    plain, hidden = list(program), cast("tuple[Any, ...]", (Comment, String))
    for start, token, text in lexer.get_tokens_unprocessed(program):
        if any(token in kind for kind in hidden):
            plain[start : start + len(text)] = " " * len(text)
    return "".join(plain)


def _edits(kind: str, plain: str) -> Iterator[tuple[str, Edit]]:
    others = _ANYWHERE | {"python": _OF_PYTHON, "sql": _OF_QUERIES}.get(kind, {})
    for found in _WORDS.finditer(plain):
        word = " ".join(found[0].lower().split()) if kind == "sql" else found[0]
        if word.isdecimal() and len(word) < 15:
            yield "figure", (*found.span(), str(int(word) + 1))
        elif word in others:
            sign = not word[0].isalpha()
            spaced = plain[found.start() - 1 : found.start()].isspace()
            if not sign or spaced or (kind == "sql" and word != "*"):
                yield word, (*found.span(), others[word])


def _of_shell(program: str, plain: str) -> Iterator[tuple[str, Edit]]:
    for found in re.finditer(r"(?<=\s)-{1,2}[A-Za-z][\w-]*", plain):
        yield "option", (*found.span(), "")
    for found in re.finditer(r"(?<![\w.])\d{1,14}(?![\w.])", plain):
        yield "figure", (*found.span(), str(int(found[0]) + 1))
    if pipes := [found.start() for found in re.finditer(r"(?<!\|)\|(?!\|)", plain)]:
        yield "stage", (pipes[-1], len(program), "")
        yield "stage", (0, pipes[0] + 1, "")
    for found in re.finditer(r"&&|\|\|", plain):
        yield "condition", (*found.span(), _ANYWHERE[found[0]])
    for found in re.finditer(r"(?<=['\"])[^'\"\n]*[A-Za-z0-9](?=['\"])", program):
        if not found[0].startswith("-"):
            yield "pattern", (found.end() - 1, found.end(), "~")
    yield "nothing", (0, len(program), ":")


def strength(
    kind: str, program: str, files: Any, tests: str, *, seconds: float = SECONDS, most: int = MOST
) -> Counter[str] | str:
    """How many of at most `most` variants were `refused`, `broke` down or `passed`.

    Refused is one by the tests' own code, or by another result; those that can't be built don't count. A text
    says why the program itself isn't right. Raises ToolFault."""
    run = partial(run_once, kind, files=files, tests=tests, seed=0, shown=not tests)
    began = time.monotonic()
    right = run(program, timeout=seconds)
    if not right["ok"]:
        return str(right["said"])
    # A slow program's variants are slow too: that alone is no reason to call them told.
    most_time = min(seconds, max(LEAST_SECONDS, 3 * (time.monotonic() - began)))

    def ended(ran: Mapping[str, Any]) -> str:
        if ran["ok"]:
            return "passed" if tests or same(right, ran) else "refused"
        return "refused" if ran["stage"] == "tests" else "broke"

    runs = [run(variant, timeout=most_time) for variant in variants(kind, program, most)]
    return Counter(ended(ran) for ran in runs if ran["stage"] not in ("build", "given"))
