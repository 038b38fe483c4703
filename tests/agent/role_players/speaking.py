"""Two who speak in words alone: what they say are the scripted answers."""

from typing import Literal

from seedbed.agent.answers import Answer
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt
from seedbed.agent.role_players.stage import Said, Stage, words_of
from seedbed.agent.work import Env


class SayIt(Answer):
    """The next message, and how the talk ends with it."""

    message: str
    ends: Literal["goes on", "goal reached", "given up"] = "goes on"


async def speak_in_words(stage: Stage, env: Env, knows: str = "") -> Said:
    """The next turn; the speaker is told the talk, what it knows, and why its last try was not accepted."""
    feedback = "".join(f"\nIt was not accepted: {one}" for one in stage.faults)
    order = f"Speak. You know: {knows}\n{words_of(stage.messages)}{feedback}"
    prompt = Prompt("say_it", "h", ({"role": "user", "content": order},))
    slot = stage.work.slot(stage.speaker, stage.step)
    said, reply = await env.client.ask(slot, prompt, SayIt, stage.work.purpose, Decode())
    work = stage.work.asked(prompt, reply, env.client.endpoint(stage.speaker).model)
    ends = "" if said.ends == "goes on" else said.ends
    return Said(({"role": stage.speaker, "content": said.message},), work, ends=ends)
