"""Rewrites that say something else, of answers with members: tuples, sets, intervals, relations, matrices."""

import re
from collections.abc import Iterator
from fractions import Fraction

from benchmarks.verification.shapes import INTEGER, Rewrite, Shape, nought


def _raised(part: str) -> str | None:
    """A simple member made one more; None for any other."""
    if re.fullmatch(r"-?\d+", part):
        return str(int(part) + 1)
    found = re.fullmatch(r"(-?)\\[dt]?frac\{(\d+)\}\{(\d+)\}", part)
    if found:
        return rf"{found.group(1)}\frac{{{int(found.group(2)) + int(found.group(3))}}}{{{found.group(3)}}}"
    return None if r"\infty" in part or re.search(r"[()\\]", part[:1]) else f"{part} + 1"


def _may_be_raised(it: Shape, index: int, raised: str) -> bool:
    """Whether a member one greater makes another answer: no equal members, no end beyond the other."""
    if it.kind == "interval" and index == 0 and re.fullmatch(r"-?\d+", it.parts[1]):
        return bool(re.fullmatch(r"-?\d+", raised)) and int(raised) < int(it.parts[1])
    return it.kind in ("tuple", "interval") or (_distinct(it.parts) and raised not in it.parts)


def _distinct(parts: tuple[str, ...]) -> bool:
    """Whether members are different: as numbers where they're plain, else as texts.

    An answer isn't expected to name one member twice in two writings.
    """
    plain = [Fraction(part) if re.fullmatch(r"-?\d+(?:\.\d+)?", part) else part for part in parts]
    return len(set(plain)) == len(plain)


def other_members(it: Shape) -> Iterator[Rewrite]:
    """Members changed, missing, added, swapped; ends opened and closed."""
    parts = it.parts
    opening, closing = {"set": (r"\{", r"\}"), "list": ("", "")}.get(it.kind, (it.ends[:1], it.ends[1:]))
    glue = r" \cup " if it.kind == "union" else ", "

    def whole(members: tuple[str, ...]) -> str:
        return f"{opening}{glue.join(members)}{closing}"

    for index in (0, len(parts) - 1):
        raised = _raised(parts[index]) if it.kind != "union" else None
        if raised is not None and _may_be_raised(it, index, raised):
            changed = (raised if at == index else part for at, part in enumerate(parts))
            yield "an entry off by one", whole(tuple(changed))
    if it.kind in ("set", "list", "tuple") and len(parts) > 1 and (_distinct(parts) or it.kind == "tuple"):
        yield "one element missing", whole(parts[:-1]) if len(parts) > 2 or it.kind != "tuple" else parts[0]
        yield "one element missing", whole(parts[1:]) if len(parts) > 2 or it.kind != "tuple" else parts[1]
        yield "one element more", whole((*parts, "987"))
        yield "another element", whole((*parts[:-1], "987"))
    if it.kind == "tuple" and _distinct(parts[:1] + parts[-1:]):
        yield "swapped entries", whole((parts[-1], *parts[1:-1], parts[0]))
    if it.kind == "interval":
        yield from _other_interval(it)
    if it.kind == "union":
        yield "one part missing", parts[0]
        yield "one part missing", parts[-1]
        if not any(r"\infty" in part for part in parts):
            yield "one part more", whole((*parts, "(987, 988)"))
        if not any(r"-\infty" in part for part in parts):
            yield "one part more", whole((r"(-\infty, -987]", *parts))
        yield "one point more", whole((*parts, r"\{98765.5\}")) if r"\infty" not in parts[-1] else r"(0, 1)"
        ends = _swapped_ends(parts[-1])
        if ends:
            yield "closed for open end", whole((*parts[:-1], ends))
    yield "another answer", "987654"


def _swapped_ends(part: str) -> str:
    """An interval whose finite ends are open for closed, closed for open; empty where it has none."""
    inner = part.strip()
    if inner[:1] not in "([" or inner[-1:] not in ")]" or "," not in inner:
        return ""
    low, _, high = inner[1:-1].partition(",")
    first = inner[0] if r"\infty" in low else {"(": "[", "[": "("}[inner[0]]
    last = inner[-1] if r"\infty" in high else {")": "]", "]": ")"}[inner[-1]]
    swapped = f"{first}{low},{high}{last}"
    return "" if swapped == inner else swapped


