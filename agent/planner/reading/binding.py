"""The demands of a request are held against those that a recipe binds, by their words: none is dropped in
silence."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import groupby

from seedbed.agent.planner.reading.answer import ClauseRead
from seedbed.memory.clauses import NOT_KEPT, WHOLE
from seedbed.memory.recipe import Recipe
from seedbed.tools.words import whole_words

Binders = Mapping[str, tuple[str, ...]]
"""Words of the request → what keeps them; all of it must hold."""
NOTHING = "not kept: the plan has nothing for it"
SHARE = "not kept: asked of some rows, and no axis deals them"
PURPOSE = "not kept: purpose"
BUDGET = "budget"
_ALIKE = 0.8
"""From here on words that differ are a slip in copying."""
_LONG = 5
"""Letters from which a single word that no clause holds is taken for a demand."""


def bind(demands: Sequence[ClauseRead], given: Binders) -> tuple[Binders, tuple[str, ...]]:
    """The demands in their order with what keeps them, and a sentence for each that the recipe leaves out or
    of which it loses words. Keys that are no words of a demand are left out. `demands`: of the request.
    `given`: as the recipe has them. A key is a demand's words, a piece of them, or several demands."""
    given = _mended(demands, given)
    clauses: dict[str, tuple[str, ...]] = {}
    dropped: list[str] = []
    for demand in demands:
        missing = lost(demand.words, list(given))
        keys = [key for key in given if touch(key, demand.words)]
        if not missing:
            clauses |= {key: given[key] for key in keys}
        elif demand.holds_for == "nothing":
            clauses[demand.words] = (PURPOSE,)
        elif not keys:
            clauses[demand.words] = (NOTHING,)
            dropped.append(f"nothing is said of «{demand.words}»")
        else:
            # Its pieces stay kept; the whole says what of it isn't.
            clauses |= {key: given[key] for key in keys}
            clauses[demand.words] = (f"not kept: the plan has nothing for «{missing}»",)
            dropped.append(f"of «{demand.words}» the words «{missing}» are lost")
    return clauses, tuple(dropped)


def _mended(demands: Sequence[ClauseRead], given: Binders) -> Binders:
    """Keys that were copied with a slip, as the words that they are a copy of."""
    strange = [k for k in given if not any(touch(k, demand.words) for demand in demands)]
    left = [demand.words for demand in demands if not any(touch(k, demand.words) for k in given)]
    renamed: dict[str, str] = {}
    for key in strange:
        if close := get_close_matches(key, [w for w in left if w not in renamed.values()], 1, _ALIKE):
            renamed[key] = close[0]
    return {renamed.get(key, key): binder for key, binder in given.items()}


def of_every_row(binders: Iterable[str], recipe: Recipe) -> bool:
    """Whether these are nothing but sentences that are asked of every row alike, and keep no share."""
    alike = (f"rubric {one.number}" for one in recipe.rubric if not (one.when or "{{" in one.say))
    return set(binders) <= {"rows", *alike}


def keeps_nothing(binders: Iterable[Sequence[str]]) -> bool:
    """Whether no demand is kept by more than the number of rows, and what is held of any rows."""
    return all(all(one.startswith(NOT_KEPT) or one in WHOLE for one in each) for each in binders)


# whose words cover whose: compared as they stand but for case and punctuation; nothing here knows a language


def uncovered(text: str, pieces: Sequence[str]) -> list[tuple[int, str]]:
    """The runs of words of a text that stand in none of the pieces, each with its offset, in order.

    A piece covers each place where its words stand one after another; one that stands nowhere so covers
    each of its words wherever it stands."""
    found = list(whole_words(text))
    words = [match[0].casefold() for match in found]
    taken = [False] * len(words)
    for piece in pieces:
        wanted = _words(piece)
        places = _places(words, wanted)
        if not places and words and _places(wanted, words):
            return []  # the piece holds the whole text
        for place in places:
            taken[place : place + len(wanted)] = [True] * len(wanted)
        if not places:
            taken = [old or word in wanted for old, word in zip(taken, words, strict=True)]
    runs: list[tuple[int, str]] = []
    for is_taken, run in groupby(range(len(found)), key=taken.__getitem__):
        if not is_taken:
            spans = [found[number].span() for number in run]
            runs.append((spans[0][0], text[spans[0][0] : spans[-1][1]]))
    return runs


def weighty(run: str) -> bool:
    """Whether a run may be a demand: it has a figure, a long word, or several words."""
    words = _words(run)
    return len(words) > 1 or any(len(word) >= _LONG or any(c.isdigit() for c in word) for word in words)


def stands_in(piece: str, text: str) -> bool:
    """Whether the piece's words stand one after another in the text."""
    return bool(_places(_words(text), _words(piece)))


def touch(one: str, other: str) -> bool:
    """Whether the words of either stand in the other."""
    return stands_in(one, other) or stands_in(other, one)


def lost(clause: str, keys: Sequence[str]) -> str:
    """The words of a clause that no key holds, joined by «…»; empty: all are held.

    Only keys whose words touch the clause count, so that a word that stands in another demand doesn't hide
    that this one was dropped."""
    touching = [key for key in keys if touch(key, clause)]
    return " … ".join(run for _, run in uncovered(clause, touching))


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in whole_words(text)]


def _places(words: list[str], wanted: list[str]) -> list[int]:
    last = len(words) - len(wanted)
    return [at for at in range(last + 1) if words[at : at + len(wanted)] == wanted] if wanted else []
