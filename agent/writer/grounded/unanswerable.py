"""Questions that look as if the documents answered them, and that they don't answer (`way: unanswerable`).

Sure form: a question that structure made is asked of another thing, and an exhaustive search of all passages
finds no place that speaks of both (`tools/knowledge/absence`); no model takes part. The passage shown is the
one that a search for the question ranks first. The rows are graded *supported*: that words are absent doesn't
prove that what they mean is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from seedbed.agent.researcher.research import retrieve
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.spec import ANY, Part

_STOCK, _EVERYTHING = "near misses by leaf", "everything that is said"


def unanswered(question: str, context: str, source: str, headings: str) -> dict[str, Any]:
    """A row of a question without an answer."""
    return {
        "question": question,
        "answer": "",
        "answerable": False,
        "context": context,
        "source": source,
        "heading": headings,
    }


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The near misses that structure gives, by the leaf that seems to answer them."""
    from seedbed.agent.planner.grow_grounded import sections_of
    from seedbed.tools.knowledge.absence.near_misses import near_misses

    if _STOCK not in shelf.derived:
        sections = shelf.sections or sections_of(shelf.chunks)
        found: dict[str, list[Any]] = {}
        for one in near_misses(shelf.chunks, [item for some in shelf.items.values() for item in some]):
            found.setdefault(sections.leaf_of(one.source, one.heading_path), []).append(one)
        shelf.derived[_STOCK] = {leaf: tuple(mine) for leaf, mine in found.items()}
    known: Mapping[str, Sequence[Any]] = shelf.derived[_STOCK]
    return known


def choose_near_miss(choice: Choice, bench: Bench) -> Chosen | None:
    """One of the leaf's that nothing has used, made from the question that was changed least often so far."""
    free: dict[str, list[Any]] = {}
    taken: dict[str, int] = {}
    for one in stock(choice.part, bench.shelf).get(choice.cell.leaf, ()):
        if choice.used.get(one.id):
            taken[one.asked_of] = taken.get(one.asked_of, 0) + 1
        elif choice.cell.difficulty in (ANY, one.difficulty):
            free.setdefault(one.asked_of, []).append(one)
    if not free:
        return None
    least = min(taken.get(asked, 0) for asked in free)
    one = choice.rng.choice([one for asked in free if taken.get(asked, 0) == least for one in free[asked]])
    near = asdict(one)
    near["heading_path"] = list(one.heading_path)
    return Chosen({"near": near}, material=one.id)


async def take_near_miss(work: Work, bench: Bench) -> Work:
    """The row of the near miss that the brief names, with the passage that a search for it ranks first."""
    from seedbed.tools.knowledge.absence.near_misses import id_of

    near = work.brief.grounding["near"]
    found = await retrieve(near["question"], work, bench, "nearest", 1, spread=False)
    if found:
        (best,) = found
        chunk, context, name, heading = best.id, best.text, best.name, best.heading
    else:
        passage = next(chunk for chunk in bench.shelf.chunks if chunk.id == near["chunk"])
        chunk, context, name = passage.id, passage.text, passage.name
        heading = " > ".join(passage.heading_path)
    return replace(
        work,
        row=unanswered(near["question"], context, name, heading),
        text=near["question"],
        signature=id_of(near["question"]),
        group=chunk,
        notes={**work.notes, "kind": near["kind"], "asked_of": near["asked_of"]},
    )


async def verify_near_miss(work: Work, bench: Bench) -> Work:
    """That nothing in the documents answers it."""
    return absent(work, bench)


def absent(work: Work, bench: Bench) -> Work:
    """The search of all passages, made again: no place may speak of the thing and of what is asked of it."""
    from seedbed.tools.knowledge.absence.near_misses import everything_of
    from seedbed.tools.knowledge.absence.search import Sought, absence, hash_of

    shelf = bench.shelf
    if _EVERYTHING not in shelf.derived:
        shelf.derived[_EVERYTHING] = everything_of(shelf.chunks)
    sources = hash_of(source.sha256 for source in shelf.sources)
    sought = Sought(**work.brief.grounding["near"]["sought"])
    evidence = EVIDENCE.validate_python(absence(sought, shelf.derived[_EVERYTHING], sources))
    work = work.with_evidence(evidence)
    if not evidence.ok:
        return work.because("unsupported claim", evidence.by, "a passage may answer the question")
    return replace(work, assigned=(work.brief.cell.key,))


SURE = Method(
    name="grounded_qa/sure/unanswerable",
    task="grounded_qa",
    way="unanswerable",
    form="sure",
    grade="supported",
    needs={},
    stock=stock,
    choose=choose_near_miss,
    lacks=english_only,
    write=take_near_miss,
    verify=verify_near_miss,
    attempts=1,
)
