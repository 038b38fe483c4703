"""Faulty variants of a program, one small change each: what tests must be able to tell from the program.

The operators are those of DeMillo, Lipton and Sayward ("Hints on Test Data Selection", 1978) as mutation
tools for Python have them (mutmut, cosmic-ray, mutatest): comparisons, arithmetic, conditions, constants,
bounds, statements. Text in, texts out, by `ast` alone: nothing is executed. It does not know whether a
variant behaves otherwise; some never do.
"""

import ast
import hashlib
import warnings
from collections.abc import Iterator
from copy import deepcopy
from threading import Lock

from seedbed.memory.exact.randomness import rng
from seedbed.tools.verification.mutation.mutations import Site, mutations

LONGEST = 100_000
"""Programs of more characters have no mutants."""
PARSING = Lock()
"""Held while warnings of a program that is parsed are set aside: their filters are the whole process's."""


def mutants(program: str, most: int) -> tuple[str, ...]:
    """At most `most` distinct variants of `program`, always the same for the same text.

    They are drawn so that each kind of change comes up before one comes up again. Empty where the program
    can't be read or there is nothing to change.
    """
    tree = _parsed(program)
    if tree is None:
        return ()
    chosen: list[str] = []
    try:
        seen = {ast.dump(tree)}
        for site in _drawn(program, list(mutations(tree))):
            if len(chosen) == most:
                break
            variant = _changed(tree, site)
            dump = ast.dump(variant)
            if dump not in seen:
                seen.add(dump)
                chosen.append(ast.unparse(variant) + "\n")
    except RecursionError:
        return tuple(chosen)
    return tuple(chosen)


def _parsed(program: str) -> ast.Module | None:
    if len(program) > LONGEST:
        return None
    with PARSING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(program)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _drawn(program: str, sites: list[Site]) -> Iterator[Site]:
    """The sites in the order they are to be tried: kinds take turns, drawn by the program's own hash."""
    seed = int.from_bytes(hashlib.sha256(program.encode("utf-8", "surrogatepass")).digest()[:6], "big")
    dice = rng(seed, "mutants")
    kinds: dict[str, list[Site]] = {}
    for site in sites:
        kinds.setdefault(site.kind, []).append(site)
    for kind in sorted(kinds):
        dice.shuffle(kinds[kind])
    order = sorted(kinds)
    dice.shuffle(order)
    while any(kinds.values()):
        for kind in order:
            if kinds[kind]:
                yield kinds[kind].pop()


def _changed(tree: ast.Module, site: Site) -> ast.Module:
    """A copy of the tree with the one change."""
    variant = deepcopy(tree)
    owner: ast.AST = variant
    for field, index in site.path[:-1]:
        found = getattr(owner, field)
        owner = found if index is None else found[index]
    field, index = site.path[-1]
    if index is None:
        setattr(owner, field, deepcopy(site.new))
    else:
        getattr(owner, field)[index] = deepcopy(site.new)
    return ast.fix_missing_locations(variant)
