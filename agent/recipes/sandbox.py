"""The sandbox in which templates of recipes run: filters that give plain values, refuse what can't be done
where Jinja guesses (`'x' | float` is 0.0 there), and are limited in what they cost."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Undefined, filters, pass_context, pass_environment
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from seedbed.memory.errors import ToolFault
from seedbed.tools.checks.words.spans import read_tags
from seedbed.tools.knowledge.formats.rows import cell_in

LONGEST = 400_000
"""Characters of a text that a template gives or works with."""
_TURNS = 20_000
"""Items that loops and filters go through in one filling."""
_BITS = 512
"""Of a whole number."""
_PLACES = 15
"""Of a number that is rounded."""
_MISSING = object()
_LOOP = frozenset(("index", "index0", "first", "last", "length", "revindex"))
_TESTS = (
    "defined", "undefined", "none", "string", "number", "boolean", "mapping", "sequence", "odd", "even",
    "true", "false", "equalto", "eq", "ne", "lt", "le", "gt", "ge", "in", "==", "!=", "<", "<=", ">", ">=",
)  # fmt: skip


class TemplateFault(ToolFault, ValueError):
    """A template or expression that isn't allowed, or can't be worked out with the values at hand."""


_LEFT: ContextVar[list[int]] = ContextVar("left")


@contextmanager
def budget() -> Iterator[None]:
    """Within it all loops and filters together go through so many items at most."""
    state = _LEFT.set([_TURNS])
    try:
        yield
    finally:
        _LEFT.reset(state)


def _turns(items: Any) -> list[Any]:
    """The items of a list (keys of a map, characters of a text), counted."""
    left = _LEFT.get()
    result = []
    for item in _there(items):
        left[0] -= 1
        if left[0] < 0:
            raise TemplateFault(f"goes through more than {_TURNS} items")
        result.append(item)
    return result


def limit(characters: int) -> None:
    """Raises TemplateFault: so many are more than a template gives."""
    if characters > LONGEST:
        raise TemplateFault(f"gives more than {LONGEST} characters")


def shown(value: Any) -> str:
    """A value as text: words as they are, the rest as JSON."""
    return value if isinstance(value, str) else _tojson(value)


def bare(value: Any) -> str:
    """A value on one line: nothing for none, `true` and `false`, words without breaks."""
    if value is None:
        return ""
    return " ".join(shown(value).replace("\x00", "").split())


def _replace(text: Any, old: Any, new: Any) -> str:
    said, a, b = shown(text), shown(old), shown(new)
    if not a:
        raise TemplateFault("there is nothing to be replaced: the text to look for is empty")
    limit(len(said) + said.count(a) * max(0, len(b) - len(a)))
    return said.replace(a, b)


def _concat(first: Any, *others: Any) -> str:
    pieces = [shown(one) if one is not None else "" for one in (first, *others)]
    limit(sum(map(len, pieces)))
    return "".join(pieces)


@pass_environment
def _join(env: Any, value: Any, d: Any = "", attribute: Any = None) -> str:
    items = _turns(value)
    if attribute is not None:
        items = [env.getitem(item, attribute) for item in items]
    between = shown(d)
    pieces = [shown(item) for item in items]
    limit(sum(map(len, pieces)) + len(between) * len(pieces))
    return between.join(pieces)


def _number(kind: type[int] | type[float], called: str) -> Any:
    """A filter that gives a number, or what stands in for one."""

    def read(value: Any, default: Any = _MISSING) -> Any:
        try:
            return kind(value)
        except (TypeError, ValueError, OverflowError) as error:
            if default is _MISSING:
                raise TemplateFault(f"no {called}: {shown(value)[:60]!r}") from error
            return default

    return read


def _counted(takes: Callable[[Any], Any], of: Any) -> Any:
    """One of Jinja's filters that goes through items, with these counted."""

    def run(first: Any, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return list(of(first, _turns(value), *args, **kwargs))

    return takes(run)


def _round(value: Any, precision: Any = 0, method: Any = "common") -> Any:
    if abs(precision) > _PLACES:
        raise TemplateFault(f"`round`: to {_PLACES} places at most")
    return filters.do_round(value, precision, method)


def _zip(one: Any, other: Any) -> list[list[Any]]:
    return [list(pair) for pair in zip(_turns(one), _turns(other), strict=False)]


def _cell(value: Any, column: Any) -> str | None:
    """What a picked row of a table says in a column."""
    one = value[0] if isinstance(value, (list, tuple)) and value else value
    text = one.get("quote") if isinstance(one, Mapping) else one
    return cell_in(shown(_there(text)), shown(column))


def _there(value: Any) -> Any:
    if isinstance(value, Undefined):
        str(value)  # says which value is missing
    return value


def _tojson(value: Any) -> str:
    text = json.dumps(_there(value), ensure_ascii=False, default=list)
    limit(len(text))
    return text


FILTERS: Mapping[str, Any] = {
    "length": lambda value: len(_there(value)),
    "join": _join,
    "list": _turns,
    "map": _counted(pass_context, filters.sync_do_map),
    "selectattr": _counted(pass_context, filters.sync_do_selectattr),
    "select": _counted(pass_context, filters.sync_do_select),
    "reject": _counted(pass_context, filters.sync_do_reject),
    "sort": _counted(pass_environment, filters.do_sort),
    "unique": _counted(pass_environment, filters.do_unique),
    "first": filters.sync_do_first,
    "last": filters.do_last,
    "lower": filters.do_lower,
    "upper": filters.do_upper,
    "trim": filters.do_trim,
    "round": _round,
    "int": _number(int, "whole number"),
    "float": _number(float, "number"),
    "string": shown,
    "tojson": _tojson,
    "default": filters.do_default,
    "truncate": filters.do_truncate,
    "replace": _replace,
    "cell": _cell,
    "untagged": lambda value: read_tags(shown(value))[0],
    "spans": lambda value: read_tags(shown(value))[1],
}
"""What a recipe may call by name."""
_OWN: Mapping[str, Any] = {"_turns": _turns, "_concat": _concat, "_bare": bare, "_zip": _zip}


class _Environment(ImmutableSandboxedEnvironment):
    """Attributes are items of plain data; texts aren't multiplied."""

    intercepted_binops = frozenset(("+", "-", "*", "/", "//", "%", "**"))

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (Mapping, list, tuple, str)):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        numbers = all(isinstance(one, (int, float)) for one in (left, right))
        if not numbers:
            alike = isinstance(left, (str, list, tuple)) and type(left) is type(right)
            if operator != "+" or not alike or len(left) + len(right) > LONGEST:
                raise TemplateFault(f"`{operator}` is for numbers")
        elif any(isinstance(one, int) and one.bit_length() > _BITS for one in (left, right)):
            raise TemplateFault("a number is too large")
        return super().call_binop(context, operator, left, right)


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment of recipes."""
    env = _Environment(undefined=StrictUndefined, lstrip_blocks=True, optimized=False)
    env.globals.clear()
    env.filters.clear()
    env.filters.update(_OWN)
    env.filters.update(FILTERS)
    env.tests.clear()
    env.tests.update({name: TESTS[name] for name in _TESTS})
    return env
