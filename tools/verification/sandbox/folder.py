"""A run's folder: measured while the run goes on where nothing else bounds it, and removed at its end."""

import os
import shutil
import subprocess
from pathlib import Path

from seedbed.tools.verification.sandbox.runners import FOLDER_ENTRIES, FOLDER_MEGABYTES

LONGEST_PATH = 512
"""Most characters of a path in a watched folder: deeper ones would take long to measure and remove."""


def too_much(folder: Path) -> str:
    """In words, by what a watched folder is over its bounds; empty when it isn't."""
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
    """Removes it, whatever a program made in it."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        # Nested too deep for Python, or a folder without rights: rm can do both.
        subprocess.run(["rm", "-rf", "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
