"""Questions that take two passages, written by a model (`way: multi-hop`, strong form).

Two passages that speak of one thing are drawn (`tools/knowledge/graph/bridges.py`). The model asks something
that needs both and quotes the place of each; the answer is words of one place, or computed from both. Both
quotes have to stand in their passages. A reader of both passages has to come to the answer, and a reader of
either alone must not: that is what makes a question multi-hop (MuSiQue, Trivedi et al. 2022, §3; HotpotQA,
Yang et al. 2018).

The quotes are cited and what is computed is computed again; that they answer the question rests on readers,
so the rows are graded *supported*.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from seedbed.agent.answers import WriteJoinedQuestion, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import source_of
from seedbed.agent.writer.grounded.passage_choice import as_grounding
from seedbed.agent.writer.grounded.question_checks import faults, same_answer
from seedbed.agent.writer.grounded.round_trip import read_answer
from seedbed.memory.candidate import EVIDENCE, Agreement
from seedbed.tools.knowledge.questions.items import BETWEEN, Hop

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.bridges import Bridge

BEARS = 2
"""Questions that one pair of passages bears."""
NAMED = ("highest", "lowest", "earliest", "latest")
"""Calculations whose answer is one of two things that the question names."""
_WRITE = Decode(max_tokens=700, temperature=0.9)
_PAIRS = "pairs of passages by leaf"
_SHOWN = 3
_TAKEN = 8
_VALUES = ("money", "duration", "measure", "percent")
"""Kinds of values of which two passages' may be compared or added."""


# choosing ---------------------------------------------------------------------------------------------


def pairs_by_leaf(shelf: Shelf) -> Mapping[str, Sequence["Bridge"]]:
    """Leaf → the pairs of which one passage is the leaf's, the better joined first."""
    from seedbed.tools.knowledge.graph.bridges import bridges_of

    if _PAIRS not in shelf.derived:
        leaves: dict[str, list[str]] = {}
        for leaf, passages in shelf.passages.items():
            for passage in passages:
                leaves.setdefault(passage.id, []).append(leaf)
        found: dict[str, list[Bridge]] = {}
        for bridge in bridges_of(shelf.graph, shelf.chunks):
            for leaf in dict.fromkeys((*leaves.get(bridge.first, ()), *leaves.get(bridge.second, ()))):
                found.setdefault(leaf, []).append(bridge)
        shelf.derived[_PAIRS] = found
    known: Mapping[str, Sequence[Bridge]] = shelf.derived[_PAIRS]
    return known


def choose_pair(choice: Choice, bench: Bench) -> Chosen | None:
    """The leaf's best joined pair of those used least, a kind of question, and what was asked before."""
    free = []
    for rank, bridge in enumerate(pairs_by_leaf(bench.shelf).get(choice.cell.leaf, ())):
        used = choice.used.get(_pair_id(bridge), 0)
        if used < BEARS:
            free.append((used, bridge.by != "graph", rank, bridge))
    if not free:
        return None
    *_, bridge = min(free, key=lambda one: one[:3])
    chunks = {chunk.id: chunk for chunk in bench.shelf.chunks}
    passages = [as_grounding(chunks[id]) for id in (bridge.first, bridge.second)]
    kinds = ["two hops", "two hops", *(["comparison", "number"] if _comparable(passages) else [])]
    taken = [row["question"] for row in choice.accepted(choice.cell.key)][-_TAKEN:]
    grounding = {
        "passages": passages,
        "bridge": bridge.name,
        "kind": choice.rng.choice(kinds),
        "taken": taken,
    }
    return Chosen(grounding, _demonstrations(choice, bench), material=_pair_id(bridge))


def _pair_id(bridge: "Bridge") -> str:
    return f"{bridge.first}+{bridge.second}"


