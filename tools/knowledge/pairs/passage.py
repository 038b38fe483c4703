"""A passage as a retriever is shown it: its words under the headings that it doesn't show itself."""

import re

_MARKS = re.compile(r"^[\s#*=>_-]+|[\s#*=_:]+$")


def passage_text(heading: str, text: str) -> str:
    """The passage with its headings before it, " > " between them, an empty line after them.

    Markup stays as it stands in the source. A heading that is a line of the passage is not said again.

    Args:
        heading: Headings above it, joined by " > " (`index.Hit.heading`).
    """
    lines = {_MARKS.sub("", line).casefold() for line in text.splitlines()}
    above = [one for one in heading.split(" > ") if one and _MARKS.sub("", one).casefold() not in lines]
    return "\n\n".join(filter(None, (" > ".join(above), text.strip())))
