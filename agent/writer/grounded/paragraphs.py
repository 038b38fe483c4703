"""Entities and relations, strong form: a model words drawn facts, and another reading finds them again.

Facts first, text second (SynthIE, Josifoski et al. 2023). The program finds every end of a fact in the
text, word for word, and refuses names and numbers that belong to none; a reader who hasn't seen the facts
lists what the text states, and it must be the facts, no more and no fewer. That the text states them rests
on this reading, so the rows are graded *supported*; that the facts are the documents' is cited.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.answers import ReadTriples, WordTriples, job_name
from seedbed.agent.critic.sample import judge_row
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.extraction import choose_set, cited, facts_of_brief, row_of, stock, told
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import EVIDENCE
from seedbed.tools.knowledge.graph.annotated import relation_name
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.located import bare, located
from seedbed.tools.knowledge.graph.reread import lines, same_triples, unlisted
from seedbed.tools.knowledge.graph.types import types_of
from seedbed.tools.knowledge.graph.wording import worded

_WRITE = Decode(max_tokens=600, temperature=0.9)
_READ = Decode(max_tokens=800, temperature=0.0)
_OTHERS = 5
"""Relations that the reader is offered beside those of the facts."""
_TAKEN = 3
"""Earlier texts of the cell that the writer is shown."""


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """A set of facts, relations that don't occur in it, and the cell's last texts."""
    chosen = choose_set(choice, bench)
    if chosen is None:
        return None
    mine = {relation_name(fact) for fact in _facts(bench, choice, chosen.material)}
    others = [name for name in _relations(choice, bench) if name not in mine]
    offered = sorted({*mine, *choice.rng.sample(others, min(_OTHERS, len(others)))})
    taken = [row["text"] for row in choice.accepted(choice.cell.key)[-_TAKEN:]]
    return replace(chosen, grounding={**chosen.grounding, "relations": offered, "taken": taken})


def _relations(choice: Choice, bench: Bench) -> Sequence[str]:
    """The relations of all sets, in alphabetical order."""
    kept: Sequence[str] | None = bench.shelf.derived.get("relations")
    if kept is None:
        sets = (one for mine in stock(choice.part, bench.shelf).values() for one in mine)
        kept = sorted({relation_name(fact) for one in sets for fact in one.facts})
        bench.shelf.derived["relations"] = kept
    return kept


def _facts(bench: Bench, choice: Choice, id: str) -> Sequence[Fact]:
    mine = stock(choice.part, bench.shelf)[choice.cell.leaf]
    return next(one.facts for one in mine if one.id == id)


async def write_paragraph(work: Work, bench: Bench) -> Work:
    """The facts as a model words them.

    Raises:
        AnswerFault: the writer's answer was unusable to the last.
    """
    brief, part = work.brief, bench.part(work)
    facts, _ = facts_of_brief(work)
    slot = work.slot("writer", job_name(WordTriples))
    nonce = slot.key[:12]
    block = {
        "job": job_name(WordTriples),
        "concept": bench.plan.part(part.name).tree[brief.cell.leaf].name,
        "difficulty": brief.cell.difficulty,
        "attributes": brief.attributes,
        "passage_nonce": nonce,
        "seed": brief.seed,
    }
    prompt = render(
        job_name(WordTriples),
        facts=delimit("\n".join(map(_shown, facts)), nonce),
        language=bench.spec.language,
        rules=brief.guidance,
        attributes=brief.attributes,
        taken=brief.grounding["taken"],
        feedback=work.notes.get("feedback", ()),
        brief=brief_block(block),
    )
    written, reply = await bench.desk.ask(slot, prompt, WordTriples, work.purpose, _WRITE)
    work = work.asked(prompt, reply, bench.desk.endpoint("writer").model)
    text = " ".join(written.text.split())
    return told(work, row_of({"text": text, "entities": [], "relations": []}, facts), facts)


def _shown(fact: Fact) -> str:
    said = worded(fact)
    shown = {
        "subject": bare(fact.subject),
        "relation": relation_name(fact),
        "object": bare(fact.value),
        "sentence": said.text if said else "",
    }
    return json.dumps(shown, ensure_ascii=False)


async def verify_paragraph(work: Work, bench: Bench) -> Work:
    """Names and values in their places and no others; then what a reader finds; then the citations.

    Raises:
        AnswerFault: the reader's answer was unusable to the last.
    """
    facts, types = facts_of_brief(work)
    _, faults = located(work.text, facts, _all_types(bench))
    made, _ = located(work.text, facts, types)
    for fault in faults:
        work = work.because("unsupported claim", "names and numbers", fault)
    for said in unlisted(made) if made is not None else ():
        told_ = f"{said.subject} — {said.relation} → {said.value}"[:160]
        work = work.because("unsupported claim", "rules of the graph", f"no fact says {told_}")
    if work.reasons or made is None:
        return work
    work = replace(work, row=row_of(made.fields(), facts), assigned=(work.brief.cell.key,))
    work = await _read_back(work, bench, facts)
    return work if work.reasons else cited(work, bench)


def _all_types(bench: Bench) -> dict[str, str]:
    """The types of all things that the documents tell of."""
    kept: dict[str, str] | None = bench.shelf.derived.get("types")
    if kept is None:
        edges: Iterable[Any] = bench.shelf.graph.edges(data="fact") if bench.shelf.graph is not None else ()
        kept = bench.shelf.derived["types"] = types_of(fact for _, _, fact in edges)
    return kept


async def _read_back(work: Work, bench: Bench, facts: Sequence[Fact]) -> Work:
    """A reader's triples beside those that were ordered."""
    slot = work.slot("judge", job_name(ReadTriples))
    relations = work.brief.grounding["relations"]
    text = delimit(work.text, slot.key[:12])
    prompt = render(job_name(ReadTriples), relations=relations, text=text)
    read, reply = await bench.desk.ask(slot, prompt, ReadTriples, work.purpose, _READ)
    model = bench.desk.endpoint("judge").model
    work = work.asked(prompt, reply, model)
    wanted = [(fact.subject, relation_name(fact), fact.value) for fact in facts]
    found = [(one.subject, one.relation, one.object) for one in read.triples]
    missed, added = same_triples(wanted, found)
    rest = [words for words in read.rest if words.strip()]
    share = (len(wanted) - len(missed)) / (len(wanted) + len(added) + len(rest))
    evidence = EVIDENCE.validate_python(
        {
            "kind": "agreement",
            "ok": share == 1,
            "by": model,
            "question": "; ".join(relations),
            "answers": (lines(wanted), lines(found)),
            "share": share,
        }
    )
    work = work.with_evidence(evidence)
    for told_, why in (
        (missed, "a reader doesn't find"),
        (added, "a reader finds beside the facts"),
        ([(words,) for words in rest], "it says more than the facts"),
    ):
        for one in told_[:3]:
            work = work.because("unsupported claim", "read back", f"{why}: {' — '.join(one)[:160]}")
    return work


async def judge_paragraph(work: Work, bench: Bench) -> Work:
    """The judge's reading of text and relations."""
    facts, _ = facts_of_brief(work)
    triples = [[bare(fact.subject), relation_name(fact), bare(fact.value)] for fact in facts]
    row = json.dumps({"text": work.text, "relations": triples}, ensure_ascii=False)
    return await judge_row(work, bench, "score_extraction", {"row": row})


STRONG = Method(
    name="extraction/strong",
    task="extraction",
    form="strong",
    grade="supported",
    needs={"writer": ("json_schema",), "judge": ("json_schema", "judging")},
    stock=stock,
    choose=choose,
    lacks=english_only,
    write=write_paragraph,
    verify=verify_paragraph,
    judge=judge_paragraph,
    calls=3,
    prompt_tokens=2300,
    completion_tokens=350,
)
