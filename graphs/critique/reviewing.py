"""The critic's agent: a model reads drawn rows together, looks at more of them or tries a sentence, and asks.

    read ⇄ look

At most `CALLS` answers a critique, and no more tokens than the critic's share. Every answer is in the journal
under its call slot, and everything it is asked is a function of spec, seed and commits; so a resumed build
asks the same and gets the same. Without a capable model, or where it answers nonsense, thresholds decide.
"""

import asyncio
import json
import operator
from collections.abc import Sequence
from contextvars import Context
from dataclasses import dataclass, field, replace
from functools import cache
from math import log
from statistics import fmean
from typing import Annotated, Any, Literal, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from seedbed.agent.answers import Look, ReadTogether, TryGuidance, job_name
from seedbed.agent.critic.critique import Critique, Review
from seedbed.agent.critic.material import Drawn, drawn, figures, more, sentences
from seedbed.agent.critic.review import place_of, sift
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.models.ask import Client, Purpose
from seedbed.agent.models.deliver import Refused
from seedbed.agent.models.wire import Decode, Reply, parse, schema_of
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.prompting import Message, delimit, render
from seedbed.agent.work import Env
from seedbed.graphs.trial.trying import sketched
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.canonical import digest
from seedbed.tools.evaluation.shift import chance

CALLS = 4
"""Answers at one critique, malformed ones included."""
SHARE, ADVANCE = 0.02, 8_000
"""What the critic's model may cost: a share of the tokens that candidates took, and so many in advance."""
_FIRST, _GROWN, _QUIET = 12, 1.5, 2.0
"""Candidates before the first reading; times as many before the next; the same after a quiet one."""
_CHANCE = 0.01
"""How likely texts of one size differ so much that a reading is due, over all parts together."""
_GREW = 1.15
"""How many times the size, on average, is another one."""
_HOPELESS = 3
"""Readings in a row without a usable answer, after which the model is asked no more."""
_MALFORMED = 2
"""Answers at one critique that couldn't be read, after which it is given up."""
_LOOKS = 3
_TRIED = 3
"""Rows that a sentence is tried on."""
_SEEN, _FINDING = 6, 300
_REQUEST, _RECIPE, _PARTS = 1_500, 1_500, 2
"""Characters of the person's words and of a recipe, and parts whose recipe is shown."""
_ROOM = 8_000
"""Tokens that the model must take in one prompt."""
_READ = Decode(max_tokens=1_500, temperature=0.0)
_PER_TOKEN = 3
"""Characters of a token, for what a call will take at most."""


