"""What goes over the wire and what is kept of what comes back: a live answer and a journaled one are read
alike. Knows no transport."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError

from seedbed.agent.answers import Answer, job_name
from seedbed.agent.models.endpoint import Endpoint
from seedbed.memory.errors import STOPPED, AnswerFault
from seedbed.memory.exact.canonical import whole
from seedbed.memory.profile import Quirks
from seedbed.memory.store.protocol import StoredAnswer
from seedbed.tools.verification.record_wire import is_strict

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decode:
    """How the answer is decoded. None: the endpoint's default."""

    max_tokens: int = 800
    """Cap on the answer itself; room for thought is added for models that think."""
    temperature: float | None = None
    stop: tuple[str, ...] = ()
    grammar: str = ""
    logprobs: int = 0
    """How many alternatives a generated token comes with; 0: none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One usable answer."""

    slot: str
    """Key of the slot under which it is journaled."""
    text: str
    """The answer without thought."""
    thought: str
    finish: str
    tool_calls: tuple[dict[str, Any], ...]
    logprobs: tuple[dict[str, Any], ...]
    """Per generated token as the endpoint gives them: token, logprob, top_logprobs."""
    content: dict[str, Any]
    """The body as journaled."""
    model: str = ""
    """Who gave it; empty: nobody, it stands for one that didn't come."""

    @property
    def tokens(self) -> int:
        """Of prompt and completion, as it says; 0: it says nothing."""
        return tokens_told(self.content)


def tokens_told(content: Mapping[str, Any]) -> int:
    """Tokens of prompt and completion, as an answer's body says; 0: it says nothing."""
    usage = content.get("usage") or {}
    return (number_in(usage, "prompt_tokens") or 0) + completion_told(usage)


def completion_told(usage: Mapping[str, Any]) -> int:
    """Tokens of a completion, thought included; some endpoints have that in their total alone (Gemini's)."""
    prompt, completion, total = (
        number_in(usage, name) or 0 for name in ("prompt_tokens", "completion_tokens", "total_tokens")
    )
    return max(completion, total - prompt)


def thought_told(content: Mapping[str, Any]) -> int:
    """Tokens of thought that an answer's body tells of, shown or not; 0: of none."""
    usage = content.get("usage") or {}
    said = number_in(usage.get("completion_tokens_details"), "reasoning_tokens")
    return said or completion_told(usage) - (number_in(usage, "completion_tokens") or 0)


def number_in(told: Any, name: str) -> int | None:
    """A number that an endpoint tells under a name; None: it tells none, or none that can be."""
    value = told.get(name) if isinstance(told, dict) else None
    return int(value) if isinstance(value, int | float) and 0 <= value < 1e15 else None


