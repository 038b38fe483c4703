"""Small helpers of a timetable."""


def minutes(clock: str) -> int:
    """Minutes since midnight of a time such as '7:05' or '07:05'. Raises ValueError: it is no time of a day."""
    hours, _, rest = clock.partition(":")
    if not (hours.isdigit() and rest.isdigit() and len(rest) == 2):
        raise ValueError(f"no time: {clock!r}")
    total = int(hours) * 60 + int(rest)
    if int(hours) > 23 or int(rest) > 59:
        raise ValueError(f"no time of a day: {clock!r}")
    return total


def clock(total: int) -> str:
    """The time 'HH:MM' of minutes since midnight; past midnight it begins anew."""
    total %= 24 * 60
    return f"{total // 60:02}:{total % 60:02}"


def wait(at: str, departures: list[str]) -> int | None:
    """Minutes until the next departure at or after a time, the next day's first if need be; None without any."""
    if not departures:
        return None
    now = minutes(at)
    return min((minutes(one) - now) % (24 * 60) for one in departures)


def merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans (first, last) in order, those that touch or overlap as one. Raises ValueError: one ends before it begins."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if last < first:
            raise ValueError(f"ends before it begins: {(first, last)}")
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
