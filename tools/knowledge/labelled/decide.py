"""Whether a claim's label follows from its statement, the cited words and the evidence: for writer and audit.

A claim is supported if it is the statement that the cited words make, refuted if one part of that statement
is exchanged; both are told again from the texts. That a passage leaves a claim open is told by words.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.tools.knowledge.citations import contains, normal
from seedbed.tools.knowledge.labelled.denial import is_denial
from seedbed.tools.knowledge.labelled.evidence import evidence_of
from seedbed.tools.knowledge.labelled.exchange import OPPOSED, canonical
from seedbed.tools.knowledge.labelled.items import REFUTED, SUPPORTED, UNDECIDED
from seedbed.tools.knowledge.labelled.undecided import Subject, decides
from seedbed.tools.knowledge.plain import lay
from seedbed.tools.knowledge.questions.unique import content_words

_FRAME = content_words("has have number")
"""Words of a wording that no source need have."""


def label_fault(item: Mapping[str, Any], text: str) -> str:
    """What is wrong with a claim's label; "" if it follows.

    Args:
        item: A LabelledClaim as JSON.
        text: The cited source's text.

    Raises:
        KeyError, TypeError: the item isn't one.
    """
    cited = item["cited"]
    if text[cited["start"] : cited["end"]] != cited["quote"]:
        return "what is cited doesn't stand there"
    if not contains(cited["claim"], cited["quote"]):
        return "the cited words don't hold what they are cited for"
    if not any(start <= cited["start"] and cited["end"] <= end for start, end in item["parts"]):
        return "the evidence lacks what is cited"
    if item["label"] == UNDECIDED:
        return _open(item, text)
    if fault := _untrue(item, text):
        return fault
    made = _made(item)
    if item["claim"] not in made:
        return "the claim isn't what its change makes of the statement"
    return "" if made[item["claim"]] == item["label"] else f"the claim is {made[item['claim']]}"


def _untrue(item: Mapping[str, Any], text: str) -> str:
    """What of the statement the cited words don't say."""
    statement, quote = item["statement"], item["cited"]["quote"]
    if item["told"] == "sentence":
        plain = lay(quote, range(len(quote))).plain
        begins = any(normal(one).startswith(normal(statement).rstrip(".")) for one in (quote, plain))
        return "" if begins else "the statement isn't the cited sentence, nor its beginning"
    value = statement[item["start"] : item["end"]]
    if not (value and contains(value, quote)):
        return f"the cited words lack the value {value!r}"
    if item["told"] == "table" and not contains(item["entity"], quote):
        return f"the cited row isn't about {item['entity']!r}"
    rest = statement[: item["start"]] + " " + statement[item["end"] :]
    if odd := content_words(rest) - content_words(evidence_of(text, item["heading_path"], item["parts"])):
        return "" if odd <= _FRAME else f"the statement says more than its evidence: {min(odd - _FRAME)!r}"
    return ""


def _made(item: Mapping[str, Any]) -> dict[str, str]:
    """The claims that the statement gives, with their labels, by the change that the item names."""
    true, other, change = item["statement"], item["other"], item["change"]
    if not change:
        return {true: SUPPORTED}
    if change in ("value", "entity"):
        value = true[item["start"] : item["end"]]
        if not other or canonical(other) == canonical(value):
            return {}
        false = true[: item["start"]] + other + true[item["end"] :]
        if not item["denied"]:
            return {true: SUPPORTED, false: REFUTED}
        claim, rival = item["claim"], item["rival"]
        return {
            said: (REFUTED if is_denial(said, true) else SUPPORTED)
            for said in (claim, rival)
            if is_denial(said, true) or is_denial(said, false)
        }
    if change == "negation":
        said = [one for one in (item["claim"], item["rival"]) if one != true]
        return {true: SUPPORTED} | {
            one: REFUTED for one in said if is_denial(one, true) or is_denial(true, one)
        }
    if change == "opposite":
        return {true: SUPPORTED} | {
            re.sub(rf"(?<![\w-]){re.escape(one)}(?![\w-])", two, true): REFUTED
            for pair in OPPOSED
            for one, two in (pair, pair[::-1])
            if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", true) and two == other
        }
    return {}


def _open(item: Mapping[str, Any], text: str) -> str:
    """What in an undecided claim's evidence may decide it."""
    made, said = _made(item), [one for one in (item["claim"], item["rival"]) if one]
    if not set(said) <= made.keys() or len({made[one] for one in said}) < len(said):
        return "the claim isn't what its change makes of the statement"
    true = item["statement"][item["start"] : item["end"]]
    values = [true, item["other"]] if item["change"] in ("value", "entity") else []
    subject = Subject(item["entity"], item["attribute"], item["told"] == "key value")
    return decides(
        said, values, subject, evidence_of(text, (), item["parts"]), " ".join(item["heading_path"])
    )


def evidence_fault(row: Mapping[str, Any], item: Mapping[str, Any], text: str) -> str:
    """Whether a row is its item's: evidence, label and place; not its words, which a model may have put."""
    if row.get("label") != item["label"]:
        return f"the row says {row.get('label')!r}, its brief's claim is {item['label']!r}"
    path: Sequence[str] = item["heading_path"]
    if row.get("evidence") != evidence_of(text, path, item["parts"]):
        return "the row's evidence is not the passage that is cited"
    if row.get("source") != item["cited"]["name"] or row.get("heading") != " > ".join(path):
        return "the row names another place than the one that is cited"
    return ""
