"""Budgets as people write them: `200ktok`, `1.5mtok`, `5usd`, `30min`, `2h`, `500calls`.

One word is one cap. Knows neither flags nor files: whoever reads those says where a fault stands."""

import re
from typing import Any

from seedbed.memory.errors import UserFault
from seedbed.memory.spec import Budget

_FORMS = "write 200ktok, 1.5mtok, 5usd, 30min, 2h or 500calls, decimals after a point"
_MOST = 1e15
"""Of anything."""
_NUMBER = r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d[\d_]*)(?:\.\d+)?|\.\d+"
"""A comma stands between thousands alone: somewhere it is read as a point."""
_WORD = re.compile(rf"\s*(?P<sign>\$)?\s*(?P<number>{_NUMBER})\s*(?P<unit>[a-z]*)\s*", re.I)
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("tok", "token", "tokens"), ("tokens", 1.0)),
    **dict.fromkeys(("ktok", "ktoken", "ktokens"), ("tokens", 1e3)),
    **dict.fromkeys(("mtok", "mtoken", "mtokens"), ("tokens", 1e6)),
    **dict.fromkeys(("usd", "dollar", "dollars"), ("usd", 1.0)),
    **dict.fromkeys(("min", "minute", "minutes"), ("minutes", 1.0)),
    **dict.fromkeys(("h", "hour", "hours"), ("minutes", 60.0)),
    **dict.fromkeys(("call", "calls"), ("calls", 1.0)),
}


def parse_budget(words: Any) -> Budget:
    """Caps from a list of words, or from one, one kind each. Raises UserFault: a word isn't a cap, is zero,
    or two words cap the same thing differently."""
    caps: dict[str, float] = {}
    said: dict[str, str] = {}
    for word in words if isinstance(words, (list, tuple)) else (words,):
        kind, amount = _cap(word)
        if caps.setdefault(kind, amount) != amount:
            step = "keep one of them"
            raise UserFault(f"{said[kind]!r} and {word!r} cap the same thing", where="budget", next_step=step)
        said[kind] = word
    return Budget.model_validate(caps)


def _cap(word: Any) -> tuple[str, float]:
    found = _WORD.fullmatch(str(word))
    unit = found["unit"].lower() if found else ""
    if found and found["sign"] and not unit:
        unit = "usd"
    if not found or unit not in _UNITS or (found["sign"] and unit != "usd"):
        raise UserFault(f"{word!r} is no budget", where="budget", next_step=_FORMS)
    kind, times = _UNITS[unit]
    amount = round(float(found["number"].replace(",", "").replace("_", "")) * times, 9)
    amount = float(int(amount)) if kind in ("tokens", "calls") else amount
    if not 0 < amount <= _MOST:
        what = "is no budget" if amount else "leaves nothing to spend"
        raise UserFault(f"{word!r} {what}", where="budget", next_step=_FORMS)
    return kind, amount


def budget_words(budget: Budget) -> list[str]:
    """The caps as words that `parse_budget` reads back equal."""
    thousands, rest = divmod(budget.tokens or 0, 1000)
    amounts: dict[str, float | None] = {"tok": budget.tokens} if rest else {"ktok": thousands or None}
    amounts |= {"usd": budget.usd, "min": budget.minutes, "calls": budget.calls}
    plain = {unit: f"{float(n):.9f}".rstrip("0").rstrip(".") for unit, n in amounts.items() if n is not None}
    return [f"{number}{unit}" for unit, number in plain.items()]


def budget_value(value: Any) -> Any:
    """What stands under `budget:` in a spec file, as the map that the spec takes. A word, a list of words and
    a map pass; anything else is left for the spec to refuse. Raises UserFault: a word isn't a cap."""
    if isinstance(value, str):
        value = [word for word in re.split(r",\s+|\s+(?=[\d$.])", value.strip()) if word]
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return parse_budget(value).model_dump(exclude_none=True)
    return value
