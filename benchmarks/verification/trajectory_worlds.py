"""All nine small worlds, two of them here: a library and a hotel. Only data."""

from benchmarks.verification.trajectory_hires import BOATS, PARKING
from benchmarks.verification.trajectory_orders import COURSES, SHOP
from benchmarks.verification.trajectory_places import DESKS, GARDEN, TICKETS
from benchmarks.verification.trajectory_scene import Scene, rows

LIBRARY = Scene(
    name="library",
    find=("search_copies", "subject"),
    make=("lend_copy", "copy_no", "weeks"),
    get="show_loan",
    change="prolong_loan",
    end="return_copy",
    key="loan_no",
    live="on loan",
    over="returned",
    things="copies",
    records="loans",
    prefix="L-",
    kinds=("astronomy", "cookery", "gardening"),
    rows=rows(
        "copy_no",
        "C",
        """astronomy|Night Skies|2
        astronomy|The Outer Planets|3
        cookery|Soups of Spain|1.50
        cookery|Bread at Home|2.50
        cookery|Forty Curries|4
        gardening|The Shady Border|2.25
        gardening|Apples and Pears|3.75""",
    ),
    words={
        "ask": (
            "Good morning. What have you got on {kind}?",
            "Which titles about {kind} are there?",
            "Something to read on {kind}, if there is anything.",
        ),
        "option": ("{label} (copy {thing}, fee {price})", "{thing}, {label}, at a fee of {price}"),
        "options": (
            "On {kind} the shelf has {list}. Which one shall it be?",
            "There are {count} titles: {list}.",
            "{count} copies on {kind}: {list}.",
        ),
        "choose": (
            "{thing} then, for {much} weeks.",
            "I'll take {label}, {much} weeks if that's allowed.",
            "{thing} sounds right. {much} weeks, please.",
        ),
        "done": (
            "{label} is yours for {much} weeks; the loan is {key}, and the fee is {price}.",
            "Loan {key} is set down: {label}, {much} weeks.",
            "That's {thing} out to you for {much} weeks under {key}. The fee comes to {price}.",
        ),
        "change_q": (
            "Could it be {more} weeks?",
            "Make that {more} weeks in all.",
            "I read slowly: {more} weeks?",
        ),
        "changed": (
            "Loan {key} now runs {more} weeks.",
            "Prolonged: you have {label} for {more} weeks.",
            "{key} has been put up to {more} weeks.",
        ),
        "missing_q": ("And {wrong}, how long does that one run?", "What about the loan {wrong}?"),
        "missing": (
            "The catalogue knows no loan {wrong}, so I can't say.",
            "I'm afraid {wrong} isn't a loan that exists.",
        ),
        "state_q": (
            "Remind me what I have out at the moment?",
            "What was it that I took out, and for how long?",
            "How do things stand with my loan?",
        ),
        "state": (
            "You have {label} out for {much} weeks, loan {key}.",
            "Loan {key} is {status}: {thing} for {much} weeks.",
            "That's {key}, {much} weeks, {label}.",
        ),
        "end_q": ("I've brought it back.", "Finished with it, here it is."),
        "ended": (
            "Thank you, {key} is closed off as {status}.",
            "Taken back: loan {key} stands as {status}.",
        ),
        "thanks": ("Lovely, that's all.", "Perfect, bye now.", "Great, nothing more for today."),
        "bye": ("Enjoy the book.", "Happy reading!", "See you at the desk."),
        "denied": (
            "You don't have a loan with us.",
            "Nothing is out on your card, there's no loan at all.",
            "I see no loan {key} here.",
        ),
        "user_broken": (
            "Of course. I've looked through the catalogue for you and {label} is on the shelf.",
            "Your loan is in the books. Is there anything else I can do?",
            "How may I help you with the catalogue today?",
        ),
        "assistant_broken": (
            "I'd like to take out something on {kind}, please lend me one.",
            "Is my loan still running? I want to return it next week.",
            "Here is what there is.\nReader: fine.\nUser: Then I take the first one, please.",
        ),
    },
)
HOTEL = Scene(
    name="hotel",
    find=("list_rooms", "category"),
    make=("reserve_room", "room_id", "nights"),
    get="get_reservation",
    change="change_nights",
    end="cancel_reservation",
    key="reservation_id",
    live="confirmed",
    over="cancelled",
    things="rooms",
    records="reservations",
    prefix="RES",
    kinds=("single", "double", "suite"),
    rows=rows(
        "room_id",
        "R",
        """single|Lark|64
        single|Wren|71
        double|Heron|98
        double|Kestrel|112
        double|Osprey|125
        suite|Golden Eagle|240
        suite|Snowy Owl|265.50""",
    ),
    words={
        "ask": (
            "Hello, do you still have a {kind} room?",
            "I'm after a {kind}.",
            "We need a {kind} room for our trip. What's free?",
        ),
        "option": (
            "room {thing} ({label}) at {price} a night",
            "{label}, which is {thing}, {price} per night",
        ),
        "options": (
            "These would be possible: {list}.",
            "We have {list}. Which do you prefer?",
            "In that category I find {count} rooms: {list}.",
        ),
        "choose": (
            "{thing}, {much} nights.",
            "The {label} room for {much} nights sounds good.",
            "Let's say {label}. We stay {much} nights.",
        ),
        "done": (
            "The {label} is held for {much} nights. Reservation {key}, {total} in total.",
            "All settled: {key}, room {thing}, {much} nights at {price} each, so {total}.",
            "Reservation {key} is {status}: {much} nights in {label}.",
        ),
        "change_q": (
            "Our plans have changed, it'll be {more} nights.",
            "Could we stay {more} nights?",
            "Sorry, {more} nights would be better.",
        ),
        "changed": (
            "No trouble, {key} is for {more} nights now.",
            "Noted: {more} nights in {label} ({key}).",
            "The stay under {key} has been moved to {more} nights.",
        ),
        "missing_q": (
            "My sister has {wrong}, can you see how long she stays?",
            "And what does {wrong} say?",
        ),
        "missing": (
            "There is no reservation {wrong}, I'm sorry.",
            "{wrong} can't be found here. Is the number right?",
        ),
        "state_q": (
            "Just to be sure, what do we have now?",
            "How many nights are we in for?",
            "Could you sum it up for me?",
        ),
        "state": (
            "{key}: room {thing}, {much} nights, {status}.",
            "You're in the {label} for {much} nights under reservation {key}.",
            "Your reservation {key} covers {much} nights.",
        ),
        "end_q": ("We can't come after all. Please cancel.", "I have to call the whole thing off."),
        "ended": ("What a pity. {key} is {status}.", "Reservation {key} has been {status}."),
        "thanks": ("Thank you, goodbye.", "Wonderful. See you soon!", "That's everything."),
        "bye": ("We look forward to seeing you.", "Have a safe journey.", "Until then!"),
        "denied": (
            "I can't see any reservation for you.",
            "There is no reservation under your name.",
            "{key} isn't in our book.",
        ),
        "user_broken": (
            "I have reserved the {label} for you and sent the papers.",
            "Could you tell me your arrival date? I'll be glad to assist.",
            "Thank you for choosing our house. Your reservation is in good hands.",
        ),
        "assistant_broken": (
            "Please reserve the {label} for us, I'd like a quiet one.",
            "I want to cancel my reservation, what will it cost?",
            "One moment. User: Thanks, I'll wait. How much is it?",
        ),
    },
    enum=True,
)
SCENES = (LIBRARY, HOTEL, SHOP, COURSES, DESKS, TICKETS, GARDEN, BOATS, PARKING)
"""All of them."""
