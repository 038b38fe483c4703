"""A field that may be null, and is, holds nothing that a check could look at."""

from seedbed.agent.making.verifying import verify
from seedbed.agent.work import Work
from tests.agent.scenes import recipe_part, scene

RECIPE = """\
recipe: complaints
about: A review with its main complaint
row: {review: string 5..500, complaint: line 5..200 or null}
leaf: none
make: {review: A review., complaint: "Its complaint, if any.\\n{{ review }}"}
holds: [complaint follows review]
checks: {count: {of: complaint, unit: sentences, is: 1}}
"""
REVIEW = "It toasts on both sides, and nothing is wrong with it."


async def test_no_check_refuses_it_and_nobody_is_asked() -> None:
    here, env, _ = scene(recipe_part(RECIPE))  # without answers: any question is a fault
    checked = await verify(Work(here.brief, row={"review": REVIEW, "complaint": None}, text=REVIEW), env)
    assert not checked.reasons
    assert {"count.complaint", "follows.complaint"}.isdisjoint(one.by for one in checked.evidence)


async def test_one_that_is_there_is_looked_at() -> None:
    here, env, _ = scene(recipe_part(RECIPE))
    row = {"review": REVIEW, "complaint": "It is hot. It is heavy."}
    checked = await verify(Work(here.brief, row=row, text=REVIEW), env)
    assert [one.by for one in checked.reasons] == ["count.complaint"]
