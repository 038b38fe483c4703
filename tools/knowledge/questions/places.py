"""A value in the rest of a clause, with what stands around it, and the question that leaves it out."""

import re
from dataclasses import dataclass

from seedbed.tools.knowledge.questions.clauses import Clause, has_conjunction, has_subordinate
from seedbed.tools.knowledge.questions.items import Difficulty, Wording
from seedbed.tools.knowledge.questions.nouns import unit_plural
from seedbed.tools.knowledge.values import Value

MODIFIER = re.compile(
    r"(?:up to|at least|at most|(?:no|not) (?:more|less|fewer|later|longer) than|more than|less than|about|"
    r"around|approximately|roughly|nearly|almost|only|exactly|a maximum of|a minimum of|a total of) $",
    re.I,
)
"""Words that belong to a value and stay in the answer."""
NEGATION = re.compile(r"\b(?:not|never|no|nor|cannot|without)\b")
RELATION = re.compile(r"(?:before|after|in advance|ahead|beforehand)\b")
"""What a bare duration can stand before: "2 days before the tour"."""
DIRECTION = re.compile(
    r"(?:from|away|upstream|downstream|north|south|east|west|above|below|inland|off|behind)\b"
)
"""What a length can stand before: "150 m from the platforms"."""

_PREPOSITION = re.compile(
    r"(?:^| )(after every|within|after|for|until|by|at|on|before|since|every|in|from|to|with|of|under|over|"
    r"above|below) $"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in the rest of its clause; positions are indexes into the rest."""

    clause: Clause
    value: Value
    start: int
    """Where the answer begins: the value, or its modifier ("at least")."""
    prep: str
    """The preposition before that, or ""."""
    prep_start: int
    """Where the preposition begins (start, if there is none)."""
    head: str
    """Between the verb and the preposition."""
    post: str
    """After the value."""

    @property
    def light(self) -> bool:
        """Whether nothing stands before the preposition that it could belong to instead of the verb."""
        return len(self.head.split()) <= 2 and not re.search(r"\b(?:an?|the|each|every)\b", self.head)

    @property
    def units(self) -> str:
        """The value's unit in the plural ("working days")."""
        words = self.value.unit_words.split(" ")
        return unit_plural(self.value.unit, words[0] if len(words) > 1 else "")

    def ask(
        self,
        opening: str,
        *,
        head: str | None = None,
        post: str | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> Wording:
        """A question: opening, verb and subject turned round, then what is left of the rest.

        `head` and `post` replace what stands before and after the value; start … end moves the answer.
        """
        left = (self.head if head is None else head, self.post if post is None else post)
        text = " ".join(part for part in (opening, self.clause.asked(), *left) if part)
        front = self.clause.front
        question = f"{front}{text}?" if front else f"{text[0].upper()}{text[1:]}?"
        difficulty: Difficulty = "hard" if front or has_subordinate(self.post) else "medium"
        offset = self.clause.rest_start
        return Wording(
            question,
            offset + (self.start if start is None else start),
            offset + (self.value.end if end is None else end),
            difficulty,
            self.value.kind,
        )


def place_of(clause: Clause, value: Value) -> Place | None:
    """The place of a value of `clause.rest`; None in a subordinate clause or under a negation."""
    rest = clause.rest
    modifier = MODIFIER.search(rest[: value.start])
    start = modifier.start() if modifier else value.start
    before = rest[:start]
    prep = _PREPOSITION.search(before)
    prep_start = prep.start(1) if prep else start
    head = before[:prep_start].strip()
    if NEGATION.search(head) or has_subordinate(head):
        return None
    return Place(clause, value, start, prep[1] if prep else "", prep_start, head, rest[value.end :].strip())


def stands_alone(place: Place, values: list[Value]) -> bool:
    """Whether this is the only value of its kind, and nothing after it would be left hanging."""
    same = [value for value in values if value.kind == place.value.kind and value is not place.value]
    if any(value.start < place.value.start or not has_subordinate(place.post) for value in same):
        return False
    if "," in place.post or re.match(r"(?:and|or|but|to)\b|[–-]", place.post):
        return False
    return not (has_conjunction(place.post) and any(value.start > place.value.end for value in values))
