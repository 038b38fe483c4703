"""Hostile programs for the sandbox's tests; they would do no lasting harm where they came through.

`REFUSED`: each body tries one thing and must not come to its end; `{home}`, `{beside}` (files that must stay
as they are), `{port}` (a listener), `{unix}`, `{abstract}`, `{parent}` and `{folder}` are
filled in; calls by number are those of x86-64. `LIMITS`: each must end by one of the states named. `FORGED`:
programs that want to pass tests they don't pass."""

CTYPES = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"


def _connect(family: str, sort: str, to: str) -> str:
    made = f"s = socket.socket(socket.{family}, socket.{sort})"
    return f"import socket\n{made}\ns.settimeout(1)\ns.connect({to})\n"


def _call(words: str) -> str:
    return f"{CTYPES}if libc.syscall({words}) < 0:\n    raise OSError(ctypes.get_errno(), 'refused')\n"


NETWORK = {
    "tcp to this machine": _connect("AF_INET", "SOCK_STREAM", "('127.0.0.1', {port})"),
    "unix socket": _connect("AF_UNIX", "SOCK_STREAM", "{unix!r}"),
    "abstract unix socket": _connect("AF_UNIX", "SOCK_STREAM", "'\\0' + {abstract!r}"),
    "raw socket": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, 1)\n",
    "netlink": "import socket\nsocket.socket(16, socket.SOCK_RAW, 0)\n",
    "http.client": "import http.client\nc = http.client.HTTPConnection('127.0.0.1', {port}, timeout=1)\n"
    "c.request('GET', '/')\n",
    "a server": "import socket\nsocket.create_server(('0.0.0.0', 0))\n",
    "datagrams by a pair": "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
    "a.sendto(b'x', {unix!r})\n",
    "an address on a pair": "import socket\na, b = socket.socketpair()\na.connect({unix!r})\n",
    "io_uring": _call("425, 8, ctypes.create_string_buffer(256)"),
    "socket of the 32-bit table": _call("ctypes.c_long(0x40000000 | 41), 2, 1, 0"),
}

FILES = {
    "reading the home": "open({home!r}).read()\n",
    "reading beside the folder": "open({beside!r}).read()\n",
    "listing the home": "import os, os.path\nos.listdir(os.path.dirname({home!r}))\n",
    "passwords": "open('/etc/passwd').read()\n",
    "own environment": "assert open('/proc/self/environ').read()\n",
    "environment of pid 1": "open('/proc/1/environ').read()\n",
    "environment of the parent": "open('/proc/{parent}/environ').read()\n",
    "memory of the parent": "open('/proc/{parent}/mem', 'r+b')\n",
    "root by the parent": "import os\nos.listdir('/proc/{parent}/root')\n",
    "descriptors": "import os\nassert [n for n in os.listdir('/proc/self/fd')]\n",
    "memory device": "open('/dev/mem', 'rb')\n",
    "shared memory": "open('/dev/shm/seedbed', 'w')\n",
    "changing the home's file": "open({home!r}, 'a').write('x')\n",
    "emptying by truncate": "import os\nos.truncate({home!r}, 0)\n",
    "removing the home's file": "import os\nos.unlink({home!r})\n",
    "renaming it away": "import os\nos.rename({beside!r}, 'mine')\n",
    "its mode": "import os\nos.chmod({home!r}, 0o777)\n",
    "its owner": "import os\nos.chown({home!r}, 65534, 65534)\n",
    "its times": "import os\nos.utime({home!r}, (1, 1))\n",
    "a file beside": "open({folder!r} + '/made', 'w')\n",
    "a file in /tmp": "open('/tmp/seedbed-hostile', 'w')\n",
    "a file above": "open('../seedbed-hostile', 'w')\n",
    "symbolic link": "import os\nos.symlink({home!r}, 'link')\nopen('link').read()\n",
    "hard link": "import os\nos.link({beside!r}, 'link')\n",
    "a way up": "import os\nos.chdir('/')\nopen('root/.bashrc').read()\nopen({home!r}[1:]).read()\n",
    "chroot": "import os\nos.chroot('.')\n",
    "a device made": "import os, stat\nos.mknod('null', 0o666 | stat.S_IFCHR, os.makedev(1, 3))\n",
    "a named pipe": "import os\nos.mkfifo('pipe')\n",
    "changing Python": "import os\nopen(os.__file__, 'a')\n",
    "file by its handle": _call("304, -1, ctypes.create_string_buffer(64), 0"),
    "a watch on the home": _call("253"),
    "import of seedbed": "import seedbed\n",
    "import of site-packages": "import pyseccomp\n",
}

