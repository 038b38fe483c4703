"""Closed lists of English words by which statements about records are read."""

import re

from seedbed.tools.knowledge.wordlist import word_set

DENIES = re.compile(
    r"\b(?:not|no|never|none|nor|neither|nothing|without|cannot|unable|hardly|isn['’]?t|aren['’]?t|wasn['’]?t|"
    r"\w+n['’]t)\b",
    re.I,
)
"""A negation."""
FAILS = re.compile(
    r"\b(?:not|no|never|none|nothing|cannot|\w+n['’]t|unable|unfortunately|sorry|afraid|apologi[sz]e|regret|"
    r"fail(?:s|ed|ure|ing)?|error|problem|trouble|issue|wrong|invalid|unavailable|impossible|refus\w+|"
    r"reject\w*|declin\w+|den(?:y|ied|ies)|only|already|without|missing|unknown|out of|too \w+|"
    r"instead|exceed\w*|beyond|unless|however|but|turned down|went wrong|fell through|"
    r"unsuccessful\w*)\b",
    re.I,
)
"""Words by which an answer owns up to an error, one of which it needs."""
SUCCEEDS = re.compile(
    r"\b(?:success(?:ful|fully)?|all set|all done|(?:is|are|has been|have been|was|been|now|"
    r"I(?:['’]ve| have)|we(?:['’]ve| have)) (?:now |just |also )?"
    r"(?:booked|reserved|confirmed|cancell?ed|changed|updated|created|placed|"
    r"sent|made|moved|extended|renewed|registered|added|removed|deleted|ordered|issued|scheduled|"
    r"completed|processed|refunded|submitted|arranged|saved|set up|done|in place|borrowed|returned))\b",
    re.I,
)
"""Statements that something was done."""
CHANGES = re.compile(
    r"\b(?:from\b.{1,40}\bto|previously|earlier|originally|before|formerly|used to|no longer|instead of|"
    r"rather than|(?:the|your|its) old|until now|first|initially)\b",
    re.I,
)
"""Signs that a former value may be named."""
SUPPOSES = re.compile(
    r"\b(?:if|would|could|might|should|shall|in case|unless|either|asked|wanted|requested|wished|mentioned|"
    r"prefer\w*|confirm|confirming|verify|check that|correct|let me|going to|want|like to)\b|"
    r"\b(?:I|we)(?:['’]ll| will| can| may)\b(?!['’])",
    re.I,
)
"""Signs that a sentence says what may be or was wished, and not what is."""
EXISTS = re.compile(
    r"\b(?:no|not any|without|neither|never (?:made|placed|created|had)|(?:not|cannot|\w+n['’]t|unable to) "
    r"(?:have|find|see|locate|made|make|placed|place|created|create|any|open|trace)|"
    r"have yet to \w+|no (?:record|sign|trace) of)",
    re.I,
)
"""Denials that what follows is there."""
AWAY = (
    r"(?:(?:is|are|was|were|does|do|did|has|have|can|could)(?:n['’]t| not|not) (?:be )?"
    r"(?:in|on|there|here|exist|found|find|known|made|booked|placed|registered|with|any)\b|is unknown|"
    r"doesn['’]t exist|never existed|is nowhere|(?:is|was|were|has been) never \w+)"
)
"""Denials that what stands before is there; a regular expression."""
NOT_YOURS = r"have yet to|\w+n['’]t|have not|did not|do not|never"
"""Before a verb, what the user is said not to have done; a regular expression."""
NOT_DENIED = re.compile(
    r"\bno (?:longer|problem|trouble|bother|hurry|need|further|other|more|extra|additional|worries|charge|"
    r"cost|fee|change|changes|matter|doubt|later)\b|\bnothing (?:else|more|further|to worry)\b|"
    r"\bnot (?:only|yet been charged)\b",
    re.I,
)
"""What looks like a denial and is none."""
MONEY = word_set(
    "price cost costs fee fare rate charge total amount due pay paid sum subtotal deposit refund"
)
"""Words of fields that hold money, and of sentences about them."""
TOTALS = word_set("total amount due pay paid sum subtotal")
"""Those of them that are for all of it."""
_LIVES = """
live: registered enrolled issued allocated booked confirmed reserved active open scheduled placed
live: ordered borrowed running ongoing valid current
ended: cancelled canceled withdrawn void voided stopped revoked terminated released
ended: closed finished completed expired ended
returned: returned
delivered: delivered
pending: pending unconfirmed waiting
refunded: refunded
refused: rejected refused declined failed
"""
STAGES = {
    word: name.strip()
    for line in _LIVES.strip().split("\n")
    for name, _, words in [line.partition(":")]
    for word in words.split()
}
"""Word for what has become of a record → stage."""
TOGETHER = (
    frozenset(("live", "delivered")),
    frozenset(("ended", "refunded")),
    frozenset(("returned", "refunded")),
    frozenset(("returned", "ended")),
    frozenset(("delivered", "ended")),
)
"""Stages that may hold at once."""
