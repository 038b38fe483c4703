"""What runs inside the sandbox: shuts itself off, executes a program and, told later, its tests or a call.

It is given to a fresh Python as text (`python -c`), so it imports the standard library only, and is never
imported by seedbed. Lines of JSON come on descriptor 0 and go out on descriptor 1; the program finds neither
there. In comes an order: `filter` (compiled seccomp filter, base64), `folder` (the only writable place),
`seconds`, `megabytes`, `file_megabytes`, `threads` (0: not bounded), `files` (path to text, written into the
folder), `executable` (paths whose programs may be executed; null: none), `packages` (folders of installed
packages); out goes `locked` with the layers that were put on. In comes `program`; when it has been executed,
out goes `loaded`. Only then come `nonce` and `tests`, or `nonce` and `call` (`name`, `arguments`, `most`)
of a function of the program, and the verdict goes out with the nonce, after a call with its `value`.

It does not know how it was started, and keeps no secret from the program: both share one interpreter."""

from __future__ import annotations

import base64
import builtins
import ctypes
import json
import os
import resource
import signal
import struct
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Landlock (Linux UAPI linux/landlock.h): the numbers of the three system calls are the same on every machine.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
FILE_READ, DIRECTORY_READ, FILE_WRITE, FILE_TRUNCATE = 1 << 2, 1 << 3, 1 << 1, 1 << 14
FOLDER_RIGHTS = (
    FILE_READ | DIRECTORY_READ | FILE_WRITE | FILE_TRUNCATE | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 13
)
"""In the run's folder: read, write, make and remove plain files and folders; no devices, sockets, links."""
EXECUTE, COMMANDS_RIGHTS = 1, FOLDER_RIGHTS | 1 | 1 << 10 | 1 << 12
"""Where commands are run also to execute, and to make named pipes and links."""
MOUNT_SETATTR, READ_ONLY, RECURSIVE, HERE = 442, 1, 0x8000, -100
NEEDED = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Libraries of numbers set memory aside for each processor."""
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38

libc = ctypes.CDLL(None, use_errno=True)


def must(result: int, what: str) -> int:
    """The result of a call of the C library; OSError where it failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), what)
    return result


def call(number: int, *arguments: Any) -> int:
    """A system call by its number."""
    return int(libc.syscall(ctypes.c_long(number), *arguments))


def limit(order: dict[str, Any]) -> None:
    """Limits of resources; the hard ones too, so that they can't be raised again."""
    seconds, mega = int(order["seconds"]) + 2, 1 << 20
    commands = order["executable"] is not None
    wanted = {
        resource.RLIMIT_CPU: seconds,
        # Interpreters with a heap of their own reserve gigabytes of addresses that they never use.
        resource.RLIMIT_DATA if commands else resource.RLIMIT_AS: order["megabytes"] * mega,
        resource.RLIMIT_FSIZE: order["file_megabytes"] * mega,
        resource.RLIMIT_NOFILE: 256 if commands else 48,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    threads = order["threads"]
    if threads and (hard == resource.RLIM_INFINITY or threads < hard):
        resource.setrlimit(resource.RLIMIT_NPROC, (threads, threads))


def drop_capabilities() -> None:
    """No rights beyond the user's own, and none to be had again."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # refused without the right: then there is none
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    must(libc.capset(head, (ctypes.c_uint32 * 6)()), "capset")
    must(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


def allow(ruleset: int, path: str, rights: int) -> None:
    """Adds a rule; a path that isn't there needs none."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):
        rights &= EXECUTE | FILE_READ | FILE_WRITE | FILE_TRUNCATE
    must(call(ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, descriptor), 0), "landlock rule")
    os.close(descriptor)


