"""The tokens of an answer in LaTeX, or in LaTeX and plain writing mixed: text in, a flat list out.

What only position can tell is settled here, so that the grammar (`latex.py`) has one reading for everything:
thousands against lists, mixed numbers, numerals with a base, bars that open or close, arguments without
braces (`\\frac12`), words that are units. A macro that isn't listed is refused. Nothing is evaluated.
"""

import re

from lark import Token

from seedbed.tools.verification.algebra.latex_patterns import (
    APPLIED,
    CLOSING,
    ENDS,
    OPENING,
    PER,
    POWER,
    SCALE,
    SIGNS,
    TOKEN,
)
from seedbed.tools.verification.algebra.latex_words import (
    BASES,
    MACROS,
    NAMED,
    PLAIN_WORDS,
    TEXT_FUNCTIONS,
)
from seedbed.tools.verification.algebra.measures import is_unit
from seedbed.tools.verification.syntax import MAX_TEXT, ExpressionFault
from seedbed.tools.verification.tree_maker import place

MAX_TOKENS = 1_200


def tokens(text: str) -> list[Token]:
    """The signs of one answer whose delimiters ($, \\boxed) are off.

    Raises:
        ExpressionFault: too long, or a character or macro that isn't known, with its place.
    """
    if len(text) > MAX_TEXT:
        raise ExpressionFault(f"an expression of {len(text):,} characters; at most {MAX_TEXT:,} are read")
    reader = _Reader(text)
    while reader.at < len(text):
        reader.step()
        if len(reader.out) > MAX_TOKENS:
            raise ExpressionFault(f"more than {MAX_TOKENS:,} signs")
    return reader.out


