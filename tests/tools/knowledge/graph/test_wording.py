"""One sentence for one fact, or none."""

import pytest

from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.relations import facts_of
from seedbed.tools.knowledge.graph.wording import worded
from tests.tools.knowledge.documents import document

FIRM = """# Larkspoke

## Shops

The table shows the opening hours in the summer season. The Mill shop and the Park shop are open all year.

| Shop | Opens | Closes at weekends | Parking spaces | Rent |
|---|---|---|---|---|
| Mill shop | 09:00 | 17:30 | 20 | £90 |
| Park shop | 09:30 | 18:00 | 1 | £80 |

## Bikes

A city bike is easy to ride. A tandem seats two.

| Bike type | Day rate | Range on a full battery | Weight | Remarks | Saddle |
|---|---|---|---|---|---|
| City bike | £15 | 4 hour | 17 kg | light | broad |
| Tandem | £26 | 60 km | 19 kg | heavy | narrow |

## Tours

The Ridge Challenge leaves the Mill shop at 09:15. The minimum age for the Ridge Challenge is 12 years. The
guide decides on the pace and may send home a guest who endangers others. The Ridge Challenge climbs
620 m in total.

## Apple Pie

Prep time: 10 min
Servings: 4
Wait: 2 hours
"""


def _facts(text: str) -> tuple[Fact, ...]:
    return facts_of(chunk_sources([document(text, "a.md")]))


def _all(text: str) -> set[str]:
    return {told.text for fact in _facts(text) if (told := worded(fact)) is not None}


def test_tables_are_worded_by_their_headers() -> None:
    said = _all(FIRM)
    assert "In the summer season, the Mill shop opens at 09:00." in said
    assert "In the summer season, the Park shop closes at 18:00 at weekends." in said
    assert "The Mill shop has 20 parking spaces." in said
    assert "The day rate for a tandem is £26." in said
    assert "For a tandem, the range on a full battery is 60 km." in said
    assert "The weight of a city bike is 17 kg." in said


def test_what_has_no_certain_wording_has_none() -> None:
    said = _all(FIRM)
    assert not [text for text in said if "4 hour" in text], "a unit without its plural"
    assert not [text for text in said if "1 parking" in text], "a count of one under a plural"
    assert not [text for text in said if "rent" in text.lower()], "limited by what the table shows"
    assert not [text for text in said if "light" in text or "broad" in text], "a word in a cell"
    assert not [text for text in said if "the pace" in text], "it needs what stands around it"
    assert not [text for text in said if "2 hours" in text], "a verb as a key"


def test_sentences_are_cut_only_before_further_values() -> None:
    told = {fact.relation: found for fact in _facts(FIRM) if (found := worded(fact)) is not None}
    assert told["leave"].text == "The Ridge Challenge leaves the Mill shop." and told["leave"].whole
    assert told["leave mill shop at"].text == "The Ridge Challenge leaves the Mill shop at 09:15."
    assert told["minimum age"].whole
    assert told["climb"].text == "The Ridge Challenge climbs 620 m in total." and not told["climb"].whole


def test_keys_below_a_heading() -> None:
    said = _all(FIRM)
    assert {"The prep time for Apple Pie is 10 min.", "The number of servings for Apple Pie is 4."} <= said


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Porto — country — Portugal", "The country of Porto is Portugal."),
        ("Porto — located in — Portugal", "Porto is located in Portugal."),
        ("Ida Norrack — born in — Porto", "Ida Norrack was born in Porto."),
        ("Porto — population — 231,800", "The population of Porto is 231,800."),
        ("Porto — has part — Foz", None),
        ("Porto — languages — Portuguese", None),
        ("porto_1 — country — Portugal", None),
    ],
)
def test_triples(line: str, sentence: str | None) -> None:
    told = [worded(fact) for fact in _facts(f"# City\n\n## City\n\n- {line} .\n")]
    assert [found.text if found else None for found in told] == [sentence]


def test_spans_hold_subject_and_value() -> None:
    for fact in _facts(FIRM):
        if (told := worded(fact)) is not None:
            assert told.text[slice(*told.subject)].casefold() in fact.subject.casefold()
            assert told.text[slice(*told.value)] in fact.value
            assert told.text[0].isupper() or told.text[0].isdigit()
