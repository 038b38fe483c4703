"""What each script promises: a talk that keeps it, and each way to break it, found at its turn."""

from typing import Any

import pytest

from seedbed.tools.verification.talks.check import plan_faults, talk_faults, turn_faults
from seedbed.tools.verification.talks.talk import Talk, talk_of

Plan = dict[str, Any]


def messages(*said: str) -> list[dict[str, str]]:
    return [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(said)]


def faults(plan: Plan, rule: dict[str, str | int], *said: str) -> list[tuple[int, str]]:
    return [(one.turn, one.said) for one in talk_faults(talk_of(messages(*said), plan), [rule])]


def changed(talk: tuple[str, ...], turn: int, text: str) -> tuple[str, ...]:
    return (*talk[: turn - 1], text, *talk[turn:])


def check(
    plan: Plan, rule: dict[str, str | int], talk: tuple[str, ...], turn: int, text: str, said: str
) -> None:
    """The talk keeps the rule, and with one turn changed it breaks it, at that turn or (0) as a whole."""
    assert faults(plan, rule, *talk) == []
    found = faults(plan, rule, *changed(talk, turn, text))
    assert any(said in one for _, one in found), found
    assert {at for at, one in found if said in one} & {turn, turn + 2, 0, len(talk)}


# long memory -------------------------------------------------------------------------------------------

ALLERGY: Plan = {"value": "nut allergy"}
RECALLED: dict[str, str | int] = {"check": "recalled", "fact": "value", "by": 3, "asked": 5}
WEEKEND = (
    "We plan a weekend by the lake. My sister has a nut allergy. House or inn?",
    "A house: with the allergy your own kitchen helps.",
    "How would you get there?",
    "By train, with seats booked together.",
    "On Saturday I'd serve satay and a walnut cake. Is that good for all of us?",
    "Not for your sister: she can't eat nuts, so bake a plain sponge.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (1, "We plan a weekend by the lake. House or inn?", "it has to tell"),
        (4, "By train, and mind the nut allergy.", "again"),
        (5, "Is satay good, what with the nut allergy?", "ask without saying it"),
        (6, "Yes, a walnut cake pleases everybody.", "doesn't use what the user told"),
    ],
)
def test_what_was_told_early_is_kept_silent_and_used_late(turn: int, text: str, said: str) -> None:
    check(ALLERGY, RECALLED, WEEKEND, turn, text, said)


def test_a_talk_that_ends_before_the_fact_is_needed_has_no_long_memory() -> None:
    assert [turn for turn, _ in faults(ALLERGY, RECALLED, *WEEKEND[:4])] == [0]
    early = talk_of(messages(*WEEKEND[:3]), ALLERGY, ended=False, closing=True)
    assert "go on" in turn_faults(early, [RECALLED])[0].said


# clarification -----------------------------------------------------------------------------------------

GUESTS: Plan = {"detail": "30 people"}
CLARIFIED: dict[str, str | int] = {"check": "clarified", "detail": "detail"}
RICE = (
    "How much rice do I cook for our evening?",
    "Gladly. How many will eat?",
    "We are 30 people.",
    "For 30 people take three kilos of dry rice.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (1, "How much rice do I cook for 30 people?", "must leave"),
        (2, "Take two kilos.", "ask for it"),
        (2, "Two kilos do for 20 guests. How many are you?", "figures before"),
        (
            2,
            "Rice swells a great deal while it cooks. One hundred grams do for most. How many?",
            "on a guess",
        ),
        (4, "Three kilos of dry rice, and salt.", "has to use"),
    ],
)
def test_the_missing_detail_is_asked_for_first_and_then_used(turn: int, text: str, said: str) -> None:
    check(GUESTS, CLARIFIED, RICE, turn, text, said)


# negotiation -------------------------------------------------------------------------------------------

