"""What a Markdown text says of itself in its front matter."""

import re

import yaml

_FRONT_MATTER = re.compile(r"---\n(.{0,10000}?\n)---\n", re.S)
_NOT_READ = (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError)
"""What comes of a head that is no YAML, or says of a value that it is what it isn't (`!!int x`)."""


def front_matter(text: str) -> tuple[str, int]:
    """The title in a YAML head between `---` lines ("" if none), and where the head ends (0 if none)."""
    head = _FRONT_MATTER.match(text)
    if not head:
        return "", 0
    try:
        values = yaml.safe_load(head[1])
    except _NOT_READ:
        return "", head.end()
    title = values.get("title", "") if isinstance(values, dict) else ""
    return (" ".join(title.split()) if isinstance(title, str) else ""), head.end()
