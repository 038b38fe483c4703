"""An assistant in words alone, as a talk's second voice: what it says is the scripted answer."""

from seedbed.agent.answers import Answer
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import Prompt
from seedbed.agent.role_players.stage import Said, Stage
from seedbed.agent.role_players.user import words_of
from seedbed.agent.work import Bench


class SayIt(Answer):
    """The assistant's next message."""

    message: str


async def speak_in_words(stage: Stage, bench: Bench) -> Said:
    """The assistant's next turn; it is told the talk, and why its last try was not accepted."""
    feedback = "".join(f"\nIt was not accepted: {one}" for one in stage.faults)
    prompt = Prompt("say_it", "h", ({"role": "user", "content": f"Answer.\n{words_of(stage)}{feedback}"},))
    slot = stage.work.slot("assistant", stage.step)
    said, reply = await bench.desk.ask(slot, prompt, SayIt, stage.work.purpose, Decode())
    work = stage.work.asked(prompt, reply, bench.desk.endpoint("assistant").model)
    return Said(({"role": "assistant", "content": said.message},), work)
