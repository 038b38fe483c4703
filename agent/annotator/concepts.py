"""The concept that a text is nearest to, on static embeddings: a first assignment that costs no call.

A weak signal (85 of 100 right where siblings share words), so it never moves a row alone; it may confirm one,
for there it agrees with something independent of it, the order that the text was written for (design.md §3).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from seedbed.agent.work import Env, english_only
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept

NAME = "nearest concept"
"""How verdicts name it."""
_DIGITS = 6
"""Digits of a cosine that count, so that machines which round differently decide alike."""


def nearest_concepts(text: str, leaves: Sequence[Concept], part: Part, env: Env) -> list[Concept]:
    """The leaves, nearest to the text first; of equally near ones the first stays first.

    Empty where that says nothing: in another language than English (the embedding was tested in no other),
    where a leaf has neither an inside line nor a name that is its own, and for a text without a word."""
    names = Counter(leaf.name.casefold() for leaf in leaves)
    told_apart = all(leaf.inside.strip() or names[leaf.name.casefold()] == 1 for leaf in leaves)
    if not told_apart or english_only(part, env) or not any(letter.isalnum() for letter in text):
        return []
    from seedbed.tools.knowledge.search.embedder import embed

    vector = embed([text])[0]
    cosines = [round(float(cosine), _DIGITS) for cosine in _vectors(leaves, part, env) @ vector]
    return [leaves[n] for n in sorted(range(len(leaves)), key=lambda n: -cosines[n])]


def _vectors(leaves: Sequence[Concept], part: Part, env: Env) -> Any:
    """The leaves' vectors, one a row; embedded once for a tree, whichever of its leaves are asked for."""
    tree = env.plan.part(part.name).tree
    key = f"concepts/{part.name}/{id(tree)}"
    if key not in env.resources.derived:
        from seedbed.tools.knowledge.search.embedder import embed

        every = tree.leaves()
        glosses = [f"{leaf.name}: {leaf.inside}" if leaf.inside else leaf.name for leaf in every]
        # With the tree, so that no other comes to have its number.
        env.resources.derived[key] = (tree, {leaf.id: n for n, leaf in enumerate(every)}, embed(glosses))
    _, places, rows = env.resources.derived[key]
    return rows[[places[leaf.id] for leaf in leaves]]
