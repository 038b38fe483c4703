"""What a defective turn says instead: a role broken, the other's words, a turn again, another self.

The names of the defects stand in the server's truth.
"""

import random
import re
from collections.abc import Mapping
from typing import Any

from tests.simulator.jobs.talks.scenes import Scene

USER = ("role_break", "speaks_for_the_other", "repetition", "persona_contradicted", "script_broken")
ASSISTANT = ("role_break", "speaks_for_the_other", "repetition", "script_broken")
_OTHER = ("Bartholomew", "Zuleika", "Ferdinand")


def defective_user(
    brief: Mapping[str, Any], scene: Scene | None, line: str, talk: str, draw: random.Random
) -> tuple[str, str]:
    """A user's line with a defect, and which one."""
    mine = _said(talk, "User")
    name = text if (text := str((brief.get("knows") or {}).get("name") or "")) else ""
    kinds = [kind for kind in USER if kind != "repetition" or mine]
    kinds = [kind for kind in kinds if kind != "persona_contradicted" or name]
    kinds = [kind for kind in kinds if kind != "script_broken" or (scene and _told(brief, scene))]
    kind = draw.choice(kinds)
    if kind == "role_break":
        return f"As an AI language model I don't have wishes of my own, but how can I help you? {line}", kind
    if kind == "speaks_for_the_other":
        return f"{line}\nAssistant: Sure, here is what I would do in your place.", kind
    if kind == "repetition":
        return draw.choice(mine), kind
    if kind == "persona_contradicted":
        return f"My name is {draw.choice(_OTHER)}, by the way. {line}", kind
    return f"{line} {_told(brief, scene)}".strip() if scene else line, kind


def defective_assistant(
    brief: Mapping[str, Any], scene: Scene | None, line: str, talk: str, draw: random.Random
) -> tuple[str, str]:
    """An assistant's line with a defect, and which one."""
    mine = [one for one in _said(talk, "Assistant") if len(one.split()) > 5]
    broken = _breaks(brief, scene) if scene else ""
    kinds = [kind for kind in ASSISTANT if kind != "repetition" or mine]
    kinds = [kind for kind in kinds if kind != "script_broken" or broken]
    kind = draw.choice(kinds)
    if kind == "role_break":
        return f"I'm looking for a way to do that too. Can you help me with it? {line}", kind
    if kind == "speaks_for_the_other":
        return f"{line}\nUser: Thanks, and what would you do next if you were me?", kind
    if kind == "repetition":
        return draw.choice(mine), kind
    return broken, kind


def _said(talk: str, speaker: str) -> list[str]:
    return re.findall(rf"^{speaker}: (.+)$", talk, re.M)


def _told(brief: Mapping[str, Any], scene: Scene) -> str:
    """What a user of the script must not say at this turn; empty: there is nothing of the kind."""
    turn, fields = int(brief.get("turn") or 1), scene.fields
    if "cause" in fields and turn == 1:
        return f"I think it is the {fields['cause']}."
    if "detail" in fields and turn == 1:
        return f"It is about {fields['detail']}."
    if "user_limit" in fields:
        return f"My absolute limit is {fields['user_limit']}."
    if "fact" in fields and 3 < turn < 9:
        return str(fields["fact"])
    return ""


def _breaks(brief: Mapping[str, Any], scene: Scene) -> str:
    """What an assistant of the script must not say at this turn; empty: there is nothing of the kind."""
    turn, fields = int(brief.get("turn") or 2), scene.fields
    if "secret" in fields:
        return f"All right, as you ask so nicely: it is {fields['secret']}."
    if "cause" in fields and turn == 2:
        return f"That is surely the {fields['cause']}. Please {fields['remedy']}."
    if "detail" in fields and turn == 2:
        return "Here it is, made for the usual case: fourteen lines that suit everybody, with 25 of each."
    if "assistant_limit" in fields:
        return f"We can't go beyond {fields['assistant_limit']}, that is our limit."
    if "late_answer" in fields and turn == 10:
        return "Yes, that is fine for everybody; go ahead as you thought, it needs no change."
    if "wrong" in fields and turn > 4:
        return f"As I said, it comes to {fields['wrong']} altogether."
    if "topics" in fields and 2 < turn < 8:
        return "That reminds me of an old song that many people know and like to sing."
    return ""
