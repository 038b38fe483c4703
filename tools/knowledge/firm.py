"""What the firm is called that the user's documents are about, where they say it clearly.

A name that stands in a document's title and in running text, begins with a word that is only ever a name
("Larkspoke") and ends with one that is a common word too ("Hire"). Anything less sure is no name: people and
towns have names as well.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from seedbed.tools.knowledge.sources import Source

MOST_WORDS = 5
_WORD = r"[A-Z][A-Za-z'’-]+"
_RUN = re.compile(rf"{_WORD}(?: {_WORD})+")
_SEEN = 3
"""Times that the first word of a name has to stand in the documents."""


def firm_name(sources: Sequence[Source]) -> str:
    """The firm's name, or an empty text. Of several, the one named most often, then the first."""
    text = "\n".join(source.text for source in sources)
    common = set(re.findall(r"(?<![\w'’-])[a-z]{2,}(?![\w'’-])", text))
    words = Counter(re.findall(_WORD, text))
    names = dict.fromkeys(name for source in sources for name in _names(source.title, common))
    prose = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "|")))
    sure = [
        name
        for name in names
        if words[name.split()[0]] >= _SEEN and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prose)
    ]
    return max(sure, key=lambda name: words[name.split()[0]], default="")


def _names(title: str, common: set[str]) -> Iterator[str]:
    """Runs of capitalised words, without the common ones at their beginning («About Green …»)."""
    for run in _RUN.findall(title):
        name = run.split()
        while name and name[0].lower() in common:
            name = name[1:]
        if 2 <= len(name) <= MOST_WORDS and name[-1].lower() in common:
            yield " ".join(name)
