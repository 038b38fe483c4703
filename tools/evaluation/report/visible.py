"""Untrusted text made visible: no character of it can steer a terminal, reorder a line or hide.

One function for every sink that shows text to people. Markup (HTML, Markdown, rich) is escaped by the sink;
this module knows characters only."""

import unicodedata

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiner: Persian, Indic scripts and emoji need them, and they move nothing."""


def visible(text: str, *, lines: bool = True) -> str:
    """The text with control, format, separator, surrogate, private and unassigned characters as escapes.
    `lines`: line feeds and tabs stay; otherwise any run of white space becomes one space."""
    kept = _JOINERS + "\n\t" * lines
    if not lines:
        text = " ".join(text.split())
    # Printable characters (Python's notion: none of the categories below) need no look one by one.
    if text.isprintable() or (lines and text.replace("\n", "").replace("\t", "").isprintable()):
        return text
    return "".join(
        char
        if char in kept or unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")
        else char.encode("unicode_escape").decode()
        for char in text
    )


def shortened(text: str, width: int) -> str:
    """The text on one line, made visible, at most `width` characters long."""
    line = visible(text, lines=False)
    return line if len(line) <= width else f"{line[: max(width - 1, 0)].rstrip()}…"
