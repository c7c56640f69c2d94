"""The walls, tried from inside by a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are those of Linux")

INSIDE = """
import mmap, os, pathlib, resource, socket, subprocess, sys
from shared.pdf.confine import limit_resources, refuse_system_calls
limit_resources(512 << 20)
lacks = refuse_system_calls()
if lacks:
    sys.exit(77)
def attempt():
{attempt}
try:
    attempt()
except {error} as error:
    print("refused")
else:
    print("done")
"""


def try_inside(attempt: str, error: str = "PermissionError") -> str:
    code = INSIDE.format(attempt="    " + attempt, error=error)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 77:
        pytest.skip("this system has no system call filter")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "socket.socketpair()",
        "subprocess.run(['/bin/true'])",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "open('/tmp/wuzhi-must-not-exist', 'w')",
        "open(__import__('shared').__file__, 'a')",
        "os.unlink('/tmp/wuzhi-must-not-exist')",
        "os.rename('/tmp/a', '/tmp/b')",
        "os.mkdir('/tmp/wuzhi-must-not-exist')",
    ],
)
def test_a_worker_may_not_reach_out(attempt: str) -> None:
    assert try_inside(attempt) == "refused"


@pytest.mark.parametrize(
    "attempt",
    ["open('/etc/passwd').read()", "bytearray(64 << 20)", "os.write(1, b'')", "mmap.mmap(-1, 4096)"],
)
def test_a_worker_may_read_and_think(attempt: str) -> None:
    assert try_inside(attempt) == "done"


def test_a_worker_may_not_take_more_memory_than_it_was_given() -> None:
    assert try_inside("bytearray(600 << 20)", error="MemoryError") == "refused"


def test_a_worker_writes_no_core_file() -> None:
    assert try_inside("assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)") == "done"
