"""Steps of a recipe: what makes which field, in order, and what each of them names.

A template names axes and what was made before; each written field is made exactly once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.agent.recipes.axes import Varied, check_constants
from seedbed.agent.recipes.load import targets_of
from seedbed.agent.recipes.sandbox import TemplateFault
from seedbed.agent.recipes.shapes import is_axis
from seedbed.agent.recipes.templates import within
from seedbed.agent.recipes.validate import Faults, check_name, said
from seedbed.memory.files.file_faults import Path, nearest
from seedbed.memory.recipe import How, RecipeField, Step
from seedbed.memory.spec import Role

_ENGINE = frozenset(("leaf", "level", "language", "today", "params"))
KEYS: Mapping[How, tuple[str, ...]] = {
    "write": ("write", "by"),
    "set": ("set",),
    "pick": ("pick", "n", "linked", "apart"),
    "find": ("find", "n"),
    "talk": ("talk", "first", "last", "ends", "world", "errand", "takes"),
    "run": ("run", "program", "files", "tests", "timeout"),
    "repeat": ("repeat", "until", "most"),
    "generate": ("generate",),
}
"""Kind of step → its keys; `generate` takes others, for its generator."""
RAN = ("ok", "code", "stdout", "stderr", "files", "rows")
"""What a run gives."""
WRITERS: tuple[Role, ...] = ("writer", "weaker")
"""Who may write what a step is to write; the first does where none is named."""
ROLES = ("user", "assistant")
"""Who may speak in a talk."""
PICKED = ("passages", "examples", "accepted", "personas", "problems", "facts")
_RUNS = ("bash", "python", "sqlite")


@dataclass(slots=True)
class Scope:
    """What templates may name."""

    raw: Mapping[str, Any]
    fields: tuple[RecipeField, ...]
    varied: Varied
    faults: Faults
    targets: tuple[str, ...] = ()
    """All of them, of whatever step."""
    made: dict[str, How] = field(default_factory=dict)
    """Targets so far → how they are made."""

    def field(self, name: str) -> RecipeField | None:
        """The field of that name."""
        return next((one for one in self.fields if one.name == name), None)

    def template(self, path: Path, text: str, *, expression: bool = False) -> frozenset[str]:
        """What a template names, with every fault in it noted; `params` isn't among it."""
        try:
            there = within(text, expression=expression)
        except TemplateFault as fault:
            self.faults.say(path, str(fault))
            return frozenset()
        for name in sorted(there.names):
            self._check(path, name)
        check_constants(path, there.compared, self.varied, self.faults)
        for name, item in there.attributes:
            if name == "params":
                if item not in (params := self.faults.part(self.raw, "params")):
                    self.faults.unknown(path, "parameter", item, list(params))
            elif self.made.get(name) == "run" and item not in RAN:
                self.faults.unknown(path, f"result of `{name}`", item, RAN)
        return there.names - {"params"}

    def _check(self, path: Path, name: str) -> None:
        axes = [one.name for one in self.varied.axes]
        if name in axes or name in self.made or name in ("language", "today"):
            return
        if name == "leaf":
            if self.varied.leaf and self.varied.leaf.of == "none":
                self.faults.say(path, "names `leaf`, and `leaf: none` is said")
        elif name == "level":
            if not self.varied.levels:
                self.faults.say(path, "names `level`, and there are no `levels`")
        elif name == "params":
            if not self.faults.part(self.raw, "params"):
                self.faults.say(path, "names `params`, and there are none")
        elif name in self.targets:
            self.faults.say(path, f"names `{name}` before it is made")
        elif self.field(name) is not None:
            self.faults.say(path, f"names `{name}`, which nothing makes")
        else:
            self.faults.unknown(path, "name", name, [*axes, *self.made, *sorted(_ENGINE - {"params"})])


def steps(scope: Scope) -> tuple[Step, ...]:
    """The steps, with every fault noted; `scope` learns what they make."""
    raw, faults = scope.raw, scope.faults
    making = faults.part(raw, "make")
    keyed: list[tuple[tuple[str, ...], Path, Any]] = [
        (targets_of(key), ("make", key), how) for key, how in making.items()
    ]
    named = [name for targets, _, _ in keyed for name in targets]
    written = [one.name for one in scope.fields if not is_axis(one)]
    if isinstance(raw.get("write"), str):
        rest = tuple(name for name in written if name not in named)
        first = list(raw).index("write") < list(raw).index("make") if "make" in raw else True
        if not rest:
            faults.say(("write",), "every field is made by `make` already")
        else:
            keyed.insert(0 if first else len(keyed), (rest, ("write",), raw["write"]))
    scope.targets = tuple(name for targets, _, _ in keyed for name in targets)
    found = []
    for targets, path, how in keyed:
        _check_targets(targets, path, scope)
        if how is not None and (step := _step(targets, path, how, scope)):
            found.append(step)
        for name in targets:
            scope.made.setdefault(name, found[-1].how if found and found[-1].targets == targets else "write")
    for name in written:
        if name not in scope.made and (making or "write" in raw):
            kept = any(one.name == name and one.kept for one in scope.fields)
            faults.say(("keep" if kept else "row", name), "nothing makes it: it is no target of `make`")
    return tuple(found)


