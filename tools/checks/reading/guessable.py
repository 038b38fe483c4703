"""Whether the right one of some options can be told without the question."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.memory.exact.randomness import rng
from seedbed.tools.checks.asked import STRING, agreement, answer_schema, ask, short, shown, step_of
from seedbed.tools.checks.check import Case, Check, Question, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.normal import same_value

_DRAWS = 3
_FAIR = (
    "each wrong option has to be the right one of some other question of this kind, alike in length and "
    "detail, and the right one mustn't be the one that shares most with the others"
)


async def _verify(values: Values, arguments: Any, case: Case) -> Verdict:
    options, answer = values.get("options"), values.get("answer")
    if not isinstance(options, (list, tuple)) or len(options) < 2:
        raise Untold("there are no options to choose from")
    right = right_option(options, answer, case)
    if right is None:
        raise Untold("the answer names none of the options")
    guesses: list[int] = []
    while len(guesses) < _DRAWS and all(one == right for one in guesses):
        guesses.append(await _guess(options, case, len(guesses)))
    guessed = guesses == [right] * _DRAWS
    named = [short(options[one]) if one >= 0 else "nothing tells" for one in guesses]
    question = "the right option, without the question"
    evidence = agreement("guessable", question, named, guesses.count(right), ok=not guessed)
    if not guessed:
        return held(evidence)
    field = case.inputs.get("options", "options")
    told = f"the options alone ('{field}') give the answer away ({_DRAWS} of {_DRAWS} guessed it): {_FAIR}"
    return failed("low quality", told, evidence)


def _told(_arguments: Any, named: Mapping[str, str]) -> str:
    return f"'{named['options']}': {_FAIR}."


def right_option(options: Sequence[Any], answer: Any, case: Case) -> int | None:
    """Which option an answer names, by its own words or by its place among the letters; None: none."""
    for place, option in enumerate(options):
        if same_value(option, answer, case=True):
            return place
    field = case.inputs.get("answer", "answer")
    letters = case.schemas.get(field, {}).get("enum") if isinstance(field, str) else None
    letters = letters or [chr(ord("A") + place) for place in range(len(options))]
    return letters.index(answer) if len(letters) == len(options) and answer in letters else None


async def _guess(options: Sequence[Any], case: Case, draw: int) -> int:
    """The place of the option that is guessed; -1: nothing tells which."""
    order = list(range(len(options)))
    rng(case.seed, "option order", draw).shuffle(order)
    number = {"type": "integer", "enum": list(range(len(order) + 1))}
    schema = answer_schema("guess_option", {"why": STRING, "number": number})
    texts, step = {"options": shown([short(options[n], 2000) for n in order])}, step_of("guessable", case)
    said = await ask(case, Question("solver", "guess_option", {}, texts, schema, step, draw))
    chosen = int(said.value["number"])
    return order[chosen - 1] if chosen else -1


CHECK = Check(
    name="guessable",
    about="Who sees the options without the question doesn't guess the right one three times of three.",
    inputs=("question?", "options", "answer"),
    verify=_verify,
    shows={"kept": "supported"},
    calls=1.5,
    solves=1.5,
    tells=_told,
    example="guessable: {question: question, options: options, answer: answer}",
)
