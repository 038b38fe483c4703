"""What is bounded from outside while a run goes on: its processes together, and its folder.

Where the folder lies in memory of the run's own, it is seen empty from here, and its size is bounded there.
Processes are known by their parents, as the machine's `/proc` has them; without it nothing is counted."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROCESSES = 128
"""Most processes of a run at a time, with those that keep it."""
MEMORY_MEGABYTES = 1024
"""Most memory of them together; what two share counts twice."""
FOLDER_MEGABYTES, COMMANDS_MEGABYTES = 64, 256
"""Most that a program may write in all, and commands: compilers fill more."""
FOLDER_ENTRIES = 4096
"""Most files and folders that a program may make."""
LONGEST_PATH = 512
"""Most characters of a path in a folder: deeper ones would take long to measure and remove."""


def too_many(root: int) -> str:
    """In words, by what the processes below `root` are over their bounds; empty when they aren't."""
    children: dict[int, list[tuple[int, int]]] = {}
    for number, parent, pages in _processes():
        children.setdefault(parent, []).append((number, pages))
    count = size = 0
    waiting = [root]
    while waiting:
        for number, pages in children.pop(waiting.pop(), ()):
            count, size = count + 1, size + pages * os.sysconf("SC_PAGE_SIZE")
            waiting.append(number)
    if count > PROCESSES:
        return f"it started more than {PROCESSES} processes"
    return f"its processes took more than {MEMORY_MEGABYTES} MB" if size > MEMORY_MEGABYTES << 20 else ""


def _processes() -> Iterator[tuple[int, int, int]]:
    """Each process's number, its parent's and the pages that it has in memory."""
    for name in filter(str.isdigit, os.listdir("/proc") if os.path.isdir("/proc") else ()):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                said = file.read()
        except OSError:
            continue  # it has ended
        # After the name, which stands in brackets and may hold anything: state, parent, … resident pages.
        words = said[said.rindex(b")") + 2 :].split()
        yield int(name), int(words[1]), int(words[21])


def too_much(folder: Path) -> str:
    """In words, by what a folder is over its bounds; empty when it isn't."""
    size = count = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    if count > FOLDER_ENTRIES:
                        return f"it made more than {FOLDER_ENTRIES} files"
                    if len(entry.path) > LONGEST_PATH:
                        return "it made folders within folders without end"
                    if size > FOLDER_MEGABYTES << 20:
                        return f"it wrote more than {FOLDER_MEGABYTES} MB"
        except FileNotFoundError:
            continue
        except OSError as fault:
            return f"its folder can't be measured: {fault.strerror}"
    return ""


def remove(folder: Path) -> None:
    """Removes a folder, whatever a program made in it: nested too deep for Python, or without rights."""
    subprocess.run(["rm", "-rf", "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
