"""What must be true of a row: relations between fields, sentences of the rubric, and the clauses kept."""

import re
from collections.abc import Iterable, Sequence

from seedbed.agent.recipes.draft import Draft
from seedbed.agent.recipes.shapes import is_axis
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.written import Line, SentenceSaid
from seedbed.memory.clauses import NEAR_COPIES
from seedbed.memory.files.file_faults import Path
from seedbed.memory.recipe import Axis, CheckUse, Clause, Sentence

_QUOTED = re.compile(r"(?<!\w)'([A-Za-z_][A-Za-z0-9_]*)'(?!\w)")
"""'name' in a sentence; not the apostrophes of words."""
_TAKEN = "not kept: the check is taken away"
_PREFIX = re.compile(r"([a-z][a-z0-9_]*):\s+(?=\S)")


def lines(draft: Draft) -> tuple[Line, ...]:
    """The lines of `holds` that name what there is, with every fault noted."""
    known = [*(one.name for one in draft.fields), *draft.made]
    fine = []
    for place, said in enumerate(draft.said.holds):
        path: Path = ("holds", place)
        line = said.model_copy(update={"number": place + 1})
        if all(draft.known(path, "field", name, known) for name in (line.a, *line.b)):
            fine.append(line)
            if wrong := _wrong(line, draft):
                draft.say(path, wrong)
    return tuple(fine)


def _wrong(line: Line, draft: Draft) -> str:
    """Why a relation can't work; empty: it can."""
    a, from_ = draft.field(line.a), draft.sources()
    edits = [{one.a, *one.b} for one in draft.said.holds if one.relation == "edits"]
    if line.relation == "differs" and {line.a, *line.b} in edits:
        return "`edits` and `differs` exclude each other: what has a few changed spots is in the same words"
    if a and is_axis(a) and line.relation != "answers":
        return f"`{a.name}` is a label: only `answers` can have it as A, and a reader reads it anyway"
    if a and a.is_bare and line.relation in ("same", "follows", "edits", "differs"):
        return f"`{a.name}` is no text ({a.kind}): `{line.relation}` is for texts, `answers` for values"
    for b in map(draft.field, line.b):
        if line.relation == "needs" and b and b.kind not in ("list", "messages", "schema", "object"):
            return f"`needs` is for a list of which each part is needed; `{b.name}` is a {b.kind}"
    if line.a not in from_:
        return ""
    seen = any(b in from_[line.a] or line.a in from_.get(b, ()) for b in line.b)
    if line.relation in ("same", "follows", "edits") and not seen:
        names = ", ".join(f"`{one}`" for one in line.b)
        return f"can't work: the step that makes `{line.a}` doesn't name {names}"
    if line.relation == "answers":
        mine = {line.a, *from_[line.a]}
        if draft.made[line.a] != "set":  # what is computed may come of the axis that B is written by
            mine &= set(draft.made)
        if not any(mine & {b, *from_.get(b, ())} for b in line.b):
            return f"can't work: nothing that makes `{line.a}` names `{line.b[0]}`, or what that is of"
    return ""


def sentences(draft: Draft) -> tuple[Sentence, ...]:
    """The sentences of the rubric, with every fault noted."""
    roles = {role for step in draft.steps if step.how == "talk" for role in step.arguments["talk"]}
    if any(one.kind == "messages" and not one.kept for one in draft.fields):
        roles |= {"user", "assistant"}
    return tuple(_sentence(number, one, draft, roles) for number, one in enumerate(draft.said.rubric, 1))


def _sentence(number: int, told: SentenceSaid, draft: Draft, roles: set[str]) -> Sentence:
    path: Path = ("rubric", number - 1)
    if told.when:
        draft.names((*path, "when"), told.when, expression=True, seat=True)
    role, text = "", told.say
    if prefix := _PREFIX.match(text):
        role = prefix[1] if prefix[1] in roles else ""
        if role:
            text = text[prefix.end() :]
        elif roles:
            draft.unknown(path, "role", prefix[1], sorted(roles))
        else:
            draft.say(path, f"`{prefix[1]}:` begins a sentence about a role's turns, and no field has turns")
    draft.bare(path, text)
    named = tuple(dict.fromkeys(_QUOTED.findall(text)))
    seen = [*(one.name for one in draft.fields if not is_axis(one)), *draft.made]
    for name in named:
        one = draft.field(name)
        if one is not None and is_axis(one):
            label = (
                f"'{name}' is a label, and the judge sees none: `{{{{ {name} }}}}` is filled in with its "
                "value; `means` says what it shows, `holds` and `checks` compare it"
            )
            draft.say(path, label)
        else:
            draft.known(path, "field", name, seen)
    return Sentence(number=number, say=text, when=told.when, role=role)


def sentence_names(sentence: Sentence) -> frozenset[str]:
    """What a sentence is about: fields in quotes, axes in braces."""
    return within(sentence.say).names | frozenset(_QUOTED.findall(sentence.say))


