"""Grounded question answering: questions whose answers are spans of the user's documents.

Question, answer and place come from the structure of the text (`tools/knowledge/questions`); no model may
change a word. Graded *proven* as design.md §2 has it, «quoted from the source»: the evidence is a citation
whose quote holds the answer at its offsets. That the quote answers this question is proven by construction.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import (
    cite_several,
    cited,
    item_id,
    shown,
)
from seedbed.agent.writer.grounded.spread import least_used, naming_anew
from seedbed.agent.writer.language import english_only
from seedbed.memory.spec import ANY, Part


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The questions that structure made, by leaf; of those that ask for one place one."""
    return {
        leaf: tuple({item.id: item for item in reversed(items)}.values())
        for leaf, items in shelf.items.items()
    }


def choose_item(choice: Choice, bench: Bench) -> Chosen | None:
    """An item of the leaf whose answer nothing else in the run cites (`choose_among`)."""
    return choose_among(choice, bench, bench.shelf.items.get(choice.cell.leaf, ()))


def choose_among(choice: Choice, bench: Bench, found: Sequence[Any]) -> Chosen | None:
    """One of a leaf's items that nothing else in the run has used, from section and passage used least.

    Kinds take turns; a cloze, the least natural of them, waits until nothing else is left there. Of one kind
    those come first that speak of a thing of which no other row does.
    """
    level = choice.cell.difficulty
    free = [item for item in found if not choice.used.get(item.id) and level in (ANY, item.difficulty)]
    if not free:
        return None
    items = least_used(found, free, choice.used, bench.shelf)
    kinds = list(dict.fromkeys(item.kind for item in items if item.kind != "cloze")) or ["cloze"]
    kind = choice.rng.choice(kinds)
    of_kind = [item for item in items if item.kind == kind]
    item = choice.rng.choice(naming_anew(of_kind, choice.used, bench.shelf))
    grounding = {"item": json.loads(json.dumps(asdict(item)))}
    return Chosen(grounding, material=item.id)


async def take_item(work: Work, bench: Bench) -> Work:
    """The row of the item that the brief names."""
    item = work.brief.grounding["item"]
    context, names = shown(bench, item.get("hops") or [item])
    row = _row(item["question"], item["answer"], context, names, item["heading_path"])
    return replace(
        work,
        row=row,
        text=item["question"],
        signature=item_id(item),
        group=item["chunk"],
        notes={**work.notes, "kind": item["kind"]},
    )


def _row(question: str, answer: str, context: str, source: str, headings: Sequence[str]) -> dict[str, str]:
    return {
        "question": question,
        "answer": answer,
        "context": context,
        "source": source,
        "heading": " > ".join(headings),
    }


async def verify_item(work: Work, bench: Bench) -> Work:
    """The citations, made again from the sources, and the answer computed again where it takes several."""
    item = work.brief.grounding["item"]
    if item.get("hops"):
        return cite_several(work, bench, item)
    return cited(work, bench, item["answer"], item["source"], item["start"], item["end"])


# strong form ------------------------------------------------------------------------------------------


SURE = Method(
    name="grounded_qa/sure",
    task="grounded_qa",
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
