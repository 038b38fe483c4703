"""Whether what the assistant says follows from the results, and agrees with what it said and did before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from seedbed.tools.knowledge.sentences import sentence_spans
from seedbed.tools.knowledge.values import Value
from seedbed.tools.verification.expression import calculate
from seedbed.tools.verification.syntax import ExpressionFault
from seedbed.tools.verification.trajectories.derive import Given, dates_in, derived
from seedbed.tools.verification.trajectories.facts import Record
from seedbed.tools.verification.trajectories.faults import Defect, Fault, fault
from seedbed.tools.verification.trajectories.known import Known, known_at
from seedbed.tools.verification.trajectories.lexicon import FAILS, SUCCEEDS, SUPPOSES
from seedbed.tools.verification.trajectories.messages import Message, Trajectory
from seedbed.tools.verification.trajectories.stated import (
    Subject,
    holds_value,
    is_firm,
    is_named,
    last_named,
    names_its_field,
    names_of_record,
    value_fault,
)
from seedbed.tools.verification.trajectories.support import (
    Support,
    plain_stamps,
    strange_codes,
    strange_names,
    support,
    values_in,
)
from seedbed.tools.verification.trajectories.worded import (
    absence_fault,
    link_fault,
    texts_by_field,
    word_fault,
)
from seedbed.tools.world.world import World

MOST_VALUES = 200
"""Numbers, dates and times of a turn that are checked."""
_ITEM = re.compile(r"(?m)^\s*(?:\d{1,2}[.)]|[-*•])\s+")
_POINTS = re.compile(r"(?:that|it|this)\b", re.I)
_EQUATION = re.compile(r"(?<![\w.])(\d[\d.,]*(?:\s*[-+*/×·÷−]\s*[£€$]?\d[\d.,]*)+)\s*=\s*[£€$]?(\d[\d.,]*)")


def answer_faults(trajectory: Trajectory, world: World | None = None) -> Iterator[Fault]:
    """What assistant's turns say without ground, against a result, or against the state.

    Only turns that come after a result are held against anything; each defect is told once a turn.
    """
    user: list[Value] = []
    known = {id(message): know for message, know in known_at(trajectory, world)}
    for message in trajectory.messages:
        if message.role == "user":
            user += values_in(message.text)
        if message.role != "assistant" or not message.text.strip():
            continue
        know = known[id(message)]
        if know.results:
            told: set[Defect] = set()
            for one in _turn(message, know, trajectory, world, tuple(user)):
                if one.defect not in told:
                    told.add(one.defect)
                    yield one


def _turn(
    message: Message, know: Known, trajectory: Trajectory, world: World | None, user: tuple[Value, ...]
) -> Iterator[Fault]:
    text = plain_stamps(_ITEM.sub("", message.text))
    base = support(trajectory, message)
    yield from _after_error(message, know)
    yield from equation_faults(message)
    values = tuple(values_in(text))
    if len(values) > MOST_VALUES:
        yield fault(message, "unsupported", f"it holds more than {MOST_VALUES} values, too many to check")
        return
    dates = tuple(dates_in([*base.base.values(), *user]))
    others = dict(texts_by_field([*know.records.values(), *know.latest], _allowed(trajectory, world)))
    before = Subject((), False)
    yield from _linked_otherwise(message, _sentences(text), know)
    for sentence in _sentences(text):
        subject = _subject(sentence, know, before)
        before = subject if subject.records else before
        about = (*subject.records, *_linked(subject.records, tuple(know.records.values())))
        given = Given(about, know.latest, user, values, dates)
        yield from _sentence(message, sentence, know, subject, base, given, others)


def _sentences(text: str) -> list[str]:
    return [
        line[start:end] for line in text.split("\n") if line.strip() for start, end in sentence_spans(line)
    ]


def _sentence(
    message: Message,
    sentence: str,
    know: Known,
    subject: Subject,
    base: Support,
    given: Given,
    others: Mapping[str, Sequence[str]],
) -> Iterator[Fault]:
    states = not sentence.rstrip().endswith("?")
    bare = _without_names(sentence, know.things)
    values = values_in(bare)
    own = [argument for one in message.calls for argument in one.call.arguments.values()]
    earlier = [one for record in subject.records for one in know.earlier.get((record.noun, record.name), ())]
    for value in values:
        if value.kind == "number" and value.text.lower() in ("one", "zero"):
            continue
        if any(holds_value(value, argument) for argument in own):
            continue
        about = _nearest(value, sentence, subject)
        wrong = value_fault(value, sentence, about, earlier) if states else ""
        if wrong:
            firm = any(is_firm(value, sentence, record) for record in about.records)
            said_of = about.sure and any(names_its_field(value, sentence, one) for one in about.records)
            follows = not said_of and derived(value, sentence, given, firm, True)
            if not follows and not _supposed(value, sentence, given):
                yield (
                    _against(message, about, know, wrong)
                    if about.sure
                    else fault(message, "unsupported", wrong)
                )
        elif not base.holds(value, sentence) and not derived(value, sentence, given):
            yield fault(message, "unsupported", f"{value.text!r} stands in no result and nothing before it")
    for code in strange_codes(sentence, base):
        yield fault(message, "unsupported", f"{code!r} stands in no result and nothing before it")
    for name in strange_names(sentence, base, values):
        yield fault(message, "unsupported", f"{name!r} stands in no result and nothing before it")
    if not states:
        return
    if said := word_fault(sentence, subject, others):
        yield _against(message, subject, know, said)
    for record, named in _there(sentence, know, subject):
        of = [one.noun for one in _linked((record,), know.things) if one.noun]
        if said := absence_fault(sentence, record, named, of):
            yield fault(message, "state forgotten", said)


def _linked_otherwise(message: Message, sentences: Sequence[str], know: Known) -> Iterator[Fault]:
    """Other things than those that the records have which the turn is about: named, or just made."""
    for key in know.made:
        record = know.records.get(key)
        if record is None:
            continue
        new = record.name in know.fresh and not know.listed
        about = new or any(is_named(one, record) for one in sentences)
        shown = frozenset[str]() if know.listed else know.fresh
        if said := link_fault(sentences, record, know.things, shown) if about else "":
            yield _against(message, Subject((record,), True), know, said)


def _against(message: Message, subject: Subject, know: Known, said: str) -> Fault:
    """A contradiction: of a result that has just come, or of what the talk has left behind."""
    names = {record.name for record in subject.records}
    new = not names or bool(names & know.fresh)
    return fault(message, "contradicts a result" if new else "state forgotten", said)


def _without_names(sentence: str, records: Sequence[Record]) -> str:
    """A sentence with the names that hold figures blanked out: «1 Hotel Brooklyn Bridge» is no amount."""
    for record in records:
        for name in names_of_record(record):
            if name in sentence and any(letter.isdigit() for letter in name):
                sentence = sentence.replace(name, " " * len(name))
    return sentence


def _supposed(value: Value, sentence: str, given: Given) -> bool:
    """Whether a value is what the user has said, in a sentence about what is wished or may be."""
    return bool(SUPPOSES.search(sentence)) and any(one.amount == value.amount for one in given.user)


# what a sentence is about --------------------------------------------------------------------------------


def _subject(sentence: str, know: Known, before: Subject) -> Subject:
    """The records that a sentence names; else the one that was made, spoken of before, or just shown."""
    named = [record for record in know.records.values() if is_named(sentence, record)]
    if named:
        return Subject((*named, *_makers(named, know)), True)
    made = [record for key in know.made if (record := know.records.get(key)) and _spoken_of(sentence, record)]
    if len(made) == 1:
        return Subject((made[0],), True)
    if before.records:
        return before
    single = len([record for record in know.latest if record.name]) <= 1 and not know.listed
    return Subject(know.latest, single and bool(know.latest))


def _spoken_of(sentence: str, record: Record) -> bool:
    noun = record.noun.split()[-1] if record.noun else ""
    return bool(noun) and bool(
        re.search(rf"\b(?:your|the|this|that)\s(?:\w+\s)?{re.escape(noun)}\b", sentence, re.I)
    )


def _nearest(value: Value, sentence: str, subject: Subject) -> Subject:
    """Of several named records the one that was named last before a value, if only one name precedes it."""
    if not subject.sure or len(subject.records) < 2:
        return subject
    places = sorted(
        (place, number)
        for number, record in enumerate(subject.records)
        if (place := last_named(record, sentence, value.start)) is not None
    )
    if not places:
        return subject
    last, number = places[-1]
    if len(places) > 1 and not re.search(r"\d|,|;|\(", sentence[places[-2][0] : last]):
        return subject  # «B1 and B2 cost 18 and 20»
    nearest = (subject.records[number],)
    return Subject((*nearest, *_linked(nearest, subject.records)), True)


def _makers(named: Sequence[Record], know: Known) -> list[Record]:
    """What was made of the named: the loan of a book that is named."""
    made = [record for key in know.made if (record := know.records.get(key)) is not None]
    names = {one.name for one in named}
    return [
        one for one in made if one.name not in names and names & {str(field) for field in one.fields.values()}
    ]


def _linked(nearest: Sequence[Record], records: Sequence[Record]) -> list[Record]:
    """Records that name one of the nearest or are named by it: a booking and what is booked."""
    return [
        record
        for record in records
        if record not in nearest
        and any(one.name in record.fields.values() or record.name in one.fields.values() for one in nearest)
    ]


def _there(sentence: str, know: Known, subject: Subject) -> Iterator[tuple[Record, bool]]:
    """Records that a sentence may deny, and whether it names them; «That» is the one named before."""
    pointed = _POINTS.match(sentence) is not None and subject.sure
    named = [one for one in subject.records if pointed or (one.name and one.name in sentence)]
    if named:
        yield from ((record, True) for record in named)
    elif not know.failed[2] and not any(is_named(sentence, one) for one in subject.records):
        for key in know.made:
            if (record := know.records.get(key)) is not None:
                yield record, False


def _allowed(trajectory: Trajectory, world: World | None) -> dict[str, list[str]]:
    """Field → the texts that the tools' schemas allow for the argument, or that calls set in the world."""
    found: dict[str, list[str]] = {}
    for operation in world.operations.values() if world is not None else ():
        for key, value in operation.put.items():
            if isinstance(value, str):
                found.setdefault(key, []).append(value)
    for tool in trajectory.tools:
        for key, schema in tool.parameters.get("properties", {}).items():
            if isinstance(schema, Mapping):
                found.setdefault(key, []).extend(
                    one for one in schema.get("enum", ()) if isinstance(one, str)
                )
    return found


