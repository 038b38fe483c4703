"""Searches planned by rule, for models that can't call tools: a few wordings of what a brief needs, fused.

Whether the sources speak of a thing at all is told by words: of the best passages, one has to hold a word of
what was asked for. An index always returns something, however far from it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.lexical import stems

if TYPE_CHECKING:
    from seedbed.agent.researcher.research import Passage

_SMALL = """a about after all also an and any are as at be been before both but by can do does each every for
from get give given has have how if in inside into is it its kind kinds less like made make many may more most
must new no not of off on one only or other others out over own part same should so some such than that the
their them then there these they thing things this those through to type types under up use used using various
was were what when where which while who whose why will with within without you your"""


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    """Stems that tell nothing of what is asked for."""
    return frozenset(stems(_SMALL))


def speaks_of(passages: "Sequence[Passage]", asked: str) -> bool:
    """Whether one of the passages holds a telling word of what was asked for; any does if there are none."""
    telling = {stem for stem in stems(asked) if stem not in _small() and re.search(r"[^\W\d_]{3}|\d", stem)}
    if not telling:
        return bool(passages)
    return any(telling & set(stems(f"{passage.heading} {passage.text}")) for passage in passages)
