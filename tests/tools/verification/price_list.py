"""A price list for tests, as a rental firm's handbook states it."""

from seedbed.tools.offline.problems.price import Price

_RATES = {
    "Children's bike": ("2.50", "9", "38", "30"),
    "City bike": ("4", "15.00", "65", "60"),
    "Tandem": ("7", "26", "115", "110"),
    "Electric city bike": ("7.50", "29", "125", "150"),
}
_EXTRAS = {"Phone mount": "1.50", "Pannier bag": "3", "GPS unit": "6"}
_EXTRAS |= {"Spare battery": "8", "Child seat": "5"}
_TOURS = {"Lighthouse Loop": ("24", "15"), "Ridge Challenge": ("47", "33")}

HIRE_PRICES: tuple[Price, ...] = (
    *(
        Price(item, unit, amount, "£")
        for item, amounts in _RATES.items()
        for unit, amount in zip(("Hourly rate", "Day rate", "Week rate", "Deposit"), amounts, strict=True)
    ),
    *(Price(item, "Price per day", amount, "£") for item, amount in _EXTRAS.items()),
    *(
        Price(item, unit, amount, "£")
        for item, amounts in _TOURS.items()
        for unit, amount in zip(("Adult price", "Child price"), amounts, strict=True)
    ),
    Price("Family plan", "Monthly fee", "22", "£"),
    Price("Family plan", "Discount on hire rates", "18", "%"),
    Price("Small group", "Discount on hire rates", "8", "%"),
    Price("Town zone", "Delivery fee", "6", "£"),
    Price("heavily soiled bike", "cleaning fee", "14", "£"),
    Price("Cracked e-bike display", "Repair charge", "78", "£"),
    Price("e-bike", "late fee per hour", "8", "£"),
)

MENU: tuple[Price, ...] = (
    Price("Flat white", "each", "3.20", "€"),
    Price("Almond croissant", "each", "2.80", "€"),
    Price("Orange juice", "each", "3.50", "€"),
)
