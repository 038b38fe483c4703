"""The critic's agent: a model reads drawn rows together, looks at more of them or tries a sentence, and asks.

At most `CALLS` answers a critique, and no more tokens than the critic's share. Every answer is in the journal
under its call slot, and everything it is asked is a function of spec, seed and commits; so a resumed build
asks the same and gets the same. Without a capable model, or where it answers nonsense, thresholds decide.

A large build doesn't wait for the answer: rows go on being made, and the next critique acts on it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from seedbed.agent.answers import Look, ReadTogether, TryGuidance, job_name
from seedbed.agent.critic.critique import Critique, Review
from seedbed.agent.critic.material import Drawn, drawn, figures, more, recipe_in_short, sentences, told
from seedbed.agent.critic.review import place_of, sift
from seedbed.agent.critic.wants import Grounds
from seedbed.agent.models.ask import Client
from seedbed.agent.models.delivery.faults import Refused
from seedbed.agent.models.endpoint import Purpose
from seedbed.agent.models.wire import Decode, Reply, parse, schema_of
from seedbed.agent.planner.tree.materials import clean
from seedbed.agent.prompting import Message, delimit, render
from seedbed.agent.work import Env
from seedbed.graphs.producing.pool import Pool, alone
from seedbed.graphs.trial.trying import sketched
from seedbed.memory.brief import Slot
from seedbed.memory.errors import AnswerFault
from seedbed.memory.exact.canonical import digest
from seedbed.memory.store.standing import entry_key

CALLS = 4
"""Answers at one critique, malformed ones included."""
SHARE, ADVANCE = 0.02, 12_000
"""What the critic's model may cost: a share of the tokens that candidates took, and so many in advance."""
_FIRST, _GROWN = 12, 1.5
"""Candidates before the first reading; times as many before the next, quiet or not: rows drift later too."""
_HOPELESS = 3
"""Readings in a row without a usable answer, after which the model is asked no more."""
_MALFORMED = 2
"""Answers at one critique that couldn't be read, after which it is given up."""
_LATER = 20
"""A build of at least so many times the candidates between two critiques acts on a reading at the next one.
So one row in twenty more may have the habit that is told of, and no row waits for a slow reader."""
_PUT = "reading"
"""Kind and beginning of the key of the journal's entries of readings that were put to the model."""
_LOOKS = 3
_TRIED = 3
"""Rows that a sentence is tried on."""
_SEEN, _FINDING = 6, 300
_REQUEST, _PARTS = 1_500, 2
"""Characters of the person's words, and parts whose recipe is shown."""
_ROOM = 8_000
"""Tokens that the model must take in one prompt."""
_READ = Decode(max_tokens=1_500, temperature=0.0)
_PER_TOKEN = 3
"""Characters of a token, for what a call will take at most."""


