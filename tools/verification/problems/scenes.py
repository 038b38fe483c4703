"""The built-in scenes of everyday life, and a way to make one from a user's words.

People are first names without anything else; no real person or firm is meant.
"""

from collections.abc import Mapping, Sequence

from seedbed.tools.verification.problems.inflection import article, plural, singular
from seedbed.tools.verification.problems.scene import Pack, Person, Scene, Thing


def _people(names: str, she: str, her: str) -> tuple[Person, ...]:
    return tuple(Person(name, she, her) for name in names.split())


PEOPLE: tuple[Person, ...] = (
    *_people(
        "Amira Bettina Carmen Dalia Elif Freya Greta Hanna Imani Jolanta Kira Leila Maren", "she", "her"
    ),
    *_people("Nadia Oriana Priya Rosa Sabine Tamsin Uma Wanda Yara Zita", "she", "her"),
    *_people("Anton Bilal Chidi Dario Emil Farid Gustav Hugo Idris Jonas Kofi Luca Mateo", "he", "his"),
    *_people("Nils Omar Pavel Rafael Stefan Tomas Viktor Yusuf Zoltan", "he", "his"),
)


def _scene(name: str, place: str, pack: Pack, *goods: Thing) -> Scene:
    return Scene(name, place, goods, pack, PEOPLE)


_TRAY = Pack("tray", "trays", (8, 12, 15, 18, 20, 24))
_CRATE = Pack("crate", "crates", (10, 12, 15, 18, 20, 24))
_BOX = Pack("box", "boxes", (6, 8, 10, 12, 15, 20, 25))

