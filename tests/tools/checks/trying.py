"""Runs one check as a build does: arguments as the recipe writes them, fields behind the inputs."""

import asyncio
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import yaml

from seedbed.tools.checks.check import Check, Verdict
from tests.tools.checks.asking import verify

ODD: tuple[Any, ...] = (
    None, "", " ", "\n\n", 0, -1.5, True, [], {}, [None], [[]], {"": ""}, [{"role": "user"}], "a" * 10_000,
    "word " * 3_000, "\u202e\ud7ff\x00", "🙂" * 300, ["x"] * 1000, [{"role": 1, "content": None}],
    {"a": {"b": {"c": [1, 2, {"d": "e"}]}}}, 10**400, "1" * 5000, "1,2" * 2000, "<a>" * 3000, "(" * 5000,
    "«»„“", "١٢٣ ½ ²", "-" * 500, ".5. 5.5.5 ,,5", "ﬀ İ ß",
)  # fmt: skip
"""Values of every shape."""


def verdict(
    check: Check,
    inputs: Mapping[str, Any],
    arguments: Mapping[str, Any] | None = None,
    *,
    fields: Mapping[str, str | tuple[str, ...]] | None = None,
    **more: Any,
) -> Verdict:
    """What a check says; each input is a field of its own name unless `fields` says otherwise."""
    named = fields or {name: name for name in inputs}
    row = {field: value for name, value in inputs.items() if isinstance(field := named[name], str)}
    return asyncio.run(verify(check.name, inputs, arguments, inputs=named, row=row, **more))


def holds(check: Check, *given: Any, **more: Any) -> bool:
    """Whether it held, with evidence that names it and arguments that can be read back."""
    found = verdict(check, *given, **more)
    if found.state != "held":
        return False
    for one in found.evidence:
        assert one.ok and one.by == check.name
        if one.kind == "rule":
            check.arguments.model_validate(one.arguments)
    return bool(found.evidence)


def fails(check: Check, *given: Any, **more: Any) -> str:
    """The detail of a failure; empty: it didn't fail."""
    found = verdict(check, *given, **more)
    assert found.state != "failed" or (found.detail and "\n" not in found.detail)
    return found.detail if found.state == "failed" else ""


def untold(check: Check, *given: Any, **more: Any) -> bool:
    """Whether it gave no verdict and said why."""
    found = verdict(check, *given, **more)
    return found.state == "no verdict" and bool(found.detail)


def survives(
    check: Check, arguments: Mapping[str, Any] | None = None, odd: Sequence[Any] = ODD, **more: Any
) -> None:
    """Values of every shape end in a verdict, and spoiling them in a change or none."""
    read = check.arguments.model_validate(arguments or {})
    names = [name.rstrip("*") for name in check.inputs]
    for one in odd:
        for other in (one, "A plain text, 5 words.") if len(names) > 1 else (one,):
            inputs = {name: one if name == names[0] else other for name in names}
            assert verdict(check, inputs, arguments, **more).state in ("held", "failed", "no verdict")
            for spoil in check.spoil.values():
                spoil(inputs, read, Random(0))


def spoilt(
    check: Check,
    inputs: Mapping[str, Any],
    arguments: Mapping[str, Any] | None = None,
    seeds: Sequence[int] = range(5),
    **more: Any,
) -> set[str]:
    """Names of the defects that could be planted in a right row; every one was refused, for every draw."""
    read = check.arguments.model_validate(arguments or {})
    assert holds(check, inputs, arguments, **more), verdict(check, inputs, arguments, **more).detail
    planted = set()
    for name, spoil in check.spoil.items():
        for seed in seeds:
            changed = spoil(inputs, read, Random(seed))
            if changed is not None:
                assert changed.keys() <= inputs.keys()
                assert fails(check, {**inputs, **changed}, arguments, **more), (name, changed)
                planted.add(name)
    return planted


def called(check: Check) -> tuple[str, Mapping[str, Any]]:
    """Id, inputs and arguments of an example; that of a relation is a line of `holds`."""
    line = yaml.safe_load(check.example)
    if isinstance(line, str):
        a, relation, *b = line.split()
        number = {"most": int(b.pop())} if b[-1].isdigit() else {}
        return relation, {"a": a, "b": b, **number}
    assert isinstance(line, Mapping) and len(line) == 1
    ((key, given),) = line.items()
    assert isinstance(given, Mapping)
    return str(key), given