def subject_of(sentence: Sentence) -> str:
    """The field that a sentence names first, of which it is said; empty: none."""
    return next(iter(_QUOTED.findall(sentence.say)), "")


def names_in(said: str) -> frozenset[str]:
    """Words in quotes or back-quotes, as whoever speaks of fields names them."""
    return frozenset(_QUOTED.findall(said.replace("`", "'")))


_TRUE = ("answers", "same", "follows")
"""Relations by which one field is as right as another."""


def check_compared(draft: Draft, compared: Sequence[Sequence[str]]) -> None:
    """Notes responses that were written side by side and that nothing compares, as solution and answer.
    `compared`: fields that one added check looks at together. What is each held to the row's text, or to a
    passage, is held to the same."""
    own, solved = draft.written(), draft.solved()
    parts = [
        one.name
        for one in draft.fields
        if not one.kept
        and ((one.role == "response" and one.name in own) or (is_axis(one) and one.name in solved))
    ]
    ties = [{line.a, *line.b} for line in draft.lines]
    ties += [set(names) for names in (*map(sentence_names, draft.rubric), *compared)]
    # What is each right of one source by itself can't be at odds.
    sources = {b for line in draft.lines for b in line.b}
    ties += [{one.a for one in draft.lines if one.relation in _TRUE and b in one.b} for b in sources]
    picked = (step for step in draft.steps if step.arguments.get("pick") == "passages")
    common = [one.name for one in draft.fields if one.role == "text"]
    common += [name for step in picked for name in step.targets]
    common += [one.name for one in draft.fields if one.kept]  # such as the result of a calculation
    groups = [{name} for name in (*parts, *common)]
    for tie in ties:
        joined = [group for group in groups if group & tie]
        groups = [group for group in groups if not group & tie] + [set().union(*joined)] * bool(joined)
    apart = [some for group in groups if (some := group & {*parts})]
    if len(apart) > 1:
        one, other = sorted((min(group, key=parts.index) for group in apart), key=parts.index)[:2]
        labels = [name for name in (one, other) if draft.axis(name)]
        step = (
            f"a sentence that names both ('{one}' … '{other}'), a line such as `{other} answers {one}` where "
            "the one asks for the other, or the role `context` for what is only copied"
        )
        if labels:
            named = [f"{{{{ {name} }}}}" if name in labels else f"'{name}'" for name in (other, one)]
            step = f"a sentence with both, such as «{named[0]} speaks for {named[1]}»"
        draft.say(("row", other), f"nothing compares `{one}` and `{other}`: add {step}")


def clauses(draft: Draft) -> tuple[Clause, ...]:
    """The clauses, with every fault noted; what a check kept that is taken away is not kept."""
    return tuple(
        Clause(text=text, kept_by=tuple(b if _kept(("clauses", text), b, draft) else _TAKEN for b in binders))
        for text, binders in draft.said.clauses.items()
    )


def _kept(path: Path, binder: str, draft: Draft) -> bool:
    """Whether what a binder names isn't taken away; noted where there is no such thing."""
    kind, _, name = binder.partition(" ")
    if kind == "field":
        draft.known(path, kind, name, (one.name for one in draft.fields if not one.kept))
    if kind not in ("axis", "rubric", "holds", "check"):
        return True
    there = bound((*draft.uses, *draft.without), draft.axes, draft.rubric)
    if binder in there:
        return binder in bound(draft.uses, draft.axes, draft.rubric)
    if kind == "axis" and draft.axis(name):
        if name not in draft.said.means:  # else it is said there why it isn't read
            why = "it has no `means`, so that nothing keeps it"
            draft.say(path, f"nobody reads the axis `{name}`: {why}")
    else:
        names = [one.partition(" ")[2] for one in there if one.startswith(f"{kind} ")]
        draft.unknown(path, kind, name, names)
    return True


def bound(
    uses: Iterable[CheckUse], axes: Iterable[Axis], rubric: Iterable[Sentence]
) -> dict[str, tuple[str, ...]]:
    """Binder of a clause → ids under which the checks behind it leave evidence."""
    named = {one.name for one in axes}
    pairs = [(f"axis {one.name}", f"axis.{one.name}") for one in axes if one.counted]
    for use in uses:
        pairs += [(f"check {name}", use.id) for name in dict.fromkeys((use.id, use.check))]
        if use.check == "label":
            pairs += [(f"axis {name}", f"axis.{name}") for name in use.arguments.get("axes", ())]
        if use.check in ("language", "level"):  # axes that are read by checks of their own
            pairs.append((f"axis {use.check}", use.id))
        if use.id == "rubric":
            pairs += [(f"rubric {one.number}", f"rubric.{one.number}") for one in rubric]
        if use.line:
            pairs.append((f"holds {use.line}", use.id))
        if use.relation == "answers" and use.inputs["a"] in named:
            pairs.append((f"axis {use.inputs['a']}", use.id))
    found: dict[str, tuple[str, ...]] = {NEAR_COPIES: ()}  # no accepted row is one
    for binder, id_ in pairs:
        found[binder] = (*found.get(binder, ()), id_)
    return found
