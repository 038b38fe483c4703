"""say_turn: one turn of a talk that a recipe orders, and the truth about it."""

import re

from tests.simulator.chance import number
from tests.simulator.jobs.briefs import Order, concept_of
from tests.simulator.jobs.passages import questions
from tests.simulator.jobs.recipes.order import quotes, value_text
from tests.simulator.jobs.recipes.planning import TONGUES
from tests.simulator.jobs.recipes.telling import Voice, asked, axis_words, told
from tests.simulator.wire import Json
from tests.simulator.world.rows import Row, Rows
from tests.simulator.world.vocabulary import concept_words

JOB = "say_turn"
_IN = re.compile(r"Say turn \d+, in (\w+)")
_TURN = 220
"""Characters of a turn, at most."""
_DEFECTS = ("low_quality", "off_concept")


def say_turn(order: Order, rows: Rows, seed: int) -> tuple[Json, Row]:
    """What is said next; the talk ends at the least number of turns or a little later, drawn by its seed.

    Of a talk with a defect one turn has it: each turn's lot is drawn, that of one turn counts.
    """
    brief = order.brief
    turn, least, most = (int(brief[name]) for name in ("turn", "least", "most"))
    drawn = number(seed, "talk", f"{order.text('recipe')} {order.text('seed')} {order.asked}")
    last = least + drawn % (min(most - least, 2) + 1)
    defect = None
    if order.outcome.defective and turn == 1 + drawn % max(1, least):
        defect = order.fresh.choice(_DEFECTS)
    concept = concept_words("Lost luggage") if defect == "off_concept" else order.concept
    axes = {n: value_text(v) for n, v in (brief.get("axes") or {}).items() if v is not None}
    speakers = tuple(axis_words(*one) for one in axes.items())[:2]
    named = _IN.search(order.call.frame)
    language = order.text("language") or TONGUES.get(named[1] if named else "", "en")
    voice = Voice(order.draw, concept, speakers, language)
    cited = _cited(order)
    speaks = asked if order.text("role") == "assistant" else told
    said = f"{' '.join(cited)} {speaks(voice, 20, 60)}" if cited else speaks(voice, 20, _TURN)
    said = f"TBD {said}" if defect == "low_quality" else said
    row = Row(
        JOB,
        order.call.digest,
        recipe=order.text("recipe"),
        seed=order.text("seed"),
        values={"message": said},
        roles={"message": "messages"},
        axes=axes,
        concept=concept.name or None,
        asked_concept=concept_of(brief.get("concept"))[0] or None,
        defect=defect,
        needs=cited,
        parents=_before(order, rows),
    )
    return {"message": said, "ends": turn >= last}, row


def _cited(order: Order) -> tuple[str, ...]:
    """What an assistant with passages before it tells of them: a sentence of each, in any order."""
    if order.text("role") != "assistant":
        return ()
    passages = [words for text in order.call.told for words in quotes(text, False)]
    told = [order.draw.choice([one.sentence for one in questions(text)] or [text]) for text in passages]
    order.draw.shuffle(told)
    return tuple(told)


def _before(order: Order, rows: Rows) -> tuple[Row, ...]:
    """The turns so far, and what else of the candidate the prompt holds."""
    seed = order.text("seed")
    found = [held.row for held in rows.of(order.call.told) if held.row.seed == seed and not held.changed]
    return tuple({id(row): row for row in found}.values())
