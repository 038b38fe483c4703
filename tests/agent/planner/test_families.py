"""Words of a request lead to the families of problems that they name, and to no others."""

import pytest

from seedbed.agent.planner.families import families_in
from seedbed.agent.planner.grow_mathematics import subjects
from seedbed.agent.planner.interpret import interpret

OF = {id: {entry.family.name for entry in entries} for id, _, entries in subjects()}


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("100 calculus problems", OF["calculus"]),
        ("derivative problems", {"rate-of-change", "turning-point"}),
        (
            "60 problems on derivatives and integrals",
            {"rate-of-change", "turning-point", "total-from-rate"},
        ),
        ("unit conversion problems", OF["units"]),
        ("30 word problems about units", OF["units"]),
        ("problems about the units of a rental firm", set()),
        ("currency conversion problems", {"currency-exchange"}),
        ("200 probability problems", OF["chance"]),
        ("expected value exercises", {"expected-value"}),
        ("inequality problems", {"most-and-least"}),
        ("quadratic equation problems", {"area-equation", "consecutive-numbers"}),
        ("equation problems", OF["equations"] | OF["systems"]),
        ("arithmetic sequence problems", OF["sequences"]),
        ("problems on percentages and speed", OF["percentages"] | OF["rates"]),
        ("mixture problems", {"mixtures"}),
        ("exercises on circles and angles", {"circle", "cylinder", "angles"}),
        ("number theory exercises", OF["number-theory"]),
        ("remainder problems", {"remainders"}),
        ("geometric series problems", OF["sequences"]),
        ("math problems about a TV series", set()),
        ("word problems about a bakery", set()),
        ("problems about a bike-rental firm (its prices)", set()),
    ],
)
def test_words_name_families(request_: str, wanted: set[str]) -> None:
    assert set(families_in(request_)) == wanted


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("100 calculus problems", "turning-point"),
        ("50 unit conversion problems, easy", "speed-conversion"),
        ("40 probability problems", "spinners"),
    ],
)
async def test_a_request_gets_them(request_: str, name: str) -> None:
    reading = await interpret(request_)
    (part,) = reading.spec.parts
    assert part.task == "mathematics" and name in part.families
    assert any("problem families: " in said for said in reading.said)


def test_families_come_in_the_librarys_order_and_exist() -> None:
    order = [entry.family.name for _, _, entries in subjects() for entry in entries]
    for words in ("calculus problems", "algebra problems", "arithmetic problems"):
        found = families_in(words)
        assert found and list(found) == [name for name in order if name in found]