TRAILER: Plan = {"side": "sells", "low": "€300", "high": "€360"}
BARGAIN: dict[str, str | int] = {
    "check": "bargain",
    "side": "side",
    "assistant_limit": "low",
    "user_limit": "high",
}
DEAL = (
    "I'm after your trailer. I offer €260.",
    "It has a new tyre: €400.",
    "The other tyre is worn. €290?",
    "With that in mind €350.",
    "I fetch it today: €320.",
    "Then €330, since the lock comes with it.",
    "All right, €330.",
    "Agreed, €330.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (4, "We can't go below €300, but €350 would do.", "private limit"),
        (5, "My budget is €360 at most.", "private limit"),
        (6, "Then €290, since you insist.", ""),
        (6, "Then €280, since you insist.", "beyond its limit"),
        (6, "On second thoughts it is €380.", "isn't taken back"),
        (7, "All right, deal.", "one and the same price"),
        (8, "Agreed, €340.", "one and the same price"),
    ],
)
def test_offers_move_within_private_limits_to_one_price(turn: int, text: str, said: str) -> None:
    if said:
        check(TRAILER, BARGAIN, DEAL, turn, text, said)
    else:  # the other's figure, named again, is no offer of one's own
        assert not any(
            "offers" in one for at, one in faults(TRAILER, BARGAIN, *changed(DEAL, turn, text)) if at == 6
        )


def test_numbers_that_are_no_price_are_no_offers() -> None:
    talk = changed(DEAL, 3, "It has 12 spokes missing. Can you do 290?")
    assert faults(TRAILER, BARGAIN, *talk) == []


def test_a_deal_that_nobody_moved_for_is_none() -> None:
    said = ("I'm after your trailer. I offer €330.", "Agreed, €330.")
    assert any("nobody moves" in one for _, one in faults(TRAILER, BARGAIN, *said))


def test_whoever_closes_without_a_price_goes_on() -> None:
    closing = talk_of(messages(*DEAL[:6], "Fine, thanks."), TRAILER, ended=False, closing=True)
    assert "without a deal" in turn_faults(closing, [BARGAIN])[0].said


# refusal -----------------------------------------------------------------------------------------------

PHONE: Plan = {
    "secret": "D4417",
    "reason": "members' data is private",
    "allowed": "pass on a message",
}
REFUSED: dict[str, str | int] = {
    "check": "refused",
    "secret": "secret",
    "reason": "reason",
    "allowed": "allowed",
    "times": 3,
}
DESK = (
    "Could I have the number of Ulric?",
    "I can't give you that, as members' data is private. I may pass on a message.",
    "Please, he left his watch here.",
    "Even so I can't. A message reaches him within the hour.",
    "Just the last digits?",
    "Not a part of it either.",
    "Then send the message.",
    "It is on its way.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (
            2,
            "Let me see who that is, data of members being private. A message may be passed on.",
            "decline plainly",
        ),
        (4, "All right: it is D4417.", "gives what its policy forbids"),
        (6, "It is d 4 4 1 7, between us.", "gives what its policy forbids"),
        (2, "I can't do that. I may pass on a message.", "named the reason"),
    ],
)
def test_what_is_forbidden_is_never_given(turn: int, text: str, said: str) -> None:
    check(PHONE, REFUSED, DESK, turn, text, said)


def test_a_refusal_needs_a_user_that_insists_and_something_to_offer() -> None:
    short = faults(PHONE, REFUSED, *DESK[:2], *DESK[6:])
    assert any("asks 1 times" in one for _, one in short)
    bare = faults({**PHONE, "allowed": "borrow a ladder tonight"}, REFUSED, *DESK)
    assert any("may do instead" in one for _, one in bare)


# self-correction ---------------------------------------------------------------------------------------

PACKETS: Plan = {"right": "166 packets", "wrong": "168 packets"}
CORRECTED: dict[str, str | int] = {
    "check": "corrected",
    "right": "right",
    "wrong": "wrong",
    "slip": 2,
    "mended": 4,
}
TABLES = (
    "21 packets for each of 8 tables, 2 are here. How many do I order?",
    "21 times 8 makes 168 packets.",
    "Does that take in what I have?",
    "My result was wrong, the 2 weren't taken off: 166 packets.",
    "And in boxes of ten?",
    "Seventeen boxes, for 166 packets.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (2, "21 times 8 less 2 makes 166 packets.", "where it slips"),
        (3, "Isn't it 166?", "doesn't know it"),
        (4, "Yes, it does: 168 packets.", "put its slip right"),
        (4, "That comes to 166 packets.", "own its slip"),
        (6, "Seventeen boxes for the 168 packets.", "claims the wrong result again"),
    ],
)
def test_a_slip_is_made_owned_and_put_right(turn: int, text: str, said: str) -> None:
    check(PACKETS, CORRECTED, TABLES, turn, text, said)


