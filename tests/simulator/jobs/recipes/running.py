"""Programs, queries and their tests that really run, small ones, with figures and names drawn for the row.

What a row's later steps write fits its earlier ones without having read them: all hangs on the row's seed.
"""

import random
from collections.abc import Callable

from tests.simulator.jobs.recipes.telling import Voice, told
from tests.simulator.wire import Json
from tests.simulator.world.vocabulary import pool

Family = Callable[[random.Random, Voice], Json]
"""(the row's lot, how its words sound) → target → value."""
_NAMES = ("over", "beyond", "past", "above")
_FILES = ("names", "guests", "stock", "parts", "days", "songs")
_TABLES = (("hall", "concert"), ("boat", "trip"), ("school", "visit"), ("shop", "delivery"))


def aside(voice: Voice, most: int = 140) -> str:
    """A sentence or two of no weight, so that no two rows read alike."""
    return told(voice, 20, most)


def query(draw: random.Random, voice: Voice) -> Json:
    """A database of two tables, a question and its query."""
    place, event = draw.choice(_TABLES)
    least, names = draw.randint(20, 80), draw.sample(pool("people"), 4)
    rows = [f"({n},'{name}',{least + 15 * (n - 2)})" for n, name in enumerate(names, 1)]
    fees = [f"({n},{1 + n % 3},'2024-0{1 + n % 6}-1{n % 9}',{draw.randint(5, 60)})" for n in range(1, 9)]
    schema = (
        f"CREATE TABLE {place} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, seats INTEGER NOT NULL);\n"
        f"CREATE TABLE {event} (id INTEGER PRIMARY KEY, {place}_id INTEGER NOT NULL REFERENCES {place}(id), "
        "day DATE NOT NULL, fee INTEGER NOT NULL);"
    )
    data = f"INSERT INTO {place} VALUES {', '.join(rows)};\nINSERT INTO {event} VALUES {', '.join(fees)};"
    question, sql = draw.choice(
        (
            (
                f"Which of them have more than {least} places? Their names, in alphabetical order.",
                f"SELECT name FROM {place} WHERE seats > {least} ORDER BY name, id",
            ),
            (
                "How much was taken at each of them in all? Name and sum, by name.",
                f"SELECT p.name, SUM(e.fee) FROM {place} p JOIN {event} e ON e.{place}_id = p.id "
                "GROUP BY p.id, p.name ORDER BY p.name, p.id",
            ),
            (
                f"On which days was more than {least // 2} taken? Each day once, the earliest first.",
                f"SELECT DISTINCT day FROM {event} WHERE fee > {least // 2} ORDER BY day",
            ),
        )
    )
    return {"schema": schema, "data": data, "question": f"{aside(voice)} {question}", "sql": sql}


def command(draw: random.Random, voice: Voice) -> Json:
    """A task on a few files, its line of bash, and what it must print."""
    file, lines = draw.choice(_FILES), draw.sample(pool("people"), 4)
    lines = [*lines, lines[0]]
    word = lines[0]
    tree = [
        {"path": f"{file}.txt", "content": "".join(f"{line}\n" for line in lines)},
        {"path": f"{file} old.txt", "content": "Zoe\n"},
        {"path": f"{file}.txt.bak", "content": "Kim\n"},
        {"path": "readme", "content": f"{draw.choice(pool('things'))}\n"},
    ]
    task, line, test = draw.choice(
        (
            (
                f"Print the lines of {file}.txt sorted, each once.",
                f"sort -u {file}.txt",
                f"assert out.split() == {sorted(set(lines))!r}\n",
            ),
            (
                f"Print how many lines of {file}.txt hold {word}.",
                f"grep -c {word} {file}.txt",
                f"assert out.strip() == '{sum(word in one for one in lines)}'\n",
            ),
            (
                f"Print the last two lines of {file}.txt.",
                f"tail -n 2 {file}.txt",
                f"assert out.split() == {lines[-2:]!r}\n",
            ),
        )
    )
    return {"task": f"{aside(voice)} {task}", "tree": tree, "command": line, "test": test}


