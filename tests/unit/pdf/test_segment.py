"""The memory that the pictures lie in."""

import mmap
import sys

import pytest

from shared.pdf.segment import Segment


def resident_bytes(segment: Segment) -> int:
    """How much of the memory the system has filled in for this process."""
    with open("/proc/self/smaps", encoding="ascii") as file:  # noqa: PTH123
        entries = file.read().split("memfd:wuzhi-pages")[1:]
    return sum(int(entry.split("Rss:")[1].split()[0]) << 10 for entry in entries)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux fills memory in when asked to")
def test_memory_is_filled_in_where_it_is_asked_for_and_keeps_what_it_holds() -> None:
    segment = Segment(100 * mmap.PAGESIZE + 123)
    try:
        segment.memory[10 * mmap.PAGESIZE + 7] = 42
        before = resident_bytes(segment)
        segment.populate(10 * mmap.PAGESIZE + 5, 20 * mmap.PAGESIZE)
        assert resident_bytes(segment) - before >= 19 * mmap.PAGESIZE
        assert segment.memory[10 * mmap.PAGESIZE + 7] == 42
        segment.populate(99 * mmap.PAGESIZE, 50 * mmap.PAGESIZE)  # only as far as there is memory
        assert len(segment.memory) == segment.size
    finally:
        segment.close()
