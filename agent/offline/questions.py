"""Questions whose answers are spans of the user's documents, made by `tools/offline/tables.py`; no model
may change a word. Graded *proven*, «quoted from the source»: that the quote answers the question is by
construction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from seedbed.agent.resources import Resources
from seedbed.agent.work import Choice, Chosen, Env, Method, Work, english_only
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.spec import ANY, Part
from seedbed.tools.knowledge.claims import cited
from seedbed.tools.knowledge.sources import Source
from seedbed.tools.offline.tables import GroundedItem

_LONGEST_CONTEXT = 4_000
"""Characters of a block that stands as context, at most; of a longer one only the quote does."""


def stock(part: Part, resources: Resources) -> Mapping[str, Sequence[Any]]:
    """The questions that structure made, by leaf; of those that ask for one place one."""
    return {
        leaf: tuple({item.id: item for item in reversed(items)}.values())
        for leaf, items in resources.items.items()
    }


def choose_item(choice: Choice, env: Env) -> Chosen | None:
    """One of a leaf's items that nothing else in the run has used, from section and passage used least. Kinds
    take turns."""
    found = env.resources.items.get(choice.cell.leaf, ())
    level = choice.cell.difficulty
    free = [item for item in found if not choice.used.get(item.id) and level in (ANY, item.difficulty)]
    if not free:
        return None
    items = _least_used(found, free, choice.used)
    kinds = list(dict.fromkeys(item.kind for item in items))
    kind = choice.rng.choice(kinds)
    item = choice.rng.choice([item for item in items if item.kind == kind])
    return Chosen({"item": item.model_dump(mode="json")}, material=item.id)


def _least_used(items: Sequence[Any], free: Sequence[Any], used: Mapping[str, int]) -> list[Any]:
    """Of the free items those whose sections bore the fewest rows, and of these those whose passages did.
    `items`: all of the leaf."""
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
    item = GroundedItem.model_validate(work.brief.grounding["item"])
    row = {
        "question": item.question,
        "answer": item.answer,
        "context": _context(item, env),
        "source": item.name,
        "heading": " > ".join(item.heading_path),
    }
    notes = {**work.notes, "kind": item.kind}
    return replace(work, row=row, text=item.question, signature=item.id, group=item.chunk, notes=notes)


def _source(item: GroundedItem, env: Env) -> Source:
    found: Source = next(one for one in env.resources.sources if one.sha256 == item.source)
    return found


def _context(item: GroundedItem, env: Env) -> str:
    """The paragraph before the table and the table; of a long one the row alone."""
    blocks = (block for chunk in env.resources.chunks if chunk.id == item.chunk for block in chunk.blocks)
    end = next((one.end for one in blocks if one.start <= item.start and item.end <= one.end), item.end)
    place = (item.since, end) if end - item.since <= _LONGEST_CONTEXT else (item.start, item.end)
    return _source(item, env).text[slice(*place)]


def cite(work: Work, env: Env, item: GroundedItem) -> Work:
    """The work with the citation, made again from the sources; with a reason where it doesn't hold."""
    source = _source(item, env)
    quote = source.text[item.start : item.end]
    made = cited(item.answer, source.name, source.sha256, item.start, quote)
    evidence = EVIDENCE.validate_python({**made, "ok": made["ok"] and quote == item.quote})
    work = work.with_evidence(evidence)
    if evidence.ok:
        return work
    return work.because("unsupported claim", evidence.by, "the quote doesn't hold the answer")


async def verify_item(work: Work, env: Env) -> Work:
    """The citation, made again: proven if it holds the answer."""
    work = cite(work, env, GroundedItem.model_validate(work.brief.grounding["item"]))
    return work if work.reasons else replace(work, grade="proven", assigned=(work.brief.cell.key,))


SURE = Method(
    name="offline/questions",
    offline="questions",
    grade="proven",
    choose=choose_item,
    lacks=english_only,
    write=take_item,
    verify=verify_item,
    attempts=1,
)
