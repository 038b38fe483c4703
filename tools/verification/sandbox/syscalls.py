"""The system calls a program may make: a list of what a single Python process needs, all others refused.

No sockets (but a pair connected to itself, for asyncio), no new processes or programs, no signals to
others, no change of modes, owners or times of files, no mounts, no tracing. Where commands are run,
processes, signals, modes, times and links are allowed besides; the namespaces bound whom and what they reach.
Compiled by libseccomp (`pyseccomp`), which knows the numbers of each machine. It does not know files: those
are Landlock's and the namespaces' matter."""

import errno
import tempfile
from functools import cache

FREELY = """
read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close close_range lseek _llseek
open openat openat2 creat stat fstat lstat newfstatat statx fstatfs statfs access faccessat faccessat2
getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
readlink readlinkat umask ftruncate fsync fdatasync fadvise64 sendfile
mmap munmap mprotect mremap madvise brk msync mincore membarrier
dup dup2 dup3 pipe pipe2 poll ppoll select pselect6 eventfd eventfd2
epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
futex futex_waitv set_robust_list get_robust_list set_tid_address rseq sched_yield sched_getaffinity
sched_getparam sched_getscheduler sched_get_priority_max sched_get_priority_min getcpu
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
restart_syscall pause alarm setitimer getitimer
nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times
getpid getppid gettid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid
getrlimit getrusage getpriority sysinfo uname getrandom exit exit_group recvfrom shutdown
"""
"""Calls allowed with any arguments."""

FOR_COMMANDS = """
arch_prctl fork vfork execve execveat wait4 waitid kill tgkill tkill setpgid setsid
chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat link linkat symlink symlinkat
truncate fallocate copy_file_range tee splice vmsplice sched_setaffinity get_robust_list flock
chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
timer_create timer_settime timer_gettime timer_getoverrun timer_delete
timerfd_create timerfd_settime timerfd_gettime inotify_init1 inotify_add_watch inotify_rm_watch
"""
"""What shells, compilers and other languages' interpreters need besides."""

IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 1030, 1032)
"""Copies, flags and locks of descriptors. Not F_SETOWN: it would send a signal to another process."""
THREAD, NEW = 0x10000, 0x7E020080
"""Of clone's flags: a thread of this process; any of the new namespaces."""
KIND_OF_FILE, PIPE = 0o170000, 0o010000
"""Of a new node's mode: the bits of its kind, and a named pipe's."""


@cache
def call_filter(commands: bool) -> bytes:
    """The compiled filter for this machine; of `commands`: new processes and programs are allowed.

    Raises ImportError where pyseccomp is missing, RuntimeError or OSError where libseccomp is."""
    import pyseccomp as seccomp

    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))

    def known(name: str) -> bool:
        try:
            return bool(seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0)
        except (OSError, ValueError):
            return False

    def allow(name: str, *where: object) -> None:
        if known(name):
            rules.add_rule(seccomp.ALLOW, name, *where)

    for name in FREELY.split():
        allow(name)
    for number in IOCTLS:
        allow("ioctl", seccomp.Arg(1, seccomp.EQ, number))
    for number in FCNTLS:
        allow("fcntl", seccomp.Arg(1, seccomp.EQ, number))
    for number in (15, 16):  # a thread's name
        allow("prctl", seccomp.Arg(0, seccomp.EQ, number))
    allow("prlimit64", seccomp.Arg(0, seccomp.EQ, 0), seccomp.Arg(2, seccomp.EQ, 0))  # reading its own
    if commands:
        for name in FOR_COMMANDS.split():
            allow(name)
        allow("clone", seccomp.Arg(0, seccomp.MASKED_EQ, NEW, 0))
        allow("socketpair", seccomp.Arg(0, seccomp.EQ, 1), seccomp.Arg(1, seccomp.MASKED_EQ, 0xF, 5))
        allow("mknod", seccomp.Arg(1, seccomp.MASKED_EQ, KIND_OF_FILE, PIPE))
        allow("mknodat", seccomp.Arg(2, seccomp.MASKED_EQ, KIND_OF_FILE, PIPE))
    else:
        allow("clone", seccomp.Arg(0, seccomp.MASKED_EQ, THREAD | NEW, THREAD))
    allow("socketpair", seccomp.Arg(0, seccomp.EQ, 1), seccomp.Arg(1, seccomp.MASKED_EQ, 0xF, 1))
    allow("sendto", seccomp.Arg(4, seccomp.EQ, 0))  # no address: to the other end of the pair
    if known("clone3"):
        # The C library then falls back on clone, whose flags a filter can read.
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
