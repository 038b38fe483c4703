"""Labels of parcels."""
import re

_CODE = re.compile(r"^([A-Z]{2})-(\d{6})-(\d)$")


def check_digit(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        n = int(digit)
        if place % 2 == 0:
            n *= 2
            if n > 9:
                n -= 9
        total += n
    return (10 - total % 10) % 10


def parse_label(text):
    match = _CODE.match(text.strip().upper())
    if not match:
        return None
    depot, number, digit = match.groups()
    if check_digit(number) != int(digit):
        return None
    return {"depot": depot, "number": int(number)}


def group_by_depot(labels):
    groups = {}
    bad = []
    for label in labels:
        parsed = parse_label(label)
        if parsed is None:
            bad.append(label)
            continue
        groups.setdefault(parsed["depot"], []).append(parsed["number"])
    for numbers in groups.values():
        numbers.sort()
    return groups, bad


def retry(action, times=3, wait=None):
    for attempt in range(1, times + 1):
        try:
            return action()
        except OSError:
            if attempt == times:
                raise
            if wait is not None:
                wait(attempt)
