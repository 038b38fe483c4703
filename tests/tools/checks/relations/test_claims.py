"""What A says, held against B: same and follows."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.asked import once
from seedbed.tools.checks.catalogue import find
from seedbed.tools.checks.check import Verdict
from seedbed.tools.knowledge.sources import write_source
from tests.tools.checks.asking import Scripted, claims, pieces, proves, told, verify
from tests.tools.knowledge.documents import document

CLEAR = {
    "a": "Pay the 40 euros by Friday.",
    "b": "Payment of 40 euros is to be effected no later than Friday.",
}
YES = claims(told("40 euros are to be paid by Friday.", "40 euros"))


async def test_same_asks_in_both_directions() -> None:
    model = Scripted({"check_claims": [YES]})
    found = await verify("same", CLEAR, {}, model)
    assert (found.state, model.jobs) == ("held", ["check_claims"] * 2)
    forth, back = model.asked
    assert (forth.texts["A"], forth.texts["B0"]) == (CLEAR["a"], CLEAR["b"])
    assert (back.texts["A"], back.texts["B0"]) == (CLEAR["b"], CLEAR["a"])
    assert forth.step != back.step
    assert not proves("same", found)


@pytest.mark.parametrize("facts", [True, False])
async def test_how_readers_are_spoken_to_may_differ_where_facts_alone_count(facts: bool) -> None:
    model = Scripted({"check_claims": [YES]})
    await verify("same", CLEAR, {"facts": facts}, model)
    told = [(asked.values["whole"], asked.values["terms"]) for asked in model.asked]
    assert told == [(not facts, facts)] * 2


async def test_the_numbers_of_a_list_s_items_are_no_figures() -> None:
    model = Scripted({"check_claims": [YES]})
    row = {"a": "40 euros are due by Friday.", "b": ["Pay 40 euros.", "Do so by Friday."]}
    found = await verify("same", row, {}, model)
    assert (found.state, model.jobs) == ("held", ["check_claims"] * 2)


async def test_what_was_translated_back_is_compared() -> None:
    german = {"a": "Zahlen Sie die 40 Euro bis Freitag.", "b": "Please pay the 40 euros by Friday."}
    back = {"text": "Pay the 40 euros until Friday."}
    model = Scripted({"translate_back": [back], "check_claims": [YES]})
    await verify("same", german, {}, model, languages={"a": "de", "b": "en"})
    assert model.jobs == ["translate_back", "check_claims", "check_claims"]
    assert model.asked[1].texts["A"] == model.asked[2].texts["B0"] == back["text"]


def test_same_is_spoilt_by_copy_figure_and_less() -> None:
    spoil = find("same").spoil
    assert spoil["copy"](CLEAR, None, Random(1)) == {"a": CLEAR["b"]}
    other = spoil["number"](CLEAR, None, Random(1))
    assert other is not None and other["a"] != CLEAR["a"] and other["a"].startswith("Pay the ")
    assert spoil["drop_sentence"](CLEAR, None, Random(1)) is None
    two = {"a": "Pay 40 euros. Bring your card.", "b": "x"}
    assert spoil["drop_sentence"](two, None, Random(1)) in ({"a": "Pay 40 euros."}, {"a": "Bring your card."})
    assert spoil["number"]({"a": "On 2024-05-01 at 10:30, C3."}, None, Random(1)) is None


# follows -------------------------------------------------------------------------------------------------

TEXT = "# Hours\n\n> The pool opens at **6 am** on weekdays.\n> It is closed on 24 December.\n\nEntry is £4."
ENTRY, CLOSED = ("Entry is £4.", "Entry is £4."), ("It is closed on 24 December.",) * 2
SIX = ("It opens at six.", "opens at 6 am on weekdays")


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A folder with a source, and two passages of it."""
    write_source(tmp_path, document(TEXT, "pool.md"))
    cut = TEXT.index("Entry")
    return tmp_path, [
        {"source": "pool.md", "start": start, "end": end, "quote": TEXT[start:end]}
        for start, end in ((0, cut), (cut, len(TEXT)))
    ]


