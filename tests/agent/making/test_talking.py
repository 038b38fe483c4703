"""Talks in words: what each who speaks is told, and which turn is asked again."""

from dataclasses import replace

import pytest

from seedbed.agent.making.making import (
    REDO,
    Making,
    concerns,
    refused_before,
)
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import judge, verify
from seedbed.agent.models.wire import Reply
from seedbed.agent.role_players.stage import Play, Stage
from seedbed.agent.work import Env, Work
from seedbed.memory.brief import Refusal
from seedbed.memory.candidate import Reason
from seedbed.memory.spec import Part
from tests.agent.scenes import recipe_part, said, scene
from tests.tools.checks.asking import sentence, sentences

TALK = {
    "recipe": "talks",
    "about": "A talk",
    "row": {"system": "string 5..90 as context", "messages": "messages 4..4"},
    "vary": {"mood": ["in a hurry", "at ease"]},
    "make": {
        "system": "What the desk knows of {{ leaf }}.",
        "messages": {"talk": {"user": "You ask, {{ mood }}.", "assistant": "{{ system }} Answer."}},
    },
    "rubric": ["assistant: It keeps to 'system'."],
}
PRICE = "The hire costs four pounds an hour here."


def _sums() -> Part:
    """Talks in which a calculator is called."""
    sums = {"talk": {"user": "You ask.", "assistant": "You answer."}, "world": "calculator"}
    return recipe_part(
        {
            "recipe": "sums",
            "about": "A talk",
            "row": {"messages": "messages 2..8"},
            "leaf": "none",
            "make": {"messages": sums},
        }
    )


def turn(message: str, *, ends: bool = False) -> dict[str, object]:
    return {"message": message, "ends": ends}


async def test_each_is_told_its_own_part_and_a_sentence_said_again_is_asked_for_anew() -> None:
    answers = [{"system": "Four pounds an hour."}, turn("What is it?"), turn(PRICE), turn("Sure?", ends=True)]
    answers += [turn(f"Yes. {PRICE}"), turn("Yes, four."), no()]
    work, env, scripted = scene(
        recipe_part(TALK, "bikes"), *answers, can=["json_schema", "judging"], attributes={"mood": "at ease"}
    )
    made = await write(work, env)
    assert made.row is not None and made.row["messages"][-1]["content"] == "Yes, four."
    user, assistant, last = said(scripted, 1), said(scripted, 2), said(scripted, 5)
    assert "It keeps to" in assistant and "It keeps to" not in user
    assert '"mood"' in user and '"mood"' not in assistant, "what the order doesn't name isn't in the brief"
    assert f"you have said this before, word for word: «{PRICE}»" in last
    assert "this is the last message" in last and "this is the last message" not in assistant
    refused = await judge(made, env)
    assert refused.material[REDO] == [1], "what a role says wrong is mended in the talk"


@pytest.mark.parametrize(
    ("said_wrong", "told"),
    [
        ("User: Thanks.", "it begins with 'User:'"),
        ("Thanks.\n\nAssistant: Bye.", "a line of it begins with 'Assistant:'"),
    ],
)
async def test_a_turn_that_says_whose_it_is_or_the_others_too_is_spoken_again(
    said_wrong: str, told: str
) -> None:
    answers = [{"system": "Four pounds an hour."}, turn("What is it?"), turn(f"**Assistant:** {PRICE}")]
    answers += [turn(PRICE), turn(said_wrong), turn("Thanks."), turn("Bye.", ends=True)]
    work, env, scripted = scene(
        recipe_part(TALK, "bikes"), *answers, can=["json_schema"], attributes={"mood": "at ease"}
    )
    made = await write(work, env)
    assert made.row is not None and [one["content"] for one in made.row["messages"]] == [
        *("What is it?", PRICE, "Thanks.", "Bye.")
    ]
    assert "begins with '**Assistant:'" in said(scripted, 3) and told in said(scripted, 5)


