"""Prompts are files: how one is read, filled and hashed.

A file has a head between `---` lines, then one section a message: `# system`, `# user`, `# assistant`. It is
a Jinja template rendered in a sandbox; values are data and are never rendered themselves."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from seedbed.memory.exact.canonical import digest_text

Message = dict[str, Any]
"""One message as the wire has it: `role`, `content`."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt ready to be sent."""

    name: str
    sha256: str
    """Hash of the file it came from, without its head."""
    messages: tuple[Message, ...]

    def again(self, said: str, problem: str) -> "tuple[Message, ...]":
        """Its messages with an answer that can't be used and the order to mend it, which ends with the
        prompt's own `brief` block where it had one."""
        last = self.messages[-1]["content"]
        block, order = last.rfind("```brief\n"), render("repair", problem=problem).messages
        if block >= 0:
            order = ({**order[0], "content": f"{order[0]['content']}\n\n{last[block:]}"},)
        return (*self.messages, {"role": "assistant", "content": said or "(nothing)"}, *order)


@cache
def _load(name: str) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The file's hash, and (role, template) per section."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    body = _body(f"{name}.md")
    before, *said = re.split(r"^# (system|user|assistant)$", body, flags=re.MULTILINE)
    if before.strip():
        raise ValueError(f"prompt {name}: text before the first section")
    made_by = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    sections = zip(said[::2], said[1::2], strict=True)
    return digest_text(body), tuple((role, made_by.from_string(text.strip())) for role, text in sections)


def render(name: str, /, **values: Any) -> Prompt:
    """The prompt `agent/prompts/NAME.md` filled with values. Raises jinja2.UndefinedError: the file names a
    value that wasn't given."""
    sha256, sections = _load(name)
    messages = tuple({"role": role, "content": template.render(values)} for role, template in sections)
    return Prompt(name, sha256, messages)


def prompt_hashes() -> dict[str, str]:
    """Name → hash of every prompt, sorted by name: part of a run's fingerprint."""
    folder = files("seedbed.agent").joinpath("prompts")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
    return {name[:-3]: digest_text(_body(name)) for name in names}


def _body(name: str) -> str:
    """A prompt file without its head."""
    text = files("seedbed.agent").joinpath("prompts", name).read_text(encoding="utf-8")
    return text.split("---\n", 2)[2]


def brief_block(content: Mapping[str, Any]) -> str:
    """The fenced JSON block `brief` that ends a writer's, role's or planner's prompt. Back-ticks are written
    as escapes, so that no value can close the fence."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True).replace("`", "\\u0060")
    return f"```brief\n{text}\n```"


def delimit(text: str, nonce: str) -> str:
    """Untrusted text between marks that it can't hold, because they carry a nonce. Raises ValueError: the
    text holds the nonce (it was made by someone who knew it)."""
    if nonce in text:
        raise ValueError("the text holds its own delimiter")
    return f"<text-{nonce}>\n{text}\n</text-{nonce}>"
