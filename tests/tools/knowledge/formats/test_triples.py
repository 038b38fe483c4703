"""RDF as text."""

from collections.abc import Iterator

import pytest

from seedbed.tools.knowledge.formats.found import Document, Unreadable
from seedbed.tools.knowledge.formats.triples import read_rdf

rdflib = pytest.importorskip("rdflib")

TURTLE = """@prefix ex: <http://ex.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Berlin a ex:City ; rdfs:label "Berlin" ; ex:capitalOf ex:Germany ; ex:population 3700000 ;
  ex:note "east — west\\nriver" ; ex:near [ ex:height 1 ] .
ex:Germany rdfs:label "Deutschland"@de, "Germany"@en .
<http://other.org/Berlin> rdfs:label "Berlin" ; ex:partOf ex:Connecticut .
"""


def texts() -> Iterator[str]:
    for data in (TURTLE, TURTLE.replace("ex:Germany rdfs", "\n\nex:Germany rdfs")):
        found = read_rdf(data.encode(), ".ttl")
        assert isinstance(found, Document)
        yield found.text


def test_turtle_becomes_lines_in_an_order_of_their_own() -> None:
    first, second = texts()
    assert first == second
    lines = first.splitlines()
    assert lines[0] == "## City"
    assert "- Berlin (http://ex.org/Berlin) — capital of — Germany ." in lines
    assert "- Germany — label — Deutschland ." in lines
    assert "- Berlin (http://other.org/Berlin) — part of — Connecticut ." in lines
    assert "- node 1 — height — 1 ." in lines


@pytest.mark.parametrize(
    ("data", "suffix", "said"),
    [
        (b"<http://e/a> <http://e/p> .\nbad", ".nt", "not nt"),
        (b"@prefix broken", ".ttl", "not turtle"),
        (b"", ".ttl", "holds no triples"),
        (b"{", ".jsonld", "not JSON"),
        (b"[" * 100_000, ".jsonld", "not JSON"),
        (b"<r>", ".rdf", "not XML"),
    ],
)
def test_rdf_that_is_none_is_named(data: bytes, suffix: str, said: str) -> None:
    found = read_rdf(data, suffix)
    assert isinstance(found, Unreadable) and said in found.why
