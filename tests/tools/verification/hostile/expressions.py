"""Hostile expressions by kind. `@FILE@`, `@PORT@` and `@NAME@` stand for the canaries of a test.

A canary is a file that would be created, a port that would be connected to, and an environment variable whose
value would be told. Long texts are made here, so that none is stored.
"""

from collections.abc import Mapping

_SEMIPRIME = (
    "1522605027922533360535618378132637429718068114961380688657908494580122963258952897654000350692006139"
)
"""RSA-100: two primes of 50 digits."""

INJECTION = (
    "__import__('os').system('touch @FILE@')",
    "open('@FILE@', 'w').write('x')",
    "eval('1+1')",
    'S(\'__import__("os").system("touch @FILE@")\')',
    'parse_expr(\'open("@FILE@","w")\')',
    'lambdify(x, \'open("@FILE@","w")\')(1)',
    "Symbol('x').func.__globals__",
    "Lambda(x, open('@FILE@', 'w'))",
    "1; open('@FILE@', 'w')",
    "1\nopen('@FILE@', 'w')",
    "[open('@FILE@','w') for x in (1,)]",
    "(lambda: open('@FILE@','w'))()",
    "import os",
    "os.system('touch @FILE@')",
    "globals()",
    "exit()",
    "1 + `touch @FILE@`",
    "$(touch @FILE@)",
    "'; DROP TABLE samples; --",
    "<<1+1=3>><<__import__('os')=1>>",
)

ATTRIBUTES = (
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__",
    "x.subs(x, 1)",
    "pi.evalf(10000000)",
    "sin.__init__.__globals__",
    "__builtins__['open']",
    "__name__",
    "_",
    "True",
    "Ellipsis",
)

FORMATS = (
    'f\'{open("@FILE@","w")}\'',
    "f\"{__import__('os').environ['@NAME@']}\"",
    "{0.__class__.__init__.__globals__}",
    "%s%s%s%s%n",
    "${@NAME@}",
    "$@NAME@",
    "{{ config.items() }}",
    "{% include '/etc/passwd' %}",
    "os.environ['@NAME@']",
)

POWERS = (
    "9**9**9",
    "(9^9)^(9^9)",
    "10^(10^10)",
    "2^(2^(2^(2^(2^2))))",
    "(-1)^(10^30)",
    "1.0000001^(10^12)",
    "(x+1)^100000",
    "expand((x+y+z)^500)",
    "factorial(10**9)",
    "factorial(factorial(20))",
    "comb(10^9, 5*10^8)",
    "10^9%" + "%" * 200,
    "e^(e^(e^(e^(e^100))))",
    "i^(i^(i^(i^i)))",
    "exp(10^10)",
    "1e999999999",
    "1e-999999999",
    "9" * 1_999,
    "0." + "0" * 1_900 + "1",
    "1/" * 500 + "3",
)

NESTING = (
    "(" * 900 + "1" + ")" * 900,
    "(" * 1_999,
    "sqrt(" * 300 + "2" + ")" * 300,
    "-" * 1_998 + "1",
    "2^" * 900 + "2",
    "x" + "!" * 1_900,
    "1" + "+1" * 990,
    "1" + "/x" * 990,
    r"\sqrt{" * 300 + "2" + "}" * 300,
    r"\frac{1}{" * 150 + "2" + "}" * 150,
    r"\left(" * 300 + "1" + r"\right)" * 300,
    "x^{" * 300 + "2" + "}" * 300,
    "sqrt(2+" * 12 + "2" + ")" * 12,
    "sqrt(2+sqrt(3+sqrt(5+sqrt(7+sqrt(11+sqrt(13+sqrt(17)))))))",
    "sqrt(5+2*sqrt(6))-sqrt(2)-sqrt(3)+" * 20 + "0",
)

CHARACTERS = (
    "１＋１",
    "𝟏+𝟏",
    "l+l",
    "хˆ2",
    "s\u0456n(x)",
    "e\u0301^2",
    "2\u200b^3",
    "1\ufeff+1",
    "\u202e1-2",
    "\u2066(1\u2069)",
    "½½",
    "x²³⁴",
    "√√√2",
    "∞-∞",
    "1\0+1",
    "\0",
    "\0" * 1_999,
    "1\x1b[2J",
    "\ud800",
    "1+\udfff",
    "π" * 1_999,
    "a\u0300" * 900,
    "\u2028\u2029",
    "",
    " " * 1_999,
    "\t\n",
)

LONG = (
    "1" * 10_000_000,
    "1+" * 5_000_000 + "1",
    "(" * 10_000_000,
    "\0" * 10_000_000,
    "x" * 10_000,
    "1+" * 4_999 + "1",
    "\\" * 9_999,
)

LATEX = (
    r"\input{/etc/passwd}",
    r"\input|\"touch @FILE@\"",
    r"\newwrite\f\immediate\openout\f=@FILE@",
    r"\def\x{\x\x}\x",
    r"\loop\iftrue\repeat",
    r"\csname input\endcsname{/etc/passwd}",
    r"\href{http://127.0.0.1:@PORT@}{1}",
    r"\includegraphics{http://127.0.0.1:@PORT@/x.png}",
    r"\directlua{os.execute('touch @FILE@')}",
    r"\frac{1}{\frac{1}{",
    r"\sum_{n=1}^{10^{12}} n^{-2}",
    r"\prod_{n=1}^{10^9} n",
    r"\int_0^\infty \frac{\sin(x^x)}{x^{x^x}}\,dx",
    r"\int e^{e^{e^x}} dx",
    r"\lim_{x\to 0}\frac{\sin\tan x-\tan\sin x}{\arcsin\arctan x-\arctan\arcsin x}",
    r"\sqrt[10^9]{2}",
    r"\binom{10^{12}}{10^6}",
    r"10^{10^{10}}",
    r"\text{\text{\text{1}}}" * 20,
    r"\begin{pmatrix}" + r"1&" * 2_000 + r"1\end{pmatrix}",
    "\\\n" * 500,
    r"\boxed{\boxed{\boxed{1}}}",
)

NAMES = (
    "http://127.0.0.1:@PORT@/",
    "socket.create_connection(('127.0.0.1', @PORT@))",
    "/etc/passwd",
    "/dev/zero",
    "/proc/self/environ",
    "3 http://127.0.0.1:@PORT@/",
    "5 kg; open('@FILE@','w')",
    "2 m^(10^10)",
)

HEAVY = (
    f"factor({_SEMIPRIME})",
    "sum(sin(n), n, 1, 10^12)",
    "integrate(exp(x^x^x), x)",
    "solve([x^7+y^5+z^3 = 1, x^5*y+z = 2, x*y*z+x = 3], [x, y, z])",
    "expand(" + "*".join(f"(x+y+{n})" for n in range(80)) + ")",
    "det([" + ",".join("[" + ",".join("x" for _ in range(20)) + "]" for _ in range(20)) + "])",
    "[[1,2],[3,4]]^(10^9)",
    "cos(10^1000)",
    "zeta(1/2 + 10^20*i)",
    "5 km^(10^6) to mm^(10^6)",
)

HOSTILE: Mapping[str, tuple[str, ...]] = {
    "injection": INJECTION,
    "attributes": ATTRIBUTES,
    "formats": FORMATS,
    "powers": POWERS,
    "nesting": NESTING,
    "characters": CHARACTERS,
    "long": LONG,
    "latex": LATEX,
    "names": NAMES,
    "heavy": HEAVY,
}