def _other_interval(it: Shape) -> Iterator[Rewrite]:
    low, high = it.parts
    opening, closing = it.ends[0], it.ends[1]
    below, above = r"\infty" not in low, r"\infty" not in high
    if below:
        yield "closed for open end", f"{'[' if opening == '(' else '('}{low}, {high}{closing}"
        yield "unbounded below", rf"(-\infty, {high}{closing}"
        yield "another set", rf"x < {low} - 1"
    if above:
        yield "closed for open end", f"{opening}{low}, {high}{']' if closing == ')' else ')'}"
        yield "unbounded above", rf"{opening}{low}, \infty)"
        yield "another set", rf"x > {high} + 1"
        yield "one part more", rf"{opening}{low}, {high}{closing} \cup (98765, 98766)"
    if not below and not above:
        yield "half of it", r"(0, \infty)"
        yield "half of it", r"(-\infty, 0]"
    yield "one end alone", low if below else high
    yield "another set", r"\{98765.5\}"


def other_relation(it: Shape) -> Iterator[Rewrite]:
    """Equations, inequalities and memberships that say something else."""
    text = it.text
    if it.kind == "equation":
        left, right = it.parts
        yield "one more", f"{text} + 1"
        yield "one less", f"{text} - 1"
        yield "a term more", f"{text} + w^3"
        yield "not equal", rf"{left} \neq {right}"
        yield "an inequality", f"{left} < {right}"
        if re.fullmatch(r"[a-zA-Z]|[a-z]\(x\)", left) and not nought(right):
            yield "sign", f"{left} = -({right})"
            yield (
                "another name",
                f"{'w' if left != 'w' else 'v'} = {right}" if len(left) == 1 else f"987 = {right}",
            )
        return
    yield "another answer", "987654"
    yield (
        "an equation",
        re.sub(r"\\(?:leq?|geq?|neq?|in)(?![a-z])|[<>]", "=", text) if it.kind == "inequality" else "x = 987",
    )
    turned = _TURNED.sub(lambda found: _OPPOSITE[found.group()], text)
    strict = _TURNED.sub(lambda found: _STRICTER[found.group()], text)
    if it.kind == "inequality" and r"\neq" not in text:
        yield "inequality turned", turned
        yield "strict for weak", strict
    for found in list(INTEGER.finditer(text))[-1:]:
        yield (
            "end off by one",
            f"{text[: found.start()]}{int(found.group()) + 1}{text[found.end() :]}"
            if r"\frac" not in text
            else "(0, 987)",
        )
    yield (
        "one end alone",
        re.split(r"\\(?:leq?|geq?|neq?|in)(?![a-z])|[<>]", text)[-1].strip()
        if it.kind == "inequality"
        else r"(5, 5.5)",
    )
    yield "another set", r"(-987, 987.5]"
    yield "everything", r"(-\infty, \infty)"


_TURNED = re.compile(r"\\(?:leq|geq|le|ge)(?![a-z])|[<>]")
_OPPOSITE = {r"\le": r"\ge", r"\leq": r"\geq", r"\ge": r"\le", r"\geq": r"\leq", "<": ">", ">": "<"}
_STRICTER = {r"\le": "<", r"\leq": "<", r"\ge": ">", r"\geq": ">", "<": r"\le ", ">": r"\ge "}


def other_matrix(kind: str, inside: str) -> Iterator[Rewrite]:
    """Matrices with an entry or a row changed."""
    rows = [[entry.strip() for entry in row.split("&")] for row in inside.split(r"\\")]

    def whole(table: list[list[str]]) -> str:
        inner = r" \\ ".join(" & ".join(row) for row in table)
        return rf"\begin{{{kind}}} {inner} \end{{{kind}}}"

    first = rows[0][0]
    yield "an entry off by one", whole([[f"{first} + 1", *rows[0][1:]], *rows[1:]])
    yield "last entry off by one", whole([*rows[:-1], [*rows[-1][:-1], f"{rows[-1][-1]} - 1"]])
    for number, row in enumerate(rows):
        for at, entry in enumerate(row):
            if re.fullmatch(r"-?\d+", entry) and int(entry):
                changed = [list(line) for line in rows]
                changed[number][at] = str(-int(entry))
                yield "sign of an entry", whole(changed)
    if len(rows) > 1:
        yield "one row missing", whole(rows[:-1])
        if all(re.fullmatch(r"-?\d+", entry) for row in rows for entry in row) and rows[0] != rows[1]:
            yield "rows swapped", whole([rows[1], rows[0], *rows[2:]])
    transposed = [list(column) for column in zip(*rows, strict=True)]
    if len(transposed) != len(rows):
        yield "transposed", whole(transposed)
    yield (
        "doubled",
        f"2 {whole(rows)}" if any(re.fullmatch(r"-?[1-9]\d*", e) for row in rows for e in row) else "987",
    )
    yield "one entry alone", first
