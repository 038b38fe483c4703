"""What A says, held against B: same, follows, claims, contradicts."""

import hashlib
from pathlib import Path
from random import Random
from typing import Any

import pytest

from seedbed.tools.checks.catalogue import find
from tests.tools.checks.asking import Scripted, claims, pieces, proves, told, verify

CLEAR = {
    "a": "Pay the 40 euros by Friday.",
    "b": "Payment of 40 euros is to be effected no later than Friday.",
}
YES = claims(told("40 euros are to be paid by Friday.", "40 euros"))


# same ----------------------------------------------------------------------------------------------------


async def test_same_asks_in_both_directions() -> None:
    model = Scripted({"check_claims": [YES]})
    found = await verify("same", CLEAR, {}, model)
    assert (found.state, model.jobs) == ("held", ["check_claims"] * 2)
    forth, back = model.asked
    assert (forth.texts["A"], forth.texts["B0"]) == (CLEAR["a"], CLEAR["b"])
    assert (back.texts["A"], back.texts["B0"]) == (CLEAR["b"], CLEAR["a"])
    assert forth.step != back.step
    assert not proves("same", found)


async def test_another_language_is_translated_back_by_somebody_who_doesn_t_see_b() -> None:
    german = {"a": "Zahlen Sie die 40 Euro bis Freitag.", "b": "Please pay the 40 euros by Friday."}
    back = {"text": "Pay the 40 euros until Friday."}
    model = Scripted({"translate_back": [back], "check_claims": [YES]})
    found = await verify("same", german, {}, model, languages={"a": "de", "b": "en"})
    assert (found.state, model.jobs) == ("held", ["translate_back", "check_claims", "check_claims"])
    assert german["b"] not in model.asked[0].words
    assert "into English" in model.asked[0].words
    assert model.asked[1].texts["A"] == model.asked[2].texts["B0"] == back["text"]
    untranslated = await verify(
        "same", {**german, "a": german["b"]}, {}, model, languages={"a": "de", "b": "en"}
    )
    assert untranslated.state == "failed"


def test_same_is_spoilt_by_copy_figure_and_less() -> None:
    spoil = find("same").spoil
    assert spoil["copy"](CLEAR, None, Random(1)) == {"a": CLEAR["b"]}
    other = spoil["number"](CLEAR, None, Random(1))
    assert other is not None
    assert other["a"] != CLEAR["a"]
    assert other["a"].startswith("Pay the ")
    assert spoil["drop_sentence"](CLEAR, None, Random(1)) is None
    two = {"a": "Pay 40 euros. Bring your card.", "b": "x"}
    assert spoil["drop_sentence"](two, None, Random(1)) in ({"a": "Pay 40 euros."}, {"a": "Bring your card."})
    assert spoil["number"]({"a": "On 2024-05-01 at 10:30, C3."}, None, Random(1)) is None


# follows -------------------------------------------------------------------------------------------------

TEXT = "# Hours\n\n> The pool opens at **6 am** on weekdays.\n> It is closed on 24 December.\n\nEntry is £4."


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    """A folder with a source, and two passages of it."""
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    (tmp_path / f"{sha256}.txt").write_bytes(TEXT.encode())
    cut = TEXT.index("Entry")
    return tmp_path, [
        {"source": "pool.md", "start": start, "end": end, "quote": TEXT[start:end]}
        for start, end in ((0, cut), (cut, len(TEXT)))
    ]


async def test_an_answer_word_for_word_is_proven_by_its_place_without_a_model(places: Any) -> None:
    folder, passages = places
    found = await verify("follows", {"a": "closed on 24 December", "b": passages}, {}, None, sources=folder)
    assert found.state == "held"
    (cited,) = pieces(found)
    assert cited.kind == "citation"
    assert TEXT[cited.start : cited.end] == cited.quote == "closed on 24 December"
    assert proves("follows", found)