async def test_each_is_told_what_its_own_values_mean_and_what_is_counted() -> None:
    """The talk is over when checks of its turns have enough, whatever its shape allows."""
    held = {
        "row": {"system": "string 5..90 as context", "messages": "messages 2..8"},
        "means": {"mood": {"in a hurry": "the user wants it over", "at ease": "the user has time"}},
        "checks": {
            "turns": {"of": "messages", "between": "4..5"},
            "count": {"of": "messages", "words": "1..9", "per": "turn"},
            "count.short": {"of": "messages", "words": "..5", "per": "turn", "role": "assistant"},
        },
    }
    answers = [
        {"system": "Four pounds an hour."},
        turn("What is it?"),
        turn("Four."),
        turn("Sure?"),
        turn("Yes."),
    ]
    work, env, scripted = scene(
        recipe_part({**TALK, **held}, "bikes"), *answers, can=["json_schema"], attributes={"mood": "at ease"}
    )
    made = await write(work, env)
    assert made.row is not None and [one["content"] for one in made.row["messages"]] == [
        "What is it?",
        "Four.",
        "Sure?",
        "Yes.",
    ]
    for call in (1, 2):
        counted = "- 'messages' has 4 to 5 turns.\n- each turn of 'messages' has 1 to 9 words."
        assert counted in said(scripted, call) and "; the talk has 4.\n" in said(scripted, call)
    short = "- each turn of the assistant in 'messages' has at most 5 words."
    assert short in said(scripted, 2) and short not in said(scripted, 1)
    assert ['mood "at ease": the user has time' in said(scripted, call) for call in range(3)] == [
        False,
        True,
        False,
    ]


async def test_a_talk_written_at_once_is_in_turn_and_ends_with_the_assistant() -> None:
    system = {"system": "Four pounds an hour."}
    row = {"system": "string 5..90 as context", "messages": "messages 2..5"}
    make = {"system": "What {{ leaf }} takes.", "messages": "A talk, {{ mood }}: {{ system }}"}
    part = recipe_part({**TALK, "row": row, "make": make}, "bikes")
    at_ease = {"mood": "at ease"}
    answers = [system, {"messages": ["What is it?", f"{PRICE} "]}]
    work, env, scripted = scene(part, *answers, can=["json_schema"], attributes=at_ease)
    made = await write(work, env)
    assert made.row is not None and made.row["messages"] == [
        {"role": "user", "content": "What is it?"},
        {"role": "assistant", "content": PRICE},
    ]
    assert "Each message of the assistant: It keeps to 'system'." in said(scripted, 1)
    assert "It keeps to" not in said(scripted, 0)
    answers[1] = {"messages": ["What is it?", PRICE, "Bye."]}
    work, env, _ = scene(part, *answers, can=["json_schema"], attributes=at_ease)
    (why,) = (await write(work, env)).reasons
    assert "3 turns, the first of which is the user's, end with the user's" in why.detail


async def test_why_a_talk_failed_is_told_once() -> None:
    work, env, _ = scene(
        recipe_part(TALK, "bikes"), {"system": "Four pounds."}, attributes={"mood": "at ease"}
    )

    async def fails(work: Work, play: Play, env: Env) -> Stage:
        slip = work.because("malformed", "malformed", "`find`: the arguments are not JSON")
        return Stage(slip.because("malformed", "turn", "it says nothing"), play, over="failed")

    (reason,) = (await write(work, replace(env, role_play=fails))).reasons
    assert reason.detail.endswith("): 'find': the arguments are not JSON; it says nothing"), reason.detail


def no() -> dict[str, object]:
    return sentences(sentence(1, "no", why="five pounds"))


