"""Tool use with a search (`way: search`): a question of the documents, searches, an answer that rests on it.

Sure form; no model. The question, its answer and its place come from the structure of the text; the assistant
searches the run's own index for its keywords and, if the place isn't among what comes, for the question in
full; a candidate whose place neither brings is rejected. Two things that are compared may be searched for at
once; one that is only described is found first, and then what is asked of it by its name. Where the answer
takes a sum of what was found, the calculator is called with it. The answer is the document's own sentence or
a statement made of the question. Proven: the citations of the places, and the computation.

A question that nothing in the documents answers (`unanswerable.py`) is searched for twice and answered with
that; such a row is graded *supported*.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from seedbed.agent.researcher.research import retrieve
from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import item_id, source_of
from seedbed.agent.writer.grounded.questions import choose_among
from seedbed.agent.writer.grounded.unanswerable import absent, choose_near_miss
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.lookups.frames import drawn_frame
from seedbed.memory.candidate import EVIDENCE
from seedbed.memory.spec import Part

_STOCK, _CALLED = "questions with a statement", "what entries are called"
_SEVERAL = 0.4
"""Share of the questions that take several places, where a section has such: they take further calls."""
_UNANSWERED = 0.35
"""Share of the questions that the documents don't answer, in sections that seem to answer such."""


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[Any]]:
    """The questions whose answer can be stated in a sentence, by leaf; derived once a run."""
    if _STOCK not in shelf.derived:
        from seedbed.tools.world.lookups.stated import statement

        called = _called(shelf)
        said = {
            leaf: tuple(
                {item.id: item for item in reversed(items) if statement(asdict(item), called)}.values()
            )
            for leaf, items in shelf.items.items()
        }
        shelf.derived[_STOCK] = {leaf: items for leaf, items in said.items() if items}
    known: Mapping[str, Sequence[Any]] = shelf.derived[_STOCK]
    return known


def _called(shelf: Shelf) -> Mapping[str, str]:
    """Entry of a table, or key → what it is called inside a sentence."""
    if _CALLED not in shelf.derived:
        from seedbed.tools.world.lookups.naming import names_in_sentences

        items = [item for some in shelf.items.values() for item in some]
        shelf.derived[_CALLED] = names_in_sentences(shelf.chunks, items)
    known: Mapping[str, str] = shelf.derived[_CALLED]
    return known


def choose(choice: Choice, bench: Bench) -> Chosen | None:
    """A question of the leaf that nothing else in the run has used, now and then one without an answer."""
    rng, allowed = choice.rng, bench.spec.accept.grade != "proven"
    if allowed and rng.random() < _UNANSWERED and (chosen := choose_near_miss(choice, bench)):
        near = chosen.grounding["near"]
        frame = drawn_frame(rng, ("search",), "calculate")
        named = _among(bench, near["sought"]["entity"])
        return replace(chosen, grounding={"near": near, "called": named, "frame": frame})
    found = stock(choice.part, bench.shelf).get(choice.cell.leaf, ())
    several = [item for item in found if item.hops] if rng.random() < _SEVERAL else []
    chosen = choose_among(choice, bench, several) or choose_among(choice, bench, found)
    if chosen is None:
        return None
    item = chosen.grounding["item"]
    computes = item["calculation"] in ("difference", "total")
    needed, other = (("search", "calculate"), "") if computes else (("search",), "calculate")
    frame = drawn_frame(rng, needed, other)
    entries = [item["answer"], *(name for hop in item["hops"] for name in (hop["entry"], hop["claim"]))]
    how = {"frame": frame, "cites": rng.random() < 0.5, "apart": rng.random() < 0.5}
    return replace(chosen, grounding={"item": item, "called": _among(bench, *entries), **how})


def _among(bench: Bench, *entries: str) -> dict[str, str]:
    called = _called(bench.shelf)
    return {entry: called[entry] for entry in entries if entry in called}


async def write(work: Work, bench: Bench) -> Work:
    """The searches, made and journaled one after the other, and the talk in which they stand."""
    from seedbed.tools.world.lookups.rows import Looked, is_enough, planned, search_row, search_step
    from seedbed.tools.world.lookups.talk import turns, words_of_user

    order = work.brief.grounding
    looked: list[Looked] = []
    for some in planned(order):
        for query, most in some:
            step = search_step(len(looked) + 1)
            passages = await retrieve(query, work, bench, step, most, spread=False)
            looked.append(Looked(query, most, [asdict(one) for one in passages]))
        if is_enough(order, looked):
            break
    else:
        return work.because("low quality", "search", "the searches don't bring the place of the answer")
    row = search_row(order, looked)
    item = order.get("item")
    notes = {
        **work.notes,
        "kind": item["kind"] if item else order["near"]["kind"],
        "searches": [[one.query, one.most] for one in looked],
        "turns": turns(row["messages"]),
    }
    signature = item_id(item) if item else work.brief.material
    group = item["chunk"] if item else order["near"]["chunk"]
    text = words_of_user(row["messages"])
    return replace(work, row=row, text=text, signature=signature, group=group, notes=notes)


async def verify(work: Work, bench: Bench) -> Work:
    """Every call held against what was found, every number accounted for, and each place cited."""
    from seedbed.tools.world.lookups.evidence import computed_calls, schema
    from seedbed.tools.world.lookups.rows import row_fault

    assert work.row is not None
    if fault := row_fault(work.row, _looked(work, bench)):
        return work.because("malformed", "calls made again", fault)
    found = (schema(), *computed_calls(work.row))
    work = work.with_evidence(*(EVIDENCE.validate_python(one) for one in found))
    order = work.brief.grounding
    if not order.get("item"):
        return absent(work, bench)
    return _cited(work, bench, order["item"])


def _looked(work: Work, bench: Bench) -> Sequence[Any]:
    """The searches as the journal has them."""
    from seedbed.tools.world.lookups.rows import looked_up

    return looked_up(work.notes, work.brief.id, work.attempt, bench.desk.store.journaled)


def _cited(work: Work, bench: Bench, item: Mapping[str, Any]) -> Work:
    """The candidate with a citation for each place, proven if the answer follows from them."""
    from seedbed.tools.knowledge.citations import citation
    from seedbed.tools.world.lookups.rows import answer_fault, places_of

    cited = [
        citation(str(one["claim"]), source_of(bench, one["source"]), one["start"], one["end"])
        for one in places_of(item)
    ]
    work = work.with_evidence(*(EVIDENCE.validate_python(one) for one in cited))
    fault = answer_fault(work.row or {}, item, cited)
    if fault or not all(one["ok"] for one in cited):
        return work.because("unsupported claim", "citation", fault or "the quote doesn't hold the answer")
    return replace(work, grade="proven", assigned=(work.brief.cell.key,))


SURE = Method(
    name="tool_use/sure/search",
    task="tool_use",
    way="search",
    form="sure",
    grade="proven",
    needs={},
    stock=stock,
    choose=choose,
    lacks=english_only,
    write=write,
    verify=verify,
    attempts=1,
)
