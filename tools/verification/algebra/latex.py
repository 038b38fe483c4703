"""The closed grammar of answers in LaTeX as competitions write them: text in, frozen tree out.

Plain signs (`*`, `/`, `<=`, `sqrt(…)`, `pi`) may stand among them. What the grammar doesn't name can't be
said; nothing is evaluated, and no text reaches sympy or Python. A comma list is a `list` group, `(1, 2)` a
`tuple` (whether it's meant as an open interval shows where it is compared), a numeral with a base, a degree
and money are `Measured`, `1:2` is a division.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from seedbed.tools.verification.algebra.answer_text import undressed
from seedbed.tools.verification.algebra.latex_tokens import tokens
from seedbed.tools.verification.algebra.latex_trees import AnswerTrees
from seedbed.tools.verification.syntax import ExpressionFault, Node
from seedbed.tools.verification.tree_maker import place

_DECLARED = """
NUMBER SCIENTIFIC MIXED REPEATING BASED NAME CONSTANT REALS WORDS AND OR PLUS MINUS TIMES OVER POW PM SUB
REL IN CUP SETMINUS COMMA SEMI COLON MID LPAR RPAR LSQ RSQ LSET RSET LB RB BAROPEN BARCLOSE LFLOOR RFLOOR
LCEIL RCEIL LANGLE RANGLE FRAC BINOM SQRT ROOT FUNCTION CALL PERCENT DEGREE DOLLAR FACT BEGIN AMP ROW END
EMPTY
"""
GRAMMAR = rf"""
%declare {" ".join(_DECLARED.split())}
answer: statement (joiner statement)*
joiner: COMMA | SEMI | AND | OR
?statement: chain | chain IN chain -> member
?chain: value | value (REL value)+ -> relation
?value: joined | joined WORDS -> measured | WORDS -> words | joined (COLON joined)+ -> ratio
    | joined COLON joined WORDS -> clock
?joined: removed | removed (CUP removed)+ -> union
?removed: sum | removed SETMINUS sum -> without
?sum: product | sum PLUS product -> add | sum MINUS product -> subtract | sum PM product -> add_both
?product: signed | product TIMES signed -> multiply | product OVER signed -> divide
?signed: implicit | MINUS signed -> negative | PLUS signed -> bracketed | PM signed -> both
    | DOLLAR signed -> money
?implicit: power | implicit factor -> beside
?power: postfix | postfix POW exponent -> power
?factor: close | close POW exponent -> power
?postfix: atom | postfix PERCENT -> percent | postfix FACT -> factorial | postfix DEGREE -> degree
?close: symbol | close PERCENT -> percent | close FACT -> factorial | close DEGREE -> degree
?exponent: atom | MINUS exponent -> negative | PLUS exponent -> bracketed | PM exponent -> both
    | atom POW exponent -> power
?atom: numeral | symbol
?numeral: NUMBER -> number | SCIENTIFIC -> scientific | MIXED -> mixed | REPEATING -> repeating
    | BASED -> based
?symbol: simple | bracket | applied | LSET RSET -> empty | EMPTY -> empty | REALS -> reals
    | BEGIN row (ROW row)* END -> matrix
    | CALL bracketed_items -> call
?simple: NAME -> name | CONSTANT -> constant | FRAC group group -> fraction | BINOM group group -> binomial
    | SQRT group -> sqrt | ROOT group -> root | group
    | BAROPEN sum BARCLOSE -> absolute | LFLOOR sum RFLOOR -> floor | LCEIL sum RCEIL -> ceil
group: LB items RB
bracketed_items: LPAR items RPAR
?bracket: LPAR items RPAR -> round | LSQ items RSQ -> square | LPAR items RSQ -> half_open
    | LSQ items RPAR -> half_open | LSET items RSET -> set | LANGLE items RANGLE -> round
    | LSET statement MID chain RSET -> such_that | LSET NAME COLON chain RSET -> such_that
items: statement (COMMA statement)*
row: value (AMP value)*
applied: function argument
function: FUNCTION | FUNCTION POW exponent | FUNCTION SUB group
?argument: bracket | beside_all
?beside_all: one | beside_all next -> beside
?one: first | first POW exponent -> power
?next: simple | next_degree | simple POW exponent -> power
?next_degree: simple DEGREE -> degree
?first: numeral | simple | numeral DEGREE -> degree | simple DEGREE -> degree | MINUS first -> negative
"""


def parse_latex(text: str) -> Node:
    """The tree of one final answer in LaTeX, plain writing, or both mixed.

    `$…$`, `\\boxed{…}`, spacing, and a full stop at the end are taken off first.

    Raises:
        ExpressionFault: too long, too deep, or not in the grammar, with what and where.
    """
    text = undressed(text)
    found = tokens(text)
    if not found:
        raise ExpressionFault("an empty expression")
    try:
        return cast(Node, _parser().parse(cast(Any, found)))
    except UnexpectedToken as fault:
        at = len(text) if fault.token.type == "$END" else fault.token.start_pos
        raise ExpressionFault(place(text, at)) from None


class _Ready(Lexer):
    """The signs are found before the parser starts (`latex_tokens.py`)."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override] # lark hands over what it was given
        return iter(data)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(
        GRAMMAR,
        parser="lalr",
        lexer=_Ready,
        start="answer",
        transformer=AnswerTrees(),
        maybe_placeholders=False,
        keep_all_tokens=True,
    )
