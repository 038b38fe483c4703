"""Reading a text back: what the graph's own rules find in its sentences has to be among its relations."""

import re

from seedbed.tools.knowledge.graph.annotated import Annotated
from seedbed.tools.knowledge.graph.entities import entity_key
from seedbed.tools.knowledge.graph.spoken import Said, spoken
from seedbed.tools.knowledge.questions.clauses import parse
from seedbed.tools.knowledge.questions.lexicon import lexicon_of
from seedbed.tools.knowledge.sentences import sentence_spans


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
