"""Walls around a worker before it reads a file that may be hostile.

Each wall is tried; those that the system does not have are named, never passed over in silence. On Linux:
little memory, no core file, the end of the parent ends the worker, and a system call filter (seccomp, as in
`seccomp(2)`) refuses sockets, programs, new processes and every change of a file. On Windows only the
pool's clock remains.
"""

import ctypes
import os
import platform
import signal
import struct
import sys

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 1  # SECCOMP_RET_ERRNO, EPERM
_X32_CALLS = 0x40000000

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# socket socketpair connect bind listen sendto sendmsg accept accept4, execve execveat fork vfork clone clone3
# ptrace process_vm_writev kill io_uring_setup, creat truncate rename* link* symlink* unlink* mkdir* rmdir
# chmod* chown* mknod*, openat2
_REFUSED = {
    "x86_64": (
        *(
            41,
            53,
            42,
            49,
            50,
            44,
            46,
            43,
            288,
            59,
            322,
            57,
            58,
            56,
            435,
            101,
            311,
            62,
            425,
            85,
            76,
            82,
            264,
            316,
        ),
        *(86, 265, 88, 266, 87, 263, 83, 258, 84, 90, 91, 268, 92, 93, 94, 260, 133, 259, 437),
    ),
    "aarch64": (
        *(198, 199, 203, 200, 201, 206, 211, 202, 242, 221, 281, 220, 435, 117, 271, 129, 425, 45, 38, 276),
        *(37, 36, 35, 34, 53, 52, 54, 55, 33, 437),
    ),
}
_OPENAT = {"x86_64": 257, "aarch64": 56}
_OPEN = {"x86_64": 2, "aarch64": None}
_FLAGS_THAT_WRITE = getattr(os, "O_WRONLY", 1) | getattr(os, "O_RDWR", 2) | os.O_CREAT | os.O_TRUNC


def bind_to_parent(parent: int) -> tuple[str, ...]:
    """Let the system end this process together with `parent`, the process that started it.

    The kernel watches the *thread* that started us: the pool starts workers from a thread that outlives them.
    """
    if sys.platform != "linux":
        return ("parent",)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit("the program that wanted pages is gone")
    return ()


def limit_resources(memory_bytes: int) -> tuple[str, ...]:
    """Bound the address space; write no core file, which would hold a paper in the clear."""
    if sys.platform == "win32":
        return ("memory",)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    return ()


def refuse_system_calls() -> tuple[str, ...]:
    """Give up network, programs and writing for good; reading files and using open pipes stay allowed."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _AUDIT_ARCH:
        return ("system calls",)
    program = _filter(machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    address = ctypes.create_string_buffer(header, len(header))
    try:
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(address))
    except OSError:  # a kernel without seccomp, or a container that forbids it: the other walls stand
        return ("system calls",)
    return ()


def _filter(machine: str) -> bytes:
    """The BPF program: one instruction is code, jump if true, jump if false, value."""
    tests = [(_AT_LEAST, _X32_CALLS), *((_EQUAL, number) for number in _REFUSED[machine])]
    opens = [(_OPENAT[machine], 32)]  # the flags are the third argument
    old_open = _OPEN[machine]
    if old_open is not None:
        opens.append((old_open, 24))
    tail: list[tuple[int, int, int, int]] = []
    for number, offset in opens:
        tail += [(_EQUAL, 0, 3, number), (_LOAD, 0, 0, offset), (_ANY_BIT, 0, 0, _FLAGS_THAT_WRITE)]
        tail += [(_RETURN, 0, 0, _ALLOW)]
    refuse_at = len(tests) + len(tail) + 1  # counted from the first test; just before it stands "allow"
    body = [(code, refuse_at - at - 1, 0, value) for at, (code, value) in enumerate(tests)]
    for at, (code, jump, skip, value) in enumerate(tail, start=len(tests)):
        body.append((code, refuse_at - at - 1 if code == _ANY_BIT else jump, skip, value))
    head = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, 0),
    ]
    lines = [*head, *body, (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _prctl(option: int, *values: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if libc.prctl(option, *padded) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
