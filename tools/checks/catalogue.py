"""Every check there is, in the one list that is written by hand, by folder."""

from seedbed.tools.checks.check import Check

CATALOGUE: tuple[Check, ...] = ()


def find(name: str) -> Check:
    """The check of that name.

    Raises:
        KeyError: there is none.
    """
    for check in CATALOGUE:
        if check.name == name:
            return check
    raise KeyError(name)
