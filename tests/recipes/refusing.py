"""A reader that finds fault wherever it is asked: what a recipe's checks make of a model's no."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from seedbed.tools.checks.check import Question, Said
from tests.recipes.trying import Written

_ALWAYS: Mapping[str, Any] = {
    "read_talk": {"found": [{"turn": 1, "quote": "", "why": "it isn't so", "defect": "out of role"}]},
    "compare_two": {"why": "both alike", "which": "neither"},
    "translate_back": {"text": "The weather was fine, and nobody came to the harbour."},
}
"""Prompt → what is answered whatever the row."""


class Refusing:
    """Says no to everything, in the form that is asked for."""

    def __init__(self, of: Written) -> None:
        self.of = of

    async def __call__(self, one: Question) -> Said:
        answer = _ALWAYS.get(one.prompt) or getattr(self, one.prompt)(one.values, one.texts, one.schema)
        Draft202012Validator(one.schema).validate(answer)
        return Said(answer, f"{one.step}/{one.draw}")

    def read_axes(self, _values: Any, _texts: Any, schema: Mapping[str, Any]) -> Any:
        """Another value than the seat's, of each axis."""
        known = {**self.of.row, **self.of.seat}
        found = {}
        for name, one in schema["properties"].items():
            said = known[name]
            right = ("yes" if said else "no") if isinstance(said, bool) else str(said)
            found[name] = next(value for value in one["enum"] if value != right)
        return found

    def judge_sentences(self, values: Mapping[str, Any], _texts: Any, _schema: Any) -> Any:
        """None is true."""
        return {
            "sentences": [
                {"number": one["number"], "quote": "", "why": "it isn't so", "verdict": "no"}
                for one in values["sentences"]
            ]
        }

    def solve_field(self, _values: Any, _texts: Any, schema: Mapping[str, Any]) -> Any:
        """Another answer; where parts must be needed, the right one whatever is left out."""
        if self.of.fails.startswith("needs"):
            return {"working": "one place says it", "answer": self.of.row["answer"]}
        return {
            "working": "worked out",
            "answer": _other(schema["properties"]["answer"], self.of.row.values()),
        }

    def compare_answers(self, _values: Any, _texts: Any, _schema: Any) -> Any:
        """They differ; where parts must be needed, they are the same."""
        return {"why": "read both", "same": self.of.fails.startswith("needs")}

    def check_claims(self, _values: Any, texts: Mapping[str, str], _schema: Any) -> Any:
        """Nothing stands there."""
        claim = next(iter(texts.values())).strip().splitlines()[0][:80]
        return {"claims": [{"claim": claim, "quote": "", "verdict": "not said"}]}

    def guess_option(self, _values: Any, texts: Mapping[str, str], _schema: Any) -> Any:
        """The right one, from the options alone."""
        right = self.of.row["options"]["ABCD".index(str(self.of.row["answer"]))]
        return {
            "why": "it stands out",
            "number": next(
                n for n, one in enumerate(texts["options"].splitlines(), 1) if one.endswith(right)
            ),
        }


def _other(schema: Mapping[str, Any], taken: Any) -> Any:
    """A value of a schema that none of the others is."""
    schema = next(iter(schema.get("anyOf", ())), schema)
    if "enum" in schema:
        return next((one for one in schema["enum"] if one not in taken), schema["enum"][0])
    kind = schema.get("type")
    if kind == "object":
        return {name: _other(one, taken) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [_other(schema["items"], taken) for _ in range(schema.get("minItems", 1))]
    if kind in ("number", "integer"):
        return 987654
    return True if kind == "boolean" else "something else altogether"
