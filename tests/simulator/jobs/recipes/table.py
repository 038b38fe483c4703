"""Which job of a recipe is answered by what."""

from collections.abc import Callable
from typing import Any

from tests.simulator.jobs.judge import Bench
from tests.simulator.jobs.recipes import planning
from tests.simulator.jobs.recipes.readers import claiming, reading, solving
from tests.simulator.jobs.talks.read_talk import read_talk
from tests.simulator.profiles import Profile
from tests.simulator.wire import Call

Json = dict[str, Any]

RECIPE_JUDGES: dict[str, Callable[[Call, Bench], Json]] = {
    "read_axes": reading.read_axes,
    "read_level": reading.read_level,
    "judge_sentences": reading.judge_sentences,
    "read_talk": read_talk,
    "guess_option": reading.guess_option,
    "compare_two": reading.compare_two,
    "solve_field": solving.solve_field,
    "compare_answers": solving.compare_answers,
    "check_claims": claiming.check_claims,
    "translate_back": claiming.translate_back,
}
RECIPE_PLANNERS: dict[str, Callable[[Call, Profile, int], Json]] = {
    "propose_axis_values": planning.propose_axis_values,
    "bind_clauses": lambda call, profile, seed: planning.bind_clauses(call),
    "read_request": lambda call, profile, seed: planning.read_request(call),
}
