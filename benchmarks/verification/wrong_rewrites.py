"""Mechanical rewrites of an answer that say something else, by construction.

Each is made only where the form of the text guarantees it: no sign is changed of nought, no fraction of equal
parts turned over, no root of 0 or 1 dropped, no end at infinity closed, no equal entries swapped. No checker
is asked.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from benchmarks.verification.shapes import INTEGER, Rewrite, Shape, nought, shape, terms, unique
from benchmarks.verification.wrong_members import other_matrix, other_members, other_relation

_ROOT = re.compile(r"\\sqrt\s*(?:\{(\d+)\}|(\d))")
_OTHER_WORDS = ("Sunday", "purple", "undefined")


def unequal_rewrites(answer: str) -> list[Rewrite]:
    """Texts that say something else than the answer, each once."""
    return unique(answer, list(_said_otherwise(shape(answer))))


def _said_otherwise(it: Shape) -> Iterator[Rewrite]:
    match it.kind:
        case "number" | "fraction" | "mixed" | "expression":
            yield from _other_scalar(it)
        case "words":
            yield from _other_words(it.parts[0])
        case "percent" | "money" | "degrees" | "unit" | "base":
            yield from _other_measure(it)
        case "tuple" | "interval" | "set" | "list" | "union":
            yield from other_members(it)
        case "equation" | "inequality" | "member":
            yield from other_relation(it)
        case "matrix":
            yield from other_matrix(it.parts[0], it.parts[1])
        case "signs":
            yield from _one_sign(it.text)
        case _:
            yield from _anything_else(it.text)


def _anything_else(text: str) -> Iterator[Rewrite]:
    """What no answer of a kind that isn't known can be the same as."""
    yield "another answer", "987654"
    yield "another answer", r"\frac{987}{654}"
    yield "another answer", r"\text{undefined}"
    yield "another answer", "(987, 654)"
    yield "another answer", "x^{17}+1"
    for found in list(INTEGER.finditer(text))[:1]:
        yield "off by one", f"{text[: found.start()]}{int(found.group()) + 1}{text[found.end() :]}"


def _other_scalar(it: Shape) -> Iterator[Rewrite]:
    text, parts = it.text, it.parts
    if it.kind == "number":
        text = parts[0]
    if text in (r"\infty", r"-\infty") or "[" in text.replace(r"\sqrt[", ""):
        yield from _anything_else(text)
        return
    if not nought(text):
        yield "sign", text[1:].strip() if text.startswith("-") and len(terms(text)) == 1 else f"-({text})"
        yield "doubled", f"2({text})" if it.kind != "mixed" else "987654"
        yield "a place lost", rf"\frac{{{text}}}{{10}}" if it.kind != "mixed" else r"\frac{1}{987}"
    yield "one more", f"{text} + 1"
    yield "one less", f"{text} - 1"
    if it.kind == "number":
        value = Fraction(parts[0])
        yield "off by one", str(value + 1) if value.denominator == 1 else f"{float(value + 1):.6g}"
        yield "hundredfold", f"{text}00" if "." not in text and value else "987.654"
        yield "as percent", rf"{parts[0]}\%" if value else "5"
    if it.kind in ("fraction", "mixed"):
        yield from _other_fraction(it)
    else:
        yield from _other_expression(text)


def _other_fraction(it: Shape) -> Iterator[Rewrite]:
    first, top, bottom = it.parts
    if it.kind == "fraction":
        if top != bottom and int(top):
            yield "swapped numerator and denominator", rf"{first}\frac{{{bottom}}}{{{top}}}"
        yield "numerator off by one", rf"{first}\frac{{{int(top) + 1}}}{{{bottom}}}"
        if int(top):
            yield "denominator off by one", rf"{first}\frac{{{top}}}{{{int(bottom) + 1}}}"
        value = Fraction(int(top), int(bottom))
    else:
        yield "whole part lost", rf"\frac{{{top}}}{{{bottom}}}"
        yield (
            "whole part off by one",
            rf"{int(first) + 1 if int(first) >= 0 else int(first) - 1}\frac{{{top}}}{{{bottom}}}",
        )
        value = abs(int(first)) + Fraction(int(top), int(bottom))
    rounded = f"{float(value):.2f}"
    if Fraction(rounded) != value:
        sign = "-" if first.startswith("-") else ""
        yield "rounded", f"{sign}{rounded}"


