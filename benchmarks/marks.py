"""A build at a simulated endpoint for benchmarks, and its observer, who notes when production began and what
CPU it took."""

import time
from pathlib import Path
from typing import Any

from seedbed.agent.models.settings import resolve
from seedbed.graphs.lifecycle import Outcome, Wish, build
from seedbed.graphs.observer import Observer, Question
from seedbed.memory.store.protocol import Store


class Marks(Observer):
    """Instants and CPU seconds of production; nobody who could be asked."""

    def __init__(self, *, approves: bool | None = True) -> None:
        self._approves = approves
        self.began = 0.0
        """Wall-clock time at which production began."""
        self.cpu = 0.0
        """CPU seconds from there to its end."""
        self._cpu_before = 0.0
        self.messages: list[str] = []

    def said(self, message: str) -> None:
        self.messages.append(message)

    def stage(self, name: str) -> None:
        if name == "produce" and not self.began:
            self.began, self._cpu_before = time.time(), time.process_time()
        elif name == "curate":
            self.cpu = time.process_time() - self._cpu_before

    async def approve(self, question: Question, store: Store) -> bool | None:
        return self._approves


async def built(run: Path, base_url: str, marks: Marks, *, model: str = "sim-strong", **wish: Any) -> Outcome:
    """A build as the command line would make it. `wish`: as `Wish` has it, without settings."""
    settings = resolve(
        {}, {"SEEDBED_MODEL": model, "SEEDBED_BASE_URL": base_url}, {"SEEDBED_API_KEY": "k"}, run.parent
    )
    return await build(run, Wish(settings, **wish), marks)
