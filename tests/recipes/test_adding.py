"""What it takes to add a check and a kind of rows: one file each, and nothing else is touched."""

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


def seedbed(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "import sys; from seedbed.app.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        cwd=house,
        env={"PYTHONPATH": str(house), "HOME": str(house), "PATH": "/usr/bin:/bin"},
        timeout=60,
    )


def test_a_recipe_is_one_file_and_so_is_the_check_that_it_names(tmp_path: Path) -> None:
    there = tmp_path
    for folder in HOUSE:
        shutil.copytree(ROOT / folder, there / "seedbed" / folder)
    shutil.copy(ROOT / "src/seedbed/__init__.py", there / "seedbed")
    (there / "seedbed/tools/checks/form/ends.py").write_text(CHECK, "utf-8")
    (there / "seedbed/agent/recipes/shipped/texts/cheers.yaml").write_text(RECIPE, "utf-8")
    shown = seedbed(there, "recipes", "show", "cheers", "--json")
    assert shown.returncode == 0, shown.stderr
    assert "ends.text" in shown.stdout
    (there / "wrong.yaml").write_text(RECIPE.replace('sign: "!"', "mark: x"), "utf-8")
    refused = seedbed(there, "recipes", "check", "wrong.yaml")
    assert refused.returncode == 2
    assert "mark" in refused.stderr + refused.stdout
