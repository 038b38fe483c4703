"""What `.gitignore` files leave out of a git checkout.

pathspec (MPL-2.0) reads their patterns; git itself isn't asked, for a checkout's configuration can name
programs that git starts. Files that are tracked though a pattern names them are left out, too; `.git` is
never opened, so neither its `info/exclude` nor a person's own list of patterns counts."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MOST = 200_000
"""Characters of a `.gitignore` that are read."""


class Ignored:
    """Asked while a tree is walked from its top: each folder is entered before its files are asked about."""

    def __init__(self) -> None:
        self._checkouts: dict[Path, Path] = {}
        """Folder → the checkout that it is in."""
        self._patterns: dict[Path, GitIgnoreSpec] = {}
        self._counts: dict[Path, int] = {}

    def enter(self, folder: Path, names: Collection[str]) -> None:
        """A folder's names are known."""
        if ".git" in names:
            self._checkouts[folder] = folder
            self._counts[folder] = 0
        elif folder.parent in self._checkouts:
            self._checkouts[folder] = self._checkouts[folder.parent]
        path = folder / ".gitignore"
        if folder in self._checkouts and ".gitignore" in names and path.is_file() and not path.is_symlink():
            self._patterns[folder] = _patterns(path)

    def leaves_out(self, path: Path, *, folder: bool = False) -> bool:
        """Whether a file or folder is left out, which is counted. The deepest pattern file decides."""
        checkout = self._checkouts.get(path.parent)
        if checkout is None:
            return False
        for above in path.parents:
            if patterns := self._patterns.get(above):
                said = patterns.check_file(path.relative_to(above).as_posix() + "/" * folder).include
                if said is not None:
                    self._counts[checkout] += said
                    return said
            if above == checkout:
                break
        return False

    def counts(self) -> Iterator[tuple[Path, int]]:
        """Each checkout of which something was left out, and how many files and folders."""
        yield from ((path, count) for path, count in self._counts.items() if count)


def _patterns(path: Path) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return GitIgnoreSpec.from_lines(file.read(_MOST).splitlines())
    except (OSError, ValueError):
        return GitIgnoreSpec.from_lines([])
