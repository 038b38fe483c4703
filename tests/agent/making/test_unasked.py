"""A check or sentence that was switched off isn't asked of a row, nor told to its writer, nor probed."""

from random import Random

from seedbed.agent.critic.probing.spoiling import spoil
from seedbed.agent.making.making import Making
from seedbed.agent.making.verifying import judge, verify
from seedbed.agent.roles.writer import sentences
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


def test_nothing_is_planted_that_it_would_have_to_catch() -> None:
    for off in ((), ("rubric.1",)):
        here, env = work(*off)
        made = spoil("rubric.1/broken", here.row or {}, {}, here.brief, env, Random(1))
        assert (made is None) == bool(off)


def test_a_brief_with_everything_on_has_the_id_that_it_had_before() -> None:
    plain, _ = work()
    other, _ = work("rubric.1")
    assert plain.brief.id != other.brief.id
    content = plain.brief.model_dump(mode="json")
    assert content.pop("without") == [] and content.pop("beside") == 0
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
