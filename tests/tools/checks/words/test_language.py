"""The check `language`: right rows hold, planted faults fail, odd shapes end in a verdict."""

import pytest

from seedbed.tools.checks.words.language import CHECK, codes
from tests.tools.checks.trying import fails, holds, survives, verdict

GERMAN = "Bitte bringen Sie morgen die Schlüssel mit."
ENGLISH = "Please bring the keys along tomorrow."


@pytest.mark.parametrize(("text", "code"), [(GERMAN, "de"), (ENGLISH, "en")])
def test_a_text_in_its_language_holds_and_fails_in_another(text: str, code: str) -> None:
    other = "de" if code == "en" else "en"
    assert holds(CHECK, {"of": text}, languages={"of": code})
    assert fails(CHECK, {"of": text}, languages={"of": other}).startswith(f"of reads as {code}, not {other}")
    assert holds(CHECK, {"of": text}, {"is": code}, languages={"of": "any"})


def test_short_texts_any_and_unnamed_fields_are_left_alone() -> None:
    assert holds(CHECK, {"of": "Guten Tag!"}, languages={"of": "en"})
    assert holds(CHECK, {"of": "12345 67890 12345 67890"}, languages={"of": "en"})
    assert holds(CHECK, {"of": GERMAN}, languages={"of": "any"})
    assert holds(CHECK, {"of": GERMAN})


def test_each_field_has_its_own() -> None:
    fields: dict[str, str | tuple[str, ...]] = {"of": ("a", "b")}
    languages = {"a": "de", "b": "en"}
    assert holds(CHECK, {"of": (GERMAN, ENGLISH)}, languages=languages, fields=fields)
    assert fails(CHECK, {"of": (ENGLISH, GERMAN)}, languages=languages, fields=fields).startswith(
        "a reads as en"
    )


def test_a_row_in_the_language_of_another_seat_fails() -> None:
    """Dutch where German was dealt: of German and English alone it would pass for German."""
    dutch = "Breng morgen alstublieft de sleutels van het huis mee."
    assert holds(CHECK, {"of": dutch}, {"among": ("de", "nl")}, languages={"of": "nl"})
    told = fails(CHECK, {"of": dutch}, {"among": ("de", "nl")}, languages={"of": "de"})
    assert told.startswith("of reads as nl, not de")


def test_jargon_and_code_are_no_other_language() -> None:
    for text in (
        "Bring the keys to Berlin, Anna.",
        "Which audio codec is set in the ffmpeg command that converts the film?",
        'assert shorten_label("  red wool scarf ", 13) == "red wool~"',
    ):
        assert holds(CHECK, {"of": text}, languages={"of": "en"})
    assert fails(CHECK, {"of": "Update installiert, aber App crasht immer noch"}, languages={"of": "en"})


def test_one_long_turn_in_another_language_is_seen() -> None:
    talk = [{"role": "user", "content": ENGLISH + " And don't be late, I beg you."}] * 4
    odd = {
        "role": "user",
        "content": f"{GERMAN} Wir warten dann vor dem Haus auf Sie, und zwar alle zusammen.",
    }
    assert holds(CHECK, {"of": talk}, languages={"of": "en"})
    assert fails(CHECK, {"of": [*talk, odd]}, languages={"of": "en"})


def test_a_language_that_cant_be_told_holds_without_evidence_and_says_so() -> None:
    found = verdict(CHECK, {"of": ENGLISH}, languages={"of": "xx"})
    assert (found.state, found.evidence) == ("held", ()) and found.detail.startswith("not checked")
    assert {"en", "de", "zh", "ar"} <= codes()


def test_odd_values() -> None:
    survives(CHECK, languages={"of": "en"})
