"""Tasks that show whether a model tells right from wrong, through the judges' own prompts.

Labels, answers and scores take turns. A model that approves or refuses whatever it reads fails each kind:
the right label isn't the first, half of the questions have no answer, and of two records one is bad.
"""

import json

from seedbed.agent.answers import AnswerQuestion, ChooseLabel, ScoreRow
from seedbed.agent.critic.sample import BAR
from seedbed.agent.models.exam_tasks.sitting import Sitting, answered, lots, material
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render

_JUDGE = Decode(500, 0.0)


async def judging(sitting: Sitting, number: int) -> bool:
    """One judgement with a known answer; of scores a pair, both of which must be right."""
    kinds = (_label, _answer, _score)
    return await kinds[number % len(kinds)](sitting, number)


async def _label(sitting: Sitting, number: int) -> bool:
    draw = lots("judging", number)
    codebook = draw.choice(material()["codebooks"])
    names = list(codebook["labels"])
    draw.shuffle(names)
    right = draw.choice(names[1:])
    slot = sitting.slot(f"judging/{number}")
    prompt = render(
        "choose_label",
        kind=codebook["kind"],
        topic=codebook["topic"],
        about=codebook["about"],
        labels=[
            {"name": name, "definition": codebook["labels"][name]["definition"], "outside": ""}
            for name in names
        ],
        text=delimit(draw.choice(codebook["labels"][right]["texts"]), slot.key[:12]),
    )
    said = await answered(sitting, slot, prompt, ChooseLabel, _JUDGE)
    return bool(said.label.strip().casefold() == right.casefold())


async def _answer(sitting: Sitting, number: int) -> bool:
    from seedbed.agent.writer.grounded.question_checks import same_answer

    passages = material()["passages"]
    turn = number // 3
    passage, other = passages[turn % len(passages)], passages[(turn + 1) % len(passages)]
    answerable = turn % 2 == 1
    asked = passage if answerable else other
    slot = sitting.slot(f"judging/{number}")
    nonce = slot.key[:12]
    prompt = render(
        "answer_question", text=delimit(passage["text"], nonce), question=delimit(asked["question"], nonce)
    )
    said = await answered(sitting, slot, prompt, AnswerQuestion, _JUDGE)
    if not answerable:
        return not said.answerable
    return said.answerable and same_answer(passage["answer"], said.answer)


async def _score(sitting: Sitting, number: int) -> bool:
    records = material()["scored"]
    record = records[number // 3 % len(records)]
    passed: list[bool] = []
    for name in ("good", "bad"):
        slot = sitting.slot(f"judging/{number}/{name}")
        prompt = render(
            "score_record",
            topic=record["topic"],
            fields=record["fields"],
            rubric=record["rubric"],
            notes="",
            row=delimit(json.dumps(record[name], ensure_ascii=False), slot.key[:12]),
        )
        said = await answered(sitting, slot, prompt, ScoreRow, _JUDGE)
        passed.append(said.score >= BAR)
    return passed == [True, False]
