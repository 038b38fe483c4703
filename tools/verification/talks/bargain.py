"""Negotiation: two private limits, offers that move, a price that both confirm and both can live with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from seedbed.tools.knowledge.values import find_values
from seedbed.tools.verification.talks.plans import money
from seedbed.tools.verification.talks.talk import Broken, Speaker, Talk, Turn
from seedbed.tools.verification.talks.words import amount, sentences

Named = Mapping[str, str | int]
CHECK = "bargain"
_FAR = 4.0
"""How many times a limit, or which part of it, a bare number is that may be a price («Can you do 320?»)."""
_LIMIT = re.compile(
    r"\b(?:limit|maximum|max|minimum|at (?:the )?(?:most|least)|lowest|highest|ceiling|floor|bottom line|"
    r"absolute|budget|no (?:more|less|lower|higher) than|not (?:a \w+ )?(?:more|less) than|"
    r"(?:can['’]?t|cannot|won['’]?t|couldn['’]?t|unable to|not) go (?:any )?"
    r"(?:above|below|over|under|lower|higher|beyond|past)|"
    r"walk away|as (?:low|high|far) as I can|nothing (?:above|below|under|over))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Side:
    speaker: Speaker
    sells: bool
    limit: float

    def worse(self, offer: float) -> bool:
        """Whether an offer is beyond what this side can live with."""
        return offer < self.limit if self.sells else offer > self.limit

    def back(self, offer: float, before: float) -> bool:
        """Whether an offer goes back behind its own before."""
        return offer > before if self.sells else offer < before


def bargain(talk: Talk, named: Named) -> Iterator[Broken]:
    """`side` says whether the assistant sells or buys; `assistant_limit` and `user_limit` are private.

    Neither states its limit as one, goes beyond it, or takes an offer back; they don't end where they began;
    the last two turns confirm one price within both limits.
    """
    sells = talk.text(str(named["side"])).casefold().startswith("sell")
    limits = {
        "assistant": money(talk.text(str(named["assistant_limit"]))),
        "user": money(talk.text(str(named["user_limit"]))),
    }
    if limits["assistant"] is None or limits["user"] is None:
        yield Broken(0, CHECK, "the plan has no limits")
        return
    sides = (_Side("assistant", sells, limits["assistant"]), _Side("user", not sells, limits["user"]))
    for side in sides:
        yield from _kept(talk, side)
    if talk.ended:
        yield from _deal(talk, sides)
    elif talk.closing:
        last, offered = talk.turns[-1], set(_named(talk, sides[0]))
        if not offered & set(_sums(last.text, limits["user"])):
            said = "it closes without a deal: name the price that the other offered, or go on"
            yield Broken(last.number, CHECK, said)


def _kept(talk: Talk, side: _Side) -> Iterator[Broken]:
    """Faults of one side's turns: its limit told, passed, or an offer taken back."""
    offers: list[float] = []
    theirs: set[float] = set()
    for turn in talk.turns:
        sums = _sums(turn.text, side.limit)
        if turn.speaker != side.speaker:
            theirs |= set(sums)
            continue
        if told := _tells(turn, side.limit):
            yield Broken(
                turn.number,
                CHECK,
                f"it tells its private limit: {told[:120]!r}; offer, without saying why not more",
            )
        for own in (one for one in sums if one not in theirs):
            if side.worse(own):
                yield Broken(turn.number, CHECK, f"it offers {own:g}, beyond its limit of {side.limit:g}")
            elif offers and side.back(own, offers[-1]):
                yield Broken(
                    turn.number, CHECK, f"it offers {own:g} after {offers[-1]:g}: an offer isn't taken back"
                )
            else:
                offers.append(own)
                break


def _tells(turn: Turn, limit: float) -> str:
    """The sentence that states the owner's limit as such; empty: none does."""
    return next(
        (one for one in sentences(turn.text) if _LIMIT.search(one) and limit in _sums(one, limit)), ""
    )


def _deal(talk: Talk, sides: tuple[_Side, ...]) -> Iterator[Broken]:
    last = {side.speaker: (side, talk.by(side.speaker)[-1:]) for side in sides}
    sums = {
        name: {one for turn in turns for one in _sums(turn.text, side.limit)}
        for name, (side, turns) in last.items()
    }
    agreed = sums["user"] & sums["assistant"]
    if len(agreed) != 1:
        end = talk.turns[-1].number if talk.turns and sums["user"] else 0
        yield Broken(end, CHECK, "the last two messages have to confirm one and the same price")
        return
    price = next(iter(agreed))
    for side in sides:
        if side.worse(price):
            yield Broken(
                0, CHECK, f"the deal at {price:g} is beyond the {side.speaker}'s limit of {side.limit:g}"
            )
    if all(len(set(_named(talk, side))) < 2 for side in sides):
        yield Broken(0, CHECK, "nobody moves: the first offer is taken as it is")


def _named(talk: Talk, side: _Side) -> list[float]:
    return [one for turn in talk.by(side.speaker) for one in _sums(turn.text, side.limit)]


def _sums(text: str, near: float) -> list[float]:
    """The sums of money of a text; where it has none, plain numbers that may be a price here."""
    values = find_values(text)
    found = [one for one in values if one.kind == "money"]
    if found:
        return [sum for one in found if (sum := amount(one)) is not None]
    bare = (amount(one) for one in values if one.kind == "number")
    return [one for one in bare if one is not None and near / _FAR <= one <= near * _FAR]
