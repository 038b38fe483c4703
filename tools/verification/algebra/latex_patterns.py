"""How the signs of an answer in LaTeX look: one pattern per kind, tried in order (`latex_tokens.py`).

All are ASCII, and none searches longer than in proportion to what it reads.
"""

import re

from seedbed.tools.verification.algebra.latex_words import IGNORED, TEXT_MACROS

_TEXTS = "|".join(TEXT_MACROS)
_NUMERAL = r"((?=[A-F]*+\d)[0-9A-F]{1,60}+)"
"""Digits to some base; possessive, so that no text makes the search slow."""
_DIGITS = r"(?:\{\s*(\d+)\s*\}|(\d))"
PATTERNS = (
    ("ROW", r"\\\\(?:\[[^\]]*\])?"),
    ("BAROPEN", r"\\left\s*(?:\||\\[lr]?[vV]ert|\\\|)|\\l[vV]ert(?![A-Za-z])"),
    ("BARCLOSE", r"\\right\s*(?:\||\\[lr]?[vV]ert|\\\|)|\\r[vV]ert(?![A-Za-z])"),
    (
        "SKIP",
        r"[ \t\n~]+|(?<!\\)\{[ ]*\}|\\[,;:!> ]|\\(?:left|right)\s*\."
        rf"|\\(?:{'|'.join(IGNORED)})(?![A-Za-z])",
    ),
    ("DEGREE", r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))|\\degree(?![A-Za-z])|°"),
    ("TEXT", rf"\\(?:{_TEXTS})\s*\{{([^{{}}]*)\}}"),
    ("REPEATING", r"(\d{0,30})\.(\d{0,30})\\(?:overline|bar|dot)\s*(?:\{\s*(\d{1,30})\s*\}|(\d))"),
    (
        "ACCENT",
        r"\\(?:overline|overrightarrow|widehat|vec|hat|bar|mathcal|boldsymbol)\s*"
        r"(?:\{\s*([A-Za-z]+'*)\s*\}|([A-Za-z]))",
    ),
    ("FIELD", r"\\mathbb\s*(?:\{\s*([A-Z])\s*\}|([A-Z]))"),
    (
        "BASED",
        rf"(?:\(\s*{_NUMERAL}\s*\)|{_NUMERAL})\s*_\s*"
        r"(?:\{\s*(?:\\text\s*\{)?\s*([A-Za-z]+|\d+)\s*\}?\s*\}|(\d+))",
    ),
    ("SCIENTIFIC", r"(\d+\.\d+|\d+(?=E|e[-+]?\d\d))[eE]([-+]?\d{1,3})(?![\d.])"),
    ("MIXED", rf"(\d+)\s*(?:\\[ ,!;]\s*)?\\[dtc]?frac\s*{_DIGITS}\s*{_DIGITS}|(\d+) +(\d+)/(\d+)(?![\d.])"),
    (
        "NUMBER",
        r"\d{1,3}(?:(?:,\\!\s*|[ ]?\{[ ]?,[ ]?\}\s*|\\,\s*|,)\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+",
    ),
    ("BEGIN", r"\\begin\s*\{\s*([a-z]*matrix|array)\s*\}(?:\s*\{[lcr| ]*\})?"),
    ("END", r"\\end\s*\{\s*([a-z]*matrix|array)\s*\}"),
    ("BAR", r"\\\||\||\\[vV]ert(?![A-Za-z])"),
    ("ROOT", r"\\sqrt\s*\[\s*(\d{1,3}|[A-Za-z])\s*\]"),
    ("SUBNAME", r"([A-Za-z]'*)\s*_\s*(?:\{\s*([A-Za-z0-9+\-, ]+)\s*\}|([A-Za-z0-9]))"),
    ("MACRO", r"\\([A-Za-z]+|[{}%$&])"),
    ("WORD", r"[A-Za-z]+(?:[.'][A-Za-z]+)*'*"),
    ("SIGN", r"\*\*|<=|>=|!=|[-+*/^_<>=!,;:%&$()\[\]{}∪]"),
)
TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in PATTERNS), re.ASCII)
SIGNS = {
    **dict.fromkeys(("**", "^"), "POW"),
    **dict.fromkeys(("<=", ">=", "!=", "<", ">", "="), "REL"),
    "+": "PLUS",
    "-": "MINUS",
    "*": "TIMES",
    "/": "OVER",
    "!": "FACT",
    "%": "PERCENT",
    "$": "DOLLAR",
    ",": "COMMA",
    ";": "SEMI",
    ":": "COLON",
    "&": "AMP",
    "_": "SUB",
    "∪": "CUP",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LSQ",
    "]": "RSQ",
    "{": "LB",
    "}": "RB",
}
OPENING = {"LPAR", "LSQ", "LB", "LSET", "LANGLE"}
CLOSING = {"RPAR", "RSQ", "RB", "RSET", "RANGLE"}
ENDS = {
    *CLOSING,
    *(
        "SCIENTIFIC",
        "NUMBER",
        "MIXED",
        "REPEATING",
        "BASED",
        "NAME",
        "CONSTANT",
        "PERCENT",
        "DEGREE",
        "FACT",
        "BARCLOSE",
    ),
    *("RFLOOR", "RCEIL", "END", "WORDS"),
}
"""Signs after which an operand is complete."""
APPLIED = re.compile(r"([A-Za-z]{1,2})(?:sqrt|sin|cos|tan|ln|log|abs)")
POWER = re.compile(r"\s*(?:\^|\*\*)\s*(?:\{\s*(-?\d)\s*\}|(-?\d))(?!\d)", re.ASCII)
PER = re.compile(rf"\s*/\s*\\(?:{_TEXTS})\s*\{{([^{{}}]*)\}}", re.ASCII)
SCALE = re.compile(
    r"(?:\s|\\[,;! ])*(?:\\(?:text|mathrm|mbox)\s*\{\s*([FCK])\s*\}|([FC])(?![A-Za-z]))", re.ASCII
)
