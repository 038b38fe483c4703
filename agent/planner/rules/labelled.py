"""The labels of a part of classification: named, usual, or asked for; and their shares."""

from collections.abc import Sequence
from dataclasses import replace

from seedbed.agent.planner.rules import vocabulary as v
from seedbed.agent.planner.rules.clauses import Clause
from seedbed.agent.planner.rules.codebook import Codebook
from seedbed.agent.planner.rules.heard import Heard, Question
from seedbed.memory.spec import Label


def with_codebook(heard: Heard, clause: Clause, codebook: Codebook) -> Heard:
    """The part with its labels, and with what is open or contradictory about them."""
    about = codebook.about or (
        "sentiment" if clause.noun == "text" and _opinion(heard) and not codebook.items else ""
    )
    names = [item.name for item in codebook.items] or list(codebook.usual)
    questions: list[Question] = []
    said: list[str] = []
    if not names and about == "sentiment" and codebook.count in (0, 2):
        names = list(v.USUAL_LABELS["sentiment"])
    if names and not codebook.items and not codebook.shares:
        listed = ", ".join(names)
        text = f"Which labels for {about or 'them'}: {listed}?"
        questions.append(Question("", "labels", text, _label_options(about, names), decided=listed))
    if codebook.items and codebook.count and codebook.count != len(codebook.items):
        listed = ", ".join(names)
        text = f"The request says {codebook.count} labels and names {len(names)} ({listed}). Which labels?"
        questions.append(Question("", "labels", text, contradiction=True))
    glosses = {item.name: item.gloss for item in codebook.items}
    shares = {name.lower(): share for name, share in codebook.shares.items()}
    labels = tuple(
        Label(name=name[:120], definition=glosses.get(name, ""), share=shares.get(name.lower(), 1.0))
        for name in names
    )
    left = [name for name in names if name.lower() not in shares]
    if codebook.in_percent and left and sum(shares.values()) < 100:
        rest = (100 - sum(shares.values())) / len(left)
        said.append(f"{rest:g} % for each of the other labels: {', '.join(left)}")
        labels = tuple(
            label.model_copy(update={"share": rest}) if label.name in left else label for label in labels
        )
    elif shares and left:
        labels = tuple(label.model_copy(update={"share": 1.0}) for label in labels)
        without = ", ".join(left)
        text = f"The request gives shares for some labels and none for {without}. Equal shares for all?"
        questions.append(Question("", "labels", text, ("equal shares",), contradiction=True))
    elif len(set(shares.values())) == 1:
        labels = tuple(label.model_copy(update={"share": 1.0}) for label in labels)
    elif codebook.in_percent and round(sum(shares.values()), 3) != 100:
        whole = sum(shares.values())
        text = f"The shares of the labels add up to {whole:g} %, not 100 %. Take them as proportions?"
        questions.append(Question("", "labels", text, ("as proportions",), contradiction=True))
    kind = heard.text_kind or v.USUAL_KIND.get(about, "")
    if kind and not heard.text_kind:
        said.append(f"a text is taken to be a {kind}")
    return replace(
        heard,
        about=about,
        labels=labels,
        label_count=0 if names else codebook.count,
        text_kind=kind,
        questions=tuple(questions),
        said=(*heard.said, *said),
    )


def _opinion(heard: Heard) -> bool:
    return heard.text_kind.split(" ")[-1] in v.OPINIONS


def _label_options(about: str, names: Sequence[str]) -> tuple[str, ...]:
    listed = ", ".join(names)
    if about in ("sentiment", "polarity") and len(names) == 2:
        return (listed, "positive, neutral, negative")
    return (listed,)
