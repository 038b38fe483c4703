"""Claims of the documents in a model's words, with labels that structure gave and a judge found again.

The model is given a claim of `tools/knowledge/labelled` and says it otherwise; it isn't told the label, so
that its wording can't betray it. Numbers, names and denials have to be the same both ways; then a judge that
sees claim and passage alone must come to the label. That the words mean the same rests on the judge: such
rows are graded *supported*.
"""

from dataclasses import replace

from seedbed.agent.annotator.support import Reading, support_by_judge
from seedbed.agent.answers import RewordClaim, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.researcher.research import Passage
from seedbed.agent.work import Bench, Method, Work
from seedbed.agent.writer.grounded.labelled import choose_claim, cite_claim, row_of, stock, with_row
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import Judgement
from seedbed.tools.knowledge.labelled.items import RUBRIC, SCALE, SCORES, VERDICTS

_WRITE = Decode(max_tokens=200, temperature=0.9)


async def reword(work: Work, bench: Bench) -> Work:
    """The brief's claim in other words.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    item, part = work.brief.grounding["item"], bench.part(work)
    slot = work.slot("writer", job_name(RewordClaim))
    nonce = slot.key[:12]
    block = {
        "job": job_name(RewordClaim),
        "concept": bench.plan.part(part.name).tree[work.brief.cell.leaf].name,
        "claim": item["claim"],
        "seed": work.brief.seed,
    }
    prompt = render(
        job_name(RewordClaim),
        claim=delimit(item["claim"], nonce),
        language=bench.spec.language,
        rules=work.brief.guidance,
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, RewordClaim, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    return with_row(work, row_of(item, " ".join(said.claim.split()), bench))


async def verify_reworded(work: Work, bench: Bench) -> Work:
    """What the rewording kept, the structured claim's citation and label, and the judge's own reading.

    Raises:
        AnswerFault: the judge's answer was unusable to the last.
    """
    from seedbed.tools.knowledge.claims.rewording import changed

    assert work.row is not None
    item, claim, text = work.brief.grounding["item"], str(work.row["claim"]), str(work.row["evidence"])
    if fault := changed(item["claim"], claim):
        return work.because("unsupported claim", "same claim in other words", fault)
    work = cite_claim(work, bench)
    if work.reasons:
        return work
    cited = item["cited"]
    passage = Passage(item["chunk"], text, cited["source"], cited["name"], "", 0, len(text))
    work, reading = await support_by_judge(claim, passage, work, bench)
    if reading is None:
        return work.because("wrong label", "judge", "there is no judge whom the exam trusts")
    if not _comes_to(reading, item["label"]):
        heard = f"{reading.verdict}: {' '.join(reading.reason.split())}".replace("`", "'")
        return work.because("wrong label", f"judge {reading.model}", heard[:300])
    found = Judgement(
        ok=True,
        by=reading.model,
        rubric=RUBRIC,
        score=SCORES[reading.verdict],
        scale=SCALE,
        reason=reading.reason,
        slot=reading.slot,
    )
    return replace(work.with_evidence(found), grade="supported", assigned=(work.brief.cell.key,))


def _comes_to(reading: Reading, label: str) -> bool:
    """Whether a judge's verdict is what the label asks for, with words of the passage where these decide."""
    quoted = reading.span is not None or reading.verdict == "not in the passage"
    return quoted and reading.verdict == VERDICTS[label]


STRONG = Method(
    name="claims/strong",
    task="claims",
    form="strong",
    grade="supported",
    needs={"writer": ("json_schema", "wording"), "judge": ("json_schema", "judging")},
    stock=stock,
    choose=choose_claim,
    lacks=english_only,
    write=reword,
    verify=verify_reworded,
    calls=2,
    prompt_tokens=1400,
    completion_tokens=160,
)
