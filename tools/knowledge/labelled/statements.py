"""True statements that structure says for certain: table cells and keys in words, and plain sentences.

Cells and keys are worded by `graph/wording.py`, and used where a settled question (`questions/make.py`) has
shown that no other place could say otherwise. Sentences stand word for word, if they are understood alone.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from seedbed.tools.knowledge.chunks import Chunk, Sentence, sentences_of
from seedbed.tools.knowledge.graph.facts import Fact
from seedbed.tools.knowledge.graph.graph import facts_in
from seedbed.tools.knowledge.graph.relations import relation_key
from seedbed.tools.knowledge.graph.wording import worded
from seedbed.tools.knowledge.labelled.denial import affirm, deny
from seedbed.tools.knowledge.labelled.items import Cited, Statement
from seedbed.tools.knowledge.questions.clauses import Clause, parse
from seedbed.tools.knowledge.questions.items import GroundedItem
from seedbed.tools.knowledge.questions.lexicon import Lexicon
from seedbed.tools.knowledge.questions.make import MANY_SOURCES
from seedbed.tools.knowledge.questions.nouns import head_of
from seedbed.tools.knowledge.questions.verbs import AUXILIARIES, is_plural
from seedbed.tools.knowledge.values import Value, find_values, is_range
from seedbed.tools.knowledge.wordlist import word_set

if TYPE_CHECKING:
    from seedbed.tools.knowledge.graph.graph import Graph

_BOUND = re.compile(
    r"""\b(?:within|at\ (?:least|most)|up\ to|over|under|above|below|until|before|after|by|from|since|about
    |around|approximately|roughly|nearly|almost|(?:maximum|minimum|total)\ of|only|every|to|between|or|and
    |versions?|port|step|level|line|of\ the|than|older|plus|minus|top|first|last|next|per|any)\ $""",
    re.I | re.X,
)
"""What makes another value no contrary: «within 5 days» holds where it is «within 3»."""
_AFTER = re.compile(
    r"\s(?:or|and|to|of the|times|more|less|older|later|earlier|before|after|ago)\b|[–/]|\.\d|\s?[×x]\s"
)
_NAME = re.compile(r"(?:^|\s)[A-Z0-9][\w-]*[A-Z0-9]\w*|\s[A-Z][a-z]+|^[A-Z][a-z]+ [A-Z]")
_LEANS = re.compile(
    r"""\b(?:you|your|yours|please|doing|line\ \d+|equivalent|above|below|another|others?|second|partition
    |client\ [A-Z\d]|new\ one|step\ \d|example|previous|resulting|so\ far|in\ this|as\ (?:before|said)
    |until\ now)\b""",
    re.I | re.X,
)
_PARTS = word_set(
    """option options modifier modifiers argument arguments flag flags parameter parameters value values field
    fields subcommand subcommands keyword keywords state call calls state line file input output name names
    reply result id ids entry entries form forms version versions default type part setting settings"""
)
"""What belongs to something that a sentence about it doesn't name."""
_DENIAL = re.compile(r"\b(?:(?:is|are|was|were|can|must|will|should|has|have|had|does|do) not|cannot)\b")
_GOES_ON = re.compile(
    r",\s(?:so|since|because|and|but|as|which|while|whereas)\s|\s(?:since|because)\s(?!\d|[A-Z])"
)
_BINDS = re.compile(
    r"\b(?:if|when|unless|only|until|except|provided|where|whether|once|both|either|as well|not just)\b", re.I
)
_GENERIC = re.compile(r"(?!the |these |some |all |most |many )[a-z][a-z-]+(?<!ed) [a-z-]+(?: [a-z-]+)?")
"""«failure reports», «distributed locks»: things of a sort, of which no one in particular is meant."""
LEAST_WORDS, MOST_WORDS = 5, 24


