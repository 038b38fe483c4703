"""Words that a sentence gives a record: its status, its kind, what belongs to it, and that it isn't there."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from seedbed.tools.verification.trajectories.facts import Record, key_words
from seedbed.tools.verification.trajectories.lexicon import (
    AWAY,
    CHANGES,
    DENIES,
    EXISTS,
    NOT_DENIED,
    NOT_YOURS,
    STAGES,
    SUPPOSES,
    TOGETHER,
)
from seedbed.tools.verification.trajectories.stated import Subject, called, has, is_named, names_of_record

_LONGEST = 4
"""Words of a field's text that is looked for in sentences."""
_STATUS = re.compile(r"\b(?:status|state|stage)\b")
_GIVEN = re.compile(r"\b(?:status|state)(?: is|:)? (?!of\b|and\b|for\b|now\b|is\b)(\w+)", re.I)
_MAY = re.compile(r"\b(?:be|being|get|to|until|when|once|how|can|for)\s*$", re.I)
"""Before a word for a stage: it isn't said to be reached."""


def word_fault(sentence: str, subject: Subject, others: Mapping[str, Sequence[str]]) -> str:
    """Why a word isn't what the record has in that field; empty: nothing speaks against it.

    Args:
        others: Field → texts that it has in any record or may have.
    """
    if not subject.sure or not subject.records or SUPPOSES.search(sentence) or CHANGES.search(sentence):
        return ""
    own = {
        _plain(one) for record in subject.records for one in record.fields.values() if isinstance(one, str)
    }
    plain = f" {_plain(sentence)} "
    for record in subject.records:
        for key, held in record.fields.items():
            if isinstance(held, bool):
                if told := _truth_fault(key, held, sentence, record):
                    return told
            elif isinstance(held, str) and _short(held):
                if said := _stage_fault(key, held, sentence, own):
                    return f"it says {said!r}, and {has(record, key)}"
                if f" {_plain(held)} " in plain:
                    continue
                for other in others.get(key, ()):
                    place = plain.find(f" {_plain(other)} ")
                    if place >= 0 and _plain(other) not in own and not DENIES.search(plain[:place][-24:]):
                        return f"it says {other!r}, and {has(record, key)}"
    return ""


def _truth_fault(key: str, held: bool, sentence: str, record: Record) -> str:
    """A truth value said the other way round: «B1 is not free» of one that is."""
    words = [word for word in key_words(key) if word not in ("is", "has", "can")]
    said = re.search(
        rf"\b(?:is|are|was)\b(?P<between>[^.,;]{{0,20}}?)\b{re.escape(' '.join(words))}\b(?!-| of)",
        sentence,
        re.I,
    )
    if not words or said is None or not record.name:
        return ""
    denied = bool(DENIES.search(said["between"]))
    return f"it says {said[0]!r}, and {has(record, key)}" if denied == held else ""


def _stage_fault(key: str, held: str, sentence: str, own: Set[str]) -> str:
    """A word for another stage than the record's: «K-1001, cancelled» of one that is booked.

    Args:
        own: What texts the records hold that the sentence is about: a bike is ready, and its booking booked.
    """
    plain = f" {_plain(sentence)} "
    if f" {_plain(held)} " in plain:
        return ""
    stage, is_status = STAGES.get(_plain(held), ""), _STATUS.search(" ".join(key_words(key))) is not None
    given = _GIVEN.search(sentence) if is_status else None
    if given is not None:
        return "" if any(one.split()[:1] == [given[1].casefold()] for one in own) else given[0]
    if not stage and not is_status:
        return ""
    for said in re.finditer(r"\w+", sentence):
        other = STAGES.get(said[0].lower())
        before = sentence[max(0, said.start() - 24) : said.start()]
        if (
            not other
            or other == stage
            or said[0].casefold() in own
            or DENIES.search(before)
            or _MAY.search(before)
        ):
            continue
        if frozenset((stage, other)) not in TOGETHER and (stage or other not in ("live", "delivered")):
            return said[0]
    return ""


