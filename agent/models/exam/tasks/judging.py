"""Tasks that show whether a model tells right from wrong: sentences about a row, with known truth.

Each pairs a true sentence with a false one, and both verdicts must be right: who approves or refuses whatever
is there fails every pair.
"""

import json

from seedbed.agent.models.exam.tasks.sitting import Marks, Sitting, by_number, listing, lots, material
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render

PAIRS = 3
"""Pairs of sentences about one row."""
SCHEMA = listing(
    "exam_verdicts",
    "sentences",
    {"why": {"type": "string"}, "verdict": {"type": "string", "enum": ["yes", "no"]}},
)


async def judging(sitting: Sitting, number: int) -> Marks:
    """Three true sentences and three false ones about one row, in mixed order."""
    judged = material()["judged"][number % len(material()["judged"])]
    sentences = [(said, True) for said in judged["true"]] + [(said, False) for said in judged["false"]]
    lots("judging", number).shuffle(sentences)
    step = f"judging/{number}"
    prompt = render(
        "exam_verdicts",
        row=delimit(json.dumps(judged["row"], ensure_ascii=False, indent=1), sitting.slot(step).key[:12]),
        sentences=[said for said, _ in sentences],
    )
    made = await sitting.structured(step, prompt, SCHEMA, Decode(900, 0.0))
    verdicts = by_number(made["sentences"], "verdict")
    right = {
        said: verdicts.get(n) == ("yes" if true else "no") for n, (said, true) in enumerate(sentences, 1)
    }
    pairs = zip(judged["true"], judged["false"], strict=True)
    return [right[true] and right[false] for true, false in pairs]