SAMPLING = ("temperature", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty")
"""What models that reason mostly don't take."""


def request(asked: Mapping[str, Any], end: Endpoint, seed: int, decode: Decode) -> dict[str, Any]:
    """The body of a completion. `asked`: `messages`, or `prompt` of a plain one."""
    quirks = end.profile.quirks
    if not quirks.system and "messages" in asked:
        asked = {**asked, "messages": _by_the_user(asked["messages"])}
    body = {"model": end.model, **asked, "max_tokens": decode.max_tokens + quirks.think_tokens}
    if quirks.seed:
        body["seed"] = seed
    if quirks.temperature and decode.temperature is not None:
        body["temperature"] = decode.temperature
    if decode.stop:
        body["stop"] = list(decode.stop)
    if quirks.grammar and decode.grammar:
        body["grammar"] = decode.grammar
    given = end.parameters.items()
    body |= {name: value for name, value in given if quirks.temperature or name not in SAMPLING}
    if decode.logprobs and "messages" in asked:
        body |= {"logprobs": True, "top_logprobs": decode.logprobs}
    elif decode.logprobs:
        body["logprobs"] = decode.logprobs
    return body


def _by_the_user(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Messages without a system's, whose text begins what the user says first."""
    said = [str(one["content"]) for one in messages if one["role"] == "system"]
    rest = [one for one in messages if one["role"] != "system"]
    begins = [str(one["content"]) for one in rest[:1] if one["role"] == "user"]
    whole = {"role": "user", "content": "\n\n".join([*said, *begins])}
    return [whole, *rest[len(begins) :]] if said else rest


def with_schema(body: dict[str, Any], schema: Mapping[str, Any], quirks: Quirks) -> dict[str, Any]:
    """A chat completion whose answer is an object of a schema: as `response_format` where that is accepted,
    else before the last user message's content, so that a `brief` block stays last.

    Strict, unless strict output wouldn't take the schema and the request were refused."""
    if quirks.response_format:
        name = str(schema.get("title", "answer"))
        named = {"name": name, "strict": is_strict(schema), "schema": dict(schema)}
        return {**body, "response_format": {"type": "json_schema", "json_schema": named}}
    text = (
        "Answer with one JSON object that validates against this JSON schema, and nothing else:\n"
        f"{json.dumps(schema, ensure_ascii=False)}\n\n"
    )
    messages = body["messages"]
    last = max(i for i, message in enumerate(messages) if message["role"] == "user")
    changed = {**messages[last], "content": text + messages[last]["content"]}
    return {**body, "messages": [*messages[:last], changed, *messages[last + 1 :]]}


@cache
def schema_of(answer: type[Answer]) -> dict[str, Any]:
    """The closed JSON schema of a job's answer, titled with the job's name, every key required."""
    return {**_strict(answer.model_json_schema()), "title": job_name(answer)}


_BOUNDS = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum")
_DROPPED = ("title", "default", "description", *_BOUNDS)


def _strict(node: Any) -> Any:
    """Strict structured output wants every property required and nothing it doesn't know."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    # A property may be called as a keyword is: what stands under its name is a map.
    wanted = (key for key, value in node.items() if key not in _DROPPED or isinstance(value, dict))
    kept = {key: _strict(node[key]) for key in wanted}
    if kept.get("type") == "object" and "properties" in kept:
        kept |= {"additionalProperties": False, "required": list(kept["properties"])}
    return kept


_THINK = re.compile(r"^\s*(?:<think>|(?![\s{\[`]))(.*?)</think>\s*", re.DOTALL)
"""Some chat templates put the opening tag into the prompt, so the answer begins amid the thought. Tags within
what begins as JSON are the row's: a dataset may hold thoughts."""


def keep(body: Any) -> dict[str, Any]:
    """What the journal keeps of a body: the first choice, usage, the model's own name. Raises AnswerFault:
    `not an answer`: the body is no completion (an HTML page, an error object, nothing)."""
    choice = _choice(body)
    if isinstance(body, dict) and body.get("choices") == []:
        choice = {"message": {"role": "assistant", "content": None}, "finish_reason": None}
    if not ("message" in choice or "text" in choice):
        raise AnswerFault("not an answer", "the endpoint sent no completion", raw(body))
    choice = _in_one_piece(choice)
    if not _readable(choice):
        raise AnswerFault("not an answer", "the endpoint sent a message of no known form", str(choice)[:2000])
    try:
        kept = whole(choice)
    except RecursionError as error:
        raise AnswerFault("not an answer", "the endpoint sent a message nested too deep") from error
    used = body.get("usage")
    used = used if isinstance(used, dict) else {}
    return {"choices": [kept], "usage": used, "model": body.get("model", "")}


def raw(body: Any) -> str:
    """The beginning of what came in place of an answer, for the journal."""
    with suppress(RecursionError):
        return (body if isinstance(body, str) else json.dumps(whole(body), ensure_ascii=False))[:2000]
    return ""


def told_error(body: Any) -> Mapping[str, Any] | None:
    """The error that a body tells although it came with HTTP 200, as OpenRouter does once a model has begun;
    or as a list, as Gemini does; None: it tells none."""
    body = body[0] if isinstance(body, list) and body else body
    told = (body.get("error") if isinstance(body, dict) else None) or _choice(body).get("error")
    return told if isinstance(told, dict) else {"message": str(told)} if told else None


_FILTERS = ("content_filter", "content_policy_violation")


def stands_for(error: Any) -> dict[str, Any] | None:
    """The body that stands for an answer where an error tells of one, so that it is journaled; None: of none.

    Of a prompt that a content filter refused an empty one, which isn't asked for again: OpenAI's and Azure's
    filters are known by the code, OpenRouter's by its reasons. Of what a model wrote and the endpoint held to
    be no JSON, or no call of a tool (Groq's `failed_generation`), what it wrote."""
    error = error if isinstance(error, dict) else {}
    wrote = error.get("failed_generation")
    if isinstance(wrote, str):
        return {"choices": [{"message": {"role": "assistant", "content": wrote}, "finish_reason": "stop"}]}
    inner, more = error.get("innererror"), error.get("metadata")
    reasons = more.get("reasons") if isinstance(more, dict) else None
    if error.get("code") not in _FILTERS and not isinstance(reasons, list):
        return None
    found = {str(reason): {"filtered": True} for reason in reasons or ()}
    found = found or (inner.get("content_filter_result") if isinstance(inner, dict) else None) or {}
    message = {"role": "assistant", "content": None}
    ended = {"finish_reason": "content_filter", "content_filter_results": found}
    return {"choices": [{"message": message, **ended, "stopped": str(error.get("message", ""))[:300]}]}


def _choice(body: Any) -> dict[str, Any]:
    """The first choice of a body; empty: it has none."""
    choices = body.get("choices") if isinstance(body, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _in_one_piece(choice: dict[str, Any]) -> dict[str, Any]:
    """A choice whose content came as a list of parts, with their text as one."""
    message = choice.get("message")
    if not isinstance(message, dict) or not isinstance(parts := message.get("content"), list):
        return choice
    if not all(isinstance(one, dict) for one in parts):
        return choice
    text = "".join(str(one.get("text") or "") for one in parts if one.get("type") == "text")
    return {**choice, "message": {**message, "content": text}}


def _readable(choice: dict[str, Any]) -> bool:
    """Whether text, thought and calls are of the kinds that `read` takes."""
    message = choice.get("message", {}) or {}
    if not isinstance(message, dict):
        return False
    names = ("content", "reasoning_content", "reasoning", "refusal")
    texts = [choice.get("text"), *(message.get(key) for key in names)]
    return all(isinstance(one or "", str) for one in texts) and isinstance(
        message.get("tool_calls") or [], list
    )


def read(answer: StoredAnswer) -> Reply:
    """A reply from a kept body, with thought set apart."""
    content = answer.content
    choice = content["choices"][0]
    message = choice.get("message") or {}
    text = (message.get("content") if "message" in choice else choice.get("text")) or ""
    thought = message.get("reasoning_content") or message.get("reasoning") or ""
    if found := _THINK.match(text):
        thought, text = thought or found.group(1).strip(), text[found.end() :]
    listed = given.get("content") if isinstance(given := choice.get("logprobs"), dict) else None
    return Reply(
        slot=answer.slot,
        text=text or message.get("refusal") or "",
        thought=thought,
        finish=choice.get("finish_reason") or "",
        tool_calls=tuple(message.get("tool_calls") or ()),
        logprobs=tuple(one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else (),
        content=content,
        model=answer.model,
    )


def parse(reply: Reply, check: Callable[[Any], T]) -> T:
    """What a check (a model's `model_validate`, say) makes of the reply's object. Raises AnswerFault: what
    `load_object` raises; `malformed` also where it isn't of the schema."""
    try:
        return check(load_object(reply))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the object"
        raise AnswerFault("malformed", f"{place}: {first['msg']}", reply.text) from error


def _flagged(results: Any) -> str:
    """What a content filter says it found, ` (violence, hate)`; empty: it doesn't say."""
    found = results.items() if isinstance(results, dict) else ()
    names = [str(name) for name, one in found if isinstance(one, dict) and one.get("filtered")]
    return f" ({', '.join(names)})" if names else ""


def load_object(reply: Reply) -> Any:
    """The one JSON object of a reply, bare, in a fence or amid prose. Raises AnswerFault: `filtered prompt`,
    `filtered`, `refused`, `truncated`, `empty` or `malformed`."""
    text, choice = reply.text.strip(), _choice(reply.content)
    found = _flagged(choice.get("content_filter_results"))
    if "stopped" in choice:
        why = f"the endpoint's content filter refuses the prompt{found}: {choice['stopped']}"
        raise AnswerFault(STOPPED, why)
    if reply.finish == "content_filter":
        raise AnswerFault("filtered", f"the endpoint's content filter withheld the answer{found}", reply.text)
    if (choice.get("message") or {}).get("refusal"):
        raise AnswerFault("refused", f"the model refused: {text[:300]}", reply.text)
    if reply.finish == "length":
        raise AnswerFault("truncated", "the answer was cut at its cap of tokens", reply.text)
    if not text:
        raise AnswerFault("empty", "the answer has no text", reply.text)
    start = text.find("{")
    if start < 0:
        raise AnswerFault("malformed", "there is no JSON object in the answer", reply.text)
    try:
        value, _ = json.JSONDecoder().raw_decode(text[start:])
        return whole(value)
    except (ValueError, RecursionError) as error:  # an integer of 5,000 digits is a ValueError
        if (mended := _mended(text[start:])) is not None:
            return whole(mended)
        raise AnswerFault("malformed", f"not JSON: {error}", reply.text) from error


def tells(reply: Reply, names: Collection[str]) -> bool | None:
    """Whether a reply can be read: it calls a tool, or is an object with one of the keys that were asked for
    (or was cut, refused or filtered). None: where no object was asked for, a text tells neither."""
    if reply.text and not (names or reply.tool_calls):
        return None
    try:
        return bool(reply.tool_calls) or not load_object(reply).keys().isdisjoint(names)
    except AnswerFault as fault:
        return fault.code not in ("empty", "malformed")


_LEAST_KEPT = 0.99
"""Share of the letters and digits of a broken answer that stand in it mended, else it is asked for again."""

_MOST_MENDED = 8_000, 200
"""Characters and brackets of an answer that is mended: the time that it takes grows with their square, and is
under two seconds for the worst that was found."""


def _mended(text: str) -> dict[str, Any] | None:
    """The object that was meant by text that is nearly JSON (a comma too many, a quote left out); None: there
    is none, it has no end, or some of what was said isn't in it."""
    import json_repair

    text = text.removesuffix("```").rstrip()
    long = len(text) > _MOST_MENDED[0] or text.count("{") + text.count("[") > _MOST_MENDED[1]
    if long or not text.endswith("}"):
        return None
    try:
        value = json_repair.loads(text, skip_json_loads=True)
        said, kept = (sum(map(str.isalnum, one)) for one in (text, json.dumps(value, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and kept >= _LEAST_KEPT * said else None
