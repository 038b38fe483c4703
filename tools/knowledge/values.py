"""Values in English text: money, percentages, times, dates, durations, measures and plain numbers.

Each has its place, its words and a canonical form; two values are the same only if the canonical forms are
equal. It knows nothing of sentences. A number that belongs to no unit is a `number`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from seedbed.tools.knowledge.wordlist import in_order

Kind = Literal[
    "money", "percent", "time", "date", "year", "month", "weekday", "duration", "measure", "number"
]

_SMALL = {
    word: number
    for number, word in enumerate(
        in_order(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
            sixteen seventeen eighteen nineteen"""
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(in_order("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_HALVES = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

_DURATION = {
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours h hr hrs",
    "day": "day days",
    "night": "night nights",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
}
_MEASURE = {
    "millimetre": "mm millimetre millimetres millimeter millimeters",
    "centimetre": "cm centimetre centimetres centimeter centimeters",
    "metre": "m metre metres meter meters",
    "kilometre": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "inch": "inch inches",
    "foot": "foot feet ft",
    "gram": "g gram grams gramme grammes",
    "kilogram": "kg kilogram kilograms kilo kilos",
    "tonne": "tonne tonnes",
    "ounce": "oz ounce ounces",
    "lb": "lb lbs",
    "millilitre": "ml millilitre millilitres milliliter milliliters",
    "litre": "l litre litres liter liters",
    "cup": "cup cups",
    "tablespoon": "tbsp tablespoon tablespoons",
    "teaspoon": "tsp teaspoon teaspoons",
    "km/h": "km/h kph",
    "mph": "mph",
    "°C": "°C",
    "°F": "°F",
    "degree": "degree degrees",
    "bar": "bar",
    "newton metre": "Nm",
    "watt": "W watt watts",
    "kilowatt": "kW kilowatt kilowatts",
    "kilowatt hour": "kWh",
    "volt": "V volt volts",
    "byte": "byte bytes",
    "bit": "bit bits",
    "kilobyte": "KB kilobytes",
    "megabyte": "MB megabytes",
    "gigabyte": "GB gigabytes",
    "millisecond": "ms millisecond milliseconds",
    "hectare": "hectare hectares",
    "square kilometre": "km² km2",
    "square metre": "m² m2",
}
_UNITS = {spelling: unit for unit, words in (_DURATION | _MEASURE).items() for spelling in words.split()}
_CURRENCIES = {
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "GBP": "GBP",
    "EUR": "EUR",
    "USD": "USD",
    "CHF": "CHF",
    "pounds": "GBP",
    "pound": "GBP",
    "euros": "EUR",
    "euro": "EUR",
    "dollars": "USD",
    "dollar": "USD",
    "pence": "GBp",
    "p": "GBp",
    "cents": "cent",
    "cent": "cent",
}
_MONTHS = in_order("January February March April May June July August September October November December")
_DAYS = in_order("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_BEFORE_UNIT = "working|business|calendar|consecutive|full|whole|further|additional|school|separate"

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?[½¼¾]?|[½¼¾]"
_SPELLED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(list(_SMALL)[1:10])}))?|"
    rf"{'|'.join(sorted(_SMALL, key=len)[::-1])})"
    r"(?:\s(?:hundred|thousand|million|billion))?"
)
_NUMBER = rf"(?:(?:{_DIGITS})(?:\s(?:thousand|million|billion))?|{_SPELLED})"
_UNIT = "|".join(re.escape(word) for word in sorted(_UNITS, key=lambda word: (-len(word), word)))
_COINS = "|".join(word for word in sorted(_CURRENCIES, key=len)[::-1] if word.isalpha())


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a text."""

    kind: Kind
    start: int
    end: int
    text: str
    canonical: str
    """Kind, amount and unit in one spelling; equal exactly when the values are equal."""
    amount: str = ""
    """Decimal digits, for values that are an amount of something."""
    unit: str = ""
    """Singular English name of the unit, or the currency's ISO code."""
    unit_words: str = ""
    """The unit as the text has it ("working days", "km")."""


@cache
def _pattern() -> re.Pattern[str]:
    months, days = "|".join(_MONTHS), "|".join(_DAYS)
    half = r"(?:[ap]m\b|[ap]\.m\.)"
    single = "|".join(month for month in _MONTHS if month not in ("May", "March"))
    return re.compile(
        rf"""(?<![\w£€$.,:/-])(?:
        (?P<iso>\d{{4}}-\d\d-\d\d)
      | (?P<date>(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month>{months})(?:,?\s(?P<year>\d{{4}}))?)
      | (?P<date_us>(?P<month_us>{months})\s(?P<day_us>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)
          (?:,\s(?P<year_us>\d{{4}}))?)
      | (?P<month_year>(?P<month_of>{months})\s(?P<year_of>\d{{4}}))(?!\d)
      | (?P<time>(?:[01]?\d|2[0-4]):[0-5]\d(?:\s?{half})?(?![\d:])
          | \d{{1,2}}(?:\.[0-5]\d)?\s?{half} | (?:noon|midnight)\b)
      | (?P<money>(?P<sign>[£€$])\s?(?P<sum>{_DIGITS})(?P<scale>\s(?:thousand|million|billion)|[mk]\b)?
          | (?P<code>GBP|EUR|USD|CHF)\s(?P<sum_code>{_DIGITS})
          | (?P<sum_coin>{_NUMBER})\s?(?P<coin>{_COINS})\b)
      | (?P<percent>(?P<share>{_NUMBER})\s?(?:%|per\scent\b|percent\b))
      | (?P<quantity>(?P<count>{_NUMBER})[\s-]?
          (?P<unit>(?:(?:{_BEFORE_UNIT})\s)?(?P<unit_name>{_UNIT})(?![\w/²])))
      | (?P<alone_year>(?:1[5-9]|20)\d\d)(?=[\s,;:)]|\.?$|\.\s)
      | (?P<month_alone>{single})\b
      | (?P<weekday>(?:{days})s?)\b
      | (?P<number>{_NUMBER})(?![\w½¼¾%])(?!\s?[£€%]|[.:,/]\d)
        )""",
        re.X,
    )


