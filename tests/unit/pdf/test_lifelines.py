"""What holds a worker to its program: it ends with it, whatever happens."""

import select
import signal
import subprocess
import sys
from os import pidfd_open
from pathlib import Path

import pytest

from tests.unit.pdf import papers

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lifeline is that of Linux")

PROGRAM = """
import asyncio, sys
from pathlib import Path
from shared.pdf.pages import PageRequest
from shared.pdf.pool import RenderPool

async def main():
    pool = await RenderPool.start(slot_bytes=400_000, slots=4)
    await pool.open(Path(sys.argv[1]), "d")
    wishes = [asyncio.create_task(pool.render(PageRequest("d", page, 100, 100))) for page in range(2)]
    await asyncio.sleep(0)
    print(*(post.keeper._worker._process.pid for post in pool._dispatch.posts), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await {end}

asyncio.run(main())
"""


def start(paper: Path, end: str) -> tuple[subprocess.Popen[str], list[int]]:
    """A program whose two workers hang at a page; process and descriptors of the workers.

    It goes on to its end only when the descriptors are held: a worker that ended before has no number any more.
    """
    program = subprocess.Popen(
        [sys.executable, "-X", "dev", "-W", "error", "-c", PROGRAM.format(end=end), str(paper)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    line = program.stdout.readline()
    if not line:
        pytest.fail(program.communicate()[1])
    workers = [pidfd_open(int(pid)) for pid in line.split()]
    program.stdin.write("go on\n")
    program.stdin.flush()
    return program, workers


def assert_all_end(workers: list[int]) -> None:
    for worker in workers:
        readable, _, _ = select.select([worker], [], [], 10.0)
        assert readable, "a worker outlives its program"


def test_workers_that_hang_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    program, workers = start(papers.hanging(tmp_path / "hanging.pdf", pages=2), "asyncio.Event().wait()")
    program.send_signal(signal.SIGKILL)
    program.communicate()
    assert_all_end(workers)


def test_a_program_that_forgets_to_close_ends_all_the_same(tmp_path: Path) -> None:
    program, workers = start(papers.hanging(tmp_path / "hanging.pdf", pages=2), "asyncio.sleep(0)")
    _, said = program.communicate(timeout=20)
    assert program.returncode == 0, said
    assert_all_end(workers)


def test_a_program_that_closes_its_pool_ends_without_a_word(tmp_path: Path) -> None:
    program, workers = start(papers.hanging(tmp_path / "hanging.pdf", pages=2), "pool.close()")
    _, said = program.communicate(timeout=20)
    assert (program.returncode, said) == (0, "")
    assert_all_end(workers)


def test_no_process_with_a_window_loads_the_engine() -> None:
    code = "import sys, shared.pdf.pool, shared.pdf.examiner, shared.pdf.wording; sys.exit('pymupdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