def _function(draw: random.Random) -> tuple[str, str, str, str, str]:
    """What is wanted, the module, its tests, what is wrong in the broken one, and the broken one."""
    name, limit = (
        f"{draw.choice(_NAMES)}_{draw.choice(pool('things')).replace(' ', '_')}",
        draw.randint(3, 95),
    )
    if draw.random() < 0.5:
        wanted = (
            f"Write `{name}(values: list[int]) -> int`, which returns how many of the values are greater "
            f"than {limit}; the limit itself does not count, and of an empty list it is 0."
        )
        module = (
            f"def {name}(values):\n    found = 0\n    for value in values:\n        if value > {limit}:\n"
            "            found += 1\n    return found\n"
        )
        tests = (
            f"assert {name}([]) == 0\nassert {name}([{limit}, {limit + 1}]) == 1\n"
            f"assert {name}([{limit + 1}, {limit + 2}, {limit - 1}]) == 2\n"
            f"assert {name}([{limit + 9}, {limit + 5}, {limit + 1}]) == 3\nassert {name}([-1, 0, 1]) == 0\n"
        )
        return wanted, module, tests, f"{limit} itself was counted", module.replace(" > ", " >= ")
    wanted = (
        f"Write `{name}(words: list[str]) -> list[str]`, which returns those words that have more than "
        f"{limit % 7 + 3} letters, in the order in which they came, each as often as it came."
    )
    size = limit % 7 + 3
    module = (
        f"def {name}(words):\n    kept = []\n    for word in words:\n        if len(word) > {size}:\n"
        "            kept.append(word)\n    return kept\n"
    )
    short, long = "b" * size, "b" * (size + 1)
    tests = (
        f"assert {name}([]) == []\nassert {name}(['{short}', '{long}']) == ['{long}']\n"
        f"assert {name}(['{long}', 'x', '{long}c', '{long}']) == ['{long}', '{long}c', '{long}']\n"
        f"assert {name}(['a', '']) == []\n"
    )
    return wanted, module, tests, f"a word of {size} letters was kept", module.replace(" > ", " >= ")


def exercise(draw: random.Random, voice: Voice) -> Json:
    """An exercise with solution and tests."""
    wanted, module, tests, _, _ = _function(draw)
    return {"problem": f"{aside(voice)} {wanted}", "solution": module, "tests": tests}


def repair(draw: random.Random, voice: Voice) -> Json:
    """A module, its tests, the same with a bug, and a report of it."""
    _, module, tests, wrong, broken = _function(draw)
    report = f"{aside(voice)} It came out that {wrong}, and it should have been left out."
    return {"fixed": module, "tests": tests, "buggy": broken, "report": report}


def _sum(draw: random.Random) -> tuple[int, int, int, str]:
    """Number, price, fee and the thing of a small bill."""
    return draw.randint(3, 29), draw.randint(2, 18), draw.randint(4, 60), draw.choice(pool("things"))


def bill(draw: random.Random, voice: Voice) -> Json:
    """A word problem with its program, its solution in steps and its answer."""
    number, price, fee, thing = _sum(draw)
    who, whole = draw.choice(pool("people")), number * price
    problem = draw.choice(
        (
            f"{who} buys {number} pieces of the {thing} at {price} euros each and {fee} for the way.",
            f"For the {thing} {who} needs {number} boards of {price} euros and a tool for {fee} euros.",
            f"{who} hires the {thing} for {number} hours at {price} euros an hour, with {fee} euros on top.",
        )
    )
    program = f"number = {number}\nprice = {price}\nfee = {fee}\nwhole = number * price\nprint(whole + fee)\n"
    solution = (
        f"First the pieces: <<{number}*{price}={whole}>>. "
        f"Then the rest on top, because it is paid once: <<{whole}+{fee}={whole + fee}>>."
    )
    return {
        "problem": f"{aside(voice)} {problem} How many euros are that in all?",
        "program": program,
        "solution": solution,
        "answer": whole + fee,
    }


def slip(draw: random.Random, voice: Voice) -> Json:
    """A small calculation with a slip in it."""
    number, price, fee, thing = _sum(draw)
    right = number * price + fee
    return {
        "question": f"{aside(voice)} What do {number} of the {thing} come to at {price} euros each, with "
        f"{fee} euros for bringing them?",
        "calculation": f"<<{number} * {price} + {fee} = {right}>>",
        "right": f"{right} euros",
        "wrong": f"{number * price} euros",
        "slip": f"the {fee} euros for bringing them were left out",
    }
