"""A beside B by their words alone: `edits` (B with few changes) and `differs` (another text than B)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from random import Random
from typing import Any

from pydantic import Field

from seedbed.tools.checks.asked import shown
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values
from seedbed.tools.checks.inputs import by_rule, named
from seedbed.tools.checks.likeness import rouge_l
from seedbed.tools.checks.relations.spoiling import copy_b, first_of

_LETTER = r"[\w\p{M}\p{No}\u200c\u200d]"
"""Of a word, with the marks on it and what joins or parts its letters."""
_PHRASE = 6
"""Words of a phrase at most that is one change although one or the other of them stayed."""
_PAIRS = 4_000_000
"""Most pairs of equal words of both, by which the time goes: under two seconds."""


class EditsArguments(Arguments):
    """How many changes there may be."""

    most: int = Field(1, ge=1)
    """Changed spans; there must be one at least."""


class DiffersArguments(Arguments):
    """How like they may be."""

    under: float = Field(0.7, gt=0, le=1)
    """ROUGE-L of words must be less."""


def changed_spans(a: str, b: str) -> list[tuple[str, str]]:
    """(words of B, words of A in their place) of each change; white space and line breaks are none, and what
    closes the brackets that another one opens is part of that. Raises Untold: they repeat themselves too
    often."""
    mine, theirs = map(_tokens().findall, (a, b))
    often = Counter(theirs)
    if sum(often[token] for token in mine) > _PAIRS:
        raise Untold("the texts say the same too often to be compared")
    changes = [(" ".join(theirs[old]), " ".join(mine[new])) for old, new in _places(theirs, mine)]
    closing = [one for one in changes if not set("".join(one)) - set(")]} ")]
    opening = [one for one in changes if one not in closing and set("".join(one)) & set("([{")]
    return [one for one in changes if one not in closing] if len(closing) <= len(opening) else changes


@cache
def _tokens() -> Any:
    """Numbers, words and signs."""
    import regex

    return regex.compile(rf"\d+(?:[.,:]\d+)+|{_LETTER}+(?:['’]{_LETTER}+)*|[^\w\s]")


def _places(theirs: Sequence[str], mine: Sequence[str]) -> list[tuple[slice, slice]]:
    """Where they differ. A phrase that shares a word with the one that it replaces is one place: «Olga
    Brandt, a diver» for «Ann Lee, a pilot»."""

    def words(*some: Sequence[str]) -> int:
        return max(sum(token[0].isalnum() for token in tokens) for tokens in some)

    places: list[tuple[slice, slice]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = here = slice(i1, i2), slice(j1, j2)
        if places and words(theirs[places[-1][0].stop : i1]) <= 1:
            before, after = places[-1]
            whole = slice(before.start, i2), slice(after.start, j2)
            several = words(theirs[before], mine[after], theirs[old], mine[new]) > 1
            if several and words(theirs[whole[0]], mine[whole[1]]) <= _PHRASE:
                places[-1] = whole
                continue
        places.append(here)
    return places


def _not_edited(values: Values, arguments: EditsArguments, case: Case) -> str:
    (name, a), (other, b) = named(values, case, "a")[0], named(values, case, "b")[0]
    if not isinstance(a, str) or not isinstance(b, str):
        raise Untold(f"'{name}' and '{other}' aren't both texts")
    changes = changed_spans(a, b)
    if not changes:
        return f"{name} is {other} unchanged"
    told = ", ".join(f"«{old}» → «{new}»" for old, new in changes[:4])
    said = f"{name} changes {other} in {len(changes)} places, not {arguments.most}: {told}"
    return said if len(changes) > arguments.most else ""


def _too_near(values: Values, arguments: DiffersArguments, case: Case) -> str:
    name, a = named(values, case, "a")[0]
    for other, b in named(values, case, "b"):
        for one in b if isinstance(b, (list, tuple)) else (b,):
            if (alike := rouge_l(shown(a), shown(one))) >= arguments.under:
                near = f"{alike:.0%} of the words of both are the same, in the same order"
                return f"{name} is too near to {other}: {near}; less than {arguments.under:.0%} are wanted"
    return ""


def _few(arguments: EditsArguments, named: Mapping[str, str]) -> str:
    places = "one place" if arguments.most == 1 else f"one to {arguments.most} places"
    what = "words in a row, put in, left out or in the place of others"
    return f"'{named['a']}' is '{named['b']}' with {places} changed: {what}."


def _told(arguments: DiffersArguments, named: Mapping[str, str]) -> str:
    most = f"less than {100 * arguments.under:g} % of the words of both may be the same, in the same order"
    return f"'{named['a']}' isn't in the words of '{named['b']}': {most}."


def _second_edit(values: Values, arguments: EditsArguments, random: Random) -> Values | None:
    """More words taken out of A, until it has one change too many."""
    a, b = values.get("a"), first_of(values.get("b"))
    if not isinstance(a, str) or not isinstance(b, str):
        return None
    words = a.split()
    for _ in range(4 * arguments.most + 4):
        if len(changed_spans(" ".join(words), b)) > arguments.most:
            return {"a": " ".join(words)}
        if len(words) < 3:
            return None
        del words[random.randrange(len(words))]
    return None


EDITS = Check(
    name="edits",
    about="A is B with one to N changed spans of words.",
    inputs=("a", "b*"),
    verify=by_rule("edits", _not_edited, "low quality"),
    arguments=EditsArguments,
    shows={"edits": "proven"},
    spoil={"copy": copy_b, "second_edit": _second_edit},
    tells=_few,
    example="right edits wrong 2",
)
DIFFERS = Check(
    name="differs",
    about="A is another text than B (ROUGE-L of words under 0.7).",
    inputs=("a", "b*"),
    verify=by_rule("differs", _too_near, "duplicate"),
    arguments=DiffersArguments,
    shows={"differs": "proven"},
    spoil={"copy": copy_b},
    tells=_told,
    example="instruction differs parent",
)