def statements_of(
    chunks: Sequence[Chunk], items: Sequence[GroundedItem], graph: "Graph", words: Lexicon
) -> tuple[Statement, ...]:
    """All statements, those of the graph first, each in the order of the documents; each place once."""
    settled = {
        (one.source, one.start, one.answer): one for one in items if one.kind in ("table", "key value")
    }
    found: dict[tuple[str, int, str], Statement] = {}
    for _, _, fact in facts_in(graph):
        item = settled.get((fact.source, fact.start, fact.value))
        if item is not None and (made := _of_fact(fact, item)):
            found.setdefault((fact.source, fact.start, fact.relation), made)
    for chunk in chunks:
        for block in chunk.blocks:
            if block.kind == "paragraph" or (block.kind == "item" and not block.lead.endswith(":")):
                for sentence in sentences_of(block):
                    if made := _of_sentence(chunk, sentence, words):
                        found.setdefault((chunk.source, sentence.start, ""), made)
    return tuple(found.values())


# tables and keys ---------------------------------------------------------------------------------------


def _of_fact(fact: Fact, item: GroundedItem) -> Statement | None:
    """A cell or a key's value, if it is one value and its wording is certain."""
    said = worded(fact) if fact.confidence in ("table", "key-value") else None
    if said is None or not said.whole or not measure_of(fact.value):
        return None
    start, end = said.value
    return Statement(
        text=said.text,
        told="table" if fact.confidence == "table" else "key value",
        cited=Cited(fact.source, fact.name, fact.start, fact.end, fact.quote, fact.value),
        heading_path=fact.heading_path,
        chunk=item.chunk,
        since=fact.start if item.since is None else item.since,
        start=start,
        end=end,
        measure=measure_of(fact.value),
        entity=fact.subject,
        attribute=fact.relation,
    )


def column_cells(statement: Statement, chunk: Chunk) -> tuple[list[str], int, list[int]]:
    """The cells of a table's column, which of them is the statement's, and where their rows begin."""
    for block in chunk.blocks:
        if block.header is None or not block.start <= statement.cited.start <= block.end:
            continue
        for column, header in enumerate(block.header.cells):
            if column and relation_key(header.text) == statement.attribute:
                starts = [row.start for row in block.rows]
                cells = [row.cells[column].text for row in block.rows]
                if statement.cited.start in starts:
                    return cells, starts.index(statement.cited.start), starts
    return [], 0, []


# sentences ---------------------------------------------------------------------------------------------


def _of_sentence(chunk: Chunk, sentence: Sentence, words: Lexicon) -> Statement | None:
    text = shortened(" ".join(sentence.text.split()))
    clause = parse_said(text, words)
    if clause is None or not LEAST_WORDS <= len(text.split()) <= MOST_WORDS:
        return None
    if not (stands_alone(text, clause, words) and _is_verb(clause)):
        return None
    quote = chunk.text[sentence.start - chunk.start : sentence.end - chunk.start]
    value = exchangeable(text, clause)
    return Statement(
        text=text,
        told="sentence",
        cited=Cited(chunk.source, chunk.name, sentence.start, sentence.end, quote, text.removesuffix(".")),
        heading_path=sentence.block.heading_path,
        chunk=chunk.id,
        since=sentence.block.start,
        start=value.start if value else 0,
        end=value.end if value else 0,
        measure=measure_of(value.text) if value else "",
    )


def shortened(sentence: str) -> str:
    """A sentence without what follows its main clause, where that goes on with a reason, a consequence or
    something else; what it is bound to (if, unless, only, until) stays."""
    cut = _GOES_ON.search(sentence)
    if cut is None or _BINDS.search(sentence) or len(sentence[: cut.start()].split()) < LEAST_WORDS:
        return sentence
    kept = sentence[: cut.start()]
    return sentence if kept.split()[-1] in AUXILIARIES else f"{kept}."


def parse_said(text: str, words: Lexicon) -> Clause | None:
    """The clause of a sentence; one that says «does not V» is read as if it said «V». None: it isn't plain,
    or its denial isn't at the main verb."""
    said = affirm(text, sure=False) if _DENIAL.search(text) else text
    clause = parse(said, words) if said else None
    if clause is None or said == text:
        return clause
    return clause if (place := _DENIAL.search(text)) and place.start() == clause.finite_start else None