@dataclass(slots=True)
class Reader:
    """One reading: what it is held with, and where it stands."""

    reading: Critique
    grounds: Grounds
    env: Env
    allowed: int
    """Tokens that it may take."""
    row_cost: int
    """Tokens that writing a row usually takes."""
    asked: int
    """The commit after which it was asked first."""
    said: list[Message] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Candidates that it was shown."""
    known: dict[int, str] = field(default_factory=dict)
    """Of these the accepted ones → digest of the row."""
    tried: list[str] = field(default_factory=list)
    calls: int = 0
    tokens: int = 0
    malformed: int = 0
    answer: ReadTogether | None = None

    @property
    def nonce(self) -> str:
        """What marks somebody's words."""
        return self.slot(1).key[:12]

    def slot(self, call: int) -> Slot:
        return Slot("critique", "critic", f"{job_name(ReadTogether)}/{self.asked}/{call}")

    @property
    def left(self) -> int:
        """How often the model may still be asked: each time it is told what was said, and more."""
        each = _cost(self.said) + _READ.max_tokens
        return min(CALLS - self.calls, (self.allowed - self.tokens) // each)

    @property
    def can_try(self) -> bool:
        """Whether a trial's rows fit into the critic's share."""
        recipes = any(part.recipe for part in self.env.spec.parts)
        return recipes and self.tokens + _TRIED * self.row_cost + 2 * _ROOM // 4 <= self.allowed

    def marked(self, text: str) -> str:
        return delimit(text.replace(self.nonce, ""), self.nonce)

    def shown(self, rows: Drawn) -> str:
        """Rows as they are shown; noted."""
        schedule = self.grounds.schedule
        self.rows += [one.number for one, _ in rows]
        self.known |= {
            one.number: digest(one.draft.row)
            for one, _ in rows
            if schedule.stands(one.number, one.verdict.cell)
        }
        said = {say: number for number, _, _, say, _ in sentences(self.grounds)}
        return told(rows, self.nonce, {line.number: line for line in self.grounds.critic.lines}, said)


async def review(reading: Critique, on: Grounds, env: Env, pool: Pool, period: int) -> Critique:
    """The critique with what a model found over the rows, and what it asks for behind the rest; the same
    critique where nothing can be read, the critic's share is used up, or the next one is to have it. Of a
    reading that comes as the build ends only what it saw is kept. Raises Paused, UserFault: the model can't
    be asked now. `period`: candidates between two critiques."""
    store, ends = env.client.store, any(one.kind == "stop" for one in reading.directives)
    reader = _reader(reading, on, env, on.past[-1].commit if on.past else reading.commit)
    if (put := store.journaled(entry_key(_PUT, reader.asked))) is not None:
        reader.said, reader.rows = put["said"], put["rows"]
        reader.known = {int(number): row for number, row in put["known"].items()}
        await pool.join(_PUT)
    else:
        reader = _reader(reading, on, env, reading.commit)
        if ends or not _due(reader):
            return reading
        rows = drawn(on, store, env.spec, reading.commit)
        reader.said = _asked(reader, rows)
        if not rows or _cost(reader.said) > reader.allowed:
            return reading
        if env.spec.rows >= _LATER * period:
            value = {"said": reader.said, "rows": reader.rows, "known": reader.known}
            store.journal(entry_key(_PUT, reader.asked), _PUT, value)
            pool.beside(_PUT, reader.asked, partial(_put, reader))
            return reading
    await alone(_answer(reader) if ends else _read(reader))
    return _with(reader)


def _reader(reading: Critique, on: Grounds, env: Env, asked: int) -> Reader:
    spent = sum(tally.tokens for tally in on.schedule.parts.values())
    used = sum(one.review.tokens for one in on.past if one.review)
    texts = sum(on.schedule.beliefs.texts.values())
    row_cost = round(sum(on.schedule.beliefs.tokens.values()) / texts) if texts else 0
    return Reader(reading, on, env, ADVANCE + int(SHARE * spent) - used, row_cost, asked)


async def _put(reader: Reader) -> None:
    """Have the first answer journaled."""
    with suppress(Refused):  # whoever reads it asks again, and hears of it
        await _told(reader, 1, _READ)


async def _told(reader: Reader, call: int, decode: Decode) -> Reply:
    client, schema = reader.env.client, schema_of(ReadTogether)
    return await client.chat(reader.slot(call), reader.said, Purpose("critique"), decode, schema=schema)


async def _read(reader: Reader) -> None:
    """The model answers, is shown what it wants to see and asked again, until it decides or may no more."""
    while True:
        await _answer(reader)
        answer = reader.answer
        if reader.left < 1 or reader.malformed >= _MALFORMED:
            return
        if answer is not None:
            if not (answer.look or answer.trial):
                return
            await _look(answer, reader)


def able(client: Client) -> bool:
    """Whether the model of the role `critic` can read rows together."""
    profile = client.profile("critic")
    return profile.can("json_schema", "judging") and profile.context_tokens >= _ROOM


def _due(reader: Reader) -> bool:
    """Whether there is enough new to read: the first rows, so many times the candidates of the last reading,
    or as many as pay for some more; and whether it has given an answer lately."""
    readings = [one for one in reader.grounds.past if one.review]
    last = [one.review.unusable for one in readings[-_HOPELESS:] if one.review]
    if not readings or (len(last) == _HOPELESS and all(last)):
        return not readings and reader.reading.candidates >= _FIRST
    grown = reader.reading.candidates >= _GROWN * readings[-1].candidates
    return grown or reader.allowed >= 2 * ADVANCE


# the agent's two steps ---------------------------------------------------------------------------------


async def _answer(reader: Reader) -> None:
    """The model answers: what it saw, what it wants to see, what it asks for."""
    reader.calls, reader.answer = reader.calls + 1, None
    decode = replace(_READ, max_tokens=_READ.max_tokens * (1 + reader.malformed))
    try:
        reply = await _told(reader, reader.calls, decode)
    except Refused:  # such as by a filter of contents: the build goes on without
        reader.malformed = _MALFORMED
        return
    reader.tokens += reply.tokens or _cost(reader.said) + len(reply.text) // _PER_TOKEN
    reader.said.append({"role": "assistant", "content": reply.text[:4000] or "(nothing)"})
    try:
        reader.answer = parse(reply, ReadTogether.model_validate)
    except AnswerFault as fault:
        reader.env.client.fail(reader.slot(reader.calls), reply, fault)
        reader.said += render("repair", problem=f"{fault.code}: {fault.detail}").messages
        reader.malformed += 1


async def _look(answer: ReadTogether, reader: Reader) -> None:
    parts: list[str] = []
    for wanted in answer.look[:_LOOKS]:
        what, there = clean(f"{wanted.check or 'accepted'} rows of {wanted.where}", 100), len(reader.rows)
        parts.append(f"{what}:\n{_more(wanted, reader)}")
        reader.tried.append(f"looked at {len(reader.rows) - there} more {what}")
    for sentence in answer.trial[:1]:
        parts.append(await _trial(sentence, reader))
        reader.tried.append(f"tried «{clean(sentence.say, 200)}» at {clean(sentence.where, 100)}")
    results = "\n\n".join(parts)
    reader.said.append({"role": "user", "content": results})  # as long as what takes its place
    reader.said[-1:] = render("read_together_more", results=results, left=reader.left - 1).messages


# what it is asked and shown ----------------------------------------------------------------------------


def _asked(reader: Reader, rows: Drawn) -> list[Message]:
    spec = reader.env.spec
    request = clean(spec.request, _REQUEST) or "; ".join(part.topic for part in spec.parts)
    recipes = {part.name: recipe_in_short(part) for part in spec.parts[:_PARTS] if part.recipe}
    values = {
        "request": reader.marked(request),
        "recipes": {name: reader.marked(text) for name, text in recipes.items()},
        "figures": figures(reader.reading, reader.grounds, reader.env.client.store, spec, rows),
        "rows": reader.shown(rows),
        "can_try": reader.can_try,
    }
    reader.said = list(render("read_together", **values, left=0).messages)
    left = reader.left - 1
    return list(render("read_together", **values, left=left).messages) if left > 0 else reader.said


def _more(wanted: Look, reader: Reader) -> str:
    on, env = reader.grounds, reader.env
    place = place_of(wanted.where, on, env.spec)
    if place is None:
        return "there is no such place"
    commit, store = reader.reading.commit, env.client.store
    found = more(on, store, env.spec, commit, *place, wanted.check, reader.rows)
    return reader.shown(found) or "there are no more"


async def _trial(sentence: TryGuidance, reader: Reader) -> str:
    on, env = reader.grounds, reader.env
    part, leaf = place_of(sentence.where, on, env.spec) or ("", "")
    if not part or not env.spec.part(part).recipe or not reader.can_try:
        return "nothing can be tried there now"
    seats = [on.schedule.seats[state.open[0]] for state in on.schedule.short(part, leaf)[:_TRIED]]
    say, first = clean(sentence.say, 400), 5_000_000 + 10 * reader.reading.commit
    drafts, took = await sketched(env.spec.part(part), seats, say, first, env)
    reader.tokens += took
    rows = [clean(json.dumps(draft.row, ensure_ascii=False), 600) for draft in drafts if draft.row]
    shown = "\n".join(map(reader.marked, rows)) or "no row came of it"
    return f"Written under «{say}», unchecked:\n{shown}"


def _cost(said: Sequence[Message]) -> int:
    return sum(len(str(message["content"])) for message in said) // _PER_TOKEN


def _with(reader: Reader) -> Critique:
    """The critique with what came of it."""
    reading, answer = reader.reading, reader.answer
    found = Review(
        rows=tuple(reader.rows), tried=tuple(reader.tried), calls=reader.calls, tokens=reader.tokens
    )
    if answer is None:
        why = f"{reader.malformed} of {reader.calls} answers couldn't be read"
        return reading.model_copy(update={"review": found.model_copy(update={"unusable": why})})
    wanted = () if any(one.kind == "stop" for one in reading.directives) else answer.directives
    asked, dropped = sift(wanted, reading, reader.grounds, reader.env.spec, reader.known)
    said = {
        "seen": tuple(clean(one, _FINDING) for one in answer.seen[:_SEEN]),
        "asked": tuple(asked),
        "dropped": tuple(dropped),
    }
    directives = (*reading.directives, *asked)
    return reading.model_copy(update={"review": found.model_copy(update=said), "directives": directives})
