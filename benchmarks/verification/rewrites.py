"""Mechanical rewrites of an answer that say the same, by construction.

A rewrite is made only where the form of the text guarantees it; no checker is asked. It works on text and
shares no code with what is measured. `wrong_rewrites.py` has those that say something else.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from benchmarks.verification.shapes import Rewrite, Shape, shape, terms, unique

_SCALARS = ("number", "fraction", "mixed", "expression")
_SMALLER = {
    "cm": ("mm", 10),
    "cm^2": ("mm^2", 100),
    "m": ("cm", 100),
    "meters": ("cm", 100),
    "km": ("m", 1000),
    "feet": ("in", 12),
    "ft": ("inches", 12),
    "kg": ("g", 1000),
    "pounds": ("ounces", 16),
    "L": ("mL", 1000),
    "hours": ("minutes", 60),
    "minutes": ("seconds", 60),
}
"""Units with a smaller one, and how many of it they are."""
_WORD_ROOT = re.compile(r"\\sqrt\s*(?:\{(\d+)\}|(\d))")


def equal_rewrites(answer: str) -> list[Rewrite]:
    """Texts that say the same as the answer, each once, none of them the answer itself."""
    return unique(answer, [*_dressed(answer), *_said_again(shape(answer))])


def _dressed(answer: str) -> Iterator[Rewrite]:
    """Other looks, which any answer may have."""
    inner = answer.strip()
    yield "in dollars", f"${inner}$"
    yield "boxed", rf"\boxed{{{inner}}}"
    if not inner.endswith("."):
        yield "full stop", f"{inner}."
    yield "outer spaces", rf" {inner}\, "
    yield "displaystyle", rf"\displaystyle {inner}"
    yield "other fraction macro", re.sub(r"\\frac(?![a-z])", r"\\dfrac", inner)
    yield "other fraction macro", re.sub(r"\\[dt]frac(?![a-z])", r"\\frac", inner)
    yield "braces of fractions", re.sub(r"(\\[dt]?frac)\s*(\d)(\d)(?!\d)", r"\1{\2}{\3}", inner)
    yield "braces of fractions", re.sub(r"(\\[dt]?frac)\{(\d)\}\{(\d)\}", r"\1\2\3", inner)
    yield "braces of roots", re.sub(r"(\\sqrt)\{(\d)\}", r"\1\2", inner)
    yield "braces of powers", re.sub(r"\^(\d|[a-z])(?![\w'])", r"^{\1}", inner)
    yield "other text macro", inner.replace(r"\text{", r"\mbox{")
    yield "other text macro", inner.replace(r"\mbox{", r"\text{")
    yield "degree in braces", inner.replace(r"^\circ", r"^{\circ}")
    yield "left and right dropped", re.sub(r"\\(?:left|right)(?![a-z])\s*", "", inner)
    if r"\left" not in inner and not re.search(r"\\text|\\mbox|\\begin", inner) and _balanced(inner):
        yield "left and right added", re.sub(r"\)", r"\\right)", re.sub(r"\(", r"\\left(", inner))
    yield "other relation macro", inner.replace(r"\leq ", r"\le ").replace(r"\geq ", r"\ge ")
    if not re.search(r"\\text|\\mbox|<=|>=", inner):
        yield "thin spaces", re.sub(r" ?([=<+]) ?", r"\\,\1\\;", inner)


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")") and "[" not in text and "]" not in text


def _said_again(it: Shape) -> Iterator[Rewrite]:
    text, parts = it.text, it.parts
    if (
        it.kind in _SCALARS
        and "," not in text.replace(r",\!", "").replace("{,}", "")
        and text != r"\infty"
        and "[" not in text
    ):
        yield from _same_scalar(it)
    if it.kind == "words":
        yield from _same_words(parts[0])
    if it.kind in ("percent", "money", "degrees", "unit", "base"):
        yield from _same_measure(it)
    if it.kind in ("tuple", "set", "list", "union", "interval"):
        yield from _same_members(it)
    if it.kind == "equation":
        left, right = parts
        yield "sides swapped", f"{right} = {left}"
        if not re.fullmatch(r"[a-zA-Z]\(\w\)|\(.*", left):
            yield "both sides doubled", rf"2\left({left}\right) = 2\left({right}\right)"
        if re.fullmatch(r"[a-z]", left) and left not in right:
            yield "label dropped", right
    if it.kind == "matrix":
        kind, inside = parts
        other = "bmatrix" if kind == "pmatrix" else "pmatrix"
        yield "other matrix brackets", rf"\begin{{{other}}} {inside} \end{{{other}}}"
        yield "a last row's end", rf"\begin{{{kind}}} {inside} \\ \end{{{kind}}}"
    if it.kind == "inequality":
        yield from _turned_round(text)
    if it.kind == "member":
        yield "label dropped", parts[1].strip()
    if it.kind == "signs":
        yield from _both_written(it)


def _same_scalar(it: Shape) -> Iterator[Rewrite]:
    text, parts = it.text, it.parts
    free = next(letter for letter in "zwukqv" if letter not in text)
    yield "label added", f"{free} = {text}"
    if it.kind != "mixed":
        yield "in brackets", f"({text})"
        yield "nought added", f"{text} + 0"
        yield "doubled and halved", rf"\frac{{2\left({text}\right)}}{{2}}"
    for root in list(_WORD_ROOT.finditer(text))[:1]:
        under = int(root.group(1) or root.group(2))
        before, after = text[: root.start()], text[root.end() :]
        if before.endswith(("^", "frac")) or after.startswith("^"):
            break
        yield "root of four times", rf"{before}\frac{{\sqrt{{{4 * under}}}}}{{2}}{after}"
        yield "root as a power", rf"{before}({under})^{{1/2}}{after}"
    summands = terms(text)
    if it.kind == "expression" and len(summands) > 1:
        yield "terms in another order", _sum(summands[::-1])
    if it.kind == "number":
        yield from _same_number(Fraction(parts[0]), parts[0])
    if it.kind == "fraction":
        sign, top, bottom = parts
        yield "times two over two", rf"{sign}\frac{{{2 * int(top)}}}{{{2 * int(bottom)}}}"
        yield "plain fraction", f"{sign}{top}/{bottom}"
        if sign:
            yield "sign above", rf"\frac{{-{top}}}{{{bottom}}}"
        yield from _decimal(Fraction(int(f"{sign}{top}"), int(bottom)))
    if it.kind == "mixed":
        part = Fraction(int(parts[1]), int(parts[2]))
        value = int(parts[0]) + (-part if parts[0].startswith("-") else part)
        yield "improper fraction", rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
        yield "written as a sum", rf"{value.numerator}/{value.denominator}"
        yield from _decimal(value)


def _same_number(value: Fraction, text: str) -> Iterator[Rewrite]:
    if "." in text:
        yield "a nought more", f"{text}0"
        yield "as a fraction", rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
        yield "leading nought", re.sub(r"^(-?)\.", r"\g<1>0.", text)
    else:
        yield "a decimal nought", f"{text}.0"
        yield "over one", rf"\frac{{{text}}}{{1}}"
        if len(text.lstrip("-")) > 3:
            yield "thousands", f"{int(text):,}"
            yield "thousands in TeX", f"{int(text):,}".replace(",", "{,}")
            yield "no thousands", text


def _decimal(value: Fraction) -> Iterator[Rewrite]:
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1 and value.denominator <= 1000:
        digits = f"{abs(value) * 10**9 // 1:.0f}".rjust(10, "0")
        number = f"{digits[:-9]}.{digits[-9:]}".rstrip("0").rstrip(".")
        yield "as a decimal", f"-{number}" if value < 0 else number


def _same_words(words: str) -> Iterator[Rewrite]:
    inner = words.strip("() ")
    if re.fullmatch(r"[A-Z]", inner):
        yield "choice in brackets", f"({inner})"
        yield "choice bare", inner
        yield "choice in bold", rf"\textbf{{({inner})}}"
        return
    yield "words bare", words
    yield "words as text", rf"\text{{{words}}}"
    yield "capitals", rf"\text{{{words.upper()}}}"
    yield "small letters", rf"\text{{{words.lower()}}}"


def _same_measure(it: Shape) -> Iterator[Rewrite]:
    text, parts = it.text, it.parts
    if it.kind == "percent":
        yield "percent in words", rf"{parts[0]}\text{{ percent}}"
        if re.fullmatch(r"[\d.]+", parts[0]):
            yield "a nought more", rf"{parts[0]}0\%" if "." in parts[0] else rf"{parts[0]}.0\%"
    elif it.kind == "money":
        yield "currency in words", rf"{parts[0]}\text{{ dollars}}"
        yield "in cents", rf"{Fraction(parts[0]) * 100}\text{{ cents}}"
        yield "plain dollar", f"${parts[0]}"
    elif it.kind == "degrees":
        yield "degrees in words", rf"{parts[0]}\text{{ degrees}}"
        yield "degree sign", f"{parts[0]}°" if "sqrt" not in text else text
    elif it.kind == "base":
        yield "base in braces", f"{parts[0]}_{{{parts[1]}}}" if parts[1].isdigit() else text
        yield "base in words", rf"{parts[0]}_{{\text{{eight}}}}" if parts[1] == "8" else text
    else:
        yield from _same_unit(parts[0], parts[1])


def _same_unit(value: str, unit: str) -> Iterator[Rewrite]:
    name = " ".join(re.sub(r"\\[a-z]+\s*\{([^{}]*)\}", r"\1", unit).split())
    yield "unit in roman", rf"{value}\ \mathrm{{{name}}}" if "^" not in name else f"{value} {unit}"
    yield "space before the unit", rf"{value}\;{unit}"
    if re.fullmatch(r"[\d.]+", value):
        yield "plain unit", f"{value} {name}"
        smaller = _SMALLER.get(name)
        if smaller:
            yield "in a smaller unit", rf"{Fraction(value) * smaller[1]}\text{{ {smaller[0]}}}"


def _same_members(it: Shape) -> Iterator[Rewrite]:
    parts = it.parts
    if it.kind == "set":
        yield "another order", rf"\{{{', '.join(parts[::-1])}\}}"
        yield "set without braces", ", ".join(parts)
    elif it.kind == "list":
        yield "another order", ", ".join(parts[::-1])
        yield "and before the last", rf"{', '.join(parts[:-1])} \text{{ and }} {parts[-1]}"
        if not all(re.fullmatch(r"-?\d+", part) for part in parts):
            yield "a comma alone", ",".join(parts)
    elif it.kind == "union":
        yield "another order", r" \cup ".join(parts[::-1])
    else:
        opening, closing = it.ends[0], it.ends[1]
        yield "entries spaced", rf"\left{opening} {' , '.join(parts)} \right{closing}"
        if all(re.fullmatch(r"-?\d+", part) for part in parts):
            doubled = ", ".join(rf"\frac{{{2 * int(part)}}}{{2}}" for part in parts)
            yield "entries as fractions", f"{opening}{doubled}{closing}"
        if it.kind == "interval":
            yield from _as_inequality(parts[0], parts[1], it.ends)


def _as_inequality(low: str, high: str, ends: str) -> Iterator[Rewrite]:
    below, above = (r"\le" if end in "[]" else "<" for end in ends)
    if r"\infty" in low and r"\infty" in high:
        return
    if r"\infty" in low:
        yield "as an inequality", rf"x {above} {high}"
    elif r"\infty" in high:
        yield "as an inequality", rf"{low} {below} x"
    else:
        yield "as an inequality", rf"{low} {below} x {above} {high}"


def _turned_round(text: str) -> Iterator[Rewrite]:
    found = re.fullmatch(r"([a-z])\s*(<|>|\\leq?|\\geq?)\s*([^<>=a-z]*|-?\\frac\{\d+\}\{\d+\})", text)
    if found:
        name, op, end = found.groups()
        op, end = op.strip(), end.strip()
        turned = {"<": ">", ">": "<", r"\le": r"\ge", r"\ge": r"\le", r"\leq": r"\geq", r"\geq": r"\leq"}[op]
        yield "sides swapped", f"{end} {turned} {name}"
        if op in ("<", r"\le", r"\leq"):
            yield "as an interval", rf"(-\infty, {end}{')' if op == '<' else ']'}"
        else:
            yield "as an interval", rf"{'(' if op == '>' else '['}{end}, \infty)"
    else:
        yield "unicode relations", re.sub(r"\\leq?(?![a-z])", "≤", re.sub(r"\\geq?(?![a-z])", "≥", text))


def _both_written(it: Shape) -> Iterator[Rewrite]:
    if len(it.parts) == 1 and it.text.count(r"\pm") == 1:
        plus, minus = it.text.replace(r"\pm", "+"), it.text.replace(r"\pm", "-")
        yield "both written", f"{plus.removeprefix('+').strip()}, {minus}"
        yield "both, with or", rf"{minus} \text{{ or }} {plus}"
        yield "label added", f"x = {it.text}"


def _sum(summands: list[str]) -> str:
    signed = [term if term[0] in "+-" else f"+{term}" for term in summands]
    return "".join(signed).removeprefix("+")
