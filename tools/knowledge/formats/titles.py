"""What a Markdown text calls itself: by its front matter, else by its first heading."""

import re

import yaml

_FRONT_MATTER = re.compile(r"---\n(.{0,10000}?\n)---\n", re.S)
_TOP_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.M)
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.M | re.S)


def front_matter(text: str) -> tuple[str, int]:
    """The title in a YAML head between `---` lines ("" if none), and where the head ends (0 if none)."""
    head = _FRONT_MATTER.match(text)
    if not head:
        return "", 0
    try:
        values = yaml.safe_load(head[1])
    except (yaml.YAMLError, RecursionError, ValueError):
        return "", head.end()
    title = values.get("title", "") if isinstance(values, dict) else ""
    return (" ".join(title.split()) if isinstance(title, str) else ""), head.end()


def title_of(text: str) -> str:
    """Title of a Markdown text: its front matter's, else its first `#` heading, else ""."""
    title, start = front_matter(text)
    heading = _TOP_HEADING.search(_FENCED.sub("", text[start:]))
    return title or (heading[1] if heading else "")
