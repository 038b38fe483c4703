"""The program called inside the test's own process: for what needs no process of its own, and quickly."""

from click.testing import CliRunner, Result

from seedbed.app.cli import main
from seedbed.app.console import people, results


def seedbed(*words: object, env: dict[str, str] | None = None) -> Result:
    """A command to its end, not at a terminal."""
    people.cache_clear()  # a console keeps the stream that it was made with
    results.cache_clear()
    return CliRunner().invoke(main, [str(word) for word in words], env={"COLUMNS": "200", **(env or {})})


def is_clean(*texts: str) -> bool:
    """Whether texts hold no control character besides line ends and tabs."""
    return not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for text in texts for c in text)
