"""English verb forms: what is finite, what its base form is, which auxiliary asks for it.

A closed list: a verb that isn't here is never taken for one.
"""

from dataclasses import dataclass
from functools import cache

from seedbed.tools.knowledge.wordlist import word_set

AUXILIARIES = word_set("is are was were must can may should will would could might shall has have had")
MODALS = word_set("must can may should will would could might shall")
BE = word_set("is are was were")

_BASES = """
accept add adjust aim allow answer apply arrive attract bear become begin belong bring build burn buy
calculate call carry cause charge check claim climb close collect come complete comprise conduct connect
consist contain contribute convert cost cover create cross decide decline deliver depart describe design
destroy develop discover drop earn employ enclose end enter equal establish exceed exist expire extend face
fall feature fill find finish follow form found generate get give go govern grow handle have help hold house
include increase inspect introduce invent invite join keep kill last launch lead leave lend lie limit list
live lose maintain make manage measure meet move need obtain occupy occur offer open operate order own pay
perform permit play possess prepare prevent produce provide publish pull put reach receive record reduce
refund release rely remain remove repair replace report represent request require return rise run save secure
see seat sell send serve set share shorten show shut sign spend stand start stay stop store suit supply
support sweep take teach telephone tell tend total train travel turn use visit wait walk want wear weigh win
work write
"""
_IRREGULAR_PAST = {
    "bear": "bore",
    "become": "became",
    "begin": "began",
    "bring": "brought",
    "build": "built",
    "buy": "bought",
    "come": "came",
    "cost": "cost",
    "fall": "fell",
    "find": "found",
    "get": "got",
    "give": "gave",
    "go": "went",
    "grow": "grew",
    "have": "had",
    "hold": "held",
    "keep": "kept",
    "lead": "led",
    "leave": "left",
    "lend": "lent",
    "lie": "lay",
    "lose": "lost",
    "make": "made",
    "meet": "met",
    "pay": "paid",
    "put": "put",
    "rise": "rose",
    "run": "ran",
    "see": "saw",
    "sell": "sold",
    "send": "sent",
    "set": "set",
    "show": "showed",
    "shut": "shut",
    "spend": "spent",
    "stand": "stood",
    "sweep": "swept",
    "take": "took",
    "teach": "taught",
    "tell": "told",
    "wear": "wore",
    "win": "won",
    "write": "wrote",
}
_DOUBLED = word_set("drop stop permit occur travel")
_PLURALS = word_set("people children men women police staff feet teeth geese mice members guests you they")
_SINGULAR_S = ("ss", "us", "is", "'s", "’s")


@dataclass(frozen=True, slots=True)
class Finite:
    """A form that can carry a sentence."""

    base: str
    do: str
    """does, do or did."""


@cache
def _forms() -> dict[str, tuple[Finite, ...]]:
    forms: dict[str, list[Finite]] = {}
    for base in _BASES.split():
        forms.setdefault(third_person(base), []).append(Finite(base, "does"))
        forms.setdefault(base, []).append(Finite(base, "do"))
        forms.setdefault(_IRREGULAR_PAST.get(base, _past(base)), []).append(Finite(base, "did"))
    return {form: tuple(readings) for form, readings in forms.items()}


def third_person(base: str) -> str:
    """carry → carries, reach → reaches, have → has, cost → costs."""
    if base == "have":
        return "has"
    if base[-1] == "y" and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base[-1] == "y" and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + (base[-1] if base in _DOUBLED else "") + "ed"


def finite_readings(word: str) -> tuple[Finite, ...]:
    """The finite readings of a lower-case word form; () if it isn't one of the listed verbs'."""
    return _forms().get(word, ())


def is_base(word: str) -> bool:
    """Whether a word is the base form of a listed verb."""
    return any(reading.base == word and reading.do == "do" for reading in _forms().get(word, ()))


def is_plural(noun: str) -> bool:
    """Whether an English noun looks like a plural."""
    word = noun.lower()
    return word in _PLURALS or (word.endswith("s") and not word.endswith(_SINGULAR_S))
