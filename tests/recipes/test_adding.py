"""What it takes to add a check and a kind of rows: one file each, and nothing else is touched."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ("agent", "app", "graphs", "memory", "tools")

CHECK = '''"""Whether a text ends as is wanted."""

from collections.abc import Mapping
from typing import Any

from seedbed.tools.checks.check import Arguments, Case, Check, Verdict, failed, held
from seedbed.tools.checks.inputs import rule


class Ending(Arguments):
    sign: str


async def verify(inputs: Mapping[str, Any], arguments: Ending, case: Case) -> Verdict:
    if str(inputs["of"]).endswith(arguments.sign):
        return held(rule("ends", arguments, case))
    return failed("low quality", f"the text doesn't end with {arguments.sign}")


CHECK = Check(
    name="ends",
    about="The text ends with a sign.",
    inputs=("of",),
    arguments=Ending,
    verify=verify,
    shows={"kept": "supported"},
    example='ends: {of: text, sign: "!"}',
)
'''

RECIPE = """recipe: cheers
about: A cheer of a fan
row: {text: line 10..120 as text}
write: "A cheer about {{ leaf }}."
checks: {ends: {of: text, sign: "!"}}
rubric: ["'text' is a cheer."]
"""


TWICE = """
import json
from click.testing import CliRunner
from seedbed.app.cli import main
for words in (["show", "cheers", "--json"], ["check", "wrong.yaml"]):
    done = CliRunner().invoke(main, ["recipes", *words])
    print(json.dumps([done.exit_code, done.stdout + done.stderr]))
"""


def test_a_recipe_is_one_file_and_so_is_the_check_that_it_names(tmp_path: Path) -> None:
    there = tmp_path
    for folder in HOUSE:
        shutil.copytree(ROOT / folder, there / "seedbed" / folder)
    shutil.copy(ROOT / "src/seedbed/__init__.py", there / "seedbed")
    (there / "seedbed/tools/checks/form/ends.py").write_text(CHECK, "utf-8")
    (there / "seedbed/agent/recipes/shipped/texts/cheers.yaml").write_text(RECIPE, "utf-8")
    (there / "wrong.yaml").write_text(RECIPE.replace('sign: "!"', "mark: x"), "utf-8")
    here = {"PYTHONPATH": str(there), "HOME": str(there), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", TWICE]
    said = subprocess.run(command, capture_output=True, check=True, cwd=there, env=here, timeout=60).stdout
    shown, refused = map(json.loads, said.splitlines())
    assert shown[0] == 0 and "ends.text" in shown[1], shown
    assert refused[0] == 2 and "mark" in refused[1], refused