def landlock(folder: str, executable: list[str] | None) -> int:
    """Files: Python's own to read, the folder to write; no TCP; no signals or abstract sockets to outside.

    Where commands are executed, those at `executable` may be read and run. Returns the version of Landlock, 0
    where the kernel has none."""
    version = call(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return 0
    bits = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    handled = (1 << bits) - 1
    # The rights that the rules are about: files, network, and signals and abstract sockets.
    rules = struct.pack("QQQ", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = must(call(CREATE_RULESET, rules, ctypes.c_size_t(size), 0), "landlock")
    readable = {*NEEDED, *sys.path, os.path.join(sys.base_prefix, "lib")}
    for path in sorted(path for path in readable if path.startswith("/")):
        allow(ruleset, path, (FILE_READ | DIRECTORY_READ) & handled)
    for path in DEVICES:
        allow(ruleset, path, (FILE_READ | FILE_WRITE) & handled)
    for path in executable or ():
        allow(ruleset, path, (EXECUTE | FILE_READ | DIRECTORY_READ) & handled)
    allow(ruleset, folder, (FOLDER_RIGHTS if executable is None else COMMANDS_RIGHTS) & handled)
    must(call(RESTRICT_SELF, ruleset, 0), "landlock restrict")
    os.close(ruleset)
    return version


def read_only(folder: str) -> None:
    """All but the folder becomes read-only, so that modes and times of other files can't be changed either.

    OSError where it isn't, and can't be made so."""

    def mounts(path: bytes, flags: int, put: int, taken: int) -> int:
        change = (ctypes.c_uint64 * 4)(put, taken, 0, 0)
        return call(MOUNT_SETATTR, HERE, path, flags, ctypes.byref(change), ctypes.c_size_t(32))

    if mounts(b"/", RECURSIVE, READ_ONLY, 0) == 0:
        must(mounts(os.fsencode(folder), 0, 0, READ_ONLY), "folder")
    elif not os.statvfs("/").f_flag & os.ST_RDONLY:
        raise OSError(ctypes.get_errno(), "the file system can't be made read-only")


def few_processes() -> None:
    """Bounds the numbers of processes of this namespace (Linux 6.14: before, it is the machine's number)."""
    version = os.uname().release.split(".")
    try:
        if (int(version[0]), int(version[1])) >= (6, 14):
            with open("/proc/sys/kernel/pid_max", "w") as file:
                file.write("512")
    except (OSError, ValueError, IndexError):
        return  # they are counted from outside, too


def lock(order: dict[str, Any]) -> list[str]:
    """Shuts this process off for good; the names of the layers."""
    folder = order["folder"]
    os.chdir(folder)
    os.environ.clear()
    os.environ.update({"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"})
    if order["packages"]:
        sys.path += order["packages"]
        os.environ.update(ONE_THREAD)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    executable = order["executable"]
    if executable is not None:
        few_processes()
        read_only(folder)
        os.nice(5)  # whoever counts and ends them must get his turn
        os.umask(0o022)
    limit(order)
    drop_capabilities()
    version = landlock(folder, executable)
    code = base64.b64decode(order["filter"])  # as libseccomp compiled it, eight bytes an instruction
    there = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HP", len(code) // 8, ctypes.addressof(there))
    must(libc.prctl(PR_SET_SECCOMP, 2, program, 0, 0), "seccomp")
    return [f"landlock {version}"] * bool(version) + ["seccomp"] + ["read-only"] * (executable is not None)


def told(error: BaseException, file: str) -> tuple[str, str]:
    """An error in one line (its kind, where in `file` it came up, what it says), and whose code raised it."""
    line, step, place = 0, error.__traceback__, file
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name == file:
            line = step.tb_lineno
        if name in ("<program>", "<tests>"):
            place = name
        step = step.tb_next
    if isinstance(error, SyntaxError) and error.filename == file:
        line = error.lineno or 0
    text = type(error).__name__ + (f" at line {line} of the {file.strip('<>')}" if line else "")
    try:
        said = str(error)[:400]
    except BaseException:  # noqa: BLE001 - the program's own class may raise anything from here
        said = ""
    return (f"{text}: {said}" if said else text), place.strip("<>")


def executed(source: str, file: str, space: dict[str, Any]) -> tuple[str, str, str] | None:
    """Executes; None, or the state, the words of what it ended with, and whose code that was. A program may
    end itself with 0, as a command does: what it has defined is there."""
    state = "error"
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        state = "failed" if file == "<tests>" else "error"
        exec(code, space)  # noqa: S102 - the one place where a program is run: this process is shut off
    except MemoryError as error:
        return "memory", *told(error, file)
    except BaseException as error:  # noqa: BLE001 - it may raise anything; what it raised is the verdict
        if file != "<program>" or type(error) is not SystemExit or error.code not in (None, 0):
            return state, *told(error, file)
    return None


def called(call: dict[str, Any], space: dict[str, Any]) -> tuple[tuple[str, str, str], Any]:
    """The verdict, and what a function of the program answers as JSON of at most `most` characters."""
    function = space.get(call["name"])
    if not callable(function):
        return ("error", f"there is no function {call['name']}", "program"), None
    state, what = "failed", ""
    try:
        value = function(**call["arguments"])
        state, what = "error", "the answer is no JSON: "  # classes of the program may raise anything there
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if len(text) > call["most"]:
            said = f"an answer of {len(text):,} characters; {call['most']:,} are taken"
            return ("error", said, "program"), None
        return ("passed", "", ""), json.loads(text)
    except MemoryError as error:
        return ("memory", *told(error, "<program>")), None
    except BaseException as error:  # noqa: BLE001 - it may raise anything; what it raised is the verdict
        said, place = told(error, "<program>")
        return (state, what + said, place), None


def picky(kind: type) -> None:
    """A class whose values equal anything at all, even an object made this moment, gives no answers."""
    equal = vars(kind)["__eq__"]

    def __eq__(self: Any, other: Any) -> Any:
        try:
            said = equal(self, object())
        except Exception:  # noqa: BLE001 - it expects a value of its own kind
            said = False
        if said is not NotImplemented and said:
            raise AssertionError("it compares with a value that equals everything")
        return equal(self, other)

    type.__setattr__(kind, "__eq__", __eq__)


def mended(names: dict[str, Any]) -> None:
    """Takes back what the program may have hung into the interpreter: builtins, tracing, profiling."""
    sys.settrace(None)
    sys.setprofile(None)
    space = vars(builtins)
    space.clear()
    space.update(names)


def main() -> None:
    """Takes the orders, shuts off, executes, tells."""
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    lines = os.fdopen(inward, "rb", closefd=False)
    write, leave, dumps = os.write, os._exit, json.dumps

    def tell(**message: Any) -> None:
        write(outward, dumps(message).encode() + b"\n")

    order = json.loads(lines.readline())
    try:
        layers = lock(order)
        for path, text in order["files"].items():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            with open(path, "x", encoding="utf-8", newline="") as file:
                file.write(text)
        tell(said="locked", layers=layers)
    except OSError as error:
        tell(said="open", why=str(error))
        leave(3)
    program = json.loads(lines.readline())["program"]
    module = types.ModuleType("solution")
    module.__file__ = "solution.py"
    sys.modules["solution"] = module
    sys.argv = ["solution"]
    space = module.__dict__
    vars(builtins).update(exit=sys.exit, quit=sys.exit)  # as `site` would, which isn't loaded
    asked, value, names = {}, None, dict(vars(builtins))
    ended = executed(program, "<program>", space)
    if ended is None:
        tell(said="loaded")
        asked = json.loads(lines.readline())
        mended(names)
        for kind in [value for value in space.values() if type(value) is type]:
            if kind.__module__ == "solution" and "__eq__" in vars(kind):
                picky(kind)
        if "call" in asked:
            ended, value = called(asked["call"], space)
        else:
            ended = executed(asked["tests"], "<tests>", space) or ("passed", "", "")
    if ended[0] == "memory":
        space.clear()
    more = {"value": value} if "call" in asked else {}
    tell(said="verdict", nonce=asked.get("nonce"), state=ended[0], detail=ended[1], place=ended[2], **more)
    leave(0)


if __name__ == "__main__":
    main()
