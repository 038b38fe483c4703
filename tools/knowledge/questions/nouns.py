"""Closed lists of English nouns that decide how a value is asked for, and plurals."""

import re

from seedbed.tools.knowledge.wordlist import word_set

ATTRIBUTES = word_set(
    """fee charge price cost rate deposit fine surcharge supplement discount excess penalty limit maximum
    minimum period term age height width length weight depth size capacity volume distance duration time
    deadline notice allowance speed temperature pressure torque range number total share percentage
    proportion population area budget salary wage value level balance amount quota interval life date day
    year month delivery credit refund voucher payment premium tax bonus levy rent toll fare tip margin
    ratio tolerance thickness diameter power frequency voltage default float load travel gap threshold
    timeout expense interest"""
)
"""Head nouns of which one asks "What is the …?"."""
AMOUNTS = word_set(
    """fee charge price cost deposit fine surcharge supplement discount excess penalty credit refund voucher
    payment premium tax bonus levy rent toll fare tip reduction commission fund allowance"""
)
"""What "a … of £5" or "a 10 % …" can be."""
PEOPLE = word_set(
    """staff manager managers owner owners director officer officers mechanic mechanics guide guides customer
    customers rider riders driver drivers guest guests member members employee employees adult adults
    doctor doctors nurse teacher teachers team people person administrator administrators user users
    developer developers author authors committee panel secretary treasurer chair board leader leaders
    parent parents"""
)
PLACES = word_set(
    """shop shops desk counter office offices shed street station rack workshop cupboard drawer box shelf room
    building entrance hook yard depot hut park quay square road lane kitchen fridge freezer cabinet safe
    town city village harbour island country region hall lobby reception garage cellar basement attic store
    warehouse zone garden court site platform pier car boat tray floor wall door"""
)
UNIT_PLURALS = {
    "foot": "feet",
    "inch": "inches",
    "newton metre": "newton metres",
    "lb": "pounds",
    "°C": "degrees Celsius",
    "°F": "degrees Fahrenheit",
    "kilowatt hour": "kilowatt hours",
    "hectare": "hectares",
}
LENGTHS = word_set("millimetre centimetre metre kilometre mile inch foot")
_IRREGULAR = word_set("people children men women staff feet teeth mice geese police")
_HEAD_ENDS = word_set(
    """of for on in at to with without from between per that who which after before during against under over
    above below within when if worth as by near beside inside outside including around among across along
    through during since until"""
)


def head_of(phrase: str) -> str:
    """The head noun of a noun phrase, lower case: "the late fee for a tandem" → "fee"."""
    head = ""
    for word in re.findall(r"[\w'’-]+", phrase.lower()):
        if word in _HEAD_ENDS and head:
            break
        head = word
    return head


def plural_noun_phrase(text: str) -> str:
    """The counted things that `text` begins with, as far as is certain: "tyre levers in a bag" → "tyre
    levers".

    One to four words, the last a plural, followed by nothing or by a preposition, relative or adverb; else
    "".
    """
    words = text.split(" ")
    for size in range(1, min(4, len(words)) + 1):
        word = words[size - 1]
        if word.lower() in _HEAD_ENDS or not re.fullmatch(r"[A-Za-z][\w'’-]*", word):
            return ""
        if word in _IRREGULAR or (re.search(r"[a-z]s$", word) and not word.endswith(("ss", "us", "is"))):
            following = words[size] if size < len(words) else ""
            stops = _HEAD_ENDS | {
                "each",
                "every",
                "free",
                "only",
                "together",
                "altogether",
                "while",
                "ahead",
                "and",
            }
            if not following or following in stops or following.endswith("ly"):
                return " ".join(words[:size])
    return ""


def unit_plural(unit: str, qualifier: str = "") -> str:
    """A unit's name in the plural, with a qualifier such as "working" before it."""
    name = UNIT_PLURALS.get(unit) or (unit if unit in ("km/h", "mph", "bar") else unit + "s")
    return f"{qualifier} {name}".strip()
