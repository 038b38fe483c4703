"""The chain of a row drawn as a tree. What it shows is `why.py`; every text in it is data and escaped."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import line
from seedbed.app.views.talk_lines import played
from seedbed.tools.checks.inputs import is_messages

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

_LONGEST = 400
"""Characters of one value, and of a map that stands on one line."""
_STYLES = {"accepted": "green", "rejected": "red", "failed": "red", "in_flight": "cyan", False: "red"}
_BESIDE = ("id", "state", "grade", "row", "group", "notes")
"""What stands at the head, or explains nothing to a person."""


def chain(found: Mapping[str, Any]) -> "Tree":
    """The chain as a tree, to be printed."""
    from rich.tree import Tree

    head = {"row": found["id"], "state": found["state"], "grade": found["grade"]}
    tree = Tree(_said(head, _STYLES.get(found["state"], "")), guide_style="dim")
    rest = {name: value for name, value in found.items() if name not in _BESIDE}
    for name, value in (*(found["row"] or {}).items(), *rest.items()):
        _grow(tree, name, value)
    return tree


def _grow(above: "Tree", name: str, value: Any) -> None:
    """A value below another: a map on its line if it is small, what holds more as a branch; nothing of what
    is empty."""
    if value in ("", None, [], {}):
        return
    if is_messages(value):
        above.add(_said({name: f"{len(value)} messages"})).add(played(value))
        return
    several = value if isinstance(value, Mapping) else {}
    if isinstance(value, list) and any(isinstance(one, (Mapping, list)) for one in value):
        several = {f"{name} {number}": one for number, one in enumerate(value, 1)}
    style = _STYLES.get(several.get("state", several.get("ok")), "")
    if not several:
        above.add(_said({name: ", ".join(map(str, value)) if isinstance(value, list) else value}))
    elif all(not isinstance(one, (Mapping, list)) for one in several.values()) and (
        len(json.dumps(value)) <= _LONGEST
    ):
        there = {key: one for key, one in several.items() if one not in ("", None)}
        above.add(_said({name: "", **there}, style))
    else:
        node = above.add(_said({name: ""}, style))
        for one, inner in several.items():
            _grow(node, one, inner)


def _said(said: Mapping[str, Any], style: str = "") -> "Text":
    from rich.text import Text

    text = Text()
    for name, value in said.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text.append(f"{line(str(name).replace('_', ' '), 60)}  ", style="bold")
        text.append(f"{line(shown, _LONGEST)}  " if shown else "", style=style or "not bold")
    text.rstrip()
    return text
