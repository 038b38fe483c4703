"""A uniform sample of a stream of texts, of bounded size. It knows nothing of what the texts are for."""

from seedbed.memory.exact.randomness import rng

SIZE = 300
"""Texts kept: the eigenvalues of 300 similarities cost 2 ms."""


class Reservoir:
    """Algorithm R (Vitter 1985, §2): each text so far is kept with equal probability.

    What is kept is a function of the texts in their order, the seed and the name, so a resumed build that
    adds the same rows again keeps the same.
    """

    def __init__(self, seed: int, name: str, size: int = SIZE) -> None:
        """Args:
        name: What the sample is of; samples of other names draw other numbers.
        """
        self._seed, self._name, self._size = seed, name, size
        self._texts: list[str] = []
        self.seen = 0
        """Texts added so far."""

    def add(self, text: str) -> None:
        """Take note of the next text."""
        self.seen += 1
        if len(self._texts) < self._size:
            self._texts.append(text)
            return
        place = rng(self._seed, f"reservoir {self._name}", self.seen).randrange(self.seen)
        if place < self._size:
            self._texts[place] = text

    @property
    def texts(self) -> tuple[str, ...]:
        """The sample, in no meaningful order."""
        return tuple(self._texts)
