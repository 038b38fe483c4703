"""What a table says of its entries, as sentences and as questions that go on from what was said.

It takes the questions that structure made of a table (`questions/tables.py`), whose forms are known: a
question of another form gets no sentence. It decides nothing about chains.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.verbs import third_person
from seedbed.tools.knowledge.talks.asking import in_talk

_HAVE = r"How many (?P<column>.+) does (?P<name>.+) have\?"
_WHEN = r"At what time does (?P<name>.+?) (?P<verb>open|close|start|begin|end)(?P<rest>(?: .+)?)\?"
_FRONT = r"For (?P<name>.+), (?P<what>how much|what) (?P<be>is|are) the (?P<column>.+)\?"
_PER = r"How much is (?P<name>(?:an? |the )?{entry})(?P<rest>(?: per [\w ]+)?)\?"
_OF = (
    r"(?P<what>How much|What) (?P<be>is|are) the (?P<column>.+) "
    r"(?P<of>for|of) (?P<name>(?:an? |the |“)?{entry}”?)\?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, as a question asks for it."""

    item: GroundedItem
    question: str
    """What is asked, without the place to look at."""
    name: str
    """The entry as a noun phrase: "a tandem", "the Station shop"."""
    column: str
    """What the column is called: "day rate"; of a verb with what follows it, "closes on weekdays"."""
    statement: str
    """The cell in a sentence: "The day rate for a tandem is £26."."""
    of_it: str
    """The question about the thing spoken of: "And how much is the day rate?"."""
    of_other: str
    """The same question about this entry, asked right after another's: "And for a tandem?"."""

    @property
    def answer(self) -> str:
        """What stands in the cell."""
        return self.item.answer

    @property
    def is_counted(self) -> bool:
        """Whether its entry is a kind of thing of which there may be several: "a tandem"."""
        return self.name.startswith(("a ", "an "))


def cell_of(item: GroundedItem) -> Cell | None:
    """A table's item with its sentences; None where its question isn't of a known form."""
    if item.kind != "table" or not item.entry:
        return None
    entry, question = re.escape(item.entry), in_talk(item.question)
    for pattern, say in _FORMS.items():
        found = re.fullmatch(pattern.replace("{entry}", entry), question, re.I)
        if found:
            return say(item, found)
    return None


def _cell(item: GroundedItem, name: str, column: str, statement: str, of_it: str, of_other: str) -> Cell:
    return Cell(
        item, in_talk(item.question), name, column, f"{statement[0].upper()}{statement[1:]}", of_it, of_other
    )


def _have(item: GroundedItem, found: re.Match[str]) -> Cell | None:
    if item.answer == "1":
        return None  # the noun is in the plural
    name, column = found["name"], found["column"]
    said = f"{name} has {item.answer} {column}."
    return _cell(item, name, column, said, f"And how many {column} does it have?", f"And {name}?")


def _when(item: GroundedItem, found: re.Match[str]) -> Cell | None:
    name, verb, rest = found["name"], found["verb"], found["rest"]
    does = third_person(verb)
    said = f"{name} {does} at {item.answer}{rest}."
    short = re.sub(r" (?:in|during|outside|from|until) .*", "", rest)
    asked = f"And at what time does it {verb}{short}?"
    return _cell(item, name, f"{does}{short}", said, asked, f"And {name}?")


def _front(item: GroundedItem, found: re.Match[str]) -> Cell | None:
    name, column, be, what = found["name"], found["column"], found["be"], found["what"].lower()
    said = f"for {name}, the {column} {be} {item.answer}."
    return _cell(item, name, column, said, f"And {what} {be} the {column}?", f"And for {name}?")


def _of(item: GroundedItem, found: re.Match[str]) -> Cell | None:
    name, column, be, of = found["name"], found["column"], found["be"], found["of"]
    said = f"the {column} {of} {name} {be} {item.answer}."
    if not item.value_kind:
        said = f"the table gives the {column} {of} {name} as “{item.answer}”."
    asked = f"And {found['what'].lower()} {be} the {column}?"
    return _cell(item, name, column, said, asked, f"And {of} {name}?")


def _per(item: GroundedItem, found: re.Match[str]) -> Cell | None:
    name, rest = found["name"], found["rest"]
    said = f"{name} costs {item.answer}{rest}."
    return _cell(item, name, f"price{rest}", said, f"And how much is it{rest}?", f"And {name}?")


_FORMS: Mapping[str, Callable[[GroundedItem, re.Match[str]], Cell | None]] = {
    _HAVE: _have,
    _WHEN: _when,
    _FRONT: _front,
    _PER: _per,
    _OF: _of,
}
"""Form of a question → how its sentences are made; the entry's own words stand for {entry}."""
