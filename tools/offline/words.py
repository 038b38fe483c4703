"""How a document's words stand inside a question: capitals, articles, plurals. Simple English.

No dictionary: what is a name and what is counted with an article, the documents' own sentences tell.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seedbed.tools.knowledge.chunks import Chunk, sentences_of
from seedbed.tools.knowledge.values import find_values
from seedbed.tools.knowledge.wordlist import word_set

_TOKEN = re.compile(r"[\w'’-]+")
_PLAIN = re.compile(r"[A-Za-z][\w'’ -]*")
DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?")
_COUNTING = word_set("a an each every one another per any")
_LONGEST = 5
"""Words of a header or entry that is looked up in the sentences."""
_MASS = re.compile(r"(?:ing|ance|ence|ity|tion|ness|ware|ery|work|age|ment|ics|sm)$")
_PLURALS = word_set("people children men women police staff feet teeth mice members guests")
_HEAD_ENDS = word_set(
    """of for on in at to with without from between per that who which after before during against under over
    above below within when if as by near beside inside outside including around along through since until"""
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the sentences of some documents tell."""

    lower: frozenset[str]
    """Words that stand in lower case somewhere."""
    names: frozenset[str]
    """Words that stand with a capital within a sentence, and never without."""
    spellings: dict[str, Counter[str]]
    """Header or entry of a table, in lower case → how it is spelt within sentences."""
    counted: frozenset[str]
    """Those of them, and last words of them, behind «a», «each», … in lower case."""
    named: frozenset[str]
    """Those behind «the»."""

    def inner(self, phrase: str) -> str:
        """A phrase that begins a sentence or stands in a table, spelt as within a sentence."""
        if spelt := self.spellings.get(phrase.lower()):
            return min(spelt, key=lambda one: (-spelt[one], one))
        words = _TOKEN.findall(phrase)
        if not words or not phrase[0].isupper():
            return phrase
        first = re.sub(r"['’]s$", "", words[0])
        if first[1:] != first[1:].lower() or any(char.isdigit() for char in first):
            return phrase
        if len(words) > 1 and words[0].lower() not in _CLOSED and all(word[0].isupper() for word in words):
            return phrase
        known = first.lower() in self.lower or first.lower() in _CLOSED
        if not known and (first in self.names or (len(words) > 1 and words[1][:1].isupper())):
            return phrase
        return phrase[0].lower() + phrase[1:]

    def entries(self, column: Sequence[str], header: str) -> list[str]:
        """The entries of a table's first column as noun phrases: «City bike» → «a city bike».

        What isn't clearly a noun phrase is quoted.
        """
        spelt = [self.inner(entry) for entry in column]
        heads = {head_of(entry) for entry in column}
        the = [one.lower() in self.named and one.lower() not in self.counted for one in column]
        if len(column) > 1 and len(heads) == 1 and (any(the) or head_of(header) in heads):
            titled = any(one[:1].isupper() for one, named in zip(spelt, the, strict=True) if named)
            keep = titled or (head_of(header) in heads and not any(e.lower() in self.counted for e in column))
            return [f"the {one}" for one in (column if keep else spelt)]
        found = [self._entry(*one) for one in zip(column, spelt, the, strict=True)]
        if sum(one.startswith(("a ", "an ")) for one in found) * 2 > len(column):
            return [
                with_article(one)
                if said[0] == "“" and re.fullmatch(r"[a-z]{3,}", one) and not _MASS.search(one)
                else said
                for one, said in zip(spelt, found, strict=True)
            ]
        return found

    def _entry(self, entry: str, spelt: str, the: bool) -> str:
        head, words = head_of(spelt), spelt.split()
        if DAY.fullmatch(entry):
            return entry
        if not _PLAIN.fullmatch(entry) or find_values(entry):
            return f"“{entry}”"
        if the or (len(words) > 1 and all(word[:1].isupper() for word in words)):
            return f"the {spelt}"
        if is_plural(head):
            return spelt
        if spelt.lower() in self.counted or head in self.counted:
            return with_article(spelt)
        return f"“{entry}”" if len(words) == 1 or _MASS.search(head) else with_article(spelt)


_CLOSED = word_set(
    "a an the all any each every no most many several another your in on at for with during after before"
)


def words_of(chunks: Iterable[Chunk]) -> Words:
    """Read the sentences of some passages."""
    chunks = list(chunks)
    wanted = {
        part
        for chunk in chunks
        for block in chunk.blocks
        if block.kind == "table" and block.header is not None
        for cell in (*block.header.cells, *(row.cells[0] for row in block.rows))
        for part in (cell.text.lower(), head_of(cell.text))
    }
    lower: set[str] = set()
    capital: set[str] = set()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    counted: set[str] = set()
    named: set[str] = set()
    for chunk in chunks:
        for block in chunk.blocks:
            for sentence in sentences_of(block):
                words = _TOKEN.findall(sentence.text)
                lower.update(word for word in words if word.islower())
                capital.update(re.sub(r"['’]s$", "", word) for word in words[1:] if word[0].isupper())
                for at in range(1, len(words)):
                    for size in range(1, min(_LONGEST, len(words) - at) + 1):
                        phrase = " ".join(words[at : at + size])
                        if phrase.lower() not in wanted:
                            continue
                        spellings[phrase.lower()][phrase] += 1
                        before = words[at - 1].lower()
                        (counted if before in _COUNTING else named if before == "the" else set()).add(
                            phrase.lower()
                        )
    return Words(frozenset(lower), frozenset(capital), dict(spellings), frozenset(counted), frozenset(named))


def head_of(phrase: str) -> str:
    """The head noun of a noun phrase, lower case: «the late fee for a tandem» → «fee»."""
    head = ""
    for word in re.findall(r"[\w'’-]+", phrase.lower()):
        if word in _HEAD_ENDS and head:
            break
        head = word
    return head


def is_plural(noun: str) -> bool:
    """Whether a noun is a plural, by its ending."""
    return noun in _PLURALS or (noun.endswith("s") and not noun.endswith(("ss", "us", "is")))


def with_article(noun: str) -> str:
    """a or an by the first sound, as far as spelling tells."""
    low = noun.lower()
    an = re.match(r"(?:[aeio]|u(?![sn]i|se|ten)|hour|honest|heir|x-ray)", low)
    if low.startswith(("one", "once", "eu", "ew")):
        an = None
    acronym = re.match(r"(?:[AEFHILMNORSX][A-Z]+|[AEFHILMNORSX]-)", noun)
    return f"{'an' if an or acronym else 'a'} {noun}"
