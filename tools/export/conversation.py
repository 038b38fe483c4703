"""A row as a conversation: the one view from which every chat format is written.

It is the row's own chat messages, two answers to one talk, or an exchange put together by what its fields are
for. Whether a call is a good one is not asked here: a call that failed is part of a talk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from seedbed.memory.exact.canonical import parsed
from seedbed.memory.spec import Part
from seedbed.tools.evaluation.report.play import text_of, words_of
from seedbed.tools.verification.toolcalls import read_call

_ROLES = {"developer": "system", "system": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
Message = Mapping[str, Any]
"""`role` and `content`, a text; `tool_calls` in OpenAI's envelope, with arguments as an object, or as the
text that was written where that is none; of a result `name` and `tool_call_id`."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A talk, and the tools that were there."""

    messages: Sequence[Message]
    tools: Sequence[Mapping[str, Any]] = ()
    """In OpenAI's envelope."""
    rejected: Message | None = None
    """Of two answers to one talk: the one beside the last message."""
    context: str = ""
    """What stands below the question, in its message."""
    own: bool = False
    """Whether the row has chat messages itself."""
    unsaid: tuple[str, ...] = ()
    """Fields of the row, those without a value aside, that stand nowhere in it."""

    def in_order(self) -> list[Message]:
        """The messages, results of several calls in the order of those: most templates show no ids."""
        ordered: list[Message] = []
        ids: list[str] = []
        for results, run in groupby(self.messages, key=lambda one: one["role"] == "tool"):
            some = list(run)
            if results:
                places = {id: place for place, id in enumerate(ids)}
                some.sort(key=lambda one: places.get(one["tool_call_id"], len(places)))
            ids = [call["id"] for call in some[-1].get("tool_calls", ())]
            ordered += some
        return ordered


def are_messages(given: Any) -> bool:
    """Whether something is a list of chat messages in OpenAI's form."""
    if not isinstance(given, list) or not given:
        return False
    return all(isinstance(one, Mapping) and str(one.get("role")) in _ROLES for one in given)


def is_conversation(given: Any) -> bool:
    """Whether something is a whole talk: messages in OpenAI's form, one of them the assistant's."""
    return are_messages(given) and any(one["role"] == "assistant" for one in given)


def conversation(fields: Mapping[str, Any], part: Part) -> Conversation:
    """The row as a conversation, by what its fields are for. Three are known by name: `tools`, `calls`, which
    of them an answer calls, and `system`, what the assistant of a talk was told.

    Of a pair, fields with messages are turns, others say one: a prompt, with its context, the user's; an
    answer the assistant's. A context in messages comes before the prompt; text about a prompt in messages is
    the system's. Of an exchange, what a task always asks is the system's word, what it is about the
    user's."""

    def of(*roles: str, silent: Sequence[Any] = (None, "", [])) -> dict[str, Any]:
        named = {name: fields.get(name) for name, role in part.row_roles.items() if role in roles}
        return {name: value for name, value in named.items() if value not in silent}

    prompt, labels, context = of("prompt"), of("label", silent=(None, "")), of("context")
    answer = of("response", "chosen", silent=(None, ""))  # a list of none answers
    answer = answer or (of("response", "chosen", silent=()) if prompt else {})
    beside = {name: value for name, value in context.items() if name != "tools"}
    pair = _pair(prompt, of("chosen"), of("rejected"), beside)
    talks = {name: value for name, value in of("messages").items() if is_conversation(value)}
    below, tools, rejected = "", read_tools(fields.get("tools")), None
    said: _Fields
    if pair:
        said = {**prompt, **context, **of("chosen", "rejected")}
        messages, rejected = read_messages(pair[0]), read_messages(pair[1])[-1]
        below = several({name: value for name, value in beside.items() if not are_messages(value)})
    elif talks:
        name, talk = next(iter(talks.items()))
        said, messages = {name: talk}, read_messages(talk)
        if fields.get("system") and not any(one["role"] == "system" for one in messages):
            said = {name: talk, "system": fields["system"]}
            messages.insert(0, _said("system", words_of(fields["system"])))
    elif prompt and tools and isinstance(answer.get("calls"), list):
        said, below = {**prompt, **context, **answer}, several(beside)
        asked = "\n\n".join(filter(None, (several(prompt), below)))
        words = several({name: value for name, value in answer.items() if name != "calls"})
        made = {**_said("assistant", words), "tool_calls": answer["calls"]}
        messages = read_messages([_said("user", asked), made])
    else:
        turns, said, below = _exchange(part, prompt, answer, labels, context, of("text", "prompt"))
        messages, tools = [_said(*turn) for turn in turns], []
    silent = [n for n, role in part.row_roles.items() if role != "place" and n not in (*said, "tools")]
    own = any(map(are_messages, said.values())) if pair else bool(talks)
    unsaid = tuple(name for name in silent if fields.get(name) not in (None, "", []))
    return Conversation(messages, tools, rejected, below, own, unsaid)


_Fields = Mapping[str, Any]


