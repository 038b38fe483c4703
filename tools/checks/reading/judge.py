"""Yes or no to sentences about a row, in one call; or two fields compared, in both orders."""

from random import Random
from typing import Any

from pydantic import Field

from seedbed.memory.candidate import Judgement
from seedbed.tools.checks.asked import STRING, answer_schema, ask, shown, step_of, texts_shown, yes_or_no
from seedbed.tools.checks.check import Arguments, Case, Check, Question, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import is_messages, named
from seedbed.tools.checks.reading.sentences import JUDGE, AskedSentence, judged, told


class JudgeArguments(Arguments):
    """What is asked: the rubric's sentences, or a comparison."""

    sentences: tuple[AskedSentence, ...] = Field((), exclude=True)
    """As they are asked of this row: filled in for its seat, those that don't concern it left out."""
    pairwise: str = ""
    """A question to which one of the last two fields of `of` is the answer; those before are context."""
    must: str = ""
    """The field that has to be the answer."""


async def _verify(values: Values, arguments: JudgeArguments, case: Case) -> Verdict:
    fields = named(values, case, "of")
    evidence: list[Judgement] = []
    if wanted := _asked(arguments, fields):
        step = step_of(JUDGE, case, "+".join(str(one.number) for one in wanted))
        evidence = await judged(case, texts_shown(fields, case), wanted, step=step, by=JUDGE)
        if wrong := told(wanted, evidence):
            return failed("low quality", "; ".join(wrong.values()), *evidence, to=wrong)
    if not arguments.pairwise:
        return held(*evidence)
    if len(fields) < 2 or arguments.must not in (name for name, _ in fields[-2:]):
        raise Untold("nothing to compare: `must` is to be one of the last two fields of `of`")
    compared = await _compared(fields, arguments, case)
    if not compared.ok:
        return failed("low quality", f"{arguments.pairwise} {compared.reason}", *evidence, compared)
    return held(*evidence, compared)


def _asked(arguments: JudgeArguments, fields: list[tuple[str, Any]]) -> list[AskedSentence]:
    """The sentences, without those on turns of a role that has none."""
    roles = {turn["role"] for _, value in fields if is_messages(value) for turn in value}
    return [one for one in arguments.sentences if not one.role or one.role in roles]


async def _compared(fields: list[tuple[str, Any]], arguments: JudgeArguments, case: Case) -> Judgement:
    """Which of two fields answers the question, asked in both orders; `must` has to be named both times."""
    schema = answer_schema(
        "compare_two", {"why": STRING, "which": {"type": "string", "enum": ["first", "second", "neither"]}}
    )
    context, pair = fields[:-2], fields[-2:]
    known = {"question": arguments.pairwise, "context": [name for name, _ in context]}
    step, named, reasons, slot = step_of("pairwise", case), [], [], ""
    for draw, order in enumerate((pair, pair[::-1])):
        texts = {"first": shown(order[0][1]), "second": shown(order[1][1])}
        texts |= {f"context {number}": shown(value) for number, (_, value) in enumerate(context, 1)}
        said = await ask(case, Question("judge", "compare_two", known, texts, schema, step, draw))
        which, slot = said.value["which"], said.slot
        named.append("neither" if which == "neither" else order[which == "second"][0])
        reasons.append(str(said.value["why"]))
        if named[-1] != arguments.must:
            break
    ok = named == [arguments.must] * 2
    reason = reasons[-1] if ok else f"A reader says {named[-1]}: {reasons[-1]}"
    return yes_or_no(JUDGE, f"{arguments.pairwise} {arguments.must}", reason, slot, ok=ok)


def _exchanged(values: Values, arguments: JudgeArguments, draw: Random) -> Values | None:
    """The two that are compared, each in the other's place."""
    of = tuple(values.get("of") or ())
    if not arguments.pairwise or len(of) < 2 or of[-1] == of[-2]:
        return None
    return {"of": (*of[:-2], of[-1], of[-2])}


CHECK = Check(
    name="judge",
    about="Each sentence is true of the row; or of two fields one answers a question, in either order.",
    inputs=("of*",),
    verify=_verify,
    reads_null=True,
    arguments=JudgeArguments,
    shows={"kept": "supported"},
    spoil={"exchanged": _exchanged},
    calls=1.0,
    example='judge: {of: [prompt, chosen, rejected], pairwise: "Which talks down?", must: rejected}',
)
