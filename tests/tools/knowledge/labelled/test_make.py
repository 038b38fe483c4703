"""Claims in families of three labels: what holds for each, and that form and words tell no label."""

from collections import Counter, defaultdict
from dataclasses import asdict, replace

import pytest

from seedbed.memory.task import SUPPORT
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.citations import contains
from seedbed.tools.knowledge.graph.graph import graph_of
from seedbed.tools.knowledge.labelled.decide import label_fault
from seedbed.tools.knowledge.labelled.evidence import LONGEST_BLOCK, evidence_of
from seedbed.tools.knowledge.labelled.items import REFUTED, SUPPORTED, UNDECIDED, LabelledClaim
from seedbed.tools.knowledge.labelled.make import make_claims
from seedbed.tools.knowledge.questions.make import make_questions
from seedbed.tools.knowledge.questions.unique import content_words
from tests.tools.knowledge.labelled.documents import claims, items, sources, text_of


def families() -> dict[str, list[LabelledClaim]]:
    found = defaultdict(list)
    for claim in claims():
        found[claim.family].append(claim)
    return found


def test_each_statement_gives_one_claim_of_each_label() -> None:
    assert len(families()) > 30
    for made in families().values():
        assert [claim.label for claim in made] == list(SUPPORT)
    assert {claim.change for claim in claims()} >= {"value", "entity"}
    assert len({claim.id for claim in claims()}) == len(claims())


def test_every_label_follows_from_what_is_cited() -> None:
    for claim in claims():
        text = text_of(claim)
        assert text[claim.cited.start : claim.cited.end] == claim.cited.quote
        assert contains(claim.cited.claim, claim.cited.quote)
        assert not label_fault(asdict(claim), text)
        evidence = evidence_of(text, claim.heading_path, claim.parts)
        assert claim.cited.quote in evidence
        assert len(evidence.split()) < LONGEST_BLOCK * 1.3


def test_what_is_undecided_says_neither_claim_nor_value() -> None:
    for true, _, open_ in families().values():
        evidence = evidence_of(text_of(open_), (), open_.parts)
        assert true.claim.rstrip(".") not in evidence
        value = open_.statement[open_.start : open_.end]
        if value:
            assert not contains(value, evidence)
            assert not contains(open_.other, evidence)
        assert content_words(open_.claim) & content_words(evidence)


def test_words_are_the_same_under_each_label() -> None:
    """What stands in a claim but its value has no label: «not», entities, frames are as frequent."""
    words = {label: Counter[str]() for label in SUPPORT}
    for claim in claims():
        bare = claim.claim.replace(claim.other, " ") if claim.other else claim.claim
        bare = bare.replace(claim.statement[claim.start : claim.end], " ") if claim.end else bare
        words[claim.label].update(bare.split())
    for word, number in words[SUPPORTED].items():
        if number >= 12:
            assert words[REFUTED][word] == pytest.approx(number, rel=0.35), word
            assert words[UNDECIDED][word] == pytest.approx(number, rel=0.35), word
    assert words[SUPPORTED]["not"] == words[REFUTED]["not"] > 3


def test_the_same_documents_give_the_same_claims() -> None:
    mine = sources()[:1]
    chunks = chunk_sources(mine)
    first, second = (make_claims(mine, chunks, make_questions(chunks), graph_of(chunks)) for _ in range(2))
    assert first == second


def test_a_table_is_asked_by_row_and_a_false_value_is_another_rows() -> None:
    rates = [one for one in claims() if one.attribute == "day rate" and one.label == REFUTED]
    assert rates
    column = {one.statement[one.start : one.end] for one in claims() if one.attribute == "day rate"}
    for one in rates:
        assert contains(one.entity, one.cited.quote)
        assert one.other in column | {item.answer for item in items()}
        assert one.other != one.cited.claim


def test_a_claim_is_its_familys() -> None:
    one = claims()[0]
    assert one.id == f"{one.family}:{one.label}"
    assert replace(one, label=UNDECIDED).id != one.id
