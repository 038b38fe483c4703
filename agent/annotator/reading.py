"""Which concept a text belongs to, read from text and codebook alone: a judge never learns what was ordered.

The concept that a text is nearest to on static embeddings is a first assignment that costs no call. A weak
signal (85 of 100 right where siblings share words), so it never moves a row alone; it may confirm one, for
there it agrees with something independent of it, the order that the text was written for. Else
a judge reads, from a list in an order drawn from the call's slot, so that no place in it is favoured."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from seedbed.agent.answers import ChooseConcept
from seedbed.agent.making.making import Making
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import delimit, render
from seedbed.agent.roles.writer import code_of
from seedbed.agent.work import Env, Work, english_only
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.randomness import rng
from seedbed.memory.spec import Part
from seedbed.memory.tree import Concept
from seedbed.tools.knowledge.search.embedder import embed

NAME = "nearest concept"
"""How verdicts name it."""
_DIGITS = 6
"""Digits of a cosine that count, so that machines which round differently decide alike."""
_CHECK = "check concept"
"""What keeps a demand that rests on this reading."""
_MOST_LISTED = 10
_NEAREST = 6
"""Of more leaves than that, so many of the nearest are listed for a judge."""
_READ = Decode(max_tokens=200, temperature=0.0)


async def assign_concept(work: Work, env: Env, shown: str = "") -> Work:
    """The candidate with the cells that its text was assigned to, or off concept. Raises AnswerFault: the
    judge's answer was unusable to the last.

    The nearest concept is asked first, for nothing; if it confirms the brief's leaf, that is enough. If it
    names a leaf that the brief says is full, no judge is paid: such readings have seldom been mistaken, and a
    right one would have no seat. Otherwise a judge reads, and while neither the brief's leaf is confirmed nor
    two readings agree on one with seats, a second time, the list in another order. The committer decides on
    what was assigned: a row stays if one assignment confirms it and moves if two agree.
    A text that is about none of them is off concept. An only concept is read where a demand rests on it.
    `shown`: the text as the judge sees it, where that isn't the candidate's words."""
    cell, part = work.brief.cell, env.part(work)
    tree = env.plan.part(cell.part).tree
    leaves = [leaf for leaf in tree.leaves() if not leaf.labels or cell.label in leaf.labels]
    alone = len(leaves) < 2
    if alone and not any(_CHECK in binders for binders in part.clauses.values()):
        return replace(work, assigned=(cell.key,))
    near = [] if alone or _is_foreign(work, env) else nearest_concepts(work.text, leaves, part, env)
    named = near[:1]
    if named and named[0].id != cell.leaf and named[0].id in work.brief.full:
        work = work.because("off concept", NAME, f"reads as {named[0].name}")
        return _assigned(work, named)
    for draw in range(2):
        if named and (
            named[-1].id == cell.leaf or named[-1] in named[:-1] or named[-1].id in work.brief.full
        ):
            break
        listed = _listed(near or leaves, cell.leaf, work.slot("judge", "choose_concept", draw))
        work, leaf = await _read_concept(work, env, listed, draw, shown or work.text)
        if leaf is None:
            if not draw:  # what it is nearest to by its words is no reading
                return work.because("off concept", "concept", "is about none of the concepts")
            break
        named.append(leaf)
    return _assigned(work, named)


def _is_foreign(work: Work, env: Env) -> bool:
    """Whether the row's recipe or seat has other languages than English for all that it says."""
    if not env.part(work).recipe:
        return False
    making = Making.of(work, env)
    said = [one.name for one in making.recipe.row if not (one.is_bare or one.role == "label")]
    codes = {code_of(making, name) for name in said} - {"any"}
    return bool(codes) and "en" not in codes


def _listed(leaves: Sequence[Concept], home: str, slot: Slot) -> list[Concept]:
    """What the judge chooses from: all leaves, or of many the nearest, the ordered one, those that their
    borders name, and some others.

    The others are there so that the ordered one can't be told by being far from the rest."""
    if len(leaves) <= _MOST_LISTED:
        order = list(leaves)
    else:
        order = list(leaves[:_NEAREST])
        order += [leaf for leaf in leaves[_NEAREST:] if leaf.id == home]
        borders, there = "\n".join(leaf.outside for leaf in order).casefold(), {leaf.id for leaf in order}
        others = [leaf for leaf in leaves if leaf.id not in there]
        order += [leaf for leaf in others if leaf.name.casefold() in borders]
        rest = [leaf for leaf in others if leaf.name.casefold() not in borders]
        some = min(len(rest), max(0, _MOST_LISTED - len(order)))
        order += rng(slot.seed, "concepts listed").sample(rest, some)
    rng(slot.seed, "concept order").shuffle(order)
    return order


def _assigned(work: Work, named: Sequence[Concept]) -> Work:
    cell = work.brief.cell
    keys = tuple(cell.model_copy(update={"leaf": leaf.id}).key for leaf in named)
    notes = {**work.notes, "concept_read": [leaf.name for leaf in named]}
    return replace(work, assigned=keys, notes=notes)


async def _read_concept(
    work: Work, env: Env, leaves: Sequence[Concept], draw: int, text: str
) -> tuple[Work, Concept | None]:
    """The leaf that a judge reads from a text; None: it is about none of those listed."""
    slot = work.slot("judge", "choose_concept", draw)
    part = env.part(work)
    prompt = render(
        "choose_concept",
        kind=part.text_kind,
        topic=part.topic,
        concepts=leaves,
        text=delimit(text, slot.key[:12]),
    )
    read, reply = await env.client.ask(slot, prompt, ChooseConcept, work.purpose, _READ)
    if not 0 <= read.concept <= len(leaves):
        raise AnswerFault("no such concept", f"the judge names number {read.concept}", reply.text)
    work = work.asked(prompt, reply)
    return work, leaves[read.concept - 1] if read.concept else None


def nearest_concepts(text: str, leaves: Sequence[Concept], part: Part, env: Env) -> list[Concept]:
    """The leaves, nearest to the text first; of equally near ones the first stays first.

    Empty where that says nothing: in another language than English (the embedding was tested in no other),
    where a leaf has neither an inside line nor a name that is its own, and for a text without a word."""
    names = Counter(leaf.name.casefold() for leaf in leaves)
    told_apart = all(leaf.inside.strip() or names[leaf.name.casefold()] == 1 for leaf in leaves)
    if not told_apart or english_only(part, env) or not any(letter.isalnum() for letter in text):
        return []
    glosses = tuple(f"{leaf.name}: {leaf.inside}" if leaf.inside else leaf.name for leaf in leaves)
    cosines = [round(float(cosine), _DIGITS) for cosine in _vectors(glosses) @ embed([text])[0]]
    return [leaves[n] for n in sorted(range(len(leaves)), key=lambda n: -cosines[n])]


@lru_cache(maxsize=16)
def _vectors(glosses: tuple[str, ...]) -> Any:
    """One a row; made once for the leaves of a tree, or for those of a label."""
    return embed(glosses)
