"""Pairs of answers to the same turn of an accepted talk: the talk's own, and one that is wrong.

The sure form plants one defect into the right answer (`tools/verification/trajectories/planting`), without a
model; the other has a weaker model answer the turn anew. Either way the pair counts only if the checks find a
fault in the rejected answer that the chosen one hasn't (`pairs.py`): planted and not found is no pair, and a
weaker model's answer without a fault that can be named is none either. Ways to plant are taken evenly.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from seedbed.agent.answers import AnswerTurn, job_name
from seedbed.agent.models.wire import Decode
from seedbed.agent.prompting import brief_block, delimit, render
from seedbed.agent.work import Bench, Choice, Chosen, Method, Work
from seedbed.agent.writer.language import english_only
from seedbed.agent.writer.pair_sources import Carried, carried
from seedbed.agent.writer.parents import TRIES, level_of_parent
from seedbed.memory.candidate import Citation, Computation, Schema
from seedbed.memory.canonical import digest
from seedbed.memory.errors import UserFault

if TYPE_CHECKING:
    from seedbed.tools.verification.trajectories.pairs import Compared

Row = Mapping[str, Any]
WEAKER: Literal["weaker"] = "weaker"
OF_A_TURN = 2
"""Pairs that one turn may give."""
_ANOTHER = Decode(max_tokens=500, temperature=0.9)
_HOT = Decode(max_tokens=500, temperature=1.3)
"""For the assistant's own model, where no other plays the weaker one."""


@dataclass(frozen=True, slots=True)
class _Start:
    """A turn of a row to start from."""

    row: dict[str, Any]
    key: str
    """Names the row."""
    place: int

    def material(self, part: str, way: str) -> str:
        """Its material, made in a way."""
        return f"{part}:{self.key}:{self.place}:{way}"


# which turn, and what is planted -------------------------------------------------------------------------


def choose_planted(choice: Choice, bench: Bench) -> Chosen | None:
    """A turn and a way to plant a defect that the checks find there; None while there is none."""
    from seedbed.tools.verification.trajectories.planting.plant import PLANTS, SHARES

    used = _used(choice)
    ways = choice.rng.sample(list(PLANTS), len(PLANTS))
    for way in sorted(ways, key=lambda way: (used[way] + 0.5) / SHARES.get(way, 1.0)):
        for start in _starts(choice, bench, used):
            material = start.material(choice.part.name, way)
            if not choice.used.get(material) and _bears(start, way, bench):
                return Chosen(_grounding(start, way, bench), material=material)
    return None


def choose_weaker(choice: Choice, bench: Bench) -> Chosen | None:
    """A turn that a weaker model is to answer anew."""
    for start in _starts(choice, bench, _used(choice), TRIES):
        for draw in range(TRIES):
            material = start.material(choice.part.name, f"{WEAKER} {draw}")
            if not choice.used.get(material):
                return Chosen(_grounding(start, WEAKER, bench), material=material)
    return None


def _grounding(start: _Start, way: str, bench: Bench) -> dict[str, Any]:
    found = _carried(start, bench)
    return {
        "parent": start.row,
        "place": start.place,
        "planted": way,
        "cited": [dict(one) for one in found.cited],
        "passages": list(found.passages),
    }


def _used(choice: Choice) -> Counter[str]:
    """How often rows (by key), turns (key and place) and ways were taken for this part."""
    counted: Counter[str] = Counter()
    for material, number in choice.used.items():
        part, _, rest = material.partition(":")
        key, _, rest = rest.partition(":")
        place, _, way = rest.partition(":")
        if part == choice.part.name and number > 0:
            counted.update({key: number, f"{key}:{place}": number, way: number})
    return counted