def find_values(text: str) -> list[Value]:
    """The values in a text, left to right, none overlapping; "9:00–18:00" and "5 to 7 days" count as one
    each."""
    found: list[Value] = []
    for match in _pattern().finditer(text):
        value = _value(match)
        joined = _join(found[-1], value, text) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(value)
    return found


def _value(match: re.Match[str]) -> Value:
    start, end, words = match.start(), match.end(), match[0]

    def made(kind: Kind, form: str, amount: str = "", unit: str = "", unit_words: str = "") -> Value:
        return Value(kind, start, end, words, f"{kind}:{form}", amount, unit, unit_words)

    if match["iso"]:
        return made("date", words)
    if match["date"] or match["date_us"]:
        day, month = match["day"] or match["day_us"], match["month"] or match["month_us"]
        year = match["year"] or match["year_us"] or "----"
        return made("date", f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}")
    if match["month_year"]:
        return made("date", f"{match['year_of']}-{_MONTHS.index(match['month_of']) + 1:02}")
    if match["time"]:
        return made("time", _clock(words))
    if match["money"]:
        amount = number_of(match["sum"] or match["sum_code"] or match["sum_coin"])
        scale = {"m": 10**6, "k": 1000, None: 1} | _SCALES
        amount = plain_decimal(Decimal(amount) * scale[match["scale"].strip() if match["scale"] else None])
        unit = _CURRENCIES[match["sign"] or match["code"] or match["coin"]]
        return made(
            "money", f"{amount} {unit}", amount, unit, match["coin"] or match["sign"] or match["code"]
        )
    if match["percent"]:
        amount = number_of(match["share"])
        return made("percent", amount, amount, "%", words[len(match["share"]) :].strip())
    if match["quantity"]:
        amount, unit = number_of(match["count"]), _UNITS[match["unit_name"]]
        qualified = match["unit"].replace(match["unit_name"], unit)
        kind: Kind = "duration" if unit in _DURATION else "measure"
        return made(kind, f"{amount} {qualified}", amount, unit, match["unit"])
    if match["alone_year"]:
        return made("year", words, words)
    if match["month_alone"]:
        return made("month", words)
    if match["weekday"]:
        return made("weekday", words.rstrip("s"))
    amount = number_of(words)
    return made("number", amount, amount)


def _join(left: Value, right: Value, text: str) -> Value | None:
    """A range written as two values, as one."""
    between = text[left.end : right.start]
    bare = left.kind == "number" and right.kind in ("duration", "measure", "percent", "money")
    if left.kind != right.kind and not bare:
        return None
    to = re.fullmatch(r"\s?[–—-]\s?|\s(?:to|until)\s", between)
    if not to and not (
        between == " and " and re.search(r"\bbetween\s$", text[max(0, left.start - 10) : left.start])
    ):
        return None
    form = f"{left.canonical.split(':', 1)[1]}–{right.canonical.split(':', 1)[1]}"
    words = text[left.start : right.end]
    return Value(
        right.kind,
        left.start,
        right.end,
        words,
        f"{right.kind}:{form}",
        f"{left.amount}–{right.amount}",
        right.unit,
        right.unit_words,
    )


def is_range(value: Value) -> bool:
    """Whether a value is a range written with two ends."""
    return "–" in value.canonical


def number_of(words: str) -> str:
    """A number in digits or English words as plain decimal digits ("1,200" → "1200", "twenty-five" → "25").

    Raises:
        ValueError: it isn't a number.
    """
    text = words.strip().lower()
    parts = re.split(r"[\s-]", text)
    scale = 1
    if parts[-1] in _SCALES:
        scale = _SCALES[parts.pop()]
    if all(part in _SMALL or part in _TENS for part in parts) and parts:
        return plain_decimal(Decimal(scale * sum(_TENS.get(part, _SMALL.get(part, 0)) for part in parts)))
    digits = "".join(parts).replace(",", "")
    half = _HALVES.get(digits[-1:], Decimal(0))
    try:
        return plain_decimal((Decimal(digits.rstrip("½¼¾") or "0") + half) * scale)
    except InvalidOperation as fault:
        raise ValueError(f"not a number: {words!r}") from fault


def plain_decimal(number: Decimal) -> str:
    """Decimal digits with no exponent and no idle zeros."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _clock(words: str) -> str:
    """A time of day as HH:MM."""
    text = words.lower().replace(".", ":" if re.match(r"\d+\.\d\d", words) else "")
    if text in ("noon", "midnight"):
        return "12:00" if text == "noon" else "24:00"
    digits = re.match(r"(\d+)(?::(\d\d))?", text)
    hour, minute = (int(digits[1]), int(digits[2] or 0)) if digits else (0, 0)
    after = "pm" in text.replace(":", "") or "p" in text
    if "a" in text and hour == 12:
        hour = 0
    elif after and hour < 12:
        hour += 12
    return f"{hour:02}:{minute:02}"
