"""Two of the four small worlds: a shop and courses. Only data."""

from benchmarks.verification.trajectory_scene import Scene, rows

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
    rows=rows(
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
    rows=rows(
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
