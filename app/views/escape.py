"""The one escape between untrusted text and the terminal.

Model output, documents and file names are shown as text: control characters (C0, C1, so every OSC and CSI
sequence), bidirectional and other invisible characters become visible escapes, and rich never sees markup."""

from typing import TYPE_CHECKING

from seedbed.tools.evaluation.report.visible import shortened, visible

if TYPE_CHECKING:
    from rich.text import Text


def line(text: str, width: int = 1000) -> str:
    """The text on one line of at most `width` characters."""
    return shortened(text, width)


def words(text: str, style: str = "") -> "Text":
    """The text for rich: escaped, and never read as markup; line feeds stay."""
    from rich.text import Text

    return Text(visible(text), style=style)
