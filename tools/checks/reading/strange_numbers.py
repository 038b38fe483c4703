"""Numbers of an assistant that stand nowhere before and that no single step of reckoning gives.

They are no fault by themselves («a fortnight» is 14): whoever reads the talk is told of them.
"""

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from seedbed.tools.verification.trajectories.given import schemas_of
from seedbed.tools.verification.trajectories.messages import Message, Trajectory

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WRITTEN = (
    (re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"), ",", "."),
    (re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?"), ".", ","),
)
"""How a number may be written, with its mark for thousands and its point."""
_LONGEST = 30
"""Characters of a number."""
_MOST = 60
"""Known numbers that are reckoned with, the last ones."""


def strange_numbers(trajectory: Trajectory) -> Iterator[tuple[Message, str]]:
    """(message, number as it is written) of the assistant's numbers that stand nowhere before, each once.

    Equal as numbers is equal: 79.50 is 79.5. One that is the sum, difference, product, quotient or percentage
    of two known ones, rounded as it is written, is not strange.
    """
    known: dict[Fraction, None] = dict.fromkeys(_numbers(schemas_of(trajectory)))
    for message in trajectory.messages:
        arguments = [dict(one.call.arguments) for one in message.calls]
        written = " ".join([message.text, *(json.dumps(one, ensure_ascii=False) for one in arguments)])
        if message.role == "assistant":
            last = list(known)[-_MOST:]
            for said in dict.fromkeys(_NUMBER.findall(written)):
                own = _readings(said)
                if not (own & known.keys() or any(_derived(one, said, last) for one in own)):
                    yield message, said
        known |= dict.fromkeys(_numbers(written))


def _numbers(text: str) -> Iterator[Fraction]:
    for said in _NUMBER.findall(text):
        yield from _readings(said)


def _readings(said: str) -> set[Fraction]:
    """What a number may be: 1.200 is one and a fifth, or twelve hundred; 3.5.2026 is three numbers."""
    if len(said) > _LONGEST:
        return set()
    found = set()
    for pattern, thousands, point in _WRITTEN:
        if pattern.fullmatch(said):
            found.add(Fraction(said.replace(thousands, "").replace(point, ".")))
    return found or {Fraction(one) for one in re.findall(r"\d+", said)}


def _derived(value: Fraction, said: str, known: list[Fraction]) -> bool:
    places = len(re.split(r"[.,]", said)[-1]) if re.search(r"[.,]", said) else 0
    return any(
        round(made, places) == value for one, other in combinations(known, 2) for made in _made(one, other)
    )


def _made(one: Fraction, other: Fraction) -> Iterator[Fraction]:
    yield from (one + other, abs(one - other), one * other)
    for top, under in ((one, other), (other, one)):
        if under:
            yield from (top / under, 100 * top / under)
        yield from (top * under / 100, top * (100 - under) / 100, top * (100 + under) / 100)
