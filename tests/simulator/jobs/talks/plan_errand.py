"""plan_errand: errands at the bike hire of scenarios/tool_use, by kind, of the records that are shown."""

import json
import random
from datetime import date, timedelta
from typing import Any

from tests.simulator.chance import rng
from tests.simulator.wire import Call, Json
from tests.simulator.world.rows import Row

JOB = "plan_errand"
_NEW = "K-1001"
"""Key of the first booking that a talk makes."""
_NAMES = ("Ada Moreau", "Ben Osei", "Carla Nunez", "Dmitri Volkov")
_WISHES = ("a helmet", "a child seat", "a guided tour", "a refund")


def plan_errand(call: Call, seed: int) -> tuple[Json, Row]:
    """The plan, and what an assistant does that knows it: `kind`, and `calls` with every value filled in."""
    kind, draw = str(call.brief.get("kind")), rng(seed, "plan", call.digest)
    bikes, bookings = _records(call, "bike_id"), _records(call, "booking_id")
    goal = f"You want something from the bike hire, as number {call.digest[:12]} on its list."
    facts, calls, filled = planned(kind, draw, bikes, bookings)
    plan = {
        "cannot": "",
        "goal": goal,
        "facts": [{"say": f"{say}.", "when": when} for when, some in facts.items() for say in some],
        "calls": [{"name": name, "arguments": json.dumps(arguments)} for name, arguments in calls],
    }
    known = [(name, {key: filled.get(value, value) for key, value in one.items()}) for name, one in calls]
    return plan, Row(JOB, call.digest, goal, known={"kind": kind, "calls": known})


def _records(call: Call, key: str) -> list[Json]:
    lines = (line for text in call.texts for line in text.splitlines() if line.startswith(f'{{"{key}"'))
    return [json.loads(line) for line in lines]


def planned(
    kind: str, draw: random.Random, bikes: list[Json], bookings: list[Json]
) -> tuple[dict[str, list[str]], list[tuple[str, Json]], dict[Any, Any]]:
    """When → facts, the calls, and reference → what it stands for."""
    ready = draw.choice([one for one in bikes if one["state"] == "ready"])
    held = draw.choice([one for one in bookings if one["status"] == "booked"])
    name, days, key = draw.choice(_NAMES), draw.randint(4, 9), str(ready["bike_id"])
    day = (date(2026, 7, 1) + timedelta(days=draw.randrange(90))).isoformat()
    mine = [f"the bike is {key}", f"the name is {name}", f"the first day is {day}"]
    long = f"it is for {days} days"
    own = {"bike_id": key, "customer": name, "first_day": day, "days": days}
    theirs = [f"my name is {held['customer']}", f"the booking is {held['booking_id']}"]
    of_held = {"booking_id": held["booking_id"]}
    other = draw.randint(10, 14)
    match kind:
        case "parallel":
            calls = [("get_bike", {"bike_id": key}), ("cancel_booking", of_held)]
            return {"at once": [f"I ask about {key}", *theirs, "that one is to be cancelled"]}, calls, {}
        case "sequential":
            looked = {"customer": held["customer"], "first_day": held["first_day"]}
            told = [theirs[0], f"mine begins on {held['first_day']}", "it is to be cancelled"]
            return {"at once": told}, [("find_bookings", looked), ("cancel_booking", of_held)], {}
        case "nested":
            price, result = ready["price_per_day"], "{2.result}"
            sums = ("calculate", {"expression": f"{price}*{days}"})
            calls = [("get_bike", {"bike_id": key}), sums, ("book_bike", {**own, "agreed_price": result})]
            told = [*mine, long, "the price is to be agreed on"]
            return {"at once": told}, calls, {result: price * days}
        case "follow-up" | "change of mind":
            calls = [("book_bike", own), ("change_booking", {"booking_id": "{1.booking_id}", "days": other})]
            then = f"I need it for {other} days after all"
            return {"at once": [*mine, long], "later": [then]}, calls, {"{1.booking_id}": _NEW}
        case "missing argument":
            return {"at once": mine, "when asked": [long]}, [("book_bike", own)], {}
        case "error and recovery":
            broken = draw.choice([one["bike_id"] for one in bikes if one["state"] != "ready"] or ["B99"])
            calls = [("book_bike", {**own, "bike_id": broken}), ("book_bike", own)]
            first = [f"the bike is {broken}", *mine[1:], long]
            return {"at once": first, "later": [f"if {broken} can't be had, take {key}"]}, calls, {}
        case "against policy":
            told = [f"my name is {name}", *theirs[1:], f"I want it cancelled by {day}"]
            return {"at once": told, "later": [f"I am {name} and want it all the same"]}, [], {}
        case "no suitable tool":
            return {"at once": [f"I want {draw.choice(_WISHES)}", *mine[1:], long]}, [], {}
        case "distractors":
            then = f"it begins on {day} instead"
            return {"at once": [*theirs, then]}, [("change_booking", {**of_held, "first_day": day})], {}
    return {"at once": [*mine, long]}, [("book_bike", own)], {}
