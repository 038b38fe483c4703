"""Words of a request lead to the families of problems that they name; a subject that isn't there is said."""

import pytest

from seedbed.agent.planner.families import families_in
from seedbed.agent.planner.interpret import interpret
from seedbed.memory.errors import UserFault


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("100 discount problems", {"hire-discount"}),
        ("problems on percentages and deposits", {"hire-discount", "hire-deposit"}),
        ("shopping word problems", {"shopping"}),
        ("arithmetic problems", set()),
        ("problems about the units of a rental firm", set()),
        ("math problems about a TV series", set()),
        ("word problems about a bakery", set()),
        ("problems about a bike-rental firm (its prices)", set()),
    ],
)
def test_words_name_families(request_: str, wanted: set[str]) -> None:
    assert set(families_in(request_)) == wanted


@pytest.mark.parametrize(
    ("request_", "subject"),
    [
        ("100 calculus problems", "calculus"),
        ("problems on percentages and speed", "speed"),
        ("30 word problems about units", "units"),
        ("quadratic equation problems", "quadratic"),
        ("exercises on circles and angles", "circles"),
    ],
)
def test_a_subject_that_is_not_there_is_said(request_: str, subject: str) -> None:
    with pytest.raises(UserFault, match=f"none on .*{subject}"):
        families_in(request_)


async def test_a_request_gets_them() -> None:
    reading = await interpret("50 discount problems, easy")
    (part,) = reading.spec.parts
    assert part.offline == "problems" and part.families == ("hire-discount",)
    assert any("problem families: " in said for said in reading.said)