def stands_alone(text: str, clause: Clause, words: Lexicon) -> bool:
    """Whether a reader knows what a sentence speaks of: among few documents whatever isn't a bare «the
    driver» of many; among many a subject with a name in it, that isn't a part of something unnamed."""
    subject = clause.subject
    if _LEANS.search(text):
        return False
    if words.sources <= MANY_SOURCES:
        bare = re.fullmatch(r"[Tt]he ([a-z]\w+)", subject)
        return bare is None or words.defined.get(bare[1].lower(), 0) <= 2
    if head_of(re.sub(r"^(?:the|an?) ", "", subject)) in _PARTS or re.match(r"[Tt]he \w+$", subject):
        return False
    if _NAME.search(f" {subject}"):
        return True
    return _GENERIC.fullmatch(subject) is not None and is_plural(subject.split()[-1])


def _is_verb(clause: Clause) -> bool:
    """Whether what was taken for the verb surely is it: no other word of the subject could be one."""
    if clause.verb is None:
        return True
    if clause.verb.do == "did" and clause.finite == clause.verb.base:
        return False
    inner = [w for w in clause.subject.split() if re.fullmatch(r"[a-z]+(?:[^su]s|ed)", w)]
    return len(inner) <= (clause.verb.do == "do")


def exchangeable(text: str, clause: Clause) -> Value | None:
    """The one value of a sentence for which another makes it untrue; None: there is none for certain."""
    values = find_values(text)
    sure = []
    for value in values:
        before, after = text[: value.start], text[value.end :]
        if is_range(value) or _BOUND.search(before) or _AFTER.match(after) or value.kind == "month":
            continue
        if value.kind == "number" and not _counts(value, before, after):
            continue
        if value.start >= clause.rest_start:
            sure.append(value)
    dated = any(
        value.kind in ("year", "date") for value in sure
    )  # «a population of 900 in 2010» holds in 2010
    return sure[0] if len(sure) == 1 and len(values) <= (1 if dated else 2) else None


def _counts(value: Value, before: str, after: str) -> bool:
    """Whether a bare number counts what follows: «4 frame sizes», not «Redis 6» or «one of»."""
    amount = value.amount
    if not amount.isdigit() or int(amount) < 2 or re.search(r"[A-Z][\w.]* $", before):
        return False
    return re.match(r" (?:[a-z-]+ ){0,2}[a-z]+s\b", after) is not None


def measure_of(text: str) -> str:
    """What values must share to stand in each other's place: kind, unit and spelling; "" for words."""
    values = find_values(text)
    if len(values) != 1 or values[0].text != text or is_range(values[0]):
        return ""
    value = values[0]
    spelt = re.sub(r"\d[\d,]*", "9", text)
    if value.amount and not any(char.isdigit() for char in text):
        spelt = value.unit_words
    if value.kind == "weekday":
        spelt = "s" if text.endswith("s") else ""
    elif value.kind == "date":
        spelt = re.sub(r"[A-Z][a-z]+", "M", spelt)
    return f"{value.kind}/{value.unit}/{spelt}"


def negated(statement: Statement, text: str, words: Lexicon) -> str:
    """A statement, or what it is with another value, denied at its verb; "" where that isn't certain."""
    if statement.told == "sentence":
        clause = parse(text, words)
        return deny(text, clause) if clause is not None else ""
    left, right = text[: statement.start], text[statement.start :]
    if match := re.fullmatch(r"(.* (?:is|are)) ", left):
        return f"{match[1]} not {right}"
    for verb, base in (("has", "have"), ("opens", "open"), ("closes", "close"), ("starts", "start"),
                       ("begins", "begin"), ("ends", "end")):  # fmt: skip
        if match := re.fullmatch(rf"(.*) {verb}( at)? ", left):
            return f"{match[1]} does not {base}{match[2] or ''} {right}"
    return ""
