"""Talks made by rule in a scene, and the same with one defect planted."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.verification.planted_calls import unknown_function, wrong_type
from benchmarks.verification.trajectory_scene import Scene
from seedbed.tools.verification.toolcalls.calls import Call
from seedbed.tools.world.state import State
from seedbed.tools.world.world import World

PLANTED = ("wrong type", "unknown tool", "contradicted", "forgotten", "role break")
"""Kinds of defects."""


@dataclass(slots=True)
class Talk:
    """A talk under construction; `spots` says which turn was said with which words and slots."""

    scene: Scene
    rng: random.Random
    world: World
    state: State
    slots: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    spots: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    calls: int = 0

    def says(self, role: str, words: str, **more: Any) -> None:
        """A turn in one of the scene's wordings."""
        self.slots |= more
        text = self.rng.choice(self.scene.words[words]).format(**self.slots)
        self.spots.append((len(self.messages), words, dict(self.slots)))
        self.messages.append({"role": role, "content": text[0].upper() + text[1:]})

    def calls_tool(self, name: str, **arguments: Any) -> Any:
        """A call and its result, executed in the world."""
        self.calls += 1
        made = f"call_{self.calls}"
        function = {"name": name, "arguments": json.dumps(arguments)}
        asked = {"id": made, "type": "function", "function": function}
        self.messages.append({"role": "assistant", "content": None, "tool_calls": [asked]})
        self.state, outcome = self.world.call(self.state, Call(name, arguments))
        self.messages.append({"role": "tool", "tool_call_id": made, "content": outcome.text})
        return outcome.value


def money(amount: float) -> str:
    """An amount as people write it."""
    return f"{amount:.2f}".removesuffix(".00")


def talk(scene: Scene, rng: random.Random) -> Talk:
    """A talk without a defect: found, made, perhaps changed and ended, and summed up."""
    world = scene.world()
    made = Talk(scene, rng, world, world.start())
    much = rng.randint(2, 6)
    made.slots = {"kind": rng.choice(scene.kinds), "much": much, "more": much + rng.randint(1, 4)}
    made.slots["wrong"] = f"{scene.prefix}{rng.randint(4000, 9000)}"
    made.says("user", "ask")
    found = made.calls_tool(scene.find[0], **{scene.find[1]: made.slots["kind"]})
    made.says(
        "assistant", "options", count=found["count"], list=listing(scene, found["results"], rng), found=found
    )
    chosen = rng.choice(found["results"])
    thing = scene.make[1]
    price = chosen["price"]
    made.slots |= {"thing": chosen[thing], "label": chosen["label"], "price": money(price)}
    made.says("user", "choose", total=money(price * much))
    record = made.calls_tool(scene.make[0], **{thing: chosen[thing], scene.make[2]: much})
    made.says("assistant", "done", key=record[scene.key], status=record["status"])
    for step in rng.sample(("change", "missing", "neither"), 2):
        _step(made, step)
    made.says("user", "state_q")
    if rng.random() < 0.4:
        made.calls_tool(scene.get, **{scene.key: made.slots["key"]})
    made.says("assistant", "state")
    if rng.random() < 0.3:
        made.says("user", "end_q")
        ended = made.calls_tool(scene.end, **{scene.key: made.slots["key"]})
        made.says("assistant", "ended", status=ended["status"])
    made.says("user", "thanks")
    made.says("assistant", "bye")
    return made


def _step(made: Talk, step: str) -> None:
    scene, slots = made.scene, made.slots
    if step == "change":
        made.says("user", "change_q")
        made.calls_tool(scene.change, **{scene.key: slots["key"], scene.make[2]: slots["more"]})
        made.says("assistant", "changed")
        made.slots |= {"was": slots["much"], "much": slots["more"]}
    elif step == "missing":
        made.says("user", "missing_q")
        made.calls_tool(scene.get, **{scene.key: slots["wrong"]})
        made.says("assistant", "missing")


def listing(scene: Scene, results: Sequence[Mapping[str, Any]], rng: random.Random) -> str:
    """The things that were found, in a row."""
    option = rng.choice(scene.words["option"])
    said = [
        option.format(label=one["label"], thing=one[scene.make[1]], price=money(one["price"]))
        for one in results
    ]
    return f"{', '.join(said[:-1])} and {said[-1]}"


# defects -------------------------------------------------------------------------------------------------


def planted(scene: Scene, kind: str, rng: random.Random) -> tuple[Talk, int, str]:
    """A talk with one defect: the talk, the place of the message that has it, and how it was made."""
    while True:
        made = talk(scene, rng)
        ways = [*_ways(made, kind)]
        if ways:
            place, how, message = rng.choice(ways)
            made.messages[place] = message
            return made, place, how


