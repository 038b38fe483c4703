"""The bank: every frame can be made, reads as a text should, and its grammars say what the checks accept."""

import random
import re
from collections.abc import Iterator

import pytest

from seedbed.memory.spec import Label, Part
from seedbed.tools.curation.duplicates import rouge_l, words
from seedbed.tools.offline.frames import BankLabel, Family, bank, expand, join, kind_of
from seedbed.tools.offline.matching import bank_label, family_of
from seedbed.tools.offline.patterns import grammar, has_holes, matches, narrow, own_words, sample
from seedbed.tools.offline.things import Thing, thing_of

LABELS = [(family, label) for family in bank() for label in family.labels]
EVERY = pytest.mark.parametrize(("family", "label"), LABELS, ids=[label.name for _, label in LABELS])
TANDEM = Thing("tandem", touchable=True)
TOUR = Thing("guided tour", touchable=False)
_ROUNDS = 6


def texts(family: Family, label: BankLabel) -> Iterator[tuple[str, str]]:
    """(frame, text) with gaps filled by chance; a frame whose gaps are all open is left out."""
    for kind in ("", *family.kinds):
        for thing in (None, TANDEM, TOUR):
            for number, message in enumerate(label.messages):
                for turn in range(_ROUNDS):
                    rng = random.Random(f"{kind}{number}{turn}")
                    pieces = expand(label, message, thing, kind, rng)
                    if pieces is None:
                        continue
                    gaps = [label.gaps[piece["gap"]] for piece in pieces if "gap" in piece]
                    assert gaps, f"the model writes nothing in {message!r}"
                    fillings = [sample(gap, rng) for gap in gaps]
                    if None not in fillings:
                        yield message, join(pieces, [filling or "" for filling in fillings])


@EVERY
def test_every_frame_reads_as_a_text(family: Family, label: BankLabel) -> None:
    made = list(texts(family, label))
    assert {message for message, _ in made} <= set(label.messages)
    for message, text in made:
        assert text[-1] in ".?!" or "Yours" in text or re.search(r"[.?!] [^.?!]+$", text), (message, text)
        assert not re.search(r"[{}<>\[\]]|  | [.,?!]|\.\.", text), text
        assert not re.search(r"(^|[.!?] )[a-z]", text), text


@EVERY
def test_every_frame_can_be_used_without_knowing_a_thing(family: Family, label: BankLabel) -> None:
    usable = [m for m in label.messages if expand(label, m, None, "", random.Random(1)) is not None]
    assert len(usable) >= 4


@EVERY
def test_rows_of_a_label_differ(family: Family, label: BankLabel) -> None:
    made = [text for _, text in texts(family, label)]
    rng = random.Random(3)
    pairs = [rng.sample(made, 2) for _ in range(200)]
    near = sum(rouge_l(words(a), words(b)) >= 0.7 for a, b in pairs if a != b)
    assert near <= 20, f"{near} of 200 pairs are near-duplicates"


@EVERY
def test_gaps_accept_what_their_grammar_makes(family: Family, label: BankLabel) -> None:
    for gap in label.gaps.values():
        assert gap.shown and gap.end in ".?"
        for turn in range(_ROUNDS):
            some = narrow(gap, random.Random(turn))
            assert grammar(some).startswith('root ::= " " (')
            for _ in range(_ROUNDS):
                filling = sample(some, random.Random(turn))
                if filling is not None:
                    assert matches(some, filling + gap.end), filling
                    assert matches(gap, filling + gap.end), filling
                    assert own_words(gap, filling + gap.end) == ()
            assert not matches(some, "this is in no grammar of ours" + gap.end)
        for line in gap.shown:
            assert line not in {f"{gap.lead} {sample(gap, random.Random(n))}" for n in range(200)}


def test_own_words_are_told_from_listed_ones() -> None:
    gap = next(label.gaps["stripe"] for _, label in LABELS if label.name == "lost property")
    assert has_holes(gap)
    assert matches(gap, "grey with a zigzag stripe.")
    assert own_words(gap, "grey with a zigzag stripe.") == ["grey", "with", "a", "zigzag", "stripe"]
    assert not matches(gap, "grey with a very thin stripe.")


def test_a_rule_means_the_same_all_through_a_frame() -> None:
    label = next(label for _, label in LABELS if label.name == "cancellation")
    for turn in range(20):
        pieces = expand(label, "{cancel} {cancel}", None, "", random.Random(turn))
        assert pieces is not None
        first, second = join(pieces, []).split(". ")[:2]
        assert first.rstrip(".") == second.rstrip(".")


def test_the_kind_of_thing_is_told_by_words() -> None:
    family = next(family for family in bank() if family.name == "customer messages")
    assert kind_of(family, ["a bike-rental firm"]) == "bike"
    assert kind_of(family, ["a bakery"]) == ""


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("City bikes", ("city bike", "a city bike", "city bikes")),
        (
            "Electric mountain bike",
            ("electric mountain bike", "an electric mountain bike", "electric mountain bikes"),
        ),
        ("Batteries", ("battery", "a battery", "batteries")),
        ("Glass", ("glass", "a glass", "glasses")),
    ],
)
def test_things_have_forms(name: str, forms: tuple[str, str, str]) -> None:
    thing = thing_of([name], {}, frozenset())
    assert thing is not None
    assert tuple(thing.forms()[slot] for slot in ("thing", "a_thing", "things")) == forms


@pytest.mark.parametrize("name", ["Rules and prices", "Bikes, tours", "Payment by card", "3 days", ""])
def test_what_is_no_thing_is_none(name: str) -> None:
    assert thing_of([name], {}, frozenset()) is None


def test_events_can_t_be_touched_and_attributes_come_first() -> None:
    thing = thing_of(["Tandems"], {"product": "Guided tours", "tone": "angry"}, frozenset({"tour"}))
    assert thing == TOUR
    assert "object" not in thing.forms() and thing.forms()["a_event"] == "a guided tour"


def part(*labels: str, kind: str = "customer message", about: str = "intent", topic: str = "a firm") -> Part:
    return Part(
        task="classification",
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
    assert (found[1].name if found else None) == known


def test_the_family_is_told_by_the_words_of_the_part() -> None:
    assert family_of(part("booking", "praise")) is not None
    assert family_of(part("alpha", "beta", kind="poem", about="metre")) is None
