"""Claims with their labels, made from the structure of the documents: supported, refuted, not enough
information (FEVER, Thorne et al. 2018; false and open ones by contrast with true ones: Schuster et al. 2021).

Sure form: `tools/knowledge/labelled` makes them, no model changes a word. Supported and refuted ones are
graded *proven*: the evidence cites the statement, and the label follows from it by a rule that the audit
applies again. That a passage leaves a claim open rests on a comparison of words: such rows are graded
*supported*.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from seedbed.agent.shelf import Shelf
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.grounded.cited_places import source_of
from seedbed.agent.writer.language import english_only
from seedbed.memory.candidate import EVIDENCE, Grade
from seedbed.memory.spec import Part
from seedbed.tools.knowledge.labelled.items import UNDECIDED, LabelledClaim

_STOCK = "labelled claims"


def stock(part: Part, shelf: Shelf) -> Mapping[str, Sequence[LabelledClaim]]:
    """The claims that structure made, by leaf of what they speak of; made once for a run."""
    from seedbed.agent.planner.grow_grounded import sections_of
    from seedbed.tools.knowledge.graph.graph import graph_of
    from seedbed.tools.knowledge.labelled.make import make_claims

    if _STOCK not in shelf.derived:
        items = [item for mine in shelf.items.values() for item in mine]
        graph = shelf.graph if shelf.graph is not None else graph_of(shelf.chunks)
        sections = shelf.sections or sections_of(shelf.chunks)
        found: dict[str, list[LabelledClaim]] = {}
        family: list[LabelledClaim] = []
        for claim in make_claims(shelf.sources, shelf.chunks, items, graph):
            family = [*family, claim] if family and family[0].family == claim.family else [claim]
            first = family[0]  # the supported one: its place is where the family belongs
            leaf = sections.leaf_of(first.cited.source, first.heading_path)
            found.setdefault(leaf, []).append(claim)
        shelf.derived[_STOCK] = found
    labels = {label.name for label in part.labels}
    kept: Mapping[str, Sequence[LabelledClaim]] = shelf.derived[_STOCK]
    return {
        leaf: mine for leaf, some in kept.items() if (mine := [one for one in some if one.label in labels])
    }


def choose_claim(choice: Choice, bench: Bench) -> Chosen | None:
    """A claim of the leaf with the cell's label, of the statement used least so far."""
    mine = [
        one
        for one in stock(choice.part, bench.shelf).get(choice.cell.leaf, ())
        if one.label == choice.cell.label and not choice.used.get(one.id)
    ]
    if not mine:
        return None
    used = {one.family: sum(choice.used.get(f"{one.family}:{label}", 0) for label in _labels(choice.part))
            for one in mine}  # fmt: skip
    least = min(used.values())
    claim = choice.rng.choice([one for one in mine if used[one.family] == least])
    return Chosen({"item": json.loads(json.dumps(asdict(claim)))}, material=claim.id)


def _labels(part: Part) -> tuple[str, ...]:
    return tuple(label.name for label in part.labels)


def row_of(item: Mapping[str, Any], claim: str, bench: Bench) -> dict[str, str]:
    """The row of a brief's claim, in the words given."""
    from seedbed.tools.knowledge.labelled.evidence import evidence_of

    path = item["heading_path"]
    text = source_of(bench, item["cited"]["source"]).text
    return {
        "claim": claim,
        "evidence": evidence_of(text, path, item["parts"]),
        "label": item["label"],
        "source": item["cited"]["name"],
        "heading": " > ".join(path),
    }


def with_row(work: Work, row: Mapping[str, str]) -> Work:
    """The candidate with its row. Duplicates are told by claim and evidence: one claim may stand beside the
    passage that decides it and beside one that doesn't."""
    item = work.brief.grounding["item"]
    return replace(
        work,
        row=dict(row),
        text=f"{row['claim']}\n\n{row['evidence']}",
        signature=f"{item['family']}:{item['label']}",
        group=item["family"],
        notes={**work.notes, "change": item["change"] or "none", "told": item["told"]},
    )


async def take_claim(work: Work, bench: Bench) -> Work:
    """The row of the claim that the brief names."""
    item = work.brief.grounding["item"]
    return with_row(work, row_of(item, item["claim"], bench))


def cite_claim(work: Work, bench: Bench) -> Work:
    """The candidate with the citation that its label rests on, and a reason against it if the label doesn't
    follow."""
    from seedbed.tools.knowledge.citations import citation
    from seedbed.tools.knowledge.labelled.decide import label_fault

    item = work.brief.grounding["item"]
    cited = item["cited"]
    source = source_of(bench, cited["source"])
    evidence = EVIDENCE.validate_python(citation(cited["claim"], source, cited["start"], cited["end"]))
    work = work.with_evidence(evidence)
    if not evidence.ok:
        return work.because("unsupported claim", evidence.by, "the quote doesn't hold what is cited")
    if fault := label_fault(item, source.text):
        return work.because("wrong label", "label by structure", fault)
    return work


async def verify_claim(work: Work, bench: Bench) -> Work:
    """The citation, made again from the source, and the label, told again from it."""
    work = cite_claim(work, bench)
    if work.reasons:
        return work
    grade: Grade = "supported" if work.brief.grounding["item"]["label"] == UNDECIDED else "proven"
    return replace(work, grade=grade, assigned=(work.brief.cell.key,))


def proves(part: Part) -> bool:
    """Whether all its rows are proven: no claim is to be left open."""
    return UNDECIDED not in _labels(part)


SURE = Method(
    name="claims/sure",
    task="claims",
    form="sure",
    grade="supported",
    needs={},
    stock=stock,
    choose=choose_claim,
    lacks=english_only,
    write=take_claim,
    verify=verify_claim,
    proves=proves,
    attempts=1,
)
