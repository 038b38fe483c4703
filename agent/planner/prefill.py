"""What a request leaves open, taken from the rows that the user already has."""

from dataclasses import replace

from seedbed.agent.planner.examples import Examples
from seedbed.agent.planner.rules.heard import Heard, Request
from seedbed.agent.planner.rules.tasks import SUPPORT
from seedbed.memory.spec import Label


def by_examples(heard: Request, examples: Examples) -> Request:
    """What the request leaves open is taken from the user's rows."""
    if not examples.rows:
        return heard
    return replace(heard, parts=tuple(_prefilled(part, examples) for part in heard.parts))


def _prefilled(part: Heard, examples: Examples) -> Heard:
    said = list(part.said)
    task = part.task or examples.task
    if examples.task == "grounded_qa" and part.task == "mathematics":
        task = "mathematics"
    settled = {"task"} if part.task == "" and task else set()
    if task == examples.task == "classification":
        if part.labels and examples.labels and not any(q.matter == "labels" for q in part.questions):
            strange = [name for name in examples.labels if name not in {label.name for label in part.labels}]
            if strange:
                said.append(
                    f"examples with the labels {', '.join(strange[:5])} don't serve: the request names others"
                )
        elif examples.labels:
            part = _labels_from(part, examples)
            settled.add("labels")
            said.append(f"labels from the examples: {', '.join(label.name for label in part.labels)}")
        part = replace(
            part, about=part.about or examples.about, text_kind=part.text_kind or examples.text_kind
        )
    if task != part.task:
        said.append(f"task from the examples: {task}")
    if task == examples.task == "claims" and not part.labels and len(examples.labels) > 1:
        part = replace(part, labels=tuple(Label(name=name) for name in SUPPORT if name in examples.labels))
        said.append(f"labels from the examples: {', '.join(label.name for label in part.labels)}")
    if examples.task and task != examples.task:
        said.append(f"the examples look like {examples.task} and don't serve {task}")
    questions = tuple(q for q in part.questions if q.matter not in settled)
    return replace(part, task=task, said=tuple(said), questions=questions)


def _labels_from(part: Heard, examples: Examples) -> Heard:
    labels = tuple(Label(name=name[:120]) for name in examples.labels)
    return replace(part, labels=labels, label_count=0)