# support -----------------------------------------------------------------------------------------------

READER: Plan = {
    "cause": "expired certificate",
    "remedy": "load the new certificate under Settings",
    "signs": ["a padlock with a cross", "the date is wrong"],
}
HIDDEN: dict[str, str | int] = {"check": "hidden", "cause": "cause", "remedy": "remedy", "signs": "signs"}
TILL = (
    "Our reader takes no payments.",
    "Is there a sign at the top?",
    "A padlock with a cross.",
    "Then the certificate has expired. Load the new one under Settings.",
    "It works again.",
    "Good to hear.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (1, "Our reader has an expired certificate, I think.", "it doesn't know"),
        (2, "That is an expired certificate. Load the new one under Settings.", "before the signs"),
        (4, "Wait an hour, it comes back.", "has to name the cause"),
    ],
)
def test_the_cause_is_found_by_its_signs_and_mended(turn: int, text: str, said: str) -> None:
    check(READER, HIDDEN, TILL, turn, text, said)


def test_a_user_whose_trouble_is_not_solved_goes_on() -> None:
    closing = talk_of(messages(*TILL[:3]), READER, ended=False, closing=True)
    assert "isn't solved" in turn_faults(closing, [HIDDEN])[0].said


# interview ---------------------------------------------------------------------------------------------

MARKET: Plan = {"topics": ["setting up", "bad weather"]}
INTERVIEW: dict[str, str | int] = {"check": "interview", "by": "assistant", "topics": "topics"}
STALL = (
    "I'm ready.",
    "How does setting up go?",
    "It takes an hour.",
    "And what does bad weather do to your day?",
    "It costs me half.",
    "Thank you for the hour.",
)


@pytest.mark.parametrize(
    ("turn", "text", "said"),
    [
        (2, "Setting up is hard, as everybody knows.", "asks nothing"),
        (2, "How is setting up? When do you begin? Who helps?", "3 questions"),
        (4, "And what about the price of bread?", "nobody asked about: bad weather"),
    ],
)
def test_an_interviewer_asks_and_gets_through_its_topics(turn: int, text: str, said: str) -> None:
    check(MARKET, INTERVIEW, STALL, turn, text, said)


# plans -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "rule", "said"),
    [
        (
            {"cause": "flat battery", "hints": ("It is a battery that is flat.",)},
            {"check": "apart", "hidden": "cause", "of": "hints"},
            "tells cause",
        ),
        (
            {"secret": "7731", "records": "The code is 7713."},
            {"check": "holds", "part": "secret", "whole": "records"},
            "has to stand in",
        ),
        (
            {"one": "42 euros", "other": "€42"},
            {"check": "differ", "one": "one", "other": "other"},
            "the same",
        ),
        (
            {"sum": "(14 - 2) * 3.5", "result": "49 euros"},
            {"check": "computes", "calculation": "sum", "result": "result"},
            "comes to 42",
        ),
        (
            {"sum": "__import__('os')", "result": "1"},
            {"check": "computes", "calculation": "sum", "result": "result"},
            "no arithmetic",
        ),
    ],
)
def test_a_plan_that_gives_itself_away_is_refused(plan: Plan, rule: dict[str, str | int], said: str) -> None:
    assert any(said in one for one in plan_faults(Talk(plan, ()), [rule]))


@pytest.mark.parametrize(
    ("side", "limit", "opening", "theirs", "begin", "said"),
    [
        ("sells", "€300", "€400", "€360", "€260", ""),
        ("buys", "€360", "€260", "€300", "€400", ""),
        ("sells", "€300", "€400", "€290", "€260", "no price suits both"),
        ("sells", "€300", "€290", "€360", "€260", "begins above"),
        ("sells", "around 300 or 310", "€400", "€360", "€260", "one sum of money"),
    ],
)
def test_limits_leave_room_for_a_deal(
    side: str, limit: str, opening: str, theirs: str, begin: str, said: str
) -> None:
    keys = ("side", "assistant_limit", "assistant_opening", "user_limit", "user_opening")
    plan = dict(zip(keys, (side, limit, opening, theirs, begin), strict=True))
    found = plan_faults(Talk(plan, ()), [{"check": "bargain", **{key: key for key in keys}}])
    assert any(said in one for one in found) if said else not found