class _Reader:
    """Where the reading stands: position, signs so far, open brackets, arguments that are still owed.

    Each method but the first few reads one kind of `PATTERNS` and says where it ended.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.out: list[Token] = []
        self.open: list[tuple[str, int]] = []
        """Brackets that wait for their end, with the arguments owed after it."""
        self.owed = 0
        self.bars = 0
        self.plain = "\\" not in text

    def put(self, kind: str, value: str) -> None:
        if kind in OPENING:
            self.open.append((kind, self.owed - 1 if kind == "LB" and self.owed else 0))
            self.owed = 0
        elif kind in CLOSING and self.open:
            self.owed = self.open.pop()[1]
        self.out.append(Token(kind, value, self.at))

    def fault(self) -> ExpressionFault:
        return ExpressionFault(place(self.text, self.at))

    def last(self) -> str:
        return self.out[-1].type if self.out else ""

    def step(self) -> None:
        found = TOKEN.match(self.text, self.at)
        if found is None:
            raise self.fault()
        kind = found.lastgroup or ""
        if self.owed and kind != "SKIP" and found.group() != "{":
            self.at = self.single(found, kind)
            return
        start = TOKEN.groupindex[kind]
        parts = [part for part in found.groups()[start:] if part is not None]
        self.at = getattr(self, f"read_{kind.lower()}")(found.group(), parts, found.end())

    def single(self, found: re.Match[str], kind: str) -> int:
        """An argument without braces: `\\frac12`, `\\sqrt2`, `\\frac\\pi3`."""
        long = self.last() == "SQRT" or (self.last() == "SUB" and self.plain)
        digits = re.compile(r"[0-9]+" if long else r"[0-9]").match(self.text, self.at)
        macro = found.group()[1:]
        if digits:
            sign, end = Token("NUMBER", digits.group(), self.at), digits.end()
        elif kind in ("WORD", "SUBNAME"):
            sign, end = Token("NAME", self.text[self.at], self.at), self.at + 1
        elif kind == "MACRO" and MACROS.get(macro) in ("NAME", "CONSTANT"):
            sign, end = Token(MACROS[macro], NAMED.get(macro, macro), self.at), found.end()
        else:
            raise self.fault()
        self.out += [Token("LB", "{", self.at), sign, Token("RB", "}", self.at)]
        self.owed -= 1
        return end

    def read_skip(self, _text: str, _parts: list[str], end: int) -> int:
        return end

    def read_row(self, text: str, _parts: list[str], end: int) -> int:
        self.put("ROW", text)
        return end

    def read_begin(self, _text: str, parts: list[str], end: int) -> int:
        self.put("BEGIN", parts[0])
        return end

    def read_end(self, _text: str, parts: list[str], end: int) -> int:
        if self.last() == "ROW":
            self.out.pop()
        self.put("END", parts[0])
        return end

    def read_baropen(self, text: str, _parts: list[str], end: int) -> int:
        self.put("BAROPEN", text)
        return end

    def read_barclose(self, text: str, _parts: list[str], end: int) -> int:
        self.put("BARCLOSE", text)
        return end

    def read_bar(self, text: str, _parts: list[str], end: int) -> int:
        in_set = bool(self.open) and self.open[-1][0] == "LSET"
        if self.last() in ENDS and self.bars:
            self.bars -= 1
            self.put("BARCLOSE", text)
        elif self.last() in ENDS and in_set:
            self.put("MID", text)
        else:
            self.bars += 1
            self.put("BAROPEN", text)
        return end

    def read_degree(self, _text: str, _parts: list[str], end: int) -> int:
        scale = SCALE.match(self.text, end)
        if scale:
            self.put("WORDS", f"deg{scale.group(1) or scale.group(2)}")
            return scale.end()
        self.put("DEGREE", "°")
        return end

    def read_text(self, text: str, parts: list[str], end: int) -> int:
        inside = " ".join(parts[0].replace("~", " ").replace("\\", " ").split())
        lone = inside.strip(",;. ")
        letter = re.fullmatch(r"[A-Za-z]", inside) and (
            self.last() not in ENDS or text.startswith("\\mathbf")
        )
        if lone in ("and", "or"):
            self.joiner(lone)
        elif lone in TEXT_FUNCTIONS:
            self.put("FUNCTION", NAMED.get(lone, lone))
        elif lone in ("gcd", "lcm", "max", "min"):
            self.put("CALL", lone)
        elif lone in ("percent", "%"):
            self.put("PERCENT", lone)
        elif letter and not text.startswith(("\\text{", "\\mbox")):
            self.letter(inside)
        elif inside in (",", ";"):
            self.put("COMMA", inside)
        elif lone:
            return self.words(inside, end)
        return end

    def words(self, inside: str, end: int) -> int:
        """Words, with the exponent and the divisor of a unit."""
        power = POWER.match(self.text, end)
        if power and is_unit(inside):
            inside, end = f"{inside}^{power.group(1) or power.group(2)}", power.end()
        per = PER.match(self.text, end)
        if per:
            inside, end = f"{inside}/{per.group(1).strip()}", per.end()
        if self.last() == "WORDS":
            inside = f"{self.out.pop()} {inside}"
        self.put("WORDS", inside)
        return end

    def joiner(self, word: str) -> None:
        if self.last() not in ("COMMA", "SEMI"):
            self.put(word.upper(), word)
        elif word == "or":
            self.out[-1] = Token("OR", word, self.at)

    def letter(self, letter: str) -> None:
        self.put("CONSTANT" if letter in ("e", "i") else "NAME", letter)

    def read_accent(self, text: str, parts: list[str], end: int) -> int:
        macro = re.sub(r"[^a-z]", " ", text).split()[0]
        self.put("NAME", parts[0] if macro in ("boldsymbol", "mathcal") else f"{macro}_{parts[0]}")
        return end

    def read_field(self, _text: str, parts: list[str], end: int) -> int:
        self.put("REALS" if parts[0] == "R" else "NAME", f"field_{parts[0]}")
        return end

    def read_repeating(self, text: str, _parts: list[str], end: int) -> int:
        self.put("REPEATING", text)
        return end

    def read_based(self, _text: str, parts: list[str], end: int) -> int:
        base = BASES.get(parts[1].lower(), parts[1])
        if not base.isdigit() or not 2 <= int(base[:3]) <= 36 or len(parts[0]) > 60:
            raise self.fault()
        if any(int(digit, 36) >= int(base) for digit in parts[0]):
            raise self.fault()
        self.put("BASED", f"{parts[0]}_{int(base)}")
        return end

    def read_scientific(self, text: str, _parts: list[str], end: int) -> int:
        self.put("SCIENTIFIC", text)
        return end

    def read_mixed(self, text: str, parts: list[str], end: int) -> int:
        if len(text) <= 80 and self.last() not in ("POW", "OVER", "NUMBER") and int(parts[1]) < int(parts[2]):
            self.put("MIXED", " ".join(parts))
            return end
        self.put("NUMBER", parts[0])
        return self.at + len(parts[0])

    def read_number(self, text: str, _parts: list[str], end: int) -> int:
        inside = self.open[-1][0] if self.open else ""
        if inside in ("LPAR", "LSQ", "LSET") or (inside == "LB" and self.plain):
            bare = re.compile(r"\d+,(?!\\)").match(text)
            if bare:
                text, end = text[: bare.end() - 1], self.at + bare.end() - 1
        if self.last() == "FACT":
            self.put("TIMES", "")
        self.put("NUMBER", re.sub(r"[^\d.]", "", text))
        return end

    def read_root(self, _text: str, parts: list[str], end: int) -> int:
        self.put("ROOT", parts[0])
        self.owed = 1
        return end

    def read_subname(self, _text: str, parts: list[str], end: int) -> int:
        if self.plain and self.text[self.at : self.at + 3] == "log":
            raise self.fault()
        self.put("NAME", f"{parts[0]}_{parts[1].replace(' ', '')}")
        return end

    def read_macro(self, text: str, parts: list[str], end: int) -> int:
        macro = parts[0]
        kind = MACROS.get(macro)
        if kind is None:
            raise ExpressionFault(f"the macro {text[:30]!r} isn't known")
        if kind in ("AND", "OR"):
            self.joiner(kind.lower())
            return end
        self.put(kind, NAMED.get(macro, macro))
        self.owed = {"FRAC": 2, "BINOM": 2, "SQRT": 1}.get(kind, self.owed)
        return self.base_owed(end) if macro == "log" else end

    def base_owed(self, end: int) -> int:
        """After a logarithm: the base below it."""
        below = re.compile(r"\s*_").match(self.text, end)
        if below is None:
            return end
        self.put("SUB", "_")
        self.owed = 1
        return below.end()

    def read_word(self, text: str, _parts: list[str], end: int) -> int:
        low = text.lower()
        known = PLAIN_WORDS.get(text)
        if low in ("and", "or"):
            self.joiner(low)
        elif (
            text == "U"
            and self.last() in ("RPAR", "RSQ", "RSET")
            and re.match(r"\s*[(\[{\\]", self.text[end:])
        ):
            self.put("CUP", text)
        elif low == "in" and self.last() == "NAME":
            self.put("IN", text)
        elif low == "percent":
            self.put("PERCENT", text)
        elif known and (
            known[0] not in ("FUNCTION", "CALL") or re.match(r"\s*[(_\\{\d^]|\s+\w", self.text[end:])
        ):
            self.put(*known)
            return self.base_owed(end) if text == "log" else end
        elif APPLIED.fullmatch(text) and self.text[end : end + 1] == "(":
            return self.letters_before(text)
        elif len(text) > 3 or (len(text) > 1 and self.last() in ENDS and is_unit(text)):
            return self.words(text, end)
        elif "." in text:
            raise self.fault()
        else:
            for letter in re.findall(r"[A-Za-z]'*", text):
                self.letter(letter)
        return end

    def letters_before(self, text: str) -> int:
        """`xsqrt(2)`: the letters, and where the function begins."""
        found = APPLIED.fullmatch(text)
        letters = found.group(1) if found else text
        for letter in letters:
            self.letter(letter)
        return self.at + len(letters)

    def read_sign(self, text: str, _parts: list[str], end: int) -> int:
        after = self.text[end : end + 1]
        if text == "!" and after == "=":
            raise self.fault()
        self.put(SIGNS[text], text)
        return end
