"""What must be true of a row by a recipe: relations between fields, and sentences of the rubric.

A same B · A follows B… · A answers B… · A edits B [N] · A differs B · A needs B
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from seedbed.agent.recipes.axes import check_condition
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import is_axis
from seedbed.agent.recipes.steps import Scope, sources, written
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.validate import said
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import RecipeField, Relation, Sentence, Step

RELATIONS: tuple[Relation, ...] = get_args(Relation)
_SINGLE: tuple[Relation, ...] = ("same", "edits", "differs", "needs")
"""Relations that have one B."""
_SEEN: tuple[Relation, ...] = ("same", "follows", "edits")
"""Relations that can't hold unless whoever wrote one has seen the other."""
_NO_TEXT = ("integer", "number", "boolean", "enum", "date", "datetime")
_QUOTED = re.compile(r"(?<!\w)'([A-Za-z_][A-Za-z0-9_]*)'(?!\w)")
"""'name' in a sentence; not the apostrophes of words."""
_PREFIX = re.compile(r"([a-z][a-z0-9_]*):\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of `holds`."""

    number: int
    a: str
    relation: Relation
    b: tuple[str, ...]
    most: int = 1
    """Of `edits`."""


def lines(scope: Scope, steps: Sequence[Step]) -> tuple[Line, ...]:
    """The lines of `holds`, with every fault noted."""
    found = []
    for number, text in enumerate(scope.faults.part(scope.raw, "holds"), 1):
        line = _line(number, text, scope)
        if line:
            found.append(line)
            _check_line(line, scope, steps)
    return tuple(found)


def _line(number: int, text: Any, scope: Scope) -> Line | None:
    path: Path = ("holds", number - 1)
    if not isinstance(text, str):
        if text is not None:
            scope.faults.say(path, f"`A {'|'.join(RELATIONS)} B` is wanted, not {said(text)}")
        return None
    words = text.split()
    if len(words) < 3:
        scope.faults.say(
            path, f"{said(text)}: `A RELATION B` is wanted, RELATION one of {', '.join(RELATIONS)}"
        )
        return None
    relation = next((one for one in RELATIONS if one == words[1]), None)
    if relation is None:
        scope.faults.unknown(path, "relation", words[1], RELATIONS)
        return None
    rest, most = words[2:], 1
    if relation == "edits" and len(rest) > 1 and rest[-1].isdigit():
        most = scope.faults.whole(path, int(rest.pop()), 1, 50)
    known = (*(one.name for one in scope.fields), *(name for name in scope.made))
    wrong = [name for name in (words[0], *rest) if name not in known]
    for name in wrong:
        scope.faults.unknown(path, "field", name, tuple(dict.fromkeys(known)))
    if relation in _SINGLE and len(rest) > 1:
        scope.faults.say(path, f"`{relation}` has one B, not {len(rest)}")
    if words[0] in rest:
        scope.faults.say(path, f"`{words[0]}` stands on both sides")
    if wrong or words[0] in rest or (relation in _SINGLE and len(rest) > 1):
        return None
    return Line(number, words[0], relation, tuple(rest), most)


def _check_line(line: Line, scope: Scope, steps: Sequence[Step]) -> None:
    """Notes a relation that can't work."""
    path: Path = ("holds", line.number - 1)
    a, faults = scope.field(line.a), scope.faults
    if a and is_axis(a) and line.relation != "answers":
        faults.say(
            path, f"`{a.name}` is a label: only `answers` can have it as A, and a reader reads it anyway"
        )
    elif a and a.kind in _NO_TEXT and line.relation in ("same", "follows", "edits", "differs"):
        faults.say(
            path, f"`{a.name}` is no text ({a.kind}): `{line.relation}` is for texts, `answers` for values"
        )
    for name in line.b:
        b = scope.field(name)
        if line.relation == "needs" and b and b.kind not in ("list", "messages", "schema", "object"):
            faults.say(path, f"`needs` is for a list of which each part is needed; `{name}` is a {b.kind}")
    if line.relation in _SEEN:
        from_ = sources(steps)
        unseen = [b for b in line.b if b not in from_.get(line.a, ()) and line.a not in from_.get(b, ())]
        if unseen and len(unseen) == len(line.b) and line.a in from_:
            names_ = ", ".join(f"`{one}`" for one in unseen)
            faults.say(path, f"can't work: the step that makes `{line.a}` doesn't name {names_}")
    if line.relation == "answers" and line.a in (from_ := sources(steps)):
        mine = {line.a, *from_[line.a]} & set(scope.made)
        if not any(mine & {b, *from_.get(b, ())} for b in line.b):
            faults.say(
                path, f"can't work: nothing that makes `{line.a}` names `{line.b[0]}`, or what that is of"
            )


def check_together(lines_: Sequence[Line], scope: Scope, steps: Sequence[Step], advice: list[str]) -> None:
    """Notes `follows` where a text reasons, of whose sentences B can have no quote."""
    for line in lines_:
        if line.relation != "follows" or not _only_prompts(line.b, scope):
            continue
        a = scope.field(line.a)
        answered = [
            x for x in lines_ if x.relation == "answers" and set(line.b) <= set(x.b) and x.a != line.a
        ]
        for other in answered if a and a.role == "response" else ():
            told = (
                f"`{line.a}` leads from {' and '.join(line.b)} to `{other.a}`, so it says more than these: "
                f"`follows` is for text that uses nothing but B. Take sentences of the rubric for reasoning"
            )
            if _leads_to(line.a, other.a, steps):
                scope.faults.say(("holds", line.number - 1), told)
                break
            advice.append(f"holds {line.number}: if {told}")
            break


def _only_prompts(names_: Sequence[str], scope: Scope) -> bool:
    fields = [scope.field(name) for name in names_]
    return any(one and one.role == "prompt" for one in fields) and all(
        one and one.role in ("prompt", "context") and "quote" not in str(one.json_schema) for one in fields
    )


def _leads_to(reasoning: str, answer: str, steps: Sequence[Step]) -> bool:
    """Whether a text is written before an answer, by the same call or for its call."""
    for step in steps:
        if answer in step.targets:
            targets = step.targets
            together = reasoning in targets and targets.index(reasoning) < targets.index(answer)
            return together or reasoning in step.names
    return False


# rubric ----------------------------------------------------------------------------------------------------


def sentences(scope: Scope, steps: Sequence[Step]) -> tuple[Sentence, ...]:
    """The sentences of the rubric, with every fault noted."""
    talks = [one.arguments["talk"] for one in steps if one.how == "talk"]
    roles = {role for talk in talks if isinstance(talk, Mapping) for role in talk}
    if any(one.kind == "messages" and not one.kept for one in scope.fields):
        roles |= {"user", "assistant"}
    found = []
    for number, value in enumerate(scope.faults.part(scope.raw, "rubric"), 1):
        one = _sentence(number, value, scope, roles)
        if one:
            found.append(one)
    return tuple(found)


def _sentence(number: int, value: Any, scope: Scope, roles: set[str]) -> Sentence | None:
    path: Path = ("rubric", number - 1)
    faults, when = scope.faults, ""
    if isinstance(value, Mapping):
        for key in value:
            if key not in ("say", "when"):
                faults.unknown((*path, str(key)), "key", key, ("say", "when"))
        when = faults.text((*path, "when"), value.get("when"), 2000)
        if when:
            check_condition((*path, "when"), when, scope.varied, scope.raw, faults)
        if "say" not in value:
            faults.say(path, "`say` is missing: the sentence")
        value = value.get("say")
    text = faults.text(path, value, 1000)
    if not text:
        return None
    role, text = _role(path, text, roles, scope)
    _check_names(path, text, scope)
    named = tuple(dict.fromkeys(_QUOTED.findall(text)))
    for name in named:
        _check_quoted(path, name, scope)
    return Sentence(number=number, say=text, when=when, field=named[0] if len(named) == 1 else "", role=role)


def _role(path: Path, text: str, roles: set[str], scope: Scope) -> tuple[str, str]:
    """(role whose turns a sentence is about, the sentence)"""
    prefix = _PREFIX.match(text)
    if not prefix:
        return "", text
    if prefix[1] in roles:
        return prefix[1], text[prefix.end() :]
    if roles:
        scope.faults.unknown(path, "role", prefix[1], sorted(roles))
    else:
        scope.faults.say(
            path, f"`{prefix[1]}:` begins a sentence about a role's turns, and no field has turns"
        )
    return "", text


def _check_names(path: Path, text: str, scope: Scope) -> None:
    """A sentence names axes, not what was written."""
    used = scope.template(path, text)
    for name in sorted(used):
        if name in scope.made:
            scope.faults.say(path, f"`{{{{ {name} }}}}` isn't filled in: write '{name}' for the field")


def _check_quoted(path: Path, name: str, scope: Scope) -> None:
    seen = [one.name for one in scope.fields if not one.kept and not is_axis(one)]
    one = scope.field(name)
    if name in seen:
        return
    if one is not None and is_axis(one):
        scope.faults.say(
            path, f"'{name}' is a label, and the judge sees none: `holds` or `checks` can say it"
        )
    elif one is not None or name in scope.made:
        scope.faults.say(path, f"'{name}' isn't delivered, so the judge doesn't see it")
    else:
        scope.faults.unknown(path, "field", f"'{name}'", seen)


def sentence_names(sentence: Sentence) -> frozenset[str]:
    """What a sentence is about: fields in quotes, axes in braces."""
    try:
        filled = within(sentence.say).names
    except TemplateFault:
        filled = frozenset()
    return filled | frozenset(_QUOTED.findall(sentence.say))


# what nobody compares -------------------------------------------------------------------------------------


def check_compared(
    lines_: Sequence[Line],
    rubric: Sequence[Sentence],
    compared: Sequence[Sequence[str]],
    scope: Scope,
    steps: Sequence[Step],
) -> None:
    """Notes responses that were written side by side and that nothing compares, as solution and answer.

    Args:
        compared: Fields that one added check looks at together.
    """
    own = written(steps)
    answered = {line.a for line in lines_ if line.relation == "answers"}
    parts: list[RecipeField] = [
        one
        for one in scope.fields
        if not one.kept
        and ((one.role == "response" and one.name in own) or (is_axis(one) and one.name in answered))
    ]
    groups = [{one.name} for one in parts]
    ties = [{line.a, *line.b} for line in lines_]
    ties += [set(sentence_names(one)) for one in rubric]
    ties += [set(one) for one in compared]
    for tie in ties:
        joined = [group for group in groups if group & tie]
        if len(joined) > 1:
            groups = [group for group in groups if not group & tie] + [set().union(*joined)]
    if len(groups) > 1:
        first = [next(one.name for one in parts if one.name in group) for group in groups]
        one, other = sorted(first, key=[part.name for part in parts].index)[:2]
        scope.faults.say(
            ("row", other),
            f"nothing compares `{one}` and `{other}`, which a model writes side by side: add a line such as "
            f"`{other} answers {one}`, or a sentence that names both ('{one}' … '{other}')",
        )
