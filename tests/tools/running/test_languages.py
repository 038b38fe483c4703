"""Programs of the languages that this machine has; of one that it hasn't, what is missing is said."""

import pytest

from seedbed.memory.errors import ToolFault
from seedbed.tools.running import languages
from seedbed.tools.running.languages import LANGUAGES, language, missing, order
from seedbed.tools.running.run import run_once

PROGRAMS = {
    "javascript": ("console.log(6 * 7); const f = x => x + 1;", "require('assert').equal(f(1), {})"),
    "ruby": ("puts 6 * 7\ndef f(x) = x + 1", "raise 'other' unless f(1) == {}"),
    "perl": ("print 6 * 7, \"\\n\"; sub f {{ $_[0] + 1 }}", "die 'other' unless f(1) == {};"),
    "rust": ('pub fn f(x: i32) -> i32 {{ x + 1 }} fn main() {{ println!("42"); }}',
             "#[test] fn one() {{ assert_eq!(f(1), {}); }}"),
    "c": ("int f(int x) {{ return x + 1; }}",
          "#include <assert.h>\nint main(void) {{ assert(f(1) == {}); return 0; }}"),
    "c++": ("int f(int x) {{ return x + 1; }}",
            "#include <cassert>\nint main() {{ assert(f(1) == {}); }}"),
    "java": ('import java.util.List;\npublic class Sum {{ static int f(int x) {{ return x + 1; }}\n'
             'public static void main(String[] a) {{ System.out.println(List.of(42).get(0)); }} }}',
             "class Try {{ public static void main(String[] a) {{ assert Sum.f(1) == {}; }} }}"),
    "go": ('package main\nimport "fmt"\nfunc f(x int) int {{ return x + 1 }}\n'
           "func main() {{ fmt.Println(f(41)) }}",
           'package main\nimport "testing"\n'
           'func TestF(t *testing.T) {{ if f(1) != {} {{ t.Fatal("no") }} }}'),
}  # fmt: skip
"""Of each language a program that prints 42 if it can be started by itself, and tests of its function."""

SLOW = ("java", "go", "c++")
"""These take seconds: one run is enough."""


def test_every_language_has_an_example() -> None:
    assert {one.names[0] for one in LANGUAGES} == set(PROGRAMS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_and_their_tests(bash: None, name: str) -> None:
    if why := missing(name):
        pytest.skip(why)
    program, tests = (text.replace("{{", "{").replace("}}", "}") for text in PROGRAMS[name])
    wrong = run_once(name, program, None, tests.replace("{}", "3"), 10, 0)
    assert not wrong["ok"] and wrong["stage"] == "tests" and wrong["said"].startswith("the tests fail: ")
    assert wrong["stdout"] == ("" if name in ("c", "c++") else "42\n") and wrong["files"] == []
    if name not in SLOW:
        right = run_once(name, program, None, tests.replace("{}", "2"), 10, 0)
        assert right["ok"], right["said"]


@pytest.mark.parametrize(
    ("name", "program", "tests"),
    [
        ("javascript", "if (require.main === module) process.exit(0)", "throw new Error('no')"),
        ("perl", "sub main { 0 }\nexit main() unless caller;", "die 'no';"),
        ("perl", "1;\n__END__\n=pod", "die 'no';"),
        ("rust", "pub fn f() -> i32 { 1 }", "fn main() { assert_eq!(f(), 2); }"),
    ],
)
def test_tests_that_are_never_come_to_prove_nothing(bash: None, name: str, program: str, tests: str) -> None:
    if why := missing(name):
        pytest.skip(why)
    ran = run_once(name, program, None, tests, 10, 0)
    assert (ran["ok"], ran["said"]) == (False, "the tests fail: none of them was run")


def test_what_cannot_be_built_says_why(bash: None) -> None:
    if why := missing("c"):
        pytest.skip(why)
    broken = run_once("c", "int f( {", None, "", 10, 0)
    assert broken["stage"] == "build" and "it can't be compiled: " in broken["said"]
    tests = run_once("c", "int f(void) { return 1; }", None, "nonsense (", 10, 0)
    assert tests["stage"] == "build" and "the tests can't be compiled with it" in tests["said"]


def test_a_part_without_a_beginning_is_only_built() -> None:
    one = language("rust")
    if why := missing("rust"):
        pytest.skip(why)
    assert len(order(one, "pub fn f() {}", "", 1).steps) == 1
    assert len(order(one, "fn main() {}", "", 1).steps) == 2
    assert "--test" in str(order(one, "pub fn f() {}", "#[test] fn t() {}", 1).steps)


def test_a_tool_that_is_not_here_is_named(bash: None, monkeypatch: pytest.MonkeyPatch) -> None:
    caches = missing.cache_clear, languages._tool.cache_clear
    monkeypatch.setattr("shutil.which", lambda name, **_: None)
    for clear in caches:
        clear()
    try:
        assert missing("rust") == "this machine has no rustc, so programs in rust can't be run"
        with pytest.raises(ToolFault, match="no rustc"):
            run_once("Rust", "fn main() {}", None, "", 1, 0)
    finally:
        for clear in caches:
            clear()


def test_names() -> None:
    assert language("JS") is language("node") and language("cpp") is language("C++")
    assert missing("cobol").startswith("programs in 'cobol' can't be run")
