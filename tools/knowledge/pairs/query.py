"""A structured question as somebody would type it into a search: as a question, or as keywords.

English only. A section that the question names («according to “Deposits” of “Rules”») stands before it, as
people put the thing before what they want to know of it.
"""

import re
from typing import Literal

from seedbed.tools.knowledge.lexical import stems
from seedbed.tools.knowledge.pairs.negatives import names_something
from seedbed.tools.knowledge.questions.unique import without_section
from seedbed.tools.knowledge.wordlist import word_set

SureStyle = Literal["question", "keywords"]
SURE_STYLES: tuple[SureStyle, ...] = ("question", "keywords")
LEAST_KEYWORDS, MOST_KEYWORDS = 2, 10
"""Words of a keyword query; a question that gives fewer or more is asked as a question alone."""
_MOST_NAMED = 10
"""Words of a section's and its document's names together, in a query."""
_FILE = re.compile(r"\.(?:md|txt|rst|html?|pdf|docx|csv|tsv|json|jsonl)$", re.IGNORECASE)
_NAME = re.compile(r"\w[\w '’&()/.,:+#-]*")
"""What a section or document is called where the name may stand in a query."""
_IDLE = word_set(
    """a an the is are was were be been being do does did has have had can could may might must shall should
    will would what which who whom whose when where why how much many long far often of for to at on in
    by with from that there it its you your we our they their happens if get gets take takes according
    number within until since through per as than also performed happen and or every each"""
)
_SOUGHT = re.compile(
    r"\b(?:\w+ )?(?:what time|which (?:year|day|month)|"
    r"how many (?:seconds|minutes|hours|days|weeks|months|years))\b",
    re.IGNORECASE,
)
"""What a question asks for, which no keyword says: "after how many days"."""
_TOKEN = re.compile(r"[£€$]?\w[\w.,:/'’%°-]*")


def question_query(question: str) -> str:
    """The question as a query; "" where it names its section in a way nobody would type, or nothing else."""
    asked, names = _asked(question)
    if names is None:
        return ""
    return f"{', '.join(names)}: {asked}" if names else asked


def keyword_query(question: str, proof: str) -> str:
    """The words that carry the question, its section first; "" where they are too few or many.

    Args:
        proof: The sentence that answers it, which has the words in the order and the forms of a statement
            ("Family plan covers people", not "people Family plan cover").
    """
    asked, names = _asked(question)
    if names is None:
        return ""
    first, wanted, stated = _words(" ".join(names)), _words(_SOUGHT.sub("", asked)), _words(proof)
    places = {stem: place for place, stem in enumerate(stated)}
    if wanted.keys() <= first.keys():
        return ""
    kept = [word for stem, word in first.items() if stem not in wanted]
    for stem in sorted(wanted, key=lambda stem: places.get(stem, len(places))):
        kept.append(stated.get(stem, wanted[stem]))
    kept = [word if word.upper() == word else word.lower() for word in kept]
    return " ".join(kept) if LEAST_KEYWORDS <= len(kept) <= MOST_KEYWORDS else ""


def _words(text: str) -> dict[tuple[str, ...], str]:
    """Stem → word for those that carry a text, each once, in order."""
    found: dict[tuple[str, ...], str] = {}
    for token in _TOKEN.findall(text):
        word = re.sub(r"['’]s$", "", token.strip(".,:/'’-?"))
        if word and word.lower() not in _IDLE:
            found.setdefault(tuple(stems(word)), word)
    return found


def core_of(question: str) -> str:
    """The question with its document, and without the section, whose name an answer elsewhere needn't say."""
    asked, names = _asked(question)
    return " ".join((*(names or ())[:1], asked))


def query_of(question: str, style: str, proof: str = "") -> str:
    """The query in a style of `SURE_STYLES`; "" where there is none."""
    return keyword_query(question, proof) if style == "keywords" else question_query(question)


def _asked(question: str) -> tuple[str, tuple[str, ...] | None]:
    """The question without its section, and the names of document and section; None: unfit for a query."""
    asked, (section, document) = without_section(question)
    names = tuple(_FILE.sub("", name) for name in (document, section) if name)
    if not all(_NAME.fullmatch(name) for name in names) or len(" ".join(names).split()) > _MOST_NAMED:
        return "", None
    asked = asked.replace("“", "").replace("”", "").strip()
    if not names_something(asked):
        return "", None
    if not asked.endswith("?"):
        asked += "?"
    held = _words(asked)
    names = tuple(name for name in names if not _words(name).keys() <= held.keys())
    return (asked if names else asked[:1].upper() + asked[1:]), names