def _starts(choice: Choice, bench: Bench, used: Mapping[str, int], most: int = OF_A_TURN) -> Iterator[_Start]:
    """Turns of the parent part's accepted rows with fewer pairs than `most`, those with fewest first."""
    from seedbed.tools.verification.trajectories.planting.turn import places

    there = bench.plan.part(choice.part.of).difficulties
    level = level_of_parent("", choice.cell.difficulty, there)
    if level is None:
        return
    cell = choice.cell.model_copy(update={"part": choice.part.of, "difficulty": level})
    rows = [(digest(dict(row))[:16], dict(row)) for row in choice.accepted(cell.key)]
    starts = [_Start(row, key, place) for key, row in rows for place in places(row["messages"])]
    choice.rng.shuffle(starts)
    starts.sort(key=lambda one: (used.get(one.key, 0), used.get(f"{one.key}:{one.place}", 0)))
    yield from (one for one in starts if used.get(f"{one.key}:{one.place}", 0) < most)


def _carried(start: _Start, bench: Bench) -> Carried:
    """What carries the turn, where the talk is about documents; worked out once."""
    said = start.row["messages"][start.place]
    key = f"pairs/cited/{start.key}/{start.place}"
    if key not in bench.shelf.derived:
        text = "" if start.row.get("tools") else str(said.get("content") or "")
        bench.shelf.derived[key] = carried(text, start.row, bench.shelf) if text else Carried()
    found: Carried = bench.shelf.derived[key]
    return found


def _bears(start: _Start, way: str, bench: Bench) -> bool:
    """Whether the checks find in the turn what is planted in that way; worked out once."""
    key = f"pairs/{way}/{start.key}/{start.place}"
    if key not in bench.shelf.derived:
        given = _grounding(start, way, bench)
        made = _planted(given)
        compared = _compared(made, given["cited"]) if made else None
        bench.shelf.derived[key] = made is not None and compared is not None and _named(made, compared) != ""
    return bool(bench.shelf.derived[key])


# the row -------------------------------------------------------------------------------------------------


def _planted(given: Row) -> dict[str, Any] | None:
    """The pair that a brief orders, beside what the checks may call its defect; None: it can't be made."""
    from seedbed.tools.verification.trajectories.planting.plant import planted_pair

    quotes = [str(one["quote"]) for one in given["cited"]]
    return planted_pair(given["parent"], given["place"], given["planted"], quotes, given["passages"])


def _compared(pair: Row, cited: Sequence[Row]) -> "Compared | None":
    """Both answers checked; None: they can't be read."""
    from seedbed.tools.verification.trajectories.pairs import compare_answers

    texts = [str(one["quote"]) for one in cited]
    try:
        return compare_answers(
            pair["prompt"], pair["chosen"][0], pair["rejected"][0], pair.get("tools", ()), texts
        )
    except UserFault:
        return None


def _named(pair: Row, compared: "Compared") -> str:
    """What the checks call the defect; empty: they don't find it, or something in the chosen answer."""
    found = compared.fault_of(pair["fits"]) if not compared.chosen else None
    return found.defect if found else ""


async def write_planted(work: Work, bench: Bench) -> Work:
    """The pair of the brief, by the program alone."""
    given = work.brief.grounding
    made = _planted(given)
    if made is None:
        return work.because("low quality", "planting", f"the turn bears no {given['planted']!r}")
    return _made(work, made, made["fits"])


async def answer_anew(work: Work, bench: Bench) -> Work:
    """The turn answered by the weaker model, which is told little.

    Raises:
        AnswerFault: its answer was unusable to the last.
    """
    from seedbed.tools.verification.trajectories.planting.turn import answered, pair_of

    given = work.brief.grounding
    pair = pair_of(given["parent"], given["place"])
    job = job_name(AnswerTurn)
    slot = work.slot(WEAKER, job)
    nonce = slot.key[:12]
    block = {
        "job": job,
        "concept": bench.plan.part(work.brief.cell.part).tree[work.brief.cell.leaf].name,
        "talk_nonce": nonce,
        "tools": [one["function"]["name"] for one in pair.get("tools", ())],
        "seed": work.brief.seed,
    }
    prompt = render(
        job,
        talk=delimit(_play(pair["prompt"]), nonce),
        tools=delimit(json.dumps(pair["tools"], ensure_ascii=False), nonce) if pair.get("tools") else "",
        language=bench.spec.language,
        brief=brief_block(block),
    )
    alone = bench.desk.endpoint(WEAKER).name == bench.desk.endpoint("assistant").name
    said, reply = await bench.desk.ask(slot, prompt, AnswerTurn, work.purpose, _HOT if alone else _ANOTHER)
    work = work.asked(prompt, reply, bench.desk.endpoint(WEAKER).model)
    message = answered(said.message, [(one.name, one.arguments) for one in said.calls])
    if message is None:
        return work.because("low quality", WEAKER, "it says nothing")
    work = replace(work, notes={**work.notes, "slot": slot.key})
    return _made(work, {**pair, "rejected": [message]}, ())


