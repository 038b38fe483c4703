"""What the end-to-end tests build: small, of several kinds, with a handbook."""

from typing import Any

LABELS = {
    "refund": "wants money back",
    "booking": "wants to reserve a bike",
    "damage": "reports a broken bike",
}
HANDBOOK = """\
# Pedalworks handbook

## Deposits

The deposit for a tandem is £110. It is paid back within 5 days after the bike is returned.
The deposit for a city bike is £40. Members of the cycling club pay half of it.

## Prices

| Bike | Price per day |
| --- | --- |
| tandem | £26 |
| city bike | £15 |
| cargo bike | £32 |

## Opening

The shop in Harbour Street opens at 8:30 and closes at 18:00. On Sundays it is closed.
Bikes must be returned before 17:45. Helmets are lent free of charge.
A lost key costs £25. Repairs on the road are done by the mobile workshop within 2 hours.
"""
MESSAGES: dict[str, Any] = {
    "name": "messages",
    "recipe": {
        "use": "labelled-text",
        "about": "A customer message with its intent",
        "params": {"kind": "customer message"},
        "row": {"text": "string 15..900", "label": [*LABELS]},
        "vary": {"label": dict.fromkeys(LABELS, "1/3"), "leaf": {"per": "label"}},
        "means": {"label": LABELS},
    },
    "topic": "a bike-rental firm",
    "rows": 9,
}
PROBLEMS = {"name": "problems", "recipe": "reasoned-problems", "topic": "a bike shop", "rows": 9}
QUESTIONS = {
    "name": "questions",
    "recipe": "cited-questions",
    "topic": "the rules of a bike-rental firm",
    "rows": 2,
}
BIKES = {
    "name": "bikes",
    "recipe": {
        "use": "records",
        "row": {"name": {"schema": {"type": "string"}}, "price": {"schema": {"type": "number"}}},
    },
    "topic": "bikes for hire",
    "rows": 6,
}
PLAIN = {
    "recipe": "notes",
    "about": "A note of a bike shop",
    "row": {"note": "string 15..400"},
    "leaf": "none",
    "write": "A note on bikes.",
    "rubric": ["It is of use."],
}
"""A recipe without concepts: few calls a row, and one cell."""
SURE = {"name": "sums", "offline": "problems", "topic": "prices of a bike shop", "rows": 3}
RULES = {"name": "rules", "offline": "questions", "topic": "the rules of a bike-rental firm", "rows": 3}
PARTS: list[dict[str, Any]] = [MESSAGES, PROBLEMS, QUESTIONS, BIKES, SURE, RULES]
