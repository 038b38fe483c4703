"""What a row says as an exchange: an instruction, what it is about, and the answer. By its roles.

Rows that are conversations already pass as they are.
"""

from dataclasses import dataclass
from typing import Any

from seedbed.tools.export.conversation import Conversation, read_conversation, talk
from seedbed.tools.export.pairs import several
from seedbed.tools.export.pairs import text_of as _text
from seedbed.tools.export.rows import ExportRow


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange, for formats that train on instructions."""

    instruction: str
    input: str
    """Empty: the instruction says all."""
    output: str
    by_user: bool = False
    """The instruction is the user's own wish, and not what a task always asks."""


def exchange(row: ExportRow) -> Exchange:
    """The row as an exchange, by what its fields are for.

    A prompt and its response, with what stands in context; a text and its labels; a text to be written.
    """

    def of(*names: str) -> dict[str, Any]:
        return {name: row.fields.get(name) for name, role in row.part.row_roles.items() if role in names}

    prompt, response, context = of("prompt"), of("response", "chosen"), of("context")
    if prompt and response:
        return Exchange(several(prompt), several(context), several(response), by_user=True)
    labels, texts = of("label"), of("text", "prompt")
    if texts and labels and not response:
        told = f"Read the text. Answer with its {' and '.join(labels)}."
        names = [label.name for label in row.part.labels]
        if len(labels) == 1 and next(iter(labels.values())) in names:
            told = f"{told[:-1]}: {', '.join(names)}."
        return Exchange(told, several({**context, **texts}), several(labels))
    written = of("text", "response", "chosen", "prompt")
    dealt = "; ".join(f"{name}: {_text(value)}" for name, value in labels.items())
    ask = f"Write a text. Topic: {row.part.topic}."
    return Exchange(ask, "\n\n".join(filter(None, (dealt, several(context)))), several(written))


def conversation(row: ExportRow) -> Conversation:
    """The row as a conversation: its own, of a pair that with the chosen answer, or its exchange.

    What a task always asks is the system's word, what it is about the user's.
    """
    if pair := row.pair:
        return pair[0]
    if row.is_conversation:
        return read_conversation(row.fields)
    said = exchange(row)
    asked = [("user", said.instruction)]
    if said.input and said.by_user:
        asked = [("user", f"{said.instruction}\n\n{said.input}")]
    elif said.input:
        asked = [("system", said.instruction), ("user", said.input)]
    return talk(*asked, ("assistant", said.output))
