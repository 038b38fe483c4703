"""Dates of the Gregorian calendar, from year 1 to 9999."""

import calendar
import datetime
from typing import Any

import sympy

from seedbed.tools.verification.algebra.arguments import day, whole
from seedbed.tools.verification.syntax import ExpressionFault, Words

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def date(year: Any, month: Any, of_month: Any) -> datetime.date:
    """A date by its numbers."""
    numbers = whole("date", year, 1, 9999), whole("date", month, 1, 12), whole("date", of_month, 1, 31)
    try:
        return datetime.date(*numbers)
    except ValueError:
        raise ExpressionFault(f"{numbers[0]:04}-{numbers[1]:02}-{numbers[2]:02} isn't a date") from None


def days_between(start: Any, end: Any) -> Any:
    """Days from start to end; negative where end comes first."""
    return sympy.Integer((day("days_between", end) - day("days_between", start)).days)


def add_days(start: Any, n: Any) -> datetime.date:
    """The date n days later."""
    days = whole("add_days", n, -4_000_000, 4_000_000)
    try:
        return day("add_days", start) + datetime.timedelta(days=days)
    except OverflowError:
        raise ExpressionFault("a date outside the years 1 to 9999") from None


def add_months(start: Any, n: Any) -> datetime.date:
    """The same day of the month n months later."""
    first = day("add_months", start)
    months = first.year * 12 + first.month - 1 + whole("add_months", n, -120_000, 120_000)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise ExpressionFault("a date outside the years 1 to 9999")
    try:
        return first.replace(year=year, month=month + 1)
    except ValueError:
        raise ExpressionFault(f"{year:04}-{month + 1:02} has no day {first.day}") from None


def weekday(of: Any) -> Words:
    """Day of the week, as a word."""
    return Words(_WEEKDAYS[day("weekday", of).weekday()])


def is_leap_year(year: Any) -> bool:
    """Whether a year has 366 days."""
    return calendar.isleap(whole("is_leap_year", year, 1, 9999))


def day_of_year(of: Any) -> Any:
    """1 for the first of January."""
    return sympy.Integer(day("day_of_year", of).timetuple().tm_yday)