@pytest.mark.parametrize("stood", [True, False])
async def test_who_speaks_is_told_of_a_talk_that_was_taken_back_alone(stood: bool) -> None:
    """What checks say of one speaker isn't for the other; a row's own writer is told both."""
    answers = [{"system": "Four pounds an hour."}, turn("What is it?"), turn(PRICE)]
    answers += [turn("Thanks."), turn("Bye.", ends=True)]
    work, env, scripted = scene(
        recipe_part(TALK, "bikes"), *answers, can=["json_schema"], attributes={"mood": "at ease"}
    )
    reasons = (Reason(code="low quality", by="rubric.1", detail="The desk sells bikes."),)
    before = Refusal(reasons=reasons, stood=stood)
    await write(replace(work, brief=work.brief.model_copy(update={"before": before})), env)
    assert "make no mistake of that kind:\n- The desk sells bikes." in said(scripted, 0)
    assert ["The desk sells bikes." in said(scripted, n) for n in (1, 2)] == [stood, stood]


async def test_of_what_a_talk_was_a_copy_is_for_who_chose_its_matter() -> None:
    """A patient who is told of what another one has would name it."""
    answers = [{"system": "Four pounds an hour."}, turn("What is it?"), turn(PRICE)]
    answers += [turn("Thanks."), turn("Bye.", ends=True)]
    work, env, scripted = scene(
        recipe_part(TALK, "bikes"), *answers, can=["json_schema"], attributes={"mood": "at ease"}
    )
    reasons = (Reason(code="duplicate", by="repeats", detail="gives what another row gives: a tandem"),)
    brief = work.brief.model_copy(update={"before": Refusal(reasons=reasons, stood=True)})
    await write(replace(work, brief=brief), env)
    assert ["a tandem" in said(scripted, n) for n in range(3)] == [True, False, False]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Begin `asked` with a verb.", [True, False]),
        ("'answer' is in one sentence.", [False, True]),
        ("Let 'answer' take up `asked`.", [True, True]),
        ("No `title`, and 'twas ever so.", [True, True]),
    ],
)
async def test_a_sentence_about_a_field_is_for_who_writes_it(said: str, told: list[bool]) -> None:
    row = {"asked": "string 3..90 as prompt", "answer": "string 3..90 as response"}
    make = {"asked": "A question.", "answer": "Answer {{ asked }}"}
    part = recipe_part({"recipe": "q", "about": "Q", "row": row, "make": make, "leaf": "none"})
    work, env, _ = scene(part, can=["json_schema"])
    reasons = (
        Reason(code="duplicate", by="repeats", detail="gives what another row gives"),
        Reason(code="low quality", by="critic", detail=said),
    )
    brief = work.brief.model_copy(update={"before": Refusal(reasons=reasons, stood=True)})
    making = Making.of(replace(work, brief=brief), env)
    steps = making.recipe.steps
    assert [concerns(said, making, step) for step in steps] == told
    copied, later = (refused_before(making, step) for step in steps)
    assert copied == ["gives what another row gives", said][: 1 + told[0]] and later == [said][: told[1]]


async def test_who_mends_a_talk_reads_no_value_that_his_order_does_not_name() -> None:
    make = {
        "limit": "A price.",
        "messages": {"talk": {"user": "You buy.", "assistant": "Never below {{ limit }}."}},
    }
    row = {"messages": "messages 2..2"}
    told = {
        "keep": {"limit": "integer 1.."},
        "checks": {"leaks.messages": {"of": "messages", "value": "limit"}},
    }
    haggling = {"recipe": "haggling", "about": "Talks", "row": row, "make": make, "leaf": "none", **told}
    answers = [
        {"limit": 106},
        turn("100?", ends=True),
        turn("106 is my limit."),
        turn("90?", ends=True),
        turn("No."),
    ]
    work, env, scripted = scene(recipe_part(haggling), *answers, can=["json_schema"])
    refused = await verify(await write(work, env), env)
    (reason,) = refused.reasons
    assert reason.detail == "'messages' gives away 'limit': '106'"
    lines = [("", f"low quality: {reason.detail}"), ("", "a reader finds 106 too dear"), ("", "too short")]
    await write(replace(refused.again(), notes={"feedback": lines}), env)
    user, assistant = said(scripted, 3), said(scripted, 4)
    assert "too short" in user and "106" not in user and "limit" not in user
    assert all(line in assistant for _, line in lines)
    assert "It doesn't give away: 106" in assistant and "give away" not in user
    at_once = {**haggling, "make": {"limit, messages": "limit: a price; messages: one never goes below it."}}
    work, env, scripted = scene(
        recipe_part(at_once), {"limit": 7, "messages": ["5?", "No."]}, can=["json_schema"]
    )
    await write(work, env)
    assert "No message gives away 'limit'." in said(scripted)


