"""Code and JSON with its words coloured by Pygments: classes alone, whose colours are one stylesheet."""

import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup, escape
from pygments import format
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from seedbed.memory.exact.canonical import parsed
from seedbed.tools.evaluation.report.visible import visible

_LIGHT, _DARK = "xcode", "lightbulb"
"""Styles whose every colour has 4.5:1 on the viewer's grounds."""
_LONGEST = 30_000
"""Characters that are coloured; a longer text comes plain."""
_PATIENCE = 0.5
"""Seconds; what a model writes that goes round in circles takes some lexers minutes."""
_BLANK = re.compile(r"\s{500}")
"""Over which they look on and on for the end of a declaration."""
_CALLED = {"sqlite": "sql"}
"""Languages of recipes that Pygments calls otherwise."""


@cache
def stylesheet() -> str:
    """The colours, for light and for dark."""
    # `.code` with nothing after it is the ground, which is the page's.
    light, dark = (
        "\n".join(
            line
            for line in HtmlFormatter(style=name, nobackground=True).get_style_defs(".code").splitlines()  # type: ignore[no-untyped-call]
            if line.startswith(".code .") and "background" not in line
        )
        for name in (_LIGHT, _DARK)
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def worded(text: str) -> Markup:
    """A sentence as HTML: escaped, with a capital and a full stop, what stands between backticks as code."""
    said = visible(f"{text[:1].upper()}{text[1:]}".rstrip("."))
    pieces = said.split("`") if said.count("`") % 2 == 0 else [said]
    forms = (Markup("{}"), Markup("<code>{}</code>"))
    return Markup("").join(forms[n % 2].format(piece) for n, piece in enumerate(pieces)) + "."


def _soon(tokens: Iterable[Any]) -> Iterator[Any]:
    until = time.monotonic() + _PATIENCE
    for one in tokens:
        if time.monotonic() > until:
            raise TimeoutError
        yield one


@lru_cache(maxsize=256)
def coloured(text: str, language: str = "") -> Markup:
    """A text as HTML for a `<pre class="code">`: escaped, with nothing that hides. `language`: as recipes and
    Pygments name it; empty or unknown, or a text that takes too long: nothing is."""
    text, name = visible(text), _CALLED.get(language, language)
    if len(text) <= _LONGEST and not _BLANK.search(text):
        with suppress(ClassNotFound, TimeoutError):
            tokens = get_lexer_by_name(name, stripnl=False, ensurenl=False).get_tokens(text)
            return Markup(format(_soon(tokens), HtmlFormatter(nowrap=True)))  # Pygments escapes
    return escape(text)


def as_json(value: Any) -> str:
    """A value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def indented(text: str) -> str:
    """JSON text, indented; any other text as it is."""
    value = parsed(text)
    return as_json(value) if isinstance(value, (dict, list)) else text