# errors and reckoning ------------------------------------------------------------------------------------


def _after_error(message: Message, know: Known) -> Iterator[Fault]:
    """An answer to an error that says nothing of it, or that all went well."""
    turn, tool, error = know.failed
    if not error or message.calls:
        return
    told = f"`{tool}` answered an error at turn {turn} ({error[:100]})"
    states = [one for one in _sentences(message.text) if not one.rstrip().endswith("?")]
    owned = [bool(FAILS.search(one)) for one in states]
    done = next((hit[0] for one in states if (hit := SUCCEEDS.search(one)) and not FAILS.search(one)), "")
    if done and not any(owned):
        yield fault(message, "success after an error", f"it says {done!r}, and {told}")
    elif states and not any(owned) and len(states) == len(_sentences(message.text)):
        yield fault(message, "success after an error", f"it says nothing of what failed: {told}")


def equation_faults(message: Message) -> Iterator[Fault]:
    """Equations of a message that don't hold, whatever the talk is about."""
    for found in _EQUATION.finditer(plain_stamps(_ITEM.sub("", message.text))):
        said = re.sub(r"[£€$\s,]", "", found[1]).translate(str.maketrans("×·÷−", "**/-"))
        try:
            value, stated = calculate(said), Fraction(found[2].replace(",", "").rstrip("."))
        except (ExpressionFault, ValueError):
            continue
        places = len(found[2].rstrip(".").partition(".")[2])
        if isinstance(value, Fraction) and round(value, places) != stated:
            yield fault(message, "miscalculated", f"{found[0].strip()!r} doesn't hold")
