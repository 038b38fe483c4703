"""A file that several processes read here and there, of which one opened it and the others are its forks."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, random, sys
from pathlib import Path
from seedbed.memory.files.disk import reader
read, children = reader(Path(sys.argv[1])), []
while len(children) < 4 and (not children or children[-1]):
    children.append(os.fork())
places = random.Random(len(children)).choices(range(1000), k=20_000)
wrong = sum(read(8, 8 * place) != place.to_bytes(8, "big") for place in places)
if children[-1]:
    wrong += sum(os.waitpid(child, 0)[1] for child in children)
os._exit(1 if wrong else 0)
"""


def test_forks_that_read_at_once_read_what_they_ask_for(tmp_path: Path) -> None:
    table = tmp_path / "table"
    table.write_bytes(b"".join(place.to_bytes(8, "big") for place in range(1000)))
    assert subprocess.run([sys.executable, "-c", PROGRAM, table]).returncode == 0
