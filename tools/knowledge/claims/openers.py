"""Whether the capital of a word that begins a sentence is only that: «Whoever», «Members», «Return the bike».

The frequency list of English that weighs words knows names too, and has them as rare ("paris", "john",
"january" stand below 1 in 100,000); what is more frequent, is a verb or a word for people, or stands in the
evidence in lower case, is no name. A rarer word ("Tandems") may be taken for one.
"""

from seedbed.tools.knowledge.claims.ground import Ground
from seedbed.tools.knowledge.claims.words import Word, plain_form, rarity
from seedbed.tools.knowledge.questions.nouns import PEOPLE
from seedbed.tools.knowledge.questions.verbs import finite_readings

_COMMON = 5.0
"""Rarity (−log10 of the share of all words) up to which a word is no name."""


def opens_plainly(word: Word, base: Ground) -> bool:
    """Whether a capitalised word at the beginning of a claim would have a small letter within it."""
    plain = plain_form(word.text)
    if word.text[1:] != word.text[1:].lower():
        return False
    if rarity(plain) <= _COMMON or plain in PEOPLE or finite_readings(plain):
        return True
    pieces = (base.pieces[number] for number in base.where.get(word.key, ()))
    return any(base.words[place].text == plain for one in pieces for place in range(one.first, one.last))
