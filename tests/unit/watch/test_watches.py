import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TESTS_WITH_FAULTS = """
import asyncio, logging, subprocess, sys, threading
import pytest
from tests.watch import leaks

leaks._GRACE_S = 0.0
leaks._OURS = (__file__,)
RELEASE = threading.Event()


@pytest.fixture(scope="module")
def children():
    started = []
    yield started
    # The watch has killed them: otherwise this would time out.
    print("ended by signal", *[-child.wait(10) for child in started])


@pytest.fixture(scope="module", autouse=True)
def thread_released_at_the_end():
    yield
    RELEASE.set()


async def short():
    await asyncio.sleep(0)


async def careful():
    await asyncio.create_task(short(), name="short")


async def forgetful():
    asyncio.create_task(asyncio.Event().wait(), name="not ours")
    asyncio.create_task(wait_for_ever(), name="orphan")
    await asyncio.sleep(0)


async def wait_for_ever():
    await asyncio.Event().wait()


def test_clean():
    logging.getLogger("shared").info("all is well")
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    asyncio.run(careful())


def test_announced_line(log_watch):
    log_watch.expect("sent non.ense")
    logging.getLogger("shared.link").warning("the peer sent nonsense")


def test_line():
    logging.getLogger("shared.link").warning("the disk is slow")


def test_silence(log_watch):
    log_watch.expect("never said")


def test_thread():
    threading.Thread(target=RELEASE.wait, name="forgotten", daemon=True).start()


def test_child(children):
    children.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))


def test_task():
    asyncio.run(forgetful())
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("faults") / "test_faults.py"
    file.write_text(TESTS_WITH_FAULTS, "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.watch.leaks", "-p", "tests.watch.log_lines"]
    run = subprocess.run(
        [
            *command,
            "-p",
            "no:cacheprovider",
            "-rA",
            "--tb=short",
            "-s",
            f"--rootdir={file.parent}",
            str(file),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return run.stdout


def has_error(report: str, test: str) -> bool:
    return any(line.startswith("ERROR") and f"::{test}" in line for line in report.splitlines())


def test_a_test_that_cleans_up_passes(report: str) -> None:
    assert not has_error(report, "test_clean")
    assert "7 passed, 5 errors" in report


def test_an_unexpected_warning_in_the_log_fails_the_test(report: str) -> None:
    assert has_error(report, "test_line")
    assert "WARNING shared.link: the disk is slow" in report


def test_an_announced_warning_is_right_and_its_absence_is_not(report: str) -> None:
    assert not has_error(report, "test_announced_line")
    assert has_error(report, "test_silence")
    assert "never said" in report


def test_a_thread_that_outlives_its_test_is_named(report: str) -> None:
    assert has_error(report, "test_thread")
    assert "Threads that outlive the test: forgotten" in report


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists child processes")
def test_a_child_process_that_outlives_its_test_is_named_and_ended(report: str) -> None:
    assert has_error(report, "test_child")
    assert "ended by signal 9" in report


def test_a_task_of_ours_that_nobody_ended_is_named(report: str) -> None:
    assert has_error(report, "test_task")
    assert "orphan" in report
    assert "not ours" not in report
