"""Problems with solutions, changed ones, programming tasks: right where nothing is planted, wrong as told."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import openai
import pytest
from rapidfuzz.distance import LCSseq

from tests.simulator.fixtures import Start
from tests.simulator.jobs.arithmetic import evaluate
from tests.simulator.launch import Running
from tests.simulator.world.stories import german_stories, stories
from tests.simulator_tests.asking import (
    answer,
    as_model,
    body,
    brief,
    client,
    delimited,
    response_format,
    said,
)

Json = dict[str, Any]
QUESTION = "What is the value of the unknown x?"
LEVELS = {"easy": 2, "medium": 3, "hard": 5}
WRITERS = ("write_solved_problem", "write_programmed_problem", "write_code_task")
FIELDS: dict[str, Json] = {
    "write_solved_problem": {
        "problem": {"type": "string"},
        "steps": {"type": "array", "minItems": 1},
        "answer": {"type": "string"},
        "unit": {"type": "string"},
        "equations": {"type": "array"},
    },
    "write_programmed_problem": {
        "problem": {"type": "string"},
        "program": {"type": "string"},
        "unit": {"type": "string"},
    },
    "rephrase_problem": {"problem": {"type": "string"}},
    "state_problem": {"statement": {"type": "string"}},
    "write_code_task": {
        "problem": {"type": "string"},
        "entry_point": {"type": "string"},
        "solution": {"type": "string"},
        "tests": {"type": "array", "minItems": 5, "maxItems": 8},
    },
    "solve_code": {"solution": {"type": "string"}},
    "solve_problem": {"expression": {"type": "string"}, "answer": {"type": "string"}},
}


def _order(job: str, number: int, **more: Any) -> str:
    """A writer's prompt."""
    content: Json = {
        "job": job,
        "topic": "word problems",
        "concept": {"name": "Rates", "inside": "so much per unit", "outside": ""},
        "difficulty": list(LEVELS)[number % 3],
        "attributes": {},
        "guidance": [],
        "seed": number,
    }
    if "problem" in more:
        return brief(job=job, seed=number, **more)
    return brief(**content, **({"move": "", "parent": ""} | more if job != "write_code_task" else {}))


@pytest.fixture(scope="module")
def asked(endpoint: Running) -> Iterator[openai.OpenAI]:
    """A client of the module's endpoint."""
    with client(endpoint) as found:
        yield found


def _asks(found: openai.OpenAI, running: Running, job: str, prompt: str) -> Json:
    request = body(running, prompt, response_format=response_format(job, FIELDS[job]))
    return answer(found, request)


def _write(found: openai.OpenAI, running: Running, job: str, number: int, **more: Any) -> Json:
    return _asks(found, running, job, _order(job, number, **more))


def _solve(found: openai.OpenAI, running: Running, text: str) -> Json:
    return _asks(found, running, "solve_problem", delimited(text))


