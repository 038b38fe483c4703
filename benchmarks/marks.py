"""An observer for benchmarks: says yes to everything and notes when production began and what CPU it took."""

import time
from collections.abc import Callable

from seedbed.graphs.observer import Question, View
from seedbed.memory.store.protocol import Store


class Marks:
    """Instants and CPU seconds of production."""

    def __init__(self) -> None:
        self.began = 0.0
        """Wall-clock time at which production began."""
        self.cpu = 0.0
        """CPU seconds from there to its end."""
        self._cpu_before = 0.0
        self.messages: list[str] = []

    def said(self, message: str) -> None:
        self.messages.append(message)

    def stalled(self, message: str) -> None: ...

    def goes_on(self, message: str) -> None: ...

    def stage(self, name: str) -> None:
        if name == "produce" and not self.began:
            self.began, self._cpu_before = time.time(), time.process_time()
        elif name == "curate":
            self.cpu = time.process_time() - self._cpu_before

    def attach(self, view: Callable[[], View]) -> None:
        """The figures aren't looked at while measuring."""

    async def approve(self, question: Question, store: Store) -> bool:
        return True

    async def ask(self, question: str, choices: tuple[str, ...]) -> str | None:
        return None
