import sys

import pytest

from chores.checks import Check, all_checks, failed_checks
from chores.terminal import Steps


def python_check(name: str, source: str) -> Check:
    return Check(name, (sys.executable, "-c", source), remedy=f"mend {name}")


def test_every_check_runs_and_is_reported_although_one_fails(capsys: pytest.CaptureFixture[str]) -> None:
    checks = [
        python_check("first", "print('bad news'); raise SystemExit(3)"),
        python_check("second", "print('never shown')"),
    ]
    assert failed_checks(Steps(), checks) == ("first",)
    lines = capsys.readouterr().err
    assert "check first         FAILED" in lines
    assert "bad news" in lines
    assert "mend first" in lines
    assert "check second        ok" in lines
    assert "never shown" not in lines


def test_no_check_is_forgotten() -> None:
    assert {check.name for check in all_checks()} == {"format", "lint", "types", "imports", "translations"}