def _numbers(text: str) -> list[Fraction]:
    return [Fraction(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]


def _holds(equation: str) -> bool:
    left, right = equation.split("=")
    return evaluate(left) == Fraction(right.strip())


def _run(program: str) -> Fraction:
    names: dict[str, Fraction] = {}
    for line in program.splitlines():
        name, expression = line.split(" = ")
        value = evaluate(expression, names)
        assert value is not None
        names[name] = value
    return names["answer"]


def _passes(solution: str, tests: list[str]) -> bool:
    """Whether a task of the simulator's own holds: its text comes from our files."""
    names: Json = {}
    exec(compile(solution, "<solution>", "exec"), names)  # noqa: S102 - written by our own simulator
    try:
        for test in tests:
            exec(compile(test, "<test>", "exec"), names)  # noqa: S102 - written by our own simulator
    except AssertionError:
        return False
    return True


def _masked(problem: str, number: int) -> tuple[str, str]:
    """The problem with one of its numbers replaced by x, and that number."""
    places = list(re.finditer(r"\d+(?:\.\d+)?", problem))
    place = places[number % len(places)]
    return f"{problem[: place.start()]}x{problem[place.end() :]}", place.group()


def test_stories_are_many_and_whole() -> None:
    assert sum(len(story.starts) for story in stories()) >= 30
    for story in (*stories(), *german_stories()):
        for beat in (*story.starts, *story.steps):
            slots = [set(re.findall(r"\{([a-z_]+)", w)) - {"item"} for w in beat.wordings]
            assert all(found == {name for name, _ in beat.ranges} for found in slots), beat.wordings
            assert len(beat.calculations) == len(beat.finds) > 0


def test_solved_problems_are_right_and_solved_from_their_text(
    endpoint: Running, asked: openai.OpenAI
) -> None:
    for number in range(60):
        made = _write(asked, endpoint, "write_solved_problem", number)
        assert all(_holds(step["calculation"]) for step in made["steps"])
        assert made["steps"][-1]["calculation"].endswith(f"= {made['answer']}")
        assert 2 <= len(made["steps"]) <= LEVELS[list(LEVELS)[number % 3]]
        told = {n for step in made["steps"] for n in _numbers(step["calculation"])}
        assert set(_numbers(made["problem"])) <= told
        for equation in made["equations"]:
            left, right = (evaluate(s, {"x": Fraction(made["answer"])}) for s in equation.split("="))
            assert left == right is not None
        assert _solve(asked, endpoint, made["problem"])["answer"] == made["answer"]


def test_programmed_problems_are_right(endpoint: Running, asked: openai.OpenAI) -> None:
    for number in range(40):
        made = _write(asked, endpoint, "write_programmed_problem", number)
        solved = _solve(asked, endpoint, made["problem"])
        assert Fraction(solved["answer"]) == _run(made["program"]) == evaluate(solved["expression"])


def test_moves_change_the_number_of_steps_or_the_story(endpoint: Running, asked: openai.OpenAI) -> None:
    for number in range(1, 30, 3):
        parent = _write(asked, endpoint, "write_solved_problem", number)
        moved = {
            move: _write(asked, endpoint, "write_solved_problem", number, move=move, parent=parent["problem"])
            for move in ("harder", "easier", "broader")
        }
        assert len(moved["harder"]["steps"]) > len(parent["steps"]) > len(moved["easier"]["steps"])
        assert set(_numbers(parent["problem"])) <= set(_numbers(moved["harder"]["problem"]))
        assert len({moved["broader"]["steps"][0]["words"], parent["steps"][0]["words"]}) == 2
        for made in moved.values():
            assert _solve(asked, endpoint, made["problem"])["answer"] == made["answer"]


def test_changed_problems_keep_numbers_and_are_solved(endpoint: Running, asked: openai.OpenAI) -> None:
    for number in range(40):
        parent = _write(asked, endpoint, "write_solved_problem", number)
        problem = parent["problem"]
        said = _write(asked, endpoint, "rephrase_problem", number, problem=problem)["problem"]
        assert Counter(_numbers(said)) == Counter(_numbers(problem))
        assert said != problem
        assert _solve(asked, endpoint, said)["answer"] == parent["answer"]
        masked, hidden = _masked(problem, number)
        order = {"problem": masked, "answer": parent["answer"], "unit": parent["unit"]}
        stated = _write(asked, endpoint, "state_problem", number, **order)["statement"]
        assert "?" not in stated
        assert len(re.findall(r"\bx\b", stated)) == 1
        assert Counter(_numbers(stated)) == Counter([*_numbers(masked), Fraction(parent["answer"])])
        assert _solve(asked, endpoint, f"{stated} {QUESTION}")["answer"] == hidden
        backward = f"{masked} If the answer is {parent['answer']}, what is the value of the unknown x?"
        assert _solve(asked, endpoint, backward)["answer"] == hidden


def test_problems_are_no_near_duplicates(endpoint: Running, asked: openai.OpenAI) -> None:
    jobs = WRITERS[:2]
    made = [_write(asked, endpoint, jobs[n % 2], n)["problem"].lower().split() for n in range(300)]
    near = sum(
        any(2 * LCSseq.similarity(a, b) / (len(a) + len(b)) > 0.7 for b in made[:i])
        for i, a in enumerate(made)
    )
    assert near <= 6


def test_slips_are_slips_and_texts_stay_right(simulated: Start) -> None:
    running = simulated(defects=1.0)
    kinds: Counter[str] = Counter()
    with client(running) as found:
        for number in range(120):
            made = _write(found, running, "write_solved_problem", number)
            true = running.truth()[-1] if number % 10 == 0 else None
            solved = _solve(found, running, made["problem"])["answer"]
            wrong = [not _holds(step["calculation"]) for step in made["steps"]]
            last = made["steps"][-1]["calculation"].split("= ")[1]
            kind = _kind(made, wrong, last, solved)
            kinds[kind] += 1
            if true is not None:
                assert true["defect"] == kind
            program = _write(found, running, "write_programmed_problem", number)
            assert Fraction(_solve(found, running, program["problem"])["answer"]) != _run(program["program"])
        told = Counter(entry["defect"] for entry in running.truth())
    assert told.pop("program_slip") == 120
    assert told == kinds
    assert set(kinds) == {"slip_carried", "slip_not_carried", "slip_answer", "other_language"}
    assert (
        kinds["other_language"] < 20 < min(kinds[f"slip_{k}"] for k in ("carried", "not_carried", "answer"))
    )


def _kind(made: Json, wrong: list[bool], last: str, right: str) -> str:
    """What a solution's fault is, by recomputing it."""
    if made["unit"] == "Äpfel":
        assert not any(wrong)
        assert made["answer"] == last == right
        return "other_language"
    if not any(wrong):
        assert made["answer"] != last == right
        return "slip_answer"
    assert sum(wrong) == 1
    if made["answer"] == right:
        return "slip_not_carried"
    assert made["answer"] == last != right
    return "slip_carried"


def test_judges_tell_slips_from_right_solutions(simulated: Start) -> None:
    running = simulated(defects=0.5)
    with client(running) as found:
        for number in range(40):
            made = _write(found, running, "write_solved_problem", number)
            defect = running.truth()[-1]["defect"]
            steps = " ".join(step["calculation"] + "." for step in made["steps"])
            row = {"question": made["problem"], "answer": made["answer"], "solution": steps}
            request = body(running, delimited(json.dumps(row)), "score_row")
            assert (answer(found, request)["score"] >= 4) == (defect is None)


def test_changes_are_spoiled_as_told(simulated: Start) -> None:
    right, wrong = simulated(), simulated(defects=1.0)
    with client(right) as sound, client(wrong) as faulty:
        for number in range(40):
            parent = _write(sound, right, "write_solved_problem", number)
            problem = parent["problem"]
            said = _write(faulty, wrong, "rephrase_problem", number, problem=problem)["problem"]
            solved = _solve(faulty, wrong, said)["answer"]
            dropped = wrong.truth()[-1]["defect"] == "number_dropped"
            assert len(_numbers(problem)) - len(_numbers(said)) == dropped
            assert solved == "none" if dropped else solved != parent["answer"]
            masked, hidden = _masked(problem, number)
            order = {"problem": masked, "answer": parent["answer"], "unit": parent["unit"]}
            stated = _write(faulty, wrong, "state_problem", number, **order)["statement"]
            solved = _solve(faulty, wrong, f"{stated} {QUESTION}")["answer"]
            kind = wrong.truth()[-1]["defect"]
            assert kind in ("x_dropped", "answer_changed")
            assert bool(re.search(r"\bx\b", stated)) == (kind == "answer_changed")
            assert solved == "none" if kind == "x_dropped" else solved != hidden


def test_programming_tasks_hold_and_are_solved_another_way(endpoint: Running, asked: openai.OpenAI) -> None:
    texts = set()
    for number in range(60):
        made = _write(asked, endpoint, "write_code_task", number)
        assert made["entry_point"] in made["problem"]
        assert all(made["entry_point"] in test for test in made["tests"])
        assert _passes(made["solution"], made["tests"])
        solved = _asks(asked, endpoint, "solve_code", delimited(made["problem"]))["solution"]
        assert ast.dump(ast.parse(solved)) != ast.dump(ast.parse(made["solution"]))
        assert _passes(solved, made["tests"])
        texts.add(made["problem"])
    assert len(texts) == 60


def test_faulty_tasks_fail_or_their_tests_say_nothing(simulated: Start) -> None:
    running = simulated(defects=1.0)
    kinds: Counter[str] = Counter()
    with client(running) as found:
        for number in range(40):
            made = _write(found, running, "write_code_task", number)
            kind = running.truth()[-1]["defect"]
            kinds[kind] += 1
            lame = f"def {made['entry_point']}(*arguments):\n    return None\n"
            assert _passes(made["solution"], made["tests"]) == (kind == "weak_tests")
            assert _passes(lame, made["tests"]) == (kind == "weak_tests")
            solved = _asks(found, running, "solve_code", delimited(made["problem"]))["solution"]
            assert _passes(solved, made["tests"])
    assert min(kinds["code_bug"], kinds["weak_tests"]) > 8


@pytest.mark.parametrize("profile", ["strong", "weak", "yes-man", "no-man", "thinker", "quirky", "no-schema"])
def test_every_profile_answers_by_the_schema(endpoint: Running, profile: str) -> None:
    import jsonschema

    running = as_model(endpoint, f"sim-{profile}")
    problem = "Yestin scores 41 points in the morning and x points in the evening. How many is that?"
    prompts = {job: _order(job, 1) for job in WRITERS}
    prompts["rephrase_problem"] = _order("rephrase_problem", 1, problem=problem.replace("x", "8"))
    prompts["state_problem"] = _order("state_problem", 1, problem=problem, answer="49", unit="points")
    prompts["solve_code"] = delimited("Write `f(a: int) -> int`, which doubles its argument.")
    with client(running) as found:
        for job, prompt in prompts.items():
            form = response_format(job, FIELDS[job])
            schema = form["json_schema"]["schema"] | {"additionalProperties": False}
            if profile == "no-schema":
                made = answer(found, body(running, f"{prompt}\n{json.dumps(schema)}"))
            else:
                made = answer(found, body(running, prompt, response_format=form))
            jsonschema.validate(made, schema)


def test_weak_writers_slip_and_those_who_never_approve_solve_nothing(endpoint: Running) -> None:
    weak, never = as_model(endpoint, "sim-weak"), as_model(endpoint, "sim-no-man")
    with client(endpoint) as found:
        slips = 0
        for number in range(30):
            made = _write(found, weak, "write_solved_problem", 500 + number)
            slips += _solve(found, endpoint, made["problem"])["answer"] != made["answer"]
            task = _write(found, endpoint, "write_code_task", 500 + number)
            solved = _asks(found, never, "solve_code", delimited(task["problem"]))["solution"]
            assert not _passes(solved, task["tests"])
    assert slips > 5


def test_the_truth_is_complete_and_malformed_answers_come(simulated: Start) -> None:
    running = simulated(defects=0.3, malformed=1.0)
    kinds: Counter[str] = Counter()
    with client(running) as found:
        for number in range(30):
            for job in WRITERS:
                form = response_format(job, FIELDS[job])
                text = said(found, body(running, _order(job, number), response_format=form))
                kinds[_malformation(text)] += 1
    truth = running.truth()
    assert Counter(entry["job"] for entry in truth) == dict.fromkeys(WRITERS, 30)
    assert all(len(entry["hash"]) == len(entry["content_hash"]) == 64 for entry in truth)
    assert min(kinds[kind] for kind in ("prose", "broken", "missing")) > 10


def _malformation(text: str) -> str:
    try:
        return "missing" if isinstance(json.loads(text), dict) else "broken"
    except ValueError:
        return "prose" if text.startswith("Sure!") else "broken"
