"""The chain of a row drawn as a tree. What it shows is `why.py`; every text in it is data and escaped."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from seedbed.app.views.escape import line
from seedbed.app.views.talk_lines import played
from seedbed.tools.evaluation.report.amounts import counted
from seedbed.tools.evaluation.report.play import is_messages

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

_LONGEST = 400
"""Characters of one value."""
_STYLES = {"accepted": "green", "rejected": "red", "failed": "red", "in_flight": "cyan"}


def chain(found: Mapping[str, Any]) -> "Tree":
    """The chain as a tree, to be printed."""
    from rich.tree import Tree

    tree = Tree(_said("row", found["id"], _STYLES.get(found["state"], "")), guide_style="dim")
    for name, value in (found["row"] or {}).items():
        if is_messages(value):
            _talk(tree, name, value)
        else:
            tree.add(_said(name, value))
    if found["request"]:
        tree.add(_said("request", found["request"]))
    part = found["part"]
    tree.add(
        _said(
            "part", f"{part['name']}: {part['source']}, {counted(part['rows'], 'row')} about {part['topic']}"
        )
    )
    tree.add(_said("concept", " › ".join(found["concept"])))
    _cell(tree, found)
    _brief(tree, found["brief"])
    _read(tree, found["read"])
    _calls(tree, found)
    _evidence(tree, found["evidence"])
    if found["spared"]:
        left_out = ", ".join(found["spared"])
        told = f"not by {left_out}: enough rows of its method had passed, and it wasn't drawn"
        tree.add(_said("examined", told))
    verdict = tree.add(_said("verdict", _verdict(found), _STYLES.get(found["state"], "")))
    for reason in found["reasons"]:
        verdict.add(_said(reason["code"], f"said by {reason['by']}. {reason['detail']}"))
    _also(tree, found["also_tried"])
    return tree


def _said(name: str, value: Any, style: str = "") -> "Text":
    from rich.text import Text

    text = Text(f"{line(str(name), 60)}  ", style="bold")
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.append(line(shown, _LONGEST), style=style or "not bold")


def _talk(tree: "Tree", name: str, messages: Sequence[Mapping[str, Any]]) -> None:
    """A talk: messages, calls and results under each other."""
    node = tree.add(_said(name, counted(len(messages), "message")))
    node.add(played(messages))


def _cell(tree: "Tree", found: Mapping[str, Any]) -> None:
    cell, seat = found["cell"], found["seat"]
    node = tree.add(_said("cell", cell["ordered"]))
    if cell["moved_from"]:
        node.add(_said("moved", f"from {cell['moved_from']} to {cell['counts_in']}, as its text reads"))
    elif found["assigned"]:
        others = [key for key in dict.fromkeys(found["assigned"]) if key != cell["ordered"]]
        more = f"; it was also read as {', '.join(others)}" if others else ""
        node.add(_said("confirmed", f"by what its text was assigned to{more}"))
    took = "" if seat["took"] in (None, seat["ordered_for"]) else f", and took seat {seat['took']}"
    place = tree.add(_said("seat", f"ordered for seat {seat['ordered_for']}{took}"))
    for name, value in seat["attributes"].items():
        place.add(_said(name, value))


def _brief(tree: "Tree", brief: Mapping[str, Any]) -> None:
    node = tree.add(_said("brief", f"number {brief['number']}, {brief['id'][:16]}, seed {brief['seed']}"))
    node.add(_said("method", f"{brief['method']}, {brief['form']} form"))
    for guidance in brief["guidance"]:
        node.add(_said("guidance", guidance))
    if brief["demonstrations"]:
        shown = node.add(
            _said("demonstrations", f"{counted(len(brief['demonstrations']), 'row')} shown to the writer")
        )
        for row in brief["demonstrations"]:
            shown.add(_said("·", row))
    if brief["grounding"]:
        made_from = node.add(_said("made from", ", ".join(brief["grounding"])))
        for name, value in brief["grounding"].items():
            made_from.add(_said(name, value))


def _read(tree: "Tree", places: Sequence[Mapping[str, Any]]) -> None:
    if not places:
        return
    node = tree.add(_said("written from", f"{counted(len(places), 'place')} of the sources"))
    for place in places:
        page = f", page {place['page']}" if place["page"] else ""
        node.add(_said(place["source"], f"characters {place['start']}–{place['end']}{page}"))


def _calls(tree: "Tree", found: Mapping[str, Any]) -> None:
    calls = found["calls"]
    tokens = sum((call["prompt_tokens"] or 0) + (call["completion_tokens"] or 0) for call in calls)
    tries = counted(found["attempts"], "attempt")
    if not calls:
        tree.add(_said("calls", f"no model was asked; {tries}"))
        return
    node = tree.add(_said("calls", f"{counted(len(calls), 'answer')}, {counted(tokens, 'token')}, {tries}"))
    for call in calls:
        prompt = f", prompt {call['prompt_sha256'][:12]}" if call["prompt_sha256"] else ""
        again = f" attempt {call['attempt'] + 1}" if call["attempt"] else ""
        draw = f" draw {call['draw'] + 1}" if call["draw"] else ""
        tokens = f"{call['prompt_tokens'] or '?'} + {call['completion_tokens'] or '?'} tokens"
        node.add(
            _said(
                f"{call['role']} {call['step']}{again}{draw}",
                f"{call['model']}, {tokens}{prompt}, slot {call['slot'][:16]}",
            )
        )
    for failure in found["failed_calls"]:
        node.add(_said("unusable", f"{failure['model']}: {failure['code']}, {failure['detail']}", "yellow"))


def _evidence(tree: "Tree", evidence: Sequence[Mapping[str, Any]]) -> None:
    node = tree.add(_said("evidence", counted(len(evidence), "piece")))
    for piece in evidence:
        mark, style = ("✓", "green") if piece["ok"] else ("✗", "red")
        leaf = node.add(_said(f"{mark} {piece['kind']}", piece["says"], style))
        leaf.add(_said("by", piece["by"]))
        leaf.add(_said("to check", piece["recheck"]))


def _verdict(found: Mapping[str, Any]) -> str:
    return f"accepted, {found['grade']}" if found["state"] == "accepted" else found["state"].replace("_", " ")


def _also(tree: "Tree", tried: Sequence[Mapping[str, Any]]) -> None:
    if not tried:
        tree.add(_said("also tried", "nothing: this was the only candidate for its seat"))
        return
    node = tree.add(_said("also tried", f"{counted(len(tried), 'other candidate')} for the same seat"))
    for other in tried:
        why = "; ".join(f"{reason['code']} ({reason['by']})" for reason in other["reasons"])
        ended = f"{other['state'].replace('_', ' ')}{f': {why}' if why else ''}"
        leaf = node.add(_said(other["id"], ended, _STYLES.get(other["state"], "")))
        if other["text"]:
            leaf.add(_said("text", other["text"]))
