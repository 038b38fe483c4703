"""Three small worlds: desks, tickets and a nursery. Only data."""

from benchmarks.verification.trajectory_scene import Scene, rows

DESKS = Scene(
    name="desks",
    find=("query_desks", "floor"),
    make=("allocate_desk", "desk", "days"),
    get="read_allocation",
    change="set_days",
    end="release_allocation",
    key="allocation",
    live="allocated",
    over="released",
    things="desks",
    records="allocations",
    prefix="AL",
    kinds=("ground floor", "gallery", "attic"),
    rows=rows(
        "desk",
        "D",
        """ground floor|by the lift|12
        ground floor|near the kitchen|10
        gallery|with the round window|19
        gallery|beside the palm|17.50
        attic|under the skylight|15
        attic|in the turret|22
        attic|facing the garden|16""",
    ),
    words={
        "ask": (
            "Where could I work on the {kind} this week?",
            "Any desk left, {kind} ideally?",
            "Looking for somewhere to sit, {kind}.",
        ),
        "option": ("{thing} {label} for {price} a day", "{thing}, the one {label}, daily rate {price}"),
        "options": (
            "Free on that level: {list}.",
            "You'd have {count} to pick from, namely {list}.",
            "My list has {list}.",
        ),
        "choose": (
            "{thing} it is. {much} days.",
            "Put me down for {thing}, {much} days.",
            "{much} days at {thing}.",
        ),
        "done": (
            "{thing} is kept for you for {much} days, with {key} as your reference.",
            "That makes {total} for {much} days at {thing}; the paper says {key}.",
            "{key} has gone through. State: {status}. Days: {much}.",
        ),
        "change_q": ("Would {more} days work?", "On second thoughts, {more} days.", "{more} days, sorry."),
        "changed": (
            "{key} was adjusted to {more} days.",
            "You now hold {thing} for {more} days.",
            "It says {more} days on {key} now.",
        ),
        "missing_q": ("And is {wrong} the one of my boss?", "Who sits at {wrong}?"),
        "missing": ("Nobody holds {wrong}; the list doesn't have it.", "I tried {wrong} without luck."),
        "state_q": (
            "Where am I sitting, then?",
            "Say it once more so I can note it.",
            "What have you got for me?",
        ),
        "state": (
            "It's {thing}, {much} days, reference {key}.",
            "{key} gives you {thing} for {much} days.",
            "Under {key} stands {thing} for {much} days, {status}.",
        ),
        "end_q": ("Give the desk to someone else, I'm ill.", "I no longer need it."),
        "ended": ("{key} is {status}, get better soon.", "Consider {key} {status}."),
        "thanks": ("Ta.", "Noted, cheers.", "Super."),
        "bye": ("See you on the day.", "Have a productive week.", "Bring headphones."),
        "denied": (
            "You're not down for any desk.",
            "{key}? That was never given out.",
            "There's nothing for you on the list, no allocation whatsoever.",
        ),
        "user_broken": (
            "Let me see what I have for you on the {kind}.",
            "{thing} is still free, shall I put your name on it?",
            "Glad to help. Your allocation is on its way to you.",
        ),
        "assistant_broken": (
            "I just want somewhere quiet, what would you suggest for me?",
            "Could you allocate the desk to me for a week?",
            "There you go.\nUser: Fantastic, thank you so much!",
        ),
    },
)
TICKETS = Scene(
    name="tickets",
    find=("searchShows", "genre"),
    make=("issueTickets", "show_id", "seats"),
    get="lookupTicket",
    change="changeSeats",
    end="voidTicket",
    key="ticket_id",
    live="issued",
    over="void",
    things="shows",
    records="tickets",
    prefix="TK-",
    kinds=("opera", "jazz", "comedy"),
    rows=rows(
        "show_id",
        "S",
        """opera|Tosca|65
        opera|Rusalka|58
        jazz|Blue Hour|24
        jazz|Trio Nordlys|31.50
        comedy|Late Laughs|18
        comedy|Two Fools|22
        comedy|The Understudy|27""",
    ),
    words={
        "ask": ("What's on in {kind}?", "We fancy some {kind}.", "Got any {kind} this month?"),
        "option": ("{label} ({thing}), €{price} a seat", "{thing} {label}, seats at €{price}"),
        "options": (
            "Coming up: {list}.",
            "For lovers of {kind} there's {list}.",
            "{count} shows match. {list}.",
        ),
        "choose": ("{label}, {much} seats.", "{much} for {thing}.", "Get us into {label}, we are {much}."),
        "done": (
            "{much} seats for {label}, ticket {key}, €{total}.",
            "Your ticket number is {key}. It admits to {label} and covers {much} seats.",
            "Sorted. {key}: seats {much}, {status}.",
        ),
        "change_q": ("Add some: {more} seats.", "We are {more} now.", "Can you turn that into {more}?"),
        "changed": (
            "Ticket {key} covers {more} seats.",
            "{more} seats for {label}, as you wish.",
            "{key}: seats {more}.",
        ),
        "missing_q": ("My brother holds {wrong}. Which show is his?", "Does {wrong} sit next to us?"),
        "missing": (
            "{wrong} isn't a number that we gave out.",
            "The box office can't read {wrong}; is there a typing error?",
        ),
        "state_q": ("Sum up, please?", "What will I show at the door?", "So, which show and how many?"),
        "state": (
            "{label} with {much} seats on {key}.",
            "Ticket {key}, {status}, seats: {much}.",
            "At the door you show {key}, good for {much} seats.",
        ),
        "end_q": ("We can't make it. Void the ticket.", "Drop it, the babysitter is out."),
        "ended": ("{key} is {status}.", "Done, ticket {key} is {status} from this minute."),
        "thanks": ("Brilliant.", "That'll do.", "Ace, thanks."),
        "bye": ("Curtain up!", "Doors open half an hour before.", "Have fun."),
        "denied": (
            "We don't have any ticket for you.",
            "No such ticket as {key} was ever issued.",
            "You have yet to buy a ticket.",
        ),
        "user_broken": (
            "Which show would you like me to look up?",
            "I've issued {much} seats for you, enjoy the evening.",
            "As an assistant I don't go to shows myself.",
        ),
        "assistant_broken": (
            "My ticket hasn't arrived, what should I do?",
            "I'd love two seats near the stage, can you manage that for us?",
            "Ok. Customer: And can I bring my dog? Agent: Yes.",
        ),
    },
)
GARDEN = Scene(
    name="garden",
    find=("catalogue", "sort"),
    make=("create_delivery", "plant", "pots"),
    get="track_delivery",
    change="amend_delivery",
    end="stop_delivery",
    key="delivery_no",
    live="scheduled",
    over="stopped",
    things="plants",
    records="deliveries",
    prefix="V",
    kinds=("roses", "herbs", "trees"),
    rows=rows(
        "plant",
        "PL",
        """roses|Old Velvet|14
        roses|Dawn Chorus|11.50
        herbs|Lemon Thyme|3.20
        herbs|Greek Oregano|2.80
        herbs|Curly Mint|3
        trees|Dwarf Quince|48
        trees|Snowy Mespil|62""",
    ),
    words={
        "ask": ("Which {kind} do you grow?", "I'd plant {kind} if you have some.", "{kind}?"),
        "option": ("{label} {thing} (£{price} the pot)", "{thing} = {label}, £{price}"),
        "options": ("This season: {list}.", "We grow {list}.", "{count} kinds, that is {list}."),
        "choose": ("{much} pots of {label}.", "Send {much} pots, {thing}.", "{label} times {much}."),
        "done": (
            "{much} pots of {label} will come with delivery {key}; £{total} on the doorstep.",
            "Delivery {key} is {status}: {much} pots.",
            "The van brings {much} pots of {thing}. Keep {key} at hand.",
        ),
        "change_q": ("More! {more} pots.", "My neighbour joins in, so {more} pots.", "{more} pots rather."),
        "changed": (
            "{more} pots on {key}.",
            "Delivery {key} grew to {more} pots.",
            "We load {more} pots of {label}.",
        ),
        "missing_q": ("What's in {wrong}?", "Then there's {wrong}, has it left?"),
        "missing": ("Under {wrong} I get nothing.", "{wrong} gives an error, no delivery has it."),
        "state_q": ("And what comes on the van?", "Check my delivery once more?", "Could you go over it?"),
        "state": (
            "Delivery {key} has {much} pots of {label}.",
            "{much} pots, {label}, {key}, {status}.",
            "On {key} there are {much} pots.",
        ),
        "end_q": ("Stop it, the garden is under water.", "Don't send it."),
        "ended": ("{key} is {status}.", "The delivery {key} was {status} in time."),
        "thanks": ("Good.", "Right, bye.", "Thank you kindly."),
        "bye": ("Water them well.", "Happy digging.", "So long."),
        "denied": (
            "No delivery is on the way to you.",
            "I'm looking at {key}, and it doesn't exist.",
            "We never had a delivery for you.",
        ),
        "user_broken": (
            "I can offer you {label} at a good price.",
            "Our records say that you ordered {kind} before.",
            "Your delivery will come on time. Anything else I can help with?",
        ),
        "assistant_broken": (
            "When will my delivery be here?",
            "I need some {kind} for my balcony, what do you have?",
            "Will do.\n\n### User: what about the {kind}?",
        ),
    },
)
