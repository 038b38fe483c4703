"""The label whose known texts a text is nearest to, as evidence; how is `tools/verification/nearest.py`.

What it compares with is journaled, so an audit can compare again.
"""

from seedbed.agent.annotator.references import References
from seedbed.agent.shelf import Shelf
from seedbed.memory.candidate import Classification
from seedbed.memory.store.protocol import Store
from seedbed.tools.verification.nearest import NAME, nearest


def classify(text: str, known: References, label: str) -> Classification:
    """Evidence of what label a text has; `ok` if it is the one that it should have."""
    found, shares = nearest(text, known.texts)
    return Classification(
        ok=found == label, by=NAME, label=found, probability=shares[found], alternatives=shares
    )


def keep(known: References, part: str, shelf: Shelf, store: Store) -> None:
    """Journal what the texts of a part are compared with, once."""
    key = f"references/{part}"
    if shelf.derived.setdefault(f"kept {key}", None) is not known:
        shelf.derived[f"kept {key}"] = known
        store.journal(key, "references", {label: list(texts) for label, texts in known.texts.items()})
