"""A field that may be null, and is, has nothing for checks that look at it alone; the others see it."""

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


ANSWERED = """\
recipe: questions
about: A question on a text, null where the text says nothing of it
row: {text: string 5..99 as context, question: line 5..99 as prompt, answer: line 1..9 or null as response}
leaf: none
make:
  text: A text.
  question: "A question.\\n{{ text }}"
  answer: "The answer, or null.\\n{{ text }}\\n{{ question }}"
holds: [answer answers question text]
"""


async def test_whether_null_is_the_answer_is_asked() -> None:
    said = [{"working": "It says so.", "answer": "three"}] * 5
    here, env, client = scene(recipe_part(ANSWERED), *said)
    row = {"text": "Anna keeps bees.", "question": "How many hives has Anna?", "answer": None}
    checked = await verify(Work(here.brief, row=row, text=row["question"] or ""), env)
    assert [one.by for one in checked.reasons] == ["answers.answer"] and client.asked
