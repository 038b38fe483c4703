"""Hostile expressions. `@FILE@`, `@PORT@` and `@NAME@` stand for the canaries of a test.

A canary is a file that would be created, a port that would be connected to, and an environment variable whose
value would be told. Long texts are made here, so that none is stored."""

_SEMIPRIME = (
    "1522605027922533360535618378132637429718068114961380688657908494580122963258952897654000350692006139"
)
"""RSA-100: two primes of 50 digits."""

INJECTION = (
    "__import__('os').system('touch @FILE@')",
    "open('@FILE@', 'w').write('x')",
    'S(\'__import__("os").system("touch @FILE@")\')',
    'lambdify(x, \'open("@FILE@","w")\')(1)',
    "(lambda: open('@FILE@','w'))()",
    "import os",
    "1 + `touch @FILE@`",
    "<<1+1=3>><<__import__('os')=1>>",
    "().__class__.__bases__[0].__subclasses__()",
    "sin.__init__.__globals__",
    "f\"{__import__('os').environ['@NAME@']}\"",
    "{{ config.items() }}",
    "os.environ['@NAME@']",
    "socket.create_connection(('127.0.0.1', @PORT@))",
    "3 http://127.0.0.1:@PORT@/",
    r"\input{/etc/passwd}",
    r"\def\x{\x\x}\x",
    r"\directlua{os.execute('touch @FILE@')}",
)
HEAVY = (
    "9**9**9",
    "2^(2^(2^(2^(2^2))))",
    "(x+1)^100000",
    "factorial(10**9)",
    "e^(e^(e^(e^(e^100))))",
    "1/" * 500 + "3",
    f"factor({_SEMIPRIME})",
    "sum(sin(n), n, 1, 10^12)",
    "solve([x^7+y^5+z^3 = 1, x^5*y+z = 2, x*y*z+x = 3], [x, y, z])",
    "expand(" + "*".join(f"(x+y+{n})" for n in range(80)) + ")",
    r"\sum_{n=1}^{10^{12}} n^{-2}",
    r"\int_0^\infty \frac{\sin(x^x)}{x^{x^x}}\,dx",
    r"\lim_{x\to 0}\frac{\sin\tan x-\tan\sin x}{\arcsin\arctan x-\arctan\arcsin x}",
)
LONG = (
    "(" * 900 + "1" + ")" * 900,
    "-" * 1_998 + "1",
    "2^" * 900 + "2",
    r"\sqrt{" * 300 + "2" + "}" * 300,
    "sqrt(2+sqrt(3+sqrt(5+sqrt(7+sqrt(11+sqrt(13+sqrt(17)))))))",
    r"\begin{pmatrix}" + r"1&" * 2_000 + r"1\end{pmatrix}",
    "1" * 10_000_000,
    "1+" * 4_999 + "1",
    "\\" * 9_999,
)
CHARACTERS = (
    "１＋１", "s\u0456n(x)", "2\u200b^3", "\u202e1-2", "½½", "∞-∞", "\0" * 1_999, "1\x1b[2J", "\ud800",
    "a\u0300" * 900, "\u2028\u2029", "",
)  # fmt: skip
HOSTILE = {"injection": INJECTION, "heavy": HEAVY, "long": LONG, "characters": CHARACTERS}
