import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from chores import commands

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_a_suitable_python_is_no_problem(version: tuple[int, int]) -> None:
    assert dev.python_problem(version) == ""


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 14)])
def test_another_python_is_named_with_what_to_run_instead(version: tuple[int, int]) -> None:
    problem = dev.python_problem(version, which=lambda name: name if name == "python3.12" else None)
    assert f"this is {version[0]}.{version[1]}." in problem
    assert problem.endswith("Run it with: python3.12 build/dev.py")


def test_without_a_suitable_python_the_newest_is_to_be_installed() -> None:
    assert "Install one of these, then run: python3.13" in dev.python_problem((3, 10), which=lambda _: None)


def dev_py(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "build" / "dev.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "COLUMNS": "120"},
    )


def test_without_a_command_it_says_which_there_are_and_exits_as_usage() -> None:
    run = dev_py()
    assert run.returncode == 2
    assert "COMMAND" in run.stderr


def test_help_names_every_chore() -> None:
    run = dev_py("--help")
    assert run.returncode == 0
    chores = ("demo", "test", "check", "bench", "run", "package", "sample", "translations", "lock")
    assert [name for name in chores if name not in run.stdout] == []


def test_an_unattended_demo_must_be_told_where_to_leave_its_pictures() -> None:
    run = dev_py("demo", "--unattended")
    assert run.returncode == 1
    assert "--out DIR" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_demo_takes_papers_only_from_a_folder_that_is_there(tmp_path: Path) -> None:
    run = dev_py("demo", "--papers", str(tmp_path / "none"))
    assert run.returncode == 2
    assert "is not a folder" in run.stderr


def test_an_argument_that_nobody_takes_is_refused() -> None:
    run = dev_py("check", "--quick")
    assert run.returncode == 2
    assert "unrecognized arguments: --quick" in run.stderr


def test_arguments_of_a_passing_command_reach_its_program(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(commands, "_get_ready", lambda _steps, **_for: None)
    monkeypatch.setattr(commands, "failed_checks", lambda _steps: ("lint",))

    def succeed(*arguments: str, **variables: str) -> int:
        started.append((*arguments, *variables.values()))
        return 0

    monkeypatch.setattr(commands, "_python", succeed)
    # A failed check fails the command also when all tests pass
    assert commands.main(["test", "-q", "-k", "seat or vote", "tests/unit"]) == 1
    assert commands.main(["run", "kiosk", "--windowed", "--profile", "05"]) == 0
    assert started == [
        ("-m", "pytest", "-q", "-k", "seat or vote", "tests/unit", "lint"),
        ("-m", "kiosk", "--windowed", "--profile", "05"),
    ]
