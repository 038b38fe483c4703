"""Defects of an answer: values, names and words that aren't those of the results, the state, the sources.

What is put in the place of a right value is first what stands elsewhere in the material (another record's
field, a former value, another number of the passage): so weaker models go wrong. Only then a near number.
"""

import re
from decimal import Decimal
from random import Random

from seedbed.tools.knowledge.values import Value
from seedbed.tools.verification.trajectories.derive import amounts_in
from seedbed.tools.verification.trajectories.facts import Record, is_title
from seedbed.tools.verification.trajectories.faults import Defect
from seedbed.tools.verification.trajectories.lexicon import STAGES
from seedbed.tools.verification.trajectories.planting.amounts import exchangeable, like, near, put
from seedbed.tools.verification.trajectories.planting.turn import Planted, Turn, instead, shuffled
from seedbed.tools.verification.trajectories.stated import names_of_record
from seedbed.tools.verification.trajectories.support import values_in

AGAINST: tuple[Defect, ...] = ("contradicts a result", "state forgotten", "unsupported")
_IDLE = ("one", "zero")
_NEIGHBOURS = 0.75
"""Chance to take a value of the material where there is one."""
_NAMED = re.compile(r"\b(?!The |A |An )[A-Z][a-z'’-]+(?: (?:of |the |de |van )?[A-Z][a-z'’-]+)+\b")


def other_value(turn: Turn, draw: Random) -> Planted | None:
    """A number, amount, date or time that is another's."""
    for value in shuffled([one for one in values_in(turn.text) if one.text.lower() not in _IDLE], draw):
        said = [*_of_records(turn, value), *exchangeable(value, _material(turn))]
        words = draw.choice(said) if said and draw.random() < _NEIGHBOURS else near(value, draw)
        words = words or (draw.choice(said) if said else "")
        if words and words != value.text:
            return Planted(instead(turn, put(turn.text, value, words)), AGAINST)
    return None


def _material(turn: Turn) -> list[str]:
    if turn.texts:
        return [*turn.texts]
    return [str(one["content"]) for one in turn.before if one.get("role") == "tool"]


def _of_records(turn: Turn, value: Value) -> list[str]:
    """What other records have in the field that holds a value, written as the value is."""
    if not re.fullmatch(r"\d+(?:\.\d+)?", value.amount):
        return []
    own = Decimal(value.amount)
    fields = [
        (key, amounts[0])
        for record in (*turn.know.latest, *turn.records())
        for key, field in record.fields.items()
        if len(amounts := amounts_in(field)) == 1
    ]
    keys = {key for key, amount in fields if amount == own}
    others = dict.fromkeys(amount for key, amount in fields if key in keys and amount != own)
    return [words for amount in others if (words := like(value, amount))]


def other_name(turn: Turn, draw: Random) -> Planted | None:
    """Another record's name, or another name of the passage."""
    for record in shuffled(turn.records(), draw):
        names = [name for name in names_of_record(record) if name in turn.text]
        kin = [one for one in turn.records() if one.noun == record.noun and one.name != record.name]
        kin = [one for one in kin if not any(name in turn.text for name in names_of_record(one))]
        if names and kin:
            text = turn.text
            other = draw.choice(kin)
            for name in names:
                its = _counterpart(name, record, other).replace("\\", "")
                text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", its, text)
            return Planted(instead(turn, text), AGAINST)
    here = list(dict.fromkeys(_NAMED.findall(turn.text)))
    there = [name for text in turn.texts for name in _NAMED.findall(text)]
    for name in shuffled(here, draw):
        others = [one for one in dict.fromkeys(there) if one not in here and _alike(one, name)]
        if name in there and others:
            return Planted(instead(turn, turn.text.replace(name, draw.choice(others))), AGAINST)
    return None


def _alike(one: str, other: str) -> bool:
    """Whether two names may be of one sort: as many words, and none of them shared."""
    return len(one.split()) == len(other.split()) and not set(one.split()) & set(other.split())


def _counterpart(name: str, record: Record, other: Record) -> str:
    """What the other record has in the field that holds a name."""
    key = next((key for key, field in record.fields.items() if str(field) == name), "")
    return str(other.fields.get(key) or other.name)


def other_word(turn: Turn, draw: Random) -> Planted | None:
    """Another status or kind than the record's: of another record, or another stage."""
    for record in shuffled((*turn.know.latest, *turn.records()), draw):
        for key, field in shuffled(list(record.fields.items()), draw):
            if not isinstance(field, str) or is_title(key) or field == record.name:
                continue
            found = re.search(rf"\b{re.escape(field)}\b", turn.text, re.I)
            if not found or any(letter.isdigit() for letter in field):
                continue
            others = [one.fields.get(key) for one in turn.records()] + _other_stages(field)
            others = [one for one in others if isinstance(one, str) and one != field and one not in turn.text]
            if others:
                word = str(draw.choice(list(dict.fromkeys(others))))
                word = word[0].upper() + word[1:] if found[0][0].isupper() else word
                text = turn.text[: found.start()] + word + turn.text[found.end() :]
                return Planted(instead(turn, text), AGAINST)
    return None


def _other_stages(word: str) -> list[str]:
    """Plausible words of another stage."""
    stage = STAGES.get(word.lower())
    return [
        one for one in ("confirmed", "pending", "cancelled", "completed") if stage and STAGES[one] != stage
    ]
