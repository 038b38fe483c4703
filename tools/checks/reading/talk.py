"""`talk`: a whole talk read by the judge in one call, for what no comparison of values shows.

The judge is shown the tools, what each role was told and the talk; it answers with the defects that there
are, each with its turn and quote. One whose quote stands nowhere in its turn is asked about once more; if it
stays so there is no verdict."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from seedbed.memory.candidate import ReasonCode
from seedbed.memory.errors import AnswerFault
from seedbed.tools.checks.asked import STRING, ask, listing, shown, step_of, yes_or_no
from seedbed.tools.checks.check import Case, Check, Question, Untold, Values, Verdict, failed, held
from seedbed.tools.checks.inputs import is_messages
from seedbed.tools.checks.normal import find_quote
from seedbed.tools.checks.reading.spoilt_talks import WAYS

NAME, JOB = "talk", "read_talk"
DEFECTS: Mapping[str, ReasonCode] = {
    "contradicts": "wrong answer",
    "unsupported": "unsupported claim",
    "unsaid": "wrong answer",
    "not asked for": "wrong answer",
    "forgets": "wrong answer",
    "out of role": "policy",
    "against its part": "policy",
    "repeats": "low quality",
    "shows its tools": "low quality",
}
"""What the judge may find, as the prompt explains it, and what it is called among the reasons."""
_ASKED = 2
_DEFECT = {"type": "string", "enum": list(DEFECTS)}
_FOUND = {"turn": {"type": "integer"}, "quote": STRING, "why": STRING, "defect": _DEFECT}
_SCHEMA = listing(JOB, "found", _FOUND)


async def _verify(inputs: Values, _arguments: Any, case: Case) -> Verdict:
    messages = inputs["of"]
    if not is_messages(messages):
        raise Untold("it is no talk")
    texts = {"tools": shown(inputs["tools"])} if inputs.get("tools") else {}
    texts |= {f"what the {role} was told": said for role, said in case.told.items() if said}
    texts["the talk"] = shown(messages)
    values = {"defects": list(DEFECTS)}
    for draw in range(_ASKED):
        said = await ask(case, Question("judge", JOB, values, texts, _SCHEMA, step_of(NAME, case), draw))
        found = said.value["found"]
        if all(_is_there(one, messages) for one in found):
            break
    else:
        raise AnswerFault("no verdict", "the judge quotes what stands nowhere in the turn")
    lines = [f"turn {one['turn']} {one['defect']}: {one['why']} «{one['quote']}»" for one in found]
    reason = "; ".join(lines)[:1000] or "no defect found"
    evidence = yes_or_no(NAME, "the talk as a whole", reason, said.slot, ok=not found)
    if not found:
        return held(evidence)
    to: defaultdict[str, list[str]] = defaultdict(list)
    for one, line in zip(found, lines, strict=True):
        to["user" if messages[one["turn"] - 1]["role"] == "user" else "assistant"].append(line)
    told = {role: "; ".join(those) for role, those in to.items()}
    return failed(DEFECTS[found[0]["defect"]], "; ".join(lines), evidence, to=told)


def _is_there(found: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a defect is of a turn that there is, with words of it, or without any."""
    if not 0 < found["turn"] <= len(messages):
        return False
    one = messages[found["turn"] - 1]
    text = f"{one.get('content') or ''}\n{json.dumps(one.get('tool_calls') or [], ensure_ascii=False)}"
    return not found["quote"].strip() or find_quote(found["quote"], text) is not None


def _spoilt(inputs: Values, _arguments: Any, draw: Random, *, way: str) -> Values | None:
    messages = list(inputs["of"] or ())
    if not (changes := list(WAYS[way](messages))):
        return None
    place, text = draw.choice(changes)
    return {"of": [*messages[:place], {**messages[place], "content": text}, *messages[place + 1 :]]}


CHECK = Check(
    name=NAME,
    about="A reader of the whole talk finds no answer against or beyond the results, nothing left unsaid, "
    "forgotten or said twice, nobody out of role.",
    inputs=("of", "tools?"),
    verify=_verify,
    shows={"kept": "supported"},
    spoil={way: partial(_spoilt, way=way) for way in WAYS},
    calls=1.0,
    example="talk: {of: messages, tools: tools}",
)
