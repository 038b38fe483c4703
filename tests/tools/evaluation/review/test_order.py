"""In which order rows are shown: a function of what is known, the doubtful first, the drawn without bias."""

from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

from seedbed.memory.candidate import Agreement, Evidence, Judgement, Likelihood, Rule, Schema
from seedbed.memory.review import Decided, PlantedRow, Stream
from seedbed.tools.evaluation.review.order import TURNS, upcoming
from seedbed.tools.evaluation.review.signals import Pool, Signals, _by_words, split, thin

DOUBT: tuple[Stream, ...] = ("doubt",)
DRAWN: tuple[Stream, ...] = ("drawn",)


def pool() -> Pool:
    """40 delivered rows and four refused ones."""
    return Pool(
        {n: Signals(n, f"row{n}", "p/x/any/any", (n * 17 % 44) / 44, refused=n > 40) for n in range(1, 45)}
    )


def decide(number: int, decision: str = "accept", reviewer: str = "ada", **more: Any) -> Decided:
    about = {"row": f"row{number}", "number": number, "decision": decision, "reviewer": reviewer}
    return Decided.model_validate({**about, "changed": True, **more})


def shown(
    pool: Pool, made: list[Decided], turns: tuple[Stream, ...] = TURNS, name: str = "ada", **more: Any
) -> Any:
    return list(islice(upcoming(pool, made, more.get("planted", {}), name, 3, turns), more.get("most", 10)))


def test_the_most_doubtful_row_comes_first_and_decided_ones_never_again() -> None:
    some = pool()
    some.rows[7].split, some.rows[9].split, some.rows[11].gone = 0.9, 0.5, True
    assert [one.number for one in shown(some, [], DOUBT)][:2] == [7, 9]
    later = shown(some, [decide(7)], DOUBT, most=60)
    assert later[0].number == 9 and len(later) == 20  # those that are looked at
    assert not {7, 11} & {one.number for one in later} and all(one.number <= 40 for one in later)


def test_drawn_rows_come_in_their_random_order() -> None:
    places = {n: one.place for n, one in pool().rows.items() if n <= 40}
    assert [one.number for one in shown(pool(), [], DRAWN)] == sorted(places, key=lambda n: places[n])[:10]


def test_streams_take_turns_and_planted_and_second_opinions_are_among_them() -> None:
    planted = {
        f"p{n}": PlantedRow(id=f"p{n}", row={}, good=False, kind="k", base="b", cell="c") for n in range(3)
    }
    made = [decide(n, reviewer="bob") for n in range(1, 31)]
    found = shown(pool(), made, name="ada", planted=planted, most=len(TURNS))
    assert {one.stream for one in found} == set(TURNS)
    again = [one.number for one in found if one.stream == "again"]
    assert again and set(again) <= set(range(1, 31))
    assert next(one.number for one in found if one.stream == "refused") > 40
    assert not [
        one for one in shown(pool(), [*made, *(decide(n) for n in again)], planted={}) if one.number in again
    ]


def test_who_reviews_beside_another_is_shown_other_rows() -> None:
    made = [decide(1, reviewer="ada"), decide(2, reviewer="bob")]
    first = {name: shown(pool(), made, DOUBT, name=name, most=1)[0].number for name in ("ada", "bob")}
    assert first["ada"] != first["bob"]
    assert shown(pool(), made, name="ada") == shown(pool(), made, name="ada")


def test_what_evidence_says_of_a_row() -> None:
    held: dict[str, Any] = {"ok": True, "by": "judge"}
    sure: Evidence = Agreement(**held, question="q", answers=("a", "a"), share=1.0)
    unsure = sure.model_copy(update={"share": 0.6})
    even = Likelihood(**held, logprob=-1, per_token=-1, alternatives={"a": -1.0, "b": -1.0})
    judged = Judgement(**held, rubric="r", score=4, scale=(1, 5), reason="x")
    form = Schema(ok=True, by="schema", validator="v"), Rule(ok=True, by="r", check="c", of=("a",))
    assert split([sure, *form]) == 0 and split([unsure, sure]) == 0.4
    assert split([even]) == 0.5 and split([judged]) == 0.25
    assert (thin([sure], ()), thin([sure], ("judge",))) == (0.5, 1.0)


def test_rare_words_are_odd() -> None:
    draw = Random(1)
    own = {"a": ["puncture", "wheel", "broken", "brake"], "b": ["refund", "money", "invoice", "paid"]}
    texts = {
        n: ("p", " ".join(draw.sample(own[label], 3)))
        for n, label in ((n, "ab"[n % 2]) for n in range(1, 41))
    }
    texts[8] = ("p", "zzgh qwrt brrk")
    some = pool()
    some.rows = {n: replace(one) for n, one in some.rows.items() if n <= 40}
    _by_words(some, texts)
    assert some.rows[8].rare == 1.0 and shown(some, [], DOUBT)[0].number == 8


def test_a_row_with_the_words_of_refused_ones_comes_first() -> None:
    draw = Random(1)
    some = pool()
    common = [f"word{n}" for n in range(30)]
    texts = {n: ("p", " ".join(draw.sample(common, 8))) for n in some.rows}
    for n in (3, *(n for n, one in some.rows.items() if one.refused)):
        texts[n] = ("p", f"todo {texts[n][1]}")
    _by_words(some, texts)
    delivered = [one for one in some.rows.values() if not one.refused]
    assert max(delivered, key=lambda one: one.like).number == 3
    assert shown(some, [], DOUBT)[0].number == 3
    _by_words(some, {n: told for n, told in texts.items() if not some.rows[n].refused})
    assert {one.like for one in delivered} == {0.0}  # where nothing was refused it tells nothing
