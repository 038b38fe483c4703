"""What is asked of a row: nothing that is off, nor of a field alone that is null and may be; and what its
fields in several languages are held against."""

from random import Random

from seedbed.agent.critic.probing.spoiling import spoil
from seedbed.agent.making.making import Making
from seedbed.agent.making.verifying import judge, verify
from seedbed.agent.roles.held_to import sentences
from seedbed.agent.work import Env, Work
from seedbed.memory.exact.canonical import digest
from tests.agent.scenes import recipe_part, scene

RECIPE = """\
recipe: notes
about: A note
row: {text: string 5..500}
leaf: none
write: "A note."
rubric: ["It is a note.", "It is polite."]
checks: {count: {of: text, words: ..3}}
"""
COUNTED = """\
recipe: notes
about: A note
row: {text: string 5..500}
vary:
  mood: [calm, cross]
  size: {of: [short, long], when: mood == 'calm', else: any}
leaf: none
write: "A {{ size }} note."
read: {size: {check: count.text, short: {words: ..3}, long: {words: 4..}}}
"""
LONG = "Far more words than three stand in this note."


def work(*without: str) -> tuple[Work, Env]:
    here, env, _ = scene(recipe_part(RECIPE))  # without answers: any question is a fault
    brief = here.brief.model_copy(update={"without": without})
    return Work(brief, row={"text": LONG}, text=LONG), env


async def test_a_check_that_is_off_refuses_nothing() -> None:
    refused = await verify(*work())
    assert [one.by for one in refused.reasons] == ["count.text"]
    assert not (await verify(*work("count.text"))).reasons


async def test_a_sentence_that_is_off_is_asked_and_told_no_more() -> None:
    here, env = work("rubric.1")
    assert [said for _, said in sentences(Making.of(here, env))] == ["It is polite."]
    assert not (await judge(*work("rubric.1", "rubric.2"))).reasons  # nobody was asked


async def test_nothing_is_planted_that_it_would_have_to_catch() -> None:
    for off in ((), ("rubric.1",)):
        here, env = work(*off)
        made = await spoil("rubric.1/broken", here.row or {}, {}, here.brief, env, Random(1))
        assert (made is None) == bool(off)


def test_a_brief_with_everything_on_has_the_id_that_it_had_before() -> None:
    plain, _ = work()
    other, _ = work("rubric.1")
    assert plain.brief.id != other.brief.id
    content = plain.brief.model_dump(mode="json")
    assert content.pop("without") == [] and content.pop("beside") == 0 and content.pop("before") is None
    assert plain.brief.model_copy(update={"beside": 3}).id == plain.brief.id
    assert plain.brief.id == digest(content)


async def test_a_count_that_tells_an_axis_is_not_taken_where_its_condition_is_false() -> None:
    here, env, _ = scene(recipe_part(COUNTED))
    for mood, size, refused in (("calm", "short", True), ("calm", "long", False), ("cross", "any", False)):
        brief = here.brief.model_copy(update={"attributes": {"mood": mood, "size": size}})
        done = await verify(Work(brief, row={"text": LONG}, text=LONG), env)
        assert bool(done.reasons) == refused


async def test_without_a_value_nothing_is_counted_not_even_as_any() -> None:
    named = (
        COUNTED.replace("long", "any")
        .replace(", else: any", "")
        .replace("any: {words: 4..}", "any: {words: ..2}")
    )
    here, env, _ = scene(recipe_part(named))
    for seat, refused in (({"mood": "calm", "size": "any"}, True), ({"mood": "cross"}, False)):
        brief = here.brief.model_copy(update={"attributes": seat})
        done = await verify(Work(brief, row={"text": LONG}, text=LONG), env)
        assert bool(done.reasons) == refused


NULLABLE = """\
recipe: complaints
about: A review with its main complaint
row:
  review: string 5..500 as prompt
  complaint: line 5..200 or null as response
  mended: string 5..500 or null as text
leaf: none
make:
  review: A review.
  complaint, mended: "Its complaint, if any, and the review without.\\n{{ review }}"
holds: [complaint follows review, mended edits review 2]
checks:
  count: {of: complaint, unit: sentences, is: 1}
  similarity: {a: mended, b: review, between: [0.5, 1]}
"""
REVIEW = "It toasts on both sides, and nothing is wrong with it."


async def test_no_check_refuses_it_and_nobody_is_asked() -> None:
    here, env, _ = scene(recipe_part(NULLABLE))  # without answers: any question is a fault
    checked = await verify(
        Work(here.brief, row={"review": REVIEW, "complaint": None, "mended": None}, text=REVIEW), env
    )
    assert not checked.reasons
    asked = {"count.complaint", "follows.complaint", "edits.mended", "similarity.mended"}
    assert asked.isdisjoint(one.by for one in checked.evidence)


async def test_one_that_is_there_is_looked_at() -> None:
    here, env, _ = scene(recipe_part(NULLABLE))
    row = {"review": REVIEW, "complaint": "It is hot. It is heavy.", "mended": None}
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


NOTICES = """\
recipe: notices
about: A notice in two languages
language: {fr: fr, es: es}
row: {fr: string 5.., es: string 5..}
leaf: none
write: A notice.
"""
SPANISH = "La habitación no está como usted quería, y la llave tampoco."
FRENCH = "La chambre n'est pas comme vous la vouliez, la clé non plus."


async def test_a_text_in_the_language_of_another_field_is_refused() -> None:
    here, env, _ = scene(recipe_part(NOTICES))
    checked = await verify(Work(here.brief, row={"fr": SPANISH, "es": SPANISH}, text=SPANISH), env)
    assert [one.detail.partition(":")[0] for one in checked.reasons] == ["fr reads as es, not fr"]
    right = await verify(Work(here.brief, row={"fr": FRENCH, "es": SPANISH}, text=FRENCH), env)
    assert not right.reasons
