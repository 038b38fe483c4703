"""The conversation of a sub-agent with its tools, as a sub-graph: think ⇄ use.

Whoever calls tools holds it: the planner, the solver, the assistant of a world. What each step does is
`agent/toolloop.py`. No checkpointer: every answer is in the journal before it is used."""

import operator
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal, TypedDict

from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from seedbed.agent.models.wire import Reply
from seedbed.agent.prompting import Message
from seedbed.agent.toolloop import Conversation, Talking, Used
from seedbed.agent.toolloop import think as next_answer
from seedbed.agent.toolloop import use as run_calls


class ConversationState(TypedDict):
    """Where a conversation stands."""

    said: Annotated[list[Message], operator.add]
    replies: Annotated[list[Reply], operator.add]
    used: Annotated[list[Used], operator.add]


async def think(state: ConversationState, runtime: Runtime[Talking]) -> Command[Literal["use", "__end__"]]:
    """The model answers or calls tools."""
    reply = await next_answer(state["said"], len(state["replies"]) + 1, runtime.context)
    return Command(update={"replies": [reply]}, goto="use" if reply.tool_calls else "__end__")


async def use(state: ConversationState, runtime: Runtime[Talking]) -> Command[Literal["think", "__end__"]]:
    """The tools that it called are run."""
    said, used, more = await run_calls(state["replies"], runtime.context)
    return Command(update={"said": said, "used": used}, goto="think" if more else "__end__")


@cache
def graph() -> Any:
    """The compiled conversation."""
    builder = StateGraph(ConversationState, context_schema=Talking)
    builder.add_node(think)
    builder.add_node(use)
    builder.add_edge(START, "think")
    return builder.compile(name="talk", checkpointer=False)


async def converse(messages: Sequence[Message], talking: Talking) -> Conversation:
    """Talk until the model answers without calling a tool, or the turns are used up."""
    start: ConversationState = {"said": list(messages), "replies": [], "used": []}
    state = await graph().ainvoke(start, context=talking)
    last: Reply = state["replies"][-1]
    reply = None if last.tool_calls else last
    return Conversation(reply, tuple(state["replies"]), tuple(state["used"]))