SCENES: tuple[Scene, ...] = (
    _scene(
        "bakery",
        "the Mill Lane bakery",
        _TRAY,
        Thing("loaf", "loaves", (180, 360), 5, (40, 120)),
        Thing("bun", "buns", (60, 140), 12, (60, 240)),
        Thing("croissant", "croissants", (120, 230), 10, (40, 180)),
        Thing("muffin", "muffins", (130, 260), 10, (40, 160)),
        Thing("fruit tart", "fruit tarts", (240, 420), 6, (30, 90)),
        Thing("baguette", "baguettes", (120, 240), 6, (40, 150)),
    ),
    _scene(
        "market",
        "the market hall",
        _CRATE,
        Thing("melon", "melons", (150, 320), 4, (40, 150)),
        Thing("pineapple", "pineapples", (180, 340), 4, (30, 120)),
        Thing("cabbage", "cabbages", (80, 180), 5, (50, 180)),
        Thing("cauliflower", "cauliflowers", (120, 240), 5, (40, 140)),
        Thing("mango", "mangoes", (90, 180), 8, (60, 240)),
        Thing("pumpkin", "pumpkins", (200, 450), 4, (30, 120)),
    ),
    _scene(
        "bookshop",
        "the Corner Bookshop",
        _BOX,
        Thing("novel", "novels", (600, 1200), 5, (60, 240)),
        Thing("cookbook", "cookbooks", (1200, 2400), 3, (30, 90)),
        Thing("comic", "comics", (250, 700), 8, (60, 240)),
        Thing("bookmark", "bookmarks", (120, 300), 8, (80, 300)),
        Thing("travel guide", "travel guides", (900, 1600), 3, (30, 120)),
        Thing("notebook", "notebooks", (250, 600), 8, (60, 300)),
    ),
    _scene(
        "café",
        "the Riverside Café",
        _TRAY,
        Thing("sandwich", "sandwiches", (320, 580), 6, (40, 120)),
        Thing("scone", "scones", (160, 280), 8, (40, 160)),
        Thing("slice of cake", "slices of cake", (250, 420), 6, (40, 120)),
        Thing("milkshake", "milkshakes", (300, 480), 5, (40, 120)),
        Thing("pancake", "pancakes", (180, 320), 8, (60, 180)),
        Thing("bagel", "bagels", (180, 340), 8, (40, 150)),
    ),
    _scene(
        "garden centre",
        "the Fernhill garden centre",
        _CRATE,
        Thing("rose bush", "rose bushes", (800, 1500), 4, (30, 120)),
        Thing("lavender plant", "lavender plants", (300, 650), 8, (60, 240)),
        Thing("tomato plant", "tomato plants", (150, 350), 10, (60, 300)),
        Thing("flowerpot", "flowerpots", (200, 700), 8, (60, 240)),
        Thing("herb plant", "herb plants", (150, 320), 8, (60, 240)),
        Thing("sunflower", "sunflowers", (180, 400), 8, (50, 180)),
    ),
    _scene(
        "stationery shop",
        "the stationery shop",
        _BOX,
        Thing("pen", "pens", (80, 240), 12, (120, 480)),
        Thing("exercise book", "exercise books", (90, 220), 12, (120, 600), "an"),
        Thing("ruler", "rulers", (70, 180), 8, (80, 300)),
        Thing("folder", "folders", (150, 350), 10, (80, 360)),
        Thing("glue stick", "glue sticks", (90, 220), 10, (80, 300)),
        Thing("pencil case", "pencil cases", (300, 700), 6, (40, 150)),
    ),
    _scene(
        "museum shop",
        "the museum shop",
        _BOX,
        Thing("poster", "posters", (400, 900), 5, (60, 240)),
        Thing("postcard", "postcards", (60, 120), 15, (200, 800)),
        Thing("keyring", "keyrings", (250, 450), 8, (80, 300)),
        Thing("mug", "mugs", (600, 1100), 6, (40, 160)),
        Thing("model kit", "model kits", (900, 1800), 3, (30, 120)),
        Thing("fridge magnet", "fridge magnets", (200, 380), 8, (100, 400)),
    ),
    _scene(
        "toy shop",
        "the Button Street toy shop",
        _BOX,
        Thing("board game", "board games", (1200, 2500), 3, (30, 100)),
        Thing("jigsaw", "jigsaws", (700, 1400), 4, (40, 140)),
        Thing("kite", "kites", (900, 1800), 4, (30, 100)),
        Thing("yo-yo", "yo-yos", (250, 600), 8, (60, 240)),
        Thing("toy car", "toy cars", (200, 500), 8, (80, 300)),
        Thing("puppet", "puppets", (500, 1200), 5, (40, 140)),
    ),
    _scene(
        "sports shop",
        "the Northgate sports shop",
        _BOX,
        Thing("football", "footballs", (900, 2000), 6, (40, 140)),
        Thing("water bottle", "water bottles", (450, 1000), 8, (60, 240)),
        Thing("skipping rope", "skipping ropes", (400, 800), 8, (40, 160)),
        Thing("sports towel", "sports towels", (600, 1200), 6, (40, 160)),
        Thing("shuttlecock", "shuttlecocks", (120, 260), 12, (120, 480)),
        Thing("swimming cap", "swimming caps", (300, 800), 8, (60, 240)),
    ),
    _scene(
        "hardware shop",
        "the Anvil hardware shop",
        _BOX,
        Thing("paintbrush", "paintbrushes", (250, 700), 6, (60, 240)),
        Thing("tin of paint", "tins of paint", (1200, 2400), 6, (40, 140)),
        Thing("light bulb", "light bulbs", (250, 600), 8, (80, 300)),
        Thing("padlock", "padlocks", (600, 1400), 5, (40, 140)),
        Thing("roll of tape", "rolls of tape", (200, 450), 8, (60, 240)),
        Thing("door handle", "door handles", (700, 1600), 8, (40, 140)),
    ),
    _scene(
        "farm shop",
        "the Hollow Oak farm shop",
        _CRATE,
        Thing("jar of honey", "jars of honey", (450, 800), 5, (40, 140)),
        Thing("jar of jam", "jars of jam", (280, 480), 6, (40, 160)),
        Thing("bottle of apple juice", "bottles of apple juice", (280, 420), 8, (60, 200)),
        Thing("goat's cheese", "goat's cheeses", (350, 650), 5, (30, 90)),
        Thing("bunch of carrots", "bunches of carrots", (120, 220), 5, (40, 140)),
        Thing("bag of potatoes", "bags of potatoes", (220, 420), 5, (40, 140)),
    ),
    _scene(
        "school shop",
        "the school tuck shop",
        _BOX,
        Thing("flapjack", "flapjacks", (70, 140), 10, (60, 200)),
        Thing("cupcake", "cupcakes", (80, 150), 8, (60, 200)),
        Thing("badge", "badges", (100, 200), 8, (60, 240)),
        Thing("bottle of lemonade", "bottles of lemonade", (80, 150), 6, (60, 200)),
        Thing("bag of popcorn", "bags of popcorn", (90, 160), 6, (40, 160)),
        Thing("used book", "used books", (50, 200), 10, (80, 300)),
    ),
    _scene(
        "craft shop",
        "the Thimble craft shop",
        _BOX,
        Thing("ball of wool", "balls of wool", (280, 560), 10, (80, 300)),
        Thing("reel of thread", "reels of thread", (150, 300), 10, (80, 300)),
        Thing("sewing kit", "sewing kits", (700, 1500), 4, (30, 100)),
        Thing("candle mould", "candle moulds", (400, 900), 6, (30, 120)),
        Thing("ribbon", "ribbons", (120, 280), 10, (80, 300)),
        Thing("picture frame", "picture frames", (600, 1400), 6, (40, 140)),
    ),
    _scene(
        "campsite",
        "the campsite shop",
        _BOX,
        Thing("torch", "torches", (600, 1400), 5, (30, 120)),
        Thing("camping mug", "camping mugs", (350, 700), 8, (40, 160)),
        Thing("sleeping mat", "sleeping mats", (1200, 2400), 5, (30, 90)),
        Thing("bag of charcoal", "bags of charcoal", (450, 800), 4, (30, 120)),
        Thing("gas canister", "gas canisters", (350, 700), 6, (40, 160)),
        Thing("folding stool", "folding stools", (900, 1800), 5, (30, 100)),
    ),
    _scene(
        "pet shop",
        "the Paws pet shop",
        _BOX,
        Thing("dog lead", "dog leads", (600, 1200), 4, (40, 140)),
        Thing("bag of birdseed", "bags of birdseed", (300, 700), 6, (40, 160)),
        Thing("cat toy", "cat toys", (200, 450), 8, (60, 240)),
        Thing("tin of cat food", "tins of cat food", (80, 160), 15, (120, 480)),
        Thing("feeding bowl", "feeding bowls", (400, 900), 5, (40, 140)),
        Thing("bag of hay", "bags of hay", (350, 700), 6, (40, 140)),
    ),
)


def scene_from(
    name: str,
    place: str,
    items: Sequence[str],
    *,
    pence: Mapping[str, tuple[int, int]] | None = None,
    people: Sequence[Person] = (),
    currency: str = "£",
) -> Scene:
    """A scene in the user's words.

    `place` stands after «at»; `items` are nouns; `pence` gives the lowest and highest usual price of
    an item in hundredths of the currency. An item that a built-in scene knows takes its price from there; any
    other without a price is counted but never sold. Plurals and articles come from `inflect`.
    """
    known = {thing.one: thing for scene in SCENES for thing in scene.goods}
    given = pence or {}
    goods = []
    for item in items:
        one = singular(" ".join(item.split()))
        if one in known and one not in given:
            goods.append(known[one])
            continue
        goods.append(Thing(one, plural(one), given.get(one), 6, (40, 160), article(one)))
    return Scene(name, " ".join(place.split()), tuple(goods), _BOX, tuple(people) or PEOPLE, currency)
