"""Two small worlds: boats and parking. Only data."""

from benchmarks.verification.trajectory_scene import Scene, rows

BOATS = Scene(
    name="boats",
    find=("boats_on_pier", "pier"),
    make=("rent_out", "boat_id", "hours"),
    get="view_rental",
    change="extend_rental",
    end="close_rental",
    key="rental_id",
    live="running",
    over="closed",
    things="boats",
    records="rentals",
    prefix="H",
    kinds=("north pier", "south pier", "lagoon"),
    rows=rows(
        "boat_id",
        "W",
        """north pier|Kingfisher|14
        north pier|Moorhen|16
        south pier|Grebe|22
        south pier|Cormorant|25.50
        lagoon|Teal|9
        lagoon|Puffin|11
        lagoon|Shearwater|19""",
    ),
    words={
        "ask": (
            "Is anything tied up at the {kind} that we could row?",
            "{kind}: which boats lie there?",
            "My kids want to row. What about the {kind}?",
        ),
        "option": ("the {label} ({thing}), {price} an hour", "{thing} called {label}, hourly {price}"),
        "options": (
            "At that spot lie {list}.",
            "{count} boats: {list}.",
            "Take your pick among {list}.",
        ),
        "choose": (
            "{label} for {much} hours.",
            "{thing}, {much} hours.",
            "The kids say {label}! {much} hours.",
        ),
        "done": (
            "Off you go with {label}, {much} hours on rental {key}.",
            "{label}: {much} hours, {total} to pay at the end, slip {key}.",
            "Slip {key} says {much} hours and {status}.",
        ),
        "change_q": (
            "It's so nice, {more} hours?",
            "Could we keep it {more} hours?",
            "Let's do {more} hours.",
        ),
        "changed": (
            "{key} goes on to {more} hours.",
            "You may stay out {more} hours.",
            "Slip {key}: {more} hours.",
        ),
        "missing_q": ("Friends have slip {wrong}, when are they back?", "And {wrong}?"),
        "missing": ("The harbour book has no page for {wrong}.", "I looked, {wrong} does not turn up."),
        "state_q": ("How long have we got?", "What's on our slip?", "Tell me what we pay for."),
        "state": (
            "Rental {key}: {label}, {much} hours.",
            "On your slip {key} it says {thing} and {much} hours.",
            "{key} is {status}, with {much} hours for {label}.",
        ),
        "end_q": ("We're back on land.", "Here's the boat again, all dry."),
        "ended": ("Fine, {key} is {status}.", "Welcome back, rental {key} has been {status}."),
        "thanks": ("That was fun.", "See you next summer.", "Cheers!"),
        "bye": ("Mind the step.", "Dry socks are in the shed.", "Bye for now."),
        "denied": (
            "I've no rental of yours in the book.",
            "{key} doesn't exist in the harbour book.",
            "You haven't rented any boat today.",
        ),
        "user_broken": (
            "I'll keep {label} ready for you at the steps.",
            "Do you want me to add another hour?",
            "Your rental is running until this evening.",
        ),
        "assistant_broken": (
            "We'd like to go out on the water, how much is it?",
            "Is it all right if I bring my dog on my rental?",
            "See you.\nUser: bye and thanks for everything!",
        ),
    },
)
PARKING = Scene(
    name="parking",
    find=("garage_spaces", "level"),
    make=("grant_permit", "space_no", "months"),
    get="inspect_permit",
    change="lengthen_permit",
    end="revoke_permit",
    key="permit_no",
    live="valid",
    over="revoked",
    things="spaces",
    records="permits",
    prefix="PM-",
    kinds=("blue", "yellow", "roof"),
    rows=rows(
        "space_no",
        "U",
        """blue|Corner Bay|75
        blue|Wide Bay|90
        yellow|Pillar Bay|60
        yellow|Ramp Bay|55
        roof|Open Bay|40
        roof|Shaded Bay|48.50
        roof|Tower Bay|45""",
    ),
    words={
        "ask": (
            "I drive in daily. Is the {kind} level full?",
            "Which spaces on {kind} could I have?",
            "Tell me about {kind}.",
        ),
        "option": ("{label}, number {thing}, {price} monthly", "{thing} / {label} / {price} per month"),
        "options": (
            "Vacant: {list}.",
            "That level still has {list}.",
            "I count {count} vacant spaces, {list}.",
        ),
        "choose": (
            "Number {thing} for {much} months.",
            "{label}, {much} months.",
            "Fine, {thing}. Say {much} months.",
        ),
        "done": (
            "Permit {key} lets you use {label} for {much} months.",
            "{thing} belongs to you for {much} months, which is {total}. Permit: {key}.",
            "Written out: {key}, {much} months, {status}.",
        ),
        "change_q": (
            "{more} months would suit me better.",
            "Longer, please: {more} months.",
            "Stretch it to {more} months.",
        ),
        "changed": (
            "{key} is good for {more} months.",
            "Now {more} months, {label}.",
            "Permit {key}: months {more}.",
        ),
        "missing_q": (
            "The car beside mine shows {wrong}. Is that allowed there?",
            "Look up {wrong} for a sec.",
        ),
        "missing": ("{wrong} isn't on file.", "Sorry, permits end before {wrong}."),
        "state_q": (
            "What does mine say?",
            "Until I forget: number, length?",
            "Repeat it for my wife, please.",
        ),
        "state": (
            "Permit {key}, {label}, {much} months.",
            "Yours is {key} for {thing}, {much} months, {status}.",
            "{key} runs {much} months.",
        ),
        "end_q": ("I've sold the car.", "Take the permit back."),
        "ended": ("{key} is {status}.", "As of now permit {key} is {status}."),
        "thanks": ("All good.", "Thanks a million.", "Okay."),
        "bye": ("Drive safely.", "Mind the barrier.", "Have a good trip."),
        "denied": (
            "You hold no permit.",
            "I can't see {key} on any level.",
            "No permit has been given to you so far.",
        ),
        "user_broken": (
            "May I have your plate number, and I'll check the level for you?",
            "Your permit is valid, you can drive in.",
            "What can I do for you besides that?",
        ),
        "assistant_broken": (
            "I want to lengthen my permit before I travel.",
            "Please tell me, which space would you give me?",
            "All done. User: wonderful, do I need the paper?",
        ),
    },
)
