"""Conversations and pairs by hand, as rows have them; a store that accepted rows; what formats say."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from seedbed.memory.brief import Brief, Cell
from seedbed.memory.spec import Part, Spec
from seedbed.tools.export.formats import BY_NAME
from seedbed.tools.export.rows import ExportRow


def tool(name: str, **properties: Any) -> dict[str, Any]:
    """A tool in OpenAI's envelope."""
    schema = {"type": "object", "properties": properties, "required": list(properties)[:1]}
    return {"type": "function", "function": {"name": name, "description": name, "parameters": schema}}


def call(name: str, arguments: str, id: str) -> dict[str, Any]:
    """A call as OpenAI has it."""
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def calls(*given: dict[str, Any], content: str | None = None) -> dict[str, Any]:
    return {"role": "assistant", "content": content, "tool_calls": list(given)}


def result(id: str, content: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id, "content": content}


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def says(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def system(text: str) -> dict[str, Any]:
    return {"role": "system", "content": text}


WEATHER = tool("weather", place={"type": "string"}, day={"type": "integer", "enum": [0, 1]})
ADD = tool("add", numbers={"type": "array", "items": {"type": "number"}})
PLAIN: dict[str, Any] = {
    "messages": [
        system("You hire out bicycles."),
        user("Is a tandem free?"),
        says("Two are. «Big» or «Small»?"),
        user("Big, please."),
        says("It is yours at ten."),
    ]
}
ONE_CALL: dict[str, Any] = {
    "messages": [
        user("Rain in Köln tomorrow?"),
        calls(call("weather", '{"place": "Köln", "day": 1}', "a1")),
        result("a1", '{"rain": false}'),
        says("No, it stays dry."),
        user("And 2 + 2.5?"),
        calls(call("add", '{"numbers": [2, 2.5]}', "a2")),
        result("a2", "4.5"),
        says("4.5."),
    ],
    "tools": [WEATHER, ADD],
}
PARALLEL: dict[str, Any] = {
    "messages": [
        system("You know the weather."),
        user("Ely and Bath?"),
        calls(
            call("weather", '{"place": "Ely"}', "b1"),
            call("weather", '{"place": "Bath"}', "b2"),
            content="I look at both.",
        ),
        result("b2", "no such place"),
        result("b1", '{"rain": true}'),
        says("It rains in Ely; of Bath I know nothing."),
    ],
    "tools": [WEATHER],
}
SINGLE: dict[str, Any] = {
    "messages": [system("Answer in one word."), user("Capital of Italy?"), says("Rome.")]
}
TALKS = {"plain": PLAIN, "one call": ONE_CALL, "parallel": PARALLEL, "single": SINGLE}
OF_WORDS = {
    "prompt": PLAIN["messages"][:4],
    "chosen": [PLAIN["messages"][4]],
    "rejected": [says("It is yours at eleven.")],
}
AFTER_RESULTS = {
    "prompt": PARALLEL["messages"][:5],
    "chosen": [PARALLEL["messages"][5]],
    "rejected": [says("It rains in both.")],
    "tools": PARALLEL["tools"],
}
OF_CALLS = {
    "prompt": ONE_CALL["messages"][:1],
    "chosen": [ONE_CALL["messages"][1]],
    "rejected": [calls(call("weather", '{"day": 1}', "a1"))],
    "tools": ONE_CALL["tools"],
}
CALL_OR_WORDS = {**OF_CALLS, "rejected": [says("It stays dry at 21 degrees.")]}
ROLES = {
    **{name: name for name in ("messages", "prompt", "chosen", "rejected")},
    "tools": "context",
    "question": "prompt",
    "answer": "response",
}
SPEC = Spec(
    parts=tuple(
        Part(name=name, recipe="world-talk", row_roles=ROLES, topic="bikes", rows=9)
        for name in ("talks", "pairs")
    )
)


def row(fields: dict[str, Any], number: int = 0, part: str = "talks", **roles: str) -> ExportRow:
    """A row with these fields, in a run that has conversations."""
    id = f"{number:016x}"
    of = SPEC.part(part).model_copy(update={"row_roles": roles or ROLES})
    return ExportRow(id, of, {"id": id, **fields}, "supported", id, among_conversations=not roles)


ROWS = [row(fields, number) for number, fields in enumerate(TALKS.values())]
PAIRS = [
    row(fields, number, "pairs")
    for number, fields in enumerate((OF_WORDS, AFTER_RESULTS, OF_CALLS, CALL_OR_WORDS))
]


def said(format: str, *rows: ExportRow, columns: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What a format says of rows."""
    data = BY_NAME[format].write(rows, columns, False).data.decode()
    if BY_NAME[format].file.endswith(".json"):
        return list(json.loads(data))
    return [json.loads(line) for line in data.splitlines()]


@dataclass(frozen=True)
class Accepted:
    """A store as far as exports read it: (part, row, group of its material, what its brief picked)."""

    rows: tuple[tuple[str, dict[str, Any], str, dict[str, Any]], ...]
    at_first: Mapping[int, dict[str, Any]] = field(default_factory=dict)
    """What rows were before a person mended them, by number."""
    withdrawn: frozenset[int] = frozenset()
    """Numbers of rows that a person withdrew."""

    def candidates(self, state: str = "") -> list[Any]:
        every = [
            SimpleNamespace(
                number=number,
                row_id=f"{number:016x}",
                draft=SimpleNamespace(
                    row=fields, group=group, at_first=SimpleNamespace(row=self.at_first.get(number, fields))
                ),
                verdict=SimpleNamespace(
                    cell=f"{part}/all/any/any",
                    grade="proven",
                    state="rejected" if number in self.withdrawn else "accepted",
                    withdrawn_at=1 if number in self.withdrawn else None,
                ),
            )
            for number, (part, fields, group, _) in enumerate(self.rows)
        ]
        return [one for one in every if state in ("", one.verdict.state)]

    def briefs(self) -> Iterator[tuple[int, Any]]:
        return ((n, ordered(n, one[3])) for n, one in enumerate(self.rows))


def ordered(number: int, picked: dict[str, Any]) -> Brief:
    """A brief for which something was picked."""
    return Brief(
        number=number,
        seat=0,
        cell=Cell(part="a", leaf="b", label="any", difficulty="any"),
        attributes={"mood": "calm"},
        method="m",
        form="strong",
        grounding={"picked": picked},
        seed=1,
    )
