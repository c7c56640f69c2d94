"""The checks that need no running program: each is one tool, one line and one time."""

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from chores.places import BUILD, ROOT, child_environment, venv_program
from chores.terminal import Steps


@dataclass(frozen=True)
class Check:
    """A tool that ends with 0 when all is well, and what to do when it does not."""

    name: str
    command: tuple[str, ...]
    remedy: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a check said, and how long it took."""

    check: Check
    exit_code: int
    output: str
    duration_s: float


def all_checks() -> tuple[Check, ...]:
    """Return the checks, the slowest first: they run beside each other."""
    python, ruff = str(venv_program("python")), str(venv_program("ruff"))
    return (
        Check("types", (python, "-m", "mypy", "--no-error-summary")),
        Check("format", (ruff, "format", "--check", "."), "Run: .venv/bin/ruff format"),
        Check("lint", (ruff, "check", "--quiet", ".")),
        Check("imports", (str(venv_program("lint-imports")),)),
        Check("translations", (python, str(BUILD / "translations.py"), "--check")),
    )


def failed_checks(steps: Steps, checks: Sequence[Check] | None = None) -> tuple[str, ...]:
    """Run every check, also after one failed; print a line for each and return the names of those that failed."""
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(_run, all_checks() if checks is None else checks):
            verdict = "ok" if outcome.exit_code == 0 else "FAILED"
            steps.say(f"check {outcome.check.name:<13} {verdict:<7} {outcome.duration_s:5.1f} s")
            if outcome.exit_code != 0:
                failed.append(outcome.check.name)
                for part in (outcome.output.rstrip(), outcome.check.remedy):
                    steps.show(part)
    if failed:
        steps.say("Failed: " + ", ".join(failed))
    return tuple(failed)


def _run(check: Check) -> Outcome:
    began_s = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**child_environment(), "NO_COLOR": "1", "COLUMNS": os.environ.get("COLUMNS", "120")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Outcome(check, done.returncode, done.stdout, time.monotonic() - began_s)
