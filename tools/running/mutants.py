"""Faulty variants of a program in any language: what tests, or its result, must be able to tell from it.

Python is changed by its syntax tree (`verification/sandbox/mutants.py`), queries by theirs (`queries.py`),
everything else by its tokens, as Pygments reads them: figures, comparisons, arithmetic, conditions; of a
shell command also options and the stages of a pipe. Text in, texts out: nothing is executed.
"""

import re
from collections.abc import Iterator
from typing import Any

from seedbed.memory.exact.randomness import rng
from seedbed.tools.running.queries import QueryFault
from seedbed.tools.running.queries import variants as query_variants
from seedbed.tools.running.turns import in_turns
from seedbed.tools.verification.mutation.mutants import mutants

MOST = 12
_LONGEST = 20_000
_OPERATORS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "===": "!==", "!==": "===",
    "+": "-", "-": "+", "*": "+", "/": "*", "%": "*", "&&": "||", "||": "&&", "+=": "-=", "-=": "+=",
}  # fmt: skip
_RUNS = re.compile(r"[<>=!+*/%&|-]+")
_OPTION = re.compile(r"(?<=\s)-{1,2}[A-Za-z][\w-]*")
_NAMES = {"javascript": "javascript", "node": "javascript", "js": "javascript", "c++": "cpp"}

Edit = tuple[int, int, str]
"""From, to, and what stands there instead."""


def variants(kind: str, program: str, most: int = MOST) -> tuple[str, ...]:
    """At most `most` distinct variants, always the same for the same text; empty: there is nothing to change.

    Args:
        kind: As of a run: `python`, `sqlite`, `bash`, or a language.
    """
    if kind == "python":
        return mutants(program, most)
    if kind in ("sqlite", "sql"):
        try:
            return query_variants(program, most)
        except QueryFault:
            return ()
    if len(program) > _LONGEST:
        return ()
    kinds: dict[str, list[Edit]] = {}
    for name, edit in _edits(kind, program):
        kinds.setdefault(name, []).append(edit)
    found: dict[str, None] = {}
    for start, end, new in in_turns(kinds, rng(0, "variants", program)):
        if len(found) == most:
            break
        changed = program[:start] + new + program[end:]
        if changed != program:
            found[changed] = None
    return tuple(found)


def _edits(kind: str, program: str) -> Iterator[tuple[str, Edit]]:
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment, Number, Operator, Punctuation, String
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(_NAMES.get(kind.lower(), kind.lower()), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return

    def within(token: Any, kind: Any) -> bool:
        return token in kind

    quiet = [False] * (len(program) + 1)  # comments and texts, in which signs mean something else
    signs = [False] * (len(program) + 1)
    for start, token, text in lexer.get_tokens_unprocessed(program + "\n"):
        for at in range(start, min(start + len(text), len(program))):
            quiet[at] = within(token, Comment) or within(token, String)
            signs[at] = within(token, Operator) or within(token, Punctuation)
        if within(token, Number) and text.isdigit() and len(text) < 15:
            yield "number", (start, start + len(text), str(int(text) + 1))
    if kind == "bash":
        yield from _of_shell(program, quiet)
        return
    for found in _RUNS.finditer(program):
        spaced = program[found.start() - 1 : found.start()].isspace()
        if found[0] in _OPERATORS and signs[found.start()] and spaced:
            yield "operator", (*found.span(), _OPERATORS[found[0]])
    for word, other in (("true", "false"), ("false", "true")):
        for found in re.finditer(rf"\b{word}\b", program):
            if not quiet[found.start()]:
                yield "truth", (*found.span(), other)


def _of_shell(program: str, quiet: list[bool]) -> Iterator[tuple[str, Edit]]:
    for found in _OPTION.finditer(program):
        if not quiet[found.start()]:
            yield "option", (*found.span(), "")
    pipes = [at for at, sign in enumerate(program) if sign == "|" and not quiet[at]]
    single = [at for at in pipes if "|" not in (program[at - 1 : at], program[at + 1 : at + 2])]
    if single:
        yield "stage", (single[-1], len(program), "")
        yield "stage", (0, single[0] + 1, "")
    for found in re.finditer(r"&&|\|\|", program):
        if not quiet[found.start()]:
            yield "condition", (*found.span(), _OPERATORS[found[0]])
    for found in re.finditer(r"(?<=['\"])[^'\"\n]*[A-Za-z0-9](?=['\"])", program):
        if not found[0].startswith("-"):
            yield "pattern", (found.end() - 1, found.end(), "~")
    yield "nothing", (0, len(program), ":")
