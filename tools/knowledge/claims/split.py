"""A text into claims: its sentences, and their clauses where each can stand alone.

Questions, hedges and greetings claim nothing and are left out; what merely introduces a claim («the passage
says that», «I think») is cut off. By rule, for English: a clause is cut only where its own subject and verb
follow the conjunction, so that no piece hangs in the air. It resolves no pronoun.
"""

import re
from dataclasses import dataclass

from seedbed.tools.knowledge.claims.lexicon import HEDGES
from seedbed.tools.knowledge.plain import lay
from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.wordlist import word_set

_SUBJECT = r"(?:he|she|it|they|we|there|this|these|those|that|the|its|his|her|their|a|an|in|on|[A-Z][\w'’-]*)"
_VERB = (
    r"(?:is|are|was|were|has|have|had|can|could|will|would|must|should|may|do|does|did|[a-z]{3,}ed|became|began"
    r"|made|took|won|led|said|went|got|held|gave|came)"
)
_CLAUSE = re.compile(
    rf"(?:;|,?\s(?:and|but|while|whereas|although|though)(?=\s)|,(?=\s(?:he|she|it|they)\s))\s+"
    rf"(?=(?:he|she|it|they)\s\w|{_SUBJECT}\s(?:\S+\s){{0,5}}?{_VERB}(?:n['’]t)?\b)"
)
_HAS_VERB = re.compile(rf"\s{_VERB}(?:n['’]t)?\b|\s[a-z]{{2,}}s\b|'s\s|’s\s")
_WRAPPER = re.compile(
    r"""\s*(?:(?:so|well|not\ really|yes|yeah|no|ok|okay|oh|actually|also|however|in\ fact|basically)\s*,\s+)?
    (?:(?:according\ to|based\ on|as\ (?:stated|mentioned|described|noted)\ in|in|from)\s
         (?:the|this|that|your|these)\s(?:(?:given|provided|above|following)\s)?
         (?:passages?|texts?|documents?|contexts?|sources?|articles?|evidence|information|documentation|docs)
         (?:\ (?:provided|given|above))?\s*,\s+
      |(?:the|this)\s(?:(?:given|provided|above)\s)?
         (?:passage|text|document|context|source|article|evidence|documentation)\s
         (?:says|states|mentions|notes|explains|shows|indicates|tells\ us|describes|reports)\sthat\s
      |(?:i|we)\s(?:think|believe|guess|know|heard|have\ heard|read|mean)(?:\sthat)?\s+
      |(?:it\sis|it's)\s(?:said|stated|known|believed|noted|worth\snoting|true)\sthat\s
      |did\ you\ know\ that\s
    )?""",
    re.X | re.I,
)
_MARK = re.compile(r"\s*(?:[-*+•]\s+|\d{1,3}[.)]\s+|#{1,6}\s+|>\s*)")
_LETTERS = re.compile(r"[^\W_]+(?:['’]\w+)?")
_TITLE = re.compile(
    r"""\s*(?:\#{1,6}\s.*                                # a heading
      |\*\*[^*]{1,120}\*\*:?                            # a line in bold
      |(?:subject|re)\s*:.*                             # of a letter
      |(?:dear|hello|hi|good\ (?:morning|day|afternoon|evening))\b[^.:;?]{0,40}[,!]?
      |(?:(?:kind|best|warm|many)\ )?(?:regards|wishes|thanks)[,.!]?
      |(?:yours\ (?:sincerely|faithfully|truly)|sincerely)[,.]?
      |(?:your|the)\ (?:\w{1,30}\ ){0,3}team[.]?
      |(?:here\ (?:is|are)|these\ are|below\ (?:is|are)|the\ following)\b[^.;?]{0,120}:
    )\s*""",
    re.X | re.I,
)
"""Lines that name or greet: a heading, a salutation, «here are the steps:»."""
_LONG = 2_000
"""Characters of a sentence that is looked into; a longer one is none, but a table or worse."""
_LEAD_WORDS = 12
"""Words of a line without a verb that announces what follows, at most."""
_SHORTEST = 3
"""Words that each side of a cut must have."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and its place in the text it was taken from."""

    text: str
    """The words, without Markdown's inline marks."""
    start: int
    end: int


def split_claims(text: str, titles: bool = True) -> tuple[Claim, ...]:
    """The claims of an English text in order; none where it claims nothing.

    Args:
        titles: Whether headings, salutations and lines that only announce a list («here are the steps:») are
            claims too. Whoever leaves them out compares their names and numbers otherwise (`cited.py`).
    """
    found: list[Claim] = []
    for line in re.finditer(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+", text):
        mark = _MARK.match(text, line.start(), line.end())
        begin = mark.end() if mark else line.start()
        if not titles and is_title(line[0]):
            continue
        for first, last in sentence_spans(text[begin : line.end()]):
            found.extend(_of_sentence(text, begin + first, begin + last))
    return tuple(found)


def is_title(line: str) -> bool:
    """Whether a line only names, greets or announces: a heading, a salutation, «here are the steps:»."""
    if len(line) > _LONG:
        return False
    if _TITLE.fullmatch(line):
        return True
    bare = line.strip()
    return bare.endswith(":") and not _HAS_VERB.search(f" {bare}") and len(bare.split()) <= _LEAD_WORDS


def _of_sentence(text: str, start: int, end: int) -> list[Claim]:
    said = text[start:end]
    asked = said.rstrip("\"'”’) ").endswith("?")
    if (asked and not said.lower().startswith("did you know that ")) or is_hedge(said):
        return []
    wrapper = _WRAPPER.match(said)
    if wrapper and len(_LETTERS.findall(said[wrapper.end() :])) >= _SHORTEST:
        start += wrapper.end()
    claims = []
    for first, last in _clauses(text, start, end):
        plain = lay(text[first:last], range(first, last)).plain.strip()
        if _LETTERS.search(plain) and not is_hedge(plain):
            claims.append(Claim(plain, first, last))
    return claims


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cuts of a sentence before conjunctions, where both sides have a subject and a verb; not in quotes."""
    pieces, begin = [], start
    if end - start > _LONG:
        return [(start, end)]
    for cut in _CLAUSE.finditer(text, start, end):
        before, after = text[begin : cut.start()], text[cut.end() : end]
        whole = min(len(_LETTERS.findall(before)), len(_LETTERS.findall(after[:400]))) >= _SHORTEST
        quoted = sum(map(text[start : cut.start()].count, '"“”')) % 2
        if whole and not quoted and _HAS_VERB.search(before) and not _hangs(before):
            pieces.append((begin, cut.start()))
            begin = cut.end()
    return [*pieces, (begin, end)]


def _hangs(before: str) -> bool:
    """Whether what stands before a cut needs what stands after it: «when it rains, he …»."""
    words = _LETTERS.findall(before[:60])
    return bool(words) and words[0].lower() in _OPENERS


_OPENERS = word_set(
    """when if while although though after before because since as unless until whereas once both either
    neither between whether"""
)


def is_hedge(said: str) -> bool:
    """Whether a sentence claims nothing: only words of doubt, assent or greeting."""
    words = [word.lower().replace("’", "'") for word in _LETTERS.findall(said[:200])]
    return len(said) <= 200 and all(word in HEDGES for word in words)
