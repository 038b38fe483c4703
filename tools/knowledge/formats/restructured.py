"""reStructuredText: by docutils to HTML, and on to Markdown as any page.

Directives that bring in files or raw markup are switched off, and no configuration file is looked for.
Roles and directives that only Sphinx knows give their words: `:ref:`hire <x>`` is «hire». Registering them is
global to docutils, so this is only called in a process of its own.
"""

import re
from typing import Any

from docutils import nodes
from docutils.core import publish_parts
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en
from docutils.utils import SystemMessage

from seedbed.tools.knowledge.extraction import html_to_markdown
from seedbed.tools.knowledge.formats.found import Document, Unreadable

_ROLE = re.compile(r":([A-Za-z][\w.+:-]*):`")
_DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([A-Za-z][\w.+:-]*)[ \t]?::", re.M)
_OPTION = re.compile(r"(?:^|\s):[\w-]+:")
_TARGETED = re.compile(r"(.*?)\s*<[^<>]*>", re.S)
_ADMONITIONS = {
    "versionadded": "Added in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
}
_WITHOUT_WORDS = frozenset(
    {"toctree", "index", "highlight", "currentmodule", "module", "image", "figure", "only", "tabularcolumns"}
)
_CODE = frozenset({"sourcecode", "code-block", "literalinclude", "prompt", "doctest", "testcode", "ipython"})
_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "embed_stylesheet": False,
    "stylesheet_path": "",
    "math_output": "LaTeX",
    "syntax_highlight": "none",
    "smart_quotes": False,
    "toc_backlinks": False,
    "footnote_backlinks": False,
    "sectnum_xform": False,
    "initial_header_level": 2,
    "input_encoding": "unicode",
    "output_encoding": "unicode",
}


def read_rst(text: str) -> Document | Unreadable:
    """A reStructuredText's words with their headings, lists and tables."""
    for name in dict.fromkeys(_ROLE.findall(text)):
        if name.lower() not in en.roles:
            roles.register_local_role(name, _words)
    for name in dict.fromkeys(_DIRECTIVE.findall(text)):
        if name.lower() not in en.directives or name.lower() in _CODE:
            directives.register_directive(name, _Unknown)
    try:
        parts = publish_parts(text, writer="html5", settings_overrides=_SETTINGS)
    except SystemMessage as fault:
        return Unreadable(f"not reStructuredText: {fault}")
    title = " ".join(nodes.unescape(re.sub(r"<[^>]*>", "", parts["title"])).split())
    body, _ = html_to_markdown(parts["html_body"])
    return (
        Document(body, title and html_to_markdown(title)[0].strip())
        if body.strip()
        else Unreadable("holds no text")
    )


def _words(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, options: Any = None, content: Any = None
) -> tuple[list[Any], list[Any]]:
    """A role that docutils doesn't know: its words, without a target behind them."""
    words = nodes.unescape(text)
    if targeted := _TARGETED.fullmatch(words):
        words = targeted[1] or words
    elif words.startswith("~"):
        words = words.rsplit(".", 1)[-1].lstrip("~")
    words = words.lstrip("!")
    as_code = ":" in name or name in ("func", "class", "meth", "mod", "attr", "data", "exc", "option", "file")
    return [nodes.literal(rawtext, words) if as_code else nodes.inline(rawtext, words)], []


class _Unknown(Directive):
    """A directive that docutils doesn't know: what it is given and what stands in it, as text."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = None

    def run(self) -> list[nodes.Node]:
        """The nodes in its place."""
        name = self.name.lower()
        if name in _WITHOUT_WORDS:
            return []
        if name in _CODE:
            code = "\n".join(self.content)
            return [nodes.literal_block(code, code)]
        found: list[nodes.Node] = []
        given = " ".join(_OPTION.split(" ".join(self.arguments), maxsplit=1)[:1])
        if name in _ADMONITIONS:
            given = f"{_ADMONITIONS[name]} {given}"
        if given:
            found.append(nodes.paragraph(given, given))
        inside = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, inside)
        return [*found, *inside.children]
