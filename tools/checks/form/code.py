"""`code`: a recipe writer's own Python, `verify(**fields) -> (bool, reason)`, run in the sandbox.

It may show form, or that something ordered is kept. It proves nothing, and an error in it is no verdict."""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from seedbed.memory.errors import ToolFault
from seedbed.tools.checks.check import Arguments, Case, Check, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import named, rule
from seedbed.tools.running.own import LONGEST, function, given

MOST_ANSWER = 2_000
"""Characters of the answer."""
_SHOWN = 1_200
"""Characters of a program that writers are shown whole; of a longer one they are told nothing."""


class CodeArguments(Arguments):
    """The program."""

    code: str = Field(max_length=LONGEST, description="Python with a function verify(**fields)")
    seconds: float = Field(5.0, gt=0, le=30)

    @field_validator("code")
    @classmethod
    def _has_verify(cls, code: str) -> str:
        function(code, "verify")
        return code


def _other_names(
    arguments: CodeArguments, named: Mapping[str, Any], _schemas: object, _languages: object
) -> str:
    """Fields that `verify` doesn't take by their names, or others that it wants; what is decorated may take
    any."""
    found, fields = function(arguments.code, "verify"), named["of*"]
    if found.decorator_list:
        return ""
    by_place, by_name = found.args, {one.arg for one in (*found.args.args, *found.args.kwonlyargs)}
    needed = [*by_place.posonlyargs, *by_place.args]
    needed = needed[: len(needed) - len(by_place.defaults)]
    needed += [one for one, d in zip(by_place.kwonlyargs, by_place.kw_defaults, strict=True) if d is None]
    for one in (one.arg for one in needed):
        if one not in fields or one not in by_name:
            given = ", ".join(f"`{name}`" for name in fields)
            return f"`verify` wants `{one}`, and is given by name what `of` names: {given}"
    left = [name for name in fields if name not in by_name and by_place.kwarg is None]
    return f"`verify` doesn't take `{left[0]}`, which `of` names" if left else ""


async def _verify(inputs: Values, arguments: CodeArguments, case: Case) -> Verdict:
    """Each field goes in under its own name; the standard library alone can be imported."""
    values, about = dict(named(inputs, case, "of")), (arguments.code, "verify")
    try:
        answer = await asyncio.to_thread(given, *about, values, MOST_ANSWER, arguments.seconds)
    except ToolFault as fault:
        raise Untold(f"the check's own program: {fault}") from fault
    ok, reason = answer if isinstance(answer, (list, tuple)) and len(answer) == 2 else (answer, "")
    if not isinstance(ok, bool):
        raise Untold("verify must return True or False, or such with a reason")
    return held(rule("code", arguments, case)) if ok else failed("malformed", str(reason)[:300] or "refused")


def _told(arguments: CodeArguments, named: Mapping[str, str]) -> str:
    """The program itself: what it holds a text to may stand nowhere else."""
    code = arguments.code.strip()
    if len(code) > _SHOWN:
        return ""
    lines = "\n  ".join(code.splitlines())
    return f"This gives True of '{named['of']}':\n  ```python\n  {lines}\n  ```"


CHECK = Check(
    name="code",
    about="Python of the recipe's writer, verify(**fields) -> bool or (bool, reason), run in the sandbox; "
    "fields, kept ones and axes, as JSON has them, a passage as {source, start, end, quote: its text}.",
    inputs=("of*",),
    verify=_verify,
    arguments=CodeArguments,
    tells=_told,
    misfit=_other_names,
    shows={"form": "supported", "kept": "supported"},
    example='code.even: {of: [total], code: "def verify(total): return total % 2 == 0"}',
)
