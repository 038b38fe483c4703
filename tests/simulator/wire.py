"""A request as the wire has it, read into a `Call`: its job, brief, codebook and delimited texts.

The conventions are those of design.md §4: the job is the name of the JSON schema asked for (or the title of
the schema that stands in the prompt); writers' prompts end with a fenced block `brief`; what is to be
judged stands between `<text-NONCE>` marks, the codebook before it.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from tests.simulator.chance import canonical, sha256

Json = dict[str, Any]
_DELIMITED = re.compile(r"<text-([\w-]+)>\n?(.*?)\n?</text-\1>", re.DOTALL)
CHARACTERS_PER_TOKEN = 4
_MESSAGE_TOKENS = 3
"""What each message of a chat costs beside its text."""
_BRIEF = "```brief\n"
_NUMBERED = re.compile(r"[ \t]*(\d+)[.)][ \t]+(?:\*\*)?([^:\n]+?)(?:\*\*)?(?::[ \t]*(.*))?")
_EXCLUSION = re.compile(
    r"(?:^|[.;,—(|]|\s-)\s*(?:but not|not|outside|out|excludes?|excluding|unlike)\b.*", re.I
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a codebook or list."""

    number: int
    name: str
    definition: str
    """What is inside; what the line says is outside has been left out."""
    defined: bool = True
    """Whether the line has a colon."""


@dataclass(frozen=True)
class Call:
    """One request of a model."""

    path: str
    """`chat`, `completions` or `embeddings`."""
    body: Json
    digest: str
    """SHA-256 of path and body, keys sorted: equal bodies are equal calls, and every chance about the answer
    hangs on it."""

    @cached_property
    def inputs(self) -> list[str]:
        """Prompts to complete or texts to embed."""
        given = self.body["input" if self.path == "embeddings" else "prompt"]
        return [given] if isinstance(given, str) else list(given)

    @cached_property
    def prompt_tokens(self) -> int:
        """What the prompt is billed."""
        if self.path != "chat":
            return sum(map(tokens, self.inputs))
        return sum(tokens(text) + _MESSAGE_TOKENS for _, text in self.messages)

    @cached_property
    def messages(self) -> tuple[tuple[str, str], ...]:
        """(role, text) in order."""
        return tuple((str(m["role"]), str(m.get("content") or "")) for m in self.body.get("messages") or ())

    @cached_property
    def said(self) -> str:
        """The last user message."""
        return next((text for role, text in reversed(self.messages) if role == "user"), "")

    @cached_property
    def prompt(self) -> str:
        """The user message that holds the order: the last with a delimited text, else with a brief.

        A repair loop adds messages after it, which may hold the brief once more.
        """
        users = [text for role, text in reversed(self.messages) if role == "user"]
        marked = (text for mark in ("<text-", _BRIEF) for text in users if mark in text)
        return next(marked, self.said)

    @cached_property
    def everything(self) -> str:
        """All messages, one after the other."""
        return "\n\n".join(text for _, text in self.messages)

    @cached_property
    def response_format(self) -> Json:
        """The body's `response_format`, or {}."""
        given: Json = self.body.get("response_format") or {}
        return given

    @cached_property
    def schema(self) -> Json | None:
        """The JSON schema that the answer must fit, from `response_format` or from the prompt."""
        if form := self.response_format.get("json_schema"):
            return dict(form.get("schema") or {})
        found = schemas_in(self.everything)
        return next((s for s in reversed(found) if "title" in s), found[-1] if found else None)

    @cached_property
    def job(self) -> str:
        """`write_fields`, `read_axes`, …; without one `structured`, `tools`, `chat`, or the path."""
        if self.path != "chat":
            return self.path
        name = (self.response_format.get("json_schema") or {}).get("name") or self.brief.get("job")
        if name or self.schema:
            return snake(str(name or (self.schema or {}).get("title") or "structured"))
        return "tools" if self.body.get("tools") else "chat"

    @cached_property
    def brief(self) -> Json:
        """The fenced block that ends a writer's prompt, or {}."""
        users = (text for role, text in reversed(self.messages) if role == "user" and _BRIEF in text)
        holder = next(users, "")
        start = holder.rfind(_BRIEF) + len(_BRIEF)
        end = holder.find("\n```", start)
        try:
            found = json.loads(holder[start : end if end > 0 else None])
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The delimited texts of the prompt, in order."""
        return tuple(match.group(2) for match in _DELIMITED.finditer(self.prompt))

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The delimited texts of all messages, that of the system too."""
        return tuple(match.group(2) for match in _DELIMITED.finditer(self.everything))

    @cached_property
    def frame(self) -> str:
        """The prompt without its delimited texts."""
        return _DELIMITED.sub("", self.prompt)

    def passage(self, nonce: str) -> str:
        """The text delimited by that nonce, else the first one."""
        named = (m.group(2) for m in _DELIMITED.finditer(self.prompt) if m.group(1) == nonce)
        return next(named, self.texts[0] if self.texts else "")

    @cached_property
    def numbered(self) -> tuple[Entry, ...]:
        """The lines `N. NAME: inside`; those without an inside only where none has one."""
        for text in (self.frame, _DELIMITED.sub("", self.everything)):
            if found := [entry for line in text.splitlines() if (entry := _number(line))]:
                return tuple([entry for entry in found if entry.defined] or found)
        return ()


def read_call(path: str, body: Json) -> Call:
    """The call that a request's body makes."""
    return Call(path, body, sha256(f"{path} {canonical(body)}"))


def tokens(text: str) -> int:
    """How many tokens a text counts as: a quarter of its characters, rounded up."""
    return -(-len(text) // CHARACTERS_PER_TOKEN)


def snake(name: str) -> str:
    """`ReadAxes` → `read_axes`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip()).replace(" ", "_").replace("-", "_").lower()


def schemas_in(text: str) -> list[Json]:
    """The JSON schemas that stand in a prompt, each on a line."""
    found = []
    for line in text.split("\n"):
        if line.startswith("{") and '"properties"' in line:
            with suppress(ValueError):
                found.append(json.loads(line))
    return [one for one in found if isinstance(one.get("properties"), dict)]


@lru_cache(maxsize=8192)
def _number(line: str) -> Entry | None:
    match = _NUMBERED.fullmatch(line.rstrip())
    if match is None:
        return None
    number, name, inside = match.groups()
    return Entry(int(number), name.strip(), _EXCLUSION.sub("", inside or "").strip(), inside is not None)