async def test_a_passage_that_was_picked_and_found_is_read_once(places: Any) -> None:
    folder, both = places
    model = Scripted({"check_claims": [claims(told(*ENTRY))]})
    given = {"a": "Entry is £4, they say.", "b": (both[1], both)}
    inputs, row = {"a": "a", "b": ("picked", "found")}, {"picked": both[1], "found": both}
    held = await verify("follows", given, {"all_used": False}, model, inputs=inputs, row=row, sources=folder)
    assert held.state == "held"
    assert model.asked[0].values["sources"] == [("B0", "picked"), ("B1", "found")]
    assert model.asked[0].words.count(both[1]["quote"].strip()) == 1
    assert once([("picked", both[1]), ("found", [both[1]]), ("label", "x")])[1:] == [
        ("found", [both[1]]),
        ("label", "x"),
    ], "a field with nothing else is shown"
    whole = {**both[0], "end": len(TEXT), "quote": TEXT}
    other = {**both[0], "source": "inn.md", "quote": "The inn is open."}
    assert once([("picked", whole), ("found", [*both, other])])[1] == ("found", [other]), (
        "it has these places"
    )


async def test_a_passage_that_a_search_brings_again_is_no_part_of_its_own(places: Any) -> None:
    """Nothing could rest on it alone, nor be lost with it."""
    folder, both = places
    picked, asked = {"inputs": {"a": "a", "b": ("picked", "found")}}, claims(told(*ENTRY), told(*CLOSED))
    for found in (both, [both[1]]):
        given, model = (
            {"a": "It is closed then; £4.", "b": (both, found)},
            Scripted({"check_claims": [asked]}),
        )
        said = await verify("follows", given, {}, model, sources=folder, **picked)
        assert said.state == "held", said.detail

        def solve(question: Any) -> dict[str, Any]:
            knows = all(one["quote"] in question.texts.values() for one in both)
            return {"working": "w", "answer": "£4" if knows else None}

        needed = await verify("needs", given, {}, Scripted({"solve_field": [solve]}), **picked)
        assert needed.state == "held", needed.detail


async def follows(places: Any, a: Any, *given: tuple[str, ...], b: Any = None, **arguments: Any) -> Verdict:
    """What the check says of A; without claims nobody is to be asked."""
    folder, passages = places
    model = Scripted({"check_claims": [claims(*(told(*one) for one in given))]}) if given else None
    return await verify("follows", {"a": a, "b": b or passages}, arguments, model, sources=folder)


async def test_an_answer_word_for_word_is_proven_by_its_place_without_a_model(places: Any) -> None:
    found = await follows(places, "closed on 24 December")
    (cited,) = pieces(found)
    assert cited.kind == "citation"
    assert TEXT[cited.start : cited.end] == cited.quote == "closed on 24 December"
    assert proves("follows", found)


@pytest.mark.parametrize(
    "a", [{"closed": "24 December", "entry": "£4"}, [{"day": "weekdays", "entry": "£4"}]]
)
async def test_of_a_map_whose_values_stand_there_a_model_is_asked(places: Any, a: Any) -> None:
    """Each stands somewhere, not what they say together."""
    assert (await follows(places, a, all_used=False)).state == "no verdict"
    found = await follows(places, a, ENTRY, ("It is shut on weekdays.", "", "not said"), all_used=False)
    assert found.state == "failed"


async def test_the_numbers_of_a_list_stand_there_too_or_a_model_is_asked(places: Any) -> None:
    assert proves("follows", await follows(places, ["closed on 24 December", 24, None], all_used=False))
    for other in (25, True):
        assert (await follows(places, ["closed on 24 December", other], all_used=False)).state == "no verdict"


