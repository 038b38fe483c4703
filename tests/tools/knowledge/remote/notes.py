"""The MCP server of the tests at an address: one process for all tests that need no program of their own."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tools.knowledge.chroma_server import listening

PROGRAM = Path(__file__).with_name("mcp_server.py")


@dataclass(frozen=True, slots=True)
class Notes:
    """A running server."""

    url: str
    log: Path

    def sent(self) -> list[Any]:
        """What it was sent so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notes]:
    log = tmp_path_factory.mktemp("notes") / "log"
    log.touch()
    with listening(sys.executable, str(PROGRAM), str(log)) as url:
        yield Notes(f"{url}/mcp", log)
