"""Arithmetic slips of solutions and programs: what a writer of right problems gets wrong."""

import random
import re
from dataclasses import replace
from fractions import Fraction

from tests.simulator.jobs.arithmetic import evaluate, show
from tests.simulator.jobs.tales import Line, worked
from tests.simulator.world.stories import Tale, is_short

DECIMALS = 4
"""Most decimals of a value that a slip is carried on to."""
KINDS = ("slip_carried", "slip_not_carried", "slip_answer")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_OPERATORS = {"+": "-*", "-": "+", "*": "+", "/": "*"}
_OPERATOR = re.compile(r"(?<= )[-+*/](?= )")


def slipped(tale: Tale, draw: random.Random) -> tuple[tuple[Line, ...], str, str]:
    """A solution with one slip: its lines, its answer, and the slip's kind."""
    right = worked(tale)
    kind = draw.choice(KINDS)
    if kind == "slip_answer":
        return right, wrong_number(right[-1].result, draw), kind
    places = list(range(len(right)))
    draw.shuffle(places)
    for at in places if kind == "slip_carried" else ():
        carried = worked(tale, at, wrong_number(right[at].result, draw))
        values = [Fraction(line.result) for line in carried]
        if values[-1] != Fraction(right[-1].result) and all(v > 0 and is_short(v, DECIMALS) for v in values):
            return carried, carried[-1].result, kind
    at = draw.randrange(len(right))
    lines = list(right)
    lines[at] = replace(right[at], result=wrong_number(right[at].result, draw))
    return tuple(lines), right[-1].result, "slip_not_carried"


def wrong_number(number: str, draw: random.Random) -> str:
    """Another number, wrong as people get it wrong: a digit, two swapped, one or ten too many or few."""
    value = Fraction(number)
    near = [show(value + by) for by in (1, -1, 10, -10)]
    at = draw.choice([i for i, c in enumerate(number) if c.isdigit()])
    digit = number[:at] + draw.choice("123456789") + number[at + 1 :]
    swaps = [
        number[:i] + number[i + 1] + number[i] + number[i + 2 :]
        for i in range(len(number) - 1)
        if number[i : i + 2].isdigit() and number[i] != "0" != number[i + 1]
    ]
    ways = [[digit], near, swaps]
    draw.shuffle(ways)
    wrong = ([n for n in way if Fraction(n) > 0 and Fraction(n) != value] for way in ways)
    return draw.choice(next(found for found in wrong if found))


def slipped_program(program: str, draw: random.Random) -> str:
    """The program with a wrong constant or a wrong operator, so that its answer is another number."""
    right = value_of_program(program)
    lines = program.splitlines()
    changes = [
        (i, (match.start(), match.end()), other)
        for i, line in enumerate(lines)
        for match in _OPERATOR.finditer(line)
        for other in _OPERATORS[match.group()]
    ]
    for i, line in enumerate(lines):
        for match in _NUMBER.finditer(line.split(" = ")[1]):
            start = len(line.split(" = ")[0]) + 3 + match.start()
            changes.append((i, (start, start + len(match.group())), wrong_number(match.group(), draw)))
    draw.shuffle(changes)
    for i, (start, end), other in changes:
        changed = [*lines]
        changed[i] = lines[i][:start] + other + lines[i][end:]
        found = value_of_program("\n".join(changed))
        if found is not None and found != right and is_short(found, DECIMALS):
            return "\n".join(changed)
    return program + " + 1"


def value_of_program(program: str) -> Fraction | None:
    """What a program of ours computes; None where it divides by nothing."""
    names: dict[str, Fraction] = {}
    for line in program.splitlines():
        name, expression = line.split(" = ")
        value = evaluate(expression, names)
        if value is None:
            return None
        names[name] = value
    return names.get("answer")