async def test_claims_in_other_words_are_cited_and_supported(places: Any) -> None:
    given = (SIX, ("Entry costs four pounds.", "Entry is £4."))
    found = await follows(places, "It opens at six; four pounds.", *given)
    assert [one.kind for one in pieces(found)] == ["citation", "citation", "judgement"]
    first, second = pieces(found)[:2]
    assert (first.quote, TEXT[second.start : second.end]) == ("opens at **6 am** on weekdays", "Entry is £4.")
    assert not proves("follows", found)


async def test_every_claim_word_for_word_is_proven(places: Any) -> None:
    for a in ("Entry is £4; it is closed on 24 December.", ["It is closed on 24 December.", "Entry is £4"]):
        assert proves("follows", await follows(places, a, CLOSED, ENTRY))
    gap = await follows(places, "x", ENTRY, ("The documents don't say why.",), ("It opens.", "opens at 6 am"))
    assert gap.state == "held" and not proves("follows", gap)


@pytest.mark.parametrize(
    "a", ["Entry is £9.", "Entry is £4. It is open on 24 December.", "Entry is £4, and 24 locks are lent."]
)
async def test_claims_that_are_not_all_of_it_prove_nothing(places: Any, a: str) -> None:
    """The judge put one right, or left one out."""
    found = await follows(places, a, ENTRY, all_used=False)
    assert found.state == "held" and not proves("follows", found)


async def test_a_passage_that_nothing_rests_on_fails(places: Any) -> None:
    given = (SIX, ("Weekdays it opens.", SIX[1]))
    found = await follows(places, "It opens at six.", *given)
    assert (found.state, found.code) == ("failed", "low quality")
    assert "rests on passage 2 of 'b'" in found.detail
    assert (await follows(places, "It opens at six.", *given, all_used=False)).state == "held"


async def test_one_passage_beside_a_field_that_says_as_much_may_be_left(places: Any) -> None:
    folder, (passage, _) = places
    model = Scripted({"check_claims": [claims(told("It opens at six.", "opens at six"))]})
    given = {"a": "It opens at six.", "b": ("It opens at six, on weekdays.", passage)}
    assert (await verify("follows", given, {}, model, sources=folder)).state == "held"


async def test_what_isn_t_there_fails_and_what_can_t_be_placed_is_no_verdict_for_passages(
    places: Any,
) -> None:
    found = await follows(places, "x", ("Children swim for nothing.", "", "not said"))
    assert (found.state, found.code) == ("failed", "unsupported claim")
    nowhere = ("It opens at six.", "it opens in the early morning")
    assert (await follows(places, "x", nowhere)).state == "no verdict"
    assert (await follows(places, "x", nowhere, b=TEXT)).state == "held"


async def test_a_doctored_passage_is_never_cited(places: Any) -> None:
    doctored = [{**places[1][0], "quote": "The pool opens at 9 am."}]
    assert (await follows(places, "opens at 9 am", b=doctored)).state == "no verdict"
    from_the_end = [{**places[1][0], "start": -20, "quote": TEXT[-20:-3]}]
    assert (await follows(places, TEXT[-20:-3], b=from_the_end)).state == "no verdict"
    said = ("The pool opens at 9 am.", "The pool opens at 9 am.")
    assert not proves("follows", await follows(places, "opens at 9 am", said, b=doctored))


@pytest.mark.parametrize("asked", ["How long does the lamp burn?", ["How long does the lamp burn?", "Why?"]])
async def test_the_judge_of_a_mere_answer_sees_its_question(asked: str | list[str]) -> None:
    row = {"question": asked, "answer": "9 hours"}
    values = {"a": "9 hours", "b": "The lamp burns for nine hours."}
    model = Scripted({"check_claims": [claims(told("The lamp burns for 9 hours.", "burns for nine hours"))]})
    for question, shown in (("question", True), ("answer", False)):
        fields = {"a": "answer", "b": "note"}
        await verify("follows", values, {}, model, inputs=fields, row=row, question=question)
        assert ("asked" in model.asked[-1].texts, "A answers this" in model.asked[-1].words) == (shown, shown)
