"""What may leave the machine in a search: the one place that every remote call passes.

A spec without `egress: true` lets only the user's own words out: the words of the spec that a person wrote,
each phrase once at most and in the spec's order, so that neither words nor their choice can carry a
document's text. What is sent is then put together anew from those words: spacing, punctuation and letters
that can't be seen stay here. `sending.py` takes a `Cleared` and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seedbed.memory.errors import ToolFault
from seedbed.memory.search import Search
from seedbed.memory.spec import Spec
from seedbed.tools.curation.duplicates import words

LONGEST = 400
"""Characters of a search, at most."""
MOST_QUERIES = 20
"""Searches that are made of one tool when a run is prepared, at most."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """Text that may be sent. Only `Gate.clear` makes one."""

    text: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What may leave."""

    own: tuple[str, ...]
    """The user's own phrases, in the spec's order."""
    egress: bool
    """Whether other text may leave too."""

    def clear(self, text: str) -> Cleared:
        """Text that may be sent. Raises ToolFault: it holds anything that isn't the user's own, and the spec
        doesn't let that out; or it is empty or too long."""
        if not (said := words(text)):
            raise ToolFault("a search needs words")
        if len(text) > LONGEST:
            raise ToolFault(f"a search has at most {LONGEST} characters")
        if self.egress:
            return Cleared(" ".join(text.split()))
        if not self._made_of_own(said):
            raise ToolFault(
                "not sent: it holds words that the user didn't write; `queries` in the spec says what to "
                "ask, and `egress: true` lets other words out"
            )
        return Cleared(" ".join(said))

    def _made_of_own(self, said: Sequence[str]) -> bool:
        """Whether words are a row of the user's phrases, each once at most, in their order."""
        reached = {0}
        for phrase in map(words, self.own):
            reached |= {
                at + len(phrase) for at in reached if phrase and said[at : at + len(phrase)] == phrase
            }
        return len(said) in reached


def own_words(spec: Spec) -> tuple[str, ...]:
    """The phrases of a spec that a person wrote: topics, labels, attributes, searches.

    Where the spec was read from plain words, a model may have put it: then only those that stand in the
    request."""
    said = list(filter(words, _phrases(spec)))
    if spec.request:
        request = f" {' '.join(words(spec.request))} "
        said = [phrase for phrase in said if f" {' '.join(words(phrase))} " in request]
    asked = (query for search in spec.search for query in search.queries)
    return tuple(dict.fromkeys((*said, *asked)))


def _phrases(spec: Spec) -> Iterator[str]:
    for part in spec.parts:
        yield from (part.topic, part.about, part.text_kind)
        yield from (label.name for label in part.labels)
        for attribute in part.attributes:
            yield from (attribute.name, *attribute.values)


def queries(spec: Spec, search: Search) -> tuple[str, ...]:
    """What a search tool is asked when a run is prepared: the user's searches; without any, by rule."""
    by_rule = [
        " ".join(filter(None, (part.topic, name)))
        for part in spec.parts
        for name in ("", *(label.name for label in part.labels))
    ]
    return tuple(dict.fromkeys(search.queries or by_rule))[:MOST_QUERIES]