def _other_expression(text: str) -> Iterator[Rewrite]:
    for root in list(_ROOT.finditer(text))[:1]:
        under = root.group(1) or root.group(2)
        if int(under) > 1 and not text[: root.start()].endswith(("^", "frac")):
            yield "dropped root", f"{text[: root.start()]}({under}){text[root.end() :]}"
            yield "root off by one", rf"{text[: root.start()]}\sqrt{{{int(under) + 1}}}{text[root.end() :]}"
    if text.count(r"\pi") == 1 and not re.search(
        r"\\(?:sin|cos|tan)|[+\-i]", text.lstrip("-").replace(r"\pi", "")
    ):
        yield (
            "π dropped",
            re.sub(r"^(-?)$", r"\g<1>1", text.replace(r"\pi", "").strip())
            if "frac{" + r"\pi" not in text
            else text.replace(r"\pi", "1"),
        )
        yield "π rounded", text.replace(r"\pi", r"(3.14)")
    found = re.fullmatch(r"(-?)\\[dt]?frac\{([^{}]+)\}\{([^{}]+)\}", text)
    if found and not re.search(r"(?<!\\)[a-z](?![a-z])|[A-Z]", found.group(2) + found.group(3)):
        sign, top, bottom = found.groups()
        if top != bottom:
            yield "swapped numerator and denominator", rf"{sign}\frac{{{bottom}}}{{{top}}}"
    summands = terms(text)
    if len(summands) > 1:
        last = summands[-1]
        yield "last sign changed", text[: -len(last)].rstrip() + ("-" if last[0] == "+" else "+") + last[1:]
        yield "last term dropped", "".join(summands[:-1])
        constant = re.fullmatch(r"([+-])\s*(\d+)", last)
        if constant:
            yield "off by one", text[: -len(last)] + f"{constant.group(1)}{int(constant.group(2)) + 1}"
    for power in list(re.finditer(r"(?<![\d.)}])(?<=[a-z])\^(?:\{(\d+)\}|(\d))", text))[:1]:
        if text[power.start() - 1 : power.start()] != "e" or "i" not in text:
            exponent = int(power.group(1) or power.group(2))
            yield "exponent off by one", f"{text[: power.start()]}^{{{exponent + 1}}}{text[power.end() :]}"
    letters = set(re.findall(r"(?<![a-zA-Z\\])[a-df-hj-z](?![a-zA-Z])", re.sub(r"\\[a-zA-Z]+", " ", text)))
    if len(letters) == 1 and not re.search(r"_|[a-z]{2}", re.sub(r"\\[a-zA-Z]+", " ", text)):
        letter = letters.pop()
        yield (
            "another name",
            re.sub(rf"(?<![a-zA-Z\\]){letter}(?![a-zA-Z])", "w" if letter != "w" else "v", text),
        )


def _other_words(words: str) -> Iterator[Rewrite]:
    inner = words.strip("() ")
    if re.fullmatch(r"[A-Z]", inner):
        for step in (1, 2, 3):
            yield "another choice", rf"\text{{({chr((ord(inner) - 65 + step) % 26 + 65)})}}"
        yield "another choice", chr((ord(inner) - 64) % 26 + 65)
        yield "two choices", f"{inner}, {chr((ord(inner) - 64) % 26 + 65)}"
        return
    for other in _OTHER_WORDS:
        if other.lower() not in words.lower():
            yield "other words", rf"\text{{{other}}}"
    yield "not", rf"\text{{not {words.lower()}}}"
    yield "a letter lost", rf"\text{{{words[1:]}}}" if len(words) > 2 else "5"
    yield "a number", "5"


def _other_measure(it: Shape) -> Iterator[Rewrite]:
    text, parts = it.text, it.parts
    value = parts[0]
    plain = re.fullmatch(r"-?[\d.]+", value)
    if it.kind == "base":
        yield from _other_base(value, parts[1])
        return
    if not (plain and nought(value)):
        yield "dropped unit", value
        yield "sign", f"-{text}" if not text.startswith("-") else text[1:]
        yield "other unit", rf"{value}\text{{ joules}}"
        yield "no value", r"\text{joules}"
        yield "a unit doubled", rf"{value}\text{{ cubic fathoms}}"
    mark = {"percent": r"\%", "degrees": r"^\circ", "unit": parts[-1]}
    for found in list(INTEGER.finditer(value))[-1:]:
        more = f"{value[: found.start()]}{int(found.group()) + 1}{value[found.end() :]}"
        if it.kind != "money" and r"\frac" not in value and "sqrt" not in value:
            yield "off by one", more + mark[it.kind]
    if plain and not nought(value):
        tens = str(Fraction(value) * 10)
        yield (
            "tenfold",
            rf"\${tens}"
            if it.kind == "money"
            else rf"\frac{{{tens}}}{{1}}{mark[it.kind]}"
            if "/" in tens
            else tens + mark[it.kind],
        )
    if it.kind == "money":
        yield "cents for dollars", rf"{value}\text{{ cents}}"
    if it.kind == "percent":
        yield "degrees for percent", rf"{value}^\circ"
    if (
        it.kind == "unit"
        and not re.search(r"\^|square|cubic", parts[1])
        and re.search(r"cm|feet|inch|meter|ft", parts[1])
    ):
        yield "square unit", rf"{text}^2"


def _other_base(digits: str, base: str) -> Iterator[Rewrite]:
    number = int(base) if base.isdigit() else {"seven": 7}.get(base, 11)
    if len(digits) > 1:
        yield "other base", f"{digits}_{{{number + 1}}}"
        yield "other base", f"{digits}_{{{number + 2}}}"
        yield "dropped base", digits
        yield "a digit lost", f"{digits[:-1]}_{{{number}}}" if not nought(digits[0]) else f"1_{{{number}}}"
        yield "a digit more", f"{digits}1_{{{number}}}"
        yield "decimal value", f"{digits}_{{36}}"


def _one_sign(text: str) -> Iterator[Rewrite]:
    yield "plus alone", text.replace(r"\pm", "+", 1).removeprefix("+").strip()
    yield "minus alone", text.replace(r"\pm", "-", 1)
    yield "one more", f"{text} + 1"
    yield "a third", f"{text}, 987"
    yield "another answer", r"\pm 987"
    found = _ROOT.search(text)
    if found and int(found.group(1) or found.group(2)) > 1:
        yield (
            "dropped root",
            f"{text[: found.start()]}({found.group(1) or found.group(2)}){text[found.end() :]}",
        )
