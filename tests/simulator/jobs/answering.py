"""From a call to its answer: the table of jobs, and what malformed, truncated and thinking do to an answer.

An answer is a function of the body and `--seed` alone (judges also use what this server wrote before).
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.simulator.chance import fraction, rng
from tests.simulator.jobs import exam, judge, plan, plan_dataset, read_together
from tests.simulator.jobs.briefs import read_order
from tests.simulator.jobs.plain import chat
from tests.simulator.jobs.recipes import planning
from tests.simulator.jobs.recipes.readers import breaking, claiming, reading, solving
from tests.simulator.jobs.recipes.talking import say_turn
from tests.simulator.jobs.recipes.telling import stock_text
from tests.simulator.jobs.recipes.write_fields import write_fields
from tests.simulator.jobs.talks import act_as_assistant
from tests.simulator.jobs.talks.plan_errand import plan_errand
from tests.simulator.jobs.talks.read_talk import read_talk
from tests.simulator.jobs.talks.say_errand import say_errand
from tests.simulator.options import Options
from tests.simulator.profiles import Profile
from tests.simulator.replies import Answer
from tests.simulator.wire import CHARACTERS_PER_TOKEN, Call, Json, tokens
from tests.simulator.world.outcomes import World
from tests.simulator.world.rows import Row, Rows

PLANNERS: dict[str, Callable[[Call, Profile, int], Json]] = {
    "propose_concepts": plan.propose_concepts,
    "propose_axis_values": planning.propose_axis_values,
    "read_request": lambda call, profile, seed: planning.read_request(call),
}
JUDGES: dict[str, Callable[[Call, judge.Bench], Json]] = {
    "choose_concept": judge.choose_concept,
    "read_axes": reading.read_axes,
    "read_level": reading.read_level,
    "judge_sentences": reading.judge_sentences,
    "read_talk": read_talk,
    "guess_option": reading.guess_option,
    "compare_two": reading.compare_two,
    "solve_field": solving.solve_field,
    "compare_answers": solving.compare_answers,
    "check_claims": claiming.check_claims,
    "check_documents": claiming.check_documents,
    "translate_back": claiming.translate_back,
}


class Desk:
    """Answers calls, with the world's laws and the memory of what was written."""

    def __init__(self, options: Options, world: World) -> None:
        self._options = options
        self._world = world
        self.rows = Rows()

    def answer(self, call: Call, profile: Profile) -> Answer:
        """The answer to one chat call."""
        if not profile.heeds_schema:
            body = {key: value for key, value in call.body.items() if key != "response_format"}
            call = replace(call, body=body)
        thought = self._thought(call, profile)
        called, content = self._called(call, profile)
        if called:
            sent = tuple((name, json.dumps(given, ensure_ascii=False)) for name, given in called)
            return Answer(None, thought, sent, "tool_calls", not profile.hides)
        return self._limited(call, content or self._content(call, profile), thought, not profile.hides)

    def complete(self, call: Call) -> Answer:
        """The answer to one prompt of /v1/completions: a sentence."""
        text = stock_text(rng(self._options.seed, "complete", call.digest), "anything")
        return self._limited(call, f" {text}", "")

    def _called(self, call: Call, profile: Profile) -> tuple[list[chat.ToolCall], str]:
        """The tools that it calls before it answers; or what an assistant says who has called them."""
        seed, offered = self._options.seed, chat.offered(call)
        if call.job == act_as_assistant.JOB and offered:
            defective = self._world.outcome(call, profile, "", tuple).defective
            calls, row = act_as_assistant.act(call, self.rows, seed, defective)
            self.rows.add(row, row.text)
            return calls, "" if calls else row.text
        if call.job == plan_dataset.JOB:
            return plan_dataset.plan_dataset(call), ""
        for solver in (one for one in offered if one["name"] == "answer"):
            return self._solved(call, solver["parameters"], profile), ""
        if not offered or call.brief or call.response_format:
            return [], ""
        skilled = fraction(seed, "skill", call.digest) < profile.uses_tools
        return exam.use_tools(call, rng(seed, "tools", call.digest), skilled), ""

    def _solved(self, call: Call, schema: Json, profile: Profile) -> list[chat.ToolCall]:
        """A solver's tools: it computes once, then answers."""
        if all(role != "tool" for role, _ in call.messages):
            return [("calculate", {"expression": "6 * 7"})]
        form = {"type": "json_schema", "json_schema": {"name": "solve_field", "schema": schema}}
        asked = replace(call, body={**call.body, "response_format": form})
        return [("answer", solving.solve_field(asked, self._bench(asked, profile)))]

    def _bench(self, call: Call, profile: Profile) -> judge.Bench:
        right = self._world.judges_right(call, profile)
        return judge.Bench(self.rows, right, profile.bias, rng(self._options.seed, "bench", call.digest))

    def _content(self, call: Call, profile: Profile) -> str:
        if written := self._world.own_answer(call, profile) or self._written(call, profile):
            made, row = written
            content = self._as_sent(call, made)
            if row:
                self.rows.add(row, content)
            return content
        seed, job = self._options.seed, call.job
        if job in planning.RECIPE_WRITERS:
            recipe = planning.write_recipe(call, hasty=self._options.hasty_recipes)
            return recipe.replace("{{ leaf }}", "{{ lief }}") if self._options.faulty_recipes else recipe
        if job == read_together.JOB:
            if self._options.critic == "nonsense":
                return read_together.NONSENSE
            how = {"wild": self._options.critic == "wild", "strict": self._options.critic == "strict"}
            return self._as_sent(call, read_together.read_together(call, seed, **how))
        if job == "find_repeats":
            both = {"row": 2, "of": 1, "both": "the same matter in other words"}
            return self._as_sent(call, {"repeats": [both] * (self._options.critic == "strict")})
        if sat := exam.JOBS.get(job):
            return self._as_sent(call, sat(exam.Seat(call, profile, self.rows, seed)))
        if planner := PLANNERS.get(job):
            return self._as_sent(call, planner(call, profile, seed))
        if judging := JUDGES.get(job):
            return self._as_sent(call, judging(call, self._bench(call, profile)))
        draw = rng(seed, "chat", call.digest)
        if call.schema is not None:
            return self._as_sent(call, chat.structured_answer(call, draw))
        return chat.plain_answer(call, draw)

    def _written(self, call: Call, profile: Profile) -> tuple[Json, Row] | None:
        """What the writers' jobs make, and the truth about it; None for any other job."""
        seed = self._options.seed
        match call.job:
            case "write_fields":
                return write_fields(read_order(call, self._world, profile, seed), self.rows)
            case "say_turn":
                return say_turn(read_order(call, self._world, profile, seed), self.rows, seed)
            case "break_sentence":
                return breaking.break_sentence(call, profile, self.rows)
            case "plan_errand":
                return plan_errand(call, seed)
            case "say_errand":
                return say_errand(call, seed, self._world.outcome(call, profile, "", tuple).defective)
        return None

    def _as_sent(self, call: Call, made: Any) -> str:
        """A structured answer as text, malformed where its lot says so."""
        text = json.dumps(made, ensure_ascii=False)
        if fraction(self._options.seed, "malformed", call.digest) >= self._options.malformed:
            return text
        draw = rng(self._options.seed, "malformation", call.digest)
        match draw.randrange(3):
            case 0:
                return text[:-1].replace('": ', '" ', 1)
            case 1:
                return f"Sure! Here is what you asked for:\n{text}\nLet me know if you need anything else."
        missing = draw.choice(sorted(made))
        return json.dumps({k: v for k, v in made.items() if k != missing}, ensure_ascii=False)

    def _thought(self, call: Call, profile: Profile) -> str:
        if not profile.thinks:
            return ""
        draw = rng(self._options.seed, "thought", call.digest)
        few = (3 + draw.randrange(4)) * (12 if profile.hides else 1)
        asides = " ".join(stock_text(draw, "anything") for _ in range(few))
        return f"Let me think. {asides} So I can answer now."

    def _limited(self, call: Call, content: str, thought: str, shown: bool = True) -> Answer:
        """The answer within `max_tokens` and the lot of being cut."""
        finish = "stop"
        if content and fraction(self._options.seed, "truncated", call.digest) < self._options.truncated:
            share = 0.2 + 0.6 * fraction(self._options.seed, "cut", call.digest)
            content, finish = content[: max(1, int(len(content) * share))], "length"
        limit = call.body.get("max_completion_tokens", call.body.get("max_tokens"))
        if isinstance(limit, int) and tokens(thought) + tokens(content) > limit:
            thought = thought[: limit * CHARACTERS_PER_TOKEN]
            content = content[: max(0, limit - tokens(thought)) * CHARACTERS_PER_TOKEN]
            finish = "length"
        return Answer(content, thought, (), finish, shown)
