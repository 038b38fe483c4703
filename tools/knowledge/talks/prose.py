"""Chains about sections of prose: what a heading names, told by the sentences that stand right under it.

A section is asked about by its heading only if its first sentence speaks of that: the heading's words stand
in it, or the heading is a question. What follows is asked for as more of the same, and answered by the next
sentence of the paragraph.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.lexical import stems
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import finite_readings, is_base, is_plural
from seedbed.tools.knowledge.talks.after import continued, place_in
from seedbed.tools.knowledge.talks.exchange import Chain, Exchange, shape_of
from seedbed.tools.knowledge.talks.phrases import bank, filled
from seedbed.tools.knowledge.talks.sentences import stands_alone
from seedbed.tools.knowledge.wordlist import word_set

_NAME = re.compile(
    r"(?!(?:[Ww]hat|[Hh]ow|[Ww]hy|[Ww]hen|[Ww]here|[Ww]ho)\b)[A-Za-z][\w'’/-]*(?: [\w'’/-]+){0,5}"
)
_ASKS = re.compile(r"(?!How I )(?:What|How|Why|When|Where|Which|Who|Can|Does|Do|Is|Are)\b[^?()\"“”:]{6,80}\?")
_MASS = re.compile(r"(?:ing|ance|ence|ency|ity|tion|sion|ness|ware|ment|ics|sm)$", re.I)
_NO_TOPIC = word_set(
    """introduction overview summary conclusion notes note example examples background details description
    usage building contents faq about general misc other more welcome step steps part requirements directions
    ingredients pattern patterns history return options"""
)
_DOING = word_set(
    """add additional build change check configure connect create define delete deploy disable enable explore
    find get getting install launch learn make manage migrate monitor next other query read receive register
    remove retrieve run send set start stop store test update upgrade use using work write"""
)
"""Words that begin a heading which tells to do something, or names nothing by itself."""
_ENDS = (
    r"(?=[,.;)]| \(| (?:is|are|was|has|have|can|may|will|enabled|disabled|for|of|in|on|to|by|with|and|or|as|"
    r"when|that|which|offers|provides|allows|lets|uses|means)\b)"
)
"""What follows a name that isn't the beginning of a longer one."""
_OBJECTS = word_set("the a an all one some every each its data information redis this")
"""Words that follow a verb at the beginning of a line such as "Returns the rank of a member."."""
_DOES = word_set(
    """adds appends changes clears computes copies counts creates decrements deletes fetches forces gets
    increments inserts lists loads marks merges moves overwrites pops prints pushes reads removes renames
    replaces reports resets returns saves searches sends sets starts stops stores swaps switches tests trims
    updates waits writes"""
)
_FRONT = word_set(
    """after although and as at because before by during for from given if in like of on once since through to
    under unlike until using when while with without is are that"""
)
_FEWEST = 6
"""Words of an answer about a heading, at least."""
_SMALL = word_set(
    """a an and are as at by can do does for from have how i if in into is it me my of on or should the they
    to was what when where which who why with you your"""
)


@dataclass(frozen=True, slots=True)
class _Section:
    """A section with a heading and the sentences of its first paragraph."""

    path: tuple[str, ...]
    chunk: Chunk
    sentences: tuple[Sentence, ...]


def prose_chains(chunks: Iterable[Chunk], words: Lexicon) -> Iterator[Chain]:
    """Chains of two and three questions about a section, or two neighbours in one document."""
    by_source: dict[str, list[_Section]] = {}
    for section in _sections(chunks):
        by_source.setdefault(section.chunk.source, []).append(section)
    for sections in by_source.values():
        opened = [(one, begun) for one in sections if (begun := _opened(one, words))]
        for section, begun in opened:
            yield from _deeper(section, begun)
        yield from _side_by_side(opened)


def _sections(chunks: Iterable[Chunk]) -> Iterator[_Section]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for chunk in chunks:
        for block in chunk.blocks:
            key = (chunk.source, block.heading_path)
            if block.kind == "heading" or key in seen:
                continue
            seen.add(key)
            if block.kind == "paragraph" and block.heading_path:
                yield _Section(block.heading_path, chunk, sentences_of(block))


def _opened(section: _Section, words: Lexicon) -> list[Exchange]:
    """What the heading asks, and the sentences that go on from its answer; nothing, where it isn't sure."""
    asked = _asked(section, words)
    if not asked:
        return []
    first = section.sentences[0]
    begun = Exchange("topic", asked, first.text, (place_in(section.chunk, first),))
    return [begun, *continued(section.chunk, section.sentences)]


