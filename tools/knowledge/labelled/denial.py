"""A denial put into a plain sentence or taken out of it, where grammar makes that sure.

Quantifiers, adverbs of frequency, conjunctions and possibility («may») are left alone: their denial isn't the
contrary.
"""

import re

from seedbed.tools.knowledge.claims.lexicon import NEGATIONS
from seedbed.tools.knowledge.questions.clauses import Clause
from seedbed.tools.knowledge.questions.verbs import BE, finite_readings, is_base, third_person
from seedbed.tools.knowledge.wordlist import word_set

_TURNED = BE | word_set("can must will should has have had")
"""Auxiliaries whose denial is the contrary; not may, might, could, would."""
_UNSURE = re.compile(
    r"""\b(?:all|every|each|any|some|many|most|several|few|both|either|neither|only|just|simply|always|usually
    |often|generally|typically|mostly|normally|mainly|sometimes|still|already|also|even|ever|yet|probably|likely
    |basically|actually|currently|almost|nearly|completely|entirely|fully|necessarily|exactly|quite|very|too
    |more|less|least|than|because|since|so|until|unless|but|and|or|as|while|whereas|although|though|otherwise
    |you|except|once|again|longer|anymore|directly|really|particularly|especially|essentially|strictly|purely
    |automatically|up[ ]to|at[ ]all|at[ ]once|in[ ]order|free[ ]of)\b""",
    re.I | re.X,
)
_DENIED = re.compile(
    r"\b(?:(?P<aux>is|are|was|were|can|must|will|should|has|have|had) not|(?P<can>can)not"
    r"|(?P<do>does|do) not (?P<base>[a-z]+))(?= )"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|can|must|will|should|may|might|would|could|has|have|had|does|do)\b"
)
"""A second verb behind the first: then the first may be no main verb."""
_JOINS = re.compile(r"\b(?:whether|that|which|who|whom|how|what|where|when|if)\b", re.I)
_WORD = re.compile(r"[a-z]+(?:['’]t)?", re.I)
MOST_WORDS = 28


def is_plain(sentence: str) -> bool:
    """Whether nothing in a sentence makes its denial doubtful."""
    return not _UNSURE.search(sentence) and "," not in sentence and len(sentence.split()) <= MOST_WORDS


def denies(text: str) -> bool:
    """Whether a text holds a word that denies."""
    return any(word.lower().replace("’", "'") in NEGATIONS for word in _WORD.findall(text))


def deny(sentence: str, clause: Clause) -> str:
    """The sentence with its main clause denied; "" where that isn't surely its contrary."""
    whole = clause.rest_start + len(clause.rest) == len(sentence) - 1
    if not whole or denies(sentence) or not is_plain(sentence):
        return ""
    head = sentence[: clause.finite_start]
    rest = sentence[clause.finite_start + len(clause.finite) :]
    if _FINITE.search(re.sub(r"\b(?:that|which|who) \w+", "", rest)) or _JOINS.search(clause.subject):
        return ""
    if clause.verb is not None:
        return f"{head}{clause.verb.do} not {clause.verb.base}{rest}"
    if clause.finite not in _TURNED:
        return ""
    return f"{head}cannot{rest}" if clause.finite == "can" else f"{head}{clause.finite} not{rest}"


def affirm(sentence: str, *, sure: bool = True) -> str:
    """A sentence with one denial, of a main verb, without it; "" where that isn't surely its contrary.

    Args:
        sure: Off: it needn't be the contrary, only a sentence to be read.
    """
    found = list(_DENIED.finditer(sentence))
    denying = [word for word in _WORD.findall(sentence) if denies(word)]
    if len(found) != 1 or (sure and (len(denying) != 1 or not is_plain(sentence))):
        return ""
    match = found[0]
    before, after = sentence[: match.start()], sentence[match.end() :]
    if re.search(r"\b(?:if|when|whether|that|which|who|where)\b", before, re.I):
        return ""
    if match["do"]:
        if not is_base(match["base"]):
            return ""
        verb = third_person(match["base"]) if match["do"] == "does" else match["base"]
        return f"{before}{verb}{after}"
    return f"{before}{match['can'] or match['aux']}{after}"


def is_denial(one: str, other: str) -> bool:
    """Whether one text is the other with a denial of a verb put in, and nothing else."""
    for match in _DENIED.finditer(one):
        before, after = one[: match.start()], one[match.end() :]
        if not (other.startswith(before) and other.endswith(after)):
            continue
        middle = other[len(before) : len(other) - len(after)]
        if middle == (match["can"] or match["aux"]):
            return True
        readings = finite_readings(middle)
        if match["do"] and any(one_.base == match["base"] and one_.do == match["do"] for one_ in readings):
            return True
        if match["do"] and middle == third_person(match["base"]):
            return True
    return False
