"""What rows start from: of what there is, what was used least."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from seedbed.agent.making.parts import recipe_of, settled
from seedbed.agent.making.picks import _apart, _near, picks
from seedbed.agent.planner.tree.grow_grounded import by_words, grow_grounded, passages_by_leaf, sections_of
from seedbed.agent.resources import Resources
from seedbed.memory.brief import together
from seedbed.memory.plan import PartPlan, Plan
from seedbed.memory.spec import Part, Spec
from seedbed.tools.knowledge.chunks import chunk_sources
from seedbed.tools.knowledge.search.index import KnowledgeIndex
from tests.agent.scenes import choice, recipe_part, scene
from tests.tools.knowledge.documents import document

NOTES = {
    "recipe": "notes",
    "about": "A note",
    "row": {"note": "string 5.."},
    "leaf": "none",
    "write": "A note.",
}


def _picked(
    kind: str, rounds: int, *, rows: int = 4, late: int = -1, own: int = 0, bad: str = ""
) -> list[str]:
    """What each of so many rows starts from, each accepted.

    Args:
        late: Number of a row that is still being committed.
        own: Rows of the part itself.
        bad: One of which nothing is made that stands."""
    made = {**NOTES, "make": {"start": {"pick": kind, "n": 1}, "note": "Again: {{ start }}"}}
    del made["write"]
    first = Part(name="notes", recipe=NOTES, topic="keys", rows=9)
    parts = settled(Spec(parts=(first, Part(name="mine", recipe=made, topic="keys", rows=9))), Path()).parts
    _, env, _ = scene(
        parts[1], before=parts[:1], resources=Resources(examples={"mine": [{"note": "example"}]})
    )
    used: Counter[str] = Counter()
    spoilt: Counter[str] = Counter()
    found: list[str] = []
    numbers = {"notes": range(rows), "mine": range(100, 100 + own)}

    def rows_of(asked: Any) -> tuple[dict[str, Any], ...]:
        return tuple({"note": f"note {number}"} for number in asked if number != late)

    for number in range(rounds):
        given = choice(
            parts[1],
            number=number,
            used=used,
            spoilt=spoilt,
            elsewhere=numbers,
            rows=rows_of,
        )
        chosen = picks(recipe_of(parts[1]), given, env)
        if chosen is None:
            continue
        note = chosen[0]["start"]["note"]
        used[chosen[1]] += 1
        spoilt[chosen[1]] += note == bad
        found.append(note)
    return found


def test_rows_of_a_part_are_used_evenly() -> None:
    found = Counter(_picked("notes", 10))
    assert len(found) == 4 and set(found.values()) == {2, 3}
    assert _picked("notes", 10) == _picked("notes", 10)


def test_a_row_of_which_nothing_stands_is_tried_again_before_others_bear_two() -> None:
    found = Counter(_picked("notes", 6, bad="note 2"))
    assert found == {"note 0": 1, "note 1": 1, "note 2": 3, "note 3": 1}
    assert max(Counter(_picked("notes", 40, bad="note 2")).values()) <= 3 * 9


def test_all_rows_of_a_part_are_there_to_start_from() -> None:
    assert len(set(_picked("notes", 90, rows=90))) == 90


def test_a_row_that_is_being_committed_is_passed_over() -> None:
    assert set(_picked("notes", 6, rows=3, late=1)) == {"note 0", "note 2"}
    assert _picked("notes", 3, rows=1, late=0) == []


def test_rows_accepted_before_come_before_examples() -> None:
    assert Counter(_picked("accepted", 4, own=2)) == {"note 100": 2, "note 101": 2}
    assert set(_picked("accepted", 2)) == {"example"}


SECTIONS = ("Bikes", "Deposits", "Cash and keys")
PAIRS: dict[str, Any] = {
    "recipe": "pairs",
    "about": "A question on two places",
    "row": {"question": "string 5.. as prompt", "passages": "list 2 of passage as context"},
    "make": {
        "passages": {"pick": "passages", "n": 2, "linked": "entity", "apart": "section"},
        "question": "Ask.\n{{ passages }}",
    },
}


def _linked_with(folder: Path, left_out: str = "", dealt: str = "", failed: bool = False) -> set[str]:
    """Which sections a pick of two places brings beside the first, in 20 rows of which none is to be of one
    section, and after a row was dealt the first and another one, and perhaps failed."""
    text = "# Handbook\n\n" + "".join(
        f"## {name}\n\n{' '.join([f'{name} are here.'] * 40)}\n\n" for name in SECTIONS
    )
    chunks = chunk_sources([document(text)])
    sections = sections_of(chunks)
    passages = passages_by_leaf(chunks, sections)
    part = recipe_part(PAIRS)
    weights = by_words(sections, passages)
    ids = {one.name: one.id for one in sections.concepts}
    grown = grow_grounded(part, sections, weights | ({ids[left_out]: 0.0} if left_out else {}))
    index = KnowledgeIndex(chunks, str(folder), shared=False)
    there = Resources(chunks=chunks, sections=sections, passages=passages, index=index)
    _, env, _ = scene(part, resources=there)
    env = replace(env, plan=Plan(parts=(PartPlan(part=part.name, tree=grown, quotas={}),)))
    found: set[str] = set()
    for number in range(20):
        places = {name: c for c in chunks for name in SECTIONS if name in c.text}
        pair = [(one.name, one.start) for one in (places[dealt or "Bikes"], places["Bikes"])]
        with_it = {together(part.name, *pair): 1}
        before = choice(part, ids["Bikes"], number, with_it, spoilt=with_it if failed else {})
        chosen = picks(recipe_of(part), before, env)
        assert chosen is not None
        found |= {name for one in chosen[0]["passages"] for name in SECTIONS if name in one["quote"]}
    index.close()
    return found - {"Bikes"}


def test_passages_in_another_language_are_linked_by_their_words(tmp_path: Path) -> None:
    texts = {
        "Ausleihe": "Die Bibliothek verleiht Bücher und Zeitschriften an alle Einwohner der Stadt.",
        "Mahnung": "Wer Bücher zu spät an die Bibliothek zurückgibt, zahlt eine Gebühr je Tag.",
        "Rad": "Ein Fahrrad darf in der Bahn nur mitfahren, wenn im Abteil noch ein Platz frei ist.",
        "Abfall": "Die Tonne wird jeden zweiten Dienstag geleert und muss an der Straße stehen.",
    }
    chunks = chunk_sources([document(f"# {name}\n\n{text}") for name, text in texts.items()])
    index = KnowledgeIndex(chunks, str(tmp_path), shared=False)
    _, env, _ = scene(recipe_part(PAIRS), resources=Resources(chunks=chunks, index=index))
    found = [chunk.heading for chunk in _near(chunks[0], chunks[1:], env)]
    assert found[0] == "Mahnung" and "Rad" not in found
    index.close()


def test_a_linked_passage_is_of_a_section_that_rows_are_of(tmp_path: Path) -> None:
    assert _linked_with(tmp_path) == {"Deposits", "Cash and keys"}
    assert _linked_with(tmp_path, "Cash and keys") == {"Deposits"}


@pytest.mark.parametrize("failed", [False, True])
def test_a_pair_that_was_dealt_is_dealt_last(failed: bool, tmp_path: Path) -> None:
    assert _linked_with(tmp_path, dealt="Deposits", failed=failed) == {"Cash and keys"}
    assert _linked_with(tmp_path, "Cash and keys", "Deposits", failed) == {"Deposits"}


def test_a_linked_pick_begins_rather_where_another_passage_is_near(tmp_path: Path) -> None:
    """Of documents of which most have nothing to do with each other; one that says the same again is none."""
    texts = [
        "The library lends books to members for four weeks, and a late book costs a fee of ten pence a day.",
        "A member of the library who brings a book back late pays a fee a day, but never above four pounds.",
        *["Rain has nothing in common with whatever else is told here."] * 2,
        *[f"{word}{word} {word}s{word}." for word in ("brick", "cloud", "glove", "melon", "otter", "piano")],
    ]
    chunks = chunk_sources([document(text, f"{n}.md") for n, text in enumerate(texts)])
    index = KnowledgeIndex(chunks, str(tmp_path), shared=False)
    made: dict[str, Any] = {**PAIRS["make"]["passages"], "apart": "document"}
    part = recipe_part({**PAIRS, "make": {**PAIRS["make"], "passages": made}})
    _, env, _ = scene(part, resources=Resources(chunks=chunks, index=index))
    leaf = env.plan.part(part.name).tree.leaves()[0].id
    first = Counter[int]()
    for number in range(60):
        chosen = picks(recipe_of(part), choice(part, leaf, number, {}), env)
        assert chosen is not None
        first[texts.index(chosen[0]["passages"][0]["quote"])] += 1
    assert 20 < first[0] + first[1] < 45 and len(first) > 6, first  # 12 of 60 if each were drawn alike
    index.close()


@pytest.mark.parametrize("heading", ["", "# Bikes\n\n"])
def test_a_document_without_sections_has_places_for_both(heading: str, tmp_path: Path) -> None:
    bikes = "\n\n".join(f"A bike of kind {n} costs {n} pounds a day at our shop. " * 25 for n in range(2, 5))
    chunks = chunk_sources([document(heading + bikes, "bikes.md"), document("Primes are numbers.", "n.md")])
    index = KnowledgeIndex(chunks, str(tmp_path), shared=False)
    _, env, _ = scene(recipe_part(PAIRS), resources=Resources(chunks=chunks, index=index))
    first, *others = chunks
    assert _apart(first, others[0], "section", env) and not _apart(first, others[0], "document", env)
    assert {chunk.name for chunk in _near(first, others, env)} == {"bikes.md"}
    index.close()