def _check_targets(targets: Sequence[str], path: Path, scope: Scope) -> None:
    axes = {one.name for one in scope.varied.axes}
    for name in targets:
        if name in scope.made or targets.count(name) > 1:
            scope.faults.say(path, f"`{name}` is made twice")
        elif name in axes:
            scope.faults.say(path, f"`{name}` is an axis: it is dealt, not made")
        elif scope.field(name) is None and check_name(path, name, scope.faults):
            close = nearest(name, [one.name for one in scope.fields if one.name not in scope.targets])
            if close and not is_axis(next(one for one in scope.fields if one.name == close)):
                scope.faults.say(path, f"`{name}` is no field; did you mean `{close}`?")


def _step(targets: tuple[str, ...], path: Path, how: Any, scope: Scope) -> Step | None:
    if isinstance(how, str):
        return _write(targets, path, how, WRITERS[0], scope)
    kind = next((one for one in KEYS if isinstance(how, Mapping) and one in how), None)
    if kind is None:
        allowed = f"text (one call), or a map with one of {', '.join(KEYS)}"
        wrong = next(iter(how), "") if isinstance(how, Mapping) else said(how)
        close = nearest(str(wrong), list(KEYS))
        hint = f"did you mean `{close}`?" if close else allowed
        scope.faults.say(path, f"unknown way of making it: {wrong}; {hint}")
        return None
    for key in how:
        if key not in KEYS[kind] and kind != "generate":
            scope.faults.unknown((*path, key), f"key of `{kind}`", key, KEYS[kind])
    if kind == "write":
        by = next((one for one in WRITERS if one == how.get("by", WRITERS[0])), None)
        if by is None:
            scope.faults.unknown((*path, "by"), "writer", said(how["by"]), WRITERS)
        return _write(targets, (*path, "write"), how["write"], by or WRITERS[0], scope)
    if len(targets) > 1 and kind not in ("repeat", "generate"):
        scope.faults.say(path, f"`{kind}` makes one target, not {len(targets)}")
    used = _READ[kind](targets, path, how, scope)
    arguments = dict(how)
    if kind == "find" and str(how["find"]).isidentifier():
        arguments["find"] = f"{{{{ {how['find']} }}}}"  # a name alone means its value
    return Step(targets=targets, how=kind, arguments=arguments, names=_sorted(used, scope))


def _write(targets: tuple[str, ...], path: Path, prompt: Any, by: Role, scope: Scope) -> Step | None:
    if not (text := scope.faults.text(path, prompt)):
        return None
    names = _sorted(scope.template(path, text), scope)
    return Step(targets=targets, how="write", prompt=text, by=by, names=names)


def _sorted(used: frozenset[str], scope: Scope) -> tuple[str, ...]:
    """Axes in their order, targets in theirs, then `leaf`, `level`, `language`."""
    order = [*(one.name for one in scope.varied.axes), *scope.targets, "leaf", "level", "language", "today"]
    return tuple(name for name in dict.fromkeys(order) if name in used)


# kinds of steps --------------------------------------------------------------------------------------------

_Targets = tuple[str, ...]
_Said = Mapping[str, Any]


