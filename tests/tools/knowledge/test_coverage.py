"""What places use of documents."""

from typing import Any

from seedbed.tools.knowledge.chunks import Chunk, chunk_sources
from seedbed.tools.knowledge.coverage import SHOWN, Place, Use
from tests.tools.knowledge.documents import document

FIRM = """# Larkspoke

## Shops

| Shop | Opens | Parking spaces |
|---|---|---|
| Mill shop | 09:00 | 20 |
| Park shop | 09:30 | 8 |

## Tours

The Ridge Challenge leaves the Mill shop at 09:15. The minimum age for the Ridge Challenge is 12 years.

## Pancakes

Prep time: 10 min
"""
CHUNKS = chunk_sources([document(FIRM, "0.md"), document("# Other\n\nWeight: 5 kg\n", "1.md")])


def coverage(places: list[Place], chunks: tuple[Chunk, ...] = CHUNKS) -> dict[str, Any]:
    use = Use(chunks)
    use.add(places)
    return use.read()


def used(share: dict[str, Any]) -> tuple[int, int]:
    return share["used"], share["total"]


def names(share: dict[str, Any]) -> set[str]:
    return {one["name"] for one in share["unused"]}


def test_citations_use_their_document_and_section() -> None:
    nothing = coverage([])
    assert used(nothing["documents"]) == (0, 2) and used(nothing["sections"]) == (0, 4)
    assert nothing["documents"]["unused"][0]["name"] == "0.md"
    start = FIRM.index("leaves the Mill shop")
    some = coverage([(CHUNKS[0].source, start, start + 6)])
    assert (some["documents"]["used"], some["sections"]["used"]) == (1, 1)
    assert names(some["sections"]) == {"0.md: Larkspoke > Shops", "0.md: Larkspoke > Pancakes", "1.md: Other"}
    assert some["documents"]["unused"] == [{"name": "1.md", "size": 3}]


def test_a_place_beside_a_section_uses_nothing_of_it() -> None:
    use, (source, other) = Use(CHUNKS), dict.fromkeys(chunk.source for chunk in CHUNKS)
    text = FIRM.index("The Ridge")
    use.add([(source, 0, text), ("unknown", 0, 99)])
    assert names(use.read()["sections"]) == {
        "0.md: Larkspoke > Tours",
        "0.md: Larkspoke > Pancakes",
        "1.md: Other",
    }
    use.add([(source, text, text + 1), (other, 0, 0)])
    assert used(use.read()["sections"]) == (2, 4)


def test_equal_names_are_two_documents_and_only_the_largest_unused_are_named() -> None:
    texts = [f"# T{n}\n\n" + "word " * (n + 1) for n in range(SHOWN + 2)]
    chunks = chunk_sources(document(text, "README.md") for text in texts)
    found = coverage([], chunks)
    assert used(found["documents"]) == (0, SHOWN + 2)
    assert [one["size"] for one in found["documents"]["unused"]] == list(range(SHOWN + 2, 2, -1))