async def test_what_is_counted_of_one_role_alone_is_told_to_that_one_again() -> None:
    short = {"count": {"of": "messages", "words": "..5", "per": "turn", "role": "assistant"}}
    talk = [turn("What is it?"), turn(PRICE), turn("Thanks."), turn("Bye.", ends=True)]
    work, env, scripted = scene(
        recipe_part({**TALK, "checks": short}, "bikes"),
        *[{"system": "Four pounds an hour."}, *talk, *talk],
        can=["json_schema"],
        attributes={"mood": "at ease"},
    )
    refused = await verify(await write(work, env), env)
    (reason,) = refused.reasons
    assert reason.detail == "'messages': turn 1 of the assistant: 8 words; ..5 are wanted"
    await write(replace(refused.again(), notes={"feedback": [*reason.to.items()]}), env)
    assert [reason.detail in said(scripted, n) for n in (5, 6)] == [False, True]


@pytest.mark.parametrize(
    ("text", "finish", "told"),
    [
        ("It is", "length", "the answer was cut at its cap of tokens: be brief"),
        ("It is", "content_filter", "the endpoint's content filter cut the answer"),
        ("", "content_filter", "the endpoint's content filter cut the answer"),
    ],
)
async def test_what_was_cut_is_no_turn_of_who_calls_tools(text: str, finish: str, told: str) -> None:
    cut = Reply("", text, "", finish, (), (), {})
    answers = [turn("What is 2 and 2?"), cut, "It is 4.", turn("Sure?", ends=True), "Yes, it is."]
    work, env, scripted = scene(_sums(), *answers, can=["json_schema", "tool_calls"])
    made = await write(work, env)
    assert made.row is not None and made.row["messages"][1]["content"] == "It is 4."
    assert told in said(scripted, 2)


async def test_calls_and_results_take_of_the_messages_that_a_talk_may_have() -> None:
    call = ("calculate", '{"expression": "2+2"}')
    answers = [turn("What is 2 and 2?"), [call], "It is 4.", turn("Sure?")]
    answers += [[call], [call], "Yes, it is.", [call], "Yes: 4.", turn("Thanks.")]
    work, env, scripted = scene(_sums(), *answers, can=["json_schema", "tool_calls"])
    made = await write(work, env)
    assert made.row is not None and [one["role"] for one in made.row["messages"]] == [
        *("user", "assistant", "tool", "assistant") * 2
    ]
    assert "with its calls and results the talk has 10 messages, at most 8" in said(scripted, 7)
    assert len(scripted.answers) == 1 and (await verify(made, env)).reasons == ()


async def test_a_talk_that_came_to_nothing_is_held_again_and_told_to_who_failed() -> None:
    answers = [{"system": "Four pounds an hour."}, turn("What is it?"), *[turn("")] * 3]
    again = [turn("What is it?"), turn(PRICE), turn("Thanks."), turn("Bye.", ends=True)]
    work, env, scripted = scene(
        recipe_part(TALK, "bikes"), *answers, *again, can=["json_schema"], attributes={"mood": "at ease"}
    )
    work = await write(work, env)
    (reason,) = work.reasons
    assert reason.to == {"assistant": "turn 2 (assistant): it says nothing"} and work.material[REDO] == (1,)
    mended = await write(replace(work.again(), notes={"feedback": [*reason.to.items()]}), env)
    assert mended.row is not None and mended.row["system"] == "Four pounds an hour."
    assert ["it says nothing" in said(scripted, n) for n in (5, 6)] == [False, True]
