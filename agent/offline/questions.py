"""Grounded question answering: questions whose answers are spans of the user's documents.

Question, answer and place come from the structure of the text (`tools/offline/questions.py`); no model may
change a word. Graded *proven* as design.md §2 has it, «quoted from the source»: the evidence is a citation
whose quote holds the answer at its offsets. That the quote answers this question is proven by construction.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from seedbed.agent.offline.language import english_only
from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Env, Method, Work
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.spec import ANY, Part
from seedbed.tools.offline.items import id_of

NO_PLACE = "the document has no such place"
_LONGEST_CONTEXT = 4_000
"""Characters of a block that stands as context, at most; of a longer one only the quote does."""


def stock(part: Part, resources: Resources) -> Mapping[str, Sequence[Any]]:
    """The questions that structure made, by leaf; of those that ask for one place one."""
    return {
        leaf: tuple({item.id: item for item in reversed(items)}.values())
        for leaf, items in resources.items.items()
    }


def choose_item(choice: Choice, env: Env) -> Chosen | None:
    """One of a leaf's items that nothing else in the run has used, from section and passage used least.

    Kinds take turns.
    """
    found = env.resources.items.get(choice.cell.leaf, ())
    level = choice.cell.difficulty
    free = [item for item in found if not choice.used.get(item.id) and level in (ANY, item.difficulty)]
    if not free:
        return None
    items = _least_used(found, free, choice.used)
    kinds = list(dict.fromkeys(item.kind for item in items))
    kind = choice.rng.choice(kinds)
    item = choice.rng.choice([item for item in items if item.kind == kind])
    grounding = {"item": json.loads(json.dumps(asdict(item)))}
    return Chosen(grounding, material=item.id)


def _least_used(items: Sequence[Any], free: Sequence[Any], used: Mapping[str, int]) -> list[Any]:
    """Of the free items those whose sections bore the fewest rows, and of these those whose passages did.

    Args:
        items: All of the leaf.
    """
    sections: Counter[Any] = Counter()
    chunks: Counter[str] = Counter()
    for item in items:
        if used.get(item.id):
            sections[item.source, item.heading_path] += 1
            chunks[item.chunk] += 1

    def bore(item: Any) -> tuple[int, int]:
        return sections[item.source, item.heading_path], chunks[item.chunk]

    least = min(map(bore, free))
    return [item for item in free if bore(item) == least]


async def take_item(work: Work, env: Env) -> Work:
    """The row of the item that the brief names."""
    item = work.brief.grounding["item"]
    source = source_of(env, item["source"])
    start, end = _around(env, item["chunk"], item["start"], item["end"])
    start = start if item["since"] is None else min(start, item["since"])
    row = {
        "question": item["question"],
        "answer": item["answer"],
        "context": source.text[start:end],
        "source": source.name,
        "heading": " > ".join(item["heading_path"]),
    }
    return replace(
        work,
        row=row,
        text=item["question"],
        signature=id_of(item["source"], item["answer_start"], item["answer_end"]),
        group=item["chunk"],
        notes={**work.notes, "kind": item["kind"]},
    )


def source_of(env: Env, sha256: str) -> Any:
    """The source of that text."""
    return next(source for source in env.resources.sources if source.sha256 == sha256)


def _around(env: Env, chunk_id: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph, list item or table begins and ends that start … end lies in."""
    chunk = next((chunk for chunk in env.resources.chunks if chunk.id == chunk_id), None)
    for block in chunk.blocks if chunk else ():
        if block.start <= start and end <= block.end and block.end - block.start <= _LONGEST_CONTEXT:
            return int(block.start), int(block.end)
    return start, end


async def verify_item(work: Work, env: Env) -> Work:
    """The citation, made again from the sources: proven if it holds the answer."""
    from seedbed.tools.knowledge.citations import citation

    item = work.brief.grounding["item"]
    source = source_of(env, item["source"])
    if item["end"] > len(source.text):
        return work.because("unsupported claim", "citation", NO_PLACE)
    evidence = EVIDENCE.validate_python(citation(item["answer"], source, item["start"], item["end"]))
    work = work.with_evidence(evidence)
    if not evidence.ok:
        return work.because("unsupported claim", evidence.by, "the quote doesn't hold the answer")
    return replace(work, grade="proven", assigned=(work.brief.cell.key,))


SURE = Method(
    name="offline/questions",
    offline="questions",
    form="sure",
    grade="proven",
    needs={},
    stock=stock,
    choose=choose_item,
    lacks=english_only,
    write=take_item,
    verify=verify_item,
    attempts=1,
)
