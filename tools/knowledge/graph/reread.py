"""Reading a text back: what the graph's own rules find in its sentences has to be among its relations."""

import re
from collections.abc import Sequence

from seedbed.tools.knowledge.graph.annotated import Annotated
from seedbed.tools.knowledge.graph.entities import entity_key
from seedbed.tools.knowledge.graph.spoken import Said, spoken
from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from seedbed.tools.knowledge.sentences import sentence_spans

Triple = tuple[str, str, str]
"""Subject, relation, value."""


def unlisted(text: Annotated) -> list[Said]:
    """What the text says that none of its relations does, as far as the graph's rules see it."""
    words = lexicon_of(())
    found = []
    for start, end in sentence_spans(text.text):
        clause = parse(text.text[start:end], words)
        for said in spoken(clause) if clause is not None else ():
            if not any(_states(said, text, relation) for relation in text.relations):
                found.append(said)
    return found


def _states(said: Said, text: Annotated, relation: tuple[int, str, int]) -> bool:
    head, name, tail = relation
    subject, value = text.entities[head].text, text.entities[tail].text
    same = entity_key(subject) in (entity_key(said.subject), entity_key(said.subject.strip("“”")))
    names = {one.casefold() for _, one, _ in text.relations}
    if said.relation in names and said.relation != name.casefold():
        return False  # "the deposit is £26", which is the day rate
    # "has 12 parking spaces": the table's value is the number.
    return same and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", said.value) is not None


def same_triples(wanted: Sequence[Triple], found: Sequence[Triple]) -> tuple[list[Triple], list[Triple]]:
    """(Wanted ones that weren't found, found ones that aren't wanted); spellings of a thing are forgiven."""
    mine, theirs = dict.fromkeys(map(_key, wanted)), dict.fromkeys(map(_key, found))
    missed = [triple for triple in wanted if _key(triple) not in theirs]
    added = [triple for triple in found if _key(triple) not in mine]
    return missed, added


def lines(triples: Sequence[Triple]) -> str:
    """Triples as text, a line each, in an order that doesn't tell where they came from."""
    return "\n".join(sorted(" — ".join(" ".join(part.split()) for part in triple) for triple in triples))


def _key(triple: Triple) -> Triple:
    subject, relation, value = triple
    return entity_key(subject), " ".join(relation.casefold().split()), entity_key(value)
