"""All the labelled claims that documents give for certain, in families of the three labels.

Each statement that is used gives a true claim, a false one of the same words but for one part, and one of the
two beside a passage that leaves it open. So words, values, lengths and forms are the same under all three
labels, and the claim alone tells nothing: what it does tell is the known artefact of such sets (Schuster et
al. 2019 for FEVER; by contrast: Schuster, Fisch and Barzilay 2021). What has a direction is made up for:
denials put in by as many taken out or found in the documents, a word put for its opposite by the opposite put
for the word.
"""

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from seedbed.memory.canonical import digest_text
from seedbed.tools.knowledge.chunks import Chunk
from seedbed.tools.knowledge.claims.check import check_claims
from seedbed.tools.knowledge.labelled.decide import label_fault
from seedbed.tools.knowledge.labelled.evidence import Parts
from seedbed.tools.knowledge.labelled.items import (
    REFUTED,
    SUPPORTED,
    UNDECIDED,
    LabelledClaim,
    Statement,
)
from seedbed.tools.knowledge.labelled.pairs import IN, Pair, pairs
from seedbed.tools.knowledge.labelled.workshop import Workshop
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.sources import Source

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

_NOT = re.compile(r"\b(?:not|cannot)\b")
_ALIKE = 4
"""Words by which the claims of a family may differ in length."""
Family = tuple[LabelledClaim, LabelledClaim, LabelledClaim]
"""Supported, refuted, not enough information."""


def make_claims(
    sources: Sequence[Source], chunks: Sequence[Chunk], items: Sequence[GroundedItem], graph: "Graph"
) -> tuple[LabelledClaim, ...]:
    """The claims that a set of documents gives, family by family; a pure function of them.

    Args:
        items: The settled questions of these passages (`questions/make.py`).
        graph: Their knowledge graph.
    """
    shop = Workshop(sources, chunks, items, graph)
    plain: list[Family] = []
    turned: dict[str, list[tuple[str, Family]]] = defaultdict(list)
    """Way → (the way back, family)."""
    for statement in shop.statements:
        for pair, family in _families(statement, shop):
            if not pair.way:
                plain.append(family)
            else:
                turned[pair.way].append((pair.back, family))
            break
    balanced, left = _balanced(turned)
    used = {claim.cited for family in balanced for claim in family}
    found = [one for one in shop.statements if one.told == "sentence" and _NOT.search(one.text)]
    natural = [one for one in found if one.cited not in used and shop.said_once(one, value=False)]
    mixed = _mixed(left, natural, shop)
    return tuple(claim for family in (*plain, *balanced, *mixed) for claim in family)


def _draw(statement: Statement) -> random.Random:
    """A generator that is the same for the same statement, whatever else there is."""
    return random.Random(digest_text(f"{statement.cited.source}:{statement.cited.start}:{statement.text}"))


def _balanced(turned: dict[str, list[tuple[str, Family]]]) -> tuple[list[Family], list[Family]]:
    """As many families of each way as of the way back, chosen by hash; and denials put in that are left."""
    chosen: list[Family] = []
    left: list[Family] = []
    for way, mine in turned.items():
        number = min(len(mine), len(turned.get(mine[0][0], ())))
        ranked = [family for _, family in sorted(mine, key=lambda one: digest_text(one[1][0].family))]
        chosen += ranked[:number]
        left += ranked[number:] if way == IN else []
    return chosen, left


def _mixed(left: Sequence[Family], natural: Sequence[Statement], shop: Workshop) -> list[Family]:
    """Families of a sentence that denies in the documents and another's denial put in, of about the same
    length: «not» under each label."""
    found: list[Family] = []
    waiting = list(left)
    for statement in natural:
        size = len(statement.text.split())
        near = min(waiting, key=lambda one: abs(len(one[1].claim.split()) - size), default=None)
        if near is None or abs(len(near[1].claim.split()) - size) > _ALIKE:
            continue
        if (made := _as_it_stands(statement, shop)) is None:
            continue
        waiting.remove(near)
        (true, open_), (_, false, other) = made, near
        if _draw(statement).random() < 0.5:
            open_ = replace(other, claim=false.claim, rival=false.rival)
        name = digest_text(f"{true.family}:{false.family}")[:16]
        found.append((replace(true, family=name), replace(false, family=name), replace(open_, family=name)))
    return found


