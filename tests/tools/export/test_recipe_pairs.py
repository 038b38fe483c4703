"""Pairs that recipes make, in every format: what a field is for tells, not its name, nor its recipe's."""

import json
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import settled
from seedbed.memory.spec import Part, Spec
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow
from tests.tools.export.test_chat_templates import written

TALK = [
    {"role": "system", "content": "You hire out bicycles."},
    {"role": "user", "content": "Until when are you open?"},
]
ASKED = {"role": "user", "content": "When do you open?"}
ANSWERS = {"chosen": "At nine.", "rejected": "At noon."}
SAID = {name: {"role": "assistant", "content": text} for name, text in ANSWERS.items()}
OWN = """\
recipe: own
about: Two answers under names of their own
row: {ASK, good: string as chosen, bad: string as rejected}
write: Something.
"""


def row(recipe: str, fields: dict[str, Any]) -> ExportRow:
    talks = Part(name="talks", task="dialogues", way="information-seeking", topic="bikes", rows=9)
    made = Part(name="pairs", task="recipe", recipe=recipe, topic="bikes", rows=4)
    part = settled(Spec(sources=("docs",), parts=(talks, made)), Path()).parts[1]
    names = [name for name in part.row_roles if name not in fields]
    assert all(part.row_roles[name] == "label" for name in names)
    id = "a" * 16
    return ExportRow(id, part, {"id": id, **fields, **dict.fromkeys(names, "a")}, "supported", id)


BOTH = ("sharegpt", "llamafactory")
SHIPPED = [
    ("pairs-of-talks", TALK, TALK),
    ("weaker-pairs", TALK, TALK),
    ("flaw-pairs", "When do you open?", [ASKED]),
    ("tone-pairs", "When do you open?", [ASKED]),
]


@pytest.mark.parametrize(("recipe", "prompt", "turns"), SHIPPED)
def test_shipped_pairs_are_in_every_preference_format(recipe: str, prompt: Any, turns: list[Any]) -> None:
    rows = [row(recipe, {"prompt": prompt, **ANSWERS})]
    (dpo,) = written("trl-dpo", rows)
    assert dpo == {"prompt": turns, "chosen": [SAID["chosen"]], "rejected": [SAID["rejected"]]}
    sharegpt, ranked = (json.loads(BY_NAME[name].write(rows, (), False).data) for name in BOTH)
    for (one,) in (sharegpt, ranked):
        assert one["conversations"][-1] == {"from": "human", "value": turns[-1]["content"]}
        for name, text in ANSWERS.items():
            assert one[name] == {"from": "gpt", "value": text}
    assert ranked[0]["system"] == ("You hire out bicycles." if turns is TALK else "")
    assert all(BY_NAME[name].write(rows, (), False).left_out == 0 for name in ("trl-dpo", *BOTH))
    (spoken,) = written("openai", rows)
    assert spoken == {"messages": [*turns, SAID["chosen"]]}


def own(ask: str, **fields: Any) -> list[dict[str, Any]]:
    made = row(OWN.replace("ASK", ask), {**fields, "good": "At nine.", "bad": "At noon."})
    return written("trl-dpo", [made])


def test_a_context_in_messages_comes_before_the_prompt() -> None:
    said = [*TALK, {"role": "assistant", "content": "Until six."}]
    (one,) = own("q: string as prompt, talk: messages 1.. as context", q="When do you open?", talk=said)
    assert one == {"prompt": [*said, ASKED], "chosen": [SAID["chosen"]], "rejected": [SAID["rejected"]]}


def test_a_context_in_words_stands_below_the_prompt_or_before_the_talk() -> None:
    (one,) = own("q: string as prompt, about: string as context", q="When?", about="A shop.")
    assert one["prompt"] == [{"role": "user", "content": "When?\n\nA shop."}]
    (one,) = own("q: messages 1.. as prompt, about: string as context", q=[ASKED], about="A shop.")
    assert one["prompt"] == [{"role": "system", "content": "A shop."}, ASKED]


def test_an_answer_of_several_messages_is_no_pair() -> None:
    two = [SAID["chosen"], ASKED]
    made = row(
        OWN.replace("ASK", "q: string as prompt").replace("good: string", "good: messages 1.."),
        {"q": "When?", "good": two, "bad": "At noon."},
    )
    assert BY_NAME["trl-dpo"].write([made], (), False).left_out == 1
