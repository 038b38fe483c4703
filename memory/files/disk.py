"""Whether an error says that the disk takes no more: the system's word for it, or SQLite's."""

import errno

_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_SAID = ("disk is full", "disk i/o error", "readonly database")


def disk_fault(error: BaseException) -> str:
    """What an error, or what caused it, says about the disk, in words; empty: nothing."""
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None and cause not in seen:
        if isinstance(cause, OSError) and cause.errno in _ERRNOS:
            return str(cause.strerror).lower()
        if type(cause).__module__ == "sqlite3" and any(word in str(cause).lower() for word in _SAID):
            return str(cause)
        seen.append(cause)
        cause = cause.__cause__
    return ""