def absence_fault(sentence: str, record: Record, named: bool, things: Sequence[str] = ()) -> str:
    """Why it can't be said that a record isn't there; empty: that isn't said.

    Args:
        named: Whether the sentence names the record.
        things: What the record is a record of: «boat» of a rental.
    """
    plain = NOT_DENIED.sub(" ", sentence)
    if SUPPOSES.search(sentence):
        return ""
    noun = record.noun.split()[-1] if record.noun else ""
    calls = [*map(re.escape, names_of_record(record)), "that", "it", "this"] if named else []
    calls += [rf"{re.escape(noun)}s?"] if noun else []
    if not calls:
        return ""
    near = rf"(?:{EXISTS.pattern})(?:\W+\w+){{0,5}}?\W+(?:{'|'.join(calls)})\b"
    away = rf"\b(?:{'|'.join(calls)})\W+(?:\w+\W+){{0,2}}?(?:{AWAY})" if named else r"(?!)"
    of = "|".join(map(re.escape, filter(None, (noun, *things))))
    yours = rf"\byou (?:{NOT_YOURS})(?:\W+\w+){{0,2}}?\W+(?:an?|any|that)\W+(?:{of})s?\b" if of else r"(?!)"
    if not any(re.search(pattern, plain, re.I) for pattern in (near, away, yours)):
        return ""
    stages = {STAGES.get(_plain(one)) for one in record.fields.values() if isinstance(one, str)}
    if stages & {"ended", "returned", "refunded"}:
        return ""
    return f"it denies {called(record)}, which is there (turn {record.turn})"


def link_fault(
    sentences: Sequence[str], record: Record, known: Sequence[Record], shown: Set[str] = frozenset()
) -> str:
    """Another thing than a record has: «ORD-1001: the oak chair» of an order of lamps. Empty: none.

    Args:
        sentences: Of a turn that is about the record.
        known: What things there are.
        shown: Names of those that results have just shown one by one: a sentence may be about them alone.
    """
    own = set(map(str, record.fields.values()))
    for key, value in record.fields.items():
        its = next((one for one in known if one.name == str(value) and one.name != record.name), None)
        if its is None or any(is_named(one, its) for one in sentences):
            continue
        others = [one for one in known if one.noun == its.noun and one.name not in own]
        for sentence in sentences:
            if SUPPOSES.search(sentence) or CHANGES.search(sentence) or sentence.rstrip().endswith("?"):
                continue
            strange = next((one for one in others if is_named(sentence, one)), None)
            if strange is not None and not _of_its_own(sentence, strange, record, known, shown):
                return f"it names {called(strange)}, and {has(record, key)}"
    return ""


def _of_its_own(
    sentence: str, strange: Record, record: Record, known: Sequence[Record], shown: Set[str]
) -> bool:
    """Whether a sentence names a thing for its own sake, or as that of another record."""
    if is_named(sentence, record):
        return False
    noun = record.noun.split()[-1] if record.noun else ""
    if strange.name in shown and not (noun and noun in sentence.lower()):
        return True
    return any(
        strange.name in map(str, one.fields.values()) and is_named(sentence, one)
        for one in known
        if one.name not in (record.name, strange.name)
    )


def texts_by_field(
    records: Sequence[Record], allowed: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Field → the short texts that it has in records or may have by a schema, each once."""
    keys = dict.fromkeys((*allowed, *(key for record in records for key in record.fields)))
    for key in keys:
        held = [record.fields[key] for record in records if isinstance(record.fields.get(key), str)]
        short = [one for one in (*allowed.get(key, ()), *held) if _short(one)]
        if short:
            yield key, tuple(dict.fromkeys(short))


def _short(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _LONGEST and len(text) > 2 and not any(letter.isdigit() for letter in text)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
