"""What a model that read rows together may ask for: its answer, held against a closed grammar. What can't
be, is so already, or speaks against its own last word, a person's or the figures, is dropped with the
reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from seedbed.agent.answers import Ask
from seedbed.agent.critic.account import figure, undoes
from seedbed.agent.critic.critique import Critique, Dropped
from seedbed.agent.critic.material import optional_checks, sentences
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.making.parts import dealt
from seedbed.agent.planner.scheduling.answer import receivers
from seedbed.agent.planner.scheduling.directives import (
    DIRECTIVES,
    AddConcept,
    AddValues,
    By,
    Directive,
    Expand,
    Guide,
    Prune,
    Reweight,
    Weigh,
)
from seedbed.agent.planner.scheduling.schedule import TRIES
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.planner.tree.propose import further
from seedbed.agent.recipes.conditions import fault_in
from seedbed.memory.spec import Spec

MOST = 4
"""Directives of one reading that are answered."""
_STANDING = 3
"""Sentences of its own that may stand at one place."""
_SAY, _BECAUSE, _VALUE, _VALUES = 400, 300, 120, 4
"""Characters of a sentence, of a reason and of a value; values at once."""
_ROUNDS = 3
"""Splits of a part, and rounds of new values for an axis, that a reader gets in a build."""
_REFUSED, _HALF = 8, 0.5
"""Candidates that a check must have refused before it is switched off, and their share of those that it let
pass or refused."""
_ROOM = 4
"""Open seats from which a concept is split."""
_LATEST, _NEARLY_NOTHING = 48, 0.1
"""A build is ended where of so many latest candidates less than this share was accepted."""
_BY: By = "reader"


class _No(Exception):
    """Why something isn't done."""


Place = tuple[str, str]
"""A part and a concept of it; the latter empty: the whole part."""
Fields = dict[str, Any]
"""Of a directive: `kind` and what it is about."""


def sift(
    asked: Sequence[Ask], reading: Critique, on: Grounds, spec: Spec, rows: Mapping[int, str]
) -> tuple[list[Directive], list[Dropped]]:
    """The directives among what a reader asks for, and why the others aren't. `reading`: this critique, with
    what the thresholds ask for. `rows`: accepted candidates that it was shown → digest of the row."""
    done: list[Directive] = []
    dropped: list[Dropped] = []
    taken = 0
    for one in asked:
        try:
            if taken == MOST:
                raise _No(f"at most {MOST} at once")
            because = clean(one.because, _BECAUSE)
            if not because:
                raise _No("it gives no reason")
            base = {"because": because, "by": _BY, "aims": "" if one.aims == "other" else one.aims}
            made = DIRECTIVES.validate_python(
                [base | fields for fields in _made(one, because, on, spec, rows)]
            )
            for directive in made:
                _consistent(directive, (*reading.directives, *done), on)
            done += made
            taken += 1
        except _No as why:
            said = clean(" ".join(filter(None, (one.kind, one.where, one.what, one.say, *one.values))), 200)
            dropped.append(Dropped(asked=said, why=str(why)))
    return done, dropped


def place_of(where: str, on: Grounds, spec: Spec) -> Place | None:
    """The place that a reader names; None: there is none of that name."""
    name, _, leaf = where.strip().partition("/")
    if name not in {part.name for part in spec.parts}:
        return None
    leaf = leaf.strip("/")
    return (name, leaf) if not leaf or leaf in {c.id for c in on.schedule.trees[name].leaves()} else None


def _made(one: Ask, because: str, on: Grounds, spec: Spec, rows: Mapping[int, str]) -> list[Fields]:
    match one.kind:
        case "stop":
            return [_stop(because, on)]
        case "unguide":
            return [_unguide(one, on)]
        case "show" | "hide":
            return [_example(one, on, rows)]
        case "redo":
            return [{"kind": "send back", "number": _shown(one, on, rows)[0]}]
    place = place_of(one.where, on, spec)
    if place is None:
        raise _No(f"there is no place {clean(one.where, 60)!r}")
    match one.kind:
        case "guide":
            return [_guide(one, place, on, spec)]
        case "check off" | "check on":
            return [_check(one, place[0], on, spec)]
        case "values":
            return _values(one, place, on)
        case "method":
            return _method(one, place, on)
        case "expand":
            return [_expand(place, on)]
        case _:
            return _emptied(one, place, on)