PROCESSES = {
    "fork": "import os\nif not os.fork():\n    os._exit(0)\n",
    "vfork by ctypes": _call("58"),
    "clone by number": _call("56, 17, 0, 0, 0, 0"),
    "clone3 by number": _call("435, ctypes.create_string_buffer(88), 88"),
    "shell": "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'true'], check=True)\n",
    "os.system": "import os\nassert os.system('true') == 0\n",
    "posix_spawn": "import os\nos.posix_spawn('/bin/true', ['true'], {})\n",
    "execv": "import os\nos.execv('/bin/true', ['true'])\n",
    "multiprocessing": "import multiprocessing\np = multiprocessing.Process(target=print)\np.start()\n",
    "unpickled shell": "import pickle\nassert pickle.loads(b'cos\\nsystem\\n(S\"true\"\\ntR.') == 0\n",
    "signal to the parent": "import os\nos.kill({parent}, 0)\n",
    "signal to its father": "import os, signal\nos.kill(os.getppid(), 0)\n",
    "signal by descriptor": _call("434, {parent}, 0"),
    "signal by F_SETOWN": "import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(r, fcntl.F_SETOWN, {parent})\n",
    "ptrace": _call("101, 0x4206, {parent}, 0, 0"),
    "memory of another": _call("310, {parent}, 0, 0, 0, 0, 0"),
    "a session of its own": "import os\nos.setsid()\n",
    "capabilities": f"{CTYPES}assert libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), "
    "(ctypes.c_uint32 * 6)(1, 1)) == 0\n",
    "new namespaces": f"{CTYPES}assert libc.unshare(0x10000000) == 0\n",
    "another's namespace": _call("308, 3, 0"),
    "mount": f"{CTYPES}assert libc.mount(b'none', b'.', b'tmpfs', 0, None) == 0\n",
    "bpf": _call("321, 0, 0, 0"),
    "another filter": f"{CTYPES}assert libc.prctl(22, 2, ctypes.create_string_buffer(16), 0, 0) == 0\n",
    "privileges back": f"{CTYPES}assert libc.prctl(38, 0, 0, 0, 0) == 0\n",
    "clock": "import time\ntime.clock_settime(time.CLOCK_REALTIME, time.time())\n",
    "higher limits": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (99999, 99999))\n",
    "limits of the parent": "import resource\nresource.prlimit({parent}, resource.RLIMIT_NOFILE)\n",
    "priority": "import os\nos.nice(-5)\n",
    "secret environment": "import os\nassert set(os.environ) - {'HOME', 'TMPDIR', 'LANG', 'LC_CTYPE'}\n",
    "arguments with a secret": "import sys\nassert len(sys.argv) > 1\n",
    "input": "assert input()\n",
}

REFUSED = {**NETWORK, **FILES, **PROCESSES}

