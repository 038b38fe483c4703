"""One conversation as each training format writes it: OpenAI, TRL, ShareGPT, LLaMA-Factory, Alpaca."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from seedbed.tools.export.conversation import Called, Conversation, Message

_BREAK = "\n\n"
"""Between texts of one side that become one turn."""


def openai(said: Conversation) -> dict[str, Any]:
    """OpenAI's fine-tuning format: `messages` with arguments as JSON text, `tools` where there are any."""
    messages: list[dict[str, Any]] = []
    for one in said.messages:
        content = one.content or None if one.calls else one.content
        calls = {"tool_calls": [_enveloped_call(call, call.text) for call in one.calls]} if one.calls else {}
        result = {"tool_call_id": one.answers} if one.role == "tool" else {}
        messages.append({"role": one.role, "content": content, **calls, **result})
    return {"messages": messages, **_tools(said)}


def trl(said: Conversation) -> dict[str, Any]:
    """TRL's conversational language modelling: arguments as objects, results with their tool's name.

    Content is a text everywhere, as chat templates join it to others; results stand in the order of their
    calls, as most templates show no ids.
    """
    messages: list[dict[str, Any]] = []
    for one in _in_order(said.messages):
        calls = [_enveloped_call(call, _arguments(call)) for call in one.calls]
        result = {"name": one.tool, "tool_call_id": one.answers} if one.role == "tool" else {}
        more = {"tool_calls": calls} if calls else {}
        messages.append({"role": one.role, "content": one.content, **more, **result})
    return {"messages": messages, **_tools(said)}


def trl_pair(said: Conversation, rejected: Message) -> dict[str, Any]:
    """TRL's conversational preference with an explicit prompt: the talk before the answers, and both."""
    messages = trl(said)["messages"]
    (other,) = trl(Conversation((rejected,)))["messages"]
    return {"prompt": messages[:-1], "chosen": messages[-1:], "rejected": [other], **_tools(said)}


def prompt_completion(said: Conversation) -> dict[str, Any]:
    """TRL's conversational prompt–completion, of a conversation of one turn."""
    messages = trl(said)["messages"]
    return {"prompt": messages[:-1], "completion": messages[-1:]}


def sharegpt(said: Conversation) -> dict[str, Any]:
    """ShareGPT: every message in its place, words beside calls before them, `tools` as JSON text."""
    names = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}
    turns: list[dict[str, str]] = []
    for one in _in_order(said.messages):
        if one.content or not one.calls:
            turns.append({"from": names[one.role], "value": one.content})
        if one.calls:
            turns.append({"from": "function_call", "value": _calls(one)})
    return {"conversations": turns, **({"tools": _tools_text(said)} if said.tools else {})}


def sharegpt_pair(said: Conversation, rejected: Message) -> dict[str, Any]:
    """ShareGPT with two answers, as LLaMA-Factory documents it; words beside calls have no place in one."""
    before = sharegpt(Conversation(said.messages[:-1], said.tools))
    tools = {"tools": before["tools"]} if said.tools else {}
    answers = {"chosen": _answer(said.messages[-1]), "rejected": _answer(rejected)}
    return {"conversations": before["conversations"], **answers, **tools}


def _answer(message: Message) -> dict[str, str]:
    if message.calls:
        return {"from": "function_call", "value": _calls(message)}
    return {"from": "gpt", "value": message.content}


def alpaca(said: Conversation) -> dict[str, Any] | None:
    """Alpaca's instruction, input and output (Taori et al. 2023); None: more than one turn, or tools."""
    if not said.one_turn:
        return None
    *before, asked, answer = said.messages
    system = _BREAK.join(one.content for one in before)
    instruction, given = (system, asked.content) if system else (asked.content, "")
    return {"instruction": instruction, "input": given, "output": answer.content}


@dataclass(frozen=True, slots=True)
class Alternating:
    """A conversation in LLaMA-Factory's format."""

    value: dict[str, Any]
    lost: int
    """Messages whose words the format has no place for."""