# one kind each -----------------------------------------------------------------------------------------


def _stop(because: str, on: Grounds) -> Fields:
    late = list(on.critic.lines)[-_LATEST:]
    if len(late) < _LATEST or figure("acceptance", late) >= _NEARLY_NOTHING:
        raise _No("rows are coming: the build goes on")
    said = f"its critic's model: {because}"
    return {"kind": "stop", "why": "read", "because": said, "aims": "acceptance"}


def _method(one: Ask, place: Place, on: Grounds) -> list[Fields]:
    if one.what not in [method.name for method in on.usable[place[0]]]:
        raise _No(f"there is no method {clean(one.what, 40)!r} for it")
    keys = [state.cell.key for state in on.schedule.short(*place)]
    cells = [key for key in keys if on.schedule.preferred.get(key) != one.what]
    if not cells:
        raise _No("its rows are made so, or none is missing")
    return [{"kind": "change method", "cell": key, "method": one.what} for key in cells]


def _expand(place: Place, on: Grounds) -> Fields:
    if not place[1] or not on.grows(place[0]):
        raise _No("it can't be split")
    _bounded([d for _, d in on.answered if isinstance(d, Expand) and d.part == place[0]])
    if sum(len(state.open) for state in on.schedule.short(*place)) < _ROOM:
        raise _No(f"fewer than {_ROOM} of its rows are missing")
    return {"kind": "expand", "part": place[0], "leaf": place[1]}


def _guide(one: Ask, place: Place, on: Grounds, spec: Spec) -> Fields:
    part, leaf = place
    say, when = clean(one.say, _SAY), one.what.strip()
    if not say:
        raise _No("it says nothing")
    if when and (fault := fault_in(when, dealt(spec.part(part)))):
        raise _No(clean(fault, _BECAUSE))
    mine = [d.say for _, d in on.answered if isinstance(d, Guide) and d.by == _BY]
    there = on.schedule.guidance.get((part, leaf), {})
    if there.get(say) == when or say in spec.part(part).guidance:
        raise _No("writers are told so already")
    if say in mine and say not in there:
        raise _No("it was said before and taken back")
    if sum(told in mine for told in there) >= _STANDING:
        raise _No(f"{_STANDING} of its sentences stand there: take one back first")
    about = {"elsewhere": "drift", "wrong": "defects"}.get(one.aims, "sameness")
    return {"kind": "guide", "part": part, "leaf": leaf, "say": say, "when": when, "about": about}


def _unguide(one: Ask, on: Grounds) -> Fields:
    for number, place, who, say, _ in sentences(on):
        if one.what.strip() in (f"g{number}", say):
            if who == "a person":
                raise _No("a person said that sentence")
            part, _, leaf = place.partition("/")
            return {"kind": "unguide", "part": part, "leaf": leaf, "say": say}
    raise _No(f"there is no sentence {clean(one.what, 60)!r}")


def _check(one: Ask, part: str, on: Grounds, spec: Spec) -> Fields:
    turn_on, id = one.kind == "check on", one.what.strip()
    if turn_on == (id not in on.schedule.unasked.get(part, frozenset())):
        raise _No("that check isn't off" if turn_on else "that check is off already")
    if not turn_on:
        if id not in optional_checks(spec.part(part)):
            why = "it keeps a demand, proves, costs nothing or isn't there"
            raise _No(f"{clean(id, 60)!r} can't be switched off: {why}")
        lines = [line for line in on.critic.lines if line.cell.startswith(f"{part}/")]
        refused = sum(id in line.by for line in lines)
        passed = sum(line.outcome == "accepted" for line in lines)
        if refused < _REFUSED or refused < _HALF * (refused + passed):
            raise _No(f"it has refused only {refused} of {refused + passed} candidates")
    return {"kind": "set check", "part": part, "check": id, "on": turn_on}