class ReviewState(TypedDict):
    """Where a reading stands."""

    said: Annotated[list[Message], operator.add]
    rows: Annotated[list[int], operator.add]
    tried: Annotated[list[str], operator.add]
    calls: int
    tokens: int
    malformed: int
    answer: ReadTogether | None


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What a reading is held with; never serialised."""

    reading: Critique
    grounds: Grounds
    env: Env
    allowed: int
    """Tokens that it may take."""
    row_cost: int
    """Tokens that writing a row usually takes."""
    nonce: str
    known: dict[int, str] = field(default_factory=dict)
    """Accepted candidates that were shown → digest of the row."""

    def shown(self, rows: Drawn) -> str:
        """Rows as they are shown; noted."""
        schedule = self.grounds.schedule
        accepted = {number for some in schedule.rows.values() for number in some}
        self.known.update(
            (one.number, digest(one.draft.row)) for one, _ in rows.candidates if one.number in accepted
        )
        said = {say: number for number, _, _, say in sentences(self.grounds)}
        return rows.told(self.nonce, {line.number: line for line in self.grounds.critic.lines}, said)


async def review(reading: Critique, on: Grounds, env: Env) -> Critique:
    """The critique with what a model found over the rows, and what it asks for behind the rest; the same
    critique where nothing can be read or the critic's share is used up.

    Raises:
        Paused, UserFault: the model can't be asked now.
    """
    spent = sum(tally.tokens for tally in on.schedule.parts.values())
    used = sum(one.review.tokens for one in on.past if one.review)
    texts = sum(on.schedule.beliefs.texts.values())
    context = Reviewing(
        reading=reading,
        grounds=on,
        env=env,
        allowed=ADVANCE + int(SHARE * spent) - used,
        row_cost=round(sum(on.schedule.beliefs.tokens.values()) / texts) if texts else 0,
        nonce=_slot(reading.commit, 1).key[:12],
    )
    if not _due(context):
        return reading
    rows = drawn(on, env.client.store, env.spec, reading.commit)
    said = _asked(context, rows)
    if not rows.candidates or _cost(said) > context.allowed:
        return reading
    start: ReviewState = {
        "said": said,
        "rows": list(rows.numbers),
        "tried": [],
        "calls": 0,
        "tokens": 0,
        "malformed": 0,
        "answer": None,
    }
    # In a context of its own: in the node's, LangGraph takes it for a part of the build graph.
    running = asyncio.create_task(_graph().ainvoke(start, context=context), context=Context())
    return _with(await running, context)


def able(client: Client) -> bool:
    """Whether the model of the role `critic` can read rows together."""
    profile = client.profile("critic")
    return profile.can("json_schema", "judging") and profile.context_tokens >= _ROOM


def _due(context: Reviewing) -> bool:
    """Whether there is enough new to read: the first rows, so many times the candidates of the last reading,
    texts of another size than before, or as many as pay for some more; and whether it has given an answer
    lately."""
    readings = [one for one in context.grounds.past if one.review]
    last = [one.review.unusable for one in readings[-_HOPELESS:] if one.review]
    if not readings or (len(last) == _HOPELESS and all(last)):
        return not readings and context.reading.candidates >= _FIRST
    quiet = readings[-1].review is not None and not readings[-1].review.asked
    grown = context.reading.candidates >= (_QUIET if quiet else _GROWN) * readings[-1].candidates
    return grown or _shifted(context, readings[-1].candidates) or context.allowed >= 2 * ADVANCE


def _shifted(context: Reviewing, then: int) -> bool:
    """Whether the texts of a part since the last reading are of another size than those before it: what
    drifts in tone is mostly longer or shorter, or of longer words."""
    lines = list(context.grounds.critic.lines)
    since = min(context.reading.candidates - then, len(lines))
    parts = {line.cell.partition("/")[0] for line in lines[len(lines) - since :]}
    sizes = [
        [[line.sizes[kind] for line in some if line.cell.startswith(f"{part}/")] for some in halves]
        for halves in [(lines[: len(lines) - since], lines[len(lines) - since :])]
        for part in parts
        for kind in (0, 1)
    ]
    return any(
        chance(before, after) < _CHANCE / len(sizes) and abs(log(fmean(after) / fmean(before))) > log(_GREW)
        for before, after in sizes
        if min(map(sum, (before, after)))
    )


# the agent's two steps ---------------------------------------------------------------------------------


async def read(state: ReviewState, runtime: Runtime[Reviewing]) -> dict[str, Any]:
    """The model answers: what it saw, what it wants to see, what it asks for."""
    context, calls = runtime.context, state["calls"] + 1
    client, slot = context.env.client, _slot(context.reading.commit, calls)
    decode = replace(_READ, max_tokens=_READ.max_tokens * (1 + state["malformed"]))
    schema = schema_of(ReadTogether)
    try:
        reply = await client.chat(slot, state["said"], Purpose("critique"), decode, schema=schema)
    except Refused:  # such as by a filter of contents: the build goes on without
        return {"calls": calls, "malformed": _MALFORMED, "answer": None}
    told: Message = {"role": "assistant", "content": reply.text[:4000] or "(nothing)"}
    spent = {"calls": calls, "tokens": state["tokens"] + _used(reply, state["said"])}
    try:
        return {**spent, "answer": parse(reply, ReadTogether), "said": [told]}
    except AnswerFault as fault:
        client.fail(slot, fault)
        again = render("repair", problem=f"{fault.code}: {fault.detail}").messages
        return {**spent, "malformed": state["malformed"] + 1, "answer": None, "said": [told, *again]}


async def look(state: ReviewState, runtime: Runtime[Reviewing]) -> dict[str, Any]:
    """More rows are shown, or a sentence is tried on three."""
    context, answer = runtime.context, state["answer"]
    assert answer is not None
    parts: list[str] = []
    tried, rows, tokens = list[str](), list[int](), state["tokens"]
    for wanted in answer.look[:_LOOKS]:
        what = f"{wanted.check or 'accepted'} rows of {wanted.where}"
        text, numbers = _more(wanted, [*state["rows"], *rows], context)
        rows += numbers
        parts.append(f"{clean(what, 100)}:\n{text}")
        tried.append(f"looked at {len(numbers)} more {clean(what, 100)}")
    for sentence in answer.trial[:1]:
        text, took = await _trial(sentence, tokens, context)
        tokens += took
        parts.append(text)
        tried.append(f"tried «{clean(sentence.say, 200)}» at {clean(sentence.where, 100)}")
    results = "\n\n".join(parts)
    said = [*state["said"], {"content": results}]
    left = _left(said, state["calls"], tokens, context) - 1
    again = render("read_together_more", results=results, left=left).messages
    return {"said": list(again), "rows": rows, "tried": tried, "tokens": tokens, "answer": None}


async def _after(state: ReviewState, runtime: Runtime[Reviewing]) -> Literal["read", "look", "__end__"]:
    context, answer = runtime.context, state["answer"]
    if _left(state["said"], state["calls"], state["tokens"], context) < 1:
        return "__end__"
    if answer is None:
        return "read" if state["malformed"] < _MALFORMED else "__end__"
    return "look" if answer.look or answer.trial else "__end__"


def _left(said: Sequence[Message], calls: int, tokens: int, context: Reviewing) -> int:
    """How often the model may still be asked: each time it is told what was said, and more."""
    return min(CALLS - calls, (context.allowed - tokens) // (_cost(said) + _READ.max_tokens))


@cache
def _graph() -> Any:
    builder = StateGraph(ReviewState, context_schema=Reviewing)
    builder.add_node(read)
    builder.add_node(look)
    builder.add_edge(START, "read")
    builder.add_conditional_edges("read", _after, ["read", "look", END])
    builder.add_edge("look", "read")
    return builder.compile(name="review", checkpointer=False)


# what it is asked and shown ----------------------------------------------------------------------------


def _asked(context: Reviewing, rows: Drawn) -> list[Message]:
    env, on = context.env, context.grounds
    spec = env.spec
    request = clean(spec.request, _REQUEST) or "; ".join(part.topic for part in spec.parts)

    def marked(text: str) -> str:
        return delimit(text.replace(context.nonce, ""), context.nonce)

    values = {
        "request": marked(request),
        "recipes": {
            part.name: marked(str(part.recipe)[:_RECIPE]) for part in spec.parts[:_PARTS] if part.recipe
        },
        "figures": figures(context.reading, on, env.client.store, spec, rows),
        "rows": context.shown(rows),
        "can_try": _can_try(0, context),
    }
    first = render("read_together", **values, left=0).messages
    left = _left(first, 0, 0, context) - 1
    return list(render("read_together", **values, left=left).messages if left > 0 else first)


def _more(wanted: Look, known: Sequence[int], context: Reviewing) -> tuple[str, Sequence[int]]:
    on, env = context.grounds, context.env
    place = place_of(wanted.where, on, env.spec)
    if place is None:
        return "there is no such place", ()
    commit, store = context.reading.commit, env.client.store
    found = more(on, store, env.spec, commit, place.part, place.leaf, wanted.check, known)
    return context.shown(found) or "there are no more", found.numbers


def _can_try(tokens: int, context: Reviewing) -> bool:
    """Whether a trial's rows fit into the critic's share."""
    recipes = any(part.recipe for part in context.env.spec.parts)
    return recipes and tokens + _TRIED * context.row_cost + 2 * _ROOM // 4 <= context.allowed


async def _trial(sentence: TryGuidance, tokens: int, context: Reviewing) -> tuple[str, int]:
    """Three rows that were written under a sentence, and what they took."""
    on, env = context.grounds, context.env
    place = place_of(sentence.where, on, env.spec)
    if place is None or not env.spec.part(place.part).recipe or not _can_try(tokens, context):
        return "nothing can be tried there now", 0
    here = [s for s in on.schedule.cells.values() if s.open and s.cell.part == place.part]
    here = [s for s in here if place.leaf in ("", s.cell.leaf)]
    seats = [on.schedule.seats[state.open[0]] for state in here][:_TRIED]
    say = clean(sentence.say, 400)
    first = 5_000_000 + 10 * context.reading.commit
    drafts, took = await sketched(env.spec.part(place.part), seats, say, first, env)
    rows = [clean(json.dumps(draft.row, ensure_ascii=False), 600) for draft in drafts if draft.row]
    shown = "\n".join(delimit(row.replace(context.nonce, ""), context.nonce) for row in rows)
    return f"Written under «{say}», unchecked:\n{shown or 'no row came of it'}", took


def _slot(commit: int, call: int) -> Slot:
    return Slot("critique", "critic", f"{job_name(ReadTogether)}/{commit}/{call}")


def _cost(said: Sequence[Message]) -> int:
    """Tokens that a call takes, about."""
    return sum(len(str(message["content"])) for message in said) // _PER_TOKEN


def _used(reply: Reply, said: Sequence[Message]) -> int:
    usage = reply.content.get("usage") or {}
    told = int(usage.get("prompt_tokens") or 0) + int(usage.get("completion_tokens") or 0)
    return told or _cost(said) + len(reply.text) // _PER_TOKEN


# what came of it ---------------------------------------------------------------------------------------


def _with(ended: ReviewState, context: Reviewing) -> Critique:
    reading, answer = context.reading, ended["answer"]
    found = Review(
        rows=tuple(ended["rows"]),
        tried=tuple(ended["tried"]),
        calls=ended["calls"],
        tokens=ended["tokens"],
    )
    if answer is None:
        why = f"{ended['malformed']} of {ended['calls']} answers couldn't be read"
        return reading.model_copy(update={"review": found.model_copy(update={"unusable": why})})
    sifted = sift(answer.directives, reading, context.grounds, context.env.spec, context.known)
    said = {
        "seen": tuple(clean(one, _FINDING) for one in answer.seen[:_SEEN]),
        "asked": tuple(sifted.directives),
        "dropped": tuple(sifted.dropped),
    }
    update = {
        "review": found.model_copy(update=said),
        "directives": (*reading.directives, *sifted.directives),
    }
    return reading.model_copy(update=update)
