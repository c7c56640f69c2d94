import stat
from pathlib import Path

import pytest

from shared.crypto.vault import MOST_SECRET_BYTES, keep_secret, read_secret
from shared.system.faults import EnvironmentFault


def test_a_secret_comes_back_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "one.key"
    keep_secret(path, b"first")
    keep_secret(path, b"second")
    assert read_secret(path) == b"second"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_secret_that_was_never_kept_is_none(tmp_path: Path) -> None:
    assert read_secret(tmp_path / "missing.key") is None


def test_a_file_too_large_to_be_a_secret_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "large.key"
    path.write_bytes(bytes(MOST_SECRET_BYTES + 1))
    with pytest.raises(EnvironmentFault, match=r"large\.key"):
        read_secret(path)


def test_a_secret_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        read_secret(tmp_path)


def test_a_secret_that_cannot_be_kept_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where a folder should be", "utf-8")
    with pytest.raises(EnvironmentFault):
        keep_secret(tmp_path / "keys" / "one.key", b"secret")
