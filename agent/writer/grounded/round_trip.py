"""The round trip of a question about a passage: independent readers have to come to its answer again.

One reads the passage alone, another what a search for the question brings, without being told which passage
it was written from (round-trip filter: Alberti et al. 2019; retrieval: Promptagator, Dai et al. 2022). When
two answers are alike is for the caller: spans word for word, answers in words of their own by their claims.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from seedbed.agent.answers import AnswerQuestion
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.researcher.research import retrieve
from seedbed.agent.work import Bench, Work
from seedbed.agent.writer.grounded.question_checks import same_answer
from seedbed.memory.candidate import Agreement
from seedbed.tools.knowledge.questions.items import BETWEEN

Alike = Callable[[Work, Bench, str], Awaitable[tuple[Work, bool]]]
"""(candidate, bench, a reader's answer) → whether it is the row's."""
_LONGEST = 300
"""Tokens of a reader's answer."""


async def spans_alike(work: Work, bench: Bench, said: str) -> tuple[Work, bool]:
    """Whether a reader's answer is the row's span."""
    return work, same_answer((work.row or {})["answer"], said)


async def round_trip(work: Work, bench: Bench, passage: Mapping[str, Any], alike: Alike) -> Work:
    """Two readings of the row's question: from its passage, and from what a search brings.

    Raises:
        AnswerFault: the reader's answer was unusable to the last.
    """
    assert work.row is not None
    question, answer = work.row["question"], work.row["answer"]
    work, said = await read_answer(work, bench, question, [passage["text"]], 0)
    if said is None:
        return work.because(
            "unsupported claim", "round trip", "a reader of the passage finds no answer, or several"
        )
    work, right = await alike(work, bench, said)
    answers, agreed = [said], [right]
    if not right:
        work = work.because("wrong answer", "round trip", f"a reader of the passage answers {said[:120]!r}")
    else:
        found = await retrieve(question, work, bench, "round_trip", spread=False)
        if found and passage["id"] not in (hit.id for hit in found):
            return work.because(
                "low quality", "retrieval", "a search for the question does not lead to its passage"
            )
        if found:
            texts = [hit.text for hit in found]
            work.rng.shuffle(texts)  # so that its rank doesn't tell the passage
            work, from_many = await read_answer(work, bench, question, texts, 1)
            answers.append(from_many or "")
            right = False
            if from_many is not None:
                work, right = await alike(work, bench, from_many)
            agreed.append(right)
            if not right:
                heard = "no single answer" if from_many is None else f"{from_many[:120]!r}"
                detail = f"among other passages the question is ambiguous: a reader finds {heard}"
                work = work.because("low quality", "round trip", detail)
    share = sum(agreed) / len(agreed)
    model = bench.desk.endpoint("judge").model
    return work.with_evidence(
        Agreement(ok=share == 1, by=model, question=question, answers=(answer, *answers), share=share)
    )


async def read_answer(
    work: Work,
    bench: Bench,
    question: str,
    passages: Sequence[str],
    draw: int,
    temperature: float = 0.0,
) -> tuple[Work, str | None]:
    """A reader's answer from passages; None: it says that they don't give one.

    Raises:
        AnswerFault: the reader's answer was unusable to the last.
    """
    slot = work.slot("judge", "answer_question", draw)
    nonce = slot.key[:12]
    text = delimit(BETWEEN.join(passages), nonce)
    prompt = render("answer_question", text=text, question=delimit(question, nonce))
    decode = Decode(max_tokens=_LONGEST, temperature=temperature)
    read, reply = await bench.desk.ask(slot, prompt, AnswerQuestion, work.purpose, decode)
    work = work.asked(prompt, reply, bench.desk.endpoint("judge").model)
    return work, read.answer.strip() if read.answerable and read.answer.strip() else None
