"""write_query and find_answering: a search query that a passage answers, and which passages answer one."""

import re
from typing import Any

from tests.simulator.jobs.briefs import Order, copied
from tests.simulator.jobs.judge import Bench, answer_of
from tests.simulator.jobs.passages import Asked, questions
from tests.simulator.wire import Call
from tests.simulator.world.known import Written

_IDLE = re.compile(r"\b(?:what|is|are|was|were|do|does|must|can|may|should|will|the|a|an)\b ?", re.I)
_ELSEWHERE = (
    "How much is the mooring fee for a rowing boat in the northern marina?",
    "Which museum shows the oldest steam engine of the valley?",
    "When does the night ferry to the outer islands leave?",
)
_VAGUE = ("What is it?", "How much is that?", "When?")
_OCCASIONS = (
    "Hello, I start here on Monday and nobody could tell me so far:",
    "My sister asked me on the phone and I had no idea.",
    "We are planning a trip next spring, so I need to know one thing first.",
    "Sorry to bother you again with a small matter;",
    "Before I sign anything I want to be certain about this.",
    "Could somebody at the desk look this up for our visitors please?",
)
_SHORTEST = 6
"""Letters of a word that is misspelt."""


def write_query(order: Order) -> tuple[dict[str, Any], Written]:
    """The query and the truth about it; its defect is `about_another_passage` or `too_vague`."""
    passage = order.call.passage(order.text("passage_nonce"))
    found = [asked for asked in questions(passage) if "…" not in asked.question]
    fresh = [asked for asked in found if asked.question not in order.call.prompt] or found
    if fresh:
        asked = order.draw.choice(fresh)
    else:
        start = " ".join(passage.split()[:8]) or "nothing"
        asked = Asked("Which words come first?", start, start)
    query, defect = _styled(asked, order), None
    if order.outcome.defective:
        vague = order.draw.random() < 0.5
        query = order.draw.choice(_VAGUE if vague else _ELSEWHERE)
        defect = "too_vague" if vague else "about_another_passage"
    query = copied(order, query)
    written = Written(
        job="write_query",
        text=query,
        concept=order.concept.name or None,
        asked_concept=order.asked or None,
        defect=defect,
        copy=order.outcome.copy_of is not None,
        detail={"answer": "" if defect else asked.answer},
    )
    return {"query": query, "quote": asked.sentence}, written


def _styled(asked: Asked, order: Order) -> str:
    bare = _IDLE.sub("", asked.question).rstrip("?").strip()
    match order.text("style"):
        case "keywords":
            return " ".join(bare.split()[:8])
        case "request":
            return f"{order.fresh.choice(_OCCASIONS)} {asked.question}"
        case "misspelt":
            longest = max((w for w in re.findall(r"[A-Za-z]+", bare)), key=len, default="")
            slip = longest[:2] + longest[3:] if len(longest) >= _SHORTEST else longest
            return bare.replace(longest, slip, 1).lower() if longest else bare
        case _:
            return asked.question


def find_answering(call: Call, bench: Bench) -> dict[str, Any]:
    """The numbers of the passages that answer the first delimited text; the positive is one of them."""
    query, *passages = call.texts or ("",)
    answering = [n for n, text in enumerate(passages, 1) if answer_of(text, query, bench.known)]
    if bench.bias == "yes":
        answering = list(range(1, len(passages) + 1))
    elif bench.bias == "no":
        answering = []
    elif not bench.right:
        answering = [n for n in range(1, len(passages) + 1) if n not in answering]
    return {"reason": "Told from what stands in each.", "answering": answering}