def _comparable(passages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether both passages hold values of one measure."""
    from seedbed.tools.knowledge.questions.calculate import measure_of
    from seedbed.tools.knowledge.values import find_values

    one, other = (
        {measure_of(value) for value in find_values(passage["text"]) if value.kind in _VALUES}
        for passage in passages
    )
    return bool(one & other)


def _demonstrations(choice: Choice, bench: Bench) -> tuple[dict[str, Any], ...]:
    """Questions of the user's examples, else some of several places that structure made elsewhere."""
    mine = [
        {"question": row["question"], "answer": row["answer"]}
        for row in bench.shelf.examples.get(choice.part.name, ())
        if row.get("question") and row.get("answer")
    ]
    if not mine:
        items = (i for leaf, some in bench.shelf.items.items() if leaf != choice.cell.leaf for i in some)
        mine = [{"question": i.question, "answer": i.answer} for i in items if i.kind == "two hops"]
    return tuple(choice.rng.sample(mine, min(_SHOWN, len(mine))))


# writing ----------------------------------------------------------------------------------------------


async def write_joined(work: Work, bench: Bench) -> Work:
    """A question that takes both passages, its answer, and a quote of each.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    first, second = brief.grounding["passages"]
    slot = work.slot("writer", job_name(WriteJoinedQuestion))
    nonce = slot.key[:12]
    block = {
        "job": job_name(WriteJoinedQuestion),
        "concept": bench.plan.part(part.name).tree[brief.cell.leaf].name,
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "bridge": brief.grounding["bridge"],
        "kind": brief.grounding["kind"],
        "seed": brief.seed,
    }
    prompt = render(
        job_name(WriteJoinedQuestion),
        first=first,
        second=second,
        first_text=delimit(first["text"], nonce),
        second_text=delimit(second["text"], nonce),
        bridge=brief.grounding["bridge"],
        kind=brief.grounding["kind"],
        language=bench.spec.language,
        rules=brief.guidance,
        attributes=brief.attributes,
        examples=brief.demonstrations,
        taken=brief.grounding["taken"],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    said, reply = await bench.desk.ask(slot, prompt, WriteJoinedQuestion, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    row = {
        "question": " ".join(said.question.split()),
        "answer": said.answer.strip(),
        "context": BETWEEN.join((first["text"], second["text"])),
        "source": "; ".join(dict.fromkeys((first["name"], second["name"]))),
        "heading": " > ".join(first["heading"]),
    }
    notes = {
        **work.notes,
        "kind": brief.grounding["kind"],
        "calculation": said.calculation,
        "places": [place.model_dump() for place in (said.first, said.second)],
    }
    return replace(work, row=row, text=row["question"], group=first["id"], notes=notes)


# verifying --------------------------------------------------------------------------------------------


async def verify_joined(work: Work, bench: Bench) -> Work:
    """Form, the quotes in their passages, the answer from them; then the readers of both and of each alone.

    Raises:
        AnswerFault: a reader's answer was unusable to the last.
    """
    from seedbed.tools.knowledge.questions.joined import fault_of_joined

    assert work.row is not None
    row, calculation = work.row, str(work.notes["calculation"])
    named = calculation in NAMED
    for fault in faults(row["question"], "" if named else row["answer"], bench.spec.language):
        work = work.because("malformed", "form of the question", fault)
    hops = _hops(work)
    if hops is None:
        return work.because(
            "unsupported claim", "span in source", "a quote does not stand in its passage word for word"
        )
    for hop in hops:
        cited = _cited(hop, bench)
        work = work.with_evidence(cited)
        if not cited.ok:
            detail = f"the words {hop.claim[:80]!r} do not stand in the quote of its passage"
            work = work.because("unsupported claim", cited.by, detail)
    texts = [passage["text"] for passage in work.brief.grounding["passages"]]
    if fault := fault_of_joined(row["question"], row["answer"], calculation, hops, texts):
        work = work.because("wrong answer" if calculation else "low quality", "two places", fault)
    if work.reasons:
        return work
    work = replace(_computed(work, hops, calculation), signature=_signature(hops, calculation))
    return await _read_by_each(work, bench, texts)


def _hops(work: Work) -> tuple[Hop, Hop] | None:
    """The quoted places, one of each passage; None where a quote stands in neither, or both in one."""
    from seedbed.tools.knowledge.citations import quote_span

    passages, places = work.brief.grounding["passages"], work.notes["places"]
    for turned in (places, places[::-1]):  # a model may mix up which passage is which
        spans = [quote_span(place["quote"], p["text"]) for place, p in zip(turned, passages, strict=True)]
        if None in spans:
            continue
        first, second = (
            Hop(
                entry=place["thing"].strip(),
                claim=place["words"].strip(),
                chunk=p["id"],
                source=p["source"],
                name=p["name"],
                start=p["start"] + span[0],
                end=p["start"] + span[1],
                quote=p["text"][slice(*span)],
            )
            for place, p, span in zip(turned, passages, spans, strict=True)
            if span is not None
        )
        return first, second
    return None


def _cited(hop: Hop, bench: Bench) -> Any:
    from seedbed.tools.knowledge.citations import citation

    return EVIDENCE.validate_python(citation(hop.claim, source_of(bench, hop.source), hop.start, hop.end))


def _computed(work: Work, hops: Sequence[Hop], calculation: str) -> Work:
    """The candidate with its computation, where it has one."""
    from seedbed.tools.knowledge.questions.calculate import computation

    assert work.row is not None
    if not calculation:
        return work
    return work.with_evidence(EVIDENCE.validate_python(computation(calculation, hops, work.row["answer"])))


def _signature(hops: Sequence[Hop], calculation: str) -> str:
    """Two questions with the same places, words and calculation are one."""
    return "+".join((calculation, *(f"{hop.source[:16]}:{hop.start}-{hop.end}:{hop.claim}" for hop in hops)))


async def _read_by_each(work: Work, bench: Bench, texts: Sequence[str]) -> Work:
    """Whether both passages give the answer, and neither does alone."""
    assert work.row is not None
    question, answer = work.row["question"], work.row["answer"]
    work, said = await read_answer(work, bench, question, texts, 0)
    if said is None or not same_answer(answer, said):
        heard = "no answer, or several" if said is None else f"{said[:120]!r}"
        return work.because("wrong answer", "reader of both", f"a reader of both passages finds {heard}")
    alone = []
    for draw, text in enumerate(texts, 1):
        work, one = await read_answer(work, bench, question, [text], draw)
        alone.append(one or "")
        if one is not None and same_answer(answer, one):
            which = "first" if draw == 1 else "second"
            detail = f"a reader of the {which} passage alone answers {one[:120]!r}: it takes only one"
            return work.because("low quality", "reader of one", detail)
    model = bench.desk.endpoint("judge").model
    both = Agreement(ok=True, by=model, question=question, answers=(answer, said), share=1.0)
    each = Agreement(
        ok=True, by=f"{model}, each passage alone", question=question, answers=tuple(alone), share=0.0
    )
    work = work.with_evidence(both, each)
    return replace(work, assigned=(work.brief.cell.key,))


async def judge_joined(work: Work, bench: Bench) -> Work:
    """The judge's reading of question, answer and both passages."""
    assert work.row is not None
    shown = {"question": work.row["question"], "answer": work.row["answer"]}
    texts = {"passages": work.row["context"], "row": json.dumps(shown, ensure_ascii=False)}
    return await judge_row(work, bench, "score_joined_question", texts)


STRONG = Method(
    name="grounded_qa/strong/multi-hop",
    task="grounded_qa",
    way="multi-hop",
    form="strong",
    grade="supported",
    needs={"writer": ("json_schema", "span_question"), "judge": ("json_schema", "judging")},
    choose=choose_pair,
    write=write_joined,
    verify=verify_joined,
    judge=judge_joined,
    calls=5,
    prompt_tokens=5200,
    completion_tokens=400,
)
