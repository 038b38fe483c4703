"""Which row was made last for a seat and isn't in the dataset, for whoever makes the next one."""

from array import array


class Refusals:
    """The last one of each seat, by its candidate's number; of seats that are filled since there is none.

    Why it isn't there stands in the store: there may be nearly as many as seats, for those that were tried
    before come last."""

    def __init__(self) -> None:
        self._last = array("q")
        self._kinds = array("l")
        self.misfits = set[int]()
        """Kinds of what a writer found not to go together."""

    def note(
        self, seat: int | None, kind: int, number: int, *, stood: bool = False, misfit: bool = False
    ) -> None:
        """A candidate for a seat that wanted what is of this kind was refused; or it `stood` there, and was
        taken back; or nothing was written, since what was wanted is a `misfit`."""
        if misfit:
            self.misfits.add(kind)
        if seat is None:
            return
        missing = [0] * (seat + 1 - len(self._last))
        self._last.extend(missing)
        self._kinds.extend(missing)
        self._last[seat], self._kinds[seat] = (-number if stood else number), kind

    def forget(self, seat: int | None) -> None:
        """A row has this seat."""
        if seat is not None and seat < len(self._last):
            self._last[seat] = 0

    def of(self, seat: int, kind: int) -> tuple[int, bool] | None:
        """The last candidate for a seat, if what it wanted then is of the kind that it wants now, and whether
        it stood there; None: there was none."""
        number = self._last[seat] if seat < len(self._last) else 0
        return (abs(number), number < 0) if number and self._kinds[seat] == kind else None
