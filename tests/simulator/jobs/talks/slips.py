"""What a defective turn says instead: a role broken, the other's words, a turn again, another self.

The names of the defects stand in the server's truth.
"""

import random
import re
from collections.abc import Mapping
from typing import Any

from tests.simulator.jobs.talks.scenes import Scene

USER = ("role_break", "speaks_for_the_other", "repetition", "persona_contradicted", "script_broken")
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
