"""Opening sentences by a weak model before a problem's text: what they must not contain, whether one will do.

An opening may set the scene and nothing else: no number, no person, nothing that the problem counts or
prices, no word that changes a quantity. It does not know whether the sentence is interesting.
"""

import re

from seedbed.tools.verification.numerals import numerals
from seedbed.tools.verification.problems.problem import Problem
from seedbed.tools.verification.units import stem, words_in
from seedbed.tools.verification.wording import CHATTER

MIN_WORDS = 4
MAX_WORDS = 22
CHANGING = tuple(
    words_in(
        """
        free discount price prices cost costs cheap cheaper expensive pay pays paid money cash pound pounds
        dollar dollars euro euros pence cent cents percent sale sold half double twice triple dozen pair
        couple few several many more less fewer extra additional another none nothing empty broken lost stolen
        missing total altogether average number zero one once first second last except without not never no
        only always every each all both answer question problem solve calculate math maths mathematics
        """
    )
)
"""Words that give, change or forbid a quantity, or speak of the problem itself."""

_PERSONAL = frozenset(
    words_in(
        "i i'm i've i'd i'll me my mine we we're us our ours you you're your yours he she him her his hers"
    )
)
_IDLE = frozenset(words_in("a an and as at by for from in into is of on or per than the to with"))
_STARTS = frozenset(
    words_in(
        """
        the a an it in on at after before during when while this today outside inside near behind under over
        above beside along around across from with by as some people visitors customers neighbours friends
        families children spring summer autumn winter early late sunlight rain snow music
        """
    )
)
"""Words that begin a sentence and are nobody's name."""
_ODD = re.compile(r"[^A-Za-z ,;'’.\-éè]")


def opening_bans(problem: Problem) -> tuple[str, ...]:
    """The words that an opening sentence before this problem must not contain, in small letters, sorted.

    Nouns of the quantities and of the answer, the names of people, and the words that change a quantity.
    """
    words = set(CHANGING)
    for quantity in problem.quantities:
        words |= set(words_in(quantity.noun)) | set(words_in(quantity.name)) | set(words_in(quantity.unit))
    words |= set(words_in(problem.answer_unit)) | set(words_in(problem.asks))
    words |= {name.lower() for name in _names(problem)}
    return tuple(sorted(word for word in words - _IDLE if len(word) > 1))


def opening_ok(sentence: str, problem: Problem) -> str | None:
    """Why the sentence can't stand before the problem's text, or None when it can."""
    text = sentence.strip()
    words = words_in(text)
    if not MIN_WORDS <= len(words) <= MAX_WORDS:
        return f"{len(words)} words; from {MIN_WORDS} to {MAX_WORDS} are wanted"
    if not text.endswith(".") or text.count(".") != 1:
        return "not one sentence that ends in a full stop"
    if not text[0].isupper():
        return "doesn't begin with a capital letter"
    if CHATTER.search(text):
        return "speaks about itself"
    odd = _ODD.search(text)
    if odd:
        return f"the sign {odd.group()!r}"
    if numerals(text):
        return "a number"
    personal = next((word for word in words if word in _PERSONAL), None)
    if personal:
        return f"the word {personal!r}"
    banned = {stem(word) for word in opening_bans(problem)}
    meeting = next((word for word in words if stem(word) in banned), None)
    if meeting:
        return f"the banned word {meeting!r}"
    if any(words.count(word) > 2 and len(word) > 3 for word in words):
        return "repeats itself"
    if words[0] not in _STARTS:
        return f"begins with {words[0]!r}, which may be a name"
    name = re.search(r"\b[A-Z][a-z]+", text[1:])
    return f"the name {name.group()!r}" if name else None


def _names(problem: Problem) -> set[str]:
    """Words with a capital that stand inside a sentence or begin one and recur: people and places."""
    inside = set(re.findall(r"(?<=[a-z,;] )[A-Z][a-zà-ÿ]+", problem.text))
    begins = set(re.findall(r"(?:^|[.?!] )([A-Z][a-zà-ÿ]+)", problem.text))
    recurring = {word for word in begins if problem.text.count(word) > 1}
    common = {"The", "At", "How", "What", "A", "An", "In", "For", "It", "Each", "After", "By", "There", "All"}
    return (inside | recurring) - common
