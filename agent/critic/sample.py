"""The judge of one row: a rubric, the reason first, a score of 1 to 5, and a bar.

It runs only where the exam trusts the judge, and is the last gate of the strong forms: it can keep a row out,
and never alone lets one in. It sees text and rubric only, not what was ordered (design.md §4).
"""

from collections.abc import Mapping
from typing import Any

from seedbed.agent.answers import ScoreRow
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.work import Bench, Work
from seedbed.memory.candidate import Judgement

BAR = 4
"""Lowest score that passes, of 1 … 5."""
_DECODE = Decode(max_tokens=500, temperature=0.0)


async def judge_row(work: Work, bench: Bench, prompt: str, texts: Mapping[str, str], **codebook: Any) -> Work:
    """The candidate with the judge's reading as evidence, and a reason against it where the score is too low.

    Args:
        prompt: Name of the prompt file; it holds the rubric.
        texts: Untrusted texts that the prompt names; each is delimited.
        codebook: What else the prompt names.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    if not bench.desk.profile("judge").can("judging"):
        return work
    slot = work.slot("judge", prompt)
    marked = {name: delimit(text, slot.key[:12]) for name, text in texts.items()}
    asked = render(prompt, **marked, **codebook)
    read, reply = await bench.desk.ask(slot, asked, ScoreRow, work.purpose, _DECODE)
    model = bench.desk.endpoint("judge").model
    passed = read.score >= BAR
    found = Judgement(
        ok=passed,
        by=model,
        rubric=prompt,
        score=float(read.score),
        scale=(1.0, 5.0),
        reason=read.reason,
        slot=reply.slot,
    )
    work = work.asked(asked, reply, model).with_evidence(found)
    if passed:
        return work
    # On one line and without back-ticks: the writer is told it, and it must not look like part of a prompt.
    reason = " ".join(read.reason.split()).replace("`", "'")
    return work.because("low quality", f"judge {model}", f"{read.score}/5: {reason}"[:500])
