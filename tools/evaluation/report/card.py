"""`README.md` of a run: the dataset card, with front matter as Hugging Face reads it. Its texts are data."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from seedbed.memory.files.yaml_file import dump
from seedbed.memory.spec import Spec
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.evaluation.report.html import environment
from seedbed.tools.evaluation.report.play import TALK_FIELDS, play
from seedbed.tools.evaluation.report.visible import visible
from seedbed.tools.export.conversation import read_tools

_OF_THE_RUN = ({"config_name": "default", "data_files": "dataset.jsonl"},)
_MACHINE, _GIVEN = "machine-generated", "found"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_MARKUP = re.compile(r"([\\`*_\[\]#@|~$^]|!(?=\[)|:(?=//))")
"""Values stand inside lines, so what only begins a block needs no escape."""
_LICENCE = re.compile(rb"^license.*\n(?:[ -].*\n)*", re.MULTILINE)
"""A key of the front matter that says how the rows are licensed, `license_name` too: its lines."""
_UNKNOWN = b"license: unknown\n"


class _Trusted(str):
    """Text that is Markdown of our own, or stands inside a fence that it can't close."""


def markdown(value: Any) -> str:
    """A value as Markdown text on one line: nothing in it is markup or HTML."""
    if isinstance(value, _Trusted):
        return value
    line = visible(str(value), lines=False).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKUP.sub(r"\\\1", line)


def card(
    figures: Mapping[str, Any],
    samples: Mapping[str, Mapping[str, Any]],
    spec: Spec,
    configs: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The card.

    Args:
        samples: Part → one of its rows.
        configs: Which files `datasets` loads, where the card stands elsewhere than in the run's folder."""
    shown = {**figures, "grades": {"proven": 0, "supported": 0, **figures["grades"]}}
    rows = []
    for part, row in samples.items():
        talk = any(is_messages(row.get(name)) for name in TALK_FIELDS)
        text = visible(_as_play(row) if talk else json.dumps(row, ensure_ascii=False, indent=1))
        fence = max(("```", *(f"{run}`" for run in re.findall("`+", text))), key=len)
        told = {"row": _Trusted(text), "fence": _Trusted(fence), "language": "text" if talk else "json"}
        rows.append({"part": part, **told})
    # Autoescape is for HTML; `markdown` escapes every expression.
    template = environment("seedbed.tools.evaluation", markdown, autoescape=False).get_template("card.md.j2")
    body = template.render(f=shown, samples=rows, away=bool(configs))
    return f"---\n{_front(figures, spec, configs or _OF_THE_RUN)}---\n\n{body}"


def licence_in(path: Path) -> bytes:
    """What the front matter of a card says of the licence: `unknown`, or what a person wrote there."""
    card = path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
    return b"".join(_LICENCE.findall(_front_of(card))) or _UNKNOWN


def with_licence(card: bytes, licence: bytes = _UNKNOWN) -> bytes:
    """A card with this licence for the one that it has; a file that has none as it is."""
    front = _front_of(card)
    before, *after = _LICENCE.split(front)
    return before + licence + b"".join(after) + card[len(front) :] if after else card


def _front_of(card: bytes) -> bytes:
    front, fence, _ = card.partition(b"\n---\n")
    return front + b"\n" if fence and front.startswith(b"---\n") else b""


def _as_play(row: Mapping[str, Any]) -> str:
    """A row with a talk: its messages as lines of a play, its other fields as they are, tools by name."""
    told = []
    for name, value in row.items():
        if is_messages(value):
            told.append(play(value) if name == "messages" else f"[{name}]\n{play(value)}")
        elif name == "tools" and (tools := read_tools(value)):
            told.append(f"[tools: {', '.join(str(one['function'].get('name')) for one in tools)}]")
        else:
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            told.append(f"[{name}: {said}]")
    return "\n\n".join(told)


def _front(figures: Mapping[str, Any], spec: Spec, configs: Sequence[Mapping[str, Any]]) -> str:
    size = next((name for limit, name in _SIZES if figures["accepted"] < limit), "n>1M")
    made, given = figures["accepted"] > figures["given"], figures["given"] > 0
    creators = [who for who, there in ((_GIVEN, given), (_MACHINE, made or not given)) if there]
    labelled = (set(part.row_roles.values()) == {"text", "label"} for part in spec.parts)
    categories = ("text-classification" if one else "text-generation" for one in labelled)
    front: dict[str, Any] = {
        "pretty_name": visible(figures["title"], lines=False)[:200],
        **({"language": codes} if (codes := figures["languages"]) else {}),
        "license": "unknown",
        "language_creators": creators,
        "annotations_creators": creators,
        "task_categories": list(dict.fromkeys(categories)),
        "size_categories": [size],
        "tags": ["synthetic", "seedbed"],
        # `datasets` keeps what it loaded by the folder's name and this: without the hash, the rows of another
        # folder of the same name would come back.
        "configs": [{"description": f"SHA-256 {figures['sha256']}", **one} for one in configs],
    }
    return dump(front, "").lstrip("\n")
