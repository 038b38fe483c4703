"""What stands right after a sentence in its paragraph, as the answer to who asks for more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.lexical import stems
from seedbed.tools.knowledge.talks.exchange import Exchange, Place
from seedbed.tools.knowledge.talks.phrases import bank
from seedbed.tools.knowledge.talks.sentences import goes_on
from seedbed.tools.knowledge.wordlist import word_set

_SMALL = word_set(
    """a an the and or but nor so yet if then than that this these those there here it its he him his she her
    hers they them their theirs we us our ours you your yours i me my mine who whom whose which what when
    where
    why how is are was were be been being am do does did done doing have has had having will would shall
    should
    can could may might must of in on at by for from to into onto upon with within about as also too very just
    such own same other another each both any some all more most less least much many few every either neither
    not no never none only n't isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't cannot
    couldn't shouldn't hasn't haven't hadn't ain't it's he's she's that's there's i'm you're we're they're
    i've
    you've we've they've i'll you'll well oh ok yes yeah up down out off over under again further while during
    before after above below between through because until although though however since one ever even still
    let's get got like per via s t"""
)
_COMMON = frozenset(stems(" ".join(_SMALL)))
MOST = 2
"""Sentences that are told after one."""


def place_in(chunk: Chunk, sentence: Sentence) -> Place:
    """A sentence of a passage as a claim."""
    quote = chunk.text[sentence.start - chunk.start : sentence.end - chunk.start]
    return Place(sentence.text, chunk.source, chunk.name, sentence.start, sentence.end, quote)


def continued(chunk: Chunk, sentences: Sequence[Sentence]) -> tuple[Exchange, ...]:
    """Exchanges that ask for more after the first of some sentences, and get the next ones, up to one that
    can't be told so or speaks of other things."""
    found = []
    for before, sentence in pairwise(sentences[: MOST + 1]):
        place = place_in(chunk, sentence)
        if not goes_on(sentence.text) or not place.holds or not _is_kin(before.text, sentence.text):
            break
        found.append(Exchange("more", tuple(bank().asks["more"]), sentence.text, (place,), linked=True))
    return tuple(found)


def _is_kin(before: str, sentence: str) -> bool:
    """Whether a sentence goes on with something of the one before it: by a pronoun, or a word of it."""
    if re.match(r"(?:It|They|These|This|Its|Their)\b", sentence):
        return True
    one, two = (
        {stem for stem in stems(" ".join(re.findall(r"\w{3,}", text))) if stem not in _COMMON}
        for text in (before, sentence)
    )
    return bool(one & two)


def continuations(chunks: Iterable[Chunk]) -> Mapping[tuple[str, int], tuple[Exchange, ...]]:
    """(Source, where a sentence of a paragraph begins) → what goes on from it."""
    found: dict[tuple[str, int], tuple[Exchange, ...]] = {}
    for chunk in chunks:
        for block in chunk.blocks:
            if block.kind == "paragraph" and block.laid is not None:
                sentences = sentences_of(block)
                for at, sentence in enumerate(sentences[:-1]):
                    if more := continued(chunk, sentences[at:]):
                        found[chunk.source, sentence.start] = more
    return found