def _ways(made: Talk, kind: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    if kind in ("wrong type", "unknown tool"):
        yield from _calls(made, kind)
    elif kind == "role break":
        yield from _breaks(made)
    else:
        for place, words, slots in made.spots:
            for how, text in _wrong_texts(made, kind, place, words, slots):
                yield place, how, {"role": "assistant", "content": text}


def _calls(made: Talk, kind: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    for place, message in enumerate(made.messages):
        for asked in message.get("tool_calls", ()):
            name, arguments = asked["function"]["name"], json.loads(asked["function"]["arguments"])
            tools = {tool["function"]["name"]: tool["function"]["parameters"] for tool in made.scene.tools()}
            plant = unknown_function if kind == "unknown tool" else wrong_type
            for other, changed in plant(name, arguments, tools, made.rng):
                yield place, other, _call(asked, other, changed)


def _call(asked: Mapping[str, Any], name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"role": "assistant", "content": None, "tool_calls": [{**asked, "function": function}]}


def _breaks(made: Talk) -> Iterator[tuple[int, str, dict[str, Any]]]:
    words = made.scene.words
    for place, message in enumerate(made.messages):
        if message["role"] == "user" and place:
            text = made.rng.choice(words["user_broken"]).format(**made.slots)
            yield place, "user as assistant", {"role": "user", "content": text}
        elif message["role"] == "assistant" and message["content"] and place > 2:
            text = made.rng.choice(words["assistant_broken"]).format(**made.slots)
            yield place, "assistant as user", {"role": "assistant", "content": text}
            before = made.messages[place - 1]
            if before["role"] == "user" and len(before["content"].split()) > 5:
                yield place, "echo", {"role": "assistant", "content": before["content"]}


def _wrong_texts(
    made: Talk, kind: str, place: int, words: str, slots: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """(how, text): what the turn says with a slot changed, where that changes what it says."""
    rng, scene = made.rng, made.scene
    after_result = made.messages[place - 1]["role"] == "tool"
    told = {"contradicted": ("done", "changed", "ended", "state"), "forgotten": ("state",)}[kind]
    if kind == "contradicted" and words == "options":
        yield from _wrong_lists(made, slots)
    if kind == "contradicted" and words == "missing":
        text = rng.choice(scene.words["state"]).format(**{**slots, "key": slots["wrong"]})
        yield "success after an error", text
    if words not in told or after_result != (kind == "contradicted"):
        return
    if kind == "forgotten":
        yield "denied", rng.choice(scene.words["denied"]).format(**slots)
        if "was" in slots:
            yield from _changed(made, words, slots, "former value", much=slots["was"])
    others = [row for row in scene.rows if row["label"] != slots["label"]]
    other = rng.choice(others)
    thing = scene.make[1]
    yield from _changed(made, words, slots, "other thing", thing=other[thing], label=other["label"])
    yield from _changed(
        made,
        words,
        slots,
        "other value",
        much=slots["much"] + rng.randint(5, 9),
        more=slots["more"] + rng.randint(5, 9),
    )
    stages = [one for one in (scene.live, scene.over, "rejected") if one != slots["status"]]
    yield from _changed(made, words, slots, "other status", status=rng.choice(stages))
    if "." not in slots["price"] or words == "done":
        yield from _changed(
            made, words, slots, "other price", price=money(float(slots["price"]) + rng.randint(2, 9))
        )
        yield from _changed(
            made, words, slots, "other total", total=money(float(slots["total"]) + rng.randint(3, 19))
        )


def _changed(
    made: Talk, words: str, slots: Mapping[str, Any], how: str, **change: Any
) -> Iterator[tuple[str, str]]:
    wordings = [
        one for one in made.scene.words[words] if one.format(**slots) != one.format(**{**slots, **change})
    ]
    if wordings:
        text = made.rng.choice(wordings).format(**{**slots, **change})
        yield how, text[0].upper() + text[1:]


def _wrong_lists(made: Talk, slots: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    rng, results = made.rng, [dict(one) for one in slots["found"]["results"]]
    one, other = rng.sample(range(len(results)), 2)
    dearer = [
        {**row, "price": row["price"] + rng.randint(2, 9) * (at == one)} for at, row in enumerate(results)
    ]
    swapped = [dict(row) for row in results]
    swapped[one]["price"], swapped[other]["price"] = results[other]["price"], results[one]["price"]
    wording = rng.choice(made.scene.words["options"])
    for how, rows in (("price in a list", dearer), ("prices exchanged", swapped)):
        text = wording.format(**{**slots, "list": listing(made.scene, rows, rng)})
        yield how, text[0].upper() + text[1:]


def row_of(made: Talk) -> dict[str, Any]:
    """The row that `seedbed verify` reads."""
    return {"tools": made.scene.tools(), "messages": made.messages}
