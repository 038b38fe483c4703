"""What the documents themselves say about words: which are names, which are counted with an article.

No dictionary of its own: evidence comes from the passages it is made from.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from seedbed.tools.knowledge.chunks import Chunk, sentences_of
from seedbed.tools.knowledge.questions.by_words import ByWords
from seedbed.tools.knowledge.wordlist import word_set

_ARTICLE = re.compile(r"\b(?:an?|each|every|one|another|per|any)\s+((?:[\w'’-]+\s+){0,3}[\w'’-]+)", re.I)
_LINKS = word_set("of and the for in on at to de la du von")
_DETERMINERS = word_set("a an the each every all any no both another your")
_FIRST_WORD = re.compile(r"^[^\w]*[\w'’-]+")
_THE = re.compile(r"\bthe\s+((?:[\w'’-]+\s+){0,3}[\w'’-]+)", re.I)
_TOKEN = re.compile(r"[\w'’-]+")
_CLOSED = word_set(
    """a an the all any both each every no some most many few several other another new old more less free
    only your if when while after before during for from in at on with without outside inside within until
    unless once to by under over above below between about around up what which who how where why there
    here this that these those it they you he she we i one two three four five six seven eight nine ten and
    or but as of"""
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Counts taken from all sentences of the documents."""

    lower: Counter[str]
    """Word in lower case, anywhere."""
    capital: Counter[str]
    """Capitalised word that doesn't begin a sentence."""
    counted: frozenset[str]
    """ByWords seen behind a, an, each, every, one, per …, in lower case."""
    named: frozenset[str]
    """ByWords seen behind "the", in lower case."""
    within: ByWords = field(compare=False)
    """All sentences, each without its first word."""
    defined: dict[str, int]
    """Noun behind "the" → in how many sources."""
    sources: int
    """How many documents there are."""
    spelt: dict[str, str] = field(default_factory=dict, compare=False)
    """Spellings looked up already."""

    def opening(self, phrase: str) -> str:
        """A phrase that begins a sentence, spelt as within one: "The shop" → "the shop", "Redis" stays."""
        words = _TOKEN.findall(phrase)
        titled = (
            len(words) > 1
            and words[0].lower() not in _DETERMINERS
            and all(word[0].isupper() or word in _LINKS for word in words)
        )
        if not words or not phrase[0].isupper() or titled or self.is_name(words):
            return phrase
        return phrase[0].lower() + phrase[1:]

    def is_name(self, words: list[str]) -> bool:
        """Whether the first of these words keeps its capital within a sentence."""
        first = re.sub(r"['’]s$", "", words[0])
        low = first.lower()
        if low in _CLOSED:
            return False
        if first[1:] != first[1:].lower() or any(char.isdigit() for char in first):
            return True
        seen_lower, seen_capital = self.lower[low], self.capital[first]
        if seen_lower or seen_capital:
            return seen_capital > seen_lower
        # Never seen within a sentence: two capitals in a row are a name ("Ida Norrack").
        return len(words) > 1 and words[1][:1].isupper()

    def spelling(self, phrase: str) -> str:
        """A heading or table entry spelt as within a sentence: as the documents most often do, else by its
        words."""
        if phrase not in self.spelt:
            self.spelt[phrase] = self._spelling(phrase)
        return self.spelt[phrase]

    def _spelling(self, phrase: str) -> str:
        alone = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.I)
        found: Counter[str] = Counter(alone.findall("\n".join(self.within.near(phrase))))
        if found:
            return min(found, key=lambda spelt: (-found[spelt], spelt))
        return self.opening(phrase)


def lexicon_of(chunks: Iterable[Chunk]) -> Lexicon:
    """Read the sentences (not tables or headings) of all passages."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    counted: set[str] = set()
    named: set[str] = set()
    tails: list[str] = []
    defined: dict[str, set[str]] = {}
    seen_sources: set[str] = set()
    for chunk in chunks:
        seen_sources.add(chunk.source)
        for block in chunk.blocks:
            for sentence in sentences_of(block):
                words = _TOKEN.findall(sentence.text)
                for number, spelt in enumerate(words):
                    word = re.sub(r"['’]s$", "", spelt)
                    if word.islower():
                        lower[word] += 1
                    elif number and word[:1].isupper():
                        capital[word] += 1
                tails.append(_FIRST_WORD.sub("", sentence.text, count=1))
                for pattern, seen in ((_ARTICLE, counted), (_THE, named)):
                    for match in pattern.finditer(sentence.text):
                        phrase = match[1].lower().split()
                        seen.update(" ".join(phrase[:size]) for size in range(1, len(phrase) + 1))
                        if pattern is _THE:
                            defined.setdefault(phrase[0], set()).add(chunk.source)
    in_sources = {noun: len(sources) for noun, sources in defined.items()}
    return Lexicon(
        lower, capital, frozenset(counted), frozenset(named), ByWords(tails), in_sources, len(seen_sources)
    )
