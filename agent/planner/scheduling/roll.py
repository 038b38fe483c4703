"""The seats by number, 4 bytes each: what seats that want the same have in common is kept once, and once the
cells and values that these are made of, so that where hardly two want the same one takes 150 bytes."""

from array import array
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from seedbed.memory.brief import Cell, Seat


class Roll(Mapping[int, Seat]):
    """Number → seat, made when it is asked for."""

    def __init__(self) -> None:
        self._of = array("i")
        """Of each number its kind; −1: there is no such seat."""
        self._kinds: list[bytes] = []
        """Of each kind the places of its cell and of its attributes in `_words`."""
        self._known: dict[bytes, int] = {}
        self._words: list[Any] = []
        """Cells, and attributes as (name, value)."""
        self._places: dict[Hashable, int] = {}
        self.written = array("i")
        """Of each kind the texts ordered for its seats so far."""

    def put(self, seat: Seat) -> None:
        """A seat is new, or has another cell or other attributes."""
        self._of.extend([-1] * (seat.number + 1 - len(self._of)))
        self._of[seat.number] = self.kind_of(seat.cell, seat.attributes)

    def kind_of(self, cell: Cell, attributes: Mapping[str, Any]) -> int:
        """The kind of what wants these, a new one where none did so far."""
        words = [self._place(cell.key, cell)]
        words += [self._place((*pair, type(pair[1])), pair) for pair in attributes.items()]
        code = array("i", words).tobytes()
        if (kind := self._known.setdefault(code, len(self._kinds))) == len(self._kinds):
            self._kinds.append(code)
            self.written.append(0)
        return kind

    def _place(self, name: Hashable, word: Any) -> int:
        if (place := self._places.setdefault(name, len(self._words))) == len(self._words):
            self._words.append(word)
        return place

    def kind(self, number: int) -> int:
        """What a seat has in common with those that want the same."""
        return self._of[number]

    def alike(self, cell: Cell, attributes: Mapping[str, Any]) -> int | None:
        """The kind of seats that want these; None: none ever did."""
        names: list[Hashable] = [cell.key, *((*pair, type(pair[1])) for pair in attributes.items())]
        places = [place for name in names if (place := self._places.get(name)) is not None]
        return self._known.get(array("i", places).tobytes()) if len(places) == len(names) else None

    def wanted(self, kind: int) -> tuple[Cell, dict[str, Any]]:
        """The cell and the attributes of a kind."""
        cell, *attributes = (self._words[place] for place in array("i", self._kinds[kind]))
        return cell, dict(attributes)

    def __getitem__(self, number: int) -> Seat:
        if not (0 <= number < len(self._of)) or self._of[number] < 0:
            raise KeyError(number)
        cell, attributes = self.wanted(self._of[number])
        return Seat.model_construct(number=number, cell=cell, attributes=attributes)

    def __iter__(self) -> Iterator[int]:
        return (number for number, kind in enumerate(self._of) if kind >= 0)

    def __len__(self) -> int:
        return sum(kind >= 0 for kind in self._of)
