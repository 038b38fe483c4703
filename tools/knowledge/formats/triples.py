"""RDF as text: a line for each, `- subject — relation — object .`.

Names are the labels that the file gives its things, else the last part of their IRIs in words. Lines stand
under a heading for each type of subject, in the order of their words: triples have no order of their own.
A context that a JSON-LD file doesn't hold itself isn't fetched, and RDF/XML that declares entities is
refused.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seedbed.tools.knowledge.formats.found import Document, Unreadable

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml", ".owl": "xml"}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+|%20")
_OTHER = "Other"


def triple_line(subject: str, relation: str, object: str) -> str:
    """The line of a triple; a dash with spaces within a name becomes a hyphen, so that parts stay apart."""
    return f"- {_plain(subject)} — {_plain(relation)} — {_plain(object)} ."


def _plain(words: str) -> str:
    return " ".join(words.split()).replace(" — ", " - ").strip("— ") or "(nothing)"


def read_rdf(data: bytes, suffix: str) -> Document | Unreadable:
    """An RDF file's statements as text; `suffix` is one of `FORMATS`."""
    try:
        import rdflib
    except ImportError:
        return Unreadable("RDF is read with an extra: pip install 'seedbed[rdf]'")
    if fault := _fault(data, suffix):
        return fault
    graph = rdflib.Graph(bind_namespaces="none")
    try:
        graph.parse(data=data, format=FORMATS[suffix], publicID="urn:seedbed:document#")
    except (SyntaxError, ValueError, rdflib.exceptions.ParserError) as fault:
        said = " ".join(str(fault).split())
        return Unreadable(f"not {FORMATS[suffix]}: {said[:160]}")
    if not len(graph):
        return Unreadable("holds no triples")
    return Document("".join(_text(graph)), "")


def _fault(data: bytes, suffix: str) -> Unreadable | None:
    """Why a file's bytes aren't given to a parser."""
    if suffix == ".jsonld":
        try:
            value = json.loads(data)
        except (ValueError, RecursionError) as fault:
            return Unreadable(f"not JSON: {fault}")
        remote = next(_remote_contexts(value), "")
        return (
            Unreadable(f"needs the context {remote[:120]}, which isn't fetched: put it into the file")
            if remote
            else None
        )
    if FORMATS[suffix] == "xml":
        from xml.sax import ContentHandler, SAXParseException

        from defusedxml.common import DefusedXmlException
        from defusedxml.sax import parseString

        try:
            parseString(data, ContentHandler(), forbid_entities=True, forbid_external=True)
        except DefusedXmlException:
            return Unreadable("its XML declares entities, which aren't expanded: write the names out")
        except SAXParseException as fault:
            return Unreadable(f"not XML: {fault.getMessage()} in line {fault.getLineNumber()}")
    return None


def _remote_contexts(value: Any) -> Iterator[str]:
    """Addresses that `@context` and `@import` name anywhere in a JSON-LD value."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for key in ("@context", "@import"):
                named = one.get(key)
                yield from (
                    part for part in (named if isinstance(named, list) else [named]) if isinstance(part, str)
                )
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _text(graph: "Graph") -> Iterator[str]:
    from rdflib.compare import to_canonical_graph
    from rdflib.namespace import RDF
    from rdflib.term import BNode

    if any(isinstance(node, BNode) for triple in graph for node in triple):
        graph = to_canonical_graph(graph)
    names = _names(graph)
    types: dict[Node, str] = {}
    for thing, kind in graph.subject_objects(RDF.type):
        types[thing] = min(types.get(thing, names[kind]), names[kind])
    groups: dict[str, set[tuple[str, str, str]]] = {}
    for subject, relation, object in graph:
        line = (names[subject], names[relation], names.get(object, str(object)))
        if line[0] == line[2]:
            continue  # its own name
        groups.setdefault(types.get(subject, _OTHER), set()).add(line)
    for number, heading in enumerate(sorted(groups, key=lambda name: (name == _OTHER, name))):
        if len(groups) > 1:
            yield "\n" * (number > 0) + f"## {_plain(heading)}\n\n"
        yield from (triple_line(*line) + "\n" for line in sorted(groups[heading]))


def _names(graph: "Graph") -> dict["Node", str]:
    """Each thing that isn't a literal → a name that no other has."""
    from rdflib.term import BNode, Literal

    things = sorted({node for triple in graph for node in triple if not isinstance(node, Literal)}, key=str)
    labels = _labels(graph)
    blank: dict[Node, str] = {
        node: f"node {number}" for number, node in enumerate((t for t in things if isinstance(t, BNode)), 1)
    }
    names = {node: labels.get(node) or blank.get(node) or _local(str(node)) for node in things}
    often = Counter(name.casefold() for name in names.values())
    shared = {node: name for node, name in names.items() if often[name.casefold()] > 1}
    told = {node: f"{name} ({blank.get(node) or _last(str(node))})" for node, name in shared.items()}
    still = Counter(name.casefold() for name in told.values())
    for node, name in told.items():
        names[node] = name if still[name.casefold()] == 1 else f"{shared[node]} ({node})"
    return names


def _labels(graph: "Graph") -> dict["Node", str]:
    """Thing → its label: one without a language, else the English one, else the first by language."""
    from rdflib.namespace import DCTERMS, FOAF, RDFS, SDO, SKOS
    from rdflib.term import Literal, URIRef

    kinds = (RDFS.label, SKOS.prefLabel, SDO.name, URIRef("http://schema.org/name"), FOAF.name, DCTERMS.title)
    found: dict[Node, list[tuple[int, int, str, str]]] = {}
    for rank, kind in enumerate(kinds):
        for thing, label in graph.subject_objects(kind):
            if isinstance(label, Literal) and str(label).strip():
                language = label.language or ""
                order = 0 if not language else 1 if language.split("-")[0] == "en" else 2
                found.setdefault(thing, []).append((rank, order, language, " ".join(str(label).split())))
    return {thing: min(several)[-1] for thing, several in found.items()}


def _last(iri: str) -> str:
    return re.split(r"[#/:]", iri.rstrip("#/"))[-1] or iri


def _local(iri: str) -> str:
    words = _HUMP.sub(" ", _last(iri)).split()
    if words and words[0][0].islower():
        words = [word if word.isupper() and len(word) > 1 else word.lower() for word in words]
    return " ".join(words) or iri
