"""What a reader of files hands back: texts, or why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One text found in a file."""

    text: str
    """Markdown or plain, LF line ends."""
    title: str
    original_sha256: str = ""
    """Of the file's bytes, or of the row's own line; empty until whoever holds the bytes fills it in."""
    place: str = ""
    """`#id` within a file that holds several."""
    pages: tuple[int, ...] = ()
    """Where each page begins in `text`, as offsets that never fall; empty where there are no pages."""
    note: str = ""
    """What its reader should know, such as pages without text; one line, may be empty."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a row of one, that holds no text that can be used."""

    why: str
    place: str = ""
