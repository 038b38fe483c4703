"""Talks in words: what each who speaks is told, and which turn is asked again."""

from seedbed.agent.making.making import REDO, words_of
from seedbed.agent.making.parts import recipe_of
from seedbed.agent.making.steps import write
from seedbed.agent.making.verifying import judge
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


def turn(message: str, *, ends: bool = False) -> dict[str, object]:
    return {"message": message, "ends": ends}


async def test_each_is_told_its_own_part_and_a_sentence_said_again_is_asked_for_anew() -> None:
    answers = [{"system": "Four pounds an hour."}, turn("What is it?"), turn(PRICE), turn("Sure?", ends=True)]
    answers += [turn(f"Yes. {PRICE}"), turn("Yes, four."), no()]
    work, env, scripted = scene(
        recipe_part(TALK, "bikes"),
        *answers,
        can=["json_schema", "judging"],
        attributes={"mood": "at ease"},
    )
    made = await write(work, env)
    assert made.row is not None and made.row["messages"][-1]["content"] == "Yes, four."
    user, assistant, last = said(scripted, 1), said(scripted, 2), said(scripted, 5)
    assert "It keeps to" in assistant and "It keeps to" not in user
    assert '"mood"' in user and '"mood"' not in assistant, "what the order doesn't name isn't in the brief"
    assert f"you have said this before, word for word: «{PRICE}»" in last
    assert "this is the last message of the talk" in last and "this is the last message" not in assistant
    refused = await judge(made, env)
    assert refused.material[REDO] == 1, "what a role says wrong is mended in the talk"


def no() -> dict[str, object]:
    return sentences(sentence(1, "no", why="five pounds"))


def test_what_was_taken_from_another_row_makes_no_near_copy() -> None:
    row = {"asked": "string 3..90 as prompt", "worse": "string 3..90 as rejected"}
    make = {
        "seed": {"pick": "examples", "n": 1},
        "asked": {"set": "seed.asked"},
        "worse": "Badly:\n{{ asked }}",
    }
    pairs = {"recipe": "pairs", "about": "A pair", "row": row, "make": make, "leaf": "none"}
    taken = {"asked": "Why is that?", "worse": "I am a desk."}
    assert words_of(recipe_of(recipe_part(pairs)), taken) == "I am a desk."