def llamafactory(said: Conversation, rejected: Message | None = None) -> Alternating | None:
    """LLaMA-Factory's sharegpt format: `conversations`, `system` and `tools`, both texts, empty where none.

    It skips rows whose turns don't alternate: human or observation, then gpt or function_call (its
    `converter.py`). So what one side says in a row is joined, several results into a JSON list in the order
    of their calls. Words beside calls, and what the assistant says before anyone else, have no place; what
    nobody answers at the end is cut.

    Args:
        rejected: Of a preference dataset: the answer beside the last one; the talk before them ends with a
            question or result.

    Returns:
        None: it can't be said so that LLaMA-Factory takes it.
    """
    start = next((n for n, one in enumerate(said.messages) if one.role != "system"), 0)
    answers = [] if rejected is None else [said.messages[-1], rejected]
    turns = _Turns()
    for one in _in_order(said.messages[start:-1] if answers else said.messages[start:]):
        if one.role == "assistant":
            turns.answer(one)
        else:
            turns.ask(one)
    if not answers and len(turns.made) % 2:
        turns.lost += len(turns.made.pop().texts)
    if turns.broken or not turns.made or (answers and len(turns.made) % 2 == 0):
        return None
    value = {
        "conversations": [{"from": turn.kind, "value": turn.value()} for turn in turns.made],
        **dict(zip(("chosen", "rejected"), map(_answer, answers), strict=False)),
        "system": _BREAK.join(one.content for one in said.messages[:start]),
        "tools": _tools_text(said) if said.tools else "",
    }
    return Alternating(value, turns.lost + sum(bool(one.calls and one.content) for one in answers))


@dataclass(frozen=True, slots=True)
class _Turn:
    kind: str
    texts: list[str]

    def value(self) -> str:
        if self.kind != "observation" or len(self.texts) == 1:
            return _BREAK.join(self.texts)
        return json.dumps([_result(text) for text in self.texts], ensure_ascii=False)


@dataclass(slots=True)
class _Turns:
    """Turns that alternate, as they are put together."""

    made: list[_Turn] = field(default_factory=list)
    lost: int = 0
    broken: bool = False
    """Two follow on each other that can't."""

    def ask(self, message: Message) -> None:
        """What the assistant hears: a person or a result. A system's word in the middle can't be said."""
        kind = {"user": "human", "tool": "observation"}.get(message.role, "")
        if len(self.made) % 2:
            self.broken |= self.made[-1].kind != kind
            self.made[-1].texts.append(message.content)
            return
        called = bool(self.made) and self.made[-1].kind == "function_call"
        self.broken |= not kind or called != (kind == "observation")
        self.made.append(_Turn(kind, [message.content]))

    def answer(self, message: Message) -> None:
        """What the assistant says or calls."""
        words = bool(message.content)
        turn = _Turn("function_call", [_calls(message)]) if message.calls else _Turn("gpt", [message.content])
        if message.calls or not self.made:
            self.lost += words
        if not self.made:
            self.broken |= bool(message.calls)
        elif len(self.made) % 2:
            self.made.append(turn)
        elif self.made[-1].kind == "function_call":
            self.broken = True
        elif message.calls:
            self.lost += len(self.made[-1].texts)
            self.made[-1] = turn
        else:
            self.made[-1].texts.append(message.content)


def _in_order(messages: Sequence[Message]) -> list[Message]:
    """The messages, results of several calls in the order of those: without ids that joins them."""
    ordered: list[Message] = []
    ids: list[str] = []
    for one in messages:
        if one.role != "tool":
            ids = [call.id for call in one.calls]
        elif one.answers in ids:
            later = ids[ids.index(one.answers) + 1 :]
            place = len(ordered)
            while place and ordered[place - 1].role == "tool" and ordered[place - 1].answers in later:
                place -= 1
            ordered.insert(place, one)
            continue
        ordered.append(one)
    return ordered


def _result(text: str) -> Any:
    """A result as the JSON value that it is, or else as text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict | list) or json.dumps(value) == text else text


def _arguments(call: Called) -> Any:
    return dict(call.arguments) if isinstance(call.arguments, Mapping) else call.arguments


def _enveloped_call(call: Called, arguments: Any) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _calls(message: Message) -> str:
    """One call as a JSON object, several as a list."""
    calls: Sequence[Any] = [{"name": call.name, "arguments": _arguments(call)} for call in message.calls]
    return json.dumps(calls[0] if len(calls) == 1 else calls, ensure_ascii=False)


def _tools(said: Conversation) -> dict[str, Any]:
    enveloped = [{"type": "function", "function": dict(one)} for one in said.tools]
    return {"tools": enveloped} if enveloped else {}


def _tools_text(said: Conversation) -> str:
    """The functions as JSON, each with properties, which LLaMA-Factory asks for."""
    functions = []
    for one in said.tools:
        given = one.get("parameters")
        schema = dict(given) if isinstance(given, Mapping) else {"type": "object"}
        functions.append({**one, "parameters": {**schema, "properties": schema.get("properties", {})}})
    return json.dumps(functions, ensure_ascii=False)
