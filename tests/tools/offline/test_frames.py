"""The bank: every frame can be made, reads as a text should, and its grammars say what the checks accept."""

import random
import re
from collections.abc import Iterator

import pytest

from seedbed.agent.offline.labels import Thing, thing_of
from seedbed.memory.spec import Label, Part
from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.offline.frames import (
    BankLabel,
    bank,
    bank_label,
    expand,
    grammar,
    join,
    kind_of,
    matches,
    narrow,
    sample,
)

EVERY = pytest.mark.parametrize("label", bank().labels, ids=lambda label: label.name)
TANDEM = Thing("tandem", touchable=True)
TOUR = Thing("guided tour", touchable=False)


def texts(label: BankLabel) -> Iterator[tuple[str, str]]:
    """(frame, text) with gaps filled by chance."""
    for kind in ("", *bank().kinds):
        for thing in (None, TANDEM, TOUR):
            for number, message in enumerate(label.messages):
                rng = random.Random(f"{kind}{number}")
                pieces = expand(message, label, thing.forms() if thing else {}, kind, rng)
                if pieces is not None:
                    gaps = [label.gaps[piece["gap"]] for piece in pieces if "gap" in piece]
                    assert gaps, f"the model writes nothing in {message!r}"
                    yield message, join(pieces, [sample(gap, rng) for gap in gaps])


@EVERY
def test_every_frame_reads_as_a_text_and_rows_of_a_label_differ(label: BankLabel) -> None:
    made = list(texts(label))
    for message, text in made:
        assert text[-1] in ".?!" or "Yours" in text or re.search(r"[.?!] [^.?!]+$", text), (message, text)
        assert not re.search(r"[{}<>\[\]]|  | [.,?!]|\.\.", text), text
        assert not re.search(r"(^|[.!?] )[a-z]", text), text
    rng = random.Random(3)
    pairs = [rng.sample([text for _, text in made], 2) for _ in range(100)]
    near = sum(rouge_l(words(a), words(b)) >= 0.7 for a, b in pairs if a != b)
    assert near <= 15, f"{near} of 100 pairs are near-duplicates"
    usable = [m for m in label.messages if expand(m, label, {}, "", random.Random(1)) is not None]
    assert len(usable) >= 4


@EVERY
def test_gaps_accept_what_their_grammar_makes(label: BankLabel) -> None:
    for gap in label.gaps.values():
        assert gap.shown and gap.end in ".?"
        some = narrow(gap, random.Random(1))
        assert grammar(some).startswith('root ::= " " (')
        filling = sample(some, random.Random(2))
        assert matches(some, filling + gap.end) and matches(gap, filling + gap.end), filling
        assert not matches(some, "this is in no grammar of ours" + gap.end)


def test_a_rule_means_the_same_all_through_a_frame() -> None:
    label = next(label for label in bank().labels if label.name == "cancellation")
    for turn in range(20):
        pieces = expand("{cancel} {cancel}", label, {}, "", random.Random(turn))
        assert pieces is not None
        first, second = join(pieces, []).split(". ")[:2]
        assert first.rstrip(".") == second.rstrip(".")


def test_the_kind_of_thing_is_told_by_words() -> None:
    assert (kind_of(["a bike-rental firm"]), kind_of(["a bakery"])) == ("bike", "")


@pytest.mark.parametrize(
    ("name", "one", "several"),
    [
        ("City bikes", "a city bike", "city bikes"),
        ("Electric mountain bike", "an electric mountain bike", "electric mountain bikes"),
        ("Batteries", "a battery", "batteries"),
        ("Glass", "a glass", "glasses"),
    ],
)
def test_things_have_forms(name: str, one: str, several: str) -> None:
    thing = thing_of([name], {}, frozenset())
    assert thing is not None
    forms = [thing.forms()[slot] for slot in ("thing", "a_thing", "things")]
    assert forms == [one.split(" ", 1)[1], one, several]


@pytest.mark.parametrize("name", ["Rules and prices", "Bikes, tours", "Payment by card", "3 days", ""])
def test_what_is_no_thing_is_none(name: str) -> None:
    assert thing_of([name], {}, frozenset()) is None


def test_events_can_t_be_touched_and_attributes_come_first() -> None:
    thing = thing_of(["Tandems"], {"product": "Guided tours", "tone": "angry"}, frozenset({"tour"}))
    assert thing == TOUR
    assert "object" not in thing.forms() and thing.forms()["a_event"] == "a guided tour"


def part(*labels: str, kind: str = "customer message", about: str = "intent", topic: str = "a firm") -> Part:
    return Part(
        offline="labels",
        topic=topic,
        rows=10,
        labels=tuple(Label(name=name) for name in labels),
        text_kind=kind,
        about=about,
    )


@pytest.mark.parametrize(
    ("label", "known"),
    [
        ("Refund request", "refund"),
        ("lost_items", "lost property"),
        ("price-questions", "price question"),
        ("booking change", "change of booking"),
        ("booking", "booking"),
        ("astronomy", None),
    ],
)
def test_labels_are_known_by_near_names(label: str, known: str | None) -> None:
    found = bank_label(part(label, "praise"), label)
    assert (found.name if found else None) == known


def test_the_part_has_to_be_about_such_texts() -> None:
    assert bank_label(part("booking", "praise"), "booking") is not None
    assert bank_label(part("booking", "praise", kind="poem", about="metre"), "booking") is None