_HIDE = "import signal\nfor n in range(1, 65):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n"
_HIDE += "    except (OSError, ValueError):\n        pass\n"
LIMITS = {
    "fork bomb": ("import os\nwhile True:\n    os.fork()\n", ("error",)),
    "thread bomb": (
        "import threading, time\nthreading.stack_size(32768)\nwhile True:\n"
        "    threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n",
        ("error", "memory", "time", "died"),
    ),
    "endless loop": ("while True:\n    pass\n", ("time",)),
    "sleep with signals ignored": (f"{_HIDE}import time\nwhile True:\n    time.sleep(999)\n", ("time",)),
    "one great number": ("x = 9 ** 9 ** 9\n", ("time", "memory")),
    "a great list": ("x = [0] * 10 ** 10\n", ("memory",)),
    "memory by pieces": ("x = []\nwhile True:\n    x.append(bytearray(1 << 20))\n", ("memory", "died")),
    "recursion without bound": (
        "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f():\n    f()\nf()\n",
        ("died", "memory", "error", "time"),
    ),
    "deep nesting": ("(" * 5000 + ")" * 5000, ("error", "memory")),
    "lone surrogates": ("x = '\ud800'\n", ("error",)),
    "one file too large": (
        "with open('x', 'wb') as f:\n    while True:\n        f.write(bytes(1 << 20))\n",
        ("error", "died"),
    ),
    "a full disk": (
        "for n in range(40):\n    with open(str(n), 'wb') as f:\n        f.write(bytes(15 << 20))\n"
        "import time\ntime.sleep(9)\n",
        ("error", "died"),
    ),
    "files without end": (
        "n = 0\nwhile True:\n    open(str(n), 'w').close()\n    n += 1\n",
        ("error", "died", "time"),
    ),
    "folders without end": (
        "import os\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')\n",
        ("error", "died", "time"),
    ),
    "a folder without rights": (
        "import os\nos.mkdir('d', 0)\nos.umask(0o777)\nos.mkdir('e')\nraise ValueError\n",
        ("error",),
    ),
    "descriptors without end": ("x = []\nwhile True:\n    x.append(open('/dev/null'))\n", ("error",)),
    "much output": ("for _ in range(200):\n    print('x' * (1 << 20))\nraise ValueError\n", ("error",)),
    "a great exception": ("raise ValueError('x' * (1 << 27))\n", ("error",)),
    "an exception that hangs": (
        "class E(Exception):\n    def __str__(self):\n        while True:\n            pass\nraise E\n",
        ("time",),
    ),
    "os._exit": ("import os\nos._exit(0)\n", ("died",)),
    "abort": ("import os\nos.abort()\n", ("died",)),
    "all descriptors closed": ("import os\nos.closerange(0, 999)\nwhile True:\n    pass\n", ("died", "time")),
    "channel flooded": (
        "import os\nwhile True:\n    for n in range(3, 30):\n        try: os.write(n, b'x' * 65536)\n"
        "        except OSError: pass\n",
        ("died",),
    ),
}

_SAY = "def f(x):\n    return 0\n"
_FINE = '{"said": "verdict", "state": "passed", "nonce": null}'
_EVERY = "for n in range(3, 48):\n    try:\n        os.write(n, text)\n    except OSError:\n        pass\n"
FORGED = {
    "exit from within": "import os\ndef f(x):\n    os._exit(0)\n",
    "SystemExit from within": "import sys\ndef f(x):\n    sys.exit(0)\n",
    "at exit": f"import atexit, os\natexit.register(os._exit, 0)\n{_SAY}",
    "success printed": f"print('passed')\nprint('1 passed, 0 failed')\nprint('OK')\n{_SAY}",
    "verdict to every descriptor": f"import os\ntext = b'{_FINE}\\n'\n{_EVERY}{_SAY}",
    "verdict with a made nonce": 'import os\ntext = b\'{"said": "loaded"}\\n'
    + _FINE.replace("null", f'"{"0" * 32}"')
    + f"\\n'\n{_EVERY}{_SAY}",
    "verdict within the tests": f"import os\ntext = b'{_FINE}\\n'\ndef f(x):\n"
    + "".join(f"    {line}\n" for line in _EVERY.splitlines())
    + "    os._exit(0)\n",
    "AssertionError replaced": "import builtins\nclass Fine(Exception):\n    pass\n"
    f"builtins.AssertionError = Fine\n{_SAY}",
    "exec replaced": "import builtins\nbuiltins.exec = lambda *a: None\n"
    f"builtins.compile = lambda *a, **k: ''\n{_SAY}",
    "hooks": f"import sys\nsys.excepthook = lambda *a: None\nsys.unraisablehook = lambda *a: None\n{_SAY}",
    "equality": "class All:\n    def __eq__(self, other): return True\ndef f(x):\n    return All()\n",
    "builtins": f"import builtins\nbuiltins.abs = lambda x: 1\nbuiltins.bool = lambda x: True\n{_SAY}",
    "tracing": "import sys\ndef trace(frame, event, value):\n    if frame.f_code.co_filename == '<tests>':\n"
    f"        frame.f_globals['f'] = lambda x: x + 1\n    return trace\nsys.settrace(trace)\n{_SAY}",
    "a thread that exits": "import os, threading, time\ndef end():\n    time.sleep(0.05)\n    os._exit(0)\n"
    "threading.Thread(target=end).start()\ndef f(x):\n    time.sleep(0.2)\n    return 0\n",
}