async def test_claims_in_other_words_are_cited_and_supported(places: Any) -> None:
    folder, passages = places
    given = claims(
        told("The pool opens at six in the morning on weekdays.", "opens at 6 am on weekdays"),
        told("Entry costs four pounds.", "Entry is £4."),
    )
    model = Scripted({"check_claims": [given]})
    found = await verify(
        "follows", {"a": "It opens at six; four pounds.", "b": passages}, {}, model, sources=folder
    )
    assert [one.kind for one in pieces(found)] == ["citation", "citation", "judgement"]
    first, second = pieces(found)[:2]
    assert (first.quote, TEXT[second.start : second.end]) == ("opens at **6 am** on weekdays", "Entry is £4.")
    assert not proves("follows", found)


async def test_every_claim_word_for_word_is_proven(places: Any) -> None:
    folder, passages = places
    given = claims(
        told("It is closed on 24 December.", "It is closed on 24 December."),
        told("Entry is £4.", "Entry is £4."),
    )
    model = Scripted({"check_claims": [given]})
    a = "It is closed on 24 December, and entry is £4."
    found = await verify("follows", {"a": a, "b": passages}, {}, model, sources=folder)
    assert proves("follows", found)


async def test_a_passage_that_nothing_rests_on_fails(places: Any) -> None:
    folder, passages = places
    one = told("It opens at six.", "opens at 6 am on weekdays")
    model = Scripted({"check_claims": [claims(one, {**one, "claim": "Weekdays it opens."})]})
    values = {"a": "It opens at six.", "b": passages}
    found = await verify("follows", values, {}, model, sources=folder)
    assert (found.state, found.code) == ("failed", "low quality")
    assert "part 2 of 2" in found.detail
    assert (await verify("follows", values, {"all_used": False}, model, sources=folder)).state == "held"


async def test_what_isn_t_there_fails(places: Any) -> None:
    folder, passages = places
    given = claims(told("Children swim for nothing.", "", "not said"))
    found = await verify(
        "follows", {"a": "x", "b": passages}, {}, Scripted({"check_claims": [given]}), sources=folder
    )
    assert (found.state, found.code) == ("failed", "unsupported claim")


async def test_a_support_that_can_t_be_placed_is_no_verdict_for_passages_alone(places: Any) -> None:
    folder, passages = places
    given = claims(told("It opens at six.", "it opens in the early morning"))
    model = Scripted({"check_claims": [given]})
    assert (
        await verify("follows", {"a": "x", "b": passages}, {}, model, sources=folder)
    ).state == "no verdict"
    assert (await verify("follows", {"a": "x", "b": TEXT}, {}, model)).state == "held"


async def test_an_honest_gap_needs_no_quote(places: Any) -> None:
    folder, passages = places
    given = claims(
        told("Entry is £4.", "Entry is £4."),
        told("The documents don't say why."),
        told("It opens.", "opens at 6 am"),
    )
    model = Scripted({"check_claims": [given]})
    found = await verify("follows", {"a": "x", "b": passages}, {}, model, sources=folder)
    assert found.state == "held"
    assert not proves("follows", found)


async def test_a_doctored_passage_is_never_cited(places: Any) -> None:
    folder, passages = places
    doctored = [{**passages[0], "quote": "The pool opens at 9 am."}]
    found = await verify("follows", {"a": "opens at 9 am", "b": doctored}, {}, None, sources=folder)
    assert found.state == "no verdict"
    model = Scripted({"check_claims": [claims(told("The pool opens at 9 am.", "The pool opens at 9 am."))]})
    found = await verify("follows", {"a": "opens at 9 am", "b": doctored}, {}, model, sources=folder)
    assert not proves("follows", found)


# contradicts ---------------------------------------------------------------------------------------------


async def test_the_judge_of_a_mere_answer_sees_its_question() -> None:
    row = {"question": "How long does the lamp burn?", "answer": "9 hours"}
    values = {"a": "9 hours", "b": "The lamp burns for nine hours."}
    said = claims(told("The lamp burns for 9 hours.", "burns for nine hours"))
    model = Scripted({"check_claims": [said, said]})
    fields = {"a": "answer", "b": "note"}
    await verify("follows", values, {}, model, inputs=fields, row=row, question="question")
    assert model.asked[0].texts["asked"] == row["question"]
    assert "A answers this" in model.asked[0].words
    await verify("follows", values, {}, model, inputs=fields, row=row, question="answer")
    assert "asked" not in model.asked[1].texts and "A answers this" not in model.asked[1].words