def _as_it_stands(statement: Statement, shop: Workshop) -> tuple[LabelledClaim, LabelledClaim] | None:
    """A sentence as a supported claim, and beside a passage that leaves it open."""
    around = shop.around(statement)
    if around is None:
        return None
    pair = Pair(statement, "", statement.text, "")
    true = _claim(pair, statement, SUPPORTED, around)
    open_ = _undecided(true, statement, shop) if _supported(true, shop) else None
    return (true, open_) if open_ is not None and _follows((true, open_), shop) else None


# three labels ------------------------------------------------------------------------------------------


def _families(statement: Statement, shop: Workshop) -> Sequence[tuple[Pair, Family]]:
    """The first pair of a statement of which all three labels are sure, as a family."""
    around = shop.around(statement)
    if around is None:
        return ()
    draw = _draw(statement)
    evidence = shop.evidence(statement.cited.source, *around)
    for pair in pairs(statement, evidence, draw, shop):
        its = around if pair.against is None else shop.around(pair.against)
        if its is None:
            continue
        true = _claim(pair, statement, SUPPORTED, around)
        false = _claim(pair, pair.against or statement, REFUTED, its)
        if not (_supported(true, shop) and _refused(false, shop)):
            continue
        base, of = (true, statement) if draw.random() < 0.5 else (false, pair.against or statement)
        open_ = _undecided(base, of, shop)
        if open_ is not None and _follows((true, false, open_), shop):
            return ((pair, (true, false, open_)),)
    return ()


def _claim(
    pair: Pair, statement: Statement, label: str, around: tuple[tuple[str, ...], Parts]
) -> LabelledClaim:
    """The true or the false claim of a pair. Its rival is what the same statement gives with the other
    label."""
    said, rival, other = (
        (pair.true, pair.false, pair.other) if label == SUPPORTED else (pair.false, pair.true, pair.other)
    )
    if pair.against is not None:
        if label == SUPPORTED:
            rival = statement.put(other)
        else:
            rival, other = statement.text, pair.statement.value
    first = pair.statement.cited
    return LabelledClaim(
        claim=said,
        label=label,
        change=pair.change,
        denied=pair.denied,
        family=digest_text(f"{first.source}:{first.start}:{pair.statement.text}")[:16],
        statement=statement.text,
        told=statement.told,
        start=statement.start,
        end=statement.end,
        other=other,
        rival=rival,
        entity=statement.entity,
        attribute=statement.attribute,
        cited=statement.cited,
        chunk=statement.chunk,
        heading_path=around[0],
        parts=around[1],
    )


def _undecided(base: LabelledClaim, statement: Statement, shop: Workshop) -> LabelledClaim | None:
    """A claim beside the nearest passage that leaves it and its rival open."""
    said = tuple(one for one in (base.claim, base.rival) if one)
    values = (statement.value, base.other) if base.change in ("value", "entity") else ()
    miss = shop.near.of(statement, said, values, elsewhere=_draw(statement).random() < 0.5)
    if miss is None:
        return None
    chunk = shop.chunk_of(miss.cited.source, miss.cited.start)
    return replace(
        base,
        label=UNDECIDED,
        cited=miss.cited,
        chunk=chunk,
        heading_path=miss.heading_path,
        parts=miss.parts,
    )


def _follows(claims: Sequence[LabelledClaim], shop: Workshop) -> bool:
    """Whether each label follows, as the audit will see it."""
    return all(not label_fault(asdict(one), shop.texts[one.cited.source]) for one in claims)


def _supported(claim: LabelledClaim, shop: Workshop) -> bool:
    """Whether the claim check supports a true claim; of a cell or key, that it misses no number."""
    found = check_claims(claim.claim, shop.evidence(claim.cited.source, claim.heading_path, claim.parts))
    if claim.denied:
        return True  # what is denied needn't stand in the evidence: structure alone tells that it is so
    if claim.told == "sentence":
        return bool(found) and all(one.ok for one in found)
    return not any(one.signals["numbers"] for one in found)


def _refused(claim: LabelledClaim, shop: Workshop) -> bool:
    """Whether the claim check refuses a false claim: held against its evidence, or, of a cell or key, whose
    value may stand elsewhere in the table, against the row or line that it contradicts."""
    if claim.denied:
        return True
    words = claim.cited.quote
    if claim.told == "sentence":
        words = shop.evidence(claim.cited.source, claim.heading_path, claim.parts)
    return any(not one.ok for one in check_claims(claim.claim, words))
