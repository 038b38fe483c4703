"""What the end-to-end tests build: small, of every task, with a handbook."""

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
MESSAGES = {
    "name": "messages",
    "task": "classification",
    "topic": "a bike-rental firm",
    "about": "intent",
    "text_kind": "customer message",
    "labels": LABELS,
    "rows": 9,
}
PROBLEMS = {
    "name": "problems",
    "task": "mathematics",
    "topic": "a bike shop",
    "rows": 9,
    "way": "reasoned",
}
QUESTIONS = {
    "name": "questions",
    "task": "grounded_qa",
    "topic": "the rules of a bike-rental firm",
    "rows": 1,
    "form": "strong",
}
BIKES = {
    "name": "bikes",
    "task": "records",
    "topic": "bikes for hire",
    "rows": 3,
    "fields": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "price": {"type": "number"}},
        "required": ["name", "price"],
    },
}
SURE = {
    "name": "sums",
    "task": "mathematics",
    "topic": "prices of a bike shop",
    "rows": 3,
    "form": "sure",
}
RULES = {
    "name": "rules",
    "task": "grounded_qa",
    "topic": "the rules of a bike-rental firm",
    "rows": 3,
    "form": "sure",
}
PARTS: list[dict[str, Any]] = [MESSAGES, PROBLEMS, QUESTIONS, BIKES, SURE, RULES]
