"""A store that can't be read as what it should hold, damaged or doctored: it is named, in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seedbed.memory.errors import UserFault


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever is wrong with a run's values while it is read becomes one line.

    Raises:
        UserFault: the store is damaged.
    """
    from pydantic import ValidationError
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "a value"
        raise _damaged(path, f"{error.title}: {place}: {first['msg']}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error
    except DatabaseError as error:
        raise _damaged(path, str(error.orig)) from error


def _damaged(path: Path, what: str) -> UserFault:
    return UserFault(
        f"the run's store holds what no build writes ({what})",
        where=str(path),
        next_step="restore it from a copy, or build anew",
    )
