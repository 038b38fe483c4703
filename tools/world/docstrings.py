"""What a docstring says of a function and of its arguments, as Google and Sphinx write it.

It knows text alone; what the arguments are is the signature's matter.
"""

import re
from textwrap import dedent

_SECTION = re.compile(
    r"^(?:(?:Args|Arguments|Parameters|Returns?|Raises|Yields?|Examples?|Notes?)\s*:\s*$|:)", re.M
)
_ARGUMENTS = re.compile(r"^(?:Args|Arguments|Parameters)\s*:\s*\n((?:[ \t].*(?:\n|\Z)|\n)*)", re.M)
_GOOGLE = re.compile(r"^(\w+)\s*(?:\([^)]*\))?\s*:", re.M)
_SPHINX = re.compile(r"^:(?:param\s+(?:[^:\n]*\s)?(\w+)|[^:\n]*)\s*:", re.M)


def described(docstring: str) -> tuple[str, dict[str, str]]:
    """The text before any section, in one line, and argument → what is said of it, in one line.

    Args:
        docstring: With its indentation cleaned, as `ast.get_docstring` gives it.
    """
    fields = _SPHINX.split(docstring)[1:]  # name, text, name, text, …; no name: of something else
    for block in _ARGUMENTS.findall(docstring):
        fields += _GOOGLE.split(dedent(block))[1:]
    said = {
        name: " ".join(text.split()) for name, text in zip(fields[::2], fields[1::2], strict=True) if name
    }
    return " ".join(_SECTION.split(docstring)[0].split()), said
