"""The program called inside the test's own process: for what needs no process of its own, and quickly."""

import gc
import json
from collections.abc import Mapping, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from seedbed.app.cli import main
from seedbed.app.console import console
from seedbed.tools.checks.sources.against import _all
from seedbed.tools.checks.sources.documents import _listed, text_of
from seedbed.tools.checks.sources.rank import indexed
from seedbed.tools.knowledge.chunks import _cut
from seedbed.tools.knowledge.sources import _kept_text
from tests.e2e.program import Done, Program

_KEPT = (_all, _cut, _kept_text, _listed, indexed, text_of)
"""What a process keeps of documents by their paths: `run` is another folder from wherever it is said."""


def seedbed(*words: object, env: dict[str, str] | None = None) -> Result:
    """A command to its end, not at a terminal."""
    console.cache_clear()  # a console keeps the stream that it was made with
    for kept in _KEPT:
        kept.cache_clear()
    try:
        return CliRunner().invoke(main, [str(word) for word in words], env={"COLUMNS": "200", **(env or {})})
    finally:
        gc.enable()  # a build that is refused leaves it off


class Inside(Program):
    """The same program, each command called here, in its folder."""

    def __call__(self, *words: str) -> Done:
        """A command to its end."""
        with chdir(self.folder):
            done = seedbed(*words, env=self.environment())
        assert isinstance(done.exception, SystemExit | None), done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    def apart(self, *words: str) -> Done:
        """A command to its end in a process of its own, whose sets have another order and whose caches are
        empty."""
        return Program(self.folder, self.base_url, self.model)(*words)

    def killed(self, kills: Sequence[int], *words: str) -> Done:
        """As there, all of it in processes of their own if there is a kill."""
        if not kills:
            return self(*words)
        return Program(self.folder, self.base_url, self.model).killed(kills, *words)


def status(run: Path) -> dict[str, Any]:
    """What `status` says of a run; its identities hold."""
    found: dict[str, Any] = json.loads(seedbed("status", run, "--json").stdout)
    holds(found)
    return found


def holds(status: Mapping[str, Any]) -> None:
    """The identities of a status."""
    ends = [status[end] for end in ("accepted", "rejected", "failed", "in_flight")]
    assert status["requested"] == status["accepted"] + status["missing"], status
    assert status["candidates"] == sum(ends) and min(*ends, status["missing"]) >= 0, status
    assert sum(status["grades"].values()) == status["accepted"], status


def is_clean(*texts: str) -> bool:
    """Whether texts hold no control character besides line ends and tabs."""
    return not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for text in texts for c in text)
