"""The words that ask for rows made of documents: summaries, instructions, queries with passages, claims,
entities.

Their many names are said in one way first («NER data», «named entity examples» → `ner-rows`), so that what is
counted is known; then the task is read from what rows are called. Knows nothing of ways and shares.
"""

import re
from typing import Literal

from seedbed.agent.planner.rules.tasks import Task

_ROWS = (
    r"(?:data(?:[- ]?sets?)?|pairs?|rows|examples?|samples?|items|instances|annotations|records|corpus|"
    r"triples?|triplets?|tuples|(?:training|test|evaluation)[- ]sets?)"
)
_ENTITY = (
    r"(?:named[- ]entit(?:y|ies)|ner|entit(?:y|ies)|(?:entit(?:y|ies)[- ])?(?:(?:and|&)[- ])?"
    r"relation(?:ship)?s?|token|information)"
)
_FOUND = r"(?:recognition|extraction|tagging|annotation|classification)"
_JOINED: dict[str, tuple[Task, str]] = {
    "claim-rows": (
        "claims",
        rf"(?:fact[- ]?check(?:ing|ed)?|fact[- ]verification|claim[- ](?:verification|checking))[- ]"
        rf"(?:{_ROWS}|claims?|statements?)|claims?[-/ ]evidence[- ]{_ROWS}",
    ),
    "retrieval-rows": (
        "retrieval",
        rf"(?:(?:dense|passage|document|information|semantic|training) )*"
        rf"(?:retrieval|retriever|re-?rank(?:ing|er)|embeddings?|semantic[- ]search|bi-encoder)"
        rf"(?:[- ](?:training|fine-?tuning|model))*[- ]{_ROWS}"
        rf"|(?:search )?(?:query|question|anchor)[-/, ]+(?:relevant |positive )?"
        rf"(?:passage|document|paragraph|chunk|positive)s?"
        rf"(?:[-/, ]+(?:and )?(?:hard[- ])?negatives?)?[- ]{_ROWS}",
    ),
    "instruction-rows": (
        "instructions",
        r"instructions?[-/ ](?:(?:and|with|&|\+) (?:their |its |grounded )?)?"
        rf"(?:responses?|answers?|outputs?|completions?|replies)(?:[- ]{_ROWS})?"
        rf"|instruct(?:ion)?(?:[- ](?:tuning|following|fine-?tuning))?[- ]{_ROWS}"
        rf"|(?:sft|alpaca|supervised fine-?tuning)(?:[- ](?:style|like))?[- ](?:instructions|{_ROWS})"
        r"|prompts?[-/ ](?:(?:and|with) (?:their )?)?(?:responses?|completions?)(?: pairs?)?",
    ),
    "ner-rows": (
        "extraction",
        rf"(?:{_ENTITY}[- ])?{_ENTITY}[- ](?:{_FOUND}[- ])?(?:(?:training|annotation)[- ])?"
        rf"(?:{_ROWS}|sentences|passages)"
        rf"|(?:knowledge[- ]graph|subject[- ](?:predicate|relation|verb)[- ]object|rdf)[- ]{_ROWS}",
    ),
    "summary-rows": (
        "summaries",
        rf"(?:(?:article|text|document|passage|section|source)s?[-/ ](?:and )?)?summar(?:y|ies|i[sz]ation)"
        rf"(?:[- ]training)?[- ]{_ROWS}",
    ),
}
JOINED: dict[str, Task] = {name: task for name, (task, _) in _JOINED.items()} | {
    "triples": "extraction",
    "triplets": "extraction",
}
"""What rows are called, in the one way → their task."""
_FORMS = {name: re.compile(rf"\b(?:{form})\b", re.IGNORECASE) for name, (_, form) in _JOINED.items()}
_SUMMARIES = frozenset(("summary", "summaries", "tldrs", "synopses"))
_INSTRUCTIONS = frozenset(("instruction", "instructions"))
_CLAIMS = frozenset(("claim", "claims", "statement", "statements", "assertions"))
_QUERIES = frozenset(("query", "queries", "enquiries", "question", "questions"))
_OTHER_CLAIMS = re.compile(
    r"\b(?:insurance|warranty|expense|damage|medical|legal|compensation|travel|"
    r"refund) (?:claims?|statements?)\b",
    re.IGNORECASE,
)
"""Claims that are letters to a firm."""
_SUPPORT = re.compile(
    r"\b(?:support(?:ed|s)|refut(?:ed|es|able)|contradict(?:ed|s)|not enough info(?:rmation)?|"
    r"fact[- ]?check\w*|"
    r"verifiable|unverifiable|fever|true (?:or|and|/) ?false|true/false|entailed)\b",
    re.IGNORECASE,
)
_PASSAGES = re.compile(
    r"\b(?:negatives?|retriev\w+|re-?rank\w*|embeddings?|bm25|ms[- ]?marco|beir|search engine|"
    r"(?:with|and|plus) (?:their |its |the |a |one |matching |relevant |positive |answering )*"
    r"(?:passages?|positives?)|passages? (?:that|which) answers?)\b",
    re.IGNORECASE,
)
_ENTITIES = re.compile(
    rf"\bner\b|\bnamed[- ]entit(?:y|ies)\b|\b{_ENTITY} (?:recognition|extraction|tagging)\b|\bbio tags?\b|"
    r"\bentit(?:y|ies) (?:(?:that )?(?:are )?(?:tagged|annotated|marked|labell?ed|linked)|"
    r"(?:and|with) (?:their |the )?relations?(?:hips?)?)\b|"
    r"\b(?:tagged|annotated|marked|labell?ed|with(?: their| the| all)?) (?:named )?entities\b|"
    r"\brelation(?:ship)?s? (?:extraction|classification|between entities)\b|\btoken classification\b|"
    r"\bextract(?:ing|s)? (?:the |all |named )*entities\b",
    re.IGNORECASE,
)
_SUMMARISING = re.compile(
    r"\b(?:summari[sz](?:e|ing|es)\b.{0,40}\b(?:section|document|chapter|page|passage|part)s?|"
    r"summari[sz]ation)\b",
    re.IGNORECASE,
)


