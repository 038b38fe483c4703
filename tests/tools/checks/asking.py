"""A model whose answers a test writes down, for checks that ask one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from seedbed.agent.prompting import delimit, render
from seedbed.memory.candidate import PROVING
from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Case, Question, Said, Verdict

NONCE = "0a1b2c3d4e5f"


@dataclass(frozen=True, slots=True)
class Asked(Question):
    """One question."""

    words: str = ""
    """The filled-in prompt, all messages."""


Answer = Any | Callable[[Asked], Any]


@dataclass
class Scripted:
    """Answers by prompt, one a call (the last again and again); None: an unusable answer."""

    answers: Mapping[str, Sequence[Answer]]
    asked: list[Asked] = field(default_factory=list)

    async def __call__(self, question: Question) -> Said:
        prompt, schema = question.prompt, question.schema
        texts = {name: delimit(text, NONCE) for name, text in question.texts.items()}
        filled = render(prompt, **question.values, texts=texts)
        words = "\n".join(message["content"] for message in filled.messages)
        asked = Asked(**{one.name: getattr(question, one.name) for one in fields(question)}, words=words)
        number = sum(one.prompt == prompt for one in self.asked)
        self.asked.append(asked)
        assert schema["title"] == prompt
        Draft202012Validator.check_schema(schema)
        answer = self.answers[prompt][min(number, len(self.answers[prompt]) - 1)]
        value = answer(asked) if callable(answer) else answer
        if value is None:
            raise AnswerFault("malformed", "not JSON")
        Draft202012Validator(schema).validate(value)
        return Said(value, f"slot-{len(self.asked)}")

    @property
    def jobs(self) -> list[str]:
        """The prompts that were asked, in order."""
        return [one.prompt for one in self.asked]


_ABOUT = ("with", "in", "fields", "seat", "schemas", "kinds", "row", "lean")


def cases(file: str) -> list[Any]:
    """The cases of a file beside this one, (check, case) each, for `parametrize`."""
    listed = yaml.load((Path(__file__).parent / file).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [
        pytest.param(check, case, id=f"{check} {number}")
        for check, some in listed.items()
        for number, case in enumerate(some, 1)
    ]


def read_case(case: Mapping[str, Any], *told: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values by input, and what else the check knows; whatever key isn't said here or `told` is a field."""
    row = {key: value for key, value in case.items() if key not in (*_ABOUT, *told)}
    given = case.get("fields", {key: key for key in row})
    fields = {key: tuple(of) if isinstance(of, list) else of for key, of in given.items()}
    values = {
        key: tuple(row[one] for one in of) if isinstance(of, tuple) else row[of] for key, of in fields.items()
    }
    spoken = case.get("in", {})
    languages = dict.fromkeys(row, spoken) if isinstance(spoken, str) else spoken
    known = {key: case[key] for key in ("seat", "schemas", "kinds", "row", "lean") if key in case}
    return values, {"fields": fields, "languages": languages, **known}


async def verify(
    check: str,
    values: Mapping[str, Any],
    arguments: Mapping[str, Any] | None = None,
    model: Scripted | None = None,
    **case: Any,
) -> Verdict:
    """A check's verdict; fields have their inputs' names unless the test says otherwise."""
    found = find(check)
    inputs = {name: name for name in values} | dict(case.pop("inputs", {}))
    known = Case(row=case.pop("row", {}), inputs=inputs, ask=model, **case)
    return await found.verify(values, found.arguments.model_validate(arguments or {}), known)


def told(claim: str, quote: str = "", verdict: str = "supported") -> dict[str, str]:
    """One claim as a judge gives it."""
    return {"claim": claim, "quote": quote, "verdict": verdict}


def claims(*given: dict[str, str]) -> dict[str, Any]:
    """A judge's answer on claims."""
    return {"claims": list(given)}


def sentence(number: int, verdict: str = "yes", quote: str = "", why: str = "so it is") -> dict[str, Any]:
    """One sentence as a judge gives it."""
    return {"number": number, "quote": quote, "why": why, "verdict": verdict}


def sentences(*given: dict[str, Any]) -> dict[str, Any]:
    """A judge's answer on sentences."""
    return {"sentences": list(given)}


def solving(*answers: Any) -> list[Any]:
    """Solvers' answers."""
    return [{"working": "w", "answer": answer} for answer in answers]


def pieces(found: Verdict) -> list[Any]:
    """Its evidence, of whatever kind the test knows it to be."""
    return list(found.evidence)


def proves(check: str, found: Verdict) -> bool:
    """Whether a relation is proven: the check may prove it, and no piece of evidence is a model's word."""
    kinds = {one.kind for one in found.evidence}
    may = find(check).shows.get(check) == "proven"  # type: ignore[call-overload]
    return found.state == "held" and may and bool(kinds) and kinds <= {*PROVING, "rule"}
