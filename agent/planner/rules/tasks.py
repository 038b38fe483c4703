"""What the rules hear in a request: tasks, and the ways in which their rows come about."""

from typing import Literal

Task = Literal[
    "recipe",
    "mathematics",
    "classification",
    "grounded_qa",
    "summaries",
    "instructions",
    "retrieval",
    "claims",
    "extraction",
    "records",
    "code",
    "dialogues",
    "tool_use",
    "preferences",
]
GROUNDED: tuple[Task, ...] = (
    "grounded_qa",
    "summaries",
    "instructions",
    "retrieval",
    "claims",
    "extraction",
)
"""Tasks whose rows are made of documents; their concepts are the documents' sections."""
TALKS: tuple[Task, ...] = ("dialogues", "tool_use")
"""Tasks whose rows are talks: `messages`, and `tools` where some are called."""
SUPPORT = ("supported", "refuted", "not enough information")
"""Labels of the task `claims` (FEVER, Thorne et al. 2018, §3)."""
Way = Literal[
    "",
    "reasoned",
    "programmed",
    "rephrased",
    "fobar",
    "self-verification",
    "harder",
    "easier",
    "broader",
    "abstractive",
    "multi-hop",
    "unanswerable",
    "information-seeking",
    "support",
    "tutoring",
    "interview",
    "negotiation",
    "clarification",
    "refusal",
    "long-memory",
    "self-correction",
    "search",
    "calculator",
    "weaker",
]
"""How the rows of a part come about; empty: the task's usual way."""
BY_FAMILY: tuple[tuple[Task, Way], ...] = (("dialogues", "tutoring"), ("tool_use", "calculator"))
"""Pairs beside mathematics whose concepts are families of problems."""
DERIVED = ("rephrased", "fobar", "self-verification", "harder", "easier", "broader")
"""Ways that start from an accepted row of another part."""