def rows_joined(text: str) -> str:
    """The text with every name of such rows said in one way, a word."""
    text = re.sub(r"(?<=[a-z])[–—](?=[a-z])", "-", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\bsquad[- ]?(?:v(?:ersion)? ?)?2(?:\.0)?(?![\d.])", "SQuAD-two", text, flags=re.IGNORECASE
    )
    text = re.sub(r"\btl;? ?drs?\b(?: summar(?:y|ies))?", "summaries", text, flags=re.IGNORECASE)
    for name, form in _FORMS.items():
        text = form.sub(name, text)
    return text


def task_of_documents(
    text: str, head: str, *, question: bool, classified: bool, documents: bool
) -> Task | Literal[""]:
    """The task of rows made of documents that a clause asks for; empty: none of them.

    Args:
        text: The clause, its names joined.
        head: What its rows are called.
        question: Whether they are called questions.
        classified: Whether labels are listed, or it says by what to classify.
        documents: Whether documents are named.
    """
    if head in ("triples", "triplets") and re.search(r"\bnegatives?\b", text, re.IGNORECASE):
        return "retrieval"
    if head in JOINED:
        return JOINED[head]
    if head in _CLAIMS and not _OTHER_CLAIMS.search(text):
        if _SUPPORT.search(text) or (documents and not classified and head in ("claim", "claims")):
            return "claims"
    elif re.search(r"\bfact[- ]?check(?:ing)?\b", text, re.IGNORECASE) and not classified:
        return "claims"
    if _ENTITIES.search(text) and not question:
        return "extraction"
    if head in _QUERIES and not classified and (_PASSAGES.search(text) or (documents and not question)):
        return "retrieval"
    if classified:
        return ""
    if head in _INSTRUCTIONS:
        return "instructions"
    return "summaries" if head in _SUMMARIES or (not question and _SUMMARISING.search(text)) else ""
