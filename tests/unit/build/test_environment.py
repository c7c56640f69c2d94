import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from chores import environment
from chores.places import ROOT, venv_program
from chores.terminal import ChoreError, Steps

STAMP = environment.wanted_stamp(b"lock", "3.11", "x86_64")


def made_environment(folder: Path, stamp: str | None) -> Path:
    python = venv_program("python", folder)
    python.parent.mkdir(parents=True)
    python.touch()
    if stamp is not None:
        (folder / environment.STAMP).write_text(stamp, "utf-8")
    return folder


def test_an_environment_made_from_this_lock_is_not_made_again(tmp_path: Path) -> None:
    assert environment.is_made(made_environment(tmp_path / "venv", STAMP), STAMP)


def test_a_half_made_environment_has_no_stamp_and_is_made_again(tmp_path: Path) -> None:
    assert not environment.is_made(made_environment(tmp_path / "venv", None), STAMP)


def test_an_environment_whose_python_is_gone_is_made_again(tmp_path: Path) -> None:
    folder = made_environment(tmp_path / "venv", STAMP)
    venv_program("python", folder).unlink()
    assert not environment.is_made(folder, STAMP)


@pytest.mark.parametrize(
    "other",
    [
        environment.wanted_stamp(b"lock!", "3.11", "x86_64"),
        environment.wanted_stamp(b"lock", "3.12", "x86_64"),
        environment.wanted_stamp(b"lock", "3.11", "aarch64"),
    ],
)
def test_another_lock_python_or_machine_makes_the_environment_anew(other: str, tmp_path: Path) -> None:
    assert not environment.is_made(made_environment(tmp_path / "venv", other), STAMP)


def test_the_stamp_is_written_last_so_that_a_cut_set_up_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a set-up that is cut while packages are being installed
    venv = tmp_path / ".venv"
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "ROOT", tmp_path)

    def cut(folder: Path, _lock: Path, _steps: Steps) -> None:
        raise ChoreError("the network is gone")

    monkeypatch.setattr(environment, "install_locked", cut)
    monkeypatch.setattr(environment, "_make_bare", lambda folder: made_environment(folder, None))
    with pytest.raises(ChoreError, match="network is gone"):
        environment.ensure_environment(Steps())
    assert not (venv / environment.STAMP).exists()
    # When it is started again and nothing goes wrong
    installed: list[str] = []
    monkeypatch.setattr(
        environment, "install_locked", lambda _venv, lock, _steps: installed.append(lock.name)
    )
    environment.ensure_environment(Steps())
    # Then it began anew and is complete
    assert installed == ["bootstrap.txt", "dev.txt"]
    assert (venv / environment.STAMP).exists()
    environment.ensure_environment(Steps())
    assert installed == ["bootstrap.txt", "dev.txt"]


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    # Given another process that holds the lock until its input ends
    holder = (
        "import sys\nfrom pathlib import Path\nfrom chores import environment\nfrom chores.terminal import Steps\n"
        "environment.ROOT = Path(sys.argv[1])\n"
        "with environment._one_set_up_at_a_time(Steps()):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    waiter = holder.replace("    sys.stdin.read()\n", "")
    command = [sys.executable, "-c", holder, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT / "build", text=True, **pipes) as first:  # type: ignore[call-overload]
        assert first.stdout.readline() == "held\n"
        # When a second one starts
        command[2] = waiter
        with subprocess.Popen(command, cwd=ROOT / "build", text=True, **pipes) as second:  # type: ignore[call-overload]
            assert "waiting for it" in second.stderr.readline()
            assert second.poll() is None
            # Then it goes on as soon as the first has ended, however it ended
            first.kill()
            assert second.wait(20) == 0
            assert second.stdout.read() == "held\n"


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: Could not find a version that satisfies the requirement x", "Check the network"),
    ],
)
def test_a_failed_installation_says_what_to_do(output: str, remedy: str) -> None:
    assert remedy in environment._why_pip_failed(output)


def test_a_file_that_is_not_the_locked_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a local package source whose one file has another hash than the lock
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "thing-1.0-py3-none-any.whl").write_bytes(b"not what was locked")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"thing==1.0 \\\n    --hash=sha256:{'0' * 64}\n", "utf-8")
    monkeypatch.setattr(environment, "_LOG", tmp_path / "log.txt")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    # Then the installation stops at the hash, before anything is unpacked
    with pytest.raises(ChoreError, match="not the one that was locked"):
        environment.install_locked(Path(sys.prefix), lock, Steps())


@pytest.mark.skipif(sys.platform == "win32", reason="Debian splits the venv module off; Windows never does")
def test_a_python_without_venv_is_told_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(environment, "can_install", lambda: False)
    with pytest.raises(ChoreError, match=rf"python3\.{sys.version_info.minor}-venv"):
        environment._require_venv_module(Steps())