def _exchange(
    part: Part, prompt: _Fields, answer: _Fields, labels: _Fields, context: _Fields, texts: _Fields
) -> tuple[list[tuple[str, str]], _Fields, str]:
    """(turns, what they say, what stands below the question): a prompt and its response, a text and its
    labels, or a text to be written."""
    if answer and not prompt and not texts:
        prompt, context = context, {}  # what is given is all that is asked about
    below = several(context)
    if prompt and answer:
        asked = ("user", "\n\n".join(filter(None, (several(prompt), below))))
        could = sum(role in ("response", "chosen") for role in part.row_roles.values())
        return [asked, ("assistant", several(answer, could))], {**prompt, **context, **answer}, below
    if texts and labels and not answer:
        ask = f"Read the text. Answer with its {' and '.join(labels)}."
        names = [label.name for label in part.labels]
        if len(labels) == 1 and next(iter(labels.values())) in names:
            ask = f"{ask[:-1]}: {', '.join(names)}."
        given = {**context, **texts}
        turns = [("system", ask), ("user", several(given)), ("assistant", several(labels))]
        return turns, {**given, **labels}, ""
    dealt = "; ".join(f"{name}: {text_of(value)}" for name, value in labels.items())
    about = "\n\n".join(filter(None, (dealt, below)))
    ask = f"Write a text. Topic: {part.topic}."
    asks = [("system", ask), ("user", about)] if about else [("user", ask)]
    written = {**texts, **answer}
    return [*asks, ("assistant", several(written))], {**written, **labels, **context}, ""


def _said(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _pair(
    prompt: _Fields, chosen: _Fields, rejected: _Fields, context: _Fields
) -> tuple[list[Any], list[Any]] | None:
    """The talk with the chosen answer, and with the other; none: they are no two answers to one talk."""
    if not (prompt and chosen and rejected):
        return None
    turns = [one for value in (*context.values(), *prompt.values()) if are_messages(value) for one in value]
    asked, about = (
        several({name: value for name, value in some.items() if not are_messages(value)})
        for some in (prompt, context)
    )
    if asked:
        turns.append(_said("user", f"{asked}\n\n{about}" if about else asked))
    elif about:
        turns.insert(0, _said("system", about))
    answers: list[list[Any]] = []
    for given in (chosen, rejected):
        answer = [_said("assistant", several(given))]
        if any(map(are_messages, given.values())):
            answer = [one for v in given.values() for one in (v if are_messages(v) else [v])]
        if not are_messages(answer) or [one["role"] for one in answer] != ["assistant"]:
            return None
        answers.append([*turns, *answer])
    return answers[0], answers[1]


def several(values: Mapping[str, Any], could: int = 1) -> str:
    """One value as it is read; several, or one where there could be several, under their names."""
    if len(values) == could == 1:
        return words_of(next(iter(values.values())))
    return "\n\n".join(f"{name}: {words_of(value)}" for name, value in values.items())


# messages in OpenAI's form ---------------------------------------------------------------------------------


def read_messages(given: Sequence[Mapping[str, Any]]) -> list[Message]:
    """The messages in one form, those of OpenAI's loosely.

    Calls without an id get one; results without one are joined to open calls by name, else in order."""
    messages: list[Message] = []
    waiting: list[Mapping[str, Any]] = []
    numbers = iter(range(1, 1_000_000))
    for one in given:
        made: dict[str, Any] = {"role": _ROLES[one["role"]], "content": _text(one.get("content"))}
        if made["role"] == "assistant" and (calls := list(_calls(one.get("tool_calls") or (), numbers))):
            made["tool_calls"], waiting = calls, [*calls]
        elif made["role"] == "tool":
            id, name = str(one.get("tool_call_id") or ""), str(one.get("name") or "")
            named = (c for c in waiting if (c["id"] == id if id else c["function"]["name"] == name))
            if found := next(named, waiting[0] if waiting and not id else None):
                waiting.remove(found)
                id, name = found["id"], name or found["function"]["name"]
            made |= {"name": name, "tool_call_id": id}
        messages.append(made)
    return messages


def _calls(given: Sequence[Any], numbers: Iterator[int]) -> Iterator[Mapping[str, Any]]:
    for one in given:
        read, number = read_call(one), next(numbers)
        outer = one if isinstance(one, Mapping) else {}
        inner = outer["function"] if isinstance(outer.get("function"), Mapping) else outer
        arguments = text_of(inner.get("arguments") or {}) if read.fault else dict(read.arguments)
        own = outer.get("id")
        id = own if isinstance(own, str) and own else f"call_{number}"
        yield {"id": id, "type": "function", "function": {"name": read.name, "arguments": arguments}}


def as_openai(message: Message) -> dict[str, Any]:
    """A message as OpenAI has it: arguments as JSON text, null where there are only calls."""
    made = {name: value for name, value in message.items() if name != "name"}
    if calls := message.get("tool_calls"):
        functions = [{**f, "arguments": text_of(f["arguments"])} for f in (c["function"] for c in calls)]
        made["content"] = message["content"] or None
        made["tool_calls"] = [{**c, "function": f} for c, f in zip(calls, functions, strict=True)]
    return made


def read_tools(given: Any) -> list[Mapping[str, Any]]:
    """Functions in OpenAI's envelope, of a list or JSON text of one, with or without it; else no tools."""
    given = parsed(given) if isinstance(given, str) else given
    listed = [given] if isinstance(given, Mapping) else given if isinstance(given, list) else []
    functions = [one.get("function", one) for one in listed if isinstance(one, Mapping)]
    return [{"type": "function", "function": dict(one)} for one in functions if isinstance(one, Mapping)]


def _text(content: Any) -> str:
    """Content as one text: parts of a message are joined."""
    if isinstance(content, list) and all(isinstance(part, Mapping) and "text" in part for part in content):
        return "".join(str(part["text"]) for part in content)
    return text_of(content)
