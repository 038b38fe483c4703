"""Labels told again: what a forger changes in an item is found."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from seedbed.tools.knowledge.labelled.decide import evidence_fault, label_fault
from seedbed.tools.knowledge.labelled.evidence import evidence_of
from seedbed.tools.knowledge.labelled.items import REFUTED, SUPPORTED, UNDECIDED
from tests.tools.knowledge.labelled.documents import claims, text_of

TEXT = """The deposit for the tandem is £110 and is paid back. A city bike costs £15 a day.

The tandem is kept in the yard. Riders of the tandem are not insured."""


def item(label: str, told: str = "table", denied: bool = False) -> tuple[dict[str, Any], str]:
    claim = next(
        one for one in claims() if (one.label, one.told, one.denied) == (label, told, denied) and one.other
    )
    return asdict(claim), text_of(claim)


def _other_label(item: dict[str, Any]) -> None:
    item["label"] = SUPPORTED if item["label"] == REFUTED else REFUTED


def _other_claim(item: dict[str, Any]) -> None:
    item["claim"] = item["claim"].replace(" is ", " was ").replace(" has ", " had ") + "!"


def _other_statement(item: dict[str, Any]) -> None:
    item["statement"] = item["statement"].replace("The ", "The old ").replace("For ", "For old ")


def _other_value(item: dict[str, Any]) -> None:
    value = item["statement"][item["start"] : item["end"]]
    item["statement"] = item["statement"].replace(value, "£7777")
    item["end"] = item["start"] + len("£7777")


def _moved(item: dict[str, Any]) -> None:
    item["cited"]["start"] += 1


def _elsewhere(item: dict[str, Any]) -> None:
    item["parts"] = [[0, 5]]


@pytest.mark.parametrize("label", [SUPPORTED, REFUTED])
@pytest.mark.parametrize(
    "forge", [_other_label, _other_claim, _other_statement, _other_value, _moved, _elsewhere]
)
def test_a_forged_item_is_found(label: str, forge: Callable[[dict[str, Any]], None]) -> None:
    made, text = item(label)
    assert not label_fault(made, text)
    forge(made)
    assert label_fault(made, text)


def test_an_open_claim_beside_the_passage_that_decides_it_is_found() -> None:
    made, text = item(UNDECIDED)
    whole, _ = item(SUPPORTED)
    assert not label_fault(made, text)
    made |= {"parts": whole["parts"], "cited": whole["cited"], "heading_path": whole["heading_path"]}
    made |= {"statement": whole["statement"], "start": whole["start"], "end": whole["end"]}
    made |= {"other": whole["other"], "claim": whole["claim"], "rival": whole["rival"], "change": "value"}
    assert "it holds" in label_fault(made, text)


def test_a_denied_claim_has_the_other_label() -> None:
    true, text = item(SUPPORTED, denied=True)
    assert not label_fault(true, text)
    assert true["statement"].replace(" is ", " is not ") != true["claim"]
    assert (
        label_fault(true | {"claim": true["rival"], "rival": true["claim"]}, text) == "the claim is refuted"
    )


def sentence(claim: str, rival: str, label: str, change: str = "negation", other: str = "") -> dict[str, Any]:
    said = "The tandem is kept in the yard." if "yard" in claim else "Riders of the tandem are not insured."
    start = TEXT.index(said)
    cited = {"source": "s", "name": "n", "start": start, "end": start + len(said), "quote": said}
    return {
        "claim": claim, "rival": rival, "label": label, "change": change, "other": other, "denied": False,
        "statement": said, "told": "sentence", "start": 0, "end": 0, "entity": "", "attribute": "",
        "cited": {**cited, "claim": said}, "heading_path": [], "parts": [[0, len(TEXT)]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "rival", "label", "right"),
    [
        ("The tandem is not kept in the yard.", "The tandem is kept in the yard.", REFUTED, True),
        ("The tandem is kept in the yard.", "The tandem is not kept in the yard.", SUPPORTED, True),
        ("The tandem is not kept in the yard.", "The tandem is kept in the yard.", SUPPORTED, False),
        ("The tandem is never kept in the yard.", "The tandem is kept in the yard.", REFUTED, False),
        ("Riders of the tandem are insured.", "Riders of the tandem are not insured.", REFUTED, True),
        ("Riders of the tandem are not insured.", "Riders of the tandem are insured.", SUPPORTED, True),
        ("Riders of the tandem are insured.", "Riders of the tandem are not insured.", SUPPORTED, False),
    ],
)
def test_denials_of_a_sentence(claim: str, rival: str, label: str, right: bool) -> None:
    assert bool(label_fault(sentence(claim, rival, label), TEXT)) != right


def test_a_row_is_its_items() -> None:
    made, text = item(REFUTED)
    row = {
        "label": made["label"],
        "evidence": evidence_of(text, made["heading_path"], made["parts"]),
        "source": made["cited"]["name"],
        "heading": " > ".join(made["heading_path"]),
    }
    assert not evidence_fault(row, made, text)
    for field in row:
        assert evidence_fault({**row, field: "another"}, made, text), field
