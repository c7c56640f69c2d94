"""What a worker's C library does with memory that was freed, tried in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

INSIDE = """
import ctypes, resource, sys
from shared.pdf.heap import hold_freed_memory
if "held" in sys.argv and not hold_freed_memory():
    sys.exit(77)
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.free.argtypes = [ctypes.c_void_p]
library.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    memory = library.malloc(8 << 20)
    library.memset(memory, 1, 8 << 20)
    library.free(memory)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


def faults_at_the_second_image(*arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 77:
        pytest.skip("another C library than glibc")
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")
def test_memory_that_an_image_left_is_used_for_the_next_without_asking_the_system() -> None:
    assert faults_at_the_second_image("held") < 20
    assert faults_at_the_second_image() > 200  # the check can fail
