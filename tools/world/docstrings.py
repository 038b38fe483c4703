"""What a docstring says of a function and of its arguments, as Google and Sphinx write it.

It knows text alone; what the arguments are is the signature's matter.
"""

import re

_SECTION = re.compile(r"^(Args|Arguments|Parameters|Returns?|Raises|Yields?|Examples?|Notes?)\s*:\s*$")
_ARGUMENTS = ("Args", "Arguments", "Parameters")
_GOOGLE = re.compile(r"^\s+(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")
_SPHINX = re.compile(r"^:param\s+(?:[^:]*\s)?(\w+)\s*:\s*(.*)$")


def described(docstring: str) -> tuple[str, dict[str, str]]:
    """The text before any section, in one line, and argument → what is said of it, in one line.

    Args:
        docstring: With its indentation cleaned, as `ast.get_docstring` gives it.
    """
    whole: list[str] = []
    said: dict[str, list[str]] = {}
    section, indent, lines = "", 0, whole
    for line in docstring.splitlines():
        deep = len(line) - len(line.lstrip())
        if found := _SECTION.match(line):
            section, indent, lines = found[1], 0, []
        elif line.startswith(":"):
            found = _SPHINX.match(line)
            section, lines = "Sphinx", said.setdefault(found[1], [found[2]]) if found else []
        elif section in _ARGUMENTS and line.strip() and (not indent or deep == indent):
            indent, found = deep, _GOOGLE.match(line)
            lines = said.setdefault(found[1], [found[2]]) if found else []
        else:
            lines.append(line)
    return _joined(whole), {name: text for name, some in said.items() if (text := _joined(some))}


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