def _values(one: Ask, place: Place, on: Grounds) -> list[Fields]:
    if one.what not in on.varies(place[0]):
        raise _No(f"the axis {clean(one.what, 40)!r} isn't there, or its values are fixed")
    rounds = {commit: d for commit, d in on.answered if isinstance(d, AddValues) and d.attribute == one.what}
    _bounded(list(rounds.values()))
    taken = {
        str(seat.attributes[one.what])
        for seat in on.schedule.seats.values()
        if seat.cell.part == place[0] and one.what in seat.attributes
    }
    fresh = further(one.values, [*taken], _VALUE)
    if len(fresh) < 2:
        raise _No("it names no two values that aren't there")
    cells = [state.cell.key for state in on.schedule.short(*place) if len(state.open) > 1]
    if not cells:
        raise _No("no rows are missing there")
    values = tuple(fresh[:_VALUES])
    new = {"kind": "add values", "attribute": one.what, "values": values, "beside": len(taken)}
    return [{**new, "cell": key} for key in cells]


def _bounded(before: Sequence[Directive]) -> None:
    if sum(directive.by == _BY for directive in before) >= _ROUNDS:
        raise _No(f"it was done {_ROUNDS} times already")


def _emptied(one: Ask, place: Place, on: Grounds) -> list[Fields]:
    """To give a concept's missing rows to its siblings, for good or for now."""
    if not place[1]:
        raise _No("name a concept: a part can't be emptied")
    if not on.moves(place[0]):
        raise _No("no rows are moved in this build")
    cells = on.schedule.short(*place)
    if any(not state.exhausted and state.tally.since_accepted < TRIES for state in cells):
        raise _No(f"something came of its last {TRIES} candidates, or there weren't as many")
    if not any(receivers(state, on.schedule) for state in cells):
        raise _No("no sibling can take its rows")
    if one.kind == "prune":
        return [{"kind": "prune", "part": place[0], "leaf": place[1]}]
    return [{"kind": "reweight", "cell": state.cell.key} for state in cells]


def _shown(one: Ask, on: Grounds, rows: Mapping[int, str]) -> tuple[int, str]:
    """The accepted row that is named, and its cell."""
    number = int(one.what) if one.what.strip().isdecimal() else -1
    key = next((key for key in on.schedule.rows if on.schedule.stands(number, key)), "")
    if number not in rows or not key:
        raise _No(f"{clean(one.what, 20)!r} is no accepted row that it was shown")
    return number, key


def _example(one: Ask, on: Grounds, rows: Mapping[int, str]) -> Fields:
    number, key = _shown(one, on, rows)
    failed = rows[number] in on.schedule.retired
    shown = number in on.schedule.shown.get(key, ()) and not failed
    if one.kind == "hide":
        if not shown:
            raise _No("that row isn't shown to writers")
        return {"kind": "retire", "cell": key, "text": rows[number]}
    if shown or failed:
        raise _No("it is shown already, or was and failed")
    if not on.shows(key.split("/")[0]):
        raise _No("without examples of the person's no made row is shown")
    if not on.schedule.near(number):
        raise _No("it was itself written after made rows")
    return {"kind": "show", "cell": key, "number": number}


# what was said before ----------------------------------------------------------------------------------


def _consistent(directive: Directive, now: Sequence[Directive], on: Grounds) -> None:
    """Raises:
    _No: it is asked for now or was before, it is the opposite of its last word, or a person has spoken."""
    if any(_same(directive, other) or undoes(directive, other) for other in now):
        raise _No("it is asked for now already, or its opposite is")
    mine = [d for _, d in on.answered if d.by == _BY]
    if any(_same(directive, other) for other in mine):
        raise _No("it asked for that before")
    leaf = _leaf(directive, on)
    if leaf and any(d.by == "person" and _leaf(d, on) == leaf for _, d in on.answered):
        raise _No("a person has decided about that concept")
    last = next((d for _, d in reversed(on.answered) if undoes(directive, d)), None)
    outcome = next((a.outcome for a in reversed(on.accounts) if a.directive == last), "")
    if last is not None and last.by == _BY and outcome in ("", "too early", "helped"):
        raise _No("it is the opposite of its last word, which hasn't failed")


def _same(one: Directive, other: Directive) -> bool:
    ignored = {"because", "by", "aims", "about"}
    return one.model_dump(exclude=ignored) == other.model_dump(exclude=ignored)


def _leaf(directive: Directive, on: Grounds) -> tuple[str, str] | None:
    """The concept whose share of the rows a directive changes; None: it changes none."""
    match directive:
        case Reweight():
            cell = on.schedule.cells[directive.cell].cell
            return cell.part, cell.leaf
        case Prune() | Expand() | Weigh():
            return directive.part, directive.leaf
        case AddConcept():
            return directive.part, directive.concept.id
        case _:
            return None