def _set(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    value = how["set"]
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or isinstance(value, (dict, list)):
        scope.faults.say((*path, "set"), f"an expression is wanted, not {said(value)}; put it in quotes")
        return frozenset()
    return scope.template((*path, "set"), text, expression=True)


def _pick(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    faults = scope.faults
    what = faults.text((*path, "pick"), how["pick"], 60)
    close = nearest(what, PICKED) if what and what not in PICKED else ""
    if close and abs(len(close) - len(what)) <= 2:
        faults.say((*path, "pick"), f"unknown source `{what}`; did you mean `{close}`?")
    if "n" in how:
        faults.whole((*path, "n"), how["n"], 1, 50)
    _one_of((*path, "linked"), how, "linked", ("entity", "none"), faults)
    _one_of((*path, "apart"), how, "apart", ("document", "section", "no"), faults)
    one = scope.field(targets[0])
    if what == "passages" and one and "quote" not in str(one.json_schema.get("properties", one.json_schema)):
        place = ("keep" if one.kept else "row", one.name)
        faults.say(place, "is picked from passages: its shape is `passage` or `list N of passage`")
    return frozenset()


def _find(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    if "n" in how:
        scope.faults.whole((*path, "n"), how["n"], 1, 50)
    query = scope.faults.text((*path, "find"), how["find"])
    if query and query.isidentifier():
        return scope.template((*path, "find"), query, expression=True)
    return scope.template((*path, "find"), query) if query else frozenset()


def _talk(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    faults, roles = scope.faults, how["talk"]
    if not isinstance(roles, Mapping) or len(roles) < 2:
        faults.say((*path, "talk"), f"a prompt for each of two or more roles is wanted, not {said(roles)}")
        return frozenset()
    _one_of((*path, "first"), how, "first", tuple(roles), faults)
    _one_of((*path, "last"), how, "last", (*roles, "any"), faults)
    one = scope.field(targets[0])
    if one and one.kind != "messages":
        place = ("keep" if one.kept else "row", one.name)
        faults.say(place, "is made by `talk`: its shape is `messages A..B`")
    used: frozenset[str] = frozenset()
    for role, prompt in roles.items():
        if role not in ROLES:
            faults.unknown((*path, "talk", role), "role", role, ROLES)
        text = faults.text((*path, "talk", role), prompt)
        used |= scope.template((*path, "talk", role), text) if text else frozenset()
    if "ends" in how and (text := faults.text((*path, "ends"), how["ends"], 1000)):
        used |= scope.template((*path, "ends"), text)
    if isinstance(how.get("world"), str):
        used |= scope.template((*path, "world"), how["world"])
    if isinstance(how.get("errand"), str):
        used |= scope.template((*path, "errand"), how["errand"], expression=True)
    if "takes" in how:
        faults.whole((*path, "takes"), how["takes"], 1, 16)
        if "errand" not in how:
            faults.say((*path, "takes"), "only a talk with an `errand` is held several times")
    return used


def _run(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    faults = scope.faults
    language = faults.text((*path, "run"), how["run"], 30)
    close = nearest(language, _RUNS) if language and language not in _RUNS else ""
    if close:
        faults.say((*path, "run"), f"unknown language `{language}`; did you mean `{close}`?")
    if "program" not in how:
        faults.say(path, "`program` is missing: what is run")
    seconds = how.get("timeout", 1)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds <= 60:
        faults.say((*path, "timeout"), f"seconds are wanted, more than 0 and at most 60, not {said(seconds)}")
    used: set[str] = set()
    for key in ("program", "files", "tests"):
        value = how.get(key)
        for number, name in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(name, str) and name.isidentifier():
                place = (*path, key) if number is None else (*path, key, number)
                used |= scope.template(place, name, expression=True)
    return frozenset(used)


def _repeat(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    faults = scope.faults
    for key in ("until", "most"):
        if key not in how:
            faults.say(path, f"`{key}` is missing")
    faults.whole((*path, "most"), how.get("most"), 1, 20)
    before = dict(scope.made)
    scope.made.update(dict.fromkeys(targets, "write"))  # what the turn before gave
    used: frozenset[str] = frozenset()
    if text := faults.text((*path, "repeat"), how["repeat"]):
        used |= scope.template((*path, "repeat"), text)
    if text := faults.text((*path, "until"), how.get("until"), 2000):
        used |= scope.template((*path, "until"), text, expression=True)
    scope.made.clear()
    scope.made.update(before)
    return used - set(targets)


def _generate(targets: _Targets, path: Path, how: _Said, scope: Scope) -> frozenset[str]:
    scope.faults.text((*path, "generate"), how["generate"], 60)
    used: frozenset[str] = frozenset()
    for key, value in how.items():
        if key != "generate" and isinstance(value, str):
            used |= scope.template((*path, key), value)
    return used


_READ = {
    "set": _set,
    "pick": _pick,
    "find": _find,
    "talk": _talk,
    "run": _run,
    "repeat": _repeat,
    "generate": _generate,
}


def _one_of(path: Path, how: _Said, key: str, allowed: Sequence[str], faults: Faults) -> None:
    if key in how and how[key] is not None and str(how[key]) not in allowed:
        faults.unknown(path, "value", how[key], allowed)


# what follows from steps -----------------------------------------------------------------------------------


def written(steps_: Sequence[Step]) -> tuple[str, ...]:
    """The targets that are a model's own words."""
    return tuple(name for one in steps_ if one.how in ("write", "talk", "repeat") for name in one.targets)


def sources(steps_: Sequence[Step]) -> dict[str, frozenset[str]]:
    """Target → every target and axis that it is made from, those of the same call among them."""
    known: dict[str, frozenset[str]] = {}
    for one in steps_:
        used = frozenset(one.names)
        for name in one.names:
            used |= known.get(name, frozenset())
        for target in one.targets:
            known[target] = used | (frozenset(one.targets) - {target})
    return known
