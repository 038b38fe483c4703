"""Four small worlds and what is said in them: the material of `trajectories.py`. Only data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seedbed.tools.verification.toolcalls.tools import read_tools
from seedbed.tools.world.operations import Collection, Operation
from seedbed.tools.world.world import World

Words = Mapping[str, tuple[str, ...]]
_TEXT, _WHOLE = {"type": "string"}, {"type": "integer", "minimum": 1}


@dataclass(frozen=True, slots=True)
class Scene:
    """A world and its wordings. Each finds things, makes a record of one, shows, changes and ends it."""

    name: str
    find: tuple[str, str]
    """Tool, and its argument: a kind."""
    make: tuple[str, str, str]
    """Tool, argument that names the thing, argument for how much."""
    get: str
    change: str
    end: str
    key: str
    """Field that names a record that was made."""
    live: str
    """Its status once made."""
    over: str
    """Its status once ended."""
    things: str
    """Collection of the things, and of the records."""
    records: str
    prefix: str
    kinds: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    """Things: the argument that names it, `kind`, `price`, `label`."""
    words: Words
    enum: bool = False

    def tools(self) -> list[dict[str, Any]]:
        """Its tools as OpenAI has them."""
        thing, much = self.make[1:]
        kind = {**_TEXT, "enum": list(self.kinds)} if self.enum else _TEXT
        shapes: list[tuple[str, dict[str, Any], list[str]]] = [
            (self.find[0], {self.find[1]: kind}, [self.find[1]]),
            (self.make[0], {thing: _TEXT, much: _WHOLE}, [thing, much]),
            (self.get, {self.key: _TEXT}, [self.key]),
            (self.change, {self.key: _TEXT, much: _WHOLE}, [self.key, much]),
            (self.end, {self.key: _TEXT}, [self.key]),
        ]
        return [
            {
                "type": "function",
                "function": {
                    "name": name,
                    "description": "",
                    "parameters": {"type": "object", "properties": named, "required": required},
                },
            }
            for name, named, required in shapes
        ]

    def world(self) -> World:
        """What executes them."""
        thing = self.make[1]

        def does(kind: str, collection: str, **more: Any) -> Operation:
            return Operation.model_validate({"does": kind, "in": collection, **more})

        live = {"only_if": {"status": self.live}}
        operations = {
            self.find[0]: does("find", self.things, fields={self.find[1]: "kind"}),
            self.make[0]: does("create", self.records, needs={self.things: thing}, set={"status": self.live}),
            self.get: does("get", self.records),
            self.change: does("update", self.records, **live),
            self.end: does("update", self.records, set={"status": self.over}, **live),
        }
        collections = {
            self.things: Collection(key=thing, rows=tuple(dict(row) for row in self.rows)),
            self.records: Collection(key=self.key, prefix=self.prefix),
        }
        return World({tool.name: tool for tool in read_tools(self.tools())}, operations, collections)


def _rows(key: str, prefix: str, given: str) -> tuple[Mapping[str, Any], ...]:
    """Things out of lines «kind|label|price»."""
    made = []
    for number, line in enumerate(given.strip().split("\n")):
        kind, label, price = line.strip().split("|")
        worth: float = float(price) if "." in price else int(price)
        made.append({key: f"{prefix}{number + 11}", "kind": kind, "label": label, "price": worth})
    return tuple(made)


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
    rows=_rows(
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
    rows=_rows(
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
SHOP = Scene(
    name="shop",
    find=("findProducts", "category"),
    make=("placeOrder", "productId", "quantity"),
    get="getOrder",
    change="changeQuantity",
    end="cancelOrder",
    key="orderId",
    live="placed",
    over="cancelled",
    things="products",
    records="orders",
    prefix="ORD-",
    kinds=("lamps", "chairs", "shelves"),
    rows=_rows(
        "productId",
        "P-",
        """lamps|Luna desk lamp|39.90
        lamps|Arc floor lamp|129
        chairs|Oslo oak chair|85
        chairs|Palma cane chair|74.50
        chairs|Bergen stool|49
        shelves|Turin wall shelf|58
        shelves|Lisbon corner shelf|66.25""",
    ),
    words={
        "ask": (
            "Show what {kind} you sell.",
            "I'm furnishing a flat: any {kind}?",
            "Which {kind} are in stock?",
        ),
        "option": ("{label} [{thing}] for ${price}", "{thing}: {label}, ${price}"),
        "options": (
            "Here are the {kind}: {list}.",
            "In stock: {list}.",
            "You can choose among {count} {kind}: {list}.",
        ),
        "choose": (
            "{much} of {thing}.",
            "I need {much} pieces of the {label}.",
            "The {label}. Quantity {much}.",
        ),
        "done": (
            "Order {key} went through: quantity {much}, {label}, ${total} altogether.",
            "Done. {key} lists {much} × {price} = {total}.",
            "{key} is {status}, with a quantity of {much} and a price of ${price} each.",
        ),
        "change_q": (
            "Wait, quantity {more} instead.",
            "Raise it to {more}, will you?",
            "Better {more} of them.",
        ),
        "changed": (
            "{key} has a quantity of {more} now.",
            "Quantity set to {more} on order {key}.",
            "Fine, order {key}: quantity {more}.",
        ),
        "missing_q": ("Check {wrong} too.", "And order {wrong}?"),
        "missing": (
            "{wrong} doesn't lead to any order.",
            "That failed: nobody has placed an order {wrong}.",
        ),
        "state_q": (
            "So what's in the order now?",
            "What does the order look like at the end?",
            "Read the order back to me.",
        ),
        "state": (
            "Order {key}: {label}, quantity {much}, {status}.",
            "The quantity on {key} is {much}, and it's {status}.",
            "{key} holds {thing}, quantity {much}.",
        ),
        "end_q": ("Changed my mind. Cancel it.", "Scrap the order."),
        "ended": ("{key} is {status}.", "Order {key} was {status}; nothing will be charged."),
        "thanks": ("Cool, thanks.", "OK, done here.", "Cheers."),
        "bye": ("Thanks for stopping by.", "Take care.", "You're welcome."),
        "denied": (
            "There's no order from you.",
            "You haven't placed any order.",
            "I don't find {key} anywhere.",
        ),
        "user_broken": (
            "As a language model I have no view on {kind}.",
            "I've put the {label} aside for you, your order is on its way.",
            "Sorry for the trouble. Please confirm your address.",
        ),
        "assistant_broken": (
            "I need to cancel my order, it was a mistake.",
            "Could you find me two lamps under $50?",
            "Right away.\n\nHuman: Great! When will it come?\n\nAssistant: Tomorrow.",
        ),
    },
)
COURSES = Scene(
    name="courses",
    find=("find_courses", "topic"),
    make=("join_course", "course_code", "places"),
    get="get_registration",
    change="update_places",
    end="withdraw_registration",
    key="registration_code",
    live="registered",
    over="withdrawn",
    things="courses",
    records="registrations",
    prefix="G-",
    kinds=("first aid", "yoga", "nutrition"),
    rows=_rows(
        "course_code",
        "K",
        """first aid|Basics in a Day|45
        first aid|Children and Infants|55
        yoga|Gentle Mornings|80
        yoga|Strong Evenings|95
        nutrition|Eating with Diabetes|30
        nutrition|Sports Diets|35.50
        nutrition|The Lean Kitchen|28""",
    ),
    words={
        "ask": (
            "Do you run courses in {kind}?",
            "My doctor said I should do something about {kind}. What do you offer?",
            "{kind} courses, please.",
        ),
        "option": ("{label} under {thing} with a price of {price}", "{thing} “{label}” ({price})"),
        "options": (
            "We run {list}.",
            "For {kind}: {list}. How many places do you need?",
            "I found {count} courses. They are {list}.",
        ),
        "choose": (
            "{much} places in {thing}.",
            "We'd be {much} people for {label}.",
            "{label} please, {much} places.",
        ),
        "done": (
            "{much} places in {label} are taken for you. The registration is {key}.",
            "Registration {key}, {much} places, status {status}.",
            "You're in: {key} with {much} places at {price}, together {total}.",
        ),
        "change_q": (
            "There will be {more} of us.",
            "Can you make it {more} places?",
            "One friend changed plans, so {more} places.",
        ),
        "changed": (
            "{key} counts {more} places from now on.",
            "Then it's {more} places in {label}.",
            "Registration {key} has {more} places.",
        ),
        "missing_q": ("My colleague got {wrong}. Which course is that?", "Is {wrong} in the same group?"),
        "missing": (
            "I couldn't open {wrong}: no such registration.",
            "{wrong} is unknown to the register.",
        ),
        "state_q": (
            "Before I hang up: what did you write down?",
            "What am I registered for?",
            "Tell me again what we agreed.",
        ),
        "state": (
            "{key}: {label}, {much} places, {status}.",
            "You have {much} places in {label}, code {key}.",
            "Registration {key} with {much} places.",
        ),
        "end_q": ("Something came up, take us off the list.", "We won't come. Withdraw it."),
        "ended": ("{key} is {status}.", "Your registration {key} was {status}."),
        "thanks": ("Many thanks.", "Good, that's it.", "All clear, thank you."),
        "bye": ("Get well soon.", "Till the first lesson!", "Goodbye."),
        "denied": (
            "You aren't registered, there is no registration for you.",
            "No registration was made in your name.",
            "I have no record of {key}.",
        ),
        "user_broken": (
            "I am a virtual assistant and can't attend {kind} courses.",
            "Let me look up your registration, one moment.",
            "Our records show two places left, shall I take them for you?",
        ),
        "assistant_broken": (
            "I'm looking for something in {kind}, evenings only.",
            "Can you withdraw my registration, please?",
            "Customer: I think that I will come. Is there parking?",
        ),
    },
)
SCENES = (LIBRARY, HOTEL, SHOP, COURSES)
"""All of them."""