def _asked(section: _Section, words: Lexicon) -> tuple[str, ...]:
    if not section.sentences or len(section.path) < 1:
        return ()
    heading, first = section.path[-1], section.sentences[0]
    if _is_file(heading):
        return _asked_of_file(first.text, section)
    if (
        not stands_alone(first.text)
        or not place_in(section.chunk, first).holds
        or len(first.text.split()) < _FEWEST
    ):
        return ()
    spelt = _lowered(heading, first.text, words)
    if _ASKS.fullmatch(heading):
        return (spelt[0].upper() + spelt[1:],) if _answers(heading, first.text) else ()
    name = "" if heading.lower() in _NO_TOPIC else _named(spelt, first.text)
    if not name:
        return ()
    if not _speaks_of(first.text, heading):
        return ()
    defined = re.match(
        rf"(?P<what>(?:An? |The )?{re.escape(heading)}) (?P<be>is|are) (?:an?|the) ", first.text, re.I
    )
    if defined:
        what = words.opening(defined["what"])
        return (f"What {defined['be']} {what}?", f"What exactly {defined['be']} {what}?")
    return filled(bank().asks["topic"], name=name)


def _asked_of_file(first: str, section: _Section) -> tuple[str, ...]:
    """What is asked of a document without a title, known by its file's name."""
    if (
        not stands_alone(first)
        or not place_in(section.chunk, section.sentences[0]).holds
        or len(first.split()) < _FEWEST
    ):
        return ()
    word, after = (one.lower() for one in first.split()[:2])
    does = word in _DOES or any(one.do == "does" for one in finite_readings(word))
    if does or (after in _OBJECTS and word not in _FRONT and word.endswith("s")):
        return tuple(bank().asks["does"])
    told = after in _OBJECTS or is_base(word) or word in _DOING or word.endswith("ly") or word in _FRONT
    return () if told else tuple(bank().asks["about"])


def _is_file(title: str) -> bool:
    return re.fullmatch(r"[\w .-]+\.\w{1,8}", title) is not None


def _lowered(heading: str, sentence: str, words: Lexicon) -> str:
    """A heading spelt as within a sentence: of one whose words are all capitalised those stay so that are
    names, as far as the sentence under it and the documents tell."""
    spelt = re.sub(r"^[Tt]he ", "", words.spelling(heading))
    if re.match(r"[A-Z][a-z]+ing ", spelt):
        spelt = spelt[0].lower() + spelt[1:]
    if not all(word[0].isupper() for word in heading.split() if len(word) > 3):
        return spelt
    first, *rest = spelt.split(" ")
    within = sentence.split(" ", 1)[-1]
    common = [
        word.lower()
        if word[1:].islower()
        and not re.search(rf"\b{re.escape(word)}\b", within)
        and words.lower[word.lower()] >= words.capital[word]
        else word
        for word in rest
    ]
    return " ".join([first, *common])


def _named(name: str, sentence: str) -> str:
    """What a heading names as a noun phrase with the article that the sentence gives it; "" where none of
    this is sure."""
    first, head = name.split(" ")[0], head_of(name)
    if not _NAME.fullmatch(name) or first.lower() in _DOING or is_base(first.lower()):
        return ""
    if re.search(rf"\b(?:the|an?) {re.escape(name)}\b", sentence, re.I):
        return f"the {name}"
    if is_plural(head) or " and " in name or first.endswith("ing") or _MASS.search(head):
        return name
    if re.search(rf"\b(?:the|an?) (?:[\w-]+ ){{0,3}}{re.escape(head)}\b", sentence, re.I):
        return f"the {name}"
    return name if re.search(rf"\b{re.escape(name)}{_ENDS}", sentence, re.I) else ""


def _speaks_of(sentence: str, heading: str) -> bool:
    """Whether a sentence has all the words of a heading that mean something."""
    said = set(stems(sentence))
    meant = set(stems(" ".join(word for word in heading.split() if word.lower() not in _SMALL)))
    return bool(meant) and meant <= said


def _answers(question: str, sentence: str) -> bool:
    """Whether a sentence may answer a heading's question: it has two of its words that mean something."""
    meant = {stem for word in question.split() if word.lower() not in _SMALL for stem in stems(word)}
    return len(meant & set(stems(sentence))) >= min(2, len(meant)) > 0


def _deeper(section: _Section, begun: Sequence[Exchange]) -> Iterator[Chain]:
    if len(begun) >= 2:
        yield _chain(section, begun[:3])
        yield _chain(section, begun[:2])


def _side_by_side(opened: Sequence[tuple[_Section, list[Exchange]]]) -> Iterator[Chain]:
    """Sections of one document that follow each other under one heading."""
    for (section, mine), (beside, theirs) in pairwise(opened):
        if section.path[:-1] == beside.path[:-1]:
            yield _chain(section, [*mine[:2], _beside(theirs[0])])
            yield _chain(section, [mine[0], _beside(theirs[0])])


def _beside(exchange: Exchange) -> Exchange:
    """The same question asked after one about another thing."""
    about = re.fullmatch(r"What can you tell me about (.+)\?", exchange.asked[0])
    return replace(exchange, asked=filled(bank().asks["beside"], name=about[1])) if about else exchange


def _chain(section: _Section, exchanges: Sequence[Exchange]) -> Chain:
    named = len(section.path) > 1 or _is_file(section.path[0])
    about = f"“{section.path[0]}”" if named else ""
    path = section.path
    return Chain(tuple(exchanges), shape_of(exchanges), path, "document" if named else "question", about)
