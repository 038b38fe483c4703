"""The chain of a row drawn as a tree. What it shows is `why.py`; every text in it is data and escaped."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text
from rich.tree import Tree

from seedbed.app.console import line, words
from seedbed.app.views.talk_lines import played
from seedbed.memory.brief import WHOLE
from seedbed.tools.checks.inputs import are_tools, is_messages
from seedbed.tools.evaluation.report.amounts import counted, money

_LONGEST = 400
"""Characters of one value."""
_STYLES = {"accepted": "green", "rejected": "red", "failed": "red", "in_flight": "cyan"}


def chain(found: Mapping[str, Any]) -> Tree:
    """The chain as a tree, to be printed."""
    style = _STYLES.get(found["state"], "")
    tree = Tree(_said("row", found["id"], style), guide_style="dim")
    for name, value in (found["row"] or {}).items():
        if is_messages(value):
            tree.add(_said(name, counted(len(value), "message"))).add(played(value))
        else:
            shown = ", ".join(str(one.get("name")) for one in value) if are_tools(value) else value
            tree.add(_said(name, shown))
    _planned(tree, found)
    _ordered(tree, found["brief"])
    if places := found["read"]:
        node = tree.add(_said("written from", f"{counted(len(places), 'place')} of the sources"))
        for place in places:
            page = f", page {place['page']}" if place["page"] else ""
            node.add(_said(place["source"], f"characters {place['start']}–{place['end']}{page}"))
    _calls(tree, found)
    _wrote(tree, found)
    _decided(tree, found, style)
    _tried(tree, found["also_tried"])
    return tree


def _planned(tree: Tree, found: Mapping[str, Any]) -> None:
    """What it was planned for: request, part, concept, cell, seat."""
    part, cell, seat = (found[key] for key in ("part", "cell", "seat"))
    if found["request"]:
        tree.add(_said("request", found["request"]))
    rows = f"{counted(part['rows'], 'row')} about {part['topic']}"
    tree.add(_said("part", f"{part['name']}: {part['source']}, {rows}"))
    tree.add(_said("concept", " › ".join(found["concept"])))
    node = tree.add(_said("cell", cell["ordered"]))
    if cell["moved_from"]:
        node.add(_said("moved", f"from {cell['moved_from']} to {cell['counts_in']}, as its text reads"))
    elif found["assigned"]:
        others = [key for key in dict.fromkeys(found["assigned"]) if key != cell["ordered"]]
        more = f"; it was also read as {', '.join(others)}" if others else ""
        node.add(_said("confirmed", f"by what its text was assigned to{more}"))
    took = "" if seat["took"] in (None, seat["ordered_for"]) else f", and took seat {seat['took']}"
    _branch(tree, "seat", f"ordered for seat {seat['ordered_for']}{took}", seat["attributes"])


def _ordered(tree: Tree, brief: Mapping[str, Any]) -> None:
    node = tree.add(_said("brief", f"number {brief['number']}, {brief['id'][:16]}, seed {brief['seed']}"))
    node.add(_said("method", f"{brief['method']}, {brief['form']} form"))
    for guidance in brief["guidance"]:
        node.add(_said("guidance", guidance))
    if before := brief["before"]:
        how = "taken back" if before["stood"] else "refused"
        why = "; ".join(one["detail"] for one in before["reasons"])
        node.add(_said("in place of", f"one that was {how}: {why}"))
    if shown := brief["demonstrations"]:
        told = f"{counted(len(shown), 'row')} shown to the writer"
        _branch(node, "demonstrations", told, {str(n): row for n, row in enumerate(shown, 1)})
    if grounding := {name: one for name, one in brief["grounding"].items() if one}:
        _branch(node, "made from", ", ".join(grounding), grounding)


def _decided(tree: Tree, found: Mapping[str, Any], style: str) -> None:
    node = tree.add(_said("evidence", counted(len(found["evidence"]), "piece")))
    for piece in found["evidence"]:
        mark, color = ("✓", "green") if piece["ok"] else ("✗", "red")
        leaf = node.add(_said(f"{mark} {piece['kind']}", piece["says"], color))
        leaf.add(_said("by", piece["by"]))
        leaf.add(_said("to check", piece["recheck"]))
    if found["spared"]:
        tree.add(_said("examined", f"not by {', '.join(found['spared'])}: {found['spared_why']}"))
    grade = f", {found['grade']}" if found["state"] == "accepted" else ""
    node = tree.add(_said("verdict", found["state"].replace("_", " ") + grade, style))
    for one in found["reasons"]:
        node.add(_said(one["code"], f"said by {one['by']}. {one['detail']}"))


def _tried(tree: Tree, tried: Sequence[Mapping[str, Any]]) -> None:
    told = f"{counted(len(tried), 'other candidate')} for the same seat"
    none = "nothing: this was the only candidate for its seat"
    node = tree.add(_said("also tried", told if tried else none))
    for other in tried:
        why = "; ".join(f"{reason['code']} ({reason['by']})" for reason in other["reasons"])
        ended = f"{other['state'].replace('_', ' ')}{f': {why}' if why else ''}"
        text = {"text": other["text"]} if other["text"] else {}
        _branch(node, other["id"], ended, text, _STYLES.get(other["state"], ""))


def _said(name: str, value: Any, style: str = "") -> Text:
    text = Text(f"{line(str(name), 60)}  ", style="bold")
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.append(line(shown, _LONGEST), style=style or "not bold")


def _branch(above: Tree, name: str, told: str, below: Mapping[str, Any], style: str = "") -> None:
    node = above.add(_said(name, told, style))
    for one, value in below.items():
        node.add(_said(one, value))


def _calls(tree: Tree, found: Mapping[str, Any]) -> None:
    calls, tries = found["calls"], counted(found["attempts"], "attempt")
    if not calls:
        tree.add(_said("calls", f"no model was asked; {tries}"))
        return
    tokens = sum(call["prompt_tokens"] + call["completion_tokens"] for call in calls)
    node = tree.add(_said("calls", f"{counted(len(calls), 'call')}, {counted(tokens, 'token')}, {tries}"))
    inside = node
    for number, some in groupby(calls, lambda call: call["attempt"]):
        if found["attempts"] > 1 or number:
            inside = node.add(words(f"attempt {number % WHOLE + 1}", "bold"))
        for call in some:
            _call(inside, call)


def _call(above: Tree, call: Mapping[str, Any]) -> None:
    prompt = f", prompt {call['prompt_sha256'][:12]}" if call["prompt_sha256"] else ""
    draw = f" draw {call['draw'] + 1}" if call["draw"] else ""
    money_ = f", {money(call['usd'])}" if call["usd"] else ""
    took = f"{call['prompt_tokens']} + {call['completion_tokens']} tokens, {call['seconds']:.1f} s{money_}"
    told = f"{call['model']}, {took}{prompt}, slot {call['slot'][:16]}"
    node = above.add(_said(f"{call['role']} {call['step']}{draw}", told))
    if "code" in call:
        name = "failed" if call["state"] != "settled" else "unusable"
        node.add(_said(name, f"{call['code']}, {call['detail']}", "yellow"))
    for tool in call["tools"]:
        gave = "" if tool["result"] is None else f" → {tool['result']}"
        style = "" if tool["ok"] else "yellow"
        node.add(_said(tool["tool"], f"{tool['arguments']}{gave}", style))


def _wrote(tree: Tree, found: Mapping[str, Any]) -> None:
    for one in found["wrote"]:
        name = f"attempt {one['attempt'] % WHOLE + 1} wrote"
        tree.add(_said(name, counted(len(one["messages"]), "message"))).add(played(one["messages"]))
