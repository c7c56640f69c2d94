import pytest

from chores.locking import LOCKS, lock_problems
from chores.places import REQUIREMENTS

HASH = f"    --hash=sha256:{'a' * 64}\n"


def test_a_lock_of_exact_versions_with_hashes_is_right() -> None:
    assert (
        lock_problems(
            f"# comment\nbabel==2.18.0 \\\n{HASH}colorama==0.4.6 ; sys_platform == 'win32' \\\n{HASH}"
        )
        == []
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("--index-url https://example.invalid/simple\n", "address"),
        (f"thing @ https://example.invalid/thing.whl \\\n{HASH}", "address"),
        (f"thing>=1 \\\n{HASH}", "no exact version"),
        ("thing==1.0\n", "no hash"),
    ],
)
def test_a_lock_that_cannot_be_trusted_is_refused(line: str, problem: str) -> None:
    problems = lock_problems(f"babel==2.18.0 \\\n{HASH}{line}")
    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize("name", LOCKS)
def test_the_committed_locks_are_right(name: str) -> None:
    text = (REQUIREMENTS / name).read_text("utf-8")
    assert lock_problems(text) == []
    assert "==" in text