def _play(prompt: Sequence[Row]) -> str:
    """A talk as a play: words, calls and results."""
    lines = []
    for one in prompt:
        calls = [call["function"] for call in one.get("tool_calls") or ()]
        called = [f"[calls {call['name']}({call['arguments']})]" for call in calls]
        said = [*filter(None, [str(one.get("content") or "")]), *called]
        lines.append(f"{str(one['role']).capitalize()}: {' '.join(said)}")
    return "\n".join(lines)


def _made(work: Work, pair: Row, fits: Sequence[str]) -> Work:
    """The row without its defect's name, which the checks give; its group is its talk's."""
    row = {key: pair[key] for key in ("prompt", "chosen", "rejected", "tools") if key in pair}
    said = [_play([one]) for one in (*pair["chosen"], *pair["rejected"])]
    return replace(
        work,
        row=row,
        text="\n".join(said),
        signature=digest([pair["prompt"], pair["chosen"], pair["rejected"]]),
        group=digest(work.brief.grounding["parent"])[:16],
        material={"fits": tuple(fits)},
    )


# checks --------------------------------------------------------------------------------------------------


async def verify_pair(work: Work, bench: Bench) -> Work:
    """The talk without a fault up to the chosen answer, and the rejected one's fault by name."""
    from seedbed.tools.verification.trajectories.check import BY as TALK
    from seedbed.tools.verification.trajectories.pairs import BY, FAULT

    assert work.row is not None
    row, cited, fits = work.row, work.brief.grounding["cited"], work.material["fits"]
    compared = _compared(row, cited)
    if compared is None:
        return work.because("malformed", BY, "the rejected answer can't be read as a message")
    if compared.chosen:
        return work.because("wrong answer", BY, f"the chosen answer: {compared.chosen[0]}"[:400])
    if not compared.rejected or row["rejected"] == row["chosen"]:
        who = "weaker answer" if work.brief.form == "strong" else "planted answer"
        return work.because("low quality", BY, f"the {who} has no fault")
    found = compared.fault_of(fits) if fits else compared.rejected[0]
    if found is None:
        return work.because("low quality", BY, f"the checks find {compared.rejected[0].defect!r} instead")
    inputs = {"reason": found.reason, **({"slot": work.notes["slot"]} if "slot" in work.notes else {})}
    evidence = Computation(
        ok=True,
        by=BY,
        expression=FAULT,
        result=found.defect,
        engine=BY,
        inputs=inputs,
    )
    work = replace(work, row=_in_order({**row, "defect": found.defect}), assigned=(work.brief.cell.key,))
    work = work.with_evidence(Schema(ok=True, by=TALK, validator=TALK), evidence)
    work = work.with_evidence(*(Citation.model_validate(one) for one in cited))
    return replace(work, grade="proven" if work.brief.form == "sure" else "supported")


def _in_order(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in ("prompt", "chosen", "rejected", "defect", "tools") if key in row}


PLANTED = Method(
    name="preferences/sure",
    task="preferences",
    form="sure",
    grade="proven",
    needs={},
    lacks=english_only,
    choose=choose_planted,
    write=write_planted,
    verify=verify_pair,
    attempts=1,
)
ANSWERED = Method(
    name="preferences/strong/weaker",
    task="preferences",
    form="strong",
    grade="supported",
    way=WEAKER,
    needs={WEAKER: ("json_schema",)},
    lacks=english_only,
    choose=choose_weaker,
    write=answer_anew,
    verify=verify_pair,
    attempts=1,
    calls=1,
    prompt_tokens=1200,
    completion_tokens=120,
)
