"""The profile of an endpoint: what the exam found that it can do, and its quirks.

A frozen value; the exam itself is `agent/models/exam/sitting.py`."""

from typing import Literal

from pydantic import Field

from seedbed.memory.spec import Frozen

Skill = Literal[
    "json_schema", "tool_calls", "logprobs", "likelihood", "context", "wording", "span_question",
    "keep_label", "subtopics", "judging",
]  # fmt: skip
PLAIN: dict[Skill, str] = {
    "json_schema": "keep to a JSON schema",
    "tool_calls": "call tools",
    "logprobs": "tell the log-probabilities of what it writes",
    "likelihood": "tell how likely a given text is",
    "context": "find a fact in a long prompt",
    "wording": "word a problem without changing its numbers",
    "span_question": "ask a question whose answer is a given span",
    "keep_label": "write a text that keeps its label",
    "subtopics": "plan distinct subtopics",
    "judging": "tell right from wrong",
}
"""What a model can that has a skill, in words."""
SKILLS: tuple[Skill, ...] = tuple(PLAIN)


class SkillResult(Frozen):
    """How one skill's tasks ended: it can, it isn't shown that it can, or it can't."""

    passed: int
    """Tasks answered rightly."""
    tried: int
    """Tasks whose answers tell something (0 where the endpoint refuses the parameter, the exam was skipped,
    or its calls were used up)."""
    low: float
    """Lower bound of the 95 % Wilson interval of the share passed; `high`: the upper one."""
    high: float = 1.0
    threshold: float
    """The share that is asked for."""
    able: bool
    """Whether methods may use this skill: nothing refutes it (`high` isn't below the threshold)."""
    shown: bool = False
    """Whether `low` reaches the threshold; if not, the person is told so."""

    @property
    def outcome(self) -> Literal["can", "not shown", "can't"]:
        if not self.able:
            return "can't"
        return "can" if self.shown else "not shown"


class Quirks(Frozen):
    """Which request parameters an endpoint takes, and how it thinks."""

    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    """Whether `temperature` and other sampling parameters are accepted."""
    seed: bool = True
    system: bool = True
    """Whether system messages are accepted; otherwise their text begins the first user message."""
    response_format: bool = True
    """Whether `response_format` with a JSON schema is heeded; otherwise the schema stands in the prompt."""
    tools: bool = True
    grammar: bool = False
    """Whether a GBNF `grammar` is accepted (llama.cpp)."""
    completions: bool = False
    """Whether `/v1/completions` answers."""
    thinking: Literal["none", "field", "tags", "hidden"] = "none"
    """Where a reasoning model puts its thought: in a field of the message, in `<think>` tags, or nowhere
    (hidden: it is billed alone); none: it doesn't reason."""
    think_tokens: int = 0
    """Room for thought, by what the exam's tasks took: added to `max_tokens`."""

    @property
    def thought(self) -> int:
        """Tokens that an answer's thought usually takes, about: the room is four times as wide."""
        return self.think_tokens // 4


class Profile(Frozen):
    """What one model at one endpoint can do. Cached per endpoint and model, stored in the run."""

    model: str
    exam_version: int
    skills: dict[Skill, SkillResult] = Field(default_factory=dict)
    quirks: Quirks = Quirks()
    context_tokens: int = 4096
    """Longest prompt in which the exam's fact was found (or what the endpoint says it takes)."""

    def can(self, *skills: Skill) -> bool:
        """Whether every skill named is one that methods may use: none is refuted."""
        return all(name in self.skills and self.skills[name].able for name in skills)

    @property
    def not_shown(self) -> tuple[Skill, ...]:
        """The skills that methods may use though the exam didn't show them."""
        return tuple(name for name in SKILLS if self.can(name) and not self.skills[name].shown)
