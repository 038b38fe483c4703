"""The processes of a run, counted from outside while it goes on: how many, and how much memory together.

It knows processes by their parents, as the machine's `/proc` has them. Those of a container aren't below its
client; the container bounds them itself. Where there is no `/proc`, nothing is counted.
"""

import os
from collections.abc import Iterator

LOOK_SECONDS = 0.1
"""How often they are counted; at once where the whole machine has many more than before."""
PROCESSES = 128
"""Most processes of a run at a time, with those that keep it."""
MEGABYTES = 1024
"""Most memory of them together; what two share counts twice."""


def threads() -> int:
    """The threads of the whole machine, by one short read; 0 where that can't be known."""
    try:
        with open("/proc/loadavg", "rb") as file:
            return int(file.read().split()[3].split(b"/")[1])
    except OSError:
        return 0


def too_many(root: int) -> str:
    """In words, by what the processes below `root` are over their bounds; empty when they aren't."""
    children: dict[int, list[tuple[int, int]]] = {}
    for number, parent, pages in _processes():
        children.setdefault(parent, []).append((number, pages))
    count = size = 0
    page = os.sysconf("SC_PAGE_SIZE")
    waiting = [root]
    while waiting:
        for number, pages in children.pop(waiting.pop(), ()):
            count, size = count + 1, size + pages * page
            waiting.append(number)
    if count > PROCESSES:
        return f"it started more than {PROCESSES} processes"
    if size > MEGABYTES << 20:
        return f"its processes took more than {MEGABYTES} MB"
    return ""


def _processes() -> Iterator[tuple[int, int, int]]:
    """Each process's number, its parent's and the pages that it has in memory."""
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                said = file.read()
        except OSError:
            continue  # it has ended
        # After the name, which stands in brackets and may hold anything: state, parent, … resident pages.
        words = said[said.rindex(b")") + 2 :].split()
        yield int(name), int(words[1]), int(words[21])
