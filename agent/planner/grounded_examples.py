"""Example rows of the tasks that are made of documents, under the names that such files have, as the tasks'
own fields. Pure; which file they stand in, it doesn't know.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from seedbed.agent.planner.rules.tasks import SUPPORT, Task

Row = dict[str, Any]
_CLAIMS = ("claim", "statement", "hypothesis")
_EVIDENCE = ("evidence", "context", "premise", "passage", "document")
_SUPPORTS = ("label", "verdict", "gold_label", "support")
_LABELS = {
    **dict.fromkeys(("supported", "supports", "support", "entailment", "entailed", "true"), SUPPORT[0]),
    **dict.fromkeys(("refuted", "refutes", "refute", "contradiction", "contradicted", "false"), SUPPORT[1]),
    **dict.fromkeys(
        ("not enough information", "not enough info", "nei", "not_enough_info", "neutral", "unverifiable"),
        SUPPORT[2],
    ),
}
"""What FEVER, NLI corpora and people write → the label of the task."""
_QUERIES = ("query", "anchor", "question")
_POSITIVES = ("positive", "positives", "pos", "positive_passage", "positive_passages", "positive_ctxs")
_NEGATIVES = (
    *("negatives", "negative", "neg", "hard_negatives"),
    *("negative_passages", "negative_ctxs", "hard_negative_ctxs"),
)


def like_claims(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every row has a claim with one of the labels of claims, or a word that means it."""
    return all(_first(row, _CLAIMS) and _label(row) for row in rows)


def claimed(row: Mapping[str, Any]) -> Row:
    """A row that is like a claim, in the task's fields."""
    found = {"claim": _first(row, _CLAIMS), "evidence": _first(row, _EVIDENCE), "label": _label(row)}
    return {name: value for name, value in found.items() if value}


def of_documents(rows: Sequence[Mapping[str, Any]]) -> tuple[Task, tuple[Row, ...]] | None:
    """The task that every row is of, and the rows in its fields; None: of no task here, or of several."""
    for task, form in _FORMS:
        formed = [form(row) for row in rows]
        if all(formed):
            return task, tuple(row for row in formed if row)
    return None


def _label(row: Mapping[str, Any]) -> str:
    return _LABELS.get(str(_first(row, _SUPPORTS)).strip().lower().replace("-", " "), "")


def _first(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first text under one of the names; empty: there is none."""
    lower = {key.lower(): value for key, value in row.items()}
    found = (lower.get(name) for name in names)
    return next((v for v in found if isinstance(v, str) and v.strip()), "")


def _texts(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Texts under one of the names: a text, a list of texts, or of objects that have one."""
    lower = {key.lower(): value for key, value in row.items()}
    value: Any = next((lower[name] for name in names if lower.get(name)), [])
    several = value if isinstance(value, list) else [value]
    texts = [one.get("text") if isinstance(one, Mapping) else one for one in several]
    return [text for text in texts if isinstance(text, str) and text.strip()]


def _retrieval(row: Mapping[str, Any]) -> Row | None:
    query, positives = _first(row, _QUERIES), _texts(row, _POSITIVES)
    if not query or not positives:
        return None
    return {"query": query, "positive": positives[0], "negatives": _texts(row, _NEGATIVES)}


def _extraction(row: Mapping[str, Any]) -> Row | None:
    text, entities = row.get("text"), row.get("entities")
    if not isinstance(text, str) or not isinstance(entities, list) or not entities:
        return None
    named = all(isinstance(one, Mapping) and isinstance(one.get("type"), str) for one in entities)
    if not named:
        return None
    relations = row.get("relations")
    return {"text": text, "entities": entities, "relations": relations if isinstance(relations, list) else []}


_FORMS: tuple[tuple[Task, Callable[[Mapping[str, Any]], Row | None]], ...] = (
    ("retrieval", _retrieval),
    ("extraction", _extraction),
)
